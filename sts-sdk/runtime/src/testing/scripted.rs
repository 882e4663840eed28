//! A transport that answers from a script and remembers what it was asked, and a sleep that does not
//! wait. With them a test of retries needs no network and no time.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::http::{Request, Response, StatusCode};
use bytes::Bytes;

use super::ManualClock;
use crate::{
    clock::Sleep,
    http::{HttpClient, TransportError, TransportErrorKind},
};

/// Answers in the order of the script; when it is over, the last answer again. Clones share the
/// script. `Debug` shows no request: bodies hold secrets.
#[derive(Clone, Default)]
pub struct ScriptedHttp {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: VecDeque<Step>,
    requests: Vec<Request<Bytes>>,
}

#[derive(Clone)]
enum Step {
    Answer { status: StatusCode, headers: Vec<(String, String)>, body: Bytes },
    Fail(TransportErrorKind),
    Silence,
}

impl ScriptedHttp {
    /// An empty script: requests fail until something is added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Then this status and body, as `text/xml`.
    #[must_use]
    pub fn answer(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.answer_with(status, &[("content-type", "text/xml")], body)
    }

    /// Then this status, headers and body.
    #[must_use]
    pub fn answer_with(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.then(Step::Answer { status, headers, body: body.into() })
    }

    /// Then no answer but this kind of error.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        self.then(Step::Fail(kind))
    }

    /// Then nothing, for ever.
    #[must_use]
    pub fn silence(self) -> Self {
        self.then(Step::Silence)
    }

    /// What has been asked so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.lock().requests.clone()
    }

    fn then(self, step: Step) -> Self {
        self.lock().script.push_back(step);
        self
    }

    fn next(&self, request: Request<Bytes>) -> Option<Step> {
        let mut state = self.lock();
        state.requests.push(request);
        match state.script.len() {
            0 | 1 => state.script.front().cloned(),
            _ => state.script.pop_front(),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ScriptedHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("ScriptedHttp")
            .field("steps_left", &state.script.len())
            .field("requests", &state.requests.len())
            .finish()
    }
}

impl HttpClient for ScriptedHttp {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match self.next(request) {
            Some(Step::Answer { status, headers, body }) => {
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(|error| {
                    TransportError::new(TransportErrorKind::Other, "the script is not HTTP").with_source(error)
                })
            }
            Some(Step::Fail(kind)) => Err(TransportError::new(kind, format!("scripted {kind:?} error"))),
            Some(Step::Silence) => std::future::pending().await,
            None => Err(TransportError::new(TransportErrorKind::Other, "the script is empty")),
        }
    }
}

/// Returns at once, moves a clock on by what it was asked to wait, and remembers it.
#[derive(Clone, Debug)]
pub struct InstantSleep {
    clock: ManualClock,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl InstantSleep {
    /// Moves this clock.
    #[must_use]
    pub fn new(clock: ManualClock) -> Self {
        Self { clock, waits: Arc::default() }
    }

    /// What it was asked to wait so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Sleep for InstantSleep {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
        self.clock.advance(duration);
        Box::pin(std::future::ready(()))
    }
}
