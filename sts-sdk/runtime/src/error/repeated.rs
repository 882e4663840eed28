//! Pages that would not end.

use std::fmt::{self, Write};

use super::text::{OneLine, cut};

/// A page named itself as the next one: asking on would never end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedToken {
    pub(crate) operation: &'static str,
    pub(crate) member: &'static str,
    /// `None` where tokens must not be shown.
    pub(crate) token: Option<String>,
}

impl RepeatedToken {
    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The member of its input that the token is for.
    #[must_use]
    pub fn member(&self) -> &'static str {
        self.member
    }

    /// The token; `None` where the model calls it sensitive.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

impl fmt::Display for RepeatedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_deref().map_or("[redacted]".into(), cut);
        let f = &mut OneLine(f);
        write!(
            f,
            "{} would never end: the page asked for with {} {token} names the same token for the next page",
            self.operation, self.member
        )
    }
}

impl std::error::Error for RepeatedToken {}
