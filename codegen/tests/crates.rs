//! Whole crates: the files around the generated module, with and without `sts-sdk`, and parts of a service.
//!
//! `crates/model.json` is generated as each of the crates below; `crates/<crate>/<path with - for />.txt` holds a file
//! besides `src/generated` as it must be.

#![cfg(test)]

use std::{collections::BTreeSet, fs};

use aws_query_codegen::{CrateOptions, Dependency, Generated, Input, Source, crate_name, generate_crate};

#[path = "support/expected.rs"]
mod expected;

use expected::{Expected, directory, entries};

fn input(only: &[&str]) -> Input {
    let name = "model.json";
    let text = fs::read_to_string(directory("crates").join(name)).expect("the model");
    Input {
        models: vec![Source { name: name.to_owned(), text }],
        only: only.iter().map(|name| (*name).to_owned()).collect(),
        ..Input::default()
    }
}

fn generated(name: &str, sts: bool, standalone: bool, only: &[&str]) -> Generated {
    let dependency = |path: &str| Dependency { version: "0.1.0".to_owned(), path: Some(path.to_owned()) };
    let options = CrateOptions {
        name: name.to_owned(),
        command: format!("cargo xtask codegen --name {name}"),
        runtime: dependency("../runtime"),
        sts: sts.then(|| dependency("../sts-sdk")),
        standalone,
    };
    generate_crate(&input(only), &options).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn crates_have_all_that_cargo_asks_for() {
    let mut expected = Expected::default();
    for (name, sts, standalone) in [("parcel-client", false, true), ("parcel-with-sts", true, false)] {
        let directory = directory("crates").join(name);
        let mut wanted = Vec::new();
        for file in generated(name, sts, standalone, &[]).files {
            if !file.path.starts_with("src/generated/") {
                let path = directory.join(format!("{}.txt", file.path.replace('/', "-")));
                expected.check(&path, &file.text);
                wanted.push(path);
            }
        }
        wanted.sort();
        assert_eq!(entries(&directory), wanted, "{name}");
    }
    expected.finish("crates");
}

#[test]
fn only_what_is_asked_for_is_generated() {
    let paths = |only: &[&str]| -> BTreeSet<String> {
        generated("parcel", false, false, only).files.into_iter().map(|file| file.path).collect()
    };
    let (all, one) = (paths(&[]), paths(&["TrackParcel"]));
    let gone: Vec<&String> = all.difference(&one).collect();
    assert_eq!(gone, ["src/generated/operation/list_parcels.rs", "src/generated/operation/send_parcel.rs"]);
    let types = |only: &[&str]| {
        let service = generated("parcel", false, false, only).service;
        service.structures.into_iter().map(|structure| structure.name).collect::<Vec<_>>()
    };
    assert_eq!(types(&[]), ["Address", "Position"]);
    assert_eq!(types(&["TrackParcel"]), ["Position"]);
}

#[test]
fn operations_that_are_not_there_are_named() {
    let problems =
        aws_query_codegen::resolve_service(&input(&["TrackParcels", "TrackParcel"])).expect_err("no such operation");
    let text = problems.to_string();
    assert!(text.contains("no operation `TrackParcels`") && text.contains("TrackParcel"), "{text}");
}

#[test]
fn names_of_crates_are_those_that_cargo_takes() {
    for good in ["iam", "iam-client", "aws_iam", "x1"] {
        assert!(crate_name(good), "{good}");
    }
    for bad in ["", "1x", "-a", "_", "a b", "a.b", "é", "match", "std", "core", "sts-sdk", "aws-query-runtime", "a/b"]
    {
        assert!(!crate_name(bad), "{bad}");
    }
}

#[test]
fn rustfmt_has_nothing_to_break_or_join() {
    for sts in [false, true] {
        for file in generated("parcel", sts, false, &[]).files {
            if !file.path.starts_with("src/generated/") && file.path.ends_with(".rs") {
                // The command in the first line is as long as it is; rustfmt leaves comments alone.
                let long = file.text.lines().find(|line| !line.trim_start().starts_with("//") && line.len() > 98);
                assert_eq!(long, None, "{}", file.path);
                assert!(!file.text.contains("::{\n"), "{} has a list that rustfmt would lay out anew", file.path);
            }
        }
    }
}
