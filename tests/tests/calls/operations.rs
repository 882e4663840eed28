//! All operations against the local STS over HTTP: outputs, and credentials that work in the next call.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_query_runtime::testing::form::parse_form;
use sts_sdk::testing::RoleRules;
use sts_sdk::types::PolicyDescriptorType;
use sts_sdk::{Credentials, OPERATIONS};

use crate::support::{Bench, DEMO, ROOT_TASK, client, start};

const HOUR: Duration = Duration::from_secs(3600);
const AUDIENCE: &str = "sts.amazonaws.com";

// The server's time has no fractions.
fn in_seconds(seconds: u64) -> Option<std::time::SystemTime> {
    Some(start() - Duration::from_millis(500) + Duration::from_secs(seconds))
}

fn task() -> PolicyDescriptorType {
    PolicyDescriptorType::default().arn(ROOT_TASK)
}

#[tokio::test]
async fn assume_role() {
    let bench = Bench::new();
    let full = bench
        .user()
        .assume_role(DEMO, "nightly-report")
        .duration_seconds(900)
        .policy(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#)
        .policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        .tag("Project", "Unicorn Söhne +/=")
        .tag("Empty", "")
        .transitive_tag_key("Project")
        .source_identity("alice")
        .send_full()
        .await
        .expect("a session");
    let role = &full.output;
    assert_eq!(role.credentials.expiration(), in_seconds(900));
    assert!(role.credentials.access_key_id().starts_with("ASIA"));
    let user = role.assumed_role_user.as_ref().expect("the session's names");
    assert_eq!(user.arn, "arn:aws:sts::123456789012:assumed-role/demo/nightly-report");
    assert!(user.assumed_role_id.as_ref().is_some_and(|id| id.ends_with(":nightly-report")), "{user:?}");
    assert_eq!(role.source_identity.as_deref(), Some("alice"));
    assert!(role.packed_policy_size.is_some_and(|percent| percent > 0), "{role:?}");

    assert_eq!((full.status, full.attempts), (200, 1));
    assert_eq!(full.headers["content-type"], "text/xml");
    assert_eq!(full.request_id.as_deref(), full.headers["x-amzn-requestid"].to_str().ok());
    assert!(full.request_id.is_some_and(|id| id.len() == 36));
}

#[tokio::test]
async fn what_is_told() {
    let bench = Bench::new();
    let sts = bench.user();

    let me = sts.get_caller_identity().send().await.expect("an identity");
    assert_eq!((me.arn.as_str(), me.account.as_str()), ("arn:aws:iam::123456789012:user/local", "123456789012"));
    assert!(me.user_id.starts_with("AIDA"), "{me:?}");

    let key = sts.get_access_key_info(bench.sts.access_key().access_key_id()).send().await.expect("an account");
    assert_eq!(key.account, "123456789012");

    let message = r#"{"allowed":false,"text":"<&> ü"}"#;
    let decoded = sts.decode_authorization_message(bench.sts.encoded_message(message)).send().await;
    assert_eq!(decoded.expect("a decoded message").decoded_message, message);

    let token = sts
        .get_web_identity_token(["https://a.example".to_owned()], "ES384")
        .add_audience("https://b.example")
        .duration_seconds(60)
        .tag("Team", "ops")
        .send()
        .await
        .expect("a token");
    assert_eq!(Some(token.expiration), in_seconds(60));
    assert_eq!(token.web_identity_token.expose().split('.').count(), 3);
}

#[tokio::test]
async fn federated_operations_say_who_signed_in() {
    let bench = Bench::new();
    let anonymous = client(bench.config().anonymous());

    let token = bench.sts.web_identity_token("bob", AUDIENCE, HOUR);
    let web = anonymous.assume_role_with_web_identity(DEMO, "web", token).duration_seconds(1000).send().await;
    let web = web.expect("a session");
    assert_eq!(web.subject_from_web_identity_token.as_deref(), Some("bob"));
    assert_eq!(web.audience.as_deref(), Some(AUDIENCE));
    assert!(web.provider.is_some());
    assert_eq!(web.credentials.expiration(), in_seconds(1000));

    let assertion = bench.sts.saml_assertion_for_session("carol", HOUR, Duration::from_secs(1200));
    let saml = anonymous.assume_role_with_saml(DEMO, bench.sts.saml_provider_arn(), assertion).send().await;
    let saml = saml.expect("a session");
    assert_eq!(saml.subject.as_deref(), Some("carol"));
    assert_eq!(saml.subject_type.as_deref(), Some("persistent"));
    assert_eq!(saml.audience.as_deref(), Some("https://signin.aws.amazon.com/saml"));
    assert!(saml.issuer.is_some() && saml.name_qualifier.is_some());
    assert_eq!(saml.credentials.expiration(), in_seconds(1200), "the assertion ends the session");
}

#[tokio::test]
async fn credentials_work_in_the_next_call() {
    let bench = Bench::new();
    let (user, sts) = (bench.user(), &bench.sts);
    let traded = "arn:aws:sts::123456789012:assumed-role/partner/job";
    let delegated = user.get_delegated_access_token(sts.trade_in_token(traded, HOUR)).send().await.expect("delegated");
    assert_eq!(delegated.assumed_principal.as_deref(), Some(traded));
    let federated = user.get_federation_token("alice").send().await.expect("a federated user");
    assert_eq!(federated.federated_user.arn, "arn:aws:sts::123456789012:federated-user/alice");
    assert_eq!(federated.federated_user.federated_user_id, "123456789012:alice");
    let web = user.assume_role_with_web_identity(DEMO, "web", sts.web_identity_token("bob", AUDIENCE, HOUR));
    let saml = user.assume_role_with_saml(DEMO, sts.saml_provider_arn(), sts.saml_assertion("carol", HOUR));
    let root = Credentials::new(sts.root_key().access_key_id(), sts.root_key().secret_access_key());
    let cases = [
        ("long-term key", bench.user_credentials(), "arn:aws:iam::123456789012:user/local"),
        ("root", root, "arn:aws:iam::123456789012:root"),
        (
            "AssumeRole",
            user.assume_role(DEMO, "one").send().await.expect("a role").credentials,
            "arn:aws:sts::123456789012:assumed-role/demo/one",
        ),
        (
            "AssumeRoleWithWebIdentity",
            web.send().await.expect("a role").credentials,
            "arn:aws:sts::123456789012:assumed-role/demo/web",
        ),
        (
            "AssumeRoleWithSAML",
            saml.send().await.expect("a role").credentials,
            "arn:aws:sts::123456789012:assumed-role/demo/carol",
        ),
        (
            "AssumeRoot",
            user.assume_root("210987654321", task()).send().await.expect("root").credentials,
            "arn:aws:iam::210987654321:root",
        ),
        ("GetDelegatedAccessToken", delegated.credentials, traded),
        ("GetFederationToken", federated.credentials, "arn:aws:sts::123456789012:federated-user/alice"),
        (
            "GetSessionToken",
            user.get_session_token().send().await.expect("a session").credentials,
            "arn:aws:iam::123456789012:user/local",
        ),
    ];
    for (name, credentials, arn) in cases {
        assert_eq!(bench.arn_of(credentials).await, arn, "{name}");
    }

    let mut actions = BTreeSet::new();
    for request in sts.requests() {
        let form = parse_form(&request.body).expect("a form");
        actions.extend(form.into_iter().filter(|(name, _)| name == "Action").map(|(_, action)| action));
    }
    let told = ["DecodeAuthorizationMessage", "GetAccessKeyInfo", "GetWebIdentityToken"].map(str::to_owned);
    actions.extend(told);
    let known: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect();
    assert_eq!(actions, known, "an operation that no test of this file calls");
}

#[tokio::test]
async fn roles_are_chained() {
    let bench = Bench::new();
    let second = "arn:aws:iam::210987654321:role/second";
    let trusted = RoleRules::default().trusted_principal(DEMO).external_id("partner-7");
    bench.sts.add_role(second, trusted.max_session_duration(4 * HOUR));

    let direct = bench.user().assume_role(second, "two").external_id("partner-7").send().await;
    assert_eq!(direct.expect_err("the user is not trusted").code(), Some("AccessDenied"));

    let first = bench.user().assume_role(DEMO, "one").send().await.expect("the first role");
    let sts = bench.client(first.credentials);
    let without_id = sts.assume_role(second, "two").send().await.expect_err("no external id");
    assert_eq!(without_id.code(), Some("AccessDenied"));
    let chained = sts.assume_role(second, "two").external_id("partner-7").send().await.expect("the second role");
    let arn = bench.arn_of(chained.credentials).await;
    assert_eq!(arn, "arn:aws:sts::210987654321:assumed-role/second/two");

    let long = sts.assume_role(second, "two").external_id("partner-7").duration_seconds(7200).send().await;
    let error = long.expect_err("chained sessions are an hour at most");
    assert_eq!((error.code(), error.status()), (Some("ValidationError"), Some(400)), "{error}");
    assert!(error.to_string().contains("role chaining"), "{error}");
}

#[tokio::test]
async fn multi_factor_authentication() {
    let bench = Bench::new();
    let guarded = "arn:aws:iam::123456789012:role/guarded";
    bench.sts.add_role(guarded, RoleRules::default().require_mfa());
    let sts = bench.user();
    let (serial, code) = (bench.sts.mfa_serial(), bench.sts.mfa_code());

    let error = sts.assume_role(guarded, "mfa").send().await.expect_err("a code is needed");
    assert_eq!((error.code(), error.status()), (Some("AccessDenied"), Some(403)));

    let with_code = || sts.assume_role(guarded, "mfa").serial_number(serial.as_str()).token_code(code.as_str());
    let role = with_code().send().await.expect("the code is good");
    assert_eq!(bench.arn_of(role.credentials).await, "arn:aws:sts::123456789012:assumed-role/guarded/mfa");
    let error = with_code().send().await.expect_err("a code is good once");
    assert!(error.to_string().contains("one time pass code") && !error.to_string().contains(&code), "{error}");

    // A session that was made with a code needs no further one.
    let session = sts.get_session_token().serial_number(serial.as_str()).token_code(bench.sts.mfa_code()).send().await;
    let as_session = bench.client(session.expect("a session").credentials);
    as_session.assume_role(guarded, "mfa").send().await.expect("signed in with a code");
    let error = sts.get_session_token().serial_number(serial.as_str()).token_code("000000").send().await;
    let error = error.expect_err("a wrong code");
    assert!(error.to_string().contains(&format!("SerialNumber {serial}")), "{error}");
}
