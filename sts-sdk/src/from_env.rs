//! The client that every AWS user expects: settings from the environment.

use aws_query_runtime::{Config, ConfigError};

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
        Self::new(Config::environment().build()?)
    }
}
