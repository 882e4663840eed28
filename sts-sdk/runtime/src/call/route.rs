//! Where a call's requests go and what they are signed for: a resolved endpoint, made ready once.
//!
//! Knows no operation. A client has one route; operations that bind parameters of the endpoint rules, and those
//! with a host prefix, have their own for each call.

use ::http::{HeaderMap, HeaderName, HeaderValue};

use super::target::Target;
use crate::{
    config::{Config, ConfigError},
    endpoint::Endpoint,
    operation::ServiceSpec,
};

/// An endpoint, ready to send to.
pub(super) struct Route {
    pub(super) target: Target,
    /// As it is named in errors.
    pub(super) url: String,
    pub(super) signing_name: String,
    pub(super) signing_region: Option<String>,
    /// What every request to it carries, and signs.
    pub(super) headers: HeaderMap,
    /// Whether the path is signed as it is.
    pub(super) raw_path: bool,
}

impl Route {
    /// To an endpoint; what it does not say about signing is the service's and the client's.
    pub(super) fn new(endpoint: &Endpoint, service: &ServiceSpec, config: &Config) -> Result<Self, ConfigError> {
        let mut headers = HeaderMap::new();
        for (name, value) in endpoint.headers() {
            let pair = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
            let (name, value) = pair
                .ok_or_else(|| ConfigError::new(format!("the endpoint's header `{name}` cannot be sent: {value:?}")))?;
            headers.append(name, value);
        }
        Ok(Self {
            target: Target::new(endpoint.url())?,
            url: endpoint.url().to_owned(),
            signing_name: endpoint.name_to_sign().unwrap_or(service.signing_name).to_owned(),
            signing_region: endpoint.region_to_sign().or(config.region()).map(str::to_owned),
            headers,
            raw_path: endpoint.signs_path_as_it_is(),
        })
    }

    /// With this text before the host; `None` if the two are no host name.
    pub(super) fn with_prefix(&self, prefix: &str) -> Option<Self> {
        Some(Self {
            target: self.target.with_prefix(prefix)?,
            url: self.url.clone(),
            signing_name: self.signing_name.clone(),
            signing_region: self.signing_region.clone(),
            headers: self.headers.clone(),
            raw_path: self.raw_path,
        })
    }
}
