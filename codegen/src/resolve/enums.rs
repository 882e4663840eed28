//! Enumerations of strings and integers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{docs, names};
use crate::{
    ir::{Enum, Variant},
    smithy::ast::{Shape, ShapeKind, Simple},
};

/// Whether the shape is an enumeration, in Smithy 2.0's form or in 1.0's.
pub(super) fn is_enum(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_))
        || (matches!(shape.kind, ShapeKind::Simple(Simple::String)) && shape.traits.has("smithy.api#enum"))
}

/// The enumeration that a shape is.
pub(super) fn enumeration(shape: &Shape, name: String) -> Enum {
    let mut taken = BTreeSet::new();
    let mut variant = |name: &str, value: String, docs: Option<&str>| Variant {
        name: names::unique(names::variant(name), &mut taken),
        docs: docs::lines_or(docs, &format!("`{value}`.")),
        value,
    };
    let variants = match &shape.kind {
        ShapeKind::Enum(list) | ShapeKind::IntEnum(list) => list
            .iter()
            .map(|member| {
                let value = member.traits.get("smithy.api#enumValue");
                let value = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                let value = value.unwrap_or_else(|| member.name.clone());
                variant(&member.name, value, member.traits.string("smithy.api#documentation"))
            })
            .collect(),
        // The form of Smithy 1.0: a string with a list of values, which may have names.
        _ => {
            let list = shape.traits.get("smithy.api#enum").and_then(Value::as_array).into_iter().flatten();
            let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
            list.filter_map(|entry| {
                let value = text(entry, "value")?;
                let name = text(entry, "name").unwrap_or_else(|| value.clone());
                Some(variant(&name, value, text(entry, "documentation").as_deref()))
            })
            .collect()
        }
    };
    Enum {
        name,
        docs: docs::lines_or(shape.traits.string("smithy.api#documentation"), "Values of the service."),
        integers: matches!(shape.kind, ShapeKind::IntEnum(_)),
        variants,
    }
}
