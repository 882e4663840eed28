//! Waiting until an operation says what is waited for.
//!
//! The workflow and the delays are those of <https://smithy.io/2.0/additional-specs/waiters.html>. What an
//! answer means is generated, as a [`Waiter`]; this module asks, waits and gives up in time.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::{Duration, SystemTime},
};

use crate::{
    call::{CallOptions, Core},
    error::Error,
    operation::Operation,
};

mod answer;
mod delay;
mod error;

pub use answer::{Answer, Expected, Found, State};
use delay::Delays;
pub use error::{WaitError, WaitErrorKind};

/// Something that can be waited for: implemented by generated code.
pub trait Waiter {
    /// The operation that is asked.
    type Operation: Operation + Clone;

    /// Its name and delays.
    const SPEC: WaiterSpec;

    /// Goes through the acceptors in their order.
    fn judge(answer: Answer<'_, Self::Operation>) -> Answer<'_, Self::Operation>;
}

/// A waiter's name and delays.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WaiterSpec {
    /// `RoleExists`
    pub name: &'static str,
    /// Seconds between two calls, at least.
    pub min_delay: u32,
    /// Seconds between two calls, at most.
    pub max_delay: u32,
}

impl WaiterSpec {
    /// With delays in seconds.
    #[must_use]
    pub const fn new(name: &'static str, min_delay: u32, max_delay: u32) -> Self {
        Self { name, min_delay, max_delay }
    }
}

/// What was waited for has come.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Waited<T, E> {
    /// The last answer. An error can be what was waited for: that something does not exist any more.
    pub answer: Result<T, E>,
    /// How often the operation was called; retries inside a call are not counted.
    pub attempts: u32,
    /// How long it took.
    pub elapsed: Duration,
}

impl<T, E> Waited<T, E> {
    /// The last output; `None` where an error was what was waited for.
    pub fn output(self) -> Option<T> {
        self.answer.ok()
    }
}

impl Core {
    /// Calls the operation until its answer is what the waiter waits for.
    ///
    /// The deadline is that of the whole wait, from now. A call that is under way when it passes is broken off; the
    /// last call, for which the specification waits until the deadline, gets the waiter's least delay to answer.
    ///
    /// # Errors
    ///
    /// See [`WaitError`].
    pub async fn wait<W: Waiter>(
        &self,
        input: W::Operation,
        options: CallOptions,
        deadline: Duration,
    ) -> Outcome<W::Operation> {
        let config = self.config();
        let delays = Delays::new(W::SPEC);
        let mut watch = Watch { start: config.clock().now(), slept: Duration::ZERO };
        let (mut attempts, mut last_seen) = (0, None);
        loop {
            attempts += 1;
            let remaining = deadline.saturating_sub(watch.elapsed(config.clock().now()));
            let call = self.call(input.clone(), options.clone());
            let limit = config.sleep();
            let answer = within(call, || limit.sleep(remaining.max(delays.min))).await;
            let elapsed = watch.elapsed(config.clock().now());
            let ended = |kind, last_seen, error| WaitError {
                waiter: W::SPEC.name,
                operation: W::Operation::SPEC.name,
                kind,
                deadline,
                attempts,
                elapsed,
                last_seen,
                error,
            };
            let Some(answer) = answer else {
                return Err(ended(WaitErrorKind::DeadlinePassed, last_seen, None));
            };
            let answer = answer.map(|response| response.output);
            let (state, seen) = W::judge(Answer::new(&input, &answer)).finish();
            last_seen = seen.or(last_seen);
            match state {
                Some(State::Success) => return Ok(Waited { answer, attempts, elapsed }),
                Some(State::Failure) => return Err(ended(WaitErrorKind::Failed, last_seen, answer.err())),
                None if answer.is_err() => return Err(ended(WaitErrorKind::Unexpected, last_seen, answer.err())),
                Some(State::Retry) | None => {}
            }
            let remaining = deadline.saturating_sub(elapsed);
            if remaining.is_zero() {
                return Err(ended(WaitErrorKind::DeadlinePassed, last_seen, answer.err()));
            }
            let delay = delays.before_retry(attempts, remaining, config.random().next_f64());
            config.sleep().sleep(delay).await;
            watch.slept += delay;
        }
    }
}

type Outcome<O> =
    Result<Waited<<O as Operation>::Output, Error<<O as Operation>::Kind>>, WaitError<Error<<O as Operation>::Kind>>>;

/// Elapsed time, by a clock that can be set back.
struct Watch {
    start: SystemTime,
    slept: Duration,
}

impl Watch {
    // What was slept has passed, whatever the clock says.
    fn elapsed(&self, now: SystemTime) -> Duration {
        now.duration_since(self.start).unwrap_or_default().max(self.slept)
    }
}

// The future's value, unless the timer is over first. The timer starts only if there is something to wait for.
async fn within<F: Future, T: Future + Unpin>(future: F, timer: impl Fn() -> T) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut running = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        let mut running = pin!(running.get_or_insert_with(&timer));
        running.as_mut().poll(context).map(|_| None)
    })
    .await
}
