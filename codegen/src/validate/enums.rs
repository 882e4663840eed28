//! Values of enums, in the forms of Smithy 2.0 and 1.0: each usable, and each once.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Validator;
use crate::{
    diagnostics::Diagnostic,
    smithy::ast::{Member, Shape, ShapeKind},
};

impl Validator<'_, '_> {
    /// The members of an `enum` or `intEnum`.
    pub(super) fn enum_values(&mut self, shape: &Shape, list: &[Member]) {
        let int = matches!(shape.kind, ShapeKind::IntEnum(_));
        let mut seen: BTreeMap<String, &Member> = BTreeMap::new();
        for member in list {
            let value = member.traits.get("smithy.api#enumValue");
            let fits = match (int, value) {
                (true, Some(value)) => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
                (false, Some(value)) => value.is_string(),
                (int, None) => !int,
            };
            if !fits {
                self.diagnostics.error(
                    "E009",
                    &member.place,
                    format!("`{}` has no usable `enumValue`", member.name),
                    "an enum's values are strings, an intEnum's 32-bit integers",
                );
            }
            let text = value.map_or_else(|| Value::from(member.name.as_str()).to_string(), Value::to_string);
            match seen.get(&text) {
                Some(first) => self.diagnostics.report(
                    Diagnostic::error(
                        "E008",
                        &member.place,
                        format!("`{}` and `{}` have the same value {text}", member.name, first.name),
                        "values of an enum are distinct",
                    )
                    .and(&first.place, "this one has it too"),
                ),
                None => drop(seen.insert(text, member)),
            }
        }
    }

    /// The trait of Smithy 1.0 that makes an enum of a string, with a list of values.
    pub(super) fn enum_trait(&mut self, shape: &Shape) {
        let place = self.model.trait_place(&shape.place, "smithy.api#enum");
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let entries = shape.traits.get("smithy.api#enum").and_then(Value::as_array).into_iter().flatten();
        for (index, entry) in entries.enumerate() {
            let Some(value) = entry.get("value").and_then(Value::as_str) else {
                let help = "write `{ \"value\": \"..\" }`";
                self.diagnostics.error("E009", &place.index(index), "an entry has no `value`", help);
                continue;
            };
            match seen.get(value) {
                Some(first) => self.diagnostics.report(
                    Diagnostic::error(
                        "E008",
                        &place.index(index).at("value"),
                        format!("the value `{value}` is listed twice"),
                        "values of an enum are distinct",
                    )
                    .and(&place.index(*first).at("value"), "first listed here"),
                ),
                None => drop(seen.insert(value, index)),
            }
        }
    }
}
