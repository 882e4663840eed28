//! The runtime of generated awsQuery SDKs: what every service needs and no service names.
//!
//! Generated code decides names; this crate knows the protocol ([`query`], [`xml`], [`timestamp`]),
//! signing ([`sigv4`]), where requests go ([`endpoint`]), how they get there ([`http`]) and the call
//! loop ([`call`]). It cannot name a generated type. Applications meet it through the SDK crate that
//! re-exports the public part: [`Config`], [`Credentials`], [`Error`], [`Secret`].

mod byteset;
pub mod call;
pub mod clock;
mod compression;
pub mod config;
pub mod credentials;
pub mod endpoint;
pub mod error;
pub mod http;
pub mod operation;
pub mod os;
pub mod pages;
pub mod profile;
pub mod query;
pub mod retry;
pub mod secret;
pub mod settings;
pub mod sigv4;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timestamp;
pub mod validate;
pub mod value;
pub mod waiter;
pub mod xml;

pub use call::{CallOptions, Prepared, Response};
pub use config::{Config, ConfigBuilder, ConfigError};
pub use credentials::{Credentials, CredentialsError, ProvideCredentials};
pub use error::Error;
pub use secret::Secret;
pub use settings::{Explanation, SETTINGS, regions};
