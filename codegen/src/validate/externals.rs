//! Structures that become types of the runtime: what a constructor is called with must be there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Checked, Validator, members};
use crate::{
    diagnostics::did_you_mean,
    smithy::{
        ast::{Shape, ShapeKind},
        traits,
    },
};

impl Validator<'_, '_> {
    /// Checks every `codegen.rust#type` that the service leads to.
    pub(super) fn externals(&mut self, checked: &Checked<'_>) {
        let inputs = checked.operations.iter().filter_map(|(_, operation)| operation.input.clone());
        let written = self.reachable(inputs.collect());
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for id in self.closure(checked) {
            let Some(shape) = self.model.get(&id) else { continue };
            let Some(value) = shape.traits.get(traits::TYPE) else { continue };
            let place = self.model.trait_place(&shape.place, traits::TYPE);
            self.external(shape, value);
            let path = value.get("path").and_then(Value::as_str).unwrap_or_default();
            let name = path.rsplit_once("::").map_or(path, |(_, name)| name);
            if let Some(first) = known.insert(name, &shape.id) {
                self.diagnostics.error(
                    "E009",
                    &place,
                    format!("`{first}` and `{id}` become types of one name, `{name}`"),
                    "let one structure be generated",
                );
            }
            if written.contains(&id) {
                self.diagnostics.error(
                    "E009",
                    &place,
                    format!("`{id}` is part of a request; a type of the runtime is only read"),
                    "let the structure be generated",
                );
            }
        }
    }

    fn external(&mut self, shape: &Shape, value: &Value) {
        let place = self.model.trait_place(&shape.place, traits::TYPE);
        if !matches!(shape.kind, ShapeKind::Structure(_)) {
            self.kind_error(&place, &shape.id, "a structure, as `type` needs");
            return;
        }
        let names: Vec<_> = value.get("from").and_then(Value::as_array).into_iter().flatten().collect();
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let identifier = |name: &str| syn::parse_str::<syn::Ident>(name).is_ok();
        let path = text("path").and_then(|path| path.strip_prefix("crate::").or(Some(path)));
        let is_path = path.is_some_and(|path| path.split("::").all(identifier))
            && text("path").is_some_and(|path| path.contains("::"));
        let constructor = value.get("constructor").is_none() || text("constructor").is_some_and(identifier);
        if !is_path || !constructor || names.is_empty() {
            self.diagnostics.error(
                "E009",
                &place,
                "`path` is not the path of a Rust type, `constructor` no name, or `from` names no members",
                "write `{ \"path\": \"runtime::Type\", \"constructor\": \"new\", \"from\": [\"Member\"] }`",
            );
        }
        for (index, name) in names.into_iter().enumerate() {
            let name = name.as_str().unwrap_or_default();
            let required = members(shape).into_iter().any(|member| {
                let traits = &member.traits;
                member.name == name && traits.has("smithy.api#required") && !traits.has("smithy.api#clientOptional")
            });
            if !required {
                self.diagnostics.error(
                    "E009",
                    &place.at("from").index(index),
                    format!("`{name}` is not a required member of `{}`", shape.id),
                    did_you_mean(
                        name,
                        members(shape).into_iter().map(|member| member.name.as_str()),
                        "name required members, in the order of the constructor's arguments",
                    ),
                );
            }
        }
    }
}
