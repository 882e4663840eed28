//! Problems found in models, collected over a whole run and shown together.
//!
//! A diagnostic names a stable code, a place in a file and what to do. What is reported here is
//! rendered by `diagnostics/text.rs` for people and by `diagnostics/json.rs` for tools, with the
//! line and column that `diagnostics/position.rs` finds in the source. None of them knows how a
//! problem is found.

use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::Source;

mod json;
mod nearest;
mod place;
mod position;
mod text;

pub use nearest::{did_you_mean, nearest};
pub use place::Place;
pub(crate) use position::tree as json_tree;
use position::{Position, Text};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Code is generated; something in the model has no effect.
    Warning,
    /// Code is generated; something is left to the server.
    Note,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// `E004`; stable, listed in `CONTRIBUTING.md`.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong, with the offending value.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Other places that have to do with it, and what is there: the first of two definitions.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message.into(), help.into())
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message.into(), help.into())
    }

    /// A note.
    #[must_use]
    pub fn note(code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message.into(), help.into())
    }

    /// Adds another place that has to do with the problem, and what is there.
    #[must_use]
    pub fn and(mut self, place: &Place, what: impl Into<String>) -> Self {
        self.related.push((place.clone(), what.into()));
        self
    }

    fn new(severity: Severity, code: &'static str, place: &Place, message: String, help: String) -> Self {
        Self { severity, code, place: place.clone(), message, help, related: Vec::new() }
    }
}

/// The problems of one run, and the sources that they are in.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// In the order in which they were read, which is the order of a report.
    sources: Vec<(Arc<str>, Arc<str>)>,
    /// Traits without effect: why, and how often.
    ignored: BTreeMap<String, (&'static str, usize)>,
}

impl Diagnostics {
    /// Remembers the text of a file, so that problems in it are shown with line and column. Whatever
    /// reads a source adds it; a second source of the same name is not remembered.
    pub fn add_source(&mut self, source: &Source) {
        if self.sources.iter().all(|(name, _)| **name != *source.name) {
            self.sources.push((source.name.as_str().into(), source.text.as_str().into()));
        }
    }

    /// Records a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Records an error.
    pub fn error(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::error(code, place, message, help));
    }

    /// Records a warning.
    pub fn warning(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::warning(code, place, message, help));
    }

    /// Records a note.
    pub fn note(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::note(code, place, message, help));
    }

    /// Takes over errors and warnings of another run; what is left to the server is no matter while there is no code.
    pub(crate) fn take_over(&mut self, other: Self) {
        self.list.extend(other.list.into_iter().filter(|diagnostic| diagnostic.severity != Severity::Note));
    }

    /// The shapes that errors belong to; `None` for an error that belongs to no shape.
    pub(crate) fn shapes_with_errors(&self) -> impl Iterator<Item = Option<&str>> {
        let errors = self.list.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(|diagnostic| diagnostic.place.shape())
    }

    /// Counts a trait that is known and changes nothing for a client.
    pub(crate) fn ignored(&mut self, id: &str, reason: &'static str) {
        self.ignored.entry(id.to_owned()).or_insert((reason, 0)).1 += 1;
    }

    /// The traits of the model that are known and change nothing for a client: the id, the reason, and
    /// how many there are, by id.
    pub fn ignored_traits(&self) -> impl Iterator<Item = (&str, &'static str, usize)> {
        self.ignored.iter().map(|(id, (reason, count))| (id.as_str(), *reason, *count))
    }

    /// Whether anything keeps code from being generated.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing was reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems by file, line and column; each once.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        self.located().into_iter().map(|located| located.diagnostic).collect()
    }

    /// The problems as JSON, one object a line, in the order of [`sorted`](Self::sorted).
    ///
    /// | Field | Value |
    /// |---|---|
    /// | `$message_type` | `"diagnostic"`, as in the JSON of the Rust compiler |
    /// | `code`, `level`, `message`, `help` | `"E004"`, `"error"`, `"warning"` or `"note"`, texts |
    /// | `file` | the file as the user named it, or null |
    /// | `line`, `column`, `column_end` | counted from 1, columns in characters; null where the place is not in the text |
    /// | `path`, `shape` | the keys from the root of the file, a list; the id of the shape, or null |
    /// | `value` | the JSON found there, shortened, or null |
    /// | `related` | other places: `file`, `line`, `column`, `path`, `message` |
    /// | `rendered` | the text that people see |
    #[must_use]
    pub fn to_json_lines(&self) -> String {
        self.located().iter().map(|located| format!("{}\n", json::object(located))).collect()
    }

    fn located(&self) -> Vec<Located<'_>> {
        let mut texts: BTreeMap<&str, (usize, Text<'_>)> = BTreeMap::new();
        for (order, (name, text)) in self.sources.iter().enumerate() {
            if self.list.iter().any(|diagnostic| diagnostic.mentions(name)) {
                texts.insert(name, (order, Text::new(text)));
            }
        }
        let order = |place: &Place| texts.get(place.file()).map(|(order, _)| *order);
        let locate = |place: &Place| texts.get(place.file())?.1.locate(place);
        let mut list: Vec<Located<'_>> = self
            .list
            .iter()
            .map(|diagnostic| Located {
                file: order(&diagnostic.place),
                position: locate(&diagnostic.place),
                related: diagnostic.related.iter().map(|(place, _)| locate(place)).collect(),
                diagnostic,
            })
            .collect();
        list.sort();
        list.dedup_by(|a, b| a.diagnostic == b.diagnostic);
        list
    }
}

impl Diagnostic {
    fn mentions(&self, file: &str) -> bool {
        self.place.file() == file || self.related.iter().any(|(place, _)| place.file() == file)
    }
}

/// A diagnostic and where in the sources its places are; the order of fields is that of a report.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Located<'d> {
    /// Which of the sources.
    file: Option<usize>,
    position: Option<Position>,
    diagnostic: &'d Diagnostic,
    related: Vec<Option<Position>>,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

impl fmt::Display for Diagnostics {
    /// All problems, each with its line, and how many there are.
    ///
    /// ```text
    /// error[E004]: target `com.example#Tagg` does not exist
    ///   --> model/sts.json:12:23
    ///    |
    /// 12 |             "target": "com.example#Tagg"
    ///    |                       ^^^^^^^^^^^^^^^^^^
    ///    |
    ///    = note: at shapes/com.example#In/members/Tag/target
    ///    = help: did you mean `com.example#Tag`?
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let located = self.located();
        for problem in &located {
            writeln!(f, "{}\n", text::render(problem))?;
        }
        let count = |severity, name: &str| {
            let count = located.iter().filter(|problem| problem.diagnostic.severity == severity).count();
            format!("{count} {name}{}", if count == 1 { "" } else { "s" })
        };
        let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
        write!(f, "{errors}, {warnings}, {}", count(Severity::Note, "note"))
    }
}

impl std::error::Error for Diagnostics {}
