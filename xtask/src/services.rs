//! `cargo xtask services [--compile] [NAME ..]`: every awsQuery service there is, as botocore describes it, through the
//! generator; with `--compile` the crates are also held to what users hold code to.
//!
//! The models come with the Python package that the third-party checks install. Nothing here knows a service.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{CrateOptions, Dependency, Generated, Severity, generate_crate};
use serde_json::Value;

use crate::{
    Failure,
    arguments::Codegen,
    crates, models, repository,
    run::{cargo, check, output, started, target_directory},
    third_party,
};

/// Where models and crates are put.
const TARGET: &str = "target/services";
/// What a model does not say of its service, `<name>-<version>.json`.
const OVERLAYS: &str = "tests/third-party/overlays";

pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let compile = words.contains(&"--compile");
    let names: Vec<&str> = words.iter().copied().filter(|word| *word != "--compile").collect();
    if let Some(unknown) = names.iter().find(|name| name.starts_with('-')) {
        return Err(format!("`{unknown}` is no option: there is --compile").into());
    }
    let services = unpacked(&names)?;
    if services.is_empty() {
        return Err("botocore has no awsQuery service of that name".into());
    }
    let (mut made, mut failed) = (Vec::new(), Vec::new());
    for (name, models) in &services {
        match service(name, models) {
            Ok(()) => made.push(name.as_str()),
            Err(error) => {
                println!("FAILED  {name}");
                eprintln!("{error}");
                failed.push(name.as_str());
            }
        }
    }
    workspace(&made)?;
    let manifest = format!("{TARGET}/Cargo.toml");
    // What rustfmt lays out, it has parsed.
    check(cargo(&["fmt", "--all", "--check", "--manifest-path", &manifest]).stdout(std::process::Stdio::null()))?;
    if compile {
        let clippy = ["clippy", "--quiet", "--workspace", "--manifest-path", &manifest, "--target-dir"];
        check(cargo(&clippy).arg(target_directory()).args(["--", "-D", "warnings"]))?;
    }
    let done = if compile { "generated and compiled" } else { "generated" };
    println!("{} of {} services {done}", made.len(), services.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("not generated: {}", failed.join(", ")).into()) }
}

/// Names of services, and the directories of their models.
fn unpacked(names: &[&str]) -> Result<Vec<(String, PathBuf)>, Failure> {
    let python = third_party::environment()?;
    let mut command = third_party::script(&python, "service_models.py");
    let lines = output(command.arg(repository::root().join(TARGET).join("models")).args(names))?;
    let found = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line)?;
        let text = |key: &str| line.get(key).and_then(Value::as_str).ok_or("the script prints name and directory");
        Ok((text("name")?.to_owned(), PathBuf::from(text("directory")?)))
    });
    found.collect()
}

fn service(name: &str, directory: &Path) -> Result<(), Failure> {
    let started = started();
    let overlay = repository::root().join(OVERLAYS).join(format!("{name}.json"));
    let arguments = Codegen {
        models: vec![directory.join("service-2.json")],
        overlays: if overlay.exists() { vec![overlay] } else { Vec::new() },
        ..Codegen::default()
    };
    let runtime = repository::root().join("sts-sdk/runtime").display().to_string();
    let options = CrateOptions {
        name: name.to_owned(),
        command: "cargo xtask services".to_owned(),
        runtime: Dependency { version: env!("CARGO_PKG_VERSION").to_owned(), path: Some(runtime) },
        sts: None,
        standalone: false,
    };
    let generated = generate_crate(&models::read(&arguments)?, &options).map_err(|problems| problems.to_string())?;
    let took = started.elapsed().as_millis();
    let out = repository::root().join(TARGET).join("crates").join(name);
    // What an earlier generator left behind is not part of this crate.
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    for file in &generated.files {
        repository::write(&out.join(&file.path), &file.text)?;
    }
    report(name, &generated, took);
    Ok(())
}

fn report(name: &str, generated: &Generated, took: u128) {
    let service = &generated.service;
    let count = |severity| generated.diagnostics.sorted().iter().filter(|found| found.severity == severity).count();
    println!(
        "ok      {name:28} {:3} operations {:4} shapes {:6} lines {took:4} ms {:2} warnings {:2} notes",
        service.operations.len(),
        service.structures.len() + service.enums.len() + service.unions.len() + service.errors.len(),
        generated.files.iter().map(|file| file.text.lines().count()).sum::<usize>(),
        count(Severity::Warning),
        count(Severity::Note),
    );
    for problem in generated.diagnostics.sorted().iter().filter(|found| found.severity == Severity::Warning) {
        println!("        {}: {}", problem.code, problem.message);
    }
}

/// One workspace of all crates, so that what they share is built once.
fn workspace(names: &[&str]) -> Result<(), Failure> {
    let members: String = names.iter().map(|name| format!("    \"crates/{name}\",\n")).collect();
    let text = format!(
        "# Written by `cargo xtask services`.\n[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n\
         [profile.dev]\ndebug = false\n"
    );
    repository::write(&repository::root().join(TARGET).join("Cargo.toml"), &text)?;
    crates::use_our_versions(Path::new(TARGET))
}
