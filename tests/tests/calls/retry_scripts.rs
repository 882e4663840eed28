//! When a call is tried again, and for how long it waits: a table of scripts.

use std::time::Duration;

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::http::TransportErrorKind::{self, Connect, Io, Other, Timeout};

use crate::support::{Call, DEMO, Fractions, SAML_PROVIDER, Script, client, credentials, failure, identity, outcome};

/// What happens to an attempt.
#[derive(Clone, Copy, Debug)]
enum Step {
    Fails(TransportErrorKind),
    /// No answer: the attempt timeout ends it.
    Silent,
    Answers(u16, &'static str),
    Succeeds,
}

use Step::{Answers, Fails, Silent, Succeeds};

fn script(steps: &[Step]) -> Script {
    let http = steps.iter().fold(ScriptedHttp::new(), |http, step| match *step {
        Fails(kind) => http.fail(kind),
        Silent => http.silence(),
        Answers(status, "") => http.answer(status, ""),
        Answers(status, code) => http.answer(status, failure(code, "text")),
        Succeeds => http.answer(200, identity()),
    });
    // What comes after the script is over must not look like its last step.
    Script::new(http.fail(Other))
}

fn milliseconds(waits: &[Duration]) -> Vec<u128> {
    waits.iter().map(Duration::as_millis).collect()
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    const JITTER: [f64; 2] = [0.25, 0.75];
    // Attempts, whether the last one succeeds, waits in milliseconds.
    let cases: &[(&[Step], u32, bool, &[u128])] = &[
        (&[Succeeds], 1, true, &[]),
        (&[Fails(Connect), Succeeds], 2, true, &[250]),
        (&[Fails(Io), Succeeds], 2, true, &[250]),
        (&[Fails(Timeout), Succeeds], 2, true, &[250]),
        (&[Fails(Connect), Fails(Io), Succeeds], 3, true, &[250, 1500]),
        (&[Fails(Connect), Fails(Connect), Fails(Connect), Succeeds], 3, false, &[250, 1500]),
        (&[Fails(Other), Succeeds], 1, false, &[]),
        (&[Silent, Succeeds], 2, true, &[20_000, 250]),
        (&[Silent, Silent, Silent], 3, false, &[20_000, 250, 20_000, 1500, 20_000]),
        (&[Answers(500, ""), Succeeds], 2, true, &[250]),
        (&[Answers(502, ""), Answers(503, ""), Succeeds], 3, true, &[250, 1500]),
        (&[Answers(504, "SomethingNew"), Succeeds], 2, true, &[250]),
        (&[Answers(501, ""), Succeeds], 2, true, &[250]),
        (
            &[Answers(500, "InternalFailure"), Answers(500, "InternalFailure"), Answers(500, "InternalFailure")],
            3,
            false,
            &[250, 1500],
        ),
        (&[Answers(400, "Throttling"), Succeeds], 2, true, &[250]),
        (&[Answers(400, "RequestLimitExceeded"), Succeeds], 2, true, &[250]),
        (&[Answers(503, "SlowDown"), Succeeds], 2, true, &[250]),
        (&[Answers(429, ""), Succeeds], 2, true, &[250]),
        (
            &[Answers(400, "IDPCommunicationError"), Answers(400, "IDPCommunicationError"), Succeeds],
            3,
            true,
            &[250, 1500],
        ),
        (&[Answers(400, "RequestTimeout"), Succeeds], 2, true, &[250]),
        (&[Answers(400, "ValidationError"), Succeeds], 1, false, &[]),
        (&[Answers(400, ""), Succeeds], 1, false, &[]),
        (&[Answers(403, "AccessDenied"), Succeeds], 1, false, &[]),
        (&[Answers(403, "ExpiredToken"), Succeeds], 1, false, &[]),
        (&[Answers(403, "InvalidClientTokenId"), Succeeds], 1, false, &[]),
        (&[Answers(403, "SignatureDoesNotMatch"), Succeeds], 1, false, &[]),
        (&[Answers(400, "IDPRejectedClaim"), Succeeds], 1, false, &[]),
        (&[Answers(404, ""), Succeeds], 1, false, &[]),
        (&[Answers(302, ""), Succeeds], 1, false, &[]),
        (&[Answers(500, ""), Answers(403, "AccessDenied"), Succeeds], 2, false, &[250]),
        (&[Answers(200, ""), Succeeds], 1, false, &[]),
    ];
    for (steps, attempts, succeeds, waits) in cases {
        let script = script(steps);
        let config = script.config().credentials_provider(credentials()).random(Fractions::new(&JITTER));
        let result = client(config).get_caller_identity().send_full().await;
        assert_eq!(result.is_ok(), *succeeds, "{steps:?}: {result:?}");
        let counted = result.map_or_else(|error| error.attempts(), |answer| answer.attempts);
        assert_eq!((counted, script.requests().len()), (*attempts, *attempts as usize), "{steps:?}");
        assert_eq!(milliseconds(&script.sleep.waits()), *waits, "{steps:?}");
    }
}

#[tokio::test]
async fn waits_grow_to_a_cap() {
    let cases: &[(f64, &[u128])] = &[
        (1.0, &[1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]),
        (0.5, &[500, 1000, 2000, 4000, 8000, 10_000, 10_000]),
        (0.0, &[0, 0, 0, 0, 0, 0, 0]),
    ];
    for (fraction, waits) in cases {
        let script = Script::new(ScriptedHttp::new().answer(500, ""));
        let random = Fractions::new(&[*fraction; 7]);
        let config = script.config().max_attempts(8).credentials_provider(credentials()).random(random);
        let error = client(config).get_caller_identity().send().await.expect_err("a script of failures");
        assert_eq!(error.attempts(), 8);
        assert_eq!(milliseconds(&script.sleep.waits()), *waits, "jitter {fraction}");
    }
}

#[tokio::test]
async fn the_number_of_attempts_is_set() {
    for (set, attempts) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let script = Script::new(ScriptedHttp::new().fail(Connect));
        let config = script.config().max_attempts(set).credentials_provider(credentials());
        let error = client(config).get_caller_identity().send().await.expect_err("a script of failures");
        assert_eq!((error.attempts(), script.requests().len()), (attempts, attempts as usize), "{set}");
    }
}

#[tokio::test]
async fn a_code_that_may_have_arrived_is_not_sent_again() {
    let with_code: [(&str, Call); 2] = [
        ("AssumeRole", |sts| {
            outcome(sts.assume_role(DEMO, "mfa").serial_number("123456789").token_code("123456").send())
        }),
        ("GetSessionToken", |sts| {
            outcome(sts.get_session_token().serial_number("123456789").token_code("123456").send())
        }),
    ];
    let without_code: [(&str, Call); 4] = [
        ("AssumeRole", |sts| outcome(sts.assume_role(DEMO, "mfa").serial_number("123456789").send())),
        ("GetSessionToken", |sts| outcome(sts.get_session_token().serial_number("123456789").send())),
        // Assertions and tokens can be shown again.
        ("AssumeRoleWithSAML", |sts| outcome(sts.assume_role_with_saml(DEMO, SAML_PROVIDER, "PHNhbWw+").send())),
        ("AssumeRoleWithWebIdentity", |sts| {
            outcome(sts.assume_role_with_web_identity(DEMO, "session", "a.b.c").send())
        }),
    ];
    let forbidden = Answers(403, "AccessDenied");
    // Attempts with a code, and without one.
    let cases: &[(&[Step], usize, usize)] = &[
        (&[Fails(Connect), forbidden], 2, 2),
        (&[Fails(Connect), Fails(Connect), Fails(Connect)], 3, 3),
        (&[Fails(Io), forbidden], 1, 2),
        (&[Fails(Timeout), forbidden], 1, 2),
        (&[Silent, forbidden], 1, 2),
        (&[Answers(500, ""), forbidden], 1, 2),
        (&[Answers(400, "Throttling"), forbidden], 1, 2),
        (&[Answers(503, "ServiceUnavailable"), forbidden], 1, 2),
        (&[Fails(Connect), Fails(Io), forbidden], 2, 3),
        (&[forbidden], 1, 1),
    ];
    for (steps, once, often) in cases {
        // Who has to type a new code cannot make the same call again.
        let unspent = steps.iter().all(|step| matches!(step, Fails(Connect)));
        let calls = with_code
            .map(|call| (call, *once, unspent))
            .into_iter()
            .chain(without_code.map(|call| (call, *often, !matches!(steps.last(), Some(Answers(403, _))))));
        for ((name, call), attempts, retryable) in calls {
            let script = script(steps);
            let error = call(&script.client()).await.expect_err("no step is an answer");
            assert_eq!(script.requests().len(), attempts, "{name}, {steps:?}: {error}");
            assert_eq!(error.attempts() as usize, attempts, "{name}, {steps:?}: {error}");
            assert_eq!(error.is_retryable(), retryable, "{name}, {steps:?}: {error}");
        }
    }
}
