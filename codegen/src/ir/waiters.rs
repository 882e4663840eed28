//! Waiters: an operation called again until it says what is waited for.

use super::{Deprecation, Docs, path::Path};

/// A waiter of an operation.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// `RoleExists`, in the model and in errors.
    pub smithy_name: String,
    /// Its Rust type.
    pub name: String,
    /// `wait_until_role_exists`.
    pub method: String,
    /// What is waited for.
    pub docs: Docs,
    /// Seconds between two calls, at least.
    pub min_delay: u32,
    /// Seconds between two calls, at most.
    pub max_delay: u32,
    /// Tried in order.
    pub acceptors: Vec<Acceptor>,
    /// On the method.
    pub deprecated: Option<Deprecation>,
}

/// What an answer means.
#[derive(Clone, Debug)]
pub struct Acceptor {
    /// Which answer.
    pub matcher: Matcher,
    /// What follows.
    pub state: State,
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Smithy's own names")]
pub enum State {
    Success,
    Failure,
    Retry,
}

/// Which answer is meant.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// An output, or an error.
    Success(bool),
    /// An error with this code on the wire.
    Error(String),
    /// An output of which the expression has the expected value.
    Path {
        /// The expression.
        path: Box<Path>,
        /// Whether it reads the input too.
        with_input: bool,
        /// The value.
        expected: Expected,
    },
}

/// The value that an expression should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(String),
    /// This truth.
    Boolean(bool),
    /// A list that is not empty, of this text alone.
    All(String),
    /// A list with this text in it.
    Any(String),
}
