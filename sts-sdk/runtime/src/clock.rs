//! Time: reading it, and letting it pass. Everything that depends on time takes these.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
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

/// A timer that needs no runtime.
struct ThreadTimer(Arc<Mutex<TimerState>>);

#[derive(Default)]
struct TimerState {
    over: bool,
    waker: Option<Waker>,
}

impl ThreadTimer {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that really sleeps")]
    fn start(duration: Duration) -> Self {
        let state = Arc::new(Mutex::new(TimerState::default()));
        let timer = Self(Arc::clone(&state));
        std::thread::spawn(move || {
            std::thread::sleep(duration);
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.over = true;
            if let Some(waker) = state.waker.take() {
                waker.wake();
            }
        });
        timer
    }
}

impl Future for ThreadTimer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
}
