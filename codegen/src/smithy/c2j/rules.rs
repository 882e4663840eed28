//! `endpoint-rule-set-1.json`: the same rules as in Smithy's form, with less said about what has to be set.
//!
//! botocore takes any parameter for granted in a condition or a URL. In Smithy a parameter is required, or a condition
//! before tests it; so one that neither holds of is required.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The rule set as the trait has it.
pub(super) fn lowered(mut file: Map<String, Value>) -> Map<String, Value> {
    let mut untested = BTreeSet::new();
    for rule in array(file.get("rules")) {
        visit(rule, &BTreeSet::new(), &mut untested);
    }
    let parameters = file.get_mut("parameters").and_then(Value::as_object_mut).into_iter().flatten();
    for (name, parameter) in parameters {
        if let Some(parameter) = parameter.as_object_mut().filter(|_| untested.contains(name)) {
            parameter.insert("required".to_owned(), Value::Bool(true));
        }
    }
    file
}

// Collects what a rule uses without one of its conditions, or of those around it, having tested it.
fn visit(rule: &Value, tested: &BTreeSet<String>, untested: &mut BTreeSet<String>) {
    let mut tested = tested.clone();
    let mut uses = |value: &Value, tested: &BTreeSet<String>| {
        let mut names = BTreeSet::new();
        used(value, &mut names);
        untested.extend(names.difference(tested).cloned());
    };
    for condition in array(rule.get("conditions")) {
        uses(condition, &tested);
        if condition.get("fn").and_then(Value::as_str) == Some("isSet") {
            tested.extend(array(condition.get("argv")).iter().filter_map(reference));
        }
    }
    for key in ["endpoint", "error"] {
        if let Some(value) = rule.get(key) {
            uses(value, &tested);
        }
    }
    for rule in array(rule.get("rules")) {
        visit(rule, &tested, untested);
    }
}

// Names whose values are needed: `{ "ref": "Region" }`, and `{Region}` in a text.
fn used(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(call) if matches!(call.get("fn").and_then(Value::as_str), Some("isSet" | "coalesce")) => {}
        Value::Object(object) => match reference(value) {
            Some(name) => {
                names.insert(name);
            }
            None => object.values().for_each(|value| used(value, names)),
        },
        Value::Array(list) => list.iter().for_each(|value| used(value, names)),
        Value::String(text) => {
            let holes = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            names.extend(holes.map(|(name, _)| name.split('#').next().unwrap_or(name).to_owned()));
        }
        _ => {}
    }
}

fn reference(value: &Value) -> Option<String> {
    value.get("ref").and_then(Value::as_str).map(str::to_owned)
}

fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::lowered;

    fn required(rules: Value) -> bool {
        let mut file = Map::new();
        file.insert("parameters".to_owned(), json!({ "Region": { "type": "string" } }));
        file.insert("rules".to_owned(), rules);
        lowered(file).get("parameters").and_then(|parameters| parameters.pointer("/Region/required"))
            == Some(&Value::Bool(true))
    }

    #[test]
    fn what_no_condition_tests_is_required() {
        let region = json!({ "ref": "Region" });
        let is_set = json!({ "fn": "isSet", "argv": [region] });
        let partition = json!({ "fn": "aws.partition", "argv": [region], "assign": "P" });
        let endpoint = json!({ "url": "https://{Region}.example.com" });
        let cases = [
            (json!([{ "conditions": [is_set, partition] }]), false),
            (json!([{ "conditions": [partition] }]), true),
            (json!([{ "conditions": [partition, is_set] }]), true),
            (json!([{ "conditions": [], "endpoint": endpoint }]), true),
            (json!([{ "conditions": [is_set], "rules": [{ "conditions": [], "endpoint": endpoint }] }]), false),
            (json!([{ "conditions": [is_set] }, { "conditions": [], "endpoint": endpoint }]), true),
            (json!([{ "conditions": [{ "fn": "not", "argv": [is_set] }], "error": "no region" }]), false),
            (json!([{ "conditions": [], "error": "{Region} is not a region" }]), true),
            (json!([{ "conditions": [{ "fn": "coalesce", "argv": [region, "x"] }] }]), false),
            (
                json!([{ "conditions": [{ "fn": "not", "argv": [{ "fn": "stringEquals", "argv": [region, "x"] }] }] }]),
                true,
            ),
            (json!("none"), false),
        ];
        for (rules, expected) in cases {
            assert_eq!(required(rules.clone()), expected, "{rules}");
        }
    }
}
