//! Whose credentials are these? GetCallerIdentity needs no permission, so it always has an answer.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example whoami
//! AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT AWS_REGION=eu-west-1 cargo run --example whoami
//! ```
//!
//! Credentials come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if they are temporary,
//! `AWS_SESSION_TOKEN`. The second line asks a local endpoint instead of AWS.

use std::process::ExitCode;

use sts_sdk::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let sts = Client::from_env().await?;
    let me = sts.get_caller_identity().send().await?;
    println!("account {}", me.account);
    println!("arn     {}", me.arn);
    println!("user id {}", me.user_id);
    Ok(())
}
