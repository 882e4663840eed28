//! The generated IAM and SNS clients against moto, where the published models are.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{isolated, succeed};
use crate::{
    Failure, crates,
    run::{executable, output},
};

/// Builds the program that calls them; nothing where a model is missing.
pub(super) fn driver() -> Result<Option<PathBuf>, Failure> {
    for name in ["iam", "sns"] {
        if crates::generate(name)?.is_none() {
            println!("skipped: IAM and SNS are not called, their models are not here");
            return Ok(None);
        }
    }
    crates::use_our_versions(Path::new("tests/services"))?;
    let manifest = ["build", "--quiet", "--manifest-path", "tests/services/Cargo.toml"];
    executable(&manifest, "services").map(Some)
}

/// Makes users and a role; the facts about them.
pub(super) fn set_up(driver: &Path, url: &str) -> Result<Map<String, Value>, Failure> {
    let facts = output(isolated(driver).arg("set-up").env("MOTO_URL", url))?;
    match serde_json::from_str(&facts) {
        Ok(Value::Object(facts)) => Ok(facts),
        _ => Err("the generated IAM client did not set moto up".into()),
    }
}

/// Calls both services.
pub(super) fn check(driver: &Path, url: &str) -> Result<(), Failure> {
    succeed(isolated(driver).arg("check").env("MOTO_URL", url), "moto does not answer IAM or SNS as it should")
}
