//! The builder: what is given in code, what the environment adds, and the checks of both.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{
    Config, ConfigError, DEFAULT_ATTEMPT_TIMEOUT, Identity, Settings,
    address::{check_region, check_url},
    variable,
};
use crate::{
    clock::{Clock, Sleep, SystemClock, TokioSleep},
    credentials::{Chain, EnvironmentCredentials, ProvideCredentials, SharedCredentialsProvider},
    http::{HttpClient, SharedHttpClient},
    os::{Env, Random, SystemRandom},
    retry::{RetryPolicy, Standard},
};

/// Collects settings; [`build`](Self::build) checks them.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ConfigBuilder {
    pub(super) region: Option<String>,
    pub(super) endpoint_url: Option<String>,
    pub(super) use_fips: Option<bool>,
    pub(super) use_dual_stack: Option<bool>,
    pub(super) endpoint_flags: BTreeMap<String, bool>,
    pub(super) endpoint_texts: BTreeMap<String, String>,
    pub(super) credentials: Option<SharedCredentialsProvider>,
    pub(super) anonymous: bool,
    pub(super) allow_signed: bool,
    pub(super) http: Option<SharedHttpClient>,
    /// The default transport of settings that this builder started from, good for plain http only.
    pub(super) plain_http: Option<SharedHttpClient>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sleep: Arc<dyn Sleep>,
    pub(super) random: Arc<dyn Random>,
    pub(super) retry: Arc<dyn RetryPolicy>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) validate_input: bool,
    pub(super) app_id: Option<String>,
    pub(super) env: Option<Arc<dyn Env>>,
}

impl Default for ConfigBuilder {
    fn default() -> Self {
        Self {
            region: None,
            endpoint_url: None,
            use_fips: None,
            use_dual_stack: None,
            endpoint_flags: BTreeMap::new(),
            endpoint_texts: BTreeMap::new(),
            credentials: None,
            anonymous: false,
            allow_signed: false,
            http: None,
            plain_http: None,
            clock: Arc::new(SystemClock),
            sleep: Arc::new(TokioSleep),
            random: Arc::new(SystemRandom),
            retry: Arc::new(Standard::default()),
            attempt_timeout: Some(DEFAULT_ATTEMPT_TIMEOUT),
            validate_input: true,
            app_id: None,
            env: None,
        }
    }
}

impl ConfigBuilder {
    /// The region, `eu-west-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// An endpoint in place of the service's own: `http` or `https`, a path is kept.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// FIPS 140 endpoints.
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = Some(use_fips);
        self
    }

    /// Endpoints with IPv4 and IPv6.
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = Some(use_dual_stack);
        self
    }

    /// A flag that only one service's endpoint rules know, by the name of its built-in:
    /// `AWS::STS::UseGlobalEndpoint`.
    pub fn endpoint_flag(mut self, name: impl Into<String>, value: bool) -> Self {
        self.endpoint_flags.insert(name.into(), value);
        self
    }

    /// A text that only one service's endpoint rules know, by the name of its built-in.
    pub fn endpoint_text(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.endpoint_texts.insert(name.into(), value.into());
        self
    }

    /// Who signs: [`Credentials`](crate::Credentials), or anything that provides them. The client is not
    /// [`anonymous`](Self::anonymous) any more.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self.anonymous = false;
        self
    }

    /// Nobody signs, and no credentials are looked for; credentials given before are dropped. Operations that need a signature are refused
    /// before anything is sent.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self.credentials = None;
        self
    }

    /// With [`anonymous`](Self::anonymous): sends signed operations without a signature, and lets the
    /// server refuse them.
    pub fn allow_signed_operations(mut self) -> Self {
        self.allow_signed = true;
        self
    }

    /// Another transport.
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.http = Some(SharedHttpClient::new(client));
        self
    }

    /// A transport that other clients use too: one connection pool for all.
    pub fn shared_http_client(mut self, client: SharedHttpClient) -> Self {
        self.http = Some(client);
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another timer: for tests, or a runtime other than Tokio.
    pub fn sleep(mut self, sleep: impl Sleep) -> Self {
        self.sleep = Arc::new(sleep);
        self
    }

    /// Another source of jitter and ids, for tests.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Attempts of a call at most, the first one included. Three by default.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.retry = Arc::new(Standard::new(attempts));
        self
    }

    /// Another rule for trying again.
    pub fn retry_policy(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// How long one attempt may take, [`DEFAULT_ATTEMPT_TIMEOUT`] unless set; `None` is forever.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = timeout.into();
        self
    }

    /// Whether inputs are checked against the model before they are sent; they are unless this says
    /// no.
    pub fn validate_input(mut self, validate: bool) -> Self {
        self.validate_input = validate;
        self
    }

    /// Names the application in the user agent, `app/nightly-report`, so that its requests are found in logs. AWS asks for
    /// at most 50 characters; what no header can carry becomes `-`.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html>
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// Takes what is not set in code from this environment.
    pub fn env(mut self, env: impl Env) -> Self {
        self.env = Some(Arc::new(env));
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// A region that cannot be part of a host name, an endpoint that is not an http or https URL, a
    /// variable that is not what it should be, TLS that cannot work.
    pub fn build(self) -> Result<Config, ConfigError> {
        let env = self.env.as_deref();
        let region = match (self.region, env) {
            (Some(region), _) => Some(check_region(region, "the region in code")?),
            (None, Some(env)) => region_from(env)?,
            (None, None) => None,
        };
        if let Some(url) = &self.endpoint_url {
            check_url(url).map_err(|reason| ConfigError::new(format!("endpoint URL: {reason}")))?;
        }
        let flag = |set: Option<bool>, name: &str| match (set, env) {
            (Some(set), _) => Ok(set),
            (None, Some(env)) => boolean(env, name),
            (None, None) => Ok(false),
        };
        let use_fips = flag(self.use_fips, "AWS_USE_FIPS_ENDPOINT")?;
        let use_dual_stack = flag(self.use_dual_stack, "AWS_USE_DUALSTACK_ENDPOINT")?;
        let app_id = match (self.app_id, env) {
            (Some(app_id), _) => Some(app_id),
            (None, Some(env)) => variable(env, "AWS_SDK_UA_APP_ID")?,
            (None, None) => None,
        };
        let credentials = match (self.anonymous, self.credentials, &self.env) {
            (true, ..) => Identity::Anonymous { allow_signed: self.allow_signed },
            (false, Some(provider), _) => Identity::Provider(provider),
            (false, None, Some(env)) => Identity::Provider(SharedCredentialsProvider::new(
                Chain::default().then(EnvironmentCredentials::new(Arc::clone(env))),
            )),
            (false, None, None) => Identity::Unset,
        };
        // Plain http asks nothing of TLS; a transport chosen for it is no good for anything else.
        let plain = self.endpoint_url.as_deref().is_some_and(|url| url.starts_with("http://"));
        let (http, plain_http) = match (self.http, self.plain_http.filter(|_| plain)) {
            (Some(http), _) => (http, false),
            (None, Some(http)) => (http, true),
            (None, None) => (default_transport(plain)?, plain),
        };
        Ok(Config(Arc::new(Settings {
            region,
            endpoint_url: self.endpoint_url,
            use_fips,
            use_dual_stack,
            endpoint_flags: self.endpoint_flags,
            endpoint_texts: self.endpoint_texts,
            credentials,
            http,
            plain_http,
            clock: self.clock,
            sleep: self.sleep,
            random: self.random,
            retry: self.retry,
            attempt_timeout: self.attempt_timeout,
            validate_input: self.validate_input,
            app_id,
            env: self.env,
        })))
    }
}

#[cfg(feature = "rustls")]
fn default_transport(plain: bool) -> Result<SharedHttpClient, ConfigError> {
    use crate::http::reqwest::ReqwestClient;

    let client = if plain { ReqwestClient::plaintext() } else { ReqwestClient::new() };
    client.map(SharedHttpClient::new).map_err(transport_error)
}

#[cfg(all(feature = "reqwest", not(feature = "rustls")))]
fn default_transport(_plain: bool) -> Result<SharedHttpClient, ConfigError> {
    crate::http::reqwest::ReqwestClient::plaintext().map(SharedHttpClient::new).map_err(transport_error)
}

#[cfg(feature = "reqwest")]
fn transport_error(error: crate::http::TransportError) -> ConfigError {
    let message = error.to_string();
    match std::error::Error::source(&error) {
        Some(source) => ConfigError::new(format!("{message}: {source}")),
        None => ConfigError::new(message),
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_plain: bool) -> Result<SharedHttpClient, ConfigError> {
    Err(ConfigError::new("there is no transport: give one with http_client(), or turn on the `rustls` feature"))
}

fn boolean(env: &dyn Env, name: &str) -> Result<bool, ConfigError> {
    match variable(env, name)? {
        None => Ok(false),
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
        Some(value) => Err(ConfigError::new(format!("environment variable {name} is `{value}`: write true or false"))),
    }
}

fn region_from(env: &dyn Env) -> Result<Option<String>, ConfigError> {
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if let Some(region) = variable(env, name)? {
            return check_region(region, &format!("environment variable {name}")).map(Some);
        }
    }
    Ok(None)
}
