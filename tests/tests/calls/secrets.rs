//! Secrets with marks on them, and every text that a program could print: no mark may be in any.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::credentials::EnvironmentCredentials;
use sts_sdk::os::StaticEnv;
use sts_sdk::types::ProvidedContext;
use sts_sdk::{CallOptions, Client, Credentials, Error, OPERATIONS, Secret};

use crate::support::{
    Bench, DEMO, KEY_ID, Outcome, SAML_PROVIDER, Script, answer, chain, client, credentials_element, failure, outcome,
    received,
};

/// In all secrets, however they are encoded.
const MARK: &str = "m4rkED";
const KEY: &str = "m4rkEDkey/+=";
const TOKEN: &str = "m4rkEDtoken/+==";
const CODE: &str = "m4rkEDcode";
const ASSERTION: &str = "m4rkEDassertion+/==";
const JWT: &str = "m4rkED.web.identity-_";
const TRADE_IN: &str = "m4rkEDtrade-in";
const CONTEXT: &str = "m4rkEDcontext";
const ALL: [&str; 7] = [KEY, TOKEN, CODE, ASSERTION, JWT, TRADE_IN, CONTEXT];

fn marked() -> Credentials {
    let expiration = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
    Credentials::temporary(KEY_ID, KEY, TOKEN, expiration)
}

#[track_caller]
fn assert_clean(name: &str, text: &str) {
    assert!(!text.is_empty(), "{name}");
    assert!(!text.contains(MARK), "{name}: {text}");
}

#[track_caller]
fn assert_debug_clean(name: &str, value: &dyn Debug) {
    assert_clean(name, &format!("{value:?}"));
    assert_clean(name, &format!("{value:#?}"));
}

#[track_caller]
fn assert_error_clean(name: &str, error: &Error) {
    assert_debug_clean(name, error);
    for text in chain(error) {
        assert_clean(name, &text);
    }
}

// MFA codes are digits; the mark is not, so nothing is checked here.
fn unchecked(script: &Script) -> Client {
    client(script.config().validate_input(false).credentials_provider(marked()))
}

type Send = fn(&Client) -> Outcome;

/// Operations that carry secrets, and which of them.
const CARRIERS: [(&str, &[&str], Send); 5] = [
    ("AssumeRole", &[KEY, TOKEN, CODE, CONTEXT], |sts| {
        outcome(
            sts.assume_role(DEMO, "one")
                .serial_number("123456789")
                .token_code(CODE)
                .provided_context("arn:aws:iam::aws:contextProvider/IdentityCenter", CONTEXT)
                .send(),
        )
    }),
    ("AssumeRoleWithSAML", &[ASSERTION], |sts| {
        outcome(sts.assume_role_with_saml(DEMO, SAML_PROVIDER, ASSERTION).send())
    }),
    ("AssumeRoleWithWebIdentity", &[JWT], |sts| outcome(sts.assume_role_with_web_identity(DEMO, "one", JWT).send())),
    ("GetDelegatedAccessToken", &[KEY, TOKEN, TRADE_IN], |sts| {
        outcome(sts.get_delegated_access_token(TRADE_IN).send())
    }),
    ("GetSessionToken", &[KEY, TOKEN, CODE], |sts| {
        outcome(sts.get_session_token().serial_number("123456789").token_code(CODE).send())
    }),
];

#[test]
fn inputs_requests_and_settings() {
    let script = Script::new(ScriptedHttp::new());
    let config = script.config().validate_input(false).credentials_provider(marked());
    assert_debug_clean("builder", &config);
    assert_debug_clean("config", &config.clone().build().expect("settings"));
    let sts = client(config);
    assert_debug_clean("client", &sts);
    let options = CallOptions::new().credentials_provider(marked());
    assert_debug_clean("options", &options);
    assert_debug_clean("credentials", &marked());
    assert_debug_clean("secret", &Secret::from(KEY));
    let env: StaticEnv = [("AWS_SECRET_ACCESS_KEY", KEY), ("AWS_SESSION_TOKEN", TOKEN)].into_iter().collect();
    assert_debug_clean("environment", &EnvironmentCredentials::new(std::sync::Arc::new(env.clone())));
    assert_debug_clean("config of an environment", &sts_sdk::Config::builder().env(env));
    assert_debug_clean("context", &ProvidedContext::default().context_assertion(CONTEXT));

    let role = sts.assume_role(DEMO, "one").token_code(CODE).provided_context("arn", CONTEXT).with(options);
    let saml = sts.assume_role_with_saml(DEMO, SAML_PROVIDER, ASSERTION);
    let web = sts.assume_role_with_web_identity(DEMO, "one", JWT);
    let trade = sts.get_delegated_access_token(TRADE_IN);
    let session = sts.get_session_token().token_code(CODE);
    let shown: [(&str, &dyn Debug); 10] = [
        ("AssumeRole", &role),
        ("AssumeRole", role.input()),
        ("AssumeRoleWithSAML", &saml),
        ("AssumeRoleWithSAML", saml.input()),
        ("AssumeRoleWithWebIdentity", &web),
        ("AssumeRoleWithWebIdentity", web.input()),
        ("GetDelegatedAccessToken", &trade),
        ("GetDelegatedAccessToken", trade.input()),
        ("GetSessionToken", &session),
        ("GetSessionToken", session.input()),
    ];
    for (name, value) in shown {
        assert_debug_clean(name, value);
        assert!(format!("{value:?}").contains(name), "{name}: {value:?}");
    }
    let prepared = [role.prepare(), saml.prepare(), web.prepare(), trade.prepare(), session.prepare()];
    for prepared in prepared {
        let prepared = prepared.expect("a request");
        assert_debug_clean("prepared", &prepared);
        assert!(std::str::from_utf8(prepared.request().body()).is_ok_and(|body| body.contains(MARK)));
        assert_eq!(prepared.request().uri(), "https://sts.us-east-1.amazonaws.com/");
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn requests_carry_secrets_in_bodies_and_headers_only() {
    for (name, _, call) in CARRIERS {
        let script = Script::new(ScriptedHttp::new().answer(403, failure("AccessDenied", "no")));
        call(&unchecked(&script)).await.expect_err(name);
        let request = script.requests().pop().expect("a request");
        assert_eq!((request.method().as_str(), request.uri().query()), ("POST", None), "{name}");
        assert_clean(name, &request.uri().to_string());
        assert!(std::str::from_utf8(request.body()).is_ok_and(|body| body.contains(MARK)), "{name}");
        // The session token is a header of its own, marked as sensitive for whoever prints headers.
        assert_debug_clean(name, request.headers());
        assert_debug_clean(name, &received(&request));
        assert_debug_clean(name, &script.http);
    }
}

#[tokio::test]
async fn errors_that_echo() {
    let canonical = format!(
        "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for \
         this request should have been\n&apos;POST\n/\n\nx-amz-security-token:{TOKEN}\n\nhost&apos;"
    );
    let everything = ALL.join(" and ");
    let bodies = [
        failure("SignatureDoesNotMatch", &canonical),
        failure("InvalidIdentityToken", &format!("the token {JWT} is not one")),
        failure("ValidationError", &everything),
        failure(JWT, "as a code"),
        failure(TOKEN, ""),
        format!("<Error><Code>A</Code><Message><![CDATA[{everything}]]></Message></Error>"),
        format!("<html>{everything}</html>"),
        everything.clone(),
        String::new(),
    ];
    let statuses = [403, 400, 500, 302, 200];
    for (name, carried, call) in CARRIERS {
        for body in &bodies {
            for status in statuses {
                let script = Script::new(ScriptedHttp::new().answer(status, body.clone()));
                let error = call(&unchecked(&script)).await.expect_err(name);
                assert!(!script.requests().is_empty(), "{name}");
                let text = format!("{error} {error:?} {:?}", chain(&error));
                for secret in carried {
                    assert!(!text.contains(secret), "{name}, {status}, {body}: {text}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_rest_of_a_message_stays() {
    let script = Script::new(ScriptedHttp::new().answer(400, failure("Invalid", &format!("before {JWT} after"))));
    let error = unchecked(&script).assume_role_with_web_identity(DEMO, "one", JWT).send().await.expect_err("refused");
    assert_eq!(error.message(), Some("before [redacted] after"));
}

#[tokio::test]
async fn violations_quote_no_secret() {
    let script = Script::new(ScriptedHttp::new());
    let sts = client(script.config().credentials_provider(marked()));
    let long = |text: &str| text.repeat(100_000 / text.len() + 1);
    let role = sts.assume_role(DEMO, "one").provided_context("arn", long(CONTEXT));
    let calls = [
        outcome(sts.get_session_token().token_code(CODE).send()),
        outcome(sts.assume_role(DEMO, "one").token_code(CODE).send()),
        outcome(role.send()),
        outcome(sts.assume_role_with_saml(DEMO, SAML_PROVIDER, long(ASSERTION)).send()),
        outcome(sts.assume_role_with_web_identity(DEMO, "one", long(JWT)).send()),
    ];
    for call in calls {
        let error = call.await.expect_err("a value that is not acceptable");
        assert!(matches!(&error, Error::InvalidInput(_)), "{error:?}");
        assert_error_clean("violation", &error);
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn outputs() {
    let minted = credentials_element(KEY, TOKEN);
    let federated = "<FederatedUser><FederatedUserId>1:a</FederatedUserId><Arn>arn</Arn></FederatedUser>";
    let token = format!("<WebIdentityToken>{JWT}</WebIdentityToken><Expiration>2025-01-01T00:00:00Z</Expiration>");
    let script = |operation: &str, members: &str| {
        Script::new(ScriptedHttp::new().answer(200, answer(operation, members))).client()
    };
    let role = script("AssumeRole", &minted).assume_role(DEMO, "one").send_full().await.expect("a role");
    assert_eq!(role.output.credentials.secret_access_key().expose(), KEY);
    assert_eq!(role.output.credentials.session_token().map(Secret::expose), Some(TOKEN));
    assert_debug_clean("AssumeRole", &role);
    assert_debug_clean("AssumeRole", &role.output);

    let sts = script("GetFederationToken", &format!("{minted}{federated}"));
    assert_debug_clean("federation", &sts.get_federation_token("alice").send_full().await.expect("a session"));
    let sts = script("GetSessionToken", &minted);
    assert_debug_clean("session", &sts.get_session_token().send_full().await.expect("a session"));
    let sts = script("GetDelegatedAccessToken", &minted);
    assert_debug_clean("delegated", &sts.get_delegated_access_token("token").send_full().await.expect("a session"));
    let sts = script("GetWebIdentityToken", &token);
    let issued = sts.get_web_identity_token(["a".to_owned()], "RS256").send_full().await.expect("a token");
    assert_eq!(issued.output.web_identity_token.expose(), JWT);
    assert_debug_clean("issued", &issued);
}

#[tokio::test]
async fn answers_that_cannot_be_read() {
    let cases = [
        // Broken off, or not XML, in the middle of a secret.
        format!("<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>{KEY}"),
        format!("<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>{KEY}</SecretAccessKey"),
        answer("AssumeRole", &credentials_element(&format!("{KEY}&unknown;"), TOKEN)),
        answer("AssumeRole", &credentials_element(&format!("{KEY}&#xFFFFFFFF;"), TOKEN)),
        answer("AssumeRole", &credentials_element(&format!("{KEY}<b/>"), TOKEN)),
        answer("AssumeRole", &credentials_element(KEY, &format!("{TOKEN}<"))),
        answer("AssumeRole", &credentials_element(KEY, &format!("{TOKEN}</Other>"))),
        answer("AssumeRole", &credentials_element(KEY, TOKEN).replace("2025-01-01T01:00:00Z", "tomorrow")),
        answer("AssumeRole", &credentials_element(KEY, TOKEN).replace("<AccessKeyId>ASIAEXAMPLE</AccessKeyId>", "")),
        answer("GetSessionToken", &credentials_element(KEY, TOKEN)),
        format!("{KEY}{TOKEN}"),
        format!("{{\"SecretAccessKey\":\"{KEY}\"}}"),
    ];
    for body in cases {
        let script = Script::new(ScriptedHttp::new().answer(200, body.clone()));
        let error = script.client().assume_role(DEMO, "one").send().await.expect_err("not an answer");
        assert!(matches!(&error, Error::Unreadable(_)), "{body}: {error:?}");
        assert_error_clean(&body, &error);
    }
}

#[tokio::test]
async fn the_local_sts_prints_none_of_its_own() {
    let bench = Bench::new();
    let key = bench.sts.access_key();
    let role = bench.user().assume_role(DEMO, "one").send().await.expect("a role").credentials;
    bench.client(role.clone()).get_caller_identity().send().await.expect("an identity");
    let text = format!("{:?} {key:?} {:?} {:?}", bench.sts, bench.sts.requests(), bench.user());
    assert!(text.contains("AssumeRole") && text.contains(key.access_key_id()), "{text}");
    let token = role.session_token().expect("a token");
    for secret in [key.secret_access_key(), role.secret_access_key().expose(), token.expose()] {
        assert!(secret.len() > 30);
        assert!(!text.contains(secret), "{text}");
    }
    for request in bench.sts.requests() {
        assert_eq!(request.target, "/");
    }
    assert!(!OPERATIONS.is_empty());
}
