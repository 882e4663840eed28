//! Trades a token of an identity provider (a CI job, a Kubernetes pod) for credentials of a role. No AWS
//! credentials are needed for that: the token says who is asking.
//!
//! ```text
//! export AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt
//! AWS_REGION=eu-west-1 cargo run --example web_identity
//! ```
//!
//! These are the variables that EKS sets in a pod. `AWS_ROLE_SESSION_NAME` names the session if it is
//! set. Add `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint.

use std::process::ExitCode;

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::os::{Env, ProcessEnv};
use sts_sdk::{Client, Config, Credentials, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (Some(role), Some(file)) = (variable("AWS_ROLE_ARN"), variable("AWS_WEB_IDENTITY_TOKEN_FILE")) else {
        eprintln!("usage: AWS_ROLE_ARN=.. AWS_WEB_IDENTITY_TOKEN_FILE=.. [AWS_ROLE_SESSION_NAME=..] web_identity");
        return ExitCode::from(2);
    };
    let session = variable("AWS_ROLE_SESSION_NAME").unwrap_or_else(|| "web-identity-example".to_owned());
    match run(&role, &session, &file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(role: &str, session: &str, file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    // Files often end in a line break, tokens never do.
    let token = Secret::from(text.trim());

    let sts = Client::from_env().await?;
    let assumed = sts.assume_role_with_web_identity(role, session, token).send().await?;
    println!("subject    {}", assumed.subject_from_web_identity_token.unwrap_or_default());
    println!("provider   {}", assumed.provider.unwrap_or_default());
    describe(&assumed.credentials);

    let config = Config::environment().credentials_provider(assumed.credentials).build()?;
    let me = Client::new(config)?.get_caller_identity().send().await?;
    println!("now {}", me.arn);
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    ProcessEnv.var(name).ok().flatten().filter(|value| !value.is_empty())
}

fn describe(credentials: &Credentials) {
    println!("access key {}", credentials.access_key_id());
    if let Some(left) = credentials.expiration().and_then(|end| end.duration_since(SystemClock.now()).ok()) {
        println!("expires in {} s", left.as_secs());
    }
}
