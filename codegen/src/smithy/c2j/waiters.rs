//! `waiters-2.json`: what to call until a resource is as it should be.

use serde_json::{Map, Value, json};

use super::{Lowered, node::Node, operation};
use crate::{
    diagnostics::{Diagnostics, Place},
    smithy::ast::{Model, Shape, ShapeKind, name_of},
};

/// Adds <https://smithy.io/2.0/additional-specs/waiters.html#waitable-trait> to the operations. How often to try is not
/// in it: who waits says how long.
pub(super) fn lower(file: &Node<'_>, service: &str, model: &mut Model, diagnostics: &mut Diagnostics) {
    file.only(&[&["version", "waiters"]], diagnostics);
    for (name, node) in file.nodes("waiters", diagnostics) {
        node.only(&[&["operation", "delay", "maxAttempts", "acceptors", "description"]], diagnostics);
        let mut acceptors = Vec::new();
        let called = node.text("operation", diagnostics).unwrap_or_default();
        let Some(shape) = operation(model, service, called, &node.at("operation"), diagnostics) else { continue };
        let shape = shape.clone();
        let mut fits = true;
        for acceptor in node.elements("acceptors", diagnostics) {
            acceptor.only(&[&["matcher", "expected", "argument", "state"]], diagnostics);
            let state = acceptor.text("state", diagnostics).unwrap_or_default();
            match matchers(&acceptor, &shape, model, diagnostics) {
                Some(found) => {
                    acceptors.extend(found.into_iter().map(|matcher| json!({ "state": state, "matcher": matcher })));
                }
                None => {
                    unsaid(&acceptor.place, name, diagnostics);
                    fits = false;
                }
            }
        }
        if !fits {
            continue;
        }
        let mut waiter = Map::new();
        waiter.insert("acceptors".to_owned(), Value::from(acceptors));
        for (key, part) in [("delay", "minDelay"), ("description", "documentation")] {
            if let Some(value) = node.value(key) {
                waiter.insert(part.to_owned(), value.clone());
            }
        }
        let mut waiters = shape.traits.get(TRAIT).and_then(Value::as_object).cloned().unwrap_or_default();
        waiters.insert(name.to_owned(), Value::from(waiter));
        let mut lowered = Lowered::default();
        lowered.add(TRAIT, waiters, file.at("waiters"));
        if let Some(shape) = model.shapes.get_mut(&shape.id) {
            lowered.give(shape);
        }
    }
}

const TRAIT: &str = "smithy.waiters#waitable";

// One acceptor may become several: a status is that of several errors.
fn matchers(node: &Node<'_>, operation: &Shape, model: &Model, diagnostics: &mut Diagnostics) -> Option<Vec<Value>> {
    let expected = node.value("expected")?;
    let output = |path: &str, comparator: &str| {
        let expected = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
        Some(vec![json!({ "output": { "path": path, "expected": expected, "comparator": comparator } })])
    };
    let path = node.text("argument", diagnostics);
    match (node.text("matcher", diagnostics)?, expected) {
        ("path", Value::Bool(_)) => output(path?, "booleanEquals"),
        ("path", Value::String(_)) => output(path?, "stringEquals"),
        ("pathAll", Value::String(_)) => output(path?, "allStringEquals"),
        ("pathAny", Value::String(_)) => output(path?, "anyStringEquals"),
        ("error", Value::String(code)) => Some(vec![json!({ "errorType": code })]),
        ("error", Value::Bool(fails)) => Some(vec![json!({ "success": !fails })]),
        ("status", Value::Number(status)) => match status.as_u64()? {
            200..=299 => Some(vec![json!({ "success": true })]),
            status => Some(of_status(status, operation, model)).filter(|found| !found.is_empty()),
        },
        _ => None,
    }
}

// Errors of the operation that have the status.
fn of_status(status: u64, operation: &Shape, model: &Model) -> Vec<Value> {
    let ShapeKind::Operation(fields) = &operation.kind else { return Vec::new() };
    let has = |id: &&String| {
        let error = model.get(id).and_then(|shape| shape.traits.get("smithy.api#httpError"));
        error.and_then(Value::as_u64) == Some(status)
    };
    fields.errors.iter().filter(has).map(|id| json!({ "errorType": name_of(id) })).collect()
}

fn unsaid(place: &Place, waiter: &str, diagnostics: &mut Diagnostics) {
    diagnostics.warning(
        "W121",
        place,
        format!("`{waiter}` waits for something that Smithy's waiters cannot compare"),
        "the waiter is not generated: they compare texts, booleans, success and modelled errors",
    );
}
