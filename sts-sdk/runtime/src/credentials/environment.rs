//! Credentials from environment variables.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html>

use std::sync::Arc;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::os::Env;

const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKENS: [&str; 2] = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"];
const ACCOUNT: &str = "AWS_ACCOUNT_ID";
// The names of tools that are older than the others.
const OLDER_KEY: &str = "AWS_ACCESS_KEY";
const OLDER_SECRETS: [&str; 2] = ["AWS_SECRET_KEY", "SECRET_ACCESS_KEY"];

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_ACCOUNT_ID`, read at every call.
///
/// An empty variable counts as unset. One half of a key pair without the other is an error, not a
/// reason to look elsewhere. Where there is no `AWS_SESSION_TOKEN`, `AWS_SECURITY_TOKEN` is asked, the name that boto
/// gave it.
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    env: Arc<dyn Env>,
    older: bool,
}

impl EnvironmentCredentials {
    /// Reads this environment.
    #[must_use]
    pub fn new(env: Arc<dyn Env>) -> Self {
        Self { env, older: false }
    }

    /// Reads the names of older tools, `AWS_ACCESS_KEY` and `AWS_SECRET_KEY` or `SECRET_ACCESS_KEY`, in place of
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    #[must_use]
    pub fn older_names(self) -> Self {
        Self { older: true, ..self }
    }

    /// What the variables say now, with the name of the one that has the access key id.
    pub(crate) fn read(&self) -> Result<(Credentials, &'static str), CredentialsError> {
        let (key_name, secret_names) = if self.older { (OLDER_KEY, &OLDER_SECRETS[..]) } else { (KEY, &[SECRET][..]) };
        let secret_name = secret_names.first().copied().unwrap_or(SECRET);
        match (self.value(&[key_name])?, self.value(secret_names)?) {
            (Some(key), Some(secret)) => {
                let mut credentials = Credentials::new(key, secret);
                if let Some(token) = self.value(&TOKENS)? {
                    credentials = credentials.with_session_token(token);
                }
                if let Some(account) = self.value(&[ACCOUNT])? {
                    credentials = credentials.with_account_id(account);
                }
                Ok((credentials, key_name))
            }
            (None, None) => Err(CredentialsError::not_configured(format!(
                "environment variables {key_name} and {secret_name} are not set"
            ))),
            (Some(_), None) => {
                Err(CredentialsError::broken(format!("{key_name} is set and {secret_name} is not: set both")))
            }
            (None, Some(_)) => {
                Err(CredentialsError::broken(format!("{secret_name} is set and {key_name} is not: set both")))
            }
        }
    }

    // The first that is set.
    fn value(&self, names: &[&'static str]) -> Result<Option<String>, CredentialsError> {
        for name in names {
            let value = self.env.var(name).map_err(|_| CredentialsError::broken(format!("{name} is not Unicode")))?;
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            return match wrong(&value) {
                Some(wrong) => Err(CredentialsError::broken(format!("{name} {wrong}"))),
                None => Ok(Some(value)),
            };
        }
        Ok(None)
    }
}

// Signed as it is, it would be a signature that does not match.
fn wrong(value: &str) -> Option<&'static str> {
    if value.trim() != value {
        Some("has white space around its value: remove it")
    } else if value.len() > 1 && ['"', '\''].iter().any(|quote| value.starts_with(*quote) && value.ends_with(*quote)) {
        // As an env file of Docker's passes them on.
        Some("is in quotation marks, which are part of its value: remove them")
    } else if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        Some("holds white space or a character that is not ASCII: was it copied whole?")
    } else {
        None
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        self.read().map(|(credentials, _)| credentials)
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
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKENS[0], "t")], Ok(Some("t"))),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKENS[0], "")], Ok(None)),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKENS[1], "old")], Ok(Some("old"))),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKENS[0], "t"), (TOKENS[1], "old")], Ok(Some("t"))),
            // Halves of two generations are no pair.
            (&[(KEY, "AKID"), ("AWS_SECRET_KEY", "s")], Err(CredentialsErrorKind::Broken)),
            (&[("AWS_ACCESS_KEY", "AKID"), ("AWS_SECRET_KEY", "s")], Err(CredentialsErrorKind::NotConfigured)),
            (&[], Err(CredentialsErrorKind::NotConfigured)),
            (&[(KEY, ""), (SECRET, "")], Err(CredentialsErrorKind::NotConfigured)),
            (&[(KEY, "AKID")], Err(CredentialsErrorKind::Broken)),
            (&[(SECRET, "s"), (KEY, "")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "s\n")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, " AKID"), (SECRET, "s")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "\"s\"")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "s"), (TOKENS[0], "'t'")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "s t")], Err(CredentialsErrorKind::Broken)),
            (&[(KEY, "AKID"), (SECRET, "s\u{2026}")], Err(CredentialsErrorKind::Broken)),
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

    #[tokio::test]
    async fn older_names_are_read_where_they_are_asked_for() {
        type Case<'c> = (&'c [(&'c str, &'c str)], Result<&'c str, &'c str>);
        let cases: &[Case<'_>] = &[
            (&[("AWS_ACCESS_KEY", "old"), ("AWS_SECRET_KEY", "s"), (KEY, "new")], Ok("old")),
            (&[("AWS_ACCESS_KEY", "old"), ("SECRET_ACCESS_KEY", "s")], Ok("old")),
            (&[("AWS_ACCESS_KEY", "old")], Err("AWS_ACCESS_KEY is set and AWS_SECRET_KEY is not: set both")),
            (
                &[(KEY, "new"), (SECRET, "s")],
                Err("environment variables AWS_ACCESS_KEY and AWS_SECRET_KEY are not set"),
            ),
        ];
        for (variables, expected) in cases {
            let env: StaticEnv = variables.iter().copied().collect();
            let result = EnvironmentCredentials::new(Arc::new(env)).older_names().provide().await;
            let result = result.as_ref().map(Credentials::access_key_id).map_err(ToString::to_string);
            assert_eq!(result, expected.map_err(str::to_owned), "{variables:?}");
        }
    }
}
