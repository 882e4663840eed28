//! Placeholder until the protocol conformance command is there.

use std::path::PathBuf;

use crate::Failure;

/// The program that makes requests of inputs.
pub(crate) fn requests_driver() -> Result<PathBuf, Failure> {
    Err("the program that makes requests is not there yet".into())
}
