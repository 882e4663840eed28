//! Environments that people run into, each a file of `data/explain`: the trouble, variables and files, and what
//! a client of STS explains of them. `UPDATE=1` writes the explanation anew.

use std::fs;
use std::path::Path;

use sts_sdk::Client;
use sts_sdk::os::{Env as _, ProcessEnv};

use crate::support::builder;

const EXPLAINED: &str = "==== explained\n";

/// ```text
/// What the trouble is.
/// ==== variables
/// AWS_PROFILE=dev
/// ==== /home/me/.aws/config
/// [profile dev]
/// ==== explained
/// ```
fn explain(given: &str) -> String {
    let mut variables = Vec::new();
    let mut files = Vec::new();
    for section in given.split("==== ").skip(1) {
        let (name, text) = section.split_once('\n').expect("a section");
        if name == "variables" {
            variables.extend(text.lines().map(|line| line.split_once('=').expect("a variable")));
        } else {
            files.push((name, text));
        }
    }
    Client::explain(&builder(&variables, &files)).to_string()
}

#[test]
fn troubles_are_explained() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/explain");
    let update = ProcessEnv.var("UPDATE").is_ok_and(|value| value.is_some());
    let mut paths: Vec<_> =
        fs::read_dir(&directory).expect("the directory").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= 12, "{}", paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file");
        let (given, expected) = text.split_once(EXPLAINED).expect("two halves");
        let explained = explain(given);
        if update {
            fs::write(&path, format!("{given}{EXPLAINED}{explained}")).expect("a file that can be written");
        } else {
            assert_eq!(explained, expected, "{}: UPDATE=1 accepts it", path.display());
        }
        // The files' secrets, and the passwords in their URLs, are called so.
        assert!(!explained.contains("hunter2"), "{}: {explained}", path.display());
    }
}
