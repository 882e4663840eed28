//! The default transport: reqwest, with TLS by rustls on ring.
//!
//! TLS is configured explicitly and handed to reqwest, so no process-wide provider is installed or
//! needed. HTTP/2, redirects, reqwest's retries and its reading of proxy variables are off.

use std::{error::Error as _, time::Duration};

use ::http::{Request, Response};
use bytes::{Bytes, BytesMut};

use super::{HttpClient, MAX_RESPONSE_BYTES, TransportError, TransportErrorKind};

/// Seconds until a connection must stand, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);
/// How long an idle connection is kept; AWS closes them after about 20 seconds.
const IDLE_TIMEOUT: Duration = Duration::from_secs(18);

/// A transport over reqwest.
#[derive(Clone, Debug)]
pub struct ReqwestClient {
    client: reqwest::Client,
}

impl ReqwestClient {
    /// With TLS by rustls on ring, and the platform's root certificates.
    ///
    /// # Errors
    ///
    /// TLS cannot work here: usually no root certificates are installed.
    #[cfg(feature = "rustls")]
    pub fn new() -> Result<Self, TransportError> {
        use rustls_platform_verifier::BuilderVerifierExt;

        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_platform_verifier())
            .map_err(|error| {
                let message = "TLS cannot be set up; are root certificates installed (ca-certificates)?";
                TransportError::new(TransportErrorKind::Other, message).with_source(error)
            })?
            .with_no_client_auth();
        Self::build(builder().https_only(false).tls_backend_preconfigured(tls))
    }

    /// Without TLS: for http endpoints, such as a local server.
    ///
    /// # Errors
    ///
    /// reqwest cannot be set up.
    pub fn plaintext() -> Result<Self, TransportError> {
        #[cfg(feature = "rustls")]
        let builder = {
            // No roots: an https URL fails to connect instead of being trusted by accident.
            let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
            let tls = rustls::ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .map_err(|error| {
                    TransportError::new(TransportErrorKind::Other, "TLS cannot be set up").with_source(error)
                })?
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            builder().tls_backend_preconfigured(tls)
        };
        #[cfg(not(feature = "rustls"))]
        let builder = builder();
        Self::build(builder)
    }

    fn build(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        let client = builder.build().map_err(|error| {
            TransportError::new(TransportErrorKind::Other, "the HTTP client cannot be set up").with_source(error)
        })?;
        Ok(Self { client })
    }
}

/// Your own reqwest client. Turn redirects off in it: a signature is for one host.
impl From<reqwest::Client> for ReqwestClient {
    fn from(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl HttpClient for ReqwestClient {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        // hyper would panic at its first socket.
        if tokio::runtime::Handle::try_current().is_err() {
            let message = "the reqwest transport needs a Tokio runtime, and this future is polled outside of one";
            return Err(TransportError::new(TransportErrorKind::Other, message));
        }
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string();
        let mut outgoing = reqwest::Request::new(
            parts.method,
            reqwest::Url::parse(&url).map_err(|error| {
                TransportError::new(TransportErrorKind::Other, format!("{url} is not a URL")).with_source(error)
            })?,
        );
        *outgoing.headers_mut() = parts.headers;
        *outgoing.body_mut() = Some(body.into());
        let mut incoming = self.client.execute(outgoing).await.map_err(|error| classify(error, &parts.uri))?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = incoming.status();
        *response.headers_mut() = std::mem::take(incoming.headers_mut());
        *response.body_mut() = read(incoming, &parts.uri).await?;
        Ok(response)
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .tcp_nodelay(true)
}

// Most responses are one chunk, which is passed on as it is.
async fn read(mut response: reqwest::Response, uri: &::http::Uri) -> Result<Bytes, TransportError> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(error, uri))? {
        if first.len() + rest.len() + chunk.len() > MAX_RESPONSE_BYTES {
            let message = format!("the response is larger than {MAX_RESPONSE_BYTES} bytes");
            return Err(TransportError::new(TransportErrorKind::Other, message));
        }
        if first.is_empty() {
            first = chunk;
        } else {
            rest.extend_from_slice(&chunk);
        }
    }
    if rest.is_empty() {
        return Ok(first);
    }
    let mut whole = BytesMut::from(first);
    whole.unsplit(rest);
    Ok(whole.freeze())
}

fn classify(error: reqwest::Error, uri: &::http::Uri) -> TransportError {
    let host = uri.authority().map_or("the endpoint", ::http::uri::Authority::as_str);
    let (kind, message) = if error.is_connect() {
        (TransportErrorKind::Connect, format!("no connection to {host}: {}", innermost(&error)))
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, format!("{host} did not answer in time"))
    } else if error.is_builder() {
        (TransportErrorKind::Other, format!("the request to {host} cannot be sent: {}", innermost(&error)))
    } else {
        (TransportErrorKind::Io, format!("the connection to {host} broke: {}", innermost(&error)))
    };
    // The URL is in the message already, and holds nothing secret: bodies carry all parameters.
    TransportError::new(kind, message)
}

// reqwest's own text says only that something failed; the cause is at the end of the chain.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = match error.source() {
        Some(source) => source,
        None => return error.to_string(),
    };
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
