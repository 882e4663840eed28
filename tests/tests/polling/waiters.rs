//! What a wait does: when it asks, how long it waits, and what it says in the end.

use std::{error::Error as _, time::Duration};

use aws_query_runtime::{
    CallOptions,
    http::{HttpClient, TransportError, TransportErrorKind},
    testing::{ManualClock, ScriptedHttp},
    waiter::WaitErrorKind,
};
use bytes::Bytes;
use http::{Request, Response};
use integration_tests::Client;
use serde_json::json;

use crate::support::{Bench, answer, error};

const MINUTE: Duration = Duration::from_secs(60);

fn job(status: &str) -> String {
    answer("GetJob", &json!({ "Job": { "Id": "a", "Active": true, "Big": 1, "Status": status } }))
}

fn missing() -> String {
    error("NoSuchJob", "There is no job called a.")
}

#[tokio::test(flavor = "current_thread")]
async fn a_wait_ends_with_success() {
    let script = ScriptedHttp::new().answer(404, missing()).answer(404, missing()).answer(200, job("queued"));
    let bench = Bench::new(script);
    let waited = bench.client.wait_until_job_exists("a").kind("k").wait(MINUTE).await.expect("the job exists");
    assert_eq!((waited.attempts, waited.elapsed), (3, Duration::from_secs(5)));
    // min 2, then half of the way from 2 to 4.
    assert_eq!(bench.waits(), [2, 3]);
    assert_eq!(waited.output().expect("an output").job.expect("a job").id, "a");
    // The setters of the operation are there, and every call carries what they set.
    assert!(bench.bodies().iter().all(|body| body.ends_with("&Name=a&Kind=k")), "{:?}", bench.bodies());
}

#[tokio::test(flavor = "current_thread")]
async fn an_error_can_be_what_is_waited_for() {
    let bench = Bench::new(ScriptedHttp::new().answer(400, error("Busy", "Later.")).answer(404, missing()));
    #[expect(deprecated, reason = "the fixture's waiter is")]
    let waited = bench.client.wait_until_job_deleted("a").wait(MINUTE).await.expect("the job is gone");
    let answer = waited.answer.expect_err("the error that says so");
    assert_eq!((answer.code(), waited.attempts), (Some("NoSuchJob"), 2));
}

#[tokio::test(flavor = "current_thread")]
async fn states_that_cannot_change_end_a_wait() {
    let bench = Bench::new(ScriptedHttp::new().answer(200, job("queued")).answer(200, job("failed")));
    let error = bench.client.wait_until_job_done("a").wait(MINUTE).await.expect_err("it failed");
    assert_eq!((error.kind(), error.attempts(), error.waiter()), (WaitErrorKind::Failed, 2, "JobDone"));
    assert_eq!(
        error.to_string(),
        "JobDone was not reached: it cannot be any more (GetJob called 2 times in 5.0 s); last seen: Job.Status was \
         \"failed\""
    );
    assert!(error.error().is_none() && error.source().is_none());
}

#[tokio::test(flavor = "current_thread")]
async fn the_deadline_is_that_of_the_whole_wait() {
    // Delays of 2, 3, 5 and 9 seconds lead to 19; after the next one of 17 too little would be left of 37.
    let cases: &[(u64, &[u64])] = &[
        (0, &[]),
        (1, &[1]),
        (2, &[2]),
        (4, &[4]),
        (5, &[2, 3]),
        (6, &[2, 4]),
        (19, &[2, 3, 5, 9]),
        (37, &[2, 3, 5, 9, 18]),
        (39, &[2, 3, 5, 9, 17, 3]),
    ];
    for (deadline, waits) in cases {
        let bench = Bench::new(ScriptedHttp::new().answer(404, missing()));
        let deadline = Duration::from_secs(*deadline);
        let error = bench.client.wait_until_job_exists("a").wait(deadline).await.expect_err("it never exists");
        assert_eq!(bench.waits(), *waits, "{deadline:?}");
        assert_eq!(error.kind(), WaitErrorKind::DeadlinePassed);
        assert_eq!((error.elapsed(), error.attempts() as usize), (deadline, waits.len() + 1));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_passed_deadline_says_what_was_seen_last() {
    let bench = Bench::new(ScriptedHttp::new().answer(404, missing()));
    let wait = bench.client.wait_until_job_exists("a").wait(Duration::from_secs(3));
    let error = wait.await.expect_err("it never exists");
    assert_eq!(
        error.to_string(),
        "JobExists was not reached: 3 s have passed (GetJob called 2 times); last seen: NoSuchJob: There is no job \
         called a."
    );
    assert_eq!(error.error().and_then(|error| error.code()), Some("NoSuchJob"));
    assert_eq!(error.into_error().and_then(|error| error.status()), Some(404));

    let bench = Bench::new(ScriptedHttp::new().answer(200, job("queued")));
    let error = bench.client.wait_until_job_done("a").wait(MINUTE).await.expect_err("it stays queued");
    assert_eq!(error.last_seen(), Some("Job.Status was \"queued\"; Job.Steps[].Status was []"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_call_that_takes_too_long_is_broken_off() {
    let bench = Bench::new(ScriptedHttp::new().answer(404, missing()).silence());
    let error = bench.client.wait_until_job_exists("a").wait(MINUTE).await.expect_err("the second call hangs");
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::DeadlinePassed, 2));
    assert_eq!((bench.waits(), error.elapsed()), (vec![2, 58], MINUTE));
    assert_eq!(error.last_seen(), Some("NoSuchJob: There is no job called a."));

    // The last call is made at the deadline, and has the least delay to answer.
    let bench = Bench::new(ScriptedHttp::new().silence());
    let error = bench.client.wait_until_job_exists("a").wait(Duration::ZERO).await.expect_err("it hangs");
    assert_eq!((bench.waits(), error.attempts()), (vec![2], 1));
    assert!(error.to_string().ends_with("(GetJob called once); no answer came"), "{error}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_unknown_error_ends_a_wait() {
    let bench = Bench::new(ScriptedHttp::new().answer(404, missing()).answer(403, error("AccessDenied", "No.")));
    let error = bench.client.wait_until_job_exists("a").wait(MINUTE).await.expect_err("it is denied");
    assert_eq!((error.kind(), error.attempts()), (WaitErrorKind::Unexpected, 2));
    let text = error.to_string();
    assert!(text.starts_with("JobExists was not reached: GetJob failed: AccessDenied: No. (HTTP 403"), "{text}");
    assert!(text.ends_with("; GetJob was called 2 times in 2.0 s"), "{text}");

    // No answer is not one that the waiter knows either; the call has been tried as often as it may.
    let bench = Bench::new(ScriptedHttp::new().fail(TransportErrorKind::Connect));
    let wait = bench.client.wait_until_job_done("a").with(CallOptions::new().max_attempts(1)).wait(MINUTE);
    let error = wait.await.expect_err("nobody answers");
    assert_eq!((error.kind(), bench.http.requests().len()), (WaitErrorKind::Unexpected, 1));
}

/// Sets the clock back by an hour with every request.
#[derive(Debug)]
struct Backwards(ManualClock, ScriptedHttp);

impl HttpClient for Backwards {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.0.set(self.0.now() - 60 * MINUTE);
        self.1.send(request).await
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_clock_that_is_set_back_does_not_make_a_wait_longer() {
    let bench = Bench::new(ScriptedHttp::new().answer(404, missing()));
    let http = Backwards(bench.clock.clone(), bench.http.clone());
    let config = bench.client.config().to_builder().http_client(http).build().expect("a configuration");
    let client = Client::new(config).expect("a client");
    let error = client.wait_until_job_exists("a").wait(MINUTE).await.expect_err("it never exists");
    assert_eq!((error.elapsed(), bench.waits().iter().sum::<u64>()), (MINUTE, 60));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sensitive_is_not_shown() {
    let owner = json!({ "Job": { "Id": "a", "Active": true, "Big": 1, "Owner": "mallory" } });
    let bench = Bench::new(ScriptedHttp::new().answer(200, answer("GetJob", &owner)));
    let error = bench.client.wait_until_secretive("a").wait(MINUTE).await.expect_err("another owner");
    assert_eq!(error.last_seen(), Some("Job.Owner was [redacted]"));
    assert!(!format!("{error} {error:?}").contains("mallory"), "{error:?}");
}

#[test]
fn waits_can_be_sent_to_another_thread() {
    fn send<T: Send + 'static>(_: T) {}
    let bench = Bench::new(ScriptedHttp::new());
    send(bench.client.wait_until_job_exists("a").wait(MINUTE));
    send(bench.client.list_jobs("q").pages());
    send(bench.client.list_jobs("q").items());
    send(async move { bench.client.list_jobs("q").items().try_collect().await });
}
