//! Values of traits that have the right form and still make no sense, by themselves or with what they stand on.

use serde_json::Value;

use super::{Validator, shorten, traits::Subject};
use crate::{
    diagnostics::{Place, did_you_mean},
    smithy::ast::{ShapeKind, Simple, Target},
};

impl<'m> Validator<'m, '_> {
    /// `min` and `max` of a length or range.
    pub(super) fn bounds(&mut self, subject: Subject<'m>, id: &str, value: &Value, place: &Place) {
        let bound = |key: &str| value.get(key).map(|bound| (place.at(key), bound));
        if let (Some((place, min)), Some((_, max))) = (bound("min"), bound("max"))
            && min.as_f64() > max.as_f64()
        {
            self.diagnostics.error(
                "E024",
                &place,
                format!("`min` is {min}, above `max`, which is {max}: no value is allowed"),
                "correct one of the two",
            );
        }
        for (place, bound) in ["min", "max"].into_iter().filter_map(bound) {
            let whole = bound.as_i64().is_some() || bound.as_u64().is_some();
            if id == "smithy.api#length" && bound.as_u64().is_none() {
                self.diagnostics.error(
                    "E009",
                    &place,
                    format!("{bound} is not a length"),
                    "lengths are whole numbers from 0 on",
                );
            } else if !whole && self.is_integral(subject) {
                self.diagnostics.error(
                    "E009",
                    &place,
                    format!("{bound} is not a whole number, as the values are"),
                    "write a whole number that the type can hold",
                );
            } else if bound.as_i64().is_none() {
                self.diagnostics.note(
                    "N202",
                    &place,
                    format!("the bound {bound} is not a whole number of 64 bits"),
                    "it is left to the server; this bound is not checked locally",
                );
            }
        }
    }

    /// The name of an element or attribute.
    pub(super) fn xml_name(&mut self, name: &str, place: &Place) {
        let part = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        let fits = match name.split_once(':') {
            Some((prefix, local)) => part(prefix) && part(local),
            None => part(name),
        };
        if !fits {
            self.diagnostics.error(
                "E009",
                place,
                format!("{name:?} is not the name of an XML element"),
                "write letters, digits, `_` and `-`, beginning with a letter; a prefix ends with `:`",
            );
        }
    }

    /// The name of a setter.
    pub(super) fn setter(&mut self, name: &str, place: &Place) {
        let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !fits {
            let help = "write lower case letters, digits and `_`, beginning with a letter";
            self.diagnostics.error("E009", place, format!("{name:?} is not the name of a setter"), help);
        }
    }

    /// A text that is one of a few.
    pub(super) fn one_of(&mut self, value: &Value, words: &[&str], what: &str, place: &Place) {
        let text = value.as_str().unwrap_or_default();
        if !words.contains(&text) {
            let (last, others) = words.split_last().unwrap_or((&"", &[]));
            let otherwise = format!("use {} or {last}", others.join(", "));
            let help = did_you_mean(text, words.iter().copied(), otherwise);
            self.diagnostics.error("E009", place, format!("{text:?} is not a {what}"), help);
        }
    }

    /// The HTTP status of an error.
    pub(super) fn status(&mut self, value: &Value, place: &Place) {
        if !value.as_u64().is_some_and(|status| (400..600).contains(&status)) {
            self.diagnostics.error(
                "E009",
                place,
                format!("{value} is not the HTTP status of an error"),
                "statuses of errors are 400 to 599",
            );
        }
    }

    /// The code and the status of an error.
    pub(super) fn query_error(&mut self, value: &Value, place: &Place) {
        if value.get("code").and_then(Value::as_str).is_none_or(str::is_empty) {
            self.diagnostics.error("E009", place, "the error has no `code`", "write the code that the service answers");
        }
        if let Some(status) = value.get("httpResponseCode") {
            self.status(status, &place.at("httpResponseCode"));
        }
    }

    /// A default: it has to be a value of the type. That it keeps the constraints is the server's to judge.
    pub(super) fn default_value(&mut self, subject: Subject<'m>, value: &Value, place: &Place) {
        let target = match subject {
            Subject::Shape(shape) => Some(Target::Shape(shape)),
            Subject::Member(_, member) => self.model.target(&member.target),
        };
        let Some(target) = target else { return };
        let wanted = match target {
            _ if value.is_null() => return,
            Target::Prelude(simple) => wanted(simple, value),
            Target::Shape(shape) => match &shape.kind {
                ShapeKind::Simple(simple) => wanted(*simple, value),
                ShapeKind::List(_) => (!value.as_array().is_some_and(Vec::is_empty)).then_some("an empty list"),
                ShapeKind::Map { .. } => {
                    (!value.as_object().is_some_and(serde_json::Map::is_empty)).then_some("an empty object")
                }
                ShapeKind::Enum(members) | ShapeKind::IntEnum(members) => {
                    let listed = members.iter().any(|member| match member.traits.get("smithy.api#enumValue") {
                        Some(listed) => listed == value,
                        None => value.as_str() == Some(&member.name),
                    });
                    (!listed).then_some("a value of the enum")
                }
                _ => Some("possible: structures and unions have no defaults"),
            },
        };
        if let Some(wanted) = wanted {
            self.diagnostics.error(
                "E024",
                place,
                format!("the default {} is not {wanted}", shorten(value)),
                "correct the default, or remove it",
            );
        }
    }

    fn is_integral(&self, subject: Subject<'m>) -> bool {
        let target = match subject {
            Subject::Shape(shape) => Some(Target::Shape(shape)),
            Subject::Member(_, member) => self.model.target(&member.target),
        };
        let simple = match target {
            Some(Target::Prelude(simple)) => simple,
            Some(Target::Shape(shape)) => match shape.kind {
                ShapeKind::Simple(simple) => simple,
                _ => return true,
            },
            None => return false,
        };
        matches!(simple, Simple::Byte | Simple::Short | Simple::Integer | Simple::Long)
    }
}

// What a default of the type has to be, if this one is not.
fn wanted(simple: Simple, value: &Value) -> Option<&'static str> {
    let integer = |bits: u32| {
        let largest = (1_i64 << (bits - 1)) - 1;
        value.as_i64().is_some_and(|value| (-largest - 1..=largest).contains(&value))
    };
    let (fits, wanted) = match simple {
        Simple::Blob | Simple::String => (value.is_string(), "a string"),
        Simple::Boolean => (value.is_boolean(), "true or false"),
        Simple::Byte => (integer(8), "an integer of 8 bits"),
        Simple::Short => (integer(16), "an integer of 16 bits"),
        Simple::Integer => (integer(32), "an integer of 32 bits"),
        Simple::Long => (value.as_i64().is_some(), "an integer of 64 bits"),
        Simple::Float | Simple::Double => {
            let named = value.as_str().is_some_and(|text| ["NaN", "Infinity", "-Infinity"].contains(&text));
            (value.is_number() || named, "a number")
        }
        Simple::BigInteger | Simple::BigDecimal => (value.is_number() || value.is_string(), "a number"),
        Simple::Timestamp => (value.is_number() || value.is_string(), "a time"),
        Simple::Document => (true, ""),
        Simple::Unit => (false, "possible: structures have no defaults"),
    };
    (!fits).then_some(wanted)
}
