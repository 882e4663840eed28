//! One answer, and the acceptors it is held against in their order: the first that matches counts.

use std::fmt::Write as _;

use crate::{
    error::{Error, cut},
    operation::Operation,
};

/// Elements of a list that are shown.
const SHOWN: usize = 10;

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is what was waited for.
    Success,
    /// It cannot become what is waited for.
    Failure,
    /// Not yet.
    Retry,
}

/// The value that an expression should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(&'static str),
    /// This truth.
    Boolean(bool),
    /// A list that is not empty, of this text alone.
    All(&'static str),
    /// A list with this text in it.
    Any(&'static str),
}

/// The value that an expression has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A text.
    Text(&'a str),
    /// A truth.
    Boolean(bool),
    /// A list of texts, null among them.
    Texts(Vec<Option<&'a str>>),
}

/// An answer on its way through the acceptors.
#[must_use = "the acceptors' word is in what they give back"]
pub struct Answer<'a, O: Operation> {
    input: &'a O,
    answer: &'a Result<O::Output, Error<O::Kind>>,
    /// Whether the next expression's value must not be shown.
    sensitive: bool,
    state: Option<State>,
    seen: Option<String>,
}

impl<'a, O: Operation> Answer<'a, O> {
    pub(super) fn new(input: &'a O, answer: &'a Result<O::Output, Error<O::Kind>>) -> Self {
        let seen = match answer {
            Ok(_) => None,
            Err(Error::Service(error)) => {
                let code = error.code.as_deref().unwrap_or("an error without a code");
                Some(match &error.message {
                    Some(message) => format!("{code}: {}", cut(message)),
                    None => code.to_owned(),
                })
            }
            Err(error) => Some(error.to_string()),
        };
        Self { input, answer, sensitive: false, state: None, seen }
    }

    pub(super) fn finish(self) -> (Option<State>, Option<String>) {
        let fallback = || self.answer.is_ok().then(|| "an answer without an error".to_owned());
        (self.state, self.seen.or_else(fallback))
    }

    /// Any output.
    pub fn on_success(self, state: State) -> Self {
        let matches = self.answer.is_ok();
        self.decide(matches, state)
    }

    /// Any error.
    pub fn on_any_error(self, state: State) -> Self {
        let matches = self.answer.is_err();
        self.decide(matches, state)
    }

    /// An error with this code.
    pub fn on_error(self, code: &str, state: State) -> Self {
        let matches = self.answer.as_ref().err().and_then(Error::code) == Some(code);
        self.decide(matches, state)
    }

    /// The value of the next expression must not be shown.
    pub fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    /// An output, or input and output, of which an expression has a value. `None` of the function is null, and what
    /// JMESPath calls an error: neither is any value.
    pub fn on_path<T: Into<Found<'a>>>(
        mut self,
        path: &'static str,
        value: impl FnOnce(&'a O, &'a O::Output) -> Option<T>,
        cases: &[(Expected, State)],
    ) -> Self {
        let sensitive = std::mem::take(&mut self.sensitive);
        let (None, Ok(output)) = (self.state, self.answer) else { return self };
        let found = value(self.input, output).map(Into::into);
        let shown = match &found {
            None => "null".to_owned(),
            Some(_) if sensitive => "[redacted]".to_owned(),
            Some(found) => found.to_string(),
        };
        let case = cases.iter().find(|(expected, _)| found.as_ref().is_some_and(|found| found.is(*expected)));
        self.state = case.map(|(_, state)| *state);
        let shown = format!("{path} was {shown}");
        self.seen = match self.seen.take() {
            Some(seen) if self.state.is_none() => Some(format!("{seen}; {shown}")),
            _ => Some(shown),
        };
        self
    }

    fn decide(mut self, matches: bool, state: State) -> Self {
        if self.state.is_none() && matches {
            self.state = Some(state);
        }
        self.sensitive = false;
        self
    }
}

impl<O: Operation> std::fmt::Debug for Answer<'_, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Found<'_> {
    fn is(&self, expected: Expected) -> bool {
        match (self, expected) {
            (Self::Text(found), Expected::Text(text)) => *found == text,
            (Self::Boolean(found), Expected::Boolean(value)) => *found == value,
            (Self::Texts(found), Expected::All(text)) => {
                !found.is_empty() && found.iter().all(|found| *found == Some(text))
            }
            (Self::Texts(found), Expected::Any(text)) => found.contains(&Some(text)),
            _ => false,
        }
    }
}

impl std::fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{:?}", cut(text)),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Texts(texts) => {
                f.write_char('[')?;
                for (place, text) in texts.iter().take(SHOWN).enumerate() {
                    f.write_str(if place == 0 { "" } else { ", " })?;
                    match text {
                        Some(text) => write!(f, "{:?}", cut(text))?,
                        None => f.write_str("null")?,
                    }
                }
                match texts.len().saturating_sub(SHOWN) {
                    0 => f.write_char(']'),
                    more => write!(f, ", and {more} more]"),
                }
            }
        }
    }
}

impl<'a> From<&'a str> for Found<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Found<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<'a> From<Vec<&'a str>> for Found<'a> {
    fn from(texts: Vec<&'a str>) -> Self {
        Self::Texts(texts.into_iter().map(Some).collect())
    }
}

impl<'a> From<Vec<Option<&'a str>>> for Found<'a> {
    fn from(texts: Vec<Option<&'a str>>) -> Self {
        Self::Texts(texts)
    }
}
