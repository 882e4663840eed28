//! The text of a source to JSON, with what JSON itself leaves open: how large, how deep, and that
//! no object has a key twice.

use std::collections::HashMap;

use jsonc_parser::ast;
use serde_json::Value;

use crate::{
    Source,
    diagnostics::{Diagnostic, Diagnostics, Place, json_tree},
};

/// Bytes of a file, at most. The largest model that AWS publishes is a third of it.
const LARGEST: usize = 64 << 20;
/// How serde_json says that values are nested more than 128 deep, which is deeper than any model is.
const TOO_DEEP: &str = "recursion limit exceeded";

/// Reads a source, and remembers it for the diagnostics about it; `None` if it is not JSON.
pub(crate) fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    // A text that is too large is not even remembered.
    if source.text.len() > LARGEST {
        diagnostics.error(
            "E021",
            &Place::of_file(&source.name),
            format!("the file has {} bytes", source.text.len()),
            format!("a file has at most {LARGEST}: split the model into several"),
        );
        return None;
    }
    diagnostics.add_source(source);
    match serde_json::from_str(&source.text) {
        Ok(value) => {
            if let Some(tree) = json_tree(&source.text) {
                duplicates(&tree, &Place::of_file(&source.name), diagnostics);
            }
            Some(value)
        }
        Err(error) => {
            diagnostics.report(problem(source, &error));
            None
        }
    }
}

fn problem(source: &Source, error: &serde_json::Error) -> Diagnostic {
    let place = Place::of_line(&source.name, error.line(), error.column());
    let text = error.to_string();
    // The line is part of the place.
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    if text == TOO_DEEP {
        return Diagnostic::error("E021", &place, "values are nested more than 128 deep", "no model is that deep");
    }
    Diagnostic::error("E001", &place, format!("this is not JSON: {text}"), "correct the JSON")
}

fn duplicates(value: &ast::Value<'_>, place: &Place, diagnostics: &mut Diagnostics) {
    match value {
        ast::Value::Object(object) => {
            let mut seen: HashMap<&str, usize> = HashMap::with_capacity(object.properties.len());
            for property in &object.properties {
                let key = property.name.as_str();
                let place = place.at(key);
                let count = seen.entry(key).or_default();
                if *count > 0 {
                    diagnostics.report(
                        Diagnostic::error(
                            "E020",
                            &place.occurrence(*count),
                            format!("the key `{key}` is written twice"),
                            "remove one of the two",
                        )
                        .and(&place.key(), "first written here"),
                    );
                }
                *count += 1;
                duplicates(&property.value, &place, diagnostics);
            }
        }
        ast::Value::Array(list) => {
            for (index, element) in list.elements.iter().enumerate() {
                duplicates(element, &place.index(index), diagnostics);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, parse};
    use crate::{Source, diagnostics::Diagnostics};

    #[test]
    fn a_file_has_its_limits() {
        let cases = [
            ("[".repeat(120) + &"]".repeat(120), None),
            ("[".repeat(130) + &"]".repeat(130), Some("E021")),
            (" ".repeat(LARGEST - 2) + "{}", None),
            (" ".repeat(LARGEST - 1) + "{}", Some("E021")),
        ];
        for (text, expected) in cases {
            let (length, name) = (text.len(), "model.json".to_owned());
            let mut diagnostics = Diagnostics::default();
            let value = parse(&Source { name, text }, &mut diagnostics);
            assert_eq!(value.is_none(), expected.is_some(), "{length} bytes");
            assert_eq!(diagnostics.sorted().first().map(|problem| problem.code), expected, "{length} bytes");
        }
    }
}
