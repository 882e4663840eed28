//! Endpoint tests of our own models through the evaluator: it is what the compiled rules are compared with by
//! `model-diff`, and shares nothing with them. The same tests run through the compiled rules and through clients
//! in `cargo xtask conformance`.

#![cfg(test)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use aws_query_codegen::{
    Diagnostics, Source,
    diagnostics::Place,
    smithy::{
        partitions::{self, Partitions},
        rules::{self, Resolution},
    },
};
use serde_json::Value;

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn partitions() -> Partitions {
    let text = fs::read_to_string(repository("model/partitions.json")).expect("partitions");
    let mut diagnostics = Diagnostics::default();
    let partitions = partitions::load(&Source { name: "partitions.json".to_owned(), text }, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    partitions
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn expected(expect: &Value) -> Resolution {
    if let Some(error) = expect["error"].as_str() {
        return Resolution::Error(error.to_owned());
    }
    let endpoint = &expect["endpoint"];
    let headers = endpoint["headers"].as_object().into_iter().flatten();
    let schemes = endpoint["properties"]["authSchemes"].as_array().into_iter().flatten();
    Resolution::Endpoint {
        url: text(&endpoint["url"]),
        headers: headers
            .map(|(name, values)| (name.clone(), values.as_array().into_iter().flatten().map(text).collect()))
            .collect(),
        auth_schemes: schemes
            .map(|scheme| {
                let key = |key: &str| scheme[key].as_str().map(str::to_owned);
                (text(&scheme["name"]), key("signingName"), key("signingRegion"))
            })
            .collect(),
    }
}

// Tests name the scheme that is used, and leave out those that no client has.
fn used(resolution: Resolution) -> Resolution {
    match resolution {
        Resolution::Endpoint { url, headers, auth_schemes } => {
            let auth_schemes = auth_schemes.into_iter().filter(|(name, ..)| name == "sigv4").collect();
            Resolution::Endpoint { url, headers, auth_schemes }
        }
        error => error,
    }
}

#[test]
fn the_evaluator_gives_what_endpoint_tests_expect() {
    let partitions = partitions();
    let mut count = 0;
    for path in ["model/sts.json", "tests/protocol/hosts.json", "tests/protocol/endpoints.json"] {
        let model: Value = serde_json::from_str(&fs::read_to_string(repository(path)).expect(path)).expect(path);
        let shapes = model["shapes"].as_object().expect("shapes");
        let service = shapes.values().find(|shape| shape["type"] == "service").expect("a service");
        let mut diagnostics = Diagnostics::default();
        let set = &service["traits"]["smithy.rules#endpointRuleSet"];
        let rules = rules::parse(set, &Place::of_file(path), &mut diagnostics);
        let rules = rules.unwrap_or_else(|| panic!("{path}: {diagnostics}"));
        for case in service["traits"]["smithy.rules#endpointTests"]["testCases"].as_array().expect("tests") {
            let params = case["params"].as_object().into_iter().flatten();
            let mut params: BTreeMap<String, Value> =
                params.map(|(name, value)| (name.clone(), value.clone())).collect();
            // What the built-in is where nothing is set.
            if set["parameters"].get("AccountMode").is_some() {
                params.entry("AccountMode".to_owned()).or_insert_with(|| "preferred".into());
            }
            let found = used(rules::evaluate(&rules, &params, &partitions));
            assert_eq!(found, used(expected(&case["expect"])), "{path}: {}", case["documentation"]);
            count += 1;
        }
    }
    assert!(count >= 110, "{count}");
}
