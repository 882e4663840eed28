//! Providers asked one after another.

use super::{Credentials, CredentialsError, CredentialsErrorKind, ProvideCredentials, SharedCredentialsProvider};

/// Asks each provider in turn. One that is not configured is passed over; one that is broken stops
/// the chain, so that a typing error in one place does not become somebody else's identity.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    providers: Vec<SharedCredentialsProvider>,
}

impl Chain {
    /// With this provider after those there are.
    #[must_use]
    pub fn then(mut self, provider: impl ProvideCredentials) -> Self {
        self.providers.push(SharedCredentialsProvider::new(provider));
        self
    }
}

impl ProvideCredentials for Chain {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        let mut passed = Vec::new();
        for provider in &self.providers {
            match provider.provide().await {
                Ok(credentials) => return Ok(credentials),
                Err(error) if error.kind() == CredentialsErrorKind::NotConfigured => passed.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        let looked = if passed.is_empty() { "nowhere to look".to_owned() } else { passed.join("; ") };
        Err(CredentialsError::not_configured(format!("no credentials found: {looked}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fails(fn() -> CredentialsError);

    impl ProvideCredentials for Fails {
        async fn provide(&self) -> Result<Credentials, CredentialsError> {
            Err((self.0)())
        }
    }

    fn absent() -> CredentialsError {
        CredentialsError::not_configured("A is not set")
    }

    fn broken() -> CredentialsError {
        CredentialsError::broken("B is wrong")
    }

    #[tokio::test]
    async fn the_first_that_is_configured_decides() {
        let found = Credentials::new("AKID", "secret");
        let chain = Chain::default().then(Fails(absent)).then(found.clone()).then(Fails(broken));
        assert_eq!(chain.provide().await.expect("the second provider answers"), found);

        let chain = Chain::default().then(Fails(broken)).then(found);
        let error = chain.provide().await.expect_err("a broken provider stops the chain");
        assert_eq!((error.kind(), error.to_string()), (CredentialsErrorKind::Broken, "B is wrong".to_owned()));

        let error = Chain::default().then(Fails(absent)).provide().await.expect_err("nothing is configured");
        assert_eq!(error.to_string(), "no credentials found: A is not set");
    }
}
