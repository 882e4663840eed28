//! How the default transport connects: proxies, roots to trust, time limits. Values only; nothing here opens a
//! connection.

use std::{fmt, path::Path, sync::Arc, time::Duration};

use super::ProxyConfig;
use crate::{config::ConfigError, os::Files};

/// How long a connection may take to stand, TLS included, unless a setting says otherwise: 3.1 seconds.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// Settings of the default transport. A transport of your own has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportSettings {
    /// Which requests go through a proxy; none by default.
    pub proxy: ProxyConfig,
    /// Whom to trust in place of the platform's roots.
    pub ca_bundle: Option<CaBundle>,
    /// How long a connection may take to stand, TLS and proxies included; [`DEFAULT_CONNECT_TIMEOUT`] by default.
    pub connect_timeout: Duration,
    /// Whether idle connections are probed, so that what stands between does not forget them; they are by
    /// default.
    pub tcp_keepalive: bool,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            proxy: ProxyConfig::none(),
            ca_bundle: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            tcp_keepalive: true,
        }
    }
}

/// Certificates of authorities, in PEM. `Debug` shows where they are from only.
///
/// They replace the platform's roots, as `AWS_CA_BUNDLE` does in every SDK.
#[derive(Clone, PartialEq, Eq)]
pub struct CaBundle {
    pem: Arc<[u8]>,
    origin: Arc<str>,
}

/// A bundle larger than this is refused, in bytes.
const MAX_BUNDLE_BYTES: usize = 16 * 1024 * 1024;

impl CaBundle {
    /// Reads a PEM file; [`expand_home`](crate::profile::expand_home) before where the path may start with `~`.
    ///
    /// # Errors
    ///
    /// The file cannot be read; the text names it and says why. What is in it is looked at when the transport is made.
    pub fn read(path: &Path, files: &dyn Files) -> Result<Self, ConfigError> {
        let shown = path.display();
        match files.read(path, MAX_BUNDLE_BYTES) {
            Ok(pem) => Ok(Self { pem: pem.into(), origin: shown.to_string().into() }),
            Err(error) => Err(ConfigError::new(format!("the CA bundle {shown} cannot be read: {error}"))),
        }
    }

    /// Certificates in PEM from elsewhere; errors name them by `origin`.
    #[must_use]
    pub fn from_pem(pem: impl Into<Vec<u8>>, origin: impl Into<String>) -> Self {
        Self { pem: pem.into().into(), origin: origin.into().into() }
    }

    /// With the setting that named it: a bundle is looked into when a transport is made, and nothing else says then
    /// where it came from.
    pub(crate) fn named_by(self, setting: &impl fmt::Display) -> Self {
        Self { origin: format!("{} ({setting})", self.origin).into(), ..self }
    }

    /// Whether anything in it looks like PEM.
    pub(crate) fn is_pem(&self) -> bool {
        const BEGIN: &[u8] = b"-----BEGIN";
        self.pem.windows(BEGIN.len()).any(|bytes| bytes == BEGIN)
    }

    /// The path, with the setting that named it; or what [`from_pem`](Self::from_pem) was told.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    #[cfg(feature = "rustls")]
    pub(super) fn pem(&self) -> &[u8] {
        &self.pem
    }
}

impl fmt::Debug for CaBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::StaticFiles;

    #[test]
    fn a_bundle_that_cannot_be_read_is_named() {
        let files = StaticFiles::from_iter([("/ca.pem", "x")])
            .with_unreadable("/secret.pem", std::io::ErrorKind::PermissionDenied);
        let bundle = CaBundle::read("/ca.pem".as_ref(), &files).expect("a file");
        assert_eq!((bundle.origin(), format!("{bundle:?}").as_str()), ("/ca.pem", "/ca.pem"));
        let error = CaBundle::read("/secret.pem".as_ref(), &files).expect_err("no permission");
        assert_eq!(error.to_string(), "the CA bundle /secret.pem cannot be read: permission denied");
    }
}
