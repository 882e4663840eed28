//! What is mutated: models cut into slices, one an operation, so that a round is short and the rounds
//! together reach all of a large model.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Input, Source};
use serde_json::{Map, Value};

use crate::repository;

/// Traits of a service as large as all the rest of a slice; they have a slice of their own.
const LARGE: &[&str] = &[
    "smithy.rules#endpointBdd",
    "smithy.rules#endpointRuleSet",
    "smithy.rules#endpointTests",
    "smithy.api#documentation",
];
/// Published models of other projects.
const SHARED: &str = "../shared/models";

/// The service's own model with its overlay, the published models, and the models of one rule each.
pub(crate) fn all() -> Vec<Input> {
    let mut subjects =
        slices(&repository::source("model/sts.json"), Some(&repository::source("model/sts.overlay.json")));
    let shared = repository::root().join(SHARED);
    if shared.is_dir() {
        for name in ["iam.json", "sns.json", "sts.json", "botocore/iam/service-2.json", "botocore/sts/service-2.json"] {
            subjects.extend(slices(&repository::source(&format!("{SHARED}/{name}")), None));
        }
        subjects.extend(["iam", "sts"].map(|service| botocore(&shared.join("botocore").join(service))));
    } else {
        println!("skipped: {SHARED} is not here");
    }
    let golden = repository::root().join("codegen/tests/golden");
    subjects.extend(directories(&golden).iter().map(|fixture| Input {
        models: file(&fixture.join("model.json")).into_iter().collect(),
        overlays: file(&fixture.join("overlay.json")).into_iter().collect(),
        ..Input::default()
    }));
    subjects.extend(directories(&repository::root().join("codegen/tests/botocore")).iter().map(|path| botocore(path)));
    subjects.push(Input {
        models: ["mixed.json", "mixed.more.json"]
            .map(|name| repository::source(&format!("codegen/tests/mixins/{name}")))
            .to_vec(),
        ..Input::default()
    });
    subjects
}

// A slice for each operation, in either form, and one for the endpoint rules and all else that is large.
fn slices(source: &Source, overlay: Option<&Source>) -> Vec<Input> {
    let model: Value = serde_json::from_str(&source.text).expect("the model is JSON");
    let overlay: Option<(&str, Value)> = overlay
        .map(|overlay| (overlay.name.as_str(), serde_json::from_str(&overlay.text).expect("the overlay is JSON")));
    let shapes = model["shapes"].as_object().expect("shapes");
    let service = shapes.iter().find(|(_, shape)| shape["type"] == "service").map(|(id, _)| id.as_str());
    let operations: Vec<String> = match service {
        Some(service) => {
            let bound = shapes[service]["operations"].as_array().expect("operations");
            bound.iter().map(|reference| reference["target"].as_str().expect("an id").to_owned()).collect()
        }
        None => model["operations"].as_object().expect("operations").keys().cloned().collect(),
    };
    let mut slices: Vec<Input> = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        let mut slice = model.clone();
        let mut roots = BTreeSet::from([operation.as_str()]);
        match service {
            Some(service) => {
                let shape = &mut slice["shapes"][service];
                shape["operations"] = serde_json::json!([{ "target": operation }]);
                if index > 0 {
                    let traits = shape["traits"].as_object_mut().expect("traits");
                    traits.retain(|id, _| !LARGE.contains(&id.as_str()));
                }
                roots.insert(service);
            }
            None => {
                let operations = slice["operations"].as_object_mut().expect("operations");
                operations.retain(|name, _| name == operation);
            }
        }
        let kept = closure(shapes, &slice, service, roots);
        slice["shapes"].as_object_mut().expect("shapes").retain(|id, _| kept.contains(id.as_str()));
        let overlays = overlay.iter().map(|(name, overlay)| {
            let mut overlay = overlay.clone();
            let entries = overlay["shapes"].as_object_mut().expect("entries");
            entries.retain(|id, _| kept.contains(id.split_once('$').map_or(id.as_str(), |(shape, _)| shape)));
            Source { name: format!("{name}, {operation}"), text: overlay.to_string() }
        });
        let name = format!("{}, {operation}", source.name);
        slices.push(Input {
            models: vec![Source { name, text: slice.to_string() }],
            overlays: overlays.collect(),
            ..Input::default()
        });
    }
    slices
}

// The shapes that a slice leads to: in either form, every string that is the name of one counts.
fn closure(
    shapes: &Map<String, Value>,
    slice: &Value,
    service: Option<&str>,
    roots: BTreeSet<&str>,
) -> BTreeSet<String> {
    let mut kept: BTreeSet<String> = BTreeSet::new();
    let mut pending: Vec<&Value> = match service {
        Some(service) => vec![&slice["shapes"][service]],
        None => vec![&slice["operations"]],
    };
    kept.extend(roots.iter().map(|root| (*root).to_owned()));
    pending.extend(roots.iter().filter(|root| Some(**root) != service).filter_map(|root| shapes.get(*root)));
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) => {
                if let Some(shape) = shapes.get(text)
                    && kept.insert(text.clone())
                {
                    pending.push(shape);
                }
            }
            Value::Array(list) => pending.extend(list),
            Value::Object(object) => pending.extend(object.values()),
            _ => {}
        }
    }
    kept
}

// The files that stand beside a service, with one operation of it.
fn botocore(directory: &Path) -> Input {
    let names = ["endpoint-rule-set-1.json", "paginators-1.json", "waiters-2.json"];
    let service = file(&directory.join("service-2.json")).expect("a service");
    let model: Value = serde_json::from_str(&service.text).expect("the model is JSON");
    // Paginators and waiters name many operations: without their members, those are small.
    let mut model = model;
    let operations = model["operations"].as_object_mut().expect("operations");
    let named: BTreeMap<String, Value> =
        operations.iter().map(|(name, operation)| (name.clone(), operation.clone())).take(12).collect();
    operations.retain(|name, _| named.contains_key(name));
    let shapes = model["shapes"].as_object().expect("shapes").clone();
    let kept = closure(&shapes, &model, None, BTreeSet::new());
    model["shapes"].as_object_mut().expect("shapes").retain(|name, _| kept.contains(name));
    let service = Source { name: service.name, text: model.to_string() };
    let beside = names.iter().filter_map(|name| file(&directory.join(name)));
    Input { models: [service].into_iter().chain(beside).collect(), ..Input::default() }
}

fn directories(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).expect("a directory");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn file(path: &Path) -> Option<Source> {
    Some(Source { name: path.display().to_string(), text: fs::read_to_string(path).ok()? })
}
