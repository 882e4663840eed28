//! What was wrong with a document, and where. Built only when there is something wrong.

use std::fmt::{self, Display, Write as _};

/// The longest piece of a document that an error repeats, in characters.
const EXCERPT: usize = 40;
/// The longest path, in bytes, to which further names are added.
const MAX_PATH: usize = 512;

/// A document that is not well-formed, or not what the caller needs.
///
/// `Display` is the path of the element, without the root, and what is wrong with it:
/// ``AssumeRoleResult.Credentials.Expiration is not an RFC 3339 date and time: `tomorrow` ``. Values read with
/// [`secret`](super::Element::secret) are never part of it.
#[derive(Debug)]
pub struct ReadError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    path: String,
    problem: String,
}

impl ReadError {
    /// The names of the elements down to the one at fault, without the root, joined by dots. Empty where the root
    /// itself or the document as a whole is at fault.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, problem: impl Display) -> Self {
        let mut path = String::new();
        for name in names {
            if path.len() < MAX_PATH {
                let separator = if path.is_empty() { "" } else { "." };
                // Writing to a String does not fail.
                let _ = write!(path, "{separator}{}", Excerpt(name));
            }
        }
        Self(Box::new(Inner { path, problem: problem.to_string() }))
    }
}

impl ReadError {
    /// With this done to its texts.
    pub(crate) fn map(mut self, change: impl Fn(String) -> String) -> Self {
        let Inner { path, problem } = &mut *self.0;
        *path = change(std::mem::take(path));
        *problem = change(std::mem::take(problem));
        self
    }
}

impl Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, problem } = &*self.0;
        let subject = if path.is_empty() { "the document" } else { path };
        write!(formatter, "{subject} {problem}")
    }
}

impl std::error::Error for ReadError {}

/// A piece of a document, cut and on one line.
pub(super) struct Excerpt<'a>(pub(super) &'a str);

impl Display for Excerpt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        for character in rest.by_ref().take(EXCERPT) {
            formatter.write_char(if character.is_control() { '\u{fffd}' } else { character })?;
        }
        if rest.next().is_some() { formatter.write_str("...") } else { Ok(()) }
    }
}
