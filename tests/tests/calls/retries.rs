//! What the attempts of a call have in common and what not, and what a single call may override.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_query_runtime::testing::{ScriptedHttp, StoredKey, VerifyOptions, verify};
use sts_sdk::http::TransportErrorKind;
use sts_sdk::retry::{Failure, RetryPolicy};
use sts_sdk::{CallOptions, Credentials, CredentialsError, ProvideCredentials};

use crate::support::{
    EVERY_OPERATION, Fractions, KEY_ID, Script, UNSIGNED, client, credentials, header, identity, received,
};

fn secret() -> StoredKey {
    StoredKey { secret: credentials().secret_access_key().expose().to_owned(), session_token: None, expires: None }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
        && text.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c))
        && text.as_bytes()[14] == b'4'
        && b"89ab".contains(&text.as_bytes()[19])
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let http = ScriptedHttp::new().fail(TransportErrorKind::Connect).answer(500, "").answer(200, identity());
    let script = Script::new(http);
    let random = Fractions::new(&[0.75, 0.75]);
    let sts = client(script.config().credentials_provider(credentials()).random(random));
    let options = VerifyOptions::new(script.clock.now());
    sts.get_caller_identity().send().await.expect("the third attempt");
    let requests = script.requests();
    let dates: Vec<_> = requests.iter().map(|request| header(request, "x-amz-date").expect("a date")).collect();
    assert_eq!(dates, ["20250101T000000Z", "20250101T000001Z", "20250101T000002Z"]);
    let mut signatures = HashSet::new();
    for (index, request) in requests.iter().enumerate() {
        let attempt = format!("attempt={}; max=3", index + 1);
        assert_eq!(header(request, "amz-sdk-request"), Some(attempt.as_str()));
        let verified = verify(&received(request), &options, |id| (id == KEY_ID).then(secret)).expect("a signature");
        assert_eq!((verified.region.as_str(), verified.service.as_str()), ("us-east-1", "sts"));
        assert!(
            verified.signed_headers.iter().all(|name| !name.starts_with("amz-sdk-") && name != "user-agent"),
            "{verified:?}"
        );
        signatures.insert(header(request, "authorization"));
        assert_eq!(request.body(), requests[0].body());
    }
    assert_eq!(signatures.len(), 3);
}

#[tokio::test]
async fn the_attempts_of_a_call_share_an_id() {
    let http = ScriptedHttp::new().answer(500, "").answer(500, "").answer(200, identity()).answer(500, "");
    let script = Script::new(http.answer(200, identity()));
    let sts = script.client();
    for _ in 0..2 {
        sts.get_caller_identity().send().await.expect("an answer in the end");
    }
    let requests = script.requests();
    let ids: Vec<_> = requests.iter().map(|request| header(request, "amz-sdk-invocation-id").expect("an id")).collect();
    let [a, b, c, d, e] = ids[..] else { panic!("{ids:?}") };
    assert!(a == b && b == c && d == e && a != d, "{ids:?}");
    assert!(is_uuid(a) && is_uuid(d), "{ids:?}");
    let attempts: Vec<_> = requests.iter().filter_map(|request| header(request, "amz-sdk-request")).collect();
    let expected = ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3", "attempt=1; max=3", "attempt=2; max=3"];
    assert_eq!(attempts, expected);
}

#[tokio::test]
async fn every_operation_is_tried_again() {
    for (name, call) in EVERY_OPERATION {
        let script = Script::new(ScriptedHttp::new().answer(500, ""));
        let error = call(&script.client()).await.expect_err("a script of failures");
        assert_eq!((error.attempts(), script.requests().len()), (3, 3), "{name}");
        for request in script.requests() {
            assert_eq!(header(&request, "authorization").is_none(), UNSIGNED.contains(&name), "{name}");
            assert!(header(&request, "amz-sdk-invocation-id").is_some_and(is_uuid), "{name}");
        }
    }
}

/// Other credentials each time.
#[derive(Debug, Default)]
struct Rotating(AtomicU32);

impl ProvideCredentials for Rotating {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        let turn = self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Credentials::new(format!("AKID{turn}"), "secret").with_session_token(format!("token{turn}")))
    }
}

#[tokio::test]
async fn every_attempt_asks_for_credentials() {
    let script = Script::new(ScriptedHttp::new().answer(500, ""));
    let sts = client(script.config().credentials_provider(Rotating::default()));
    sts.get_caller_identity().send().await.expect_err("a script of failures");
    for (turn, request) in script.requests().iter().enumerate() {
        let token = format!("token{turn}");
        assert_eq!(header(request, "x-amz-security-token"), Some(token.as_str()));
        let authorization = header(request, "authorization").expect("a signature");
        assert!(authorization.contains(&format!("Credential=AKID{turn}/20250101/us-east-1/sts/")), "{authorization}");
    }
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn a_call_sets_its_own_attempts() {
    for (set, attempts) in [(0, 1), (1, 1), (2, 2), (3, 3), (5, 5)] {
        let script = Script::new(ScriptedHttp::new().answer(500, ""));
        let sts = script.client();
        let options = CallOptions::new().max_attempts(set);
        let error = sts.get_caller_identity().with(options).send().await.expect_err("a script of failures");
        assert_eq!(error.attempts(), attempts, "{set}");
        let requests = script.requests();
        let last = format!("attempt={attempts}; max={attempts}");
        assert_eq!(requests.last().and_then(|request| header(request, "amz-sdk-request")), Some(last.as_str()));

        sts.get_caller_identity().send().await.expect_err("a script of failures");
        assert_eq!(script.requests().len() - requests.len(), 3, "the next call has the client's own");
    }
}

#[tokio::test]
async fn a_call_sets_its_own_timeout() {
    let cases = [(None, None, 20), (Some(5), None, 5), (None, Some(3), 3), (Some(5), Some(30), 30)];
    for (of_client, of_call, expected) in cases {
        let script = Script::new(ScriptedHttp::new().silence());
        let mut config = script.config().max_attempts(1).credentials_provider(credentials());
        if let Some(seconds) = of_client {
            config = config.attempt_timeout(Duration::from_secs(seconds));
        }
        let options = of_call
            .map_or_else(CallOptions::new, |seconds| CallOptions::new().attempt_timeout(Duration::from_secs(seconds)));
        let error = client(config).get_caller_identity().with(options).send().await.expect_err("silence");
        assert!(error.is_timeout(), "{error}");
        assert_eq!(script.sleep.waits(), [Duration::from_secs(expected)]);
        assert!(error.to_string().contains(&format!("no answer within {expected} s")), "{error}");
    }
}

#[tokio::test]
async fn a_call_sets_who_signs() {
    let script = Script::new(ScriptedHttp::new().answer(200, identity()));
    let other = || CallOptions::new().credentials_provider(Credentials::new("AKIDOTHER", "secret"));
    let clients = [
        script.client(),
        client(script.config()),
        client(script.config().anonymous()),
        client(script.config().credentials_provider(crate::support::Untouchable)),
    ];
    for sts in &clients {
        sts.get_caller_identity().with(other()).send().await.expect("an answer");
    }
    script.client().get_caller_identity().send().await.expect("an answer");
    let signers: Vec<_> = script
        .requests()
        .iter()
        .map(|request| {
            let text = header(request, "authorization").expect("a signature");
            text.split(['=', '/']).nth(1).expect("a credential").to_owned()
        })
        .collect();
    assert_eq!(signers, ["AKIDOTHER", "AKIDOTHER", "AKIDOTHER", "AKIDOTHER", KEY_ID]);
}

/// Two attempts, and then only after throttling.
#[derive(Debug)]
struct Patient;

impl RetryPolicy for Patient {
    fn max_attempts(&self) -> u32 {
        2
    }

    fn wait(&self, failure: Failure, attempts: u32, random: f64) -> Option<Duration> {
        (failure == Failure::Throttling).then(|| Duration::from_secs_f64(60.0 * f64::from(attempts) + random))
    }
}

#[tokio::test]
async fn the_rule_can_be_another() {
    for (status, waits) in [(429, vec![Duration::from_millis(60_500)]), (500, vec![])] {
        let script = Script::new(ScriptedHttp::new().answer(status, ""));
        let sts = client(script.config().retry_policy(Patient).credentials_provider(credentials()));
        let error = sts.get_caller_identity().send().await.expect_err("a script of failures");
        assert_eq!(error.attempts() as usize, waits.len() + 1, "{status}");
        assert_eq!(script.sleep.waits(), waits, "{status}");
    }
}
