//! Whole crates from the published models, where those are: generated, and held to what users hold code to.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Failure,
    arguments::Codegen,
    codegen, repository,
    run::{cargo, check as run, target_directory},
};

/// The crates, and the published models that they are generated from.
const CRATES: [(&str, &str); 4] = [
    ("iam", "models/iam.json"),
    ("sns", "models/sns.json"),
    ("sts", "models/sts.json"),
    ("iam-botocore", "models/botocore/iam/service-2.json"),
];

/// Generates `target/crates/<name>` from the published model; nothing where it is missing.
pub(crate) fn generate(name: &str) -> Result<Option<PathBuf>, Failure> {
    let model = CRATES.iter().find(|(other, _)| *other == name).and_then(|(_, model)| repository::shared(model));
    let Some(model) = model else { return Ok(None) };
    let out = repository::root().join("target/crates").join(name);
    let arguments = Codegen {
        models: vec![model],
        out: Some(out.clone()),
        name: Some(format!("{name}-client")),
        // Once with it is enough to know that it compiles.
        with_sts: name == "sts",
        quiet: true,
        ..Codegen::default()
    };
    codegen::run(&arguments)?;
    use_our_versions(&out)?;
    Ok(Some(out))
}

/// Locks a crate to the versions that the project is locked to.
pub(crate) fn use_our_versions(directory: &Path) -> Result<(), Failure> {
    let root = repository::root();
    let lock = root.join("Cargo.lock");
    fs::copy(&lock, root.join(directory).join("Cargo.lock")).map_err(|error| format!("{}: {error}", lock.display()))?;
    Ok(())
}

/// `cargo xtask crates`: every crate compiles without warnings, clippy's and rustdoc's included, and is laid out as rustfmt does.
pub(crate) fn check() -> Result<(), Failure> {
    let mut checked = 0;
    for (name, _) in CRATES {
        let Some(directory) = generate(name)? else {
            println!("skipped: the published model of {name} is not here");
            continue;
        };
        println!("{name}-client");
        let manifest = directory.join("Cargo.toml");
        let at = |command: &str| {
            let mut command = cargo(&[command, "--quiet", "--manifest-path"]);
            command.arg(&manifest).arg("--target-dir").arg(target_directory());
            command
        };
        run(at("clippy").args(["--all-features", "--", "-D", "warnings"]))?;
        run(at("doc").args(["--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))?;
        run(cargo(&["fmt", "--check", "--manifest-path"]).arg(&manifest))?;
        checked += 1;
    }
    println!("{checked} of {} crates checked", CRATES.len());
    Ok(())
}
