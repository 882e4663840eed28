//! A diagnostic as tools read it; the fields are described at `Diagnostics::to_json_lines`.

use serde_json::{Value, json};

use super::{Located, Place, position::Position, text};

/// The object of one diagnostic, on one line.
pub(super) fn object(located: &Located<'_>) -> Value {
    let diagnostic = located.diagnostic;
    let position = located.position.as_ref();
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .zip(&located.related)
        .map(|((place, what), position)| {
            let position = position.as_ref();
            json!({
                "file": file(place),
                "line": position.map(|position| position.line),
                "column": position.map(|position| position.column),
                "path": path(place),
                "message": what,
            })
        })
        .collect();
    json!({
        "$message_type": "diagnostic",
        "code": diagnostic.code,
        "level": diagnostic.severity.to_string(),
        "message": diagnostic.message,
        "file": file(&diagnostic.place),
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "column_end": position.map(|position| position.column_end),
        "path": path(&diagnostic.place),
        "shape": diagnostic.place.shape(),
        "value": position.and_then(value),
        "help": diagnostic.help,
        "related": related,
        "rendered": text::render(located),
    })
}

fn file(place: &Place) -> Option<&str> {
    Some(place.file()).filter(|file| !file.is_empty())
}

fn path(place: &Place) -> Vec<&str> {
    place.path().collect()
}

fn value(position: &Position) -> Option<&str> {
    position.value.as_deref()
}
