//! `cargo xtask demo`: regenerates, then runs the SDK's demo with what was generated.
//!
//! As a child process: whatever state the generated code is in, the generator must build.

use std::process::Command;

use crate::{Failure, codegen, repository};

const DEMO: [&str; 8] = ["run", "--quiet", "-p", "sts-sdk", "--features", "testing", "--example", "demo"];

pub(crate) fn run() -> Result<(), Failure> {
    codegen::run(false)?;
    // cargo is quiet, and a first build takes minutes.
    eprintln!("building the demo ..");
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let status = Command::new(cargo)
        .args(DEMO)
        .current_dir(repository::root())
        .status()
        .map_err(|error| format!("{cargo}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo {}: {status}", DEMO.join(" ")).into()) }
}
