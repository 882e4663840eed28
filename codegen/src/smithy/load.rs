//! Smithy JSON AST files to [`Model`]: every JSON value of the wrong type is a diagnostic, and
//! nothing after this module touches a file's JSON except the values of traits.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    ast::{Member, Model, Operation, Resource, Service, Shape, ShapeKind, Simple, Traits, is_identifier},
    c2j, json,
    mixins::{self, Additions},
};
use crate::{
    Source,
    diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean},
};

/// Reads and merges the sources; what cannot be read is left out and reported.
pub fn load(sources: &[Source], diagnostics: &mut Diagnostics) -> Model {
    let mut model = Model::default();
    let mut additions = Additions::default();
    let mut botocore = Vec::new();
    for source in sources {
        let Some(value) = json::parse(source, diagnostics) else { continue };
        let value = match c2j::take(&source.name, value) {
            Ok(file) => {
                botocore.push(file);
                continue;
            }
            Err(value) => value,
        };
        let Some(shapes) = shapes_of(source, value, diagnostics) else { continue };
        for (id, value) in shapes {
            let place = Place::of_shape(&source.name, &id);
            let mut reader = Reader { place: &place, diagnostics };
            if value.get("type").and_then(Value::as_str) == Some("apply") {
                let shape = id.split_once('$').map_or(id.as_str(), |(shape, _)| shape).to_owned();
                let traits = reader.traits(&value);
                additions.applied.entry(shape).or_default().push((id, traits, place));
                continue;
            }
            let mixins = reader.mixins(&value);
            let Some(shape) = reader.shape(&id, &value) else {
                model.broken.insert(id);
                continue;
            };
            if !mixins.is_empty() {
                additions.mixins.insert(id.clone(), mixins);
            }
            if let Some(first) = model.shapes.insert(id.clone(), shape) {
                diagnostics.report(
                    Diagnostic::error(
                        "E002",
                        &place.key(),
                        format!("shape `{id}` is defined twice"),
                        "keep one definition, or change the other into an `apply`",
                    )
                    .and(&first.place.key(), "first defined here"),
                );
            }
        }
    }
    c2j::lower(&botocore, &mut model, diagnostics);
    mixins::add(&mut model, additions, diagnostics);
    model
}

/// Adds traits to a shape or member; false when there is none of that id.
pub fn apply_traits(model: &mut Model, id: &str, traits: Traits, place: &Place) -> bool {
    let Some((existing, owner)) = traits_of(model, id) else { return false };
    let owner = owner.clone();
    let ids: Vec<String> = traits.0.keys().cloned().collect();
    existing.0.extend(traits.0);
    for id in ids {
        let place = place.at("traits").at(&id);
        model.applied.insert((owner.clone(), id), place);
    }
    true
}

/// The traits of a shape `ns#Shape` or member `ns#Shape$member`, and where it stands.
pub fn traits_of<'m>(model: &'m mut Model, id: &str) -> Option<(&'m mut Traits, &'m Place)> {
    let Some((shape, member)) = id.split_once('$') else {
        return model.shapes.get_mut(id).map(|shape| (&mut shape.traits, &shape.place));
    };
    let shape = model.shapes.get_mut(shape)?;
    let members: Vec<&mut Member> = match &mut shape.kind {
        ShapeKind::Structure(members)
        | ShapeKind::Union(members)
        | ShapeKind::Enum(members)
        | ShapeKind::IntEnum(members) => members.iter_mut().collect(),
        ShapeKind::List(member) => vec![member],
        ShapeKind::Map { key, value } => vec![key, value],
        _ => Vec::new(),
    };
    members.into_iter().find(|candidate| candidate.name == member).map(|member| (&mut member.traits, &member.place))
}

/// The `shapes` object of a source, or diagnostics saying why there is none.
pub fn shapes(source: &Source, diagnostics: &mut Diagnostics) -> Option<Map<String, Value>> {
    let value = json::parse(source, diagnostics)?;
    shapes_of(source, value, diagnostics)
}

fn shapes_of(source: &Source, value: Value, diagnostics: &mut Diagnostics) -> Option<Map<String, Value>> {
    let place = Place::of_file(&source.name);
    let Value::Object(mut object) = value else {
        diagnostics.error(
            "E002",
            &place,
            "a model is a JSON object with `smithy` and `shapes`",
            "see https://smithy.io/2.0/spec/json-ast.html",
        );
        return None;
    };
    match object.get("smithy").and_then(Value::as_str) {
        Some(version) if version.starts_with('2') || version.starts_with('1') => {}
        other => diagnostics.error(
            "E002",
            &place.at("smithy"),
            format!(
                "`smithy` is {}, not a version of the JSON AST",
                other.map_or("missing".into(), |v| format!("`{v}`"))
            ),
            "write `\"smithy\": \"2.0\"`; other formats are not read",
        ),
    }
    match object.remove("shapes") {
        Some(Value::Object(shapes)) => Some(shapes),
        Some(_) => {
            diagnostics.error("E002", &place.at("shapes"), "`shapes` is not an object", "write shapes by their ids");
            None
        }
        None => {
            diagnostics.error("E002", &place, "there is no `shapes`", "a model without shapes generates nothing");
            None
        }
    }
}

struct Reader<'r> {
    place: &'r Place,
    diagnostics: &'r mut Diagnostics,
}

impl Reader<'_> {
    fn shape(&mut self, id: &str, value: &Value) -> Option<Shape> {
        if !valid_id(id) {
            self.wrong("", &format!("`{id}` is not a shape id"), "write `namespace#Name`");
            return None;
        }
        let Some(object) = value.as_object() else {
            self.wrong("", "a shape is an object", "write `{ \"type\": .. }`");
            return None;
        };
        let Some(name) = object.get("type").and_then(Value::as_str) else {
            self.wrong("type", "the shape has no `type`", "name one of Smithy's types");
            return None;
        };
        let kind = match name {
            "list" | "set" => ShapeKind::List(self.member(object, "member", "member")?),
            "map" => ShapeKind::Map {
                key: self.member(object, "key", "key")?,
                value: self.member(object, "value", "value")?,
            },
            "structure" => ShapeKind::Structure(self.members(object)),
            "union" => ShapeKind::Union(self.members(object)),
            "enum" => ShapeKind::Enum(self.members(object)),
            "intEnum" => ShapeKind::IntEnum(self.members(object)),
            "operation" => ShapeKind::Operation(Operation {
                input: self.reference(object, "input"),
                output: self.reference(object, "output"),
                errors: self.references(object, "errors"),
            }),
            "service" => ShapeKind::Service(Service {
                version: object.get("version").and_then(Value::as_str).unwrap_or_default().to_owned(),
                operations: self.references(object, "operations"),
                resources: self.references(object, "resources"),
                errors: self.references(object, "errors"),
                rename: self.rename(object),
            }),
            "resource" => ShapeKind::Resource(Resource {
                operations: self.resource_operations(object),
                resources: self.references(object, "resources"),
            }),
            other => match simple(other) {
                Some(simple) => ShapeKind::Simple(simple),
                None => {
                    self.diagnostics.error(
                        "E003",
                        &self.place.at("type"),
                        format!("`{other}` is not a type of shape"),
                        did_you_mean(other, TYPES.iter().copied(), format!("types are: {}", TYPES.join(", "))),
                    );
                    return None;
                }
            },
        };
        Some(Shape { id: id.to_owned(), kind, traits: self.traits(value), place: self.place.clone() })
    }

    fn members(&mut self, object: &Map<String, Value>) -> Vec<Member> {
        match object.get("members") {
            None => Vec::new(),
            Some(Value::Object(members)) => {
                let place = self.place.at("members");
                members.iter().filter_map(|(name, value)| self.member_at(value, name, place.at(name))).collect()
            }
            Some(_) => {
                self.wrong("members", "`members` is not an object", "write members by their names");
                Vec::new()
            }
        }
    }

    fn member(&mut self, object: &Map<String, Value>, key: &str, name: &str) -> Option<Member> {
        let place = self.place.at(key);
        let Some(value) = object.get(key) else {
            // It may come from a mixin; a target that stays empty is reported with the dangling ones.
            if object.contains_key("mixins") {
                let traits = Traits::default();
                return Some(Member { name: name.to_owned(), target: String::new(), traits, place });
            }
            self.wrong("", &format!("the shape has no `{key}`"), "add it, with a `target`");
            return None;
        };
        self.member_at(value, name, place)
    }

    fn member_at(&mut self, value: &Value, name: &str, place: Place) -> Option<Member> {
        let mut reader = Reader { place: &place, diagnostics: self.diagnostics };
        let Some(target) = value.get("target").and_then(Value::as_str) else {
            reader.wrong("target", "the member has no `target`", "name the shape of the member's value");
            return None;
        };
        let traits = reader.traits(value);
        Some(Member { name: name.to_owned(), target: target.to_owned(), traits, place })
    }

    // The mixins of a shape, and where they are named.
    fn mixins(&mut self, value: &Value) -> Vec<(String, Place)> {
        let Some(object) = value.as_object() else { return Vec::new() };
        let place = self.place.at("mixins");
        let ids = self.references(object, "mixins").into_iter().enumerate();
        ids.map(|(index, id)| (id, place.index(index).at("target"))).collect()
    }

    fn traits(&mut self, value: &Value) -> Traits {
        match value.get("traits") {
            None => Traits::default(),
            Some(Value::Object(traits)) => {
                Traits(traits.iter().map(|(id, value)| (id.clone(), value.clone())).collect())
            }
            Some(_) => {
                self.wrong("traits", "`traits` is not an object", "write traits by their ids");
                Traits::default()
            }
        }
    }

    fn reference(&mut self, object: &Map<String, Value>, key: &str) -> Option<String> {
        let value = object.get(key)?;
        let target = value.get("target").and_then(Value::as_str);
        if target.is_none() {
            self.wrong(key, &format!("`{key}` is not a reference"), "write `{ \"target\": \"namespace#Shape\" }`");
        }
        target.filter(|target| *target != "smithy.api#Unit").map(str::to_owned)
    }

    fn references(&mut self, object: &Map<String, Value>, key: &str) -> Vec<String> {
        let list = match object.get(key) {
            None => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.wrong(key, &format!("`{key}` is not a list"), "write a list of references");
                return Vec::new();
            }
        };
        let mut ids = Vec::new();
        for (index, value) in list.iter().enumerate() {
            match value.get("target").and_then(Value::as_str) {
                Some(target) => ids.push(target.to_owned()),
                None => {
                    let place = self.place.at(key).index(index);
                    self.diagnostics.error("E002", &place, "this is not a reference", "write `{ \"target\": .. }`");
                }
            }
        }
        ids
    }

    fn resource_operations(&mut self, object: &Map<String, Value>) -> Vec<String> {
        let lifecycle = ["create", "put", "read", "update", "delete", "list"];
        let mut operations: Vec<String> = lifecycle.iter().filter_map(|key| self.reference(object, key)).collect();
        operations.extend(self.references(object, "operations"));
        operations.extend(self.references(object, "collectionOperations"));
        operations
    }

    fn rename(&mut self, object: &Map<String, Value>) -> BTreeMap<String, String> {
        let Some(value) = object.get("rename") else { return BTreeMap::new() };
        let Some(rename) = value.as_object() else {
            self.wrong("rename", "`rename` is not an object", "write shape ids to names");
            return BTreeMap::new();
        };
        rename.iter().filter_map(|(id, name)| Some((id.clone(), name.as_str()?.to_owned()))).collect()
    }

    fn wrong(&mut self, key: &str, message: &str, help: &str) {
        let place = if key.is_empty() { self.place.clone() } else { self.place.at(key) };
        self.diagnostics.error("E002", &place, message, help);
    }
}

fn simple(name: &str) -> Option<Simple> {
    Some(match name {
        "blob" => Simple::Blob,
        "boolean" => Simple::Boolean,
        "string" => Simple::String,
        "byte" => Simple::Byte,
        "short" => Simple::Short,
        "integer" => Simple::Integer,
        "long" => Simple::Long,
        "float" => Simple::Float,
        "double" => Simple::Double,
        "bigInteger" => Simple::BigInteger,
        "bigDecimal" => Simple::BigDecimal,
        "timestamp" => Simple::Timestamp,
        "document" => Simple::Document,
        _ => return None,
    })
}

const TYPES: &[&str] = &[
    "apply",
    "bigDecimal",
    "bigInteger",
    "blob",
    "boolean",
    "byte",
    "document",
    "double",
    "enum",
    "float",
    "intEnum",
    "integer",
    "list",
    "long",
    "map",
    "operation",
    "resource",
    "service",
    "set",
    "short",
    "string",
    "structure",
    "timestamp",
    "union",
];

fn valid_id(id: &str) -> bool {
    id.split_once('#').is_some_and(|(namespace, name)| namespace.split('.').all(is_identifier) && is_identifier(name))
}
