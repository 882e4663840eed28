//! The table of operations against the model, read here with other eyes than the generator's.

use std::path::Path;

use serde_json::{Map, Value};
use sts_sdk::OPERATIONS;

use crate::support::{read_json, repository, shared};

/// A model, with what the overlay changes about it where it speaks of Smithy's own traits.
struct Model {
    shapes: Map<String, Value>,
}

impl Model {
    fn read(path: &Path) -> Self {
        let Value::Object(mut model) = read_json(path) else { panic!("{}", path.display()) };
        let Some(Value::Object(shapes)) = model.remove("shapes") else { panic!("{}", path.display()) };
        let mut model = Self { shapes };
        let overlay = read_json(&repository().join("model/sts.overlay.json"));
        for (id, apply) in overlay["shapes"].as_object().expect("shapes") {
            model.apply(id, apply["traits"].as_object().expect("traits"));
        }
        model
    }

    // `com.amazonaws.sts#AssumeRoleRequest$RoleArn`
    fn apply(&mut self, id: &str, traits: &Map<String, Value>) {
        let (shape, member) = id.split_once('$').map_or((id, None), |(shape, member)| (shape, Some(member)));
        let shape = self.shapes.get_mut(shape).unwrap_or_else(|| panic!("{id}"));
        let target = match member {
            Some(member) => &mut shape["members"][member],
            None => shape,
        };
        if target.get("traits").is_none() {
            target["traits"] = Value::Object(Map::new());
        }
        for (name, value) in traits.iter().filter(|(name, _)| name.starts_with("smithy.api#")) {
            target["traits"][name.as_str()] = value.clone();
        }
    }

    fn operations(&self) -> Vec<(&str, &Value)> {
        let service = self.shapes.values().find(|shape| shape["type"] == "service").expect("a service");
        let targets = service["operations"].as_array().expect("operations").iter();
        let mut operations: Vec<_> = targets
            .map(|target| {
                let id = target["target"].as_str().expect("a shape id");
                (id.split_once('#').expect("a name").1, &self.shapes[id])
            })
            .collect();
        operations.sort_by_key(|(name, _)| *name);
        operations
    }

    /// A row of each member of the operation's input.
    fn rows(&self, operation: &Value) -> Vec<Row> {
        let input = &self.shapes[operation["input"]["target"].as_str().expect("an input")];
        let members = input["members"].as_object().into_iter().flatten();
        members.map(|(name, member)| self.row(name, member)).collect()
    }

    fn row(&self, name: &str, member: &Value) -> Row {
        let target = member["target"].as_str().expect("a target");
        let shape = self.shapes.get(target);
        // `smithy.api#String`
        let kind = shape.map_or_else(
            || target.trim_start_matches("smithy.api#").to_lowercase(),
            |shape| shape["type"].as_str().expect("a type").to_owned(),
        );
        let has = |name: &str| {
            let own = member.get("traits").and_then(|traits| traits.get(name));
            own.or_else(|| shape.and_then(|shape| shape.get("traits")).and_then(|traits| traits.get(name)))
        };
        let required = member.get("traits").is_some_and(|traits| {
            traits.get("smithy.api#required").is_some() && traits.get("smithy.api#clientOptional").is_none()
        });
        let bounds = has("smithy.api#length").or_else(|| has("smithy.api#range"));
        let range = has("smithy.api#range").is_some();
        let bound = |end: &str| bounds.and_then(|bounds| bounds.get(end)).and_then(Value::as_i64);
        Row {
            name: name.to_owned(),
            kind,
            required,
            // No length is below zero, values may be.
            min: bound("min").filter(|min| range || *min != 0),
            max: bound("max"),
            range,
            pattern: has("smithy.api#pattern").and_then(Value::as_str).map(str::to_owned),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    kind: String,
    required: bool,
    min: Option<i64>,
    max: Option<i64>,
    range: bool,
    pattern: Option<String>,
}

fn check(path: &Path) {
    let model = Model::read(path);
    let operations = model.operations();
    assert_eq!(operations.len(), OPERATIONS.len());
    let (mut members, mut patterns, mut ranges) = (0, 0, 0);
    for (spec, (name, operation)) in OPERATIONS.iter().zip(operations) {
        assert_eq!(spec.name, name);
        let unsigned = operation["traits"].get("smithy.api#auth").is_some_and(|auth| auth == &Value::Array(vec![]));
        assert_eq!(spec.signed, !unsigned, "{name}");
        assert!(!spec.compressed, "{name}");
        let found: Vec<_> = spec
            .members
            .iter()
            .map(|member| Row {
                name: member.name.to_owned(),
                kind: member.kind.to_owned(),
                required: member.required,
                min: member.constraint.min(),
                max: member.constraint.max(),
                range: member.constraint.is_range(),
                pattern: member.constraint.pattern_source().map(str::to_owned),
            })
            .collect();
        let expected = model.rows(operation);
        members += found.len();
        patterns += found.iter().filter(|row| row.pattern.is_some()).count();
        ranges += found.iter().filter(|row| row.range).count();
        assert_eq!(found, expected, "{name}");
    }
    assert!(members > 40 && patterns > 15 && ranges > 5, "{members} {patterns} {ranges}");
}

#[test]
fn the_table_is_the_model() {
    check(&repository().join("model/sts.json"));
}

#[test]
fn the_table_is_the_published_model() {
    if let Some(path) = shared("models/sts.json") {
        check(&path);
    }
}
