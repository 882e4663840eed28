//! Models broken at random, from fixed seeds: what is read is either reported or generated, never a panic,
//! and what is generated parses.

#![cfg(test)]

use std::{fs, panic, path::Path};

use aws_query_codegen::{Input, Options, Source, generate};
use serde_json::Value;

#[path = "support/repository.rs"]
mod repository;

/// Mutations altogether.
const ROUNDS: u64 = 3000;
/// Mutations of the small models of one rule, for each of the large one.
const SMALL: u64 = 14;

/// A xorshift generator, <https://www.jstatsoft.org/article/view/v008i14>.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// The model of the service with its overlay, and the models of the golden tests.
fn subjects() -> Vec<Input> {
    let own = Input {
        models: vec![repository::source("model/sts.json")],
        overlays: vec![repository::source("model/sts.overlay.json")],
        ..Input::default()
    };
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut fixtures: Vec<_> =
        fs::read_dir(golden).expect("golden tests").map(|entry| entry.expect("entry").path()).collect();
    fixtures.sort();
    let source = |path: std::path::PathBuf| {
        fs::read_to_string(&path).ok().map(|text| Source { name: path.display().to_string(), text })
    };
    let fixtures = fixtures.iter().map(|fixture| Input {
        models: source(fixture.join("model.json")).into_iter().collect(),
        overlays: source(fixture.join("overlay.json")).into_iter().collect(),
        ..Input::default()
    });
    [own].into_iter().chain(fixtures).collect()
}

/// Pointers to everything in a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut child = |key: &str, value: &Value| {
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| child(key, value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| child(&index.to_string(), value)),
        _ => {}
    }
}

/// A value to put in the place of another: a plain one, or one from elsewhere in the model.
fn other(model: &Value, all: &[String], random: &mut Random) -> Value {
    const TEXTS: &[&str] = &[
        "",
        "a b",
        "self",
        "_",
        "1",
        "Self",
        "::",
        "*/",
        "\"",
        "\\",
        "{",
        "{A}",
        "é",
        "com.example#Name",
        "smithy.api#String",
        "smithy.api#Unit",
        "structure",
        "list",
        "map",
        "union",
        "enum",
        "timestamp",
        "operation",
        "^(",
        "^[a-]+$",
        "crate::A",
    ];
    match random.below(12) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::from(-1),
        3 => Value::from(u64::MAX),
        4 => Value::from(1e300),
        5 => Value::Array(Vec::new()),
        6 => Value::Object(serde_json::Map::new()),
        7 | 8 => Value::from(TEXTS[random.below(TEXTS.len())]),
        _ => model.pointer(&all[random.below(all.len())]).cloned().unwrap_or_default(),
    }
}

/// One to three changes of the tree, or a cut of the text.
fn mutate(text: &str, random: &mut Random) -> (String, String) {
    if random.below(20) == 0 {
        let end = random.below(text.len());
        return (text.chars().take(end).collect(), format!("cut after {end} characters"));
    }
    let mut model: Value = serde_json::from_str(text).expect("the subject is JSON");
    let mut done = Vec::new();
    for _ in 0..=random.below(3) {
        let mut all = Vec::new();
        pointers(&model, "", &mut all);
        if all.is_empty() {
            break;
        }
        let pointer = all[random.below(all.len())].clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a parent");
        let key = key.replace("~1", "/").replace("~0", "~");
        let value = other(&model, &all, random);
        let choice = random.below(4);
        done.push(format!("{choice} {pointer} {value}"));
        match (model.pointer_mut(parent), choice) {
            (Some(Value::Object(object)), 0) => drop(object.shift_remove(&key)),
            (Some(Value::Object(object)), 1) => {
                // Under another name: its own in another case, or one that Rust keeps for itself.
                let moved = object.get(&key).cloned().unwrap_or_default();
                let names =
                    [key.to_uppercase(), key.to_lowercase(), format!("{key}2"), "self".to_owned(), "1 x".to_owned()];
                object.insert(names[random.below(names.len())].clone(), moved);
            }
            (Some(Value::Object(object)), _) => drop(object.insert(key, value)),
            (Some(Value::Array(list)), 0) => drop(list.remove(key.parse().expect("an index"))),
            (Some(Value::Array(list)), 1) => list.push(value),
            (Some(Value::Array(list)), _) => list[key.parse::<usize>().expect("an index")] = value,
            (other, _) => panic!("{parent} is {other:?}"),
        }
    }
    (model.to_string(), done.join("; "))
}

#[test]
fn broken_models_are_reported_or_generated_and_never_panic() {
    let subjects = subjects();
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: false };
    let (mut generated, mut refused) = (0, 0);
    for round in 1..=ROUNDS {
        let mut random = Random(round.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let index = if round % (SMALL + 1) == 0 { 0 } else { 1 + random.below(subjects.len() - 1) };
        let mut input = subjects[index].clone();
        let sources =
            if random.below(5) == 0 && !input.overlays.is_empty() { &mut input.overlays } else { &mut input.models };
        let (text, change) = mutate(&sources[0].text, &mut random);
        sources[0].text = text;
        let name = format!("round {round}, {}: {change}", sources[0].name);
        let result = panic::catch_unwind(|| generate(&input, &options));
        match result.unwrap_or_else(|_| panic!("{name}: panicked")) {
            Ok(output) => {
                generated += 1;
                for file in output.files {
                    let parsed = syn::parse_file(&file.text);
                    assert!(parsed.is_ok(), "{name}: {} does not parse: {:?}", file.path, parsed.err());
                    let sound = !file.text.contains("_invalid") && !file.text.contains("compile_error!");
                    assert!(sound, "{name}: {}\n{}", file.path, file.text);
                }
            }
            Err(problems) => {
                refused += 1;
                assert!(problems.has_errors(), "{name}: refused without an error");
                assert!(!problems.to_string().is_empty());
            }
        }
    }
    // Neither half may be empty, or the test would test nothing.
    assert!(generated > ROUNDS / 10 && refused > ROUNDS / 10, "{generated} generated, {refused} refused");
}
