//! `cargo xtask demo`: regenerates, then runs the SDK's demo with what was generated.
//!
//! As a child process: whatever state the generated code is in, the generator must build.

use crate::{
    Failure,
    arguments::Codegen,
    codegen,
    run::{cargo, check},
};

const DEMO: [&str; 8] = ["run", "--quiet", "-p", "sts-sdk", "--features", "testing", "--example", "demo"];

pub(crate) fn run() -> Result<(), Failure> {
    codegen::run(&Codegen::default())?;
    // cargo is quiet, and a first build takes minutes.
    eprintln!("building the demo ..");
    check(&mut cargo(&DEMO))
}
