//! Credentials: the value, who provides it, and why there may be none.
//!
//! A provider that has nothing to offer says *not configured*, and the next in a chain is asked; one
//! that is configured and fails is *broken*, and the chain stops and says why.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

use crate::{
    secret::Secret,
    timestamp::{self, TimestampFormat},
};

mod chain;
mod environment;
mod process;
mod profile;
mod role;

pub use chain::Chain;
pub use environment::EnvironmentCredentials;
pub use process::{PROCESS_TIMEOUT, ProcessCredentials};
pub(crate) use profile::{Offer, offer};
pub use profile::{ProfileCredentials, ProfileSource};
pub use role::{AssumedRole, RoleSource};

/// An access key, its secret, and for temporary credentials a session token and an expiration.
///
/// Cheap to clone; `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Arc<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expiration: Option<SystemTime>,
    account_id: Option<String>,
}

impl Credentials {
    /// Long-term credentials.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<Secret>) -> Self {
        Self(Arc::new(Parts {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expiration: None,
            account_id: None,
        }))
    }

    /// Temporary credentials, as STS answers them.
    #[must_use]
    pub fn temporary(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<Secret>,
        session_token: impl Into<Secret>,
        expiration: SystemTime,
    ) -> Self {
        Self::new(access_key_id, secret_access_key).with_session_token(session_token).with_expiration(expiration)
    }

    /// With a session token.
    #[must_use]
    pub fn with_session_token(mut self, session_token: impl Into<Secret>) -> Self {
        Arc::make_mut(&mut self.0).session_token = Some(session_token.into());
        self
    }

    /// With an expiration.
    #[must_use]
    pub fn with_expiration(mut self, expiration: SystemTime) -> Self {
        Arc::make_mut(&mut self.0).expiration = Some(expiration);
        self
    }

    /// With the account that they belong to.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).account_id = Some(account_id.into());
        self
    }

    /// The access key id: not secret, it names the credentials.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The secret access key.
    #[must_use]
    pub fn secret_access_key(&self) -> &Secret {
        &self.0.secret_access_key
    }

    /// The session token of temporary credentials.
    #[must_use]
    pub fn session_token(&self) -> Option<&Secret> {
        self.0.session_token.as_ref()
    }

    /// When they stop working; `None` for long-term credentials.
    #[must_use]
    pub fn expiration(&self) -> Option<SystemTime> {
        self.0.expiration
    }

    /// The account that they belong to, where whoever provided them said so.
    #[must_use]
    pub fn account_id(&self) -> Option<&str> {
        self.0.account_id.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.0.access_key_id)
            .field("secret_access_key", &self.0.secret_access_key)
            .field("session_token", &self.0.session_token)
            .field("expiration", &self.0.expiration.map(moment))
            .field("account_id", &self.0.account_id)
            .finish()
    }
}

/// `ASIAEXAMPLE until 2026-01-01T00:00:00Z`; nothing secret.
impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.access_key_id)?;
        match self.0.expiration {
            Some(expiration) => write!(f, " until {}", moment(expiration)),
            None => Ok(()),
        }
    }
}

fn moment(time: SystemTime) -> String {
    timestamp::format(time, TimestampFormat::DateTime)
}

/// Provides credentials for one call after another.
///
/// `Debug` must not show secrets.
pub trait ProvideCredentials: fmt::Debug + Send + Sync + 'static {
    /// The credentials to sign with now.
    fn provide(&self) -> impl Future<Output = Result<Credentials, CredentialsError>> + Send;
}

/// The same credentials always.
impl ProvideCredentials for Credentials {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        Ok(self.clone())
    }
}

/// A shared [`ProvideCredentials`] of any type.
#[derive(Clone)]
pub struct SharedCredentialsProvider(Arc<dyn DynProvider>);

impl SharedCredentialsProvider {
    /// Shares a provider.
    #[must_use]
    pub fn new(provider: impl ProvideCredentials) -> Self {
        Self(Arc::new(provider))
    }
}

impl ProvideCredentials for SharedCredentialsProvider {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        self.0.provide_boxed().await
    }
}

impl fmt::Debug for SharedCredentialsProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

type ProvideFuture<'p> = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'p>>;

// The object-safe twin: users write `async fn`, the configuration holds one type.
trait DynProvider: fmt::Debug + Send + Sync {
    fn provide_boxed(&self) -> ProvideFuture<'_>;
}

impl<P: ProvideCredentials> DynProvider for P {
    fn provide_boxed(&self) -> ProvideFuture<'_> {
        Box::pin(self.provide())
    }
}

/// Why there are no credentials.
#[derive(Debug)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`CredentialsError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// The provider has nothing to offer here; a chain asks the next one.
    NotConfigured,
    /// The provider is meant to be used and does not work; a chain stops.
    Broken,
    /// The client is anonymous and the operation needs a signature.
    Anonymous,
}

impl CredentialsError {
    /// Nothing to offer; the message says what was looked for.
    #[must_use]
    pub fn not_configured(message: impl Into<String>) -> Self {
        Self { kind: CredentialsErrorKind::NotConfigured, message: message.into(), source: None }
    }

    /// Does not work; the message says what is wrong and what to do, and holds no secret.
    #[must_use]
    pub fn broken(message: impl Into<String>) -> Self {
        Self { kind: CredentialsErrorKind::Broken, message: message.into(), source: None }
    }

    /// With what caused it, whose text the message does not repeat.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }

    pub(crate) fn anonymous(operation: &str) -> Self {
        Self {
            kind: CredentialsErrorKind::Anonymous,
            message: format!(
                "{operation} must be signed and this client is anonymous; give it credentials, or build it with \
                 allow_signed_operations() to send the request without a signature"
            ),
            source: None,
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials::temporary("AKIDEXAMPLE", "hunter2", "token3", SystemTime::UNIX_EPOCH);
        let shown = format!("{credentials:?} {:?}", SharedCredentialsProvider::new(credentials.clone()));
        assert_eq!(credentials.to_string(), "AKIDEXAMPLE until 1970-01-01T00:00:00Z");
        assert!(shown.contains("AKIDEXAMPLE") && !shown.contains("hunter2") && !shown.contains("token3"), "{shown}");
    }
}
