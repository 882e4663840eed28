//! When a call is tried again, and after which wait.
//!
//! [`classify`] says what a failed attempt was; a [`RetryPolicy`] says what follows from it.
//! Classes and codes: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.

use std::{fmt, time::Duration};

/// What a failed attempt was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The request did not reach the service: no connection.
    NotSent,
    /// The request may have arrived; no answer came, or one that says to try again.
    Transient,
    /// The service asks for fewer requests.
    Throttling,
    /// Trying again will not help.
    Permanent,
}

/// Decides whether and when to try again.
pub trait RetryPolicy: fmt::Debug + Send + Sync + 'static {
    /// Attempts at most, the first one included.
    fn max_attempts(&self) -> u32;

    /// How long to wait before the next attempt, after `attempts` of them failed, the last one as
    /// `failure` says; `None` to stop. `random` is uniform in `[0, 1)`. Not asked once the attempts are
    /// used up, of which a call may have more than [`max_attempts`](Self::max_attempts).
    fn wait(&self, failure: Failure, attempts: u32, random: f64) -> Option<Duration>;
}

/// Exponential backoff with full jitter: `random * min(1 s * 2^n, 20 s)` before retry `n`, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    max_attempts: u32,
}

impl Standard {
    /// At most so many attempts, the first one included; 0 counts as 1.
    #[must_use]
    pub fn new(max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.max(1) }
    }
}

impl Default for Standard {
    /// Three attempts.
    fn default() -> Self {
        Self::new(3)
    }
}

impl RetryPolicy for Standard {
    fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    fn wait(&self, failure: Failure, attempts: u32, random: f64) -> Option<Duration> {
        if failure == Failure::Permanent {
            return None;
        }
        let base = 2_f64.powi(i32::try_from(attempts.saturating_sub(1)).unwrap_or(i32::MAX)).min(MAX_BACKOFF);
        // What is not a number waits not at all.
        Some(Duration::try_from_secs_f64(base * random.clamp(0.0, 1.0)).unwrap_or_default())
    }
}

/// Seconds.
const MAX_BACKOFF: f64 = 20.0;

/// What an answer with this status and error code was.
#[must_use]
pub fn classify(status: u16, code: Option<&str>, retryable: &[(&str, bool)]) -> Failure {
    if let Some(code) = code {
        if let Some((_, throttling)) = retryable.iter().find(|(known, _)| *known == code) {
            return if *throttling { Failure::Throttling } else { Failure::Transient };
        }
        if THROTTLING_CODES.contains(&code) {
            return Failure::Throttling;
        }
        if TRANSIENT_CODES.contains(&code) {
            return Failure::Transient;
        }
    }
    match status {
        429 => Failure::Throttling,
        500..=599 => Failure::Transient,
        _ => Failure::Permanent,
    }
}

const THROTTLING_CODES: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

const TRANSIENT_CODES: &[&str] = &["RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_classified() {
        let modelled = [("IDPCommunicationError", false), ("Slow", true)];
        let cases = [
            (400, Some("Throttling"), Failure::Throttling),
            (503, Some("SlowDown"), Failure::Throttling),
            (400, Some("IDPCommunicationError"), Failure::Transient),
            (400, Some("Slow"), Failure::Throttling),
            (400, Some("RequestTimeout"), Failure::Transient),
            (500, None, Failure::Transient),
            (502, Some("Whatever"), Failure::Transient),
            (429, None, Failure::Throttling),
            (400, Some("ValidationError"), Failure::Permanent),
            (403, Some("AccessDenied"), Failure::Permanent),
            (302, None, Failure::Permanent),
        ];
        for (status, code, expected) in cases {
            assert_eq!(classify(status, code, &modelled), expected, "{status} {code:?}");
        }
    }

    #[test]
    fn waits_double_to_a_cap() {
        let policy = Standard::new(3);
        let seconds = |attempts| policy.wait(Failure::Transient, attempts, 1.0).map(|wait| wait.as_secs());
        let waits: Vec<_> = (1..=8).map(seconds).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(8), Some(16), Some(20), Some(20), Some(20)]);
        assert_eq!(policy.wait(Failure::Throttling, 1, 0.5), Some(Duration::from_millis(500)));
        assert_eq!(policy.wait(Failure::Permanent, 1, 0.5), None);
        assert_eq!(Standard::new(0).max_attempts(), 1);
    }
}
