//! A local STS for tests: the service's eleven operations on a loopback port, without AWS, a network or an account.
//!
//! It behaves as STS does where a client can tell: it verifies signatures with code that shares nothing with the
//! client's signer, hands out credentials that work in the next call and expire by its clock, and refuses what STS
//! refuses, with the same codes and statuses. It knows no policies: whoever is signed in is allowed, apart from what
//! [`RoleRules`] and the kinds of credentials rule out.
//!
//! ```
//! use std::time::Duration;
//! use sts_sdk::testing::{LocalSts, RoleRules};
//!
//! let sts = LocalSts::start()?;
//! sts.add_role(
//!     "arn:aws:iam::123456789012:role/deploy",
//!     RoleRules::default().external_id("partner-7").max_session_duration(Duration::from_secs(7200)),
//! );
//! sts.throttle_next(2);
//! // Point a client at `sts.url()` with the keys of `sts.access_key()`.
//! assert!(sts.url().starts_with("http://127.0.0.1:"));
//! assert!(sts.access_key().access_key_id().starts_with("AKIA"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod assume;
mod constraints;
mod inform;
mod json;
mod local;
mod mint;
mod params;
mod restrictions;
mod roles;
mod service;
mod session;
mod state;
mod tokens;
mod validate;

#[cfg(test)]
mod tests;

pub use aws_query_runtime::testing::{ManualClock, ReceivedRequest, SharedNow, system_now};
pub use local::{LocalKey, LocalSts, LocalStsBuilder};
pub use roles::RoleRules;
