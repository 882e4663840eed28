//! Assumes a role, and makes a client that works with the role's credentials.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example assume_role arn:aws:iam::123456789012:role/demo nightly-report
//! ```
//!
//! Add `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint. Roles that ask for an external
//! id take it as a third argument.

use std::process::ExitCode;

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::{Client, Config, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(role), Some(session)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: assume_role ROLE_ARN SESSION_NAME [EXTERNAL_ID]");
        return ExitCode::from(2);
    };
    match run(&role, &session, arguments.next()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(role: &str, session: &str, external_id: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
    let sts = Client::from_env().await?;
    let mut request = sts.assume_role(role, session).duration_seconds(900).tag("Project", "Unicorn");
    if let Some(external_id) = external_id {
        request = request.external_id(external_id);
    }
    let assumed = request.send().await?;
    describe(&assumed.credentials);

    // Region and endpoint from the environment as before, credentials from the role.
    let config = Config::environment().credentials_provider(assumed.credentials).build()?;
    let me = Client::new(config)?.get_caller_identity().send().await?;
    println!("now {}", me.arn);
    Ok(())
}

fn describe(credentials: &Credentials) {
    println!("access key {}", credentials.access_key_id());
    if let Some(left) = credentials.expiration().and_then(|end| end.duration_since(SystemClock.now()).ok()) {
        println!("expires in {} s", left.as_secs());
    }
}
