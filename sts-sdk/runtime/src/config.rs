//! Settings of a client; `builder.rs` collects and checks them.
//!
//! What is given in code wins over what the environment says. Nothing here panics and nothing is
//! looked up later: what a client will do is decided when it is built.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use crate::{
    clock::{Clock, Sleep},
    credentials::SharedCredentialsProvider,
    endpoint::{Endpoint, EndpointError, EndpointQuery, partition},
    http::SharedHttpClient,
    operation::ServiceSpec,
    os::{Env, ProcessEnv, Random, SystemFiles},
    retry::RetryPolicy,
    settings::{self, Explanation, Resolved, Resolver, Subject},
};

mod address;
mod builder;
mod requests;
#[cfg(test)]
pub(crate) mod tests;
mod transport;

pub(crate) use address::{UrlText, check_url, is_host, is_host_label};
pub use builder::ConfigBuilder;
use builder::Made;
pub(crate) use requests::Requests;

/// How long one attempt may take, from sending to the last byte of the answer.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// The settings of a client. Cheap to clone; clones share connections and what else is made of the settings.
#[derive(Clone, Debug)]
pub struct Config(Arc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    /// What was said in code, and what was read.
    given: ConfigBuilder,
    /// What came of it.
    resolved: Resolved,
    endpoint_url: Option<String>,
    endpoint_flags: BTreeMap<String, bool>,
    endpoint_texts: BTreeMap<String, String>,
    credentials: Identity,
    retry: Arc<dyn RetryPolicy>,
    made: Made,
    /// The service, once a client of it has these settings, and the endpoint that came out.
    service: Option<&'static ServiceSpec>,
    endpoint: Option<Endpoint>,
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

    /// Settings from the process's environment and the shared files, as [`SETTINGS`](crate::SETTINGS) lists them:
    /// `AWS_REGION`, `AWS_PROFILE`, `~/.aws/config` and so on. What is then set in code comes before them.
    /// See <https://docs.aws.amazon.com/sdkref/latest/guide/overview.html>.
    pub fn environment() -> ConfigBuilder {
        Self::builder().env(ProcessEnv).files(SystemFiles)
    }

    /// A builder that starts from these settings: the same client with another identity, or in another
    /// region, over the same connections. What code said is said again; environment and files are those that were
    /// read before.
    ///
    /// ```
    /// # use aws_query_runtime::{Config, ConfigError, Credentials};
    /// # fn example(config: &Config, role: Credentials) -> Result<Config, ConfigError> {
    /// config.to_builder().credentials_provider(role).build()
    /// # }
    /// ```
    pub fn to_builder(&self) -> ConfigBuilder {
        self.0.given.clone().with_made(self.0.made.clone())
    }

    /// What these settings are, where they come from, what was looked at besides, and what does not count. Of a
    /// client's configuration, its service's endpoint and settings too. Fetches nothing and shows no secret.
    ///
    /// ```
    /// # use aws_query_runtime::{Config, ConfigError, os::StaticEnv};
    /// # fn main() -> Result<(), ConfigError> {
    /// let env: StaticEnv = [("AWS_REGION", "eu-west-1"), ("AWS_PROFLIE", "dev")].into_iter().collect();
    /// let explanation = Config::builder().env(env).build()?.explain();
    /// let region = explanation.setting("region").expect("a region");
    /// assert_eq!((region.value(), region.origin().to_string().as_str()), (Some("eu-west-1"), "environment variable AWS_REGION"));
    /// assert_eq!(explanation.notes(), ["environment variable AWS_PROFLIE does nothing; did you mean AWS_PROFILE?"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let settings = &*self.0;
        let subject = settings.service.zip(settings.endpoint.as_ref());
        let subject = subject.map(|(service, endpoint)| Subject { service, endpoint: Ok(endpoint) });
        settings::explain(&settings.given, settings.given.sources().map(AsRef::as_ref), subject)
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.resolved.region.as_deref()
    }

    /// The endpoint that replaces the service's own. What the environment and the profile say of it depends on the
    /// service: it is in a client's configuration only.
    #[must_use]
    pub fn endpoint_url(&self) -> Option<&str> {
        self.0.endpoint_url.as_deref()
    }

    /// Whether FIPS endpoints are wanted.
    #[must_use]
    pub fn use_fips(&self) -> bool {
        self.0.resolved.use_fips
    }

    /// Whether dual-stack endpoints are wanted.
    #[must_use]
    pub fn use_dual_stack(&self) -> bool {
        self.0.resolved.use_dual_stack
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
        self.0.resolved.app_id.as_deref()
    }

    /// With what code, environment and profile say for one service.
    pub(crate) fn for_service(self, service: &'static ServiceSpec) -> Result<Self, ConfigError> {
        let given = &self.0.given;
        let mut resolver = Resolver::new(given.sources().map(AsRef::as_ref));
        let found = settings::for_service(given, &self.0.resolved, service, &mut resolver);
        resolver.finish()?;
        let mut settings = Arc::unwrap_or_clone(self.0);
        // Nothing of a service that it was made for before.
        settings.endpoint_flags.clone_from(&settings.given.endpoint_flags);
        settings.endpoint_texts.clone_from(&settings.given.endpoint_texts);
        settings.endpoint_url = found.endpoint_url;
        settings.endpoint_flags.extend(found.flags.into_iter().map(|(name, value)| (name.to_owned(), value)));
        settings.endpoint_texts.extend(found.texts.into_iter().map(|(name, value)| (name.to_owned(), value)));
        settings.service = Some(service);
        Ok(Self(Arc::new(settings)))
    }

    /// The endpoint: the closure's in code, where there is one and no URL in code, else what the service's rules say.
    pub(crate) fn resolve_endpoint(
        &self,
        service: &'static ServiceSpec,
        rules: impl FnOnce(&Self) -> Result<Endpoint, EndpointError>,
    ) -> Result<Endpoint, ConfigError> {
        let given = &self.0.given;
        let resolved = match &given.resolver {
            Some(resolver) if self.endpoint_url().is_none() => (resolver.0)(&EndpointQuery {
                service_id: service.id,
                endpoint_prefix: service.endpoint_prefix,
                region: self.region(),
                use_fips: self.use_fips(),
                use_dual_stack: self.use_dual_stack(),
            })
            .and_then(check_resolved),
            _ => rules(self).and_then(|endpoint| self.check_host(endpoint)),
        };
        let mut endpoint = resolved.map_err(|error| {
            let nowhere = self.region().is_none() && self.endpoint_url().is_none() && given.resolver.is_none();
            let message = match (nowhere, &given.resolver) {
                (true, _) => self.no_region(&error),
                (false, Some(_)) => error.to_string(),
                (false, None) => {
                    let sources = given.sources().map(AsRef::as_ref);
                    format!("{error}{}", settings::behind_endpoint(given, sources, service))
                }
            };
            ConfigError::new(message)
        })?;
        if let Some(region) = &given.signing_region {
            endpoint = endpoint.signing_region(region);
        }
        Ok(endpoint)
    }

    // `https://sts-fips.aws-global.amazonaws.com`: rules put the region into the host, and this one has no hosts.
    fn check_host(&self, endpoint: Endpoint) -> Result<Endpoint, EndpointError> {
        let pseudo = self.region().filter(|region| settings::is_pseudo(region));
        match pseudo.filter(|region| endpoint.url().contains(&format!(".{region}."))) {
            Some(region) if self.endpoint_url().is_none() => Err(EndpointError::new(format!(
                "`{region}` has no endpoint with these settings, for {} does not exist; choose a region",
                endpoint.url()
            ))),
            _ => Ok(endpoint),
        }
    }

    /// With the endpoint that came out, to be explained.
    pub(crate) fn with_endpoint(&self, endpoint: &Endpoint) -> Self {
        let mut settings = (*self.0).clone();
        settings.endpoint = Some(endpoint.clone());
        Self(Arc::new(settings))
    }

    fn no_region(&self, error: &EndpointError) -> String {
        match self.region_places() {
            Some(places) => {
                format!("no region: set one in code, in AWS_REGION, or as `region` of the profile. {places} ({error})")
            }
            None => format!(
                "no region: set one with region(), or take settings from the environment with Config::environment() ({error})"
            ),
        }
    }

    /// Every place that was looked at for a region; `None` where code alone was asked.
    pub(crate) fn region_places(&self) -> Option<String> {
        self.0.given.sources()?;
        let explanation = self.explain();
        let places = explanation.setting("region").map_or(&[][..], |row| row.passed());
        let places: Vec<_> = places.iter().map(|place| format!("{} ({})", place.origin(), place.why())).collect();
        let files: Vec<_> = explanation.files().iter().map(|file| format!("; {file}")).collect();
        Some(format!("Looked at: {}{}", places.join(", "), files.concat()))
    }

    pub(crate) fn env(&self) -> Option<&Arc<dyn Env>> {
        self.0.given.sources().map(|sources| sources.env())
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.0.credentials
    }

    /// The transport for an endpoint.
    pub(crate) fn transport(&self, url: &str) -> Result<SharedHttpClient, ConfigError> {
        match &self.0.given.http {
            Some(client) => Ok(client.clone()),
            None => self.0.made.transports.get(url),
        }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.given.clock.as_ref()
    }

    pub(crate) fn sleep(&self) -> &dyn Sleep {
        self.0.given.sleep.as_ref()
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.0.given.random.as_ref()
    }

    pub(crate) fn retry(&self) -> &dyn RetryPolicy {
        self.0.retry.as_ref()
    }

    pub(crate) fn attempt_timeout(&self) -> Option<Duration> {
        self.0.given.attempt_timeout
    }

    pub(crate) fn validates_input(&self) -> bool {
        self.0.resolved.check_input
    }
}

// What a closure answers is held to what code may say.
fn check_resolved(endpoint: Endpoint) -> Result<Endpoint, EndpointError> {
    let wrong = |why: &str| EndpointError::new(format!("the endpoint that the endpoint resolver answers: {why}"));
    check_url(endpoint.url()).map_err(wrong)?;
    match endpoint.region_to_sign().map(settings::check_to_sign) {
        Some(Err(why)) => Err(wrong(&why)),
        _ => Ok(endpoint),
    }
}

/// Settings that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: settings::on_one_line(&message.into()) }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}
