//! From the keys of a [`Place`] to lines and columns, by following them through the text.
//!
//! Only the texts of files with problems are read again. A key that is not there, because it is
//! missing or was added by another file, is shown at the nearest value around it.

use std::ops::Range;

use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{ObjectProp, Value},
    common::Ranged,
    parse_to_ast,
};

use super::place::{Place, Spot};

/// Bytes of a line that is shown, at most; a minified model is one line.
const SHOWN: usize = 2000;
/// Bytes of a value that is given, at most.
const VALUE: usize = 200;

/// A place in a text, with what is shown of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// One past the last that is meant, on the same line.
    pub column_end: usize,
    /// The line, where it is not too long to be shown.
    pub shown: Option<String>,
    /// The first and the end of the bytes of the line that are meant.
    pub marked: (usize, usize),
    /// The JSON at the end of the path, where it is short.
    pub value: Option<String>,
}

/// A text that can be followed.
pub(super) struct Text<'t> {
    text: &'t str,
    root: Option<Value<'t>>,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, root: tree(text) }
    }

    /// Where the place is; `None` for a file as a whole and in a text that is not JSON.
    pub(super) fn locate(&self, place: &Place) -> Option<Position> {
        if let Spot::Text(line, column) = place.spot() {
            let start: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            return Some(self.position(start + column.saturating_sub(1)..start + column, None));
        }
        let found = follow(self.root.as_ref()?, place)?;
        let value = found.value.and_then(|range| self.text.get(range)).map(str::to_owned);
        Some(self.position(found.marked, value.filter(|text| text.len() <= VALUE)))
    }

    fn position(&self, marked: Range<usize>, value: Option<String>) -> Position {
        let floor = |index: usize| (0..=index.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at));
        let start = floor(marked.start).unwrap_or_default();
        let before = self.text.get(..start).unwrap_or_default();
        let after = self.text.get(start..).unwrap_or_default();
        let ahead = before.rsplit('\n').next().unwrap_or_default();
        let rest = after.split(['\n', '\r']).next().unwrap_or_default();
        let length = floor(marked.end.min(start + rest.len())).unwrap_or_default().saturating_sub(start);
        // A place is never empty: at least one character, or the end of the line.
        let length = length.max(rest.chars().next().map_or(1, char::len_utf8));
        let column = ahead.chars().count() + 1;
        Position {
            line: before.matches('\n').count() + 1,
            column,
            column_end: column + rest.get(..length).unwrap_or_default().chars().count().max(1),
            shown: (ahead.len() + rest.len() <= SHOWN).then(|| format!("{ahead}{rest}")),
            marked: (ahead.len(), ahead.len() + length),
            value,
        }
    }
}

/// The text as a tree that knows where its values stand; `None` if it is not JSON.
pub(crate) fn tree(text: &str) -> Option<Value<'_>> {
    let options = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    parse_to_ast(text, &CollectOptions::default(), &options).ok()?.value
}

struct Found {
    marked: Range<usize>,
    value: Option<Range<usize>>,
}

// The key stands for a value of many lines; the bracket for one that has no key.
fn follow(root: &Value<'_>, place: &Place) -> Option<Found> {
    let (mut value, mut property, mut complete) = (root, None::<&ObjectProp<'_>>, true);
    let mut deep = false;
    let mut rest = place.path().peekable();
    while let Some(key) = rest.next() {
        let next = match value {
            Value::Object(object) => {
                let mut same = object.properties.iter().filter(|property| property.name.as_str() == key);
                let last = rest.peek().is_none();
                let property =
                    if let (true, Spot::Again(times)) = (last, place.spot()) { same.nth(times) } else { same.next() };
                property.map(|property| (Some(property), &property.value))
            }
            Value::Array(list) => key.parse().ok().and_then(|index: usize| list.elements.get(index)).map(|v| (None, v)),
            _ => None,
        };
        let Some(next) = next else {
            complete = false;
            break;
        };
        (property, value) = next;
        deep = true;
    }
    if !deep {
        return None;
    }
    let range = |ranged: &dyn Ranged| ranged.start()..ranged.end();
    let compound = matches!(value, Value::Object(_) | Value::Array(_));
    let marked = match property {
        Some(property) if compound || !complete || place.spot() != Spot::Value => range(&property.name),
        None if compound => value.start()..value.start() + 1,
        _ => range(value),
    };
    Some(Found { marked, value: complete.then(|| range(value)) })
}
