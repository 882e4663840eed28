//! The transport: one async function over `http::Request<Bytes>`.
//!
//! An HTTP status is never a transport error. Redirects are never followed: a signature is for one
//! host. This module does not know what is sent; `reqwest.rs` is the only file that names reqwest,
//! `tls.rs` the only one that names rustls.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

pub use ::http::{Request, Response};
pub use bytes::Bytes;

mod no_proxy;
mod proxy;
#[cfg(feature = "reqwest")]
pub mod reqwest;
mod settings;
#[cfg(feature = "rustls")]
mod tls;

pub use proxy::{ProxyConfig, ProxyUrl, Route};
pub use settings::{CaBundle, DEFAULT_CONNECT_TIMEOUT, TransportSettings};

/// Response bodies larger than this are refused, in bytes.
pub const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;

/// Sends a request and receives the whole response.
///
/// Implementations follow no redirects, retry nothing and read no environment. They do not log requests as they
/// are: bodies hold secrets, and `Debug` of a [`Request`] shows its body.
///
/// ```
/// use aws_query_runtime::http::{Bytes, HttpClient, Request, Response, TransportError, TransportErrorKind};
///
/// #[derive(Debug)]
/// struct Offline;
///
/// impl HttpClient for Offline {
///     async fn send(&self, _request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
///         Err(TransportError::new(TransportErrorKind::Connect, "this machine is offline"))
///     }
/// }
/// ```
pub trait HttpClient: fmt::Debug + Send + Sync + 'static {
    /// Sends one request.
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;
}

/// A shared [`HttpClient`] of any type.
#[derive(Clone, Debug)]
pub struct SharedHttpClient(Arc<dyn DynHttpClient>);

impl SharedHttpClient {
    /// Shares a client.
    #[must_use]
    pub fn new(client: impl HttpClient) -> Self {
        Self(Arc::new(client))
    }

    /// Which one it is.
    #[cfg(test)]
    pub(crate) fn as_ptr(&self) -> *const () {
        Arc::as_ptr(&self.0).cast()
    }

    pub(crate) fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        self.0.send_boxed(request)
    }
}

pub(crate) type SendFuture<'c> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'c>>;

// The object-safe twin: users write `async fn`, the call loop holds one type.
trait DynHttpClient: fmt::Debug + Send + Sync {
    fn send_boxed(&self, request: Request<Bytes>) -> SendFuture<'_>;
}

impl<C: HttpClient> DynHttpClient for C {
    fn send_boxed(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(self.send(request))
    }
}

/// Why no response came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of transport error. All but [`Other`](Self::Other) are retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: DNS, TCP or TLS. The request was not sent.
    Connect,
    /// Time ran out.
    Timeout,
    /// The connection broke, or the response was not HTTP. The request may have arrived.
    Io,
    /// Trying again will not help: a request that cannot be sent, a body beyond
    /// [`MAX_RESPONSE_BYTES`].
    Other,
}

impl TransportError {
    /// An error of this kind. The message says what was tried; it must not hold secrets.
    #[must_use]
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// With what caused it, whose text the message does not repeat.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
