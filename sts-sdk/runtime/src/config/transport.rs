//! The default transport, made when the first client needs it: only then it is known whether TLS is asked
//! for.

use std::sync::{Mutex, PoisonError};

use super::ConfigError;
use crate::http::{SharedHttpClient, TransportSettings};

/// The transports of one configuration's clients: one for https, one for endpoints that need no TLS, and so no root
/// certificates either.
#[derive(Debug)]
pub(super) struct Transports {
    settings: TransportSettings,
    secure: Mutex<Option<SharedHttpClient>>,
    plain: Mutex<Option<SharedHttpClient>>,
}

impl Transports {
    pub(super) fn new(settings: TransportSettings) -> Self {
        Self { settings, secure: Mutex::default(), plain: Mutex::default() }
    }

    /// Whether they are what these settings ask for.
    pub(super) fn fit(&self, settings: &TransportSettings) -> bool {
        self.settings == *settings
    }

    /// The one for this URL.
    pub(super) fn get(&self, url: &str) -> Result<SharedHttpClient, ConfigError> {
        let plain = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
        let slot = if plain { &self.plain } else { &self.secure };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.as_ref() {
            Some(client) => Ok(client.clone()),
            None => Ok(slot.insert(make(plain, &self.settings)?).clone()),
        }
    }
}

#[cfg(feature = "rustls")]
fn make(plain: bool, settings: &TransportSettings) -> Result<SharedHttpClient, ConfigError> {
    use crate::http::reqwest::ReqwestClient;

    let client =
        if plain { ReqwestClient::plaintext_with_settings(settings) } else { ReqwestClient::with_settings(settings) };
    client.map(SharedHttpClient::new).map_err(transport_error)
}

#[cfg(all(feature = "reqwest", not(feature = "rustls")))]
fn make(_plain: bool, settings: &TransportSettings) -> Result<SharedHttpClient, ConfigError> {
    crate::http::reqwest::ReqwestClient::plaintext_with_settings(settings)
        .map(SharedHttpClient::new)
        .map_err(transport_error)
}

#[cfg(not(feature = "reqwest"))]
fn make(_plain: bool, _settings: &TransportSettings) -> Result<SharedHttpClient, ConfigError> {
    Err(ConfigError::new("there is no transport: give one with http_client(), or turn on the `rustls` feature"))
}

#[cfg(feature = "reqwest")]
fn transport_error(error: crate::http::TransportError) -> ConfigError {
    let message = error.to_string();
    match std::error::Error::source(&error) {
        Some(source) => ConfigError::new(format!("{message}: {source}")),
        None => ConfigError::new(message),
    }
}
