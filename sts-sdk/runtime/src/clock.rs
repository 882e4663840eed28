//! Time: reading it, and letting it pass. Everything that depends on time takes these.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

/// What time it is.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Now.
    fn now(&self) -> SystemTime;
}

/// Lets time pass.
pub trait Sleep: fmt::Debug + Send + Sync + 'static {
    /// Resolves after the duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Tokio's timer; outside a Tokio runtime a thread that sleeps, so that other runtimes work too.
///
/// A Tokio runtime must have time enabled, as the default transport needs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

impl Sleep for TokioSleep {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that really sleeps")]
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(duration)),
            Err(_) => Box::pin(ThreadTimer::start(duration)),
        }
    }
}

/// A timer that needs no runtime: a thread that ends when the time is over, or when nobody waits any
/// more.
struct ThreadTimer(Arc<Timer>);

#[derive(Default)]
struct Timer {
    state: Mutex<TimerState>,
    changed: Condvar,
}

#[derive(Default)]
struct TimerState {
    over: bool,
    waker: Option<Waker>,
}

impl ThreadTimer {
    fn start(duration: Duration) -> Self {
        let timer = Arc::new(Timer::default());
        let waiting = Arc::clone(&timer);
        let thread = std::thread::Builder::new().name("sleep".to_owned()).spawn(move || {
            let state = waiting.state.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = waiting.changed.wait_timeout_while(state, duration, |state| !state.over);
            let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            state.over = true;
            if let Some(waker) = state.waker.take() {
                waker.wake();
            }
        });
        // A system that has no thread to give is too busy to wait politely.
        if thread.is_err() {
            timer.end();
        }
        Self(timer)
    }
}

impl Timer {
    fn end(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).over = true;
        self.changed.notify_all();
    }
}

impl Drop for ThreadTimer {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Future for ThreadTimer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.over {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, task::Wake};

    use super::*;

    struct Notify(mpsc::Sender<()>);

    impl Wake for Notify {
        fn wake(self: Arc<Self>) {
            self.0.send(()).expect("the test waits");
        }
    }

    #[test]
    fn sleeping_works_without_a_runtime() {
        let (sender, woken) = mpsc::channel();
        let waker = Waker::from(Arc::new(Notify(sender)));
        let mut context = Context::from_waker(&waker);
        let mut sleep = TokioSleep.sleep(Duration::from_millis(20));
        assert_eq!(sleep.as_mut().poll(&mut context), Poll::Pending);
        woken.recv().expect("the timer wakes the task");
        assert_eq!(sleep.as_mut().poll(&mut context), Poll::Ready(()));
    }

    #[test]
    fn a_timer_that_nobody_waits_for_ends() {
        let timer = ThreadTimer::start(Duration::from_secs(3600));
        let inner = Arc::downgrade(&timer.0);
        drop(timer);
        // The thread's share goes when it ends; without an end this waits for ever.
        while inner.strong_count() > 0 {
            std::thread::yield_now();
        }
    }
}
