//! How long a waiter waits between two calls.
//!
//! <https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries>: exponential from the least delay to
//! the greatest, with jitter, and one last call at the deadline.

use std::time::Duration;

use super::WaiterSpec;

/// The bounds of a waiter's delays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delays {
    pub(super) min: Duration,
    max: Duration,
}

impl Delays {
    pub(super) fn new(spec: WaiterSpec) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let min = seconds(spec.min_delay);
        Self { min, max: seconds(spec.max_delay).max(min) }
    }

    /// Before retry `retry`, counted from 1, with so much time left. `random` is uniform in `[0, 1)`.
    pub(super) fn before_retry(self, retry: u32, remaining: Duration, random: f64) -> Duration {
        // Past the ceiling of attempts that the specification computes, the doubled delay is above the greatest.
        let factor = 2_u32.checked_pow(retry.saturating_sub(1));
        let doubled = factor.and_then(|factor| self.min.checked_mul(factor)).unwrap_or(self.max).min(self.max);
        let delay = self.min + (doubled - self.min).mul_f64(random.clamp(0.0, 1.0));
        // Too little would be left for another call after this one: wait for the end and ask once more.
        if remaining.saturating_sub(delay) <= self.min { remaining } else { delay }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_within_their_bounds() {
        let delays = Delays::new(WaiterSpec::new("Done", 2, 120));
        let hour = Duration::from_secs(3600);
        // (retry, the least, the greatest)
        let cases = [
            (1, 2, 2),
            (2, 2, 4),
            (3, 2, 8),
            (4, 2, 16),
            (5, 2, 32),
            (6, 2, 64),
            (7, 2, 120),
            (8, 2, 120),
            (99, 2, 120),
        ];
        for (retry, least, greatest) in cases {
            assert_eq!(delays.before_retry(retry, hour, 0.0), Duration::from_secs(least), "retry {retry}");
            assert_eq!(delays.before_retry(retry, hour, 1.0), Duration::from_secs(greatest), "retry {retry}");
        }
        assert_eq!(delays.before_retry(3, hour, 0.5), Duration::from_secs(5));
        let linear = Delays::new(WaiterSpec::new("Done", 5, 5));
        assert_eq!(linear.before_retry(9, hour, 0.9), Duration::from_secs(5));
        // A model is not to be trusted with the order of two numbers.
        let reversed = Delays::new(WaiterSpec::new("Done", 5, 1));
        assert_eq!(reversed.before_retry(9, hour, 0.9), Duration::from_secs(5));
    }

    #[test]
    fn the_last_delay_ends_at_the_deadline() {
        let delays = Delays::new(WaiterSpec::new("Done", 2, 120));
        // (retry, random, remaining, delay): the specification's own examples, and the edges.
        let cases =
            [(12, 0.0, 4, 4), (3, 1.0, 11, 8), (3, 1.0, 10, 10), (3, 1.0, 9, 9), (3, 1.0, 3, 3), (1, 0.0, 1, 1)];
        for (retry, random, remaining, expected) in cases {
            let delay = delays.before_retry(retry, Duration::from_secs(remaining), random);
            assert_eq!(delay, Duration::from_secs(expected), "retry {retry} with {remaining} s left");
        }
    }
}
