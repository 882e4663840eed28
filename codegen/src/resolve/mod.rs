//! From the checked model to the IR: closure, direction, boxes for cycles, names, constraints.
//!
//! Names of Rust items come from `names.rs`, names on the wire from `wire.rs`; this module decides
//! what there is. It knows nothing of tokens.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    diagnostics::Diagnostics,
    ir::{
        Arguments, Constraint, Deprecation, Enum, External, HostPart, Operation, Presence, Service, Structure, Union,
    },
    smithy::{
        ast::{Model, Shape, ShapeKind, Traits, name_of},
        traits,
    },
    validate::{Checked, members},
};

mod append;
mod constraints;
pub(crate) mod defaults;
mod docs;
mod endpoint_settings;
mod enums;
mod errors;
mod fields;
pub(crate) mod jmespath;
mod names;
mod pages;
mod patterns;
pub(crate) mod rules;
mod settle;
mod waiters;
pub(crate) mod wire;

use enums::{enumeration, is_enum};

/// Not to be shown in `Debug`.
const SENSITIVE: &str = "smithy.api#sensitive";

/// Resolves a checked model.
pub(crate) fn resolve<'m>(model: &'m Model, checked: Checked<'m>, diagnostics: &mut Diagnostics) -> Service {
    let mut resolver = Resolver::new(model, &checked, diagnostics);
    resolver.walk_all(&checked);
    let errors = resolver.errors(&checked);
    let operations: Vec<Operation> =
        checked.operations.iter().map(|(shape, operation)| resolver.operation(shape, operation, &checked)).collect();
    let (structures, unions, enums, externals) = resolver.types();
    let traits = &checked.shape.traits;
    let mut service = Service {
        id: checked.shape.id.clone(),
        title: docs::one_line(traits.string("smithy.api#title").unwrap_or_else(|| name_of(&checked.shape.id))),
        sdk_id: traits.string_in("aws.api#service", "sdkId").unwrap_or_else(|| name_of(&checked.shape.id)).to_owned(),
        version: checked.service.version.clone(),
        signing_name: traits.string_in("aws.auth#sigv4", "name").map(str::to_owned),
        endpoint_prefix: endpoint_prefix(&checked),
        docs: docs::lines(traits.string("smithy.api#documentation")),
        compresses: operations.iter().any(|operation| operation.compresses),
        operations,
        structures,
        unions,
        enums,
        externals,
        errors,
        constraints: resolver.constraints.into_values().collect(),
        endpoint: None,
        settings: endpoint_settings::resolve(traits),
    };
    service.endpoint = checked.endpoint;
    settle::settle(&mut service);
    rules::paths::resolve(&checked.operations, checked.rules.as_ref(), &mut service, diagnostics);
    pages::resolve(&checked.operations, traits, &mut service, diagnostics);
    waiters::resolve(&checked.operations, model, &mut service, diagnostics);
    docs::link(&mut service);
    service
}

fn endpoint_prefix(checked: &Checked<'_>) -> String {
    let traits = &checked.shape.traits;
    let named = traits.string_in("aws.api#service", "endpointPrefix");
    let named = named.or_else(|| traits.string_in("aws.auth#sigv4", "name"));
    named.map_or_else(|| name_of(&checked.shape.id).to_ascii_lowercase(), str::to_owned)
}

struct Resolver<'m, 'd> {
    model: &'m Model,
    diagnostics: &'d mut Diagnostics,
    rename: &'m BTreeMap<String, String>,
    taken: BTreeSet<String>,
    /// Rust names of operations, by id.
    operations: BTreeMap<String, OperationNames>,
    /// Variants of `ErrorKind`, by id.
    variants: BTreeMap<String, String>,
    /// Rust names of nested shapes, by id.
    named: BTreeMap<String, String>,
    written: BTreeSet<String>,
    read: BTreeSet<String>,
    constraints: BTreeMap<String, Constraint>,
}

struct OperationNames {
    /// `Send` of `SendRequest`.
    types: String,
    /// `send`.
    method: String,
}

// A name that leaves none of the names derived from it taken by another operation's.
fn operation_types(name: &str, taken: &mut BTreeSet<String>) -> String {
    let first = names::operation_type(name);
    let numbered = (2..).map(|number| format!("{first}{number}"));
    for candidate in std::iter::once(first.clone()).chain(numbered) {
        let types = ["Input", "Output", "Request", "Required"].map(|suffix| format!("{candidate}{suffix}"));
        if !types.iter().any(|name| taken.contains(name)) {
            taken.extend(types);
            return candidate;
        }
    }
    first
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Written,
    Read,
}

impl<'m, 'd> Resolver<'m, 'd> {
    fn new(model: &'m Model, checked: &Checked<'m>, diagnostics: &'d mut Diagnostics) -> Self {
        let (mut taken, mut methods, mut operations) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        for (shape, _) in &checked.operations {
            let name = name_of(&shape.id);
            let method = names::unique(names::operation_method(name), &mut methods);
            operations.insert(shape.id.clone(), OperationNames { types: operation_types(name, &mut taken), method });
        }
        Self {
            model,
            diagnostics,
            rename: &checked.service.rename,
            taken,
            operations,
            variants: BTreeMap::new(),
            named: BTreeMap::new(),
            written: BTreeSet::new(),
            read: BTreeSet::new(),
            constraints: BTreeMap::new(),
        }
    }

    // Which nested shapes requests and responses carry; names are given in the order of ids.
    fn walk_all(&mut self, checked: &Checked<'m>) {
        for (_, operation) in &checked.operations {
            for (id, direction) in [(&operation.input, Direction::Written), (&operation.output, Direction::Read)] {
                if let Some(shape) = id.as_ref().and_then(|id| self.model.get(id)) {
                    self.walk_members(shape, direction);
                }
            }
        }
        for shape in self.error_shapes(checked) {
            self.walk_members(shape, Direction::Read);
        }
        let ids: Vec<String> = self.written.union(&self.read).cloned().collect();
        // A structure that becomes a type of the runtime is known by that type's name.
        for id in &ids {
            let path = self.model.get(id).and_then(|shape| shape.traits.string_in(traits::TYPE, "path"));
            if let Some((_, name)) = path.and_then(|path| path.rsplit_once("::")) {
                self.taken.insert(name.to_owned());
                self.named.insert(id.clone(), name.to_owned());
            }
        }
        for id in ids {
            let Some(shape) = self.model.get(&id).filter(|_| !self.named.contains_key(&id)) else { continue };
            let nominal = matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_)) || is_enum(shape);
            if nominal {
                let name = self.rename.get(&id).map_or(name_of(&id), String::as_str);
                let name = names::unique(names::type_name(name), &mut self.taken);
                self.named.insert(id, name);
            }
        }
    }

    fn walk_members(&mut self, shape: &'m Shape, direction: Direction) {
        for member in members(shape) {
            let Some(target) = self.model.get(&member.target) else { continue };
            let reached = if direction == Direction::Written { &mut self.written } else { &mut self.read };
            if reached.insert(member.target.clone()) && !is_enum(target) {
                self.walk_members(target, direction);
            }
        }
    }

    fn error_shapes(&self, checked: &Checked<'m>) -> Vec<&'m Shape> {
        let ids: BTreeSet<&String> = checked
            .operations
            .iter()
            .flat_map(|(_, operation)| &operation.errors)
            .chain(&checked.service.errors)
            .collect();
        ids.into_iter().filter_map(|id| self.model.get(id)).collect()
    }

    fn operation(
        &mut self,
        shape: &'m Shape,
        operation: &crate::smithy::ast::Operation,
        checked: &Checked<'_>,
    ) -> Operation {
        let wire_name = name_of(&shape.id).to_owned();
        let (name, method) = match self.operations.get(&shape.id) {
            Some(OperationNames { types, method }) => (types.clone(), method.clone()),
            None => (names::operation_type(&wire_name), names::operation_method(&wire_name)),
        };
        let input_shape = operation.input.as_ref().and_then(|id| self.model.get(id));
        let output = operation.output.as_ref().and_then(|id| self.model.get(id));
        let input = self.local_structure(input_shape, format!("{name}Input"), Direction::Written, &wire_name);
        let output = self.local_structure(output, format!("{name}Output"), Direction::Read, &wire_name);
        let host_prefix = shape.traits.string_in("smithy.api#endpoint", "hostPrefix").and_then(wire::host_prefix);
        let host_prefix = host_prefix.unwrap_or_default().into_iter().map(|part| match part {
            wire::HostPart::Literal(text) => HostPart::Literal(text),
            wire::HostPart::Label(label) => {
                let field = input.fields.iter().find(|field| field.smithy_name == label);
                HostPart::Field(field.map_or_else(|| names::field(&label), |field| field.name.clone()))
            }
        });
        let host_prefix: Vec<HostPart> = host_prefix.collect();
        let mut errors: Vec<String> = operation.errors.iter().filter_map(|id| self.variants.get(id).cloned()).collect();
        errors.sort();
        let arguments = match &input.arguments {
            Arguments::Struct(_) => Arguments::Struct(format!("{name}Required")),
            other => other.clone(),
        };
        Operation {
            bindings: rules::bindings::resolve(&shape.traits, input_shape, &input, checked.rules.as_ref()),
            method,
            request_name: format!("{name}Request"),
            docs: docs::lines_or(shape.traits.string("smithy.api#documentation"), &format!("Calls `{wire_name}`.")),
            signed: Self::signed(shape, checked),
            input: Structure { arguments: arguments.clone(), ..input },
            output,
            arguments,
            errors,
            host_prefix,
            compresses: shape.traits.has("smithy.api#requestCompression"),
            pages: None,
            waiters: Vec::new(),
            deprecated: deprecation(&shape.traits),
            wire_name,
        }
    }

    // With the first scheme that is supported; that there is one has been checked.
    fn signed(shape: &Shape, checked: &Checked<'_>) -> bool {
        let service = &checked.shape.traits;
        let schemes = shape.traits.get("smithy.api#auth").or_else(|| service.get("smithy.api#auth"));
        let offered = schemes.and_then(Value::as_array).map(|list| !list.is_empty());
        !shape.traits.has("smithy.api#optionalAuth") && offered.unwrap_or_else(|| service.has("aws.auth#sigv4"))
    }

    fn local_structure(
        &mut self,
        shape: Option<&'m Shape>,
        name: String,
        direction: Direction,
        operation: &str,
    ) -> Structure {
        let what = if direction == Direction::Written { "Input" } else { "Output" };
        let otherwise = format!("{what} of `{operation}`.");
        let written = direction == Direction::Written;
        match shape {
            Some(shape) => self.structure(shape, name, &otherwise, written, !written),
            None => Structure {
                name,
                docs: vec![otherwise],
                fields: Vec::new(),
                written,
                read: !written,
                arguments: Arguments::None,
                redacts: false,
                validates: false,
                floats: false,
            },
        }
    }

    fn types(&mut self) -> (Vec<Structure>, Vec<Union>, Vec<Enum>, Vec<External>) {
        let (mut structures, mut unions, mut enums, mut externals) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let named: Vec<(String, String)> = self.named.iter().map(|(id, name)| (id.clone(), name.clone())).collect();
        for (id, name) in named {
            let Some(shape) = self.model.get(&id) else { continue };
            let (written, read) = (self.written.contains(&id), self.read.contains(&id));
            let otherwise = format!("`{}`.", name_of(&id));
            if let Some(value) = shape.traits.get(traits::TYPE) {
                externals.push(self.external(shape, name, value));
            } else if is_enum(shape) {
                enums.push(enumeration(shape, name));
            } else if let ShapeKind::Union(_) = shape.kind {
                let mut structure = self.structure(shape, name.clone(), &otherwise, written, read);
                let mut taken = BTreeSet::new();
                for field in &mut structure.fields {
                    field.name = names::unique(names::variant(&field.smithy_name), &mut taken);
                }
                let Structure { docs, fields: variants, redacts, .. } = structure;
                unions.push(Union { name, docs, variants, written, read, redacts, validates: false });
            } else {
                let mut structure = self.structure(shape, name, &otherwise, written, read);
                if let Arguments::Struct(required) = &mut structure.arguments {
                    let name = format!("{}Required", structure.name.trim_end_matches('_'));
                    *required = names::unique(name, &mut self.taken);
                }
                structures.push(structure);
            }
        }
        structures.sort_by(|a: &Structure, b| a.name.cmp(&b.name));
        unions.sort_by(|a: &Union, b| a.name.cmp(&b.name));
        enums.sort_by(|a: &Enum, b| a.name.cmp(&b.name));
        (structures, unions, enums, externals)
    }

    fn external(&mut self, shape: &'m Shape, name: String, value: &Value) -> External {
        let mut structure = self.structure(shape, name.clone(), "", false, true);
        // The constructor takes what was there and what was not.
        for field in structure.fields.iter_mut().filter(|field| matches!(field.presence, Presence::Defaulted(_))) {
            field.presence = Presence::Optional;
        }
        let wanted: Vec<&str> =
            value.get("from").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let field = |name: &&str| structure.fields.iter().find(|field| field.smithy_name == *name).cloned();
        External {
            reader: format!("read_{}", heck::ToSnakeCase::to_snake_case(name.as_str())),
            name,
            path: value.get("path").and_then(Value::as_str).unwrap_or_default().to_owned(),
            constructor: value.get("constructor").and_then(Value::as_str).unwrap_or("new").to_owned(),
            fields: wanted.iter().filter_map(field).collect(),
        }
    }
}

fn deprecation(traits: &Traits) -> Option<Deprecation> {
    let value = traits.get("smithy.api#deprecated")?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(docs::one_line);
    Some(Deprecation { note: text("message"), since: text("since") })
}
