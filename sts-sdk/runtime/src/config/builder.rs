//! The builder: what is given in code, what environment and files add, and the checks of all of it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use super::{
    Config, ConfigError, DEFAULT_ATTEMPT_TIMEOUT, Identity, Requests, Settings, UrlText, check_url,
    transport::Transports,
};
use crate::{
    clock::{Clock, Sleep, SystemClock, TokioSleep},
    credentials::{ProvideCredentials, SharedCredentialsProvider},
    endpoint::{Endpoint, EndpointError, EndpointQuery},
    http::{CaBundle, HttpClient, ProxyConfig, SharedHttpClient},
    operation::ServiceSpec,
    os::{Command, Env, Files, Random, SystemCommand, SystemRandom},
    retry::{RetryPolicy, Standard},
    settings::{self, Explanation, Resolver, Sources, Subject},
};

/// Collects settings; [`build`](Self::build) checks them.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ConfigBuilder {
    pub(crate) region: Option<String>,
    pub(crate) signing_region: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) endpoint_url: Option<UrlText>,
    /// By the key of the service.
    pub(crate) service_endpoint_urls: BTreeMap<String, UrlText>,
    pub(crate) ignore_endpoint_urls: Option<bool>,
    pub(crate) resolver: Option<EndpointResolver>,
    pub(crate) use_fips: Option<bool>,
    pub(crate) use_dual_stack: Option<bool>,
    pub(crate) endpoint_flags: BTreeMap<String, bool>,
    pub(crate) endpoint_texts: BTreeMap<String, String>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) anonymous: bool,
    pub(crate) allow_signed: bool,
    pub(crate) http: Option<SharedHttpClient>,
    pub(crate) proxy: Option<ProxyConfig>,
    pub(crate) ca_bundle: Option<CaBundle>,
    pub(crate) tcp_keepalive: Option<bool>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sleep: Arc<dyn Sleep>,
    pub(crate) command: Arc<dyn Command>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) defaults_mode: Option<String>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) validate_input: Option<bool>,
    pub(crate) requests: Requests,
    pub(crate) app_id: Option<String>,
    env: Option<Arc<dyn Env>>,
    files: Option<Arc<dyn Files>>,
    /// What both said, read once for this builder and what is built from it.
    sources: OnceLock<Arc<Sources>>,
    /// What the configuration that this builder started from has made, to be shared with it.
    made: Option<Made>,
}

/// What clients of one configuration share.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) transports: Arc<Transports>,
    /// The default chain of credentials.
    pub(super) chain: Option<SharedCredentialsProvider>,
}

/// A closure that says where requests go.
#[derive(Clone)]
pub(crate) struct EndpointResolver(pub(super) Arc<ResolveEndpoint>);

type ResolveEndpoint = dyn Fn(&EndpointQuery<'_>) -> Result<Endpoint, EndpointError> + Send + Sync;

impl fmt::Debug for EndpointResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointResolver")
    }
}

impl Default for ConfigBuilder {
    fn default() -> Self {
        Self {
            region: None,
            signing_region: None,
            profile: None,
            endpoint_url: None,
            service_endpoint_urls: BTreeMap::new(),
            ignore_endpoint_urls: None,
            resolver: None,
            use_fips: None,
            use_dual_stack: None,
            endpoint_flags: BTreeMap::new(),
            endpoint_texts: BTreeMap::new(),
            credentials: None,
            anonymous: false,
            allow_signed: false,
            http: None,
            proxy: None,
            ca_bundle: None,
            tcp_keepalive: None,
            clock: Arc::new(SystemClock),
            sleep: Arc::new(TokioSleep),
            command: Arc::new(SystemCommand),
            random: Arc::new(SystemRandom),
            defaults_mode: None,
            max_attempts: None,
            retry: None,
            connect_timeout: None,
            attempt_timeout: Some(DEFAULT_ATTEMPT_TIMEOUT),
            validate_input: None,
            requests: Requests::default(),
            app_id: None,
            env: None,
            files: None,
            sources: OnceLock::new(),
            made: None,
        }
    }
}

impl ConfigBuilder {
    /// The region, `eu-west-1`. One that is neither known nor of the form of a partition's regions is refused,
    /// unless there is a custom endpoint; see [`regions`](crate::regions).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The global endpoint, for services that have one: the region `aws-global`. Of STS it is
    /// `https://sts.amazonaws.com`, signed for `us-east-1`; its tokens are not valid in opt-in regions.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html>
    pub fn global_endpoint(self) -> Self {
        self.region(settings::GLOBAL)
    }

    /// The region to sign for, where it is not the endpoint's own: for custom endpoints that stand for a region. As with
    /// [`region`](Self::region), only a custom endpoint takes any name.
    pub fn signing_region(mut self, region: impl Into<String>) -> Self {
        self.signing_region = Some(region.into());
        self
    }

    /// The profile to take settings and credentials from, before the one that `AWS_PROFILE` names. Variables
    /// come before it, but for credentials: those of a profile that is named here come first. An error without
    /// [`env`](Self::env) and [`files`](Self::files).
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self.reread()
    }

    /// An endpoint in place of the service's own, for all clients with this configuration: `http` or `https`,
    /// a path is kept.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into().into());
        self
    }

    /// An endpoint for clients of one service, by its id in any case: `STS`, `Elastic Beanstalk`. It comes before
    /// [`endpoint_url`](Self::endpoint_url).
    pub fn service_endpoint_url(mut self, service_id: impl Into<String>, url: impl Into<String>) -> Self {
        self.service_endpoint_urls.insert(settings::service_key(&service_id.into()), url.into().into());
        self
    }

    /// Whether endpoint URLs of environment and profile are left alone. What code says always counts.
    pub fn ignore_configured_endpoint_urls(mut self, ignore: bool) -> Self {
        self.ignore_endpoint_urls = Some(ignore);
        self
    }

    /// Decides where requests go in place of the service's endpoint rules and of endpoint URLs of environment and
    /// profile; a URL in code comes before it. Asked once for each client, when it is made.
    ///
    /// ```
    /// use aws_query_runtime::{Config, endpoint::{Endpoint, EndpointError}};
    ///
    /// let config = Config::builder().region("cn-north-1").endpoint_resolver(|query| {
    ///     let prefix = query.endpoint_prefix;
    ///     match query.region {
    ///         Some(region) if region.starts_with("cn-") => {
    ///             Ok(Endpoint::new(format!("https://{prefix}.{region}.amazonaws.com.cn")))
    ///         }
    ///         Some(region) => Ok(Endpoint::new(format!("https://{prefix}.{region}.amazonaws.com"))),
    ///         None => Ok(Endpoint::new(format!("https://{prefix}.amazonaws.com")).signing_region("us-east-1")),
    ///     }
    /// });
    /// ```
    pub fn endpoint_resolver(
        mut self,
        resolve: impl Fn(&EndpointQuery<'_>) -> Result<Endpoint, EndpointError> + Send + Sync + 'static,
    ) -> Self {
        self.resolver = Some(EndpointResolver(Arc::new(resolve)));
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

    /// Another transport. Proxies, root certificates and the time to connect are its own then.
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.http = Some(SharedHttpClient::new(client));
        self
    }

    /// A transport that other clients use too: one connection pool for all.
    pub fn shared_http_client(mut self, client: SharedHttpClient) -> Self {
        self.http = Some(client);
        self
    }

    /// Proxies of the default transport in place of those that the environment names; [`ProxyConfig::none`] for none.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Whom the default transport trusts, in place of the platform's roots and of `AWS_CA_BUNDLE`.
    pub fn ca_bundle(mut self, bundle: CaBundle) -> Self {
        self.ca_bundle = Some(bundle);
        self
    }

    /// Whether the default transport probes idle connections; it does unless this says no.
    pub fn tcp_keepalive(mut self, keepalive: bool) -> Self {
        self.tcp_keepalive = Some(keepalive);
        self
    }

    /// How long a connection of the default transport may take to stand, TLS and proxies included. 3.1 seconds
    /// unless the [defaults mode](Self::defaults_mode) says otherwise.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self.without_chain()
    }

    /// Another timer: for tests, or a runtime other than Tokio.
    pub fn sleep(mut self, sleep: impl Sleep) -> Self {
        self.sleep = Arc::new(sleep);
        self.without_chain()
    }

    /// Another way of running a profile's `credential_process`, for tests, or to run none.
    pub fn command(mut self, command: impl Command) -> Self {
        self.command = Arc::new(command);
        self.without_chain()
    }

    /// Another source of jitter and ids, for tests.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// How long a connection may take: `standard`, `in-region`, `cross-region`, `mobile`, `auto` or `legacy`,
    /// which is `standard`.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html>
    pub fn defaults_mode(mut self, mode: impl Into<String>) -> Self {
        self.defaults_mode = Some(mode.into());
        self
    }

    /// Attempts of a call at most, the first one included, at least 1. Three by default.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self.retry = None;
        self
    }

    /// Another rule for trying again.
    pub fn retry_policy(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self.max_attempts = None;
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
        self.validate_input = Some(validate);
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
        self.reread()
    }

    /// Takes what neither code nor the environment says from the shared files. Where they are is a matter of the
    /// environment, so that this does nothing without [`env`](Self::env).
    pub fn files(mut self, files: impl Files) -> Self {
        self.files = Some(Arc::new(files));
        self.reread()
    }

    /// What these settings are and where they come from, whether or not they can be built. Reads environment and
    /// files, and fetches nothing.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        settings::explain(self, self.sources().map(AsRef::as_ref), None)
    }

    /// As [`explain`](Self::explain), of a client of this service, whose endpoint rules are `rules`: with its
    /// endpoint, and why it has none. No transport is made. SDK crates offer this without the two arguments.
    #[must_use]
    pub fn explain_for(
        &self,
        service: &'static ServiceSpec,
        rules: impl FnOnce(&Config) -> Result<Endpoint, EndpointError>,
    ) -> Explanation {
        // Read before the clone, which shares it then.
        let sources = self.sources();
        let config = self.clone().build().and_then(|config| config.for_service(service));
        match config.and_then(|config| Ok(config.with_endpoint(&config.resolve_endpoint(service, rules)?))) {
            Ok(config) => config.explain(),
            Err(error) => {
                let subject = Subject { service, endpoint: Err(&error) };
                settings::explain(self, sources.map(AsRef::as_ref), Some(subject))
            }
        }
    }

    /// Reads environment and files, where they were given, and checks the settings. Files are read blockingly, and
    /// once: what is built from the configuration by [`Config::to_builder`] has the same.
    ///
    /// # Errors
    ///
    /// A region that is none, an endpoint that is not an http or https URL, a variable or a key of the profile that
    /// is not what it should be, a profile that there is not, a file that breaks the grammar. The text says where
    /// it stands and what is allowed.
    pub fn build(self) -> Result<Config, ConfigError> {
        let sources = self.sources().cloned();
        let mut resolver = Resolver::new(sources.as_deref());
        let resolved = settings::resolve(&self, &mut resolver);
        if let (Some(region), false) = (&resolved.region, settings::names_endpoint(&self, sources.as_deref())) {
            settings::check_known(&self, region, &mut resolver);
        }
        if let Some(url) = &self.endpoint_url
            && let Err(why) = check_url(url.as_str())
        {
            resolver.problems.push(ConfigError::new(format!("the endpoint URL in code: {why}")));
        }
        resolver.finish()?;
        let chain = match (&self.made, &sources) {
            (Some(Made { chain: Some(chain), .. }), _) => Some(chain.clone()),
            (_, Some(sources)) => Some(settings::default_chain(sources, &self.clock, &self.sleep, &self.command)),
            (_, None) => None,
        };
        let credentials = match (self.anonymous, &self.credentials, &chain) {
            (true, ..) => Identity::Anonymous { allow_signed: self.allow_signed },
            (false, Some(provider), _) | (false, None, Some(provider)) => Identity::Provider(provider.clone()),
            (false, None, None) => Identity::Unset,
        };
        let transports = match &self.made {
            Some(made) if made.transports.fit(&resolved.transport) => Arc::clone(&made.transports),
            _ => Arc::new(Transports::new(resolved.transport.clone())),
        };
        let retry = match &self.retry {
            Some(retry) => Arc::clone(retry),
            None => Arc::new(Standard::new(resolved.max_attempts)),
        };
        Ok(Config(Arc::new(Settings {
            endpoint_url: self.endpoint_url.as_ref().map(|url| url.as_str().to_owned()),
            endpoint_flags: self.endpoint_flags.clone(),
            endpoint_texts: self.endpoint_texts.clone(),
            credentials,
            retry,
            resolved,
            made: Made { transports, chain },
            service: None,
            endpoint: None,
            given: self,
        })))
    }

    pub(crate) fn resolves_endpoints(&self) -> bool {
        self.resolver.is_some()
    }

    pub(super) fn sources(&self) -> Option<&Arc<Sources>> {
        let env = self.env.as_ref()?;
        let load = || Arc::new(Sources::load(Arc::clone(env), self.files.clone(), self.profile.as_deref()));
        Some(self.sources.get_or_init(load))
    }

    /// As before, with what a configuration has made of it.
    pub(super) fn with_made(self, made: Made) -> Self {
        Self { made: Some(made), ..self }
    }

    // Another environment, file or profile: what was read and made of it is of no use.
    fn reread(mut self) -> Self {
        self.sources = OnceLock::new();
        self.without_chain()
    }

    // Another one of what providers of credentials are made with.
    fn without_chain(mut self) -> Self {
        if let Some(made) = &mut self.made {
            made.chain = None;
        }
        self
    }
}
