//! Local checks of inputs against a model's constraints: length, range and pattern.
//!
//! All violations of an input are found in one run. What a pattern allows is data here, compiled at
//! generation; there is no regex engine. See
//! <https://smithy.io/2.0/spec/constraint-traits.html>.

use std::fmt;

use crate::secret::Secret;

mod pattern;

pub use pattern::Step;
use pattern::matches;

/// What the model says about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constraint {
    min: Option<i64>,
    max: Option<i64>,
    range: bool,
    pattern: Option<&'static str>,
    steps: &'static [Step],
    checked: bool,
}

impl Constraint {
    /// Anything goes.
    pub const NONE: Self = Self { min: None, max: None, range: false, pattern: None, steps: &[], checked: false };

    /// Bounds of the length: code points of a string, elements of a list or map, bytes of a blob.
    #[must_use]
    pub const fn length(self, min: Option<i64>, max: Option<i64>) -> Self {
        Self { min, max, range: false, ..self }
    }

    /// Bounds of the value.
    #[must_use]
    pub const fn range(self, min: Option<i64>, max: Option<i64>) -> Self {
        Self { min, max, range: true, ..self }
    }

    /// A pattern and its compiled form.
    #[must_use]
    pub const fn pattern(self, source: &'static str, steps: &'static [Step]) -> Self {
        Self { pattern: Some(source), steps, checked: true, ..self }
    }

    /// A pattern that only the server checks.
    #[must_use]
    pub const fn unchecked_pattern(self, source: &'static str) -> Self {
        Self { pattern: Some(source), checked: false, ..self }
    }

    /// The least length or value.
    #[must_use]
    pub const fn min(&self) -> Option<i64> {
        self.min
    }

    /// The greatest length or value.
    #[must_use]
    pub const fn max(&self) -> Option<i64> {
        self.max
    }

    /// Whether the bounds are of the value, not of its length.
    #[must_use]
    pub const fn is_range(&self) -> bool {
        self.range
    }

    /// The pattern as the model has it.
    #[must_use]
    pub const fn pattern_source(&self) -> Option<&'static str> {
        self.pattern
    }
}

/// Violations in a sentence at most; all of them are in the list.
const SHOWN: usize = 20;

/// An input that breaks constraints of the model; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    operation: &'static str,
    violations: Vec<Violation>,
}

impl InvalidInput {
    /// All of them.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub(crate) fn new(operation: &'static str, violations: Vec<Violation>) -> Self {
        Self { operation, violations }
    }

    pub(crate) fn one(operation: &'static str, path: &str, message: String) -> Self {
        Self { operation, violations: vec![Violation { path: path.to_owned(), message }] }
    }
}

impl fmt::Display for InvalidInput {
    // `AssumeRole was not sent: RoleSessionName: length 1 is below the minimum of 2; ..`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was not sent: ", self.operation)?;
        for (index, violation) in self.violations.iter().take(SHOWN).enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{violation}")?;
        }
        match self.violations.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl std::error::Error for InvalidInput {}

/// One broken constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: String,
    message: String,
}

impl Violation {
    /// Where: `Tags[2].Key`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What: `length 129 is above the maximum of 128`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Collects violations while generated code walks an input.
#[derive(Debug, Default)]
pub struct Checks {
    path: Vec<Segment>,
    violations: Vec<Violation>,
}

#[derive(Clone, Copy, Debug)]
enum Segment {
    Member(&'static str),
    Index(usize),
}

impl Checks {
    /// The member of this name is checked next.
    pub fn member(&mut self, name: &'static str) -> Check<'_> {
        Check::enter(self, Segment::Member(name))
    }

    pub(crate) fn finish(self) -> Vec<Violation> {
        self.violations
    }

    fn report(&mut self, message: String) {
        let mut path = String::new();
        for segment in &self.path {
            match segment {
                Segment::Member(name) if path.is_empty() => path.push_str(name),
                Segment::Member(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Segment::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        self.violations.push(Violation { path, message });
    }
}

/// The check of one value.
#[derive(Debug)]
pub struct Check<'c> {
    checks: &'c mut Checks,
}

impl<'c> Check<'c> {
    fn enter(checks: &'c mut Checks, segment: Segment) -> Self {
        checks.path.push(segment);
        Self { checks }
    }

    /// A string: length in code points, pattern.
    pub fn string(self, value: &str, constraint: &Constraint) {
        self.text(value, constraint, true);
    }

    /// A secret: as a string, and nothing of it is quoted.
    pub fn secret(self, value: &Secret, constraint: &Constraint) {
        self.text(value.expose(), constraint, false);
    }

    /// An integer.
    pub fn integer(self, value: impl Into<i64>, constraint: &Constraint) {
        let value = value.into();
        let (below, above) = (constraint.min.filter(|min| value < *min), constraint.max.filter(|max| value > *max));
        self.bounds(below, above, format_args!("value {value}"));
    }

    /// A floating point number.
    pub fn double(self, value: f64, constraint: &Constraint) {
        let below = constraint.min.filter(|min| value < *min as f64);
        let above = constraint.max.filter(|max| value > *max as f64);
        self.bounds(below, above, format_args!("value {value}"));
    }

    /// A length in bytes.
    pub fn length(self, length: usize, constraint: &Constraint) {
        self.sized(length, constraint);
    }

    /// A nested structure.
    pub fn structure(self, check: impl FnOnce(&mut Checks)) {
        check(self.checks);
    }

    /// A list: its length, and each element.
    pub fn list<T>(
        mut self,
        items: impl IntoIterator<Item = T>,
        constraint: &Constraint,
        mut each: impl FnMut(Check<'_>, T),
    ) {
        let mut length = 0;
        for item in items {
            each(Check::enter(self.checks, Segment::Index(length)), item);
            length += 1;
        }
        self.reborrow().sized_here(length, constraint);
    }

    /// A map: its size, each key and each value.
    pub fn map<K: AsRef<str>, V>(
        mut self,
        items: impl IntoIterator<Item = (K, V)>,
        constraint: &Constraint,
        keys: &Constraint,
        mut each: impl FnMut(Check<'_>, V),
    ) {
        let mut length = 0;
        for (key, item) in items {
            // `Map[0].key`: what is said of `Map[0]` is said of the value.
            Check::enter(self.checks, Segment::Index(length))
                .structure(|entry| entry.member("key").string(key.as_ref(), keys));
            each(Check::enter(self.checks, Segment::Index(length)), item);
            length += 1;
        }
        self.reborrow().sized_here(length, constraint);
    }

    fn reborrow(&mut self) -> &mut Self {
        self
    }

    fn sized(mut self, length: usize, constraint: &Constraint) {
        self.sized_here(length, constraint);
    }

    fn sized_here(&mut self, length: usize, constraint: &Constraint) {
        let size = i64::try_from(length).unwrap_or(i64::MAX);
        let (below, above) = (constraint.min.filter(|min| size < *min), constraint.max.filter(|max| size > *max));
        self.bounds_here(below, above, format_args!("length {length}"));
    }

    fn text(mut self, value: &str, constraint: &Constraint, quote: bool) {
        if !constraint.range && (constraint.min.is_some() || constraint.max.is_some()) {
            // Bytes bound code points from above: most strings need no count.
            let bytes = i64::try_from(value.len()).unwrap_or(i64::MAX);
            let sure =
                constraint.min.is_none_or(|min| bytes / 4 >= min) && constraint.max.is_none_or(|max| bytes <= max);
            if !sure {
                self.sized_here(value.chars().count(), constraint);
            }
        }
        if constraint.checked
            && let Err(at) = matches(value, constraint.steps)
        {
            let source = constraint.pattern.unwrap_or_default();
            let message = match value.chars().nth(at).filter(|_| quote) {
                Some(character) => {
                    format!("character {character:?} at position {} does not fit the pattern {source}", at + 1)
                }
                None => format!("the value does not fit the pattern {source}"),
            };
            self.checks.report(message);
        }
    }

    fn bounds(mut self, below: Option<i64>, above: Option<i64>, what: fmt::Arguments<'_>) {
        self.bounds_here(below, above, what);
    }

    fn bounds_here(&mut self, below: Option<i64>, above: Option<i64>, what: fmt::Arguments<'_>) {
        if let Some(min) = below {
            self.checks.report(format!("{what} is below the minimum of {min}"));
        }
        if let Some(max) = above {
            self.checks.report(format!("{what} is above the maximum of {max}"));
        }
    }
}

impl Drop for Check<'_> {
    fn drop(&mut self) {
        self.checks.path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: Step = Step::new(&[('+', '.'), ('0', '9'), ('=', '='), ('@', 'Z'), ('_', '_'), ('a', 'z')], 0, None);
    static NAME: Constraint = Constraint::NONE.length(Some(2), Some(5)).pattern(r"^[\w+=,.@-]*$", &[WORD]);
    static KEY: Constraint =
        Constraint::NONE.pattern(r"^[\p{L}\p{Z}\p{N}_]+$", &[Step::new(&[('_', '_')], 1, None).categories("LZN")]);
    static SECONDS: Constraint = Constraint::NONE.range(Some(900), Some(3600));

    fn violations(check: impl FnOnce(&mut Checks)) -> Vec<String> {
        let mut checks = Checks::default();
        check(&mut checks);
        assert!(checks.path.is_empty());
        checks.finish().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn strings_are_counted_in_code_points_and_matched() {
        let cases: &[(&str, &Constraint, &[&str])] = &[
            ("ab", &NAME, &[]),
            ("a", &NAME, &["X: length 1 is below the minimum of 2"]),
            ("abcdef", &NAME, &["X: length 6 is above the maximum of 5"]),
            ("a b", &NAME, &[r"X: character ' ' at position 2 does not fit the pattern ^[\w+=,.@-]*$"]),
            ("ééééé", &NAME, &[r"X: character 'é' at position 1 does not fit the pattern ^[\w+=,.@-]*$"]),
            ("Ünï 1Ⅷ_", &KEY, &[]),
            ("", &KEY, &[r"X: the value does not fit the pattern ^[\p{L}\p{Z}\p{N}_]+$"]),
            ("a!", &KEY, &[r"X: character '!' at position 2 does not fit the pattern ^[\p{L}\p{Z}\p{N}_]+$"]),
        ];
        for (value, constraint, expected) in cases {
            assert_eq!(&violations(|checks| checks.member("X").string(value, constraint)), expected, "{value}");
        }
    }

    #[test]
    fn nothing_of_a_secret_is_quoted() {
        let secret = Secret::from("a!hunter2");
        let found = violations(|checks| checks.member("TokenCode").secret(&secret, &NAME));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|text| !text.contains('!') && !text.contains("hunter")), "{found:?}");
    }

    #[test]
    fn paths_name_lists_maps_and_structures() {
        let found = violations(|checks| {
            checks.member("Tags").list(["ok", "x"], &Constraint::NONE.length(None, Some(1)), |check, item| {
                check.structure(|checks| checks.member("Key").string(item, &NAME));
            });
            checks.member("DurationSeconds").integer(1, &SECONDS);
            checks.member("DurationSeconds").integer(3601, &SECONDS);
            checks.member("Map").map([("k!", "v")], &Constraint::NONE, &NAME, |check, value| {
                check.string(value, &NAME);
            });
        });
        assert_eq!(
            found,
            [
                "Tags[1].Key: length 1 is below the minimum of 2",
                "Tags: length 2 is above the maximum of 1",
                "DurationSeconds: value 1 is below the minimum of 900",
                "DurationSeconds: value 3601 is above the maximum of 3600",
                r"Map[0].key: character '!' at position 2 does not fit the pattern ^[\w+=,.@-]*$",
                "Map[0]: length 1 is below the minimum of 2",
            ]
        );
    }
}
