//! The time as a server of tests sees it: the system's, or one that only the test moves.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::{Clock, SystemClock};

/// Where a server of tests reads the time.
pub type SharedNow = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The operating system's time.
pub fn system_now() -> SharedNow {
    Arc::new(|| SystemClock.now())
}

/// A clock that stands still until it is told to move. Clones share the hands.
#[derive(Clone)]
pub struct ManualClock {
    time: Arc<Mutex<SystemTime>>,
}

/// For clients: `Config::builder().clock(clock.clone())`.
impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        Self::now(self)
    }
}

impl ManualClock {
    /// A clock standing at `time`.
    pub fn new(time: SystemTime) -> Self {
        Self { time: Arc::new(Mutex::new(time)) }
    }

    /// The time it shows.
    pub fn now(&self) -> SystemTime {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it forward. Past the end of representable time it stays where it is.
    pub fn advance(&self, by: Duration) {
        let mut time = self.time.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(by).unwrap_or(*time);
    }

    /// Sets it, also backwards.
    pub fn set(&self, time: SystemTime) {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// This clock in the form that servers take.
    pub fn shared(&self) -> SharedNow {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManualClock").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_hands() {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
        let shared = clock.shared();
        clock.clone().advance(Duration::from_secs(90));
        assert_eq!(shared(), SystemTime::UNIX_EPOCH + Duration::from_secs(90));
        clock.set(SystemTime::UNIX_EPOCH);
        assert_eq!(shared(), SystemTime::UNIX_EPOCH);
    }

    #[test]
    fn advancing_past_the_end_of_time_stays() {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), SystemTime::UNIX_EPOCH);
    }
}
