//! The client that every AWS user expects: settings from the environment.

use aws_query_runtime::{Config, ConfigBuilder, ConfigError};

use crate::Client;

impl Client {
    /// A client with settings from the environment: region, credentials and endpoint, as
    /// [`Config::environment`] says.
    ///
    /// Nothing is fetched yet: credentials are read when a call needs them.
    ///
    /// # Errors
    ///
    /// No region, or a variable that is not what it should be; the text names it.
    pub async fn from_env() -> Result<Self, ConfigError> {
        Self::new(environment().build()?)
    }
}

/// The settings of the process's environment: what [`Client::from_env`] starts from, to add to in code, and
/// what clients of other services with the same runtime start from.
///
/// ```
/// # fn example() -> Result<(), sts_sdk::ConfigError> {
/// let config = sts_sdk::environment().region("eu-west-1").build()?;
/// # Ok(()) }
/// ```
pub fn environment() -> ConfigBuilder {
    Config::environment()
}
