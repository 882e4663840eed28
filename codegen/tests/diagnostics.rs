//! Models that are wrong, and what the generator says of them.
//!
//! `diagnostics/<name>.json`, with a second model in `<name>.more.json` and an overlay in
//! `<name>.overlay.json` where the problem needs one, and a list of the operations that are wanted in
//! `<name>.only.json`; names that begin with `partitions` are partition tables. `<name>.txt` is the whole report.

#![cfg(test)]

use std::{collections::BTreeSet, fs, path::Path};

use aws_query_codegen::{Diagnostics, Input, Options, Source, generate, generate_partitions};
use serde_json::Value;

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
    format!("{}\n", problems(name).1)
}

// The sources of a case, and what is said of them.
fn problems(name: &str) -> (Vec<Source>, Diagnostics) {
    let file = |suffix: &str| source(&directory("diagnostics").join(format!("{name}{suffix}.json")));
    let model = file("").expect("the case has a model");
    if name.starts_with("partitions") {
        let problems = generate_partitions(&model, "test").expect_err("the table is wrong");
        return (vec![model], problems);
    }
    let models = [model].into_iter().chain(file(".more")).collect();
    let only = file(".only").map(|source| serde_json::from_str(&source.text).expect("a list of names"));
    let input = Input { models, overlays: file(".overlay").into_iter().collect(), only: only.unwrap_or_default() };
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: false };
    let problems = match generate(&input, &options) {
        Ok(generated) => generated.diagnostics,
        Err(problems) => {
            assert!(problems.has_errors(), "{name} fails without an error");
            problems
        }
    };
    assert!(!problems.is_empty(), "{name} shows nothing");
    (input.models.into_iter().chain(input.overlays).collect(), problems)
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

// What the texts show, read back from the JSON: the line of the source has the value at the column.
#[test]
fn json_says_what_the_text_says() {
    let mut checked = 0;
    for name in cases() {
        let (sources, problems) = problems(&name);
        let text = problems.to_string();
        let lines = problems.to_json_lines();
        assert_eq!(lines.lines().count(), problems.sorted().len(), "{name}");
        for line in lines.lines() {
            let object: Value = serde_json::from_str(line).expect("an object a line");
            let field = |key: &str| object.get(key).unwrap_or_else(|| panic!("{name}: no {key} in {line}"));
            assert_eq!(field("$message_type"), "diagnostic", "{name}");
            assert!(text.contains(field("rendered").as_str().expect("a text")), "{name}: {line}");
            let (level, code) = (field("level").as_str().expect("a level"), field("code").as_str().expect("a code"));
            assert!(field("rendered").as_str().expect("a text").starts_with(&format!("{level}[{code}]: ")), "{name}");
            let Some(column) = field("column").as_u64() else { continue };
            let file = field("file").as_str().expect("a file");
            let source = sources.iter().find(|source| source.name == file).expect("a source");
            let line =
                source.text.lines().nth(usize::try_from(field("line").as_u64().expect("a line")).expect("small") - 1);
            let rest: String =
                line.unwrap_or_default().chars().skip(usize::try_from(column).expect("small") - 1).collect();
            // A key stands for a value of many lines, or is what is wrong itself.
            let last = field("path").as_array().expect("a path").last().cloned().unwrap_or_default();
            if let Some(value) = field("value").as_str() {
                assert!(
                    rest.starts_with(value) || rest.starts_with(&last.to_string()) || value.starts_with(['{', '[']),
                    "{name}: {rest}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "{checked}");
}

#[test]
fn one_run_shows_all_problems() {
    let report = report("many-at-once");
    for code in ["E003", "E004", "E006", "E008", "E009", "E010", "E013", "E016"] {
        assert!(report.contains(&format!("error[{code}]")), "{code} is missing:\n{report}");
    }
}
