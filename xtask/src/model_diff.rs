//! `cargo xtask model-diff FILE`: the facts in which another Smithy model differs from `model/sts.json`.

use std::fs;

use aws_query_codegen::{Source, diff};

use crate::{Failure, repository};

pub(crate) fn run(file: &str) -> Result<(), Failure> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let theirs = Source { name: file.to_owned(), text };
    let (ours, partitions) = (repository::source("model/sts.json")?, repository::source("model/partitions.json")?);
    let differences = diff::diff(&ours, &theirs, &partitions).map_err(|diagnostics| diagnostics.to_string())?;
    for difference in &differences {
        println!("{difference}");
    }
    if differences.is_empty() {
        println!("no differences");
        return Ok(());
    }
    let breaking = differences.iter().filter(|difference| difference.breaking).count();
    Err(format!("{} differences between {} and {file}, {breaking} of them breaking", differences.len(), ours.name)
        .into())
}
