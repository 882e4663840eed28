//! Errors: variants of `ErrorKind`, their codes, and what they carry besides a message.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Resolver, docs, names, wire};
use crate::{
    ir::{Arguments, ErrorShape, Presence, Structure},
    smithy::ast::{Member, Shape, name_of},
    validate::{Checked, members},
};

/// Variants of `ErrorKind` that are not modelled errors.
const ERROR_VARIANTS: &[&str] = &["Common", "Unknown"];

impl<'m> Resolver<'m, '_> {
    pub(super) fn errors(&mut self, checked: &Checked<'m>) -> Vec<ErrorShape> {
        let mut taken: BTreeSet<String> = ERROR_VARIANTS.iter().map(|name| (*name).to_owned()).collect();
        let mut errors = Vec::new();
        let mut codes: BTreeMap<String, String> = BTreeMap::new();
        for shape in self.error_shapes(checked) {
            let name = name_of(&shape.id);
            let code = wire::error_code(&shape.traits, name);
            // Of two errors with one code, the first is what an answer is read as.
            if let Some(first) = codes.get(&code) {
                self.variants.insert(shape.id.clone(), first.clone());
                continue;
            }
            let variant = names::unique(names::type_name(name), &mut taken);
            self.variants.insert(shape.id.clone(), variant.clone());
            codes.insert(code.clone(), variant.clone());
            let client_fault = shape.traits.string("smithy.api#error") != Some("server");
            let status = shape
                .traits
                .get("aws.protocols#awsQueryError")
                .and_then(|value| value.get("httpResponseCode"))
                .or_else(|| shape.traits.get("smithy.api#httpError"))
                .and_then(Value::as_u64)
                .and_then(|status| u16::try_from(status).ok());
            let retryable = shape
                .traits
                .get("smithy.api#retryable")
                .map(|value| value.get("throttling").and_then(Value::as_bool).unwrap_or(false));
            let status = status.unwrap_or(if client_fault { 400 } else { 500 });
            let otherwise = format!("The service answered `{name}`.");
            let mut docs = docs::lines_or(shape.traits.string("smithy.api#documentation"), &otherwise);
            let fault = if client_fault { "caller's" } else { "service's" };
            docs.extend([String::new(), format!("Code `{code}`, HTTP status {status}; the {fault} fault.")]);
            errors.push(ErrorShape {
                code,
                status,
                client_fault,
                retryable,
                docs,
                structure: self.error_structure(shape),
                variant,
            });
        }
        errors.sort_by(|a, b| a.variant.cmp(&b.variant));
        errors
    }

    // The message is the error's own; a structure is left where there is more. An error is never
    // unreadable because something in it is missing.
    fn error_structure(&mut self, shape: &'m Shape) -> Option<Structure> {
        let extra = members(shape).iter().any(|member| !is_message(member));
        if !extra {
            return None;
        }
        let name = names::unique(names::type_name(name_of(&shape.id)), &mut self.taken);
        let mut structure = self.structure(shape, name, "Members of the error.", false, true);
        structure.fields.retain(|field| !field.smithy_name.eq_ignore_ascii_case("message"));
        for field in &mut structure.fields {
            field.presence = Presence::Optional;
        }
        structure.arguments = Arguments::None;
        Some(structure)
    }
}

fn is_message(member: &Member) -> bool {
    member.name.eq_ignore_ascii_case("message")
}
