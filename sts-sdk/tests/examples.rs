//! The examples, run as their users run them: as programs, against a local STS.
//!
//! `cargo test` builds them. With `--test examples` it does not: build them before, with `--examples`.
// All of this is test code: without saying so, clippy takes the functions for production code.
#![cfg(test)]
#![cfg(feature = "testing")]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use sts_sdk::testing::{LocalSts, ReceivedRequest, RoleRules};

const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const MFA_ROLE: &str = "arn:aws:iam::123456789012:role/admin";
const PARTNER_ROLE: &str = "arn:aws:iam::123456789012:role/partner";
const NO_ROLE: &str = "arn:aws:iam::123456789012:role/nobody";
const LIFETIME: Duration = Duration::from_secs(300);

/// One run of an example.
#[derive(Default)]
struct Case {
    example: &'static str,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
    /// A variable that names a file, and what is in the file.
    file: Option<(&'static str, String)>,
    without: &'static [&'static str],
    input: String,
    /// Texts of the input and the file that may not be in the output.
    secret: Vec<String>,
    status: i32,
    /// Texts that must be in standard output, in this order.
    output: &'static [&'static str],
    /// Texts that must be in standard error.
    errors: &'static [&'static str],
    /// Operations that the local STS is asked for.
    operations: &'static [&'static str],
}

#[test]
fn every_example_has_a_case() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files: BTreeSet<String> = std::fs::read_dir(directory)
        .expect("the examples")
        .map(|entry| entry.expect("an example").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let sts = LocalSts::start().expect("a local STS");
    let cases: BTreeSet<String> = successes(&sts).iter().map(|case| case.example.to_owned()).collect();
    assert_eq!(files, cases, "examples/ and the successes in tests/examples.rs must be the same: add a case");
}

#[test]
fn examples_do_what_they_show() {
    let sts = LocalSts::start().expect("a local STS");
    for case in successes(&sts) {
        check(&sts, &case);
    }
}

#[test]
fn examples_say_what_is_wrong() {
    let sts = LocalSts::start().expect("a local STS");
    for case in failures() {
        check(&sts, &case);
    }
}

#[test]
fn secrets_would_be_found() {
    let sts = LocalSts::start().expect("a local STS");
    let secret = sts.access_key().secret_access_key();
    assert!(long_run(&format!("secret={secret}\n")).is_some_and(|run| run.contains(secret)));
    assert_eq!(long_run("arn:aws:sts::123456789012:assumed-role/demo/nightly-report\n"), None);
}

fn successes(sts: &LocalSts) -> Vec<Case> {
    sts.add_role(MFA_ROLE, RoleRules::default().require_mfa());
    sts.add_role(PARTNER_ROLE, RoleRules::default().external_id("partner-7"));
    let assertion = sts.saml_assertion("alice", LIFETIME);
    let token = sts.web_identity_token("repo:demo", "sts.amazonaws.com", LIFETIME);
    let code = sts.mfa_code();
    let encoded = sts.encoded_message(r#"{"allowed":false}"#);
    vec![
        Case {
            example: "whoami",
            output: &["account 123456789012", "arn     arn:aws:iam::123456789012:user/local", "user id AIDA"],
            operations: &["GetCallerIdentity"],
            ..Case::default()
        },
        Case {
            example: "explain",
            variables: vec![("AWS_REIGON", "eu-west-2".into())],
            output: &[
                "region: eu-west-1 (environment variable AWS_REGION)",
                "endpoint: http://127.0.0.1:",
                "credentials: AKIA",
                "environment variable AWS_REIGON does nothing; did you mean AWS_REGION?",
            ],
            ..Case::default()
        },
        Case {
            example: "assume_role",
            arguments: vec![ROLE.into(), "nightly-report".into()],
            output: &[
                "access key ASIA",
                "expires in ",
                "now arn:aws:sts::123456789012:assumed-role/demo/nightly-report",
            ],
            operations: &["AssumeRole", "GetCallerIdentity with a session token"],
            ..Case::default()
        },
        Case {
            example: "assume_role",
            arguments: vec![PARTNER_ROLE.into(), "audit".into(), "partner-7".into()],
            output: &["now arn:aws:sts::123456789012:assumed-role/partner/audit"],
            operations: &["AssumeRole", "GetCallerIdentity with a session token"],
            ..Case::default()
        },
        Case {
            example: "web_identity",
            variables: vec![("AWS_ROLE_ARN", ROLE.into()), ("AWS_ROLE_SESSION_NAME", "build-17".into())],
            file: Some(("AWS_WEB_IDENTITY_TOKEN_FILE", format!("{token}\n"))),
            without: &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
            secret: vec![token],
            output: &[
                "subject    repo:demo",
                "access key ASIA",
                "now arn:aws:sts::123456789012:assumed-role/demo/build-17",
            ],
            operations: &["AssumeRoleWithWebIdentity", "GetCallerIdentity with a session token"],
            ..Case::default()
        },
        Case {
            example: "saml",
            arguments: vec![ROLE.into(), sts.saml_provider_arn()],
            without: &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
            input: format!("{assertion}\n"),
            secret: vec![assertion],
            output: &["subject    alice", "access key ASIA", "now arn:aws:sts::123456789012:assumed-role/demo/alice"],
            operations: &["AssumeRoleWithSAML", "GetCallerIdentity with a session token"],
            ..Case::default()
        },
        Case {
            example: "mfa_session",
            arguments: vec![sts.mfa_serial(), MFA_ROLE.into()],
            input: format!("{code}\n"),
            secret: vec![code],
            output: &["access key ASIA", "now arn:aws:sts::123456789012:assumed-role/admin/", "access key ASIA"],
            operations: &["GetSessionToken", "AssumeRole with a session token"],
            ..Case::default()
        },
        Case {
            example: "federation",
            arguments: vec!["carol".into()],
            output: &[
                "user arn:aws:sts::123456789012:federated-user/carol",
                " % of the room",
                "access key ASIA",
                "now arn:aws:sts::123456789012:federated-user/carol",
            ],
            operations: &["GetFederationToken", "GetCallerIdentity with a session token"],
            ..Case::default()
        },
        Case {
            example: "decode_message",
            arguments: vec![encoded.clone()],
            output: &[r#"{"allowed":false}"#],
            operations: &["DecodeAuthorizationMessage"],
            ..Case::default()
        },
        Case {
            example: "decode_message",
            input: format!("You may not. Encoded authorization failure message: {encoded}\n"),
            output: &[r#"{"allowed":false}"#],
            operations: &["DecodeAuthorizationMessage"],
            ..Case::default()
        },
        // It has a local STS of its own.
        Case {
            example: "demo",
            output: &["AssumeRole ", "ExpiredToken", "success at attempt 2", "\ndemo: 11 of 11 operations answered\n"],
            ..Case::default()
        },
    ]
}

fn failures() -> Vec<Case> {
    let usage = |example, errors| Case { example, status: 2, errors, ..Case::default() };
    vec![
        usage("assume_role", &["usage: assume_role ROLE_ARN"]),
        usage("web_identity", &["usage: AWS_ROLE_ARN=.. AWS_WEB_IDENTITY_TOKEN_FILE=.."]),
        usage("saml", &["usage: saml ROLE_ARN"]),
        usage("mfa_session", &["usage: mfa_session DEVICE_ARN"]),
        usage("federation", &["usage: federation NAME"]),
        usage("decode_message", &["usage: decode_message ENCODED"]),
        Case {
            example: "whoami",
            without: &["AWS_REGION"],
            status: 1,
            errors: &["region", "AWS_REGION"],
            ..Case::default()
        },
        Case {
            example: "explain",
            variables: vec![("AWS_REGION", "us-east1".into())],
            without: &["AWS_ENDPOINT_URL_STS"],
            status: 1,
            output: &["region: WRONG", "problems:", "did you mean `us-east-1`?"],
            ..Case::default()
        },
        Case {
            example: "whoami",
            without: &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
            status: 1,
            errors: &["GetCallerIdentity was not sent", "AWS_ACCESS_KEY_ID"],
            ..Case::default()
        },
        // A machine without root certificates, found out before anything is sent.
        #[cfg(target_os = "linux")]
        Case {
            example: "whoami",
            variables: vec![("SSL_CERT_FILE", "no/such/file".into()), ("SSL_CERT_DIR", "no/such/directory".into())],
            without: &["AWS_ENDPOINT_URL_STS"],
            status: 1,
            errors: &["TLS cannot be set up", "root certificates"],
            ..Case::default()
        },
        Case {
            example: "assume_role",
            arguments: vec![NO_ROLE.into(), "nightly-report".into()],
            status: 1,
            errors: &["AssumeRole failed: AccessDenied", NO_ROLE, "HTTP 403"],
            operations: &["AssumeRole"],
            ..Case::default()
        },
        Case {
            example: "decode_message",
            arguments: vec!["bm90IGEgbWVzc2FnZQ".into()],
            status: 1,
            errors: &["copied whole", "InvalidAuthorizationMessageException"],
            operations: &["DecodeAuthorizationMessage"],
            ..Case::default()
        },
        Case {
            example: "web_identity",
            variables: vec![("AWS_ROLE_ARN", ROLE.into()), ("AWS_WEB_IDENTITY_TOKEN_FILE", "no/such/file".into())],
            status: 1,
            errors: &["no/such/file: "],
            ..Case::default()
        },
    ]
}

fn check(sts: &LocalSts, case: &Case) {
    let earlier = sts.requests().len();
    let (status, output, errors) = run(sts, case);
    let shown = format!("{} {:?}\n{output}{errors}", case.example, case.arguments);
    assert_eq!(status, Some(case.status), "{shown}");
    let mut rest = output.as_str();
    for text in case.output {
        let Some((_, after)) = rest.split_once(text) else { panic!("no {text:?} at its place in {shown}") };
        rest = after;
    }
    for text in case.errors {
        assert!(errors.contains(text), "no {text:?} in {shown}");
    }
    let requests = sts.requests().split_off(earlier);
    assert_eq!(requests.iter().map(operation).collect::<Vec<_>>(), case.operations, "{shown}");

    let tokens = requests.iter().filter_map(|request| request.header("x-amz-security-token"));
    let secrets = case.secret.iter().map(String::as_str).chain([sts.access_key().secret_access_key()]).chain(tokens);
    for secret in secrets {
        assert!(!output.contains(secret) && !errors.contains(secret), "a secret in {shown}");
    }
    assert_eq!(long_run(&output).or(long_run(&errors)), None, "this may be a secret of {shown}");
}

fn run(sts: &LocalSts, case: &Case) -> (Option<i32>, String, String) {
    let mut command = Command::new(executable(case.example));
    // Nothing of the machine's own settings, files and proxies; Windows opens no socket without its root.
    command.env_clear();
    if let Some(root) = option_env!("SystemRoot") {
        command.env("SystemRoot", root);
    }
    let key = sts.access_key();
    command
        .env("AWS_ENDPOINT_URL_STS", sts.url())
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", key.access_key_id())
        .env("AWS_SECRET_ACCESS_KEY", key.secret_access_key())
        .envs(case.variables.iter().map(|(name, value)| (name, value)))
        .args(&case.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some((name, content)) = &case.file {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", case.example));
        std::fs::write(&path, content).expect("a file");
        command.env(name, path);
    }
    for name in case.without {
        command.env_remove(name);
    }
    let mut child = command.spawn().expect("an example that starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(case.input.as_bytes()).expect("an example that takes its input");
    drop(stdin);
    let ended = child.wait_with_output().expect("an example that ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

// target/debug/deps/examples-0123 is this test, target/debug/examples/whoami an example.
fn executable(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.parent().and_then(Path::parent).expect("target/PROFILE");
    let path = profile.join("examples").join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: run `cargo build -p sts-sdk --features testing --examples`, or `cargo test` without --test",
        path.display()
    );
    path
}

// AssumeRole, or `AssumeRole with a session token`
fn operation(request: &ReceivedRequest) -> String {
    let body = std::str::from_utf8(&request.body).expect("a form");
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).expect("an action");
    match request.header("x-amz-security-token") {
        Some(_) => format!("{action} with a session token"),
        None => action.to_owned(),
    }
}

// Secret access keys are 40 characters of base64, session tokens some hundred. Nothing else is.
fn long_run(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)).find(|run| run.len() >= 40)
}
