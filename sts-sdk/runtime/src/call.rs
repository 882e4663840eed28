//! A call from input to output: encode, exchange bytes, decode.
//!
//! Generic at its two ends; what lies between is `exchange.rs`, which knows no operation.

use std::{fmt, sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderValue, Method, Request, header};
use bytes::Bytes;

use crate::{
    compression,
    config::{Config, ConfigError},
    credentials::{ProvideCredentials, SharedCredentialsProvider},
    endpoint::{Endpoint, EndpointError},
    error::{self, CallContext, Error, NoAnswer, NoCredentials, ServiceError, Unreadable},
    http::SharedHttpClient,
    operation::{HostPrefix, Operation, ServiceSpec},
    query::QueryWriter,
    sigv4::Signer,
    validate::{Checks, InvalidInput},
    xml::{Document, ReadError},
};

mod ambient;
mod attempt;
#[cfg(test)]
mod endpoint_tests;
mod exchange;
#[cfg(test)]
mod prepared_tests;
mod route;
mod target;

use ambient::{Trace, user_agent};
use attempt::{CONTENT_TYPE, GZIP};
use exchange::{Answer, Cause, Encoded, Failed, Received};
use route::Route;

/// An output, and what came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The output.
    pub output: T,
    /// The id that AWS support asks for.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// How often the request was sent.
    pub attempts: u32,
}

/// Overrides of a client's settings for one call.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    attempt_timeout: Option<Duration>,
    max_attempts: Option<u32>,
    credentials: Option<SharedCredentialsProvider>,
}

impl CallOptions {
    /// Nothing overridden.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Attempts at most, the first one included.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// Who signs.
    #[must_use]
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }
}

/// A request that has been encoded and not been signed or sent. `Debug` does not show the body.
#[derive(Clone)]
pub struct Prepared {
    request: Request<Bytes>,
}

impl Prepared {
    /// The request. Its body may hold secrets.
    #[must_use]
    pub fn request(&self) -> &Request<Bytes> {
        &self.request
    }

    /// The request itself.
    #[must_use]
    pub fn into_request(self) -> Request<Bytes> {
        self.request
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("method", self.request.method())
            .field("uri", self.request.uri())
            .field("body_bytes", &self.request.body().len())
            .finish_non_exhaustive()
    }
}

/// What a generated client is made of: settings, the resolved endpoint, the signer. Clones share it.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    service: &'static ServiceSpec,
    config: Config,
    /// Of operations that do not resolve their own; why there is none, where other operations do.
    route: Result<Arc<Route>, ConfigError>,
    user_agent: HeaderValue,
    trace: Trace,
    signer: Signer,
    http: SharedHttpClient,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("service", &self.0.service.id)
            .field("endpoint", &self.0.route.as_ref().map(|route| &route.url))
            .field("config", &self.0.config)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// A client of this service.
    ///
    /// # Errors
    ///
    /// The settings lead to no endpoint, or to one that is not a URL.
    pub fn new(
        service: &'static ServiceSpec,
        config: Config,
        resolve: impl FnOnce(&Config) -> Result<Endpoint, EndpointError>,
    ) -> Result<Self, ConfigError> {
        Self::build(service, config, resolve, false)
    }

    /// A client of a service where operations bind parameters of the endpoint rules. Settings that lead to no
    /// endpoint by themselves are an error of the operations that bind nothing.
    ///
    /// # Errors
    ///
    /// Settings that cannot work whatever an operation binds.
    pub fn per_call(
        service: &'static ServiceSpec,
        config: Config,
        resolve: impl FnOnce(&Config) -> Result<Endpoint, EndpointError>,
    ) -> Result<Self, ConfigError> {
        Self::build(service, config, resolve, true)
    }

    fn build(
        service: &'static ServiceSpec,
        config: Config,
        resolve: impl FnOnce(&Config) -> Result<Endpoint, EndpointError>,
        per_call: bool,
    ) -> Result<Self, ConfigError> {
        let mut config = config.for_service(service)?;
        let endpoint = config.resolve_endpoint(service, resolve);
        let route = endpoint.as_ref().map_err(Clone::clone).and_then(|endpoint| Route::new(endpoint, service, &config));
        if let (Err(error), false) = (&route, per_call) {
            return Err(error.clone());
        }
        // Endpoints that only calls know are https ones, but for a URL in the settings.
        let http = config.transport(endpoint.as_ref().map_or("https://", Endpoint::url))?;
        let (user_agent, trace) = (user_agent(service, &config), Trace::new(&config));
        if let Ok(endpoint) = &endpoint {
            config = config.with_endpoint(endpoint);
        }
        Ok(Self(Arc::new(Inner {
            service,
            route: route.map(Arc::new),
            user_agent,
            trace,
            signer: Signer::new(),
            http,
            config,
        })))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Calls an operation.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn call<O: Operation>(
        &self,
        mut input: O,
        options: CallOptions,
    ) -> Result<Response<O::Output>, Error<O::Kind>> {
        let account = if O::ENDPOINT_BY_ACCOUNT { self.0.account(O::SPEC, &options).await } else { None };
        let encoded = self.encode(&mut input, account.as_deref())?;
        match self.0.exchange(O::SPEC, &encoded, &options).await {
            Ok(Received { response, attempts, credentials }) => {
                match decode::<O>(response.body(), header_id(response.headers())) {
                    Ok((output, request_id)) => Ok(Response {
                        output,
                        request_id,
                        status: response.status().as_u16(),
                        headers: response.into_parts().0.headers,
                        attempts,
                    }),
                    Err(error) => {
                        let secrets = encoded.secrets(credentials.as_ref());
                        let scrub = |text| error::scrub(text, &secrets);
                        Err(Error::Unreadable(Box::new(Unreadable {
                            call: self.context(&input, &encoded, attempts),
                            status: response.status().as_u16(),
                            request_id: header_id(response.headers()).map(scrub),
                            error: error.map(scrub),
                        })))
                    }
                }
            }
            Err(failed) => Err(self.failure(&input, encoded, failed)),
        }
    }

    /// The request that a call would sign and send.
    ///
    /// # Errors
    ///
    /// The input breaks constraints of the model. Credentials and region are not asked for: nothing is signed.
    pub fn prepare<O: Operation>(&self, mut input: O, _options: &CallOptions) -> Result<Prepared, Error<O::Kind>> {
        let encoded = self.encode(&mut input, None)?;
        let target = &encoded.route.target;
        let mut request = Request::new(encoded.body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = target.uri().clone();
        let headers = request.headers_mut();
        headers.extend(encoded.route.headers.clone());
        headers.insert(header::HOST, target.host().clone());
        headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
        if encoded.compressed {
            headers.insert(header::CONTENT_ENCODING, GZIP);
        }
        Ok(Prepared { request })
    }

    fn encode<O: Operation>(&self, input: &mut O, account: Option<&str>) -> Result<Encoded, Error<O::Kind>> {
        let inner = &*self.0;
        if inner.config.validates_input() {
            let mut checks = Checks::default();
            input.validate(&mut checks);
            let violations = checks.finish();
            if !violations.is_empty() {
                return Err(Error::InvalidInput(InvalidInput::new(O::SPEC.name, violations)));
            }
        }
        input.fill_tokens(&mut || inner.config.random().uuid());
        let route = match input.endpoint(&inner.config, account) {
            None => inner.route.clone(),
            Some(resolved) => inner
                .config
                .resolve_endpoint(inner.service, |_| resolved)
                .and_then(|endpoint| Route::new(&endpoint, inner.service, &inner.config).map(Arc::new)),
        };
        let route = route.map_err(|error| not_sent::<O>(&error))?;
        let route = match input.host_prefix().filter(|_| inner.config.host_prefix_injection()) {
            None => route,
            Some(prefix) => Arc::new(prefixed::<O>(&route, prefix)?),
        };
        let mut writer = QueryWriter::new(O::SPEC.name, inner.service.version);
        input.write(writer.members());
        let body = writer.finish();
        let secrets = body.secrets.clone();
        let plain = body.into_bytes();
        let config = &inner.config;
        let gzip = (O::SPEC.compressed && config.request_compression())
            .then(|| compression::gzip(&plain, config.request_min_compression_size_bytes()))
            .flatten();
        Ok(Encoded {
            compressed: gzip.is_some(),
            body: gzip.unwrap_or_else(|| plain.clone()),
            plain,
            route,
            secrets,
            single_use: input.single_use(),
        })
    }

    fn failure<O: Operation>(&self, input: &O, encoded: Encoded, failed: Failed) -> Error<O::Kind> {
        let Failed { cause, attempts, credentials, spent } = failed;
        let mut call = self.context(input, &encoded, attempts);
        call.spent = spent;
        match cause {
            Cause::Config(error) => not_sent::<O>(&error),
            Cause::Credentials(error) => Error::Credentials(Box::new(NoCredentials { call, error })),
            Cause::Transport(error) => Error::Transport(Box::new(NoAnswer { call, error })),
            Cause::Answer(answer) => {
                let Answer { response, fields, failure } = *answer;
                call.access_key_id = credentials.as_ref().map(|credentials| credentials.access_key_id().to_owned());
                let secrets = encoded.secrets(credentials.as_ref());
                let scrub = |text| error::scrub(text, &secrets);
                let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let shape = fields.code.is_none().then(|| error::describe(content_type, response.body()));
                Error::Service(Box::new(ServiceError {
                    call,
                    kind: error::kind(fields.code.as_deref(), response.body()),
                    failure,
                    code: fields.code.map(scrub),
                    message: fields.message.map(scrub),
                    status: response.status().as_u16(),
                    request_id: header_id(response.headers()).or(fields.request_id).map(scrub),
                    shape: shape.map(scrub),
                }))
            }
        }
    }

    fn context<O: Operation>(&self, input: &O, encoded: &Encoded, attempts: u32) -> CallContext {
        CallContext {
            operation: O::SPEC.name,
            endpoint: encoded.route.url.clone(),
            region: encoded.route.signing_region.clone(),
            attempts,
            spent: false,
            access_key_id: None,
            members: input.error_context().into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
        }
    }
}

fn not_sent<O: Operation>(error: &ConfigError) -> Error<O::Kind> {
    Error::Config(ConfigError::new(format!("{} was not sent: {error}", O::SPEC.name)))
}

fn prefixed<O: Operation>(route: &Route, prefix: HostPrefix) -> Result<Route, Error<O::Kind>> {
    let refused = |place, message| Error::InvalidInput(InvalidInput::one(O::SPEC.name, place, message));
    let prefix = prefix.finish().map_err(|member| {
        let message = "cannot be part of a host name: write letters, digits and hyphens, 63 at most";
        refused(member, message.to_owned())
    })?;
    let wrong = || refused("host prefix", format!("`{prefix}` cannot be the start of a host name"));
    route.with_prefix(&prefix).ok_or_else(wrong)
}

// `<NameResponse><NameResult>..</NameResult><ResponseMetadata><RequestId>..` The wrapper's names are the
// operation's; what else stands there is passed over. Nothing is required of a body where nothing is
// required of the output. The id is the body's where no header had it.
fn decode<O: Operation>(body: &[u8], mut request_id: Option<String>) -> Result<(O::Output, Option<String>), ReadError> {
    let name = O::SPEC.name;
    let mut document = match (body.trim_ascii().is_empty(), O::empty()) {
        (true, Some(output)) => return Ok((output, request_id)),
        _ => Document::parse(body)?,
    };
    let output = {
        let mut root = document.root()?;
        if root.name().strip_suffix("Response") != Some(name) {
            return Err(root.error(format_args!("is <{}>, not <{name}Response>", root.name())));
        }
        let mut output = None;
        while let Some(mut child) = root.next_child()? {
            if child.name().strip_suffix("Result") == Some(name) {
                output = Some(O::read(child)?);
            } else if request_id.is_none() && child.name() == "ResponseMetadata" {
                while let Some(child) = child.next_child()? {
                    if child.name() == "RequestId" {
                        request_id = Some(child.string()?);
                    }
                }
            }
        }
        match output.or_else(O::empty) {
            Some(output) => output,
            None => return Err(root.error(format_args!("has no <{name}Result>"))),
        }
    };
    document.finish()?;
    Ok((output, request_id))
}

// STS and IAM answer with `x-amzn-requestid`, S3-like servers with `x-amz-request-id`.
fn header_id(headers: &HeaderMap) -> Option<String> {
    let ids = ["x-amzn-requestid", "x-amz-request-id"].iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    ids.map(str::trim).find(|id| !id.is_empty()).map(str::to_owned)
}
