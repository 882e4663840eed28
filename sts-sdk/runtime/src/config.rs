//! Settings of a client; `builder.rs` collects and checks them.
//!
//! What is given in code wins over what the environment says. Nothing here panics and nothing is
//! looked up later: what a client will do is decided when it is built.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use crate::{
    clock::{Clock, Sleep},
    credentials::SharedCredentialsProvider,
    endpoint::{Endpoint, EndpointError, partition},
    http::SharedHttpClient,
    os::{Env, ProcessEnv, Random},
    retry::RetryPolicy,
};

mod address;
mod builder;

use address::check_url;
pub(crate) use address::{is_host, is_host_label};
pub use builder::ConfigBuilder;

/// How long one attempt may take, from sending to the last byte of the answer.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// The settings of a client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Config(Arc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    region: Option<String>,
    endpoint_url: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
    endpoint_flags: BTreeMap<String, bool>,
    endpoint_texts: BTreeMap<String, String>,
    credentials: Identity,
    http: SharedHttpClient,
    /// Whether `http` is the default for an http endpoint, without roots to trust.
    plain_http: bool,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    random: Arc<dyn Random>,
    retry: Arc<dyn RetryPolicy>,
    attempt_timeout: Option<Duration>,
    validate_input: bool,
    app_id: Option<String>,
    env: Option<Arc<dyn Env>>,
}

/// Who signs.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    /// Credentials from here.
    Provider(SharedCredentialsProvider),
    /// Nobody; signed operations are refused, or sent without a signature.
    Anonymous { allow_signed: bool },
    /// Nothing was said.
    Unset,
}

impl Config {
    /// Settings from code alone.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Settings from the process's environment.
    ///
    /// Region: `AWS_REGION`, then `AWS_DEFAULT_REGION`. Credentials: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`. Endpoint: `AWS_ENDPOINT_URL_<SERVICE>`, then
    /// `AWS_ENDPOINT_URL`. See <https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html>.
    pub fn environment() -> ConfigBuilder {
        Self::builder().env(ProcessEnv)
    }

    /// A builder that starts from these settings: the same client with another identity, or in another
    /// region, over the same connections.
    ///
    /// ```
    /// # use aws_query_runtime::{Config, ConfigError, Credentials};
    /// # fn example(config: &Config, role: Credentials) -> Result<Config, ConfigError> {
    /// config.to_builder().credentials_provider(role).build()
    /// # }
    /// ```
    pub fn to_builder(&self) -> ConfigBuilder {
        let settings = (*self.0).clone();
        let (credentials, anonymous, allow_signed) = match settings.credentials {
            Identity::Provider(provider) => (Some(provider), false, false),
            Identity::Anonymous { allow_signed } => (None, true, allow_signed),
            Identity::Unset => (None, false, false),
        };
        ConfigBuilder {
            region: settings.region,
            endpoint_url: settings.endpoint_url,
            use_fips: Some(settings.use_fips),
            use_dual_stack: Some(settings.use_dual_stack),
            endpoint_flags: settings.endpoint_flags,
            endpoint_texts: settings.endpoint_texts,
            credentials,
            anonymous,
            allow_signed,
            plain_http: settings.plain_http.then(|| settings.http.clone()),
            http: (!settings.plain_http).then_some(settings.http),
            clock: settings.clock,
            sleep: settings.sleep,
            random: settings.random,
            retry: settings.retry,
            attempt_timeout: settings.attempt_timeout,
            validate_input: settings.validate_input,
            app_id: settings.app_id,
            env: settings.env,
        }
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The endpoint that replaces the service's own.
    #[must_use]
    pub fn endpoint_url(&self) -> Option<&str> {
        self.0.endpoint_url.as_deref()
    }

    /// Whether FIPS endpoints are wanted.
    #[must_use]
    pub fn use_fips(&self) -> bool {
        self.0.use_fips
    }

    /// Whether dual-stack endpoints are wanted.
    #[must_use]
    pub fn use_dual_stack(&self) -> bool {
        self.0.use_dual_stack
    }

    /// The value of a service's own endpoint setting, by the name of its built-in.
    #[must_use]
    pub fn endpoint_flag(&self, name: &str) -> Option<bool> {
        self.0.endpoint_flags.get(name).copied()
    }

    /// The value of a service's own endpoint setting, by the name of its built-in.
    #[must_use]
    pub fn endpoint_text(&self, name: &str) -> Option<String> {
        self.0.endpoint_texts.get(name).cloned()
    }

    /// The endpoint of a service without endpoint rules: the custom one, or
    /// `https://prefix.region.suffix`.
    ///
    /// # Errors
    ///
    /// There is neither a region nor a custom endpoint.
    pub fn endpoint_by_prefix(&self, prefix: &str) -> Result<Endpoint, EndpointError> {
        if let Some(url) = self.endpoint_url() {
            return Ok(Endpoint::new(url));
        }
        let region = self.region().ok_or_else(|| EndpointError::new("Invalid Configuration: Missing Region"))?;
        Ok(Endpoint::new(format!("https://{prefix}.{region}.{}", partition(region).dns_suffix)))
    }

    /// The application that requests name in their user agent.
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.0.app_id.as_deref()
    }

    // The endpoint that the environment names for one service, where code names none.
    pub(crate) fn for_service(self, service_id: &str) -> Result<Self, ConfigError> {
        let (None, Some(env)) = (&self.0.endpoint_url, &self.0.env) else { return Ok(self) };
        let specific = format!("AWS_ENDPOINT_URL_{}", service_id.to_ascii_uppercase().replace([' ', '-'], "_"));
        let url = match variable(env.as_ref(), &specific)? {
            Some(url) => Some((specific, url)),
            None => variable(env.as_ref(), "AWS_ENDPOINT_URL")?.map(|url| ("AWS_ENDPOINT_URL".to_owned(), url)),
        };
        let Some((name, url)) = url else { return Ok(self) };
        check_url(&url).map_err(|reason| ConfigError::new(format!("environment variable {name}: {reason}")))?;
        let mut settings = Arc::unwrap_or_clone(self.0);
        settings.endpoint_url = Some(url);
        Ok(Self(Arc::new(settings)))
    }

    pub(crate) fn env(&self) -> Option<&Arc<dyn Env>> {
        self.0.env.as_ref()
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.0.credentials
    }

    pub(crate) fn http(&self) -> &SharedHttpClient {
        &self.0.http
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    pub(crate) fn sleep(&self) -> &dyn Sleep {
        self.0.sleep.as_ref()
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }

    pub(crate) fn retry(&self) -> &dyn RetryPolicy {
        self.0.retry.as_ref()
    }

    pub(crate) fn attempt_timeout(&self) -> Option<Duration> {
        self.0.attempt_timeout
    }

    pub(crate) fn validates_input(&self) -> bool {
        self.0.validate_input
    }
}

/// Settings that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

// An empty variable counts as unset.
fn variable(env: &dyn Env, name: &str) -> Result<Option<String>, ConfigError> {
    let value = env.var(name).map_err(|_| ConfigError::new(format!("environment variable {name} is not Unicode")))?;
    Ok(value.filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{HttpClient, TransportError},
        os::StaticEnv,
    };

    #[derive(Debug)]
    struct NoHttp;

    impl HttpClient for NoHttp {
        async fn send(
            &self,
            _: ::http::Request<bytes::Bytes>,
        ) -> Result<::http::Response<bytes::Bytes>, TransportError> {
            Err(TransportError::new(crate::http::TransportErrorKind::Other, "not in this test"))
        }
    }

    fn env(variables: &[(&str, &str)]) -> ConfigBuilder {
        Config::builder().http_client(NoHttp).env(variables.iter().copied().collect::<StaticEnv>())
    }

    #[test]
    fn code_wins_over_the_environment() {
        let variables =
            [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-2"), ("AWS_USE_FIPS_ENDPOINT", "TRUE")];
        let config = env(&variables).build().expect("a configuration");
        assert_eq!((config.region(), config.use_fips()), (Some("eu-west-1"), true));
        let config = env(&variables).region("us-east-1").use_fips(false).build().expect("a configuration");
        assert_eq!((config.region(), config.use_fips()), (Some("us-east-1"), false));
        let config = env(&[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "eu-west-2")]).build().expect("a configuration");
        assert_eq!(config.region(), Some("eu-west-2"));
        assert_eq!(env(&[]).build().expect("a configuration").region(), None);
    }

    #[test]
    fn the_environment_names_endpoints_by_service() {
        let specific = [("AWS_ENDPOINT_URL_ELASTIC_BEANSTALK", "http://a:1/x"), ("AWS_ENDPOINT_URL", "http://b")];
        type Case<'c> = (&'c [(&'c str, &'c str)], Option<&'c str>, Option<&'c str>);
        let cases: &[Case<'_>] = &[
            (&specific, None, Some("http://a:1/x")),
            (&[("AWS_ENDPOINT_URL", "http://b")], None, Some("http://b")),
            (&specific, Some("http://code"), Some("http://code")),
            (&[("AWS_ENDPOINT_URL", "")], None, None),
        ];
        for (variables, code, expected) in cases {
            let builder = env(variables);
            let builder = match code {
                Some(url) => builder.endpoint_url(*url),
                None => builder,
            };
            let config =
                builder.build().and_then(|config| config.for_service("Elastic Beanstalk")).expect("a configuration");
            assert_eq!(config.endpoint_url(), *expected, "{variables:?}");
        }
    }

    #[test]
    fn the_last_word_on_identity_counts() {
        let anonymous = |config: &Config| matches!(config.identity(), Identity::Anonymous { .. });
        let key = crate::Credentials::new("a", "b");
        let config = env(&[]).anonymous().build().expect("a configuration");
        assert!(anonymous(&config));
        let config = config.to_builder().credentials_provider(key).build().expect("with credentials");
        assert!(!anonymous(&config));
        assert!(anonymous(&config.to_builder().anonymous().build().expect("without credentials")));
    }

    #[cfg(feature = "reqwest")]
    #[test]
    fn a_transport_without_roots_is_not_used_for_https() {
        let plain = Config::builder().endpoint_url("http://127.0.0.1:1").build().expect("plain http");
        assert!(plain.0.plain_http);
        assert!(plain.to_builder().build().expect("the same").0.plain_http);
        match plain.to_builder().endpoint_url("https://127.0.0.1:1").build() {
            Ok(secure) => assert!(!secure.0.plain_http),
            // A machine without root certificates, where nothing but http can work.
            Err(error) => assert!(error.to_string().contains("TLS"), "{error}"),
        }
    }

    #[test]
    fn mistakes_are_errors_that_say_what_to_do() {
        let cases: &[(ConfigBuilder, &str)] = &[
            (env(&[("AWS_REGION", "us east 1")]), "variable AWS_REGION: `us east 1` cannot be a region"),
            (env(&[]).region("evil.com/#"), "`evil.com/#` cannot be a region"),
            (env(&[]).region("123"), "cannot be a region"),
            (env(&[]).endpoint_url("sts.example.com"), "endpoint URL: the URL has no scheme"),
            (env(&[]).endpoint_url("https://user:hunter2@h"), "user name or password"),
            (env(&[]).endpoint_url("ftp://h"), "scheme is neither http nor https"),
            (env(&[]).endpoint_url("https://h/#hunter2"), "has a fragment"),
            (env(&[]).endpoint_url("https://h:99999"), "port is not a number"),
            (env(&[]).endpoint_url("https://h:"), "port is not a number"),
            (env(&[]).endpoint_url("https://h!i"), "host is not a host name"),
            (env(&[]).endpoint_url("https://[::1%25lo]"), "URL"),
            (env(&[]).endpoint_url("https://h/{x}"), "must be percent-encoded"),
            (env(&[]).endpoint_url("https://h/%2"), "must be percent-encoded"),
            (env(&[]).endpoint_url("https://h/?a=b"), "has a query"),
            (env(&[("AWS_USE_FIPS_ENDPOINT", "yes")]), "AWS_USE_FIPS_ENDPOINT is `yes`: write true or false"),
        ];
        for (builder, expected) in cases {
            let error = builder.clone().build().expect_err(expected).to_string();
            assert!(error.contains(expected) && !error.contains("hunter2"), "{error} lacks {expected}");
        }
        let error = env(&[("AWS_ENDPOINT_URL", "nonsense")]).build().and_then(|config| config.for_service("STS"));
        assert!(error.expect_err("a bad URL").to_string().starts_with("environment variable AWS_ENDPOINT_URL: "));
    }
}
