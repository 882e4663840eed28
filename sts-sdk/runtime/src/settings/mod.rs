//! Settings of the environment and of the shared files: the [table](SETTINGS) of all there are, where
//! they are looked for, what counts, and why.
//!
//! Code comes before the environment, the environment before the profile, the profile before the defaults.
//! Nothing here is fetched, and nothing here knows a service: what only one service has, its
//! [`ServiceSpec`](crate::operation::ServiceSpec) says.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

mod credentials;
mod endpoint;
mod explain;
mod near;
mod notes;
mod region;
mod resolve;
mod source;
mod table;
mod transport;

pub use explain::{Explained, Explanation, Passed};
pub use region::{Region, regions};
pub use source::Origin;
pub use table::{Kind, SETTINGS, Setting, Treatment};

pub(crate) use credentials::default_chain;
pub(crate) use endpoint::{for_service, names_endpoint, service_key};
pub(crate) use explain::{Subject, behind_endpoint, explain};
pub(crate) use region::{GLOBAL, check_to_sign, is_pseudo};
pub(crate) use resolve::{Resolved, Resolver, check_known, resolve};
pub(crate) use source::Sources;

/// A text with parts from outside, on one line, in the order in which it reads.
pub(crate) fn on_one_line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

// Neither ends a line, nor drives a terminal, nor turns the direction of what follows.
fn harmless(c: char) -> char {
    match c {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

// Texts come from outside: on one line, and not too long.
fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut shown: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str("..");
    }
    shown
}
