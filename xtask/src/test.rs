//! `cargo xtask test [--full]`: everything that can be tested, in the order in which failures are
//! cheapest to find.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{
    Failure, codegen, conformance, crates, fuzz, model_diff, repository,
    run::{cargo, check, output, started, step},
    services, third_party, walkthrough,
};

/// What the default features may bring into a user's build.
const MAX_CRATES: usize = 110;
/// What 11 operations may come to.
const MAX_GENERATED_LINES: usize = 5_000;

pub(crate) fn run(full: bool) -> Result<(), Failure> {
    let started = started();
    step("format", || check(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("generated code is what the model says", codegen::check)?;
    step("clippy", || {
        check(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    step("nothing silenced in generated code", generated_code)?;
    step("unit, golden, integration and documentation tests", || {
        check(&mut cargo(&["test", "--quiet", "--workspace"]))
    })?;
    step("documentation", documentation)?;
    step("model against the published one", published_model)?;
    step("protocol and endpoint conformance", protocols)?;
    step("adding an operation, as CONTRIBUTING says", walkthrough::run)?;
    step("crates from the published models", crates::check)?;
    step("third-party clients and servers", third_party::run)?;
    if full {
        step("features", features)?;
        step("dependencies of a user's build", dependencies)?;
        step("every awsQuery service that there is", || services::run(&["--compile", "--compare"]))?;
        step("fuzzing, briefly", || fuzz::all(30))?;
    }
    println!("\nall steps passed in {} s", started.elapsed().as_secs());
    Ok(())
}

fn documentation() -> Result<(), Failure> {
    check(cargo(&["doc", "--quiet", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn published_model() -> Result<(), Failure> {
    match repository::shared("models/sts.json") {
        Some(path) => model_diff::run(&path.to_string_lossy()),
        None => {
            println!("skipped: ../shared/models/sts.json is not here");
            Ok(())
        }
    }
}

// The project's own cases, and Smithy's where they are.
fn protocols() -> Result<(), Failure> {
    let root = repository::root();
    conformance::run(&root.join("model/sts.json").to_string_lossy())?;
    let own = root.join("tests/protocol");
    let mut models: Vec<PathBuf> = fs::read_dir(&own)
        .map_err(|error| format!("{}: {error}", own.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    models.sort();
    for model in models {
        conformance::run(&model.to_string_lossy())?;
    }
    // What AWS publishes for its own clients.
    for name in ["sts", "iam", "sns"] {
        match repository::shared(&format!("models/{name}.json")) {
            Some(path) => conformance::run(&path.to_string_lossy())?,
            None => println!("skipped: ../shared/models/{name}.json is not here"),
        }
    }
    match repository::shared("protocol-tests/awsQuery.json") {
        Some(path) => conformance::run(&path.to_string_lossy()),
        None => {
            println!("skipped: ../shared/protocol-tests/awsQuery.json is not here");
            Ok(())
        }
    }
}

// No attribute that silences a lint, no macro that hides lines.
fn generated_code() -> Result<(), Failure> {
    let mut lines = 0;
    for path in codegen::generated_files()? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        lines += text.lines().count();
        for silencing in ["allow(", "expect(", "include!", "macro_rules!", "catch_unwind"] {
            let found = text.lines().find(|line| !line.trim_start().starts_with("//") && line.contains(silencing));
            if let Some(line) = found {
                return Err(format!("{}: `{silencing}` in generated code: {}", path.display(), line.trim()).into());
            }
        }
    }
    println!("{lines} generated lines, at most {MAX_GENERATED_LINES}");
    if lines > MAX_GENERATED_LINES { Err("too many generated lines".into()) } else { Ok(()) }
}

// Every combination of features that a user can choose compiles, without warnings.
fn features() -> Result<(), Failure> {
    let sets = ["", "reqwest", "rustls", "testing", "reqwest,testing", "rustls,testing"];
    for package in ["aws-query-runtime", "sts-sdk"] {
        for set in sets {
            println!("{package}: {}", if set.is_empty() { "no features" } else { set });
            let arguments = [
                "clippy",
                "--quiet",
                "--package",
                package,
                "--no-default-features",
                "--features",
                set,
                "--",
                "-D",
                "warnings",
            ];
            check(&mut cargo(&arguments))?;
        }
    }
    println!("aws-query-runtime: compression");
    let arguments = ["--quiet", "--package", "aws-query-runtime", "--features", "compression"];
    check(cargo(&["clippy"]).args(arguments).args(["--all-targets", "--", "-D", "warnings"]))?;
    check(cargo(&["test", "--lib"]).args(arguments))
}

fn dependencies() -> Result<(), Failure> {
    let tree = output(&mut cargo(&[
        "tree",
        "--edges",
        "normal",
        "--package",
        "sts-sdk",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    let packages: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(" (").next())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let names: BTreeSet<&str> = packages.iter().filter_map(|package| package.split(' ').next()).collect();
    println!("{} crates in a user's build, at most {MAX_CRATES}", packages.len());
    if packages.len() > MAX_CRATES {
        return Err("too many crates".into());
    }
    if names.len() < packages.len() {
        return Err(format!("a crate is there in two versions: {packages:?}").into());
    }
    let generator = ["aws-query-codegen", "syn", "prettyplease", "heck"];
    match generator.iter().find(|name| names.contains(*name)) {
        // syn can come in through a derive macro of somebody else's; the generator's own crates must not.
        Some(name) if *name != "syn" => Err(format!("`{name}` reaches a user's build").into()),
        _ => Ok(()),
    }
}
