//! Credentials for a person that IAM does not know: GetFederationToken with a session policy, without which
//! a federated user may do nothing.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example federation alice
//! ```
//!
//! The caller must be an IAM user with long-term credentials; roles and sessions are refused. Add
//! `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint.

use std::process::ExitCode;

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::{Client, Config, Credentials};

const POLICY: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(name) = std::env::args().nth(1) else {
        eprintln!("usage: federation NAME");
        return ExitCode::from(2);
    };
    match run(&name).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sts = Client::from_env().await?;
    let federated = sts
        .get_federation_token(name)
        .policy(POLICY)
        .policy_arn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
        .tag("Department", "Reporting")
        .duration_seconds(3600)
        .send()
        .await?;
    println!("user {}", federated.federated_user.arn);
    println!("policies and tags take {} % of the room there is", federated.packed_policy_size.unwrap_or_default());
    describe(&federated.credentials);

    let config = Config::environment().credentials_provider(federated.credentials).build()?;
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
