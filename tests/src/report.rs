//! A list of checks against somebody else's server: each found something, or says what is wrong.

use std::{
    fmt::{Debug, Display},
    process::ExitCode,
};

/// What a check found, or what is wrong.
pub type Outcome = Result<String, String>;

/// How many checks went which way.
#[derive(Debug, Default)]
pub struct Report {
    passed: u32,
    failed: u32,
}

impl Report {
    /// Prints and counts an outcome.
    pub fn check(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Ok(found) => {
                self.passed += 1;
                println!("ok      {name}: {found}");
            }
            Err(reason) => {
                self.failed += 1;
                println!("FAILED  {name}: {reason}");
            }
        }
    }

    /// Prints the sums; a failure where anything failed, or nothing was checked.
    #[must_use]
    pub fn finish(&self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// That two values are equal.
///
/// # Errors
///
/// Both values.
pub fn same<T: PartialEq + Debug>(what: &str, got: &T, wanted: &T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: got {got:?}, wanted {wanted:?}")) }
}

/// That two values are not equal.
///
/// # Errors
///
/// The value.
pub fn differs<T: PartialEq + Debug>(what: &str, got: &T, unwanted: &T) -> Result<(), String> {
    if got == unwanted { Err(format!("{what} is {unwanted:?}")) } else { Ok(()) }
}

/// That a text has another in it.
///
/// # Errors
///
/// Both texts.
pub fn contains(what: &str, got: &(impl Display + ?Sized), wanted: &str) -> Result<(), String> {
    let got = got.to_string();
    if got.contains(wanted) { Ok(()) } else { Err(format!("{what}: got {got:?}, wanted {wanted:?} in it")) }
}
