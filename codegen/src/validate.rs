//! Everything that can be wrong with a model that loads: all complaints in one run.
//!
//! What passes here resolves: dangling targets, shapes and traits that are not supported, targets of
//! the wrong kind, values of traits that do not fit, members that share a wire name, structures that
//! cannot be built. It does not know what Rust the model becomes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    diagnostics::{Diagnostics, Place, did_you_mean},
    ir,
    smithy::{
        ast::{Member, Model, Operation, Service, Shape, ShapeKind, Simple, Target},
        rules::RuleSet,
    },
};

mod context_params;
mod endpoint_settings;
mod enums;
mod externals;
mod hosts;
mod member_traits;
mod names;
mod only;
mod placement;
mod recursion;
mod service;
mod sound;
mod traits;
mod values;

use traits::Subject;

pub(crate) use sound::sound;

pub(crate) use crate::smithy::ast::members;

/// What validation found and resolution starts from.
#[derive(Debug)]
pub(crate) struct Checked<'m> {
    /// The service's shape.
    pub shape: &'m Shape,
    /// Its fields.
    pub service: &'m Service,
    /// Its operations, by name of shape.
    pub operations: Vec<(&'m Shape, &'m Operation)>,
    /// Its endpoint rules.
    pub rules: Option<RuleSet>,
    /// The same, compiled; what cannot be compiled has been reported.
    pub endpoint: Option<ir::endpoint::Rules>,
}

/// Checks what these operations need of the model, or all of its operations; `None` if there is no one service to
/// generate.
pub(crate) fn validate<'m>(model: &'m Model, only: &[String], diagnostics: &mut Diagnostics) -> Option<Checked<'m>> {
    let mut validator = Validator { model, diagnostics };
    let mut checked = validator.service();
    if let Some(checked) = &mut checked {
        validator.only(checked, only);
    }
    let reachable = match &checked {
        Some(checked) => validator.closure(checked),
        None => model.shapes.keys().cloned().collect(),
    };
    for id in &reachable {
        if let Some(shape) = model.get(id) {
            validator.shape(shape);
        }
    }
    if let Some(checked) = &checked {
        validator.mixins(&reachable);
        validator.shared_names(checked);
        validator.renames(checked);
        validator.authentication(checked);
        validator.externals(checked);
        validator.endpoint_settings(checked);
        validator.context_params(checked);
    }
    validator.recursion(&reachable);
    checked
}

struct Validator<'m, 'd> {
    model: &'m Model,
    diagnostics: &'d mut Diagnostics,
}

impl<'m> Validator<'m, '_> {
    fn service(&mut self) -> Option<Checked<'m>> {
        let services: Vec<_> = self
            .model
            .shapes
            .values()
            .filter_map(|shape| match &shape.kind {
                ShapeKind::Service(service) if !shape.traits.has("smithy.api#mixin") => Some((shape, service)),
                _ => None,
            })
            .collect();
        let (shape, service) = match services.as_slice() {
            [one] => *one,
            // A file that could not be read is reported already.
            [] if self.model.shapes.is_empty() && self.diagnostics.has_errors() => return None,
            [] => {
                let place = self.model.shapes.values().next().map(|shape| Place::of_file(shape.place.file()));
                self.diagnostics.error(
                    "E006",
                    &place.unwrap_or_default(),
                    "the model has no service",
                    "add a shape of type `service` with `aws.protocols#awsQuery`",
                );
                return None;
            }
            [_, (second, _), ..] => {
                let ids: Vec<_> = services.iter().map(|(shape, _)| shape.id.as_str()).collect();
                self.diagnostics.error(
                    "E006",
                    &second.place,
                    format!("the model has several services: {}", ids.join(", ")),
                    "load one service at a time",
                );
                return None;
            }
        };
        self.protocol(shape);
        self.identity(shape, service);
        let mut operations = Vec::new();
        for (id, place) in self.operation_ids(shape, service) {
            match self.model.get(&id) {
                Some(operation @ Shape { kind: ShapeKind::Operation(fields), .. }) => {
                    operations.push((operation, fields))
                }
                Some(_) => self.kind_error(&place, &id, "an operation"),
                None => self.dangling(&place, &id),
            }
        }
        operations.sort_by_key(|(shape, _)| shape.id.as_str());
        let rules = self.rule_set(shape);
        let endpoint = rules.as_ref().map(|rules| crate::resolve::rules::resolve(rules, self.diagnostics));
        Some(Checked { shape, service, operations, rules, endpoint })
    }

    // The operations of a service and of its resources, with the places that name them.
    fn operation_ids(&mut self, shape: &'m Shape, service: &'m Service) -> BTreeMap<String, Place> {
        let mut operations = BTreeMap::new();
        let mut pending: Vec<(&String, Place)> = Vec::new();
        bound(shape, &service.operations, &service.resources, &mut operations, &mut pending);
        let mut seen = BTreeSet::new();
        while let Some((id, place)) = pending.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.model.get(id) {
                Some(shape @ Shape { kind: ShapeKind::Resource(resource), .. }) => {
                    bound(shape, &resource.operations, &resource.resources, &mut operations, &mut pending);
                }
                Some(_) => self.kind_error(&place, id, "a resource"),
                None => self.dangling(&place, id),
            }
        }
        operations
    }

    fn closure(&self, checked: &Checked<'_>) -> BTreeSet<String> {
        let mut pending = vec![checked.shape.id.clone()];
        pending.extend(checked.operations.iter().map(|(shape, _)| shape.id.clone()));
        self.reachable(pending)
    }

    fn reachable(&self, mut pending: Vec<String>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        while let Some(id) = pending.pop() {
            let Some(shape) = self.model.get(&id) else { continue };
            if !reached.insert(id) {
                continue;
            }
            match &shape.kind {
                ShapeKind::Operation(operation) => {
                    pending.extend(operation.input.iter().chain(&operation.output).chain(&operation.errors).cloned());
                }
                ShapeKind::Service(service) => pending.extend(service.errors.iter().cloned()),
                _ => pending.extend(members(shape).into_iter().map(|member| member.target.clone())),
            }
        }
        reached
    }

    fn shape(&mut self, shape: &'m Shape) {
        self.traits(Subject::Shape(shape));
        match &shape.kind {
            ShapeKind::Simple(Simple::Document) => self.document(&shape.place),
            ShapeKind::Simple(Simple::String) => self.enum_trait(shape),
            ShapeKind::Operation(operation) => self.operation(shape, operation),
            ShapeKind::Service(service) => {
                for (index, id) in service.errors.iter().enumerate() {
                    self.error_target(&shape.place.at("errors").index(index).at("target"), id);
                }
            }
            ShapeKind::Map { key, .. } => self.map_key(key),
            ShapeKind::Structure(list) | ShapeKind::Union(list) => self.member_names(shape, list),
            ShapeKind::Enum(list) | ShapeKind::IntEnum(list) => self.enum_values(shape, list),
            _ => {}
        }
        for member in members(shape) {
            self.traits(Subject::Member(shape, member));
            if matches!(shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_)) {
                continue;
            }
            match self.model.target(&member.target) {
                None => self.dangling(&member.place.at("target"), &member.target),
                Some(Target::Prelude(Simple::Document)) => self.document(&member.place),
                Some(Target::Shape(Shape {
                    kind: ShapeKind::Operation(_) | ShapeKind::Service(_) | ShapeKind::Resource(_),
                    ..
                })) => self.kind_error(&member.place.at("target"), &member.target, "a type of data"),
                Some(_) => {}
            }
            self.member_traits(member);
        }
    }

    fn operation(&mut self, shape: &Shape, operation: &Operation) {
        for (key, target) in [("input", &operation.input), ("output", &operation.output)] {
            let Some(target) = target else { continue };
            match self.model.get(target).map(|shape| &shape.kind) {
                Some(ShapeKind::Structure(_)) => {}
                Some(_) => self.kind_error(&shape.place.at(key).at("target"), target, "a structure"),
                None => self.dangling(&shape.place.at(key).at("target"), target),
            }
        }
        for (index, id) in operation.errors.iter().enumerate() {
            self.error_target(&shape.place.at("errors").index(index).at("target"), id);
        }
        self.envelope(operation);
        self.host(shape, operation);
        if let Some(compression) = shape.traits.get("smithy.api#requestCompression") {
            let gzip = compression
                .get("encodings")
                .and_then(Value::as_array)
                .is_some_and(|encodings| encodings.iter().any(|encoding| encoding.as_str() == Some("gzip")));
            if !gzip {
                self.diagnostics.error(
                    "E009",
                    &shape.place.at("traits").at("smithy.api#requestCompression"),
                    "none of the encodings is gzip",
                    "gzip is the only encoding that the protocol knows",
                );
            }
        }
    }

    fn error_target(&mut self, place: &Place, id: &str) {
        match self.model.get(id) {
            Some(Shape { kind: ShapeKind::Structure(_), traits, .. }) if traits.has("smithy.api#error") => {}
            Some(_) => self.kind_error(place, id, "a structure with `smithy.api#error`"),
            None => self.dangling(place, id),
        }
    }

    fn map_key(&mut self, key: &Member) {
        let fits = match self.model.target(&key.target) {
            Some(Target::Prelude(simple)) => simple == Simple::String,
            Some(Target::Shape(shape)) => {
                matches!(shape.kind, ShapeKind::Simple(Simple::String) | ShapeKind::Enum(_))
            }
            None => return,
        };
        if !fits {
            self.kind_error(&key.place.at("target"), &key.target, "a string or enum, as keys of maps are");
        }
    }

    fn document(&mut self, place: &Place) {
        self.diagnostics.error("E005", place, "awsQuery has no form for documents", "remove the member from the model");
    }

    fn dangling(&mut self, place: &Place, id: &str) {
        if self.model.broken.contains(id) {
            return;
        }
        self.diagnostics.error(
            "E004",
            place,
            format!("target `{id}` does not exist"),
            did_you_mean(
                id,
                self.model.target_ids(),
                "define the shape, load the file that does, or correct the target",
            ),
        );
    }

    fn kind_error(&mut self, place: &Place, id: &str, wanted: &str) {
        self.diagnostics.error("E014", place, format!("`{id}` is not {wanted}"), "correct the target");
    }
}

// What a service or resource names. The lifecycle operations of a resource stand under keys of their own.
fn bound<'m>(
    shape: &Shape,
    operations: &[String],
    resources: &'m [String],
    found: &mut BTreeMap<String, Place>,
    pending: &mut Vec<(&'m String, Place)>,
) {
    let listed = matches!(shape.kind, ShapeKind::Service(_));
    for (index, id) in operations.iter().enumerate() {
        let list = shape.place.at("operations");
        let place = if listed { list.index(index).at("target") } else { list };
        found.entry(id.clone()).or_insert(place);
    }
    let places = (0..).map(|index| shape.place.at("resources").index(index).at("target"));
    pending.extend(resources.iter().zip(places));
}

fn shorten(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}..", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
