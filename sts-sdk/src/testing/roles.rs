//! The rules of a role: what its trust policy and its settings would say.

use std::time::Duration;

/// Who may assume a role, and for how long. By default: anyone who is signed in, for an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRules {
    pub(super) max_session_duration: Duration,
    pub(super) external_id: Option<String>,
    pub(super) require_mfa: bool,
    pub(super) trusted_principals: Option<Vec<String>>,
}

impl Default for RoleRules {
    fn default() -> Self {
        Self {
            max_session_duration: Duration::from_secs(3600),
            external_id: None,
            require_mfa: false,
            trusted_principals: None,
        }
    }
}

impl RoleRules {
    /// The role's MaxSessionDuration. IAM allows 1 to 12 hours; anything is taken here, so that sessions can be
    /// made to end soon.
    #[must_use]
    pub fn max_session_duration(mut self, duration: Duration) -> Self {
        self.max_session_duration = duration;
        self
    }

    /// AssumeRole must come with this ExternalId.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// AssumeRole must come with a code of the MFA device, or from a session that was made with one.
    #[must_use]
    pub fn require_mfa(mut self) -> Self {
        self.require_mfa = true;
        self
    }

    /// Only the principals named by calls of this method are trusted: an ARN of a user, role, session or identity
    /// provider, an account (its id, or the ARN of its root), or `*`.
    #[must_use]
    pub fn trusted_principal(mut self, principal: impl Into<String>) -> Self {
        self.trusted_principals.get_or_insert_default().push(principal.into());
        self
    }
}
