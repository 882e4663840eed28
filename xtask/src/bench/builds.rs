//! `cargo xtask bench builds`: what a clean `cargo check` of the generated IAM client costs, beside the official one.
//!
//! Both from empty target directories with default features, crates fetched before; processor time of all processes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Row, print};
use crate::{
    Failure, crates, repository,
    run::{cargo, check, output, started},
};

pub(crate) fn run() -> Result<(), Failure> {
    let Some(ours) = crates::generate("iam")? else {
        return Err("the published model of IAM is not here: ../shared/models/iam.json".into());
    };
    let official = repository::root().join("target/builds/official");
    repository::write(
        &official.join("Cargo.toml"),
        "[workspace]\n\n[package]\nname = \"official\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\naws-sdk-iam = \"1\"\n",
    )?;
    repository::write(&official.join("src/lib.rs"), "pub use aws_sdk_iam::Client;\n")?;
    let mut rows = Vec::new();
    for (name, directory) in [("iam-client", &ours), ("aws-sdk-iam", &official)] {
        let tree = output(
            cargo(&["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--manifest-path"])
                .arg(directory.join("Cargo.toml")),
        )?;
        let mut packages: Vec<&str> = tree
            .lines()
            .filter_map(|line| line.split(" (").next())
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        packages.sort_unstable();
        packages.dedup();
        let version = packages.iter().find(|package| package.split(' ').next() == Some(name)).copied().unwrap_or(name);
        rows.push(Row::new(version, "crates", &packages.len().to_string(), ""));
        rows.push(Row::new(version, "clean cargo check", &clean_check(directory)?, ""));
    }
    print(&rows);
    Ok(())
}

fn clean_check(directory: &Path) -> Result<String, Failure> {
    let manifest = directory.join("Cargo.toml");
    check(cargo(&["fetch", "--quiet", "--manifest-path"]).arg(&manifest))?;
    let target = empty("target/builds/clean")?;
    let (started, before) = (started(), processor_seconds());
    check(
        cargo(&["check", "--quiet", "--offline", "--manifest-path"]).arg(&manifest).arg("--target-dir").arg(&target),
    )?;
    let wall = started.elapsed().as_secs_f64();
    fs::remove_dir_all(&target)?;
    Ok(match (before, processor_seconds()) {
        (Some(before), Some(after)) => format!("{:.1} s user + sys, {wall:.1} s", after - before),
        _ => format!("{wall:.1} s"),
    })
}

fn empty(path: &str) -> Result<PathBuf, Failure> {
    let directory = repository::root().join(path);
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    Ok(directory)
}

// Of all children that have ended, theirs included: fields 16 and 17 of `/proc/self/stat`, in hundredths. Linux only.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
    Some((ticks.next()? + ticks.next()?) / 100.0)
}
