//! TLS by rustls on ring: whom to trust. Installs nothing process-wide.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt;

use super::{CaBundle, TransportError, TransportErrorKind};

/// Whom to trust.
pub(super) enum Roots<'b> {
    /// Whom the platform trusts.
    Platform,
    /// Only these.
    Bundle(&'b CaBundle),
    /// Nobody: an https URL fails to connect instead of being trusted by accident.
    Nobody,
}

pub(super) fn client_config(roots: Roots<'_>) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failure("TLS cannot be set up").with_source(error))?;
    let builder = match roots {
        Roots::Platform => builder.with_platform_verifier().map_err(|error| {
            let message = "TLS cannot be set up; are root certificates installed (ca-certificates)?";
            failure(message).with_source(error)
        })?,
        Roots::Bundle(bundle) => builder.with_root_certificates(store(bundle)?),
        Roots::Nobody => builder.with_root_certificates(RootCertStore::empty()),
    };
    Ok(builder.with_no_client_auth())
}

// Bundles of whole systems hold certificates that no verifier takes; one that is good is enough.
fn store(bundle: &CaBundle) -> Result<RootCertStore, TransportError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bundle.pem()).collect();
    let certificates = certificates.map_err(|error| {
        failure(&format!("the CA bundle {} is not in PEM form", bundle.origin())).with_source(error)
    })?;
    let mut store = RootCertStore::empty();
    match store.add_parsable_certificates(certificates) {
        (0, 0) => Err(failure(&format!(
            "the CA bundle {} holds no certificate; in PEM form they start with `-----BEGIN CERTIFICATE-----`",
            bundle.origin()
        ))),
        (0, unusable) => Err(failure(&format!(
            "the CA bundle {} holds no certificate of an authority that can be used ({unusable} cannot)",
            bundle.origin()
        ))),
        _ => Ok(store),
    }
}

fn failure(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Other, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_certificates_is_an_error_that_names_it() {
        let cases = [
            ("", "the CA bundle /ca.pem holds no certificate; in PEM form"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "the CA bundle /ca.pem holds no certificate;",
            ),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", "the CA bundle /ca.pem is not in PEM form"),
            ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "the CA bundle /ca.pem is not in PEM form"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "the CA bundle /ca.pem holds no certificate of an authority that can be used (1 cannot)",
            ),
        ];
        for (pem, expected) in cases {
            let bundle = CaBundle::from_pem(pem, "/ca.pem");
            let error = client_config(Roots::Bundle(&bundle)).expect_err(expected).to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
