//! What profiles come to, in tables; files and clocks are the tests' own.

use std::{
    sync::{
        RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::*;
use crate::{
    credentials::CredentialsErrorKind,
    os::{CommandFuture, CommandOutput, StaticEnv, StaticFiles},
};

fn provider(profile: Option<&str>, config: &str, credentials: &str) -> ProfileCredentials {
    let env: StaticEnv = [("HOME", "/h")].into_iter().chain(profile.map(|name| ("AWS_PROFILE", name))).collect();
    let files = StaticFiles::from_iter([("/h/.aws/config", config), ("/h/.aws/credentials", credentials)]);
    ProfileCredentials::new(Arc::new(env), Arc::new(files))
}

// `key/secret/token/account`, or the kind of error with its text.
async fn outcome(provider: &ProfileCredentials) -> String {
    match provider.provide().await {
        Ok(found) => {
            let token = found.session_token().map_or("", |token| token.expose());
            let secret = found.secret_access_key().expose();
            format!("{}/{secret}/{token}/{}", found.access_key_id(), found.account_id().unwrap_or_default())
        }
        Err(error) if error.kind() == CredentialsErrorKind::NotConfigured => format!("none: {error}"),
        Err(error) => format!("broken: {error}"),
    }
}

#[tokio::test]
async fn keys_of_a_profile_make_credentials_or_a_reason() {
    let where_ = "~/.aws/config or ~/.aws/credentials";
    let cases: &[(Option<&str>, &str, &str, &str)] = &[
        (None, "", "[default]\naws_access_key_id=AK\naws_secret_access_key=s", "AK/s//"),
        (Some("a"), "", "[a]\nAWS_Access_Key_Id=AK\naws_secret_access_key=s\naws_session_token=t", "AK/s/t/"),
        (
            Some("a"),
            "[profile a]\naws_account_id=123456789012",
            "[a]\naws_access_key_id=AK\naws_secret_access_key=s",
            "AK/s//123456789012",
        ),
        (
            Some("a"),
            "[profile a]\naws_access_key_id=OLD\naws_secret_access_key=s",
            "[a]\naws_access_key_id=AK",
            "AK/s//",
        ),
        (None, "", "[default]\naws_access_key_id=AK\naws_secret_access_key=s\naws_session_token=", "AK/s//"),
        (None, "", "", "none: there is no profile `default` in WHERE"),
        (None, "[default]\nregion=x", "", "none: the profile `default` at ~/.aws/config:1 has no credentials"),
        (
            None,
            "[default]\naws_access_key_id=\naws_secret_access_key=",
            "",
            "none: the profile `default` at ~/.aws/config:1 has no credentials",
        ),
        (
            None,
            "",
            "[default]\naws_access_key_id=AK\naws_secret_access_key=",
            "broken: the profile `default` has `aws_access_key_id` at ~/.aws/credentials:2 and no `aws_secret_access_key`: set both",
        ),
        (
            None,
            "",
            "[default]\naws_secret_access_key=hunter2",
            "broken: the profile `default` has `aws_secret_access_key` at ~/.aws/credentials:2 and no `aws_access_key_id`: set both",
        ),
        (
            None,
            "",
            "[default]\naws_session_token=hunter2",
            "broken: the profile `default` has `aws_session_token` at ~/.aws/credentials:2 and no `aws_access_key_id`: set both",
        ),
        (
            None,
            "",
            "[default]\naws_access_key_id=AK\naws_secret_access_key='hunter2'",
            "broken: ~/.aws/credentials:3: the value of `aws_secret_access_key` is in quotation marks, which would be part of it: remove them",
        ),
        (
            None,
            "",
            "[default]\naws_access_key_id=AK\naws_secret_access_key=hun ter2",
            "broken: ~/.aws/credentials:3: the value of `aws_secret_access_key` holds white space or a character that is not ASCII: was it copied whole?",
        ),
        (
            None,
            "",
            "[default]\naws_access_key_id=AK\n  aws_secret_access_key=hunter2",
            "broken: ~/.aws/credentials:2: the value of `aws_access_key_id` goes on in the next line: write it in one, and start the next property without white space",
        ),
        (
            Some("b"),
            "[profile a]\n[profile c]\n[b]",
            "",
            "broken: there is no profile `b`, which AWS_PROFILE names, in WHERE; ~/.aws/config:3: the section `[b]` does not count: for a profile, write `[profile b]` in this file; there are a, c",
        ),
        (
            Some("b"),
            "",
            "",
            "broken: there is no profile `b`, which AWS_PROFILE names, in WHERE; there are no profiles",
        ),
        (None, "[default", "", "broken: ~/.aws/config:1: Profile definition must end with ']': write `[profile name]`"),
    ];
    for (profile, config, credentials, expected) in cases {
        let found = outcome(&provider(*profile, config, credentials)).await;
        assert_eq!(found, expected.replace("WHERE", where_), "{config:?} {credentials:?}");
    }
}

#[tokio::test]
async fn what_is_not_supported_never_becomes_another_identity() {
    let keys = "[a]\naws_access_key_id=AK\naws_secret_access_key=s\n";
    for (key, instead) in UNSUPPORTED {
        let config = format!("[profile a]\nregion=eu-west-1\n{key} = x\nsource_profile = a\n");
        let expected =
            format!("broken: the profile `a` has `{key}` at ~/.aws/config:3, which is not supported yet: {instead}");
        assert_eq!(outcome(&provider(Some("a"), &config, keys)).await, expected);
        // Empty is as good as not there.
        let empty = config.replace("= x", "=");
        assert_eq!(outcome(&provider(Some("a"), &empty, keys)).await, "AK/s//", "{key}");
    }
    let config = "[profile a]\nsso_session = s\nsource_profile = b\nmfa_serial = m\n[sso-session s]\nsso_start_url = u";
    assert_eq!(outcome(&provider(Some("a"), config, keys)).await, "AK/s//");
}

/// Files that a program rewrites.
#[derive(Debug, Default)]
struct Rewritten(RwLock<String>);

impl Files for Rewritten {
    fn read(&self, path: &std::path::Path, _limit: usize) -> std::io::Result<Vec<u8>> {
        match path.to_str() {
            Some("/h/.aws/credentials") => Ok(self.0.read().expect("no panic").clone().into_bytes()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

#[derive(Debug, Default)]
struct Hand(RwLock<Duration>);

impl Clock for Hand {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + *self.0.read().expect("no panic")
    }
}

#[tokio::test]
async fn files_are_read_again_after_ten_seconds() {
    let (files, clock) = (Arc::new(Rewritten::default()), Arc::new(Hand::default()));
    let env: StaticEnv = [("HOME", "/h")].into_iter().collect();
    let provider = ProfileCredentials::new(Arc::new(env), Arc::clone(&files) as _).clock(Arc::clone(&clock) as _);
    // Seconds, the key in the file, the key provided. No error is kept, and nothing once the clock is put back.
    let cases = [
        (100, "", "none:"),
        (100, "A", "A/s//"),
        (109, "B", "A/s//"),
        (110, "B", "B/s//"),
        (111, "C", "B/s//"),
        (50, "D", "D/s//"),
    ];
    for (seconds, key, expected) in cases {
        *clock.0.write().expect("no panic") = Duration::from_secs(seconds);
        let keys = format!("[default]\naws_access_key_id={key}\naws_secret_access_key=s");
        *files.0.write().expect("no panic") = if key.is_empty() { String::new() } else { keys };
        let found = outcome(&provider).await;
        assert!(found.starts_with(expected), "{seconds}: {found}");
    }
    assert!(!format!("{provider:?}").contains("secret_access_key: s"), "{provider:?}");
}

#[tokio::test]
async fn an_unreadable_file_is_named_where_nothing_is_found() {
    let env: StaticEnv = [("HOME", "/h")].into_iter().collect();
    let files = StaticFiles::default().with_unreadable("/h/.aws/credentials", std::io::ErrorKind::PermissionDenied);
    let found = outcome(&ProfileCredentials::new(Arc::new(env), Arc::new(files))).await;
    assert!(found.contains("~/.aws/credentials cannot be read: permission denied"), "{found}");
}

/// Runs nothing, and prints keys of its own.
#[derive(Debug, Default)]
struct Printer(AtomicUsize);

impl Command for Printer {
    fn run(&self, line: &str) -> CommandFuture {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let keys = format!(r#"{{"Version":1,"AccessKeyId":"{line}{number}","SecretAccessKey":"s"}}"#);
        Box::pin(std::future::ready(Ok(CommandOutput::printed(keys))))
    }
}

#[tokio::test]
async fn a_program_is_run_once_while_its_line_stands() {
    let (files, clock, printer) =
        (Arc::new(Rewritten::default()), Arc::new(Hand::default()), Arc::new(Printer::default()));
    let env: StaticEnv = [("HOME", "/h")].into_iter().collect();
    let provider = ProfileCredentials::new(Arc::new(env), Arc::clone(&files) as _).clock(Arc::clone(&clock) as _);
    let provider = provider.command(Arc::clone(&printer) as _);
    let keys = "aws_access_key_id=AK\naws_secret_access_key=s\naws_account_id=123456789012";
    // Seconds, the line in the file, what is provided.
    let cases = [
        (100, "a", "a1"),
        (200, "a", "a1"),
        (209, "b", "a1"),
        (210, "b", "b2"),
        (1_109, "b", "b2"),
        (1_110, "b", "b3"),
    ];
    for (seconds, line, expected) in cases {
        *clock.0.write().expect("no panic") = Duration::from_secs(seconds);
        *files.0.write().expect("no panic") = format!("[default]\ncredential_process={line}\n{keys}");
        assert_eq!(outcome(&provider).await, format!("{expected}/s//123456789012"), "{seconds}");
    }
}

/// The files of a scenario, below its own root.
#[cfg(unix)]
#[derive(Debug)]
struct Below(std::path::PathBuf);

#[cfg(unix)]
impl Files for Below {
    fn read(&self, path: &std::path::Path, limit: usize) -> std::io::Result<Vec<u8>> {
        crate::os::SystemFiles.read(&self.0.join(path.strip_prefix("/").unwrap_or(path)), limit)
    }
}

// With the real shell.
#[cfg(unix)]
#[tokio::test]
async fn the_shared_scenarios_of_programs_hold() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/credential-tests/profile-provider");
    let cases = [
        ("credential_process_account_id_fallback", "ASIARTESTID/TESTSECRETKEY/TESTSESSIONTOKEN/123456789001"),
        (
            "credential_process_invalid",
            "broken: the credential process of ~/.aws/config:3 did not print a JSON object (13 bytes)",
        ),
    ];
    for (scenario, expected) in cases {
        let directory = std::path::Path::new(root).join(scenario);
        if !directory.exists() {
            println!("skipped: no {scenario}");
            continue;
        }
        let env: StaticEnv = [("HOME", "/home")].into_iter().collect();
        let files = Below(directory.join("fs"));
        assert_eq!(outcome(&ProfileCredentials::new(Arc::new(env), Arc::new(files))).await, expected, "{scenario}");
    }
}
