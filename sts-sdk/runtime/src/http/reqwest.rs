//! The default transport: reqwest, with TLS by rustls on ring.
//!
//! TLS is configured explicitly and handed to reqwest, so no process-wide provider is installed or
//! needed. HTTP/2, redirects, reqwest's retries and its reading of proxy variables are off; proxies are those of
//! the settings.

use std::{error::Error as _, time::Duration};

use ::http::{Request, Response};
use bytes::{Bytes, BytesMut};

#[cfg(feature = "rustls")]
use super::tls::{Roots, client_config};
use super::{
    HttpClient, MAX_RESPONSE_BYTES, ProxyConfig, ProxyUrl, Route, TransportError, TransportErrorKind, TransportSettings,
};

/// How long an idle connection is kept; AWS closes them after about 20 seconds.
const IDLE_TIMEOUT: Duration = Duration::from_secs(18);
/// How long a connection is idle before it is probed.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A transport over reqwest.
#[derive(Clone, Debug)]
pub struct ReqwestClient {
    client: reqwest::Client,
    /// For the texts of errors.
    proxy: ProxyConfig,
}

impl ReqwestClient {
    /// With TLS by rustls on ring, and the platform's root certificates.
    ///
    /// # Errors
    ///
    /// TLS cannot work here: usually no root certificates are installed.
    #[cfg(feature = "rustls")]
    pub fn new() -> Result<Self, TransportError> {
        Self::with_settings(&TransportSettings::default())
    }

    /// With TLS by rustls on ring, and these settings.
    ///
    /// # Errors
    ///
    /// TLS cannot work here: the CA bundle holds no certificates, or there is none and no root certificates are
    /// installed.
    #[cfg(feature = "rustls")]
    pub fn with_settings(settings: &TransportSettings) -> Result<Self, TransportError> {
        let roots = settings.ca_bundle.as_ref().map_or(Roots::Platform, Roots::Bundle);
        Self::build(builder().tls_backend_preconfigured(client_config(roots)?), settings)
    }

    /// Without TLS: for http endpoints, such as a local server.
    ///
    /// # Errors
    ///
    /// reqwest cannot be set up.
    pub fn plaintext() -> Result<Self, TransportError> {
        Self::plaintext_with_settings(&TransportSettings::default())
    }

    /// Without TLS, and with these settings. TLS is used all the same where an http endpoint is reached through an
    /// https proxy.
    ///
    /// # Errors
    ///
    /// reqwest cannot be set up.
    pub fn plaintext_with_settings(settings: &TransportSettings) -> Result<Self, TransportError> {
        #[cfg(feature = "rustls")]
        let builder = {
            if settings.proxy.http().is_some_and(|proxy| proxy.scheme() == "https") {
                return Self::with_settings(settings);
            }
            builder().tls_backend_preconfigured(client_config(Roots::Nobody)?)
        };
        #[cfg(not(feature = "rustls"))]
        let builder = builder();
        Self::build(builder, settings)
    }

    fn build(builder: reqwest::ClientBuilder, settings: &TransportSettings) -> Result<Self, TransportError> {
        let proxy = settings.proxy.clone();
        let mut builder = builder
            .connect_timeout(settings.connect_timeout)
            .tcp_keepalive(settings.tcp_keepalive.then_some(KEEPALIVE));
        if !proxy.is_none() {
            builder = builder.proxy(intercept(proxy.clone())?);
        }
        let client = builder.build().map_err(|error| {
            TransportError::new(TransportErrorKind::Other, "the HTTP client cannot be set up").with_source(error)
        })?;
        Ok(Self { client, proxy })
    }
}

// What reqwest cannot take as a URL, it would pass over, and connect directly: both are made here.
fn intercept(proxies: ProxyConfig) -> Result<reqwest::Proxy, TransportError> {
    let url = |proxy: Option<&ProxyUrl>| match proxy {
        None => Ok(None),
        Some(proxy) => match reqwest::Url::parse(proxy.expose().expose()) {
            Ok(url) => Ok(Some(url)),
            Err(error) => {
                let message = format!("the proxy {proxy} cannot be used");
                Err(TransportError::new(TransportErrorKind::Other, message).with_source(error))
            }
        },
    };
    let (http, https) = (url(proxies.http())?, url(proxies.https())?);
    Ok(reqwest::Proxy::custom(move |endpoint| match proxies.route(&endpoint.as_str().parse().ok()?) {
        Route::Direct(_) => None,
        Route::Proxy(_) if endpoint.scheme() == "https" => https.clone(),
        Route::Proxy(_) => http.clone(),
    }))
}

/// Your own reqwest client. Turn redirects off in it: a signature is for one host.
impl From<reqwest::Client> for ReqwestClient {
    fn from(client: reqwest::Client) -> Self {
        Self { client, proxy: ProxyConfig::none() }
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
        let mut incoming = self.client.execute(outgoing).await.map_err(|error| self.classify(&error, &parts.uri))?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = incoming.status();
        *response.headers_mut() = std::mem::take(incoming.headers_mut());
        *response.body_mut() = self.read(incoming, &parts.uri).await?;
        Ok(response)
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .pool_idle_timeout(IDLE_TIMEOUT)
        .tcp_nodelay(true)
}

impl ReqwestClient {
    // Most responses are one chunk, which is passed on as it is.
    async fn read(&self, mut response: reqwest::Response, uri: &::http::Uri) -> Result<Bytes, TransportError> {
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.classify(&error, uri))? {
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

    // The URL holds nothing secret: bodies carry all parameters.
    fn classify(&self, error: &reqwest::Error, uri: &::http::Uri) -> TransportError {
        let host = uri.authority().map_or("the endpoint", ::http::uri::Authority::as_str);
        let way = match self.proxy.route(uri) {
            Route::Direct(_) => String::new(),
            Route::Proxy(proxy) => format!(" through the proxy {proxy} of {}", proxy.origin()),
        };
        let (kind, message) = if error.is_connect() {
            (TransportErrorKind::Connect, format!("no connection to {host}{way}: {}", innermost(error)))
        } else if error.is_timeout() {
            (TransportErrorKind::Timeout, format!("{host} did not answer in time{way}"))
        } else if error.is_builder() {
            (TransportErrorKind::Other, format!("the request to {host} cannot be sent: {}", innermost(error)))
        } else {
            (TransportErrorKind::Io, format!("the connection to {host}{way} broke: {}", innermost(error)))
        };
        TransportError::new(kind, message)
    }
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
