//! AWS Security Token Service for Rust: typed operations, errors that say what went wrong, a small
//! build.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sts = sts_sdk::Client::from_env().await?; // region and credentials from the environment
//! let me = sts.get_caller_identity().send().await?;
//! println!("{} in account {}", me.arn, me.account); // String: the service always sends them
//!
//! let role = sts
//!     .assume_role("arn:aws:iam::123456789012:role/demo", "nightly-report") // required: arguments
//!     .duration_seconds(900)
//!     .tag("Project", "Unicorn")
//!     .send()
//!     .await?;
//! // The same client as the role: same settings, same connections.
//! let sts = sts_sdk::Client::new(sts.config().to_builder().credentials_provider(role.credentials).build()?)?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client`] has a method an operation. A request is sent by `send`, which gives the output, or
//! `send_full`, which also gives request id, status, headers and attempts; `prepare` gives the unsent
//! request. [`Error`] is one type: its `Display` is the sentence to show, [`ErrorKind`] what to branch
//! on. [`OPERATIONS`] is the table of what there is.
//!
//! # Features
//!
//! - `rustls` (default): the reqwest transport with TLS by rustls on ring.
//! - `reqwest`: the reqwest transport without TLS, for http endpoints.
//! - neither: bring your own transport, see [`http::HttpClient`].
//! - `testing`: `testing::LocalSts`, an STS on loopback for your own tests.

pub use aws_query_runtime::endpoint::{Endpoint, EndpointError, EndpointQuery};
pub use aws_query_runtime::operation::{MemberSpec, OperationSpec};
pub use aws_query_runtime::{
    CallOptions, Config, ConfigBuilder, ConfigError, Credentials, CredentialsError, Explanation, Prepared,
    ProvideCredentials, Response, SETTINGS, Secret, clock, credentials, error, http, os, profile, regions, retry,
    settings, sigv4, timestamp, validate,
};
pub use from_env::environment;
pub use generated::client::{Client, OPERATIONS};
pub use generated::error::{Error, ErrorKind};
pub use generated::{endpoint, operation, types};

mod from_env;
#[rustfmt::skip]
mod generated;
#[cfg(feature = "testing")]
pub mod testing;

// The README's examples are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
