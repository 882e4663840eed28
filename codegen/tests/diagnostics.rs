//! Models that are wrong, and what the generator says of them.
//!
//! `diagnostics/<name>.json`, with a second model in `<name>.more.json` and an overlay in
//! `<name>.overlay.json` where the problem needs one, and a list of the operations that are wanted in
//! `<name>.only.json`; names that begin with `partitions` are partition tables. `<name>.txt` is the whole report.

#![cfg(test)]

use std::{collections::BTreeSet, fs, path::Path};

use aws_query_codegen::{Input, Options, Source, generate, generate_partitions};

#[path = "support/expected.rs"]
mod expected;

use expected::{Expected, directory, entries};

fn source(path: &Path) -> Option<Source> {
    let text = fs::read_to_string(path).ok()?;
    Some(Source { name: path.file_name()?.to_str()?.to_owned(), text })
}

fn cases() -> Vec<String> {
    let names = entries(&directory("diagnostics")).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
        (!name.contains('.')).then_some(name)
    });
    names.collect()
}

fn report(name: &str) -> String {
    let file = |suffix: &str| source(&directory("diagnostics").join(format!("{name}{suffix}.json")));
    let model = file("").expect("the case has a model");
    if name.starts_with("partitions") {
        let problems = generate_partitions(&model, "test").expect_err("the table is wrong");
        return format!("{problems}\n");
    }
    let models = [model].into_iter().chain(file(".more")).collect();
    let only = file(".only").map(|source| serde_json::from_str(&source.text).expect("a list of names"));
    let input = Input { models, overlays: file(".overlay").into_iter().collect(), only: only.unwrap_or_default() };
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: false };
    match generate(&input, &options) {
        Ok(generated) => {
            assert!(!generated.diagnostics.sorted().is_empty(), "{name} shows nothing");
            format!("{}\n", generated.diagnostics)
        }
        Err(problems) => {
            assert!(problems.has_errors(), "{name} fails without an error");
            format!("{problems}\n")
        }
    }
}

#[test]
fn every_problem_is_reported_as_expected() {
    let mut expected = Expected::default();
    for name in cases() {
        expected.check(&directory("diagnostics").join(format!("{name}.txt")), &report(&name));
    }
    expected.finish("diagnostics");
}

#[test]
fn every_code_has_a_case_and_a_row_in_the_table() {
    let used = codes();
    let reports: String = cases().iter().map(|name| report(name)).collect();
    let missing: Vec<_> = used.iter().filter(|code| !reports.contains(&format!("[{code}]"))).collect();
    assert!(missing.is_empty(), "no case in tests/diagnostics shows {missing:?}");
    let table = fs::read_to_string(directory("../../CONTRIBUTING.md")).expect("the table");
    let rows: Vec<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .filter(|(code, _)| is_code(code))
        .map(|(code, _)| code.to_owned())
        .collect();
    let listed: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(listed, used, "the table of CONTRIBUTING.md (left) and the source (right)");
    assert_eq!(rows.len(), listed.len(), "a code has two rows");
}

// The codes in the source of the generator.
fn codes() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut pending = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(entries(&path));
        } else {
            let text = fs::read_to_string(&path).expect("source");
            // Every second piece is a string.
            used.extend(text.split('"').skip(1).step_by(2).filter(|piece| is_code(piece)).map(str::to_owned));
        }
    }
    assert!(used.len() >= 18, "{used:?}");
    used
}

fn is_code(text: &str) -> bool {
    let mut characters = text.chars();
    text.len() == 4
        && characters.next().is_some_and(|kind| "EWN".contains(kind))
        && characters.all(|c| c.is_ascii_digit())
}

#[test]
fn one_run_shows_all_problems() {
    let report = report("many-at-once");
    for code in ["E003", "E004", "E006", "E008", "E009", "E010", "E013", "E016"] {
        assert!(report.contains(&format!("error[{code}]")), "{code} is missing:\n{report}");
    }
}
