//! What STS refuses, over HTTP: signatures, times, values, and tokens that have had their day.

use std::time::Duration;

use sts_sdk::error::CommonError;
use sts_sdk::{Client, Credentials, Error, ErrorKind};

use crate::support::{Bench, Call, DEMO, client, outcome, start};

const DAY: Duration = Duration::from_secs(86_400);

fn common(error: CommonError) -> ErrorKind {
    ErrorKind::Common(error)
}

async fn refusal(sts: &Client) -> Error {
    sts.get_caller_identity().send().await.expect_err("credentials that do not work")
}

#[tokio::test]
async fn credentials_that_do_not_work() {
    let bench = Bench::new();
    let key = bench.user_credentials();
    let session = bench.user().assume_role(DEMO, "one").send().await.expect("a role").credentials;
    let (id, secret) = (session.access_key_id(), session.secret_access_key().clone());
    let cases = [
        ("wrong secret", Credentials::new(key.access_key_id(), "wrong"), CommonError::SignatureDoesNotMatch),
        ("empty secret", Credentials::new(key.access_key_id(), ""), CommonError::SignatureDoesNotMatch),
        (
            "secret with a line end",
            Credentials::new(key.access_key_id(), format!("{}\n", key.secret_access_key().expose())),
            CommonError::SignatureDoesNotMatch,
        ),
        ("unknown key", Credentials::new("AKIDUNKNOWN", "secret"), CommonError::InvalidClientTokenId),
        ("no token", Credentials::new(id, secret.clone()), CommonError::InvalidClientTokenId),
        (
            "wrong token",
            Credentials::new(id, secret.clone()).with_session_token("wrong"),
            CommonError::InvalidClientTokenId,
        ),
        (
            "wrong secret of a session",
            Credentials::new(id, "wrong").with_session_token(session.session_token().expect("a token").clone()),
            CommonError::SignatureDoesNotMatch,
        ),
        ("token of nobody", key.clone().with_session_token("token"), CommonError::InvalidClientTokenId),
    ];
    for (name, credentials, expected) in cases {
        let before = bench.requests();
        let error = refusal(&bench.client(credentials)).await;
        assert_eq!((error.kind(), error.status()), (Some(&common(expected)), Some(403)), "{name}: {error}");
        assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{name}");
        assert_eq!(bench.requests() - before, 1, "{name}");
    }
    assert_eq!(bench.arn_of(session).await, "arn:aws:sts::123456789012:assumed-role/demo/one");
}

#[tokio::test]
async fn credentials_expire_by_the_clock() {
    let bench = Bench::new();
    let session = bench.user().assume_role(DEMO, "one").duration_seconds(900).send().await.expect("a role");
    let sts = bench.client(session.credentials);
    for (seconds, works) in [(0, true), (899, true), (900, false), (100_000, false)] {
        bench.clock.set(start() + Duration::from_secs(seconds));
        match sts.get_caller_identity().send().await {
            Ok(_) => assert!(works, "after {seconds} s"),
            Err(error) => {
                assert!(!works, "after {seconds} s: {error}");
                assert_eq!(error.kind(), Some(&common(CommonError::ExpiredToken)), "after {seconds} s: {error}");
                assert_eq!((error.status(), error.is_retryable()), (Some(403), false));
            }
        }
    }
}

#[tokio::test]
async fn clocks_that_differ() {
    let bench = Bench::new();
    let minute = 60;
    let cases = [
        (-6 * minute, Some("Signature expired: ")),
        (-4 * minute, None),
        (4 * minute, None),
        (6 * minute, Some("Signature not yet current: ")),
    ];
    for (ahead, expected) in cases {
        let shift = Duration::from_secs(u64::try_from(i64::abs(ahead)).expect("a duration"));
        let own = if ahead < 0 { start() - shift } else { start() + shift };
        let clock = aws_query_runtime::testing::ManualClock::new(own);
        let sts = client(bench.config().clock(clock).credentials_provider(bench.user_credentials()));
        match (sts.get_caller_identity().send().await, expected) {
            (Ok(_), None) => {}
            (Err(error), Some(text)) => {
                assert_eq!(error.kind(), Some(&common(CommonError::SignatureDoesNotMatch)), "{ahead} s: {error}");
                assert!(error.message().is_some_and(|message| message.starts_with(text)), "{ahead} s: {error}");
            }
            (result, _) => panic!("{ahead} s: {result:?}"),
        }
    }
}

#[tokio::test]
async fn the_region_is_signed() {
    let bench = Bench::with(|builder| builder.enforce_region("eu-west-1"));
    let sts = |region: &str| client(bench.config().region(region).credentials_provider(bench.user_credentials()));
    sts("eu-west-1").get_caller_identity().send().await.expect("the region is right");
    let error = refusal(&sts("us-east-1")).await;
    assert_eq!(error.kind(), Some(&common(CommonError::SignatureDoesNotMatch)), "{error}");
    assert!(error.to_string().contains(", us-east-1, "), "the region that was signed for is told: {error}");
}

#[tokio::test]
async fn tokens_that_do_not_work() {
    let bench = Bench::new();
    let (sts, server) = (bench.user(), &bench.sts);
    let web = server.web_identity_token("bob", "sts.amazonaws.com", DAY);
    let (assertion, provider) = (server.saml_assertion("carol", DAY), server.saml_provider_arn());
    let trade = server.trade_in_token("arn:aws:iam::123456789012:user/u", DAY);
    bench.clock.advance(2 * DAY);
    let stale = outcome(sts.assume_role_with_web_identity(DEMO, "web", web).send());
    let rejected = server.web_identity_token("bob", "somebody-else", DAY);
    let cases = [
        ("stale web identity", stale, 400, ErrorKind::ExpiredTokenException),
        (
            "stale assertion",
            outcome(sts.assume_role_with_saml(DEMO, provider.as_str(), assertion).send()),
            400,
            ErrorKind::ExpiredTokenException,
        ),
        (
            "stale trade-in token",
            outcome(sts.get_delegated_access_token(trade).send()),
            400,
            ErrorKind::ExpiredTradeInTokenException,
        ),
        (
            "damaged web identity",
            outcome(sts.assume_role_with_web_identity(DEMO, "web", "a.b.c").send()),
            400,
            ErrorKind::InvalidIdentityTokenException,
        ),
        (
            "another's audience",
            outcome(sts.assume_role_with_web_identity(DEMO, "web", rejected).send()),
            403,
            ErrorKind::IDPRejectedClaimException,
        ),
        (
            "damaged message",
            outcome(sts.decode_authorization_message("damaged").send()),
            400,
            ErrorKind::InvalidAuthorizationMessageException,
        ),
        (
            "unknown role",
            outcome(sts.assume_role("arn:aws:iam::123456789012:role/none", "one").send()),
            403,
            common(CommonError::AccessDenied),
        ),
    ];
    for (name, call, status, kind) in cases {
        let error = call.await.expect_err(name);
        assert_eq!((error.status(), error.kind()), (Some(status), Some(&kind)), "{name}: {error}");
    }
}

// What the client would not send; with checking turned off, the server says no.
#[tokio::test]
async fn values_out_of_range() {
    let cases: &[(&str, Call, &str, &str)] = &[
        (
            "session name",
            |sts| outcome(sts.assume_role(DEMO, "x").send()),
            "RoleSessionName: length 1 is below the minimum of 2",
            "'roleSessionName'",
        ),
        (
            "session name's characters",
            |sts| outcome(sts.assume_role(DEMO, "a b").send()),
            "RoleSessionName: character ' ' at position 2 does not fit",
            "'roleSessionName'",
        ),
        (
            "ARN",
            |sts| outcome(sts.assume_role("arn:short", "one").send()),
            "RoleArn: length 9 is below the minimum of 20",
            "'roleArn'",
        ),
        (
            "duration",
            |sts| outcome(sts.assume_role(DEMO, "one").duration_seconds(899).send()),
            "DurationSeconds: value 899 is below the minimum of 900",
            "'durationSeconds'",
        ),
        (
            "duration of a session",
            |sts| outcome(sts.get_session_token().duration_seconds(129_601).send()),
            "DurationSeconds: value 129601 is above the maximum of 129600",
            "'durationSeconds'",
        ),
        (
            "nested tag",
            |sts| outcome(sts.assume_role(DEMO, "one").tag("ok", "").tag("", "v").send()),
            "Tags[1].Key: length 0 is below the minimum of 1",
            "'tags.2.member.key'",
        ),
        (
            "too many tags",
            |sts| {
                let tags: Vec<_> = (0..51).map(|n| sts_sdk::types::Tag::new(format!("k{n}"), "v")).collect();
                outcome(sts.get_federation_token("alice").tags(tags).send())
            },
            "Tags: length 51 is above the maximum of 50",
            "'tags'",
        ),
        (
            "name",
            |sts| outcome(sts.get_federation_token("a").send()),
            "Name: length 1 is below the minimum of 2",
            "'name'",
        ),
        (
            "code",
            |sts| outcome(sts.get_session_token().serial_number("123456789").token_code("12345").send()),
            "TokenCode: length 5 is below the minimum of 6",
            "'tokenCode'",
        ),
        (
            "algorithm",
            |sts| outcome(sts.get_web_identity_token(["a".to_owned()], "x").send()),
            "SigningAlgorithm: length 1 is below the minimum of 5",
            "'signingAlgorithm'",
        ),
    ];
    let bench = Bench::new();
    let checked = bench.user();
    let unchecked = client(bench.config().validate_input(false).credentials_provider(bench.user_credentials()));
    for (name, call, local, remote) in cases {
        let before = bench.requests();
        let error = call(&checked).await.expect_err(name);
        assert!(matches!(&error, Error::InvalidInput(_)), "{name}: {error:?}");
        assert!(error.to_string().contains(" was not sent: ") && error.to_string().contains(local), "{name}: {error}");
        assert_eq!((error.attempts(), error.is_retryable(), error.code()), (0, false, None), "{name}");
        assert_eq!(bench.requests(), before, "{name}");

        let error = call(&unchecked).await.expect_err(name);
        assert_eq!(bench.requests(), before + 1, "{name}");
        assert_eq!((error.code(), error.status()), (Some("ValidationError"), Some(400)), "{name}: {error}");
        assert_eq!(error.kind(), Some(&common(CommonError::ValidationError)), "{name}");
        assert!(error.message().is_some_and(|message| message.contains(remote)), "{name}: {error}");
    }
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let bench = Bench::new();
    let call = bench.user().assume_role("short", "x").duration_seconds(1).tag("", "v");
    let Err(Error::InvalidInput(invalid)) = call.send().await else { panic!("an input that breaks four rules") };
    let paths: Vec<_> = invalid.violations().iter().map(|violation| violation.path().to_owned()).collect();
    assert!(
        ["RoleArn", "RoleSessionName", "DurationSeconds", "Tags[0].Key"]
            .iter()
            .all(|path| paths.iter().any(|p| p == path)),
        "{paths:?}"
    );
    let text = invalid.to_string();
    assert!(text.starts_with("AssumeRole was not sent: ") && text.lines().count() == 1, "{text}");
}
