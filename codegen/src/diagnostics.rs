//! Problems found in models, collected over a whole run and shown together.
//!
//! A diagnostic names a stable code, the shape, the path inside the file and what to do. This
//! module does not know how any of them is found.

use std::fmt;

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
    /// Errors come first in a report.
    pub severity: Severity,
    /// The file, as the user named it.
    pub file: String,
    /// The path of JSON keys inside the file, joined by `/`; empty for the file as a whole.
    pub path: String,
    /// `E004`; stable, listed in `CONTRIBUTING.md`.
    pub code: &'static str,
    /// The shape id, where there is one.
    pub shape: Option<String>,
    /// What is wrong, with the offending value.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Where a problem is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// The path of keys inside it.
    pub path: String,
    /// The shape id.
    pub shape: Option<String>,
}

impl Place {
    /// A place deeper inside this one.
    #[must_use]
    pub fn at(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}/{key}", self.path) };
        Self { file: self.file.clone(), path, shape: self.shape.clone() }
    }
}

/// The problems of one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Records an error.
    pub fn error(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Error, code, place, message.into(), help.into());
    }

    /// Records a warning.
    pub fn warning(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Warning, code, place, message.into(), help.into());
    }

    /// Records a note.
    pub fn note(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Note, code, place, message.into(), help.into());
    }

    /// Whether anything keeps code from being generated.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The problems, errors first, then by file and path; each once.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.list.iter().collect();
        sorted.sort();
        sorted.dedup();
        sorted
    }

    fn push(&mut self, severity: Severity, code: &'static str, place: &Place, message: String, help: String) {
        let Place { file, path, shape } = place.clone();
        self.list.push(Diagnostic { severity, file, path, code, shape, message, help });
    }
}

impl fmt::Display for Diagnostic {
    /// ```text
    /// error[E004]: target `com.example#Missing` does not exist
    ///   --> model/sts.json: shapes/com.example#Tag/members/Key/target (shape com.example#Tag)
    ///   = help: define the shape or correct the target
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        writeln!(f, "{severity}[{}]: {}", self.code, self.message)?;
        write!(f, "  --> {}", if self.file.is_empty() { "the model" } else { &self.file })?;
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        if let Some(shape) = &self.shape {
            write!(f, " (shape {shape})")?;
        }
        writeln!(f)?;
        writeln!(f, "  = help: {}", self.help)
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.sorted();
        for diagnostic in &sorted {
            writeln!(f, "{diagnostic}")?;
        }
        let count = |severity, name: &str| {
            let count = sorted.iter().filter(|diagnostic| diagnostic.severity == severity).count();
            format!("{count} {name}{}", if count == 1 { "" } else { "s" })
        };
        let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
        write!(f, "{errors}, {warnings}, {}", count(Severity::Note, "note"))
    }
}

impl std::error::Error for Diagnostics {}
