//! What programs print comes to, in tables; no program is run.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{
        Mutex as StdMutex,
        atomic::{AtomicU64, Ordering},
    },
};

use super::*;
use crate::os::CommandFuture;

/// Programs that print what the test says, and how many were run.
#[derive(Debug, Default)]
struct Programs {
    outputs: StdMutex<VecDeque<CommandOutput>>,
    run: AtomicU64,
}

impl Command for Programs {
    fn run(&self, line: &str) -> CommandFuture {
        assert_eq!(line, "print hunter2");
        self.run.fetch_add(1, Ordering::SeqCst);
        let output = self.outputs.lock().expect("no panic").pop_front();
        Box::pin(async move {
            // Others get their turn while it runs.
            tokio::task::yield_now().await;
            output.ok_or_else(|| std::io::Error::other("the test has no more to print"))
        })
    }
}

#[derive(Debug)]
struct Hand(AtomicU64);

impl Clock for Hand {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::pending())
    }
}

fn provider(outputs: impl IntoIterator<Item = CommandOutput>) -> (ProcessCredentials, Arc<Programs>, Arc<Hand>) {
    let outputs = StdMutex::new(outputs.into_iter().collect());
    let programs = Arc::new(Programs { outputs, run: AtomicU64::default() });
    let clock = Arc::new(Hand(AtomicU64::new(1_000)));
    let provider = ProcessCredentials::new("print hunter2").command(Arc::clone(&programs) as _);
    (provider.clock(Arc::clone(&clock) as _).sleep(Arc::new(Never)), programs, clock)
}

#[tokio::test]
async fn what_a_program_prints_makes_credentials_or_a_reason() {
    let whole = r#"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"s","SessionToken":"t","Expiration":"1970-01-01T02:00:00+01:00","AccountId":"1"}"#;
    // Token, account and end, 0 for none.
    type Expected<'c> = Result<(&'c str, &'c str, u64), &'c str>;
    let cases: &[(&str, Expected<'_>)] = &[
        (whole, Ok(("t", "1", 3_600))),
        (r#"{"version":1,"ACCESSKEYID":"AK","secretAccessKey":"s","More":[1]}"#, Ok(("", "fallback", 0))),
        (
            r#"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"s","SessionToken":null,"Expiration":""}"#,
            Ok(("", "fallback", 0)),
        ),
        (r#"{"Version":1,"AccessKeyId":"AK"}"#, Err("printed JSON without `AccessKeyId` or `SecretAccessKey`")),
        (r#"{"Version":1,"AccessKeyId":"","SecretAccessKey":"s"}"#, Err("printed JSON without `AccessKeyId`")),
        (
            r#"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":7}"#,
            Err("printed JSON whose `SecretAccessKey` is not a text"),
        ),
        (
            r#"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"s","Expiration":"hunter2"}"#,
            Err("whose `Expiration` is not an RFC 3339 time"),
        ),
        (r#"{"Version":"1","AccessKeyId":"AK","SecretAccessKey":"s"}"#, Err("whose `Version` is not the number 1")),
        (r#"{"Version":2}"#, Err("whose `Version` is not the number 1")),
        (r#"{"AccessKeyId":"AK","SecretAccessKey":"s"}"#, Err("whose `Version` is not the number 1")),
        ("[]", Err("did not print a JSON object (2 bytes)")),
        ("hunter2", Err("did not print a JSON object (7 bytes)")),
        ("", Err("did not print a JSON object (0 bytes)")),
    ];
    for (printed, expected) in cases {
        let (provider, ..) = provider([CommandOutput::printed(*printed)]);
        match (provider.account_id(Some("fallback".to_owned())).provide().await, expected) {
            (Ok(found), Ok((token, account, end))) => {
                assert_eq!((found.access_key_id(), found.secret_access_key().expose()), ("AK", "s"), "{printed}");
                assert_eq!(found.session_token().map_or("", Secret::expose), *token, "{printed}");
                assert_eq!(found.account_id(), Some(*account), "{printed}");
                let end = (*end > 0).then(|| SystemTime::UNIX_EPOCH + Duration::from_secs(*end));
                assert_eq!(found.expiration(), end, "{printed}");
            }
            (Err(error), Err(expected)) => {
                let error = format!("{error} {error:?}");
                assert!(error.contains(expected) && !error.contains("hunter2"), "{printed}: {error}");
            }
            (result, _) => panic!("{printed}: {result:?}"),
        }
    }
}

#[tokio::test]
async fn a_program_that_fails_is_quoted() {
    let outputs = [CommandOutput::failed("exit status: 1", "sign in first\n"), CommandOutput::failed("signal: 9", "")];
    let (provider, programs, _) = provider(outputs);
    let provider = provider.origin("~/.aws/config:3".to_owned());
    for expected in ["failed (exit status: 1): sign in first", "failed (signal: 9): it says nothing"] {
        let error = provider.provide().await.expect_err("a failure").to_string();
        assert_eq!(error, format!("the credential process of ~/.aws/config:3 {expected}"));
    }
    assert_eq!(programs.run.load(Ordering::SeqCst), 2);
    assert!(!format!("{provider:?}").contains("hunter2"), "{provider:?}");
}

#[tokio::test]
async fn a_program_that_hangs_is_given_up() {
    #[derive(Debug)]
    struct Over;

    impl Sleep for Over {
        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            assert_eq!(duration, PROCESS_TIMEOUT);
            Box::pin(std::future::ready(()))
        }
    }

    #[derive(Debug)]
    struct Hangs;

    impl Command for Hangs {
        fn run(&self, _: &str) -> CommandFuture {
            Box::pin(std::future::pending())
        }
    }

    let provider = ProcessCredentials::new("x").command(Arc::new(Hangs)).sleep(Arc::new(Over));
    let error = provider.provide().await.expect_err("time is over");
    assert_eq!(error.to_string(), "the credential process of code was ended: it did not finish within 300 s");
}

#[tokio::test]
async fn programs_run_again_before_the_credentials_end() {
    let keys = |number: usize, rest: &str| {
        CommandOutput::printed(format!(r#"{{"Version":1,"AccessKeyId":"A{number}","SecretAccessKey":"s"{rest}}}"#))
    };
    // 1970-01-01T01:00:00Z is second 3600.
    let hour = r#","Expiration":"1970-01-01T01:00:00Z""#;
    let (provider, programs, clock) = provider([keys(1, hour), keys(2, hour), keys(3, ""), keys(4, "")]);
    // Seconds, and which program's credentials there are.
    let cases = [(1_000, 1), (3_299, 1), (3_300, 2), (3_309, 2), (3_310, 3), (4_209, 3), (4_210, 4)];
    for (seconds, number) in cases {
        clock.0.store(seconds, Ordering::SeqCst);
        let (first, second) = tokio::join!(provider.provide(), provider.provide());
        let (first, second) = (first.expect("credentials"), second.expect("credentials"));
        assert_eq!(first.access_key_id(), format!("A{number}"), "{seconds}");
        assert_eq!((first, programs.run.load(Ordering::SeqCst)), (second, number), "{seconds}");
    }
}
