//! What is wrong with a file: an error that lets none of it count, a warning about what does not.
//!
//! Neither repeats a value: it may be a secret.

use std::fmt;

use super::Location;

/// A file that cannot be used, with the place and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    location: Option<Location>,
    message: String,
}

impl ProfileError {
    pub(super) fn at(location: Location, message: impl Into<String>) -> Self {
        Self { location: Some(location), message: message.into() }
    }

    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { location: None, message: message.into() }
    }

    /// Where; `None` where it is not about a line.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            Some(location) => write!(f, "{location}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ProfileError {}

/// Something in a file that does not count, with the place and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileWarning {
    pub(super) kind: ProfileWarningKind,
    pub(super) location: Option<Location>,
    pub(super) message: String,
}

/// The kinds of [`ProfileWarning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileWarningKind {
    /// A file that was named and is missing, or that cannot be read.
    File,
    /// A section that does not count, with all that is in it.
    Section,
    /// A property that does not count.
    Property,
}

impl ProfileWarning {
    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ProfileWarningKind {
        self.kind
    }

    /// Where; `None` where it is about a whole file.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }
}

impl fmt::Display for ProfileWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            Some(location) => write!(f, "{location}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
