//! `cargo xtask services [--compile] [--compare] [NAME ..]`: every awsQuery service there is, as botocore describes it,
//! through the generator; with `--compile` the crates are also held to what users hold code to, with `--compare` what
//! they send and read is compared with what botocore does.
//!
//! The models come with the Python package that the third-party checks install. Nothing here knows a service.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use aws_query_codegen::{CrateOptions, Dependency, Generated, Input, Severity, generate_crate};
use serde_json::Value;

use crate::{
    Failure,
    arguments::Codegen,
    conformance, crates, models, repository,
    run::{cargo, check, output, started, target_directory},
    third_party,
};

/// Where models and crates are put.
const TARGET: &str = "target/services";
/// What a model does not say of its service, `<name>-<version>.json`.
const OVERLAYS: &str = "tests/third-party/overlays";

/// What to do with the services, besides generating them.
#[derive(Debug, Default)]
struct Wanted<'w> {
    compile: bool,
    compare: bool,
    names: Vec<&'w str>,
}

pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let mut wanted = Wanted::default();
    for word in words {
        match *word {
            "--compile" => wanted.compile = true,
            "--compare" => wanted.compare = true,
            option if option.starts_with('-') => {
                return Err(format!("`{option}` is no option: there are --compile and --compare").into());
            }
            name => wanted.names.push(name),
        }
    }
    let services = unpacked(&wanted.names)?;
    if services.is_empty() {
        return Err("botocore has no awsQuery service of that name".into());
    }
    let mut failed = Vec::new();
    for service in &services {
        let done = generate(service).and_then(|()| if wanted.compare { compare(service) } else { Ok(()) });
        if let Err(error) = done {
            println!("FAILED  {}\n{error}", service.name);
            failed.push(service.name.as_str());
        }
    }
    let made: Vec<&str> =
        services.iter().map(|service| service.name.as_str()).filter(|name| !failed.contains(name)).collect();
    workspace(&made)?;
    let manifest = format!("{TARGET}/Cargo.toml");
    // What rustfmt lays out, it has parsed.
    check(cargo(&["fmt", "--all", "--check", "--manifest-path", &manifest]).stdout(Stdio::null()))?;
    if wanted.compile {
        let clippy = ["clippy", "--quiet", "--keep-going", "--workspace", "--manifest-path", &manifest, "--target-dir"];
        check(cargo(&clippy).arg(target_directory()).args(["--", "-D", "warnings"]))?;
        let doc = ["doc", "--quiet", "--no-deps", "--workspace", "--manifest-path", &manifest, "--target-dir"];
        check(cargo(&doc).arg(target_directory()).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    println!("{} of {} services", made.len(), services.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

/// One version of a service.
struct Described {
    /// `rds-2014-10-31`.
    name: String,
    /// Where botocore's files of it are.
    directory: PathBuf,
}

impl Described {
    fn input(&self) -> Result<Input, Failure> {
        let overlay = repository::root().join(OVERLAYS).join(format!("{}.json", self.name));
        models::read(&Codegen {
            models: vec![self.directory.join("service-2.json")],
            overlays: if overlay.exists() { vec![overlay] } else { Vec::new() },
            ..Codegen::default()
        })
    }
}

fn unpacked(names: &[&str]) -> Result<Vec<Described>, Failure> {
    let python = third_party::environment()?;
    let mut command = third_party::script(&python, "service_models.py");
    let lines = output(command.arg(repository::root().join(TARGET).join("models")).args(names))?;
    let found = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line)?;
        let text = |key: &str| line.get(key).and_then(Value::as_str).ok_or("the script prints name and directory");
        Ok(Described { name: text("name")?.to_owned(), directory: PathBuf::from(text("directory")?) })
    });
    found.collect()
}

/// What it sends and reads, beside what botocore does.
fn compare(service: &Described) -> Result<(), Failure> {
    let driver = conformance::build(&service.input()?, &service.name)?;
    let python = third_party::environment()?;
    let mut command = third_party::script(&python, "check_wire.py");
    check(command.arg(&service.directory).arg(driver).arg("requests"))
}

fn generate(described: &Described) -> Result<(), Failure> {
    let started = started();
    let name = &described.name;
    let runtime = repository::root().join("sts-sdk/runtime").display().to_string();
    let options = CrateOptions {
        name: name.clone(),
        command: "cargo xtask services".to_owned(),
        runtime: Dependency { version: env!("CARGO_PKG_VERSION").to_owned(), path: Some(runtime) },
        sts: None,
        standalone: false,
    };
    let generated = generate_crate(&described.input()?, &options).map_err(|problems| problems.to_string())?;
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
