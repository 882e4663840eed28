//! The client that every AWS user expects: settings from the environment and the shared files.

use aws_query_runtime::{Config, ConfigBuilder, ConfigError, Explanation};

use crate::{Client, endpoint::for_config, generated::client::SERVICE};

impl Client {
    /// A client with settings from the environment and the shared files: region, profile, credentials, endpoint
    /// and the rest, as [`SETTINGS`](crate::SETTINGS) lists them.
    ///
    /// Files are read, and nothing is fetched: credentials are asked for when a call needs them.
    /// [`Client::explain`] says what came of it.
    ///
    /// # Errors
    ///
    /// No region, a profile that there is not, or a setting that is not what it should be; the text names the variable, or
    /// the file and line, and says what is allowed.
    pub async fn from_env() -> Result<Self, ConfigError> {
        Self::new(environment().build()?)
    }

    /// What a client with these settings would be, whether or not it can be made: each setting with its value, where it
    /// comes from, what was looked at besides, and what does not count. Fetches nothing and shows no secret.
    ///
    /// Of a client that there is, [`Config::explain`] says the same.
    ///
    /// ```
    /// use sts_sdk::{Client, os::StaticEnv};
    ///
    /// let env: StaticEnv = [("AWS_REGION", "us-east1")].into_iter().collect();
    /// let explanation = Client::explain(&sts_sdk::Config::builder().env(env));
    /// assert!(explanation.problems()[0].contains("did you mean `us-east-1`?"));
    /// ```
    #[must_use]
    pub fn explain(settings: &ConfigBuilder) -> Explanation {
        settings.explain_for(&SERVICE, for_config)
    }
}

/// The settings of the process's environment and of the shared files: what [`Client::from_env`] starts from, to add to
/// in code, and what clients of other services with the same runtime start from.
///
/// ```
/// # fn example() -> Result<(), sts_sdk::ConfigError> {
/// let config = sts_sdk::environment().region("eu-west-1").build()?;
/// # Ok(()) }
/// ```
pub fn environment() -> ConfigBuilder {
    Config::environment()
}
