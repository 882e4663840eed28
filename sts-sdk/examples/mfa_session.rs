//! A session with multi-factor authentication: GetSessionToken with a code of the user's device, then a
//! role that is assumed with the session, as roles want it whose trust policy asks for MFA.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example mfa_session \
//!     arn:aws:iam::123456789012:mfa/alice arn:aws:iam::123456789012:role/admin
//! ```
//!
//! The code is read from standard input, so that it is in no list of processes. Add
//! `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint.

use std::process::ExitCode;

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::{Client, Config, Credentials, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(device), Some(role)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: mfa_session DEVICE_ARN ROLE_ARN, and the code on standard input");
        return ExitCode::from(2);
    };
    match run(&device, &role).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(device: &str, role: &str) -> Result<(), Box<dyn std::error::Error>> {
    eprintln!("code of {device}:");
    let mut code = String::new();
    std::io::stdin().read_line(&mut code)?;

    let sts = Client::from_env().await?;
    let session = sts.get_session_token().serial_number(device).token_code(Secret::from(code.trim())).send().await?;
    describe(&session.credentials);

    // A code works once; the session is good for every role until it expires.
    let config = Config::environment().credentials_provider(session.credentials).build()?;
    let assumed = Client::new(config)?.assume_role(role, "mfa-session-example").send().await?;
    println!("now {}", assumed.assumed_role_user.map(|user| user.arn).unwrap_or_default());
    describe(&assumed.credentials);
    Ok(())
}

fn describe(credentials: &Credentials) {
    println!("access key {}", credentials.access_key_id());
    if let Some(left) = credentials.expiration().and_then(|end| end.duration_since(SystemClock.now()).ok()) {
        println!("expires in {} s", left.as_secs());
    }
}
