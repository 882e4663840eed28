//! The seam through which a chain assumes roles.
//!
//! This crate cannot name STS; the SDK that can fills the seam.

use std::{fmt, future::Future, time::Duration};

use super::{Credentials, CredentialsError};

/// A role to assume, as profiles and the environment describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssumedRole {
    /// ARN of the role.
    pub role_arn: String,
    /// Name of the session.
    pub session_name: String,
    /// What the role's owner asks callers to present.
    pub external_id: Option<String>,
    /// Length of the session; the service's default where unset.
    pub duration: Option<Duration>,
}

impl AssumedRole {
    /// A role, and the session's name.
    #[must_use]
    pub fn new(role_arn: impl Into<String>, session_name: impl Into<String>) -> Self {
        Self { role_arn: role_arn.into(), session_name: session_name.into(), ..Self::default() }
    }
}

/// Assumes roles with credentials that a chain has found.
pub trait RoleSource: fmt::Debug + Send + Sync + 'static {
    /// Temporary credentials of the role, obtained with `base`.
    fn assume(
        &self,
        role: &AssumedRole,
        base: Credentials,
    ) -> impl Future<Output = Result<Credentials, CredentialsError>> + Send;
}
