//! `cargo xtask codegen [--check]`: the model into `sts-sdk/src/generated` and the runtime's partition table.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Options, generate, generate_partitions};

use crate::{Failure, repository, run::started};

const COMMAND: &str = "cargo xtask codegen";
const GENERATED: &str = "sts-sdk/src/generated";
const PARTITIONS: &str = "sts-sdk/runtime/src/endpoint/partitions.rs";

pub(crate) fn run(check: bool) -> Result<(), Failure> {
    let started = started();
    let options = Options { command: COMMAND.to_owned(), module: "crate::generated".to_owned(), bridge: false };
    let generated = generate(&repository::sts()?, &options).map_err(|diagnostics| diagnostics.to_string())?;
    for diagnostic in generated.diagnostics.sorted() {
        eprintln!("{diagnostic}");
    }
    let partitions = generate_partitions(&repository::source("model/partitions.json")?, COMMAND)
        .map_err(|diagnostics| diagnostics.to_string())?;
    let root = repository::root();
    let mut wanted: Vec<(PathBuf, String)> =
        generated.files.iter().map(|file| (Path::new(GENERATED).join(&file.path), file.text.clone())).collect();
    wanted.push((PathBuf::from(PARTITIONS), partitions));

    let mut changes = Vec::new();
    for (path, text) in &wanted {
        let current = fs::read_to_string(root.join(path)).ok();
        if current.as_ref() != Some(text) {
            changes.push(format!("{} {}", if current.is_some() { "changed" } else { "new" }, path.display()));
            if !check {
                repository::write(&root.join(path), text)?;
            }
        }
    }
    let kept: BTreeSet<&PathBuf> = wanted.iter().map(|(path, _)| path).collect();
    for stale in files_below(&root, Path::new(GENERATED))?.iter().filter(|path| !kept.contains(path)) {
        changes.push(format!("stale {}", stale.display()));
        if !check {
            fs::remove_file(root.join(stale)).map_err(|error| format!("{}: {error}", stale.display()))?;
        }
    }
    for change in &changes {
        println!("{change}");
    }
    if check {
        return if changes.is_empty() {
            println!("{GENERATED} is what the model says");
            Ok(())
        } else {
            Err(format!("{} files are not what the model says. Run `{COMMAND}` and commit the result.", changes.len())
                .into())
        };
    }
    let service = &generated.service;
    println!(
        "{}: {} operations, {} shapes, {} lines in {} files, {} files changed, {} ms",
        service.title,
        service.operations.len(),
        service.structures.len()
            + service.enums.len()
            + service.unions.len()
            + service.errors.len()
            + 2 * service.operations.len(),
        wanted.iter().map(|(_, text)| text.lines().count()).sum::<usize>(),
        wanted.len(),
        changes.len(),
        started.elapsed().as_millis(),
    );
    Ok(())
}

/// The generated files as they are.
pub(crate) fn generated_files() -> Result<Vec<PathBuf>, Failure> {
    let root = repository::root();
    Ok(files_below(&root, Path::new(GENERATED))?.into_iter().map(|path| root.join(path)).collect())
}

// Files below a directory of the repository, by their paths from the root; none where it does not exist.
fn files_below(root: &Path, directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        let Ok(entries) = fs::read_dir(root.join(&next)) else { continue };
        for entry in entries {
            let entry = entry?;
            let path = next.join(entry.file_name());
            if entry.file_type()?.is_dir() { pending.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
