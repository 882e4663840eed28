//! `paginators-1.json`: which members of an operation make pages.

use serde_json::{Map, Value};

use super::{Lowered, node::Node, operation};
use crate::{
    diagnostics::{Diagnostics, Place},
    smithy::{ast::Model, traits::MORE_RESULTS},
};

/// Adds <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait> to the operations.
pub(super) fn lower(file: &Node<'_>, service: &str, model: &mut Model, diagnostics: &mut Diagnostics) {
    file.only(&[&["version", "pagination"]], diagnostics);
    for (name, node) in file.nodes("pagination", diagnostics) {
        // What is not aggregated stays in the output.
        let known = ["input_token", "output_token", "limit_key", "result_key", "more_results", "non_aggregate_keys"];
        node.only(&[&known], diagnostics);
        let Some(shape) = operation(model, service, name, &node.place, diagnostics) else { continue };
        let mut value = Map::new();
        let mut fits = true;
        for (key, part) in [("input_token", "inputToken"), ("output_token", "outputToken"), ("limit_key", "pageSize")] {
            match one(node.value(key)) {
                Some(path) if is_path(path) => {
                    value.insert(part.to_owned(), Value::from(path));
                }
                _ if !node.has(key) && part == "pageSize" => {}
                _ => {
                    unsaid(&node.at(key), name, diagnostics);
                    fits = false;
                }
            }
        }
        // Pages of several lists have no items of one kind.
        if let Some(path) = one(node.value("result_key")).filter(|path| is_path(path)) {
            value.insert("items".to_owned(), Value::from(path));
        }
        if fits {
            let mut lowered = Lowered::default();
            lowered.add("smithy.api#paginated", value, node.place.clone());
            if let Some(path) = one(node.value("more_results")).filter(|path| is_path(path)) {
                lowered.add(MORE_RESULTS, path, node.at("more_results"));
            }
            lowered.give(shape);
        }
    }
}

fn unsaid(place: &Place, operation: &str, diagnostics: &mut Diagnostics) {
    diagnostics.warning(
        "W121",
        place,
        format!("`{operation}` has no token that is one member"),
        "the operation is generated without pages",
    );
}

// A list of one is that one.
fn one(value: Option<&Value>) -> Option<&str> {
    match value? {
        Value::Array(list) => match list.as_slice() {
            [one] => one.as_str(),
            _ => None,
        },
        value => value.as_str(),
    }
}

fn is_path(path: &str) -> bool {
    path.split('.').all(crate::smithy::ast::is_identifier)
}
