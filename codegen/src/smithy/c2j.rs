//! botocore's form of a service: `service-2.json`, with `endpoint-rule-set-1.json`, `paginators-1.json` and
//! `waiters-2.json` beside it, lowered to the shapes and traits that Smithy's form has.
//!
//! What a file is, its content says. Nothing after this module knows the form. What it cannot say stays away: names
//! of enum values, which shape names AWS chose for the service, defaults, tests of endpoints.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::ast::{Model, Shape, ShapeKind, Traits, name_of};
use crate::diagnostics::{Diagnostics, Place, did_you_mean};

mod keys;
mod node;
mod pages;
mod rules;
mod service;
mod shapes;
mod waiters;

use node::Node;

/// One of botocore's files.
pub(super) struct File {
    form: Form,
    place: Place,
    content: Map<String, Value>,
}

/// The files that botocore has for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Service,
    EndpointRules,
    Paginators,
    Waiters,
    Examples,
    Extras,
}

/// Takes a file that has botocore's form; gives back one that has not.
pub(super) fn take(name: &str, value: Value) -> Result<File, Value> {
    match (form(&value), value) {
        (Some(form), Value::Object(content)) => Ok(File { form, place: Place::of_file(name), content }),
        (_, value) => Err(value),
    }
}

fn form(value: &Value) -> Option<Form> {
    let file = value.as_object()?;
    let has = |key: &str| file.contains_key(key);
    // `smithy` makes it a Smithy file, whatever else is there.
    match file {
        _ if has("smithy") => None,
        _ if has("metadata") && has("operations") && has("shapes") => Some(Form::Service),
        _ if has("parameters") && has("rules") => Some(Form::EndpointRules),
        _ if has("pagination") => Some(Form::Paginators),
        _ if has("waiters") => Some(Form::Waiters),
        _ if has("merge") => Some(Form::Extras),
        _ if has("examples") => Some(Form::Examples),
        _ => None,
    }
}

/// Adds what the files say to the model.
pub(super) fn lower(files: &[File], model: &mut Model, diagnostics: &mut Diagnostics) {
    let of = |form: Form| files.iter().filter(move |file| file.form == form);
    for file in of(Form::Service) {
        service::lower(&Node::new(&file.content, file.place.clone()), model, diagnostics);
    }
    // Several services are the validator's to refuse.
    let service = service::ids(model).into_iter().next();
    for file in files.iter().filter(|file| !matches!(file.form, Form::Service | Form::Examples)) {
        let Some(service) = &service else {
            if of(Form::Service).next().is_none() {
                diagnostics.error(
                    "E032",
                    &file.place,
                    "the file belongs to a service that is not here",
                    "load the `service-2.json` that stands beside it too",
                );
            }
            continue;
        };
        let node = Node::new(&file.content, file.place.clone());
        match file.form {
            Form::EndpointRules => {
                let mut lowered = Lowered::default();
                lowered.add("smithy.rules#endpointRuleSet", rules::lowered(file.content.clone()), file.place.clone());
                if let Some(shape) = model.shapes.get_mut(service) {
                    lowered.give(shape);
                }
            }
            Form::Paginators => pages::lower(&node, service, model, diagnostics),
            Form::Waiters => waiters::lower(&node, service, model, diagnostics),
            Form::Extras => diagnostics.warning(
                "W122",
                &file.place,
                "botocore's additions to a service have no effect",
                "they describe what botocore itself adds before it sends; remove the file",
            ),
            Form::Service | Form::Examples => {}
        }
    }
}

/// The operation that another file names, or a warning that there is none.
fn operation<'m>(
    model: &'m mut Model,
    service: &str,
    name: &str,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Option<&'m mut Shape> {
    let namespace = service.split_once('#').map_or("", |(namespace, _)| namespace);
    let id = format!("{namespace}#{name}");
    let found = model.shapes.get(&id).is_some_and(|shape| matches!(shape.kind, ShapeKind::Operation(_)));
    if !found {
        let operations = model.shapes.values().filter(|shape| matches!(shape.kind, ShapeKind::Operation(_)));
        let help = did_you_mean(name, operations.map(|shape| name_of(&shape.id)), "remove the entry");
        diagnostics.warning("W122", place, format!("the service has no operation `{name}`"), help);
        return None;
    }
    model.shapes.get_mut(&id)
}

/// Traits under construction, and where each of them stands.
#[derive(Default)]
struct Lowered {
    traits: Traits,
    places: BTreeMap<String, Place>,
}

impl Lowered {
    /// Adds a trait that stands at this place.
    fn add(&mut self, name: &str, value: impl Into<Value>, place: Place) {
        self.traits.0.insert(name.to_owned(), value.into());
        self.places.insert(name.to_owned(), place);
    }

    /// Adds a trait that has no value.
    fn mark(&mut self, name: &str, place: Place) {
        self.add(name, Map::new(), place);
    }

    /// Gives the traits to a shape that is there.
    fn give(self, shape: &mut Shape) {
        shape.traits.0.extend(self.traits.0);
        shape.place = shape.place.with(self.places);
    }

    fn finish(self, place: &Place) -> (Traits, Place) {
        (self.traits, place.with(self.places))
    }
}
