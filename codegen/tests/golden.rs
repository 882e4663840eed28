//! One small model a rule, and the Rust it becomes.
//!
//! `golden/<rule>/model.json`, with an `overlay.json` where the rule needs one. The files that exist
//! below `expected/` are compared; to look at another one, create it empty and accept it with
//! `UPDATE=1 cargo test -p aws-query-codegen --test golden`.

#![cfg(test)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Generated, Input, Options, Source, generate};
use serde_json::Value;

#[path = "support/expected.rs"]
mod expected;

use expected::{Expected, directory, entries};

fn options(bridge: bool) -> Options {
    Options { command: "cargo xtask codegen".to_owned(), module: "crate::generated".to_owned(), bridge }
}

fn fixtures() -> Vec<PathBuf> {
    let fixtures = entries(&directory("golden"));
    assert!(fixtures.len() >= 16, "{fixtures:?}");
    fixtures
}

fn source(path: &Path) -> Option<Source> {
    let text = fs::read_to_string(path).ok()?;
    Some(Source { name: path.file_name()?.to_str()?.to_owned(), text })
}

fn input(fixture: &Path) -> Input {
    let model = source(&fixture.join("model.json")).unwrap_or_else(|| panic!("{} has no model", fixture.display()));
    Input {
        models: vec![model],
        overlays: source(&fixture.join("overlay.json")).into_iter().collect(),
        ..Input::default()
    }
}

fn generated(name: &Path, input: &Input, bridge: bool) -> Generated {
    generate(input, &options(bridge)).unwrap_or_else(|problems| panic!("{}:\n{problems}", name.display()))
}

// Files below a directory, by their paths from it with `/`.
fn below(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        for path in entries(&next) {
            if path.is_dir() {
                pending.push(path);
            } else {
                let path = path.strip_prefix(directory).expect("it is below");
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}

#[test]
fn every_rule_generates_what_is_expected() {
    let mut expected = Expected::default();
    for fixture in fixtures() {
        let files = generated(&fixture, &input(&fixture), false).files;
        let wanted = below(&fixture.join("expected"));
        assert!(!wanted.is_empty(), "{} compares nothing", fixture.display());
        for path in wanted {
            let file = files.iter().find(|file| file.path == path);
            let file = file.unwrap_or_else(|| panic!("{}: {path} is not generated", fixture.display()));
            expected.check(&fixture.join("expected").join(path), &file.text);
        }
    }
    expected.finish("golden");
}

#[test]
fn every_file_parses() {
    for fixture in fixtures() {
        for file in generated(&fixture, &input(&fixture), true).files {
            let parsed = syn::parse_file(&file.text);
            assert!(parsed.is_ok(), "{} {}: {:?}", fixture.display(), file.path, parsed.err());
            assert!(!file.text.contains("_invalid") && !file.text.contains("compile_error!"), "{}", file.text);
        }
    }
}

#[test]
fn the_order_of_shapes_and_repetition_change_nothing() {
    for fixture in fixtures() {
        let input = input(&fixture);
        let files = generated(&fixture, &input, true).files;
        assert_eq!(generated(&fixture, &input, true).files, files, "{} twice", fixture.display());
        let mut reversed = input.clone();
        let mut model: Value = serde_json::from_str(&input.models[0].text).expect("JSON");
        let shapes = model["shapes"].as_object_mut().expect("shapes");
        *shapes = std::mem::take(shapes).into_iter().rev().collect();
        reversed.models[0].text = model.to_string();
        assert_eq!(generated(&fixture, &reversed, true).files, files, "{} reversed", fixture.display());
    }
}
