//! Credentials from environment variables.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html>

use std::sync::Arc;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::os::Env;

const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKEN: &str = "AWS_SESSION_TOKEN";
const ACCOUNT: &str = "AWS_ACCOUNT_ID";

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_ACCOUNT_ID`, read at every call.
///
/// An empty variable counts as unset. One half of a key pair without the other is an error, not a
/// reason to look elsewhere.
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    env: Arc<dyn Env>,
}

impl EnvironmentCredentials {
    /// Reads this environment.
    #[must_use]
    pub fn new(env: Arc<dyn Env>) -> Self {
        Self { env }
    }

    fn read(&self, name: &str) -> Result<Option<String>, CredentialsError> {
        let value = self.env.var(name).map_err(|_| CredentialsError::broken(format!("{name} is not Unicode")))?;
        match value.filter(|value| !value.is_empty()) {
            // Signed as it is, it would be a signature that does not match.
            Some(value) if value.trim() != value => {
                Err(CredentialsError::broken(format!("{name} has white space around its value: remove it")))
            }
            value => Ok(value),
        }
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        match (self.read(KEY)?, self.read(SECRET)?) {
            (Some(key), Some(secret)) => {
                let mut credentials = Credentials::new(key, secret);
                if let Some(token) = self.read(TOKEN)? {
                    credentials = credentials.with_session_token(token);
                }
                if let Some(account) = self.read(ACCOUNT)? {
                    credentials = credentials.with_account_id(account);
                }
                Ok(credentials)
            }
            (None, None) => {
                Err(CredentialsError::not_configured(format!("environment variables {KEY} and {SECRET} are not set")))
            }
            (Some(_), None) => Err(CredentialsError::broken(format!("{KEY} is set and {SECRET} is not: set both"))),
            (None, Some(_)) => Err(CredentialsError::broken(format!("{SECRET} is set and {KEY} is not: set both"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{credentials::CredentialsErrorKind, os::StaticEnv};

    #[tokio::test]
    async fn variables_make_credentials_or_a_reason() {
        type Case<'c> = (&'c [(&'c str, &'c str)], Result<Option<&'c str>, CredentialsErrorKind>);
        let cases: &[Case<'_>] = &[
            (&[(KEY, "AKID"), (SECRET, "s")], Ok(None)),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKEN, "t")], Ok(Some("t"))),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKEN, "")], Ok(None)),
            (&[], Err(CredentialsErrorKind::NotConfigured)),
            (&[(KEY, ""), (SECRET, "")], Err(CredentialsErrorKind::NotConfigured)),
            (&[(KEY, "AKID")], Err(CredentialsErrorKind::Broken)),
            (&[(SECRET, "s"), (KEY, "")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "s\n")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, " AKID"), (SECRET, "s")], Err(CredentialsErrorKind::Broken)),
        ];
        for (variables, expected) in cases {
            let env: StaticEnv = variables.iter().copied().collect();
            let result = EnvironmentCredentials::new(Arc::new(env)).provide().await;
            match (result, expected) {
                (Ok(credentials), Ok(token)) => {
                    assert_eq!(credentials.session_token().map(|token| token.expose()), *token, "{variables:?}");
                }
                (Err(error), Err(kind)) => assert_eq!(error.kind(), *kind, "{variables:?}"),
                (result, _) => panic!("{variables:?}: {result:?}"),
            }
        }
    }
}
