//! Why a wait ended without what was waited for.

use std::{fmt, time::Duration};

use crate::error::OneLine;

/// What was waited for did not come. `E` is the service's error.
///
/// `Display` is the sentence to show: the waiter, how often and how long it asked, and what it saw last.
///
/// ```text
/// RoleExists was not reached: 30 s have passed (GetRole called 9 times); last seen: NoSuchEntity: The role ..
/// ```
#[derive(Debug)]
pub struct WaitError<E> {
    pub(super) waiter: &'static str,
    pub(super) operation: &'static str,
    pub(super) kind: WaitErrorKind,
    pub(super) deadline: Duration,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
    pub(super) last_seen: Option<String>,
    pub(super) error: Option<E>,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// The answer says that what is waited for cannot come.
    Failed,
    /// The time that the caller gave is over. Waiting again may help.
    DeadlinePassed,
    /// A call failed in a way that the waiter does not know.
    Unexpected,
}

impl<E> WaitError<E> {
    /// How it ended.
    #[must_use]
    pub fn kind(&self) -> WaitErrorKind {
        self.kind
    }

    /// The waiter, `RoleExists`.
    #[must_use]
    pub fn waiter(&self) -> &'static str {
        self.waiter
    }

    /// How often the operation was called; retries inside a call are not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long it took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// What the last answer was: the values that decide, or the code and message of an error. `None` where no
    /// answer came.
    #[must_use]
    pub fn last_seen(&self) -> Option<&str> {
        self.last_seen.as_deref()
    }

    /// The error of the last call, where it failed.
    #[must_use]
    pub fn error(&self) -> Option<&E> {
        self.error.as_ref()
    }

    /// The error of the last call itself.
    #[must_use]
    pub fn into_error(self) -> Option<E> {
        self.error
    }
}

impl<E: fmt::Display> fmt::Display for WaitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;

        let f = &mut OneLine(f);
        write!(f, "{} was not reached: ", self.waiter)?;
        let calls = if self.attempts == 1 { "once".to_owned() } else { format!("{} times", self.attempts) };
        let elapsed = self.elapsed.as_secs_f64();
        match (self.kind, &self.error) {
            // The call's own sentence says all that was seen.
            (WaitErrorKind::Unexpected, Some(error)) => {
                return write!(f, "{error}; {} was called {calls} in {elapsed:.1} s", self.operation);
            }
            (WaitErrorKind::DeadlinePassed, _) => {
                write!(f, "{} s have passed ({} called {calls})", self.deadline.as_secs_f64(), self.operation)?;
            }
            _ => write!(f, "it cannot be any more ({} called {calls} in {elapsed:.1} s)", self.operation)?,
        }
        match &self.last_seen {
            Some(seen) => write!(f, "; last seen: {seen}"),
            None => write!(f, "; no answer came"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for WaitError<E> {
    // `Display` has printed the error of the last call, not what is behind it.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.as_ref().and_then(std::error::Error::source)
    }
}
