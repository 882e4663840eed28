//! What are the settings here, where do they come from, and what does not count? Asks nobody: reads variables and
//! files only.
//!
//! ```text
//! cargo run --example explain
//! AWS_PROFILE=dev cargo run --example explain
//! ```
//!
//! Access key ids are shown, secrets and tokens are not. Fails where a client could not be made.

use std::process::ExitCode;

use sts_sdk::Client;

fn main() -> ExitCode {
    let explanation = Client::explain(&sts_sdk::environment());
    print!("{explanation}");
    if explanation.problems().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
