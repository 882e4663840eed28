//! Trades a SAML assertion for credentials of a role. No AWS credentials are needed for that.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example saml \
//!     arn:aws:iam::123456789012:role/staff arn:aws:iam::123456789012:saml-provider/corp < assertion.b64
//! ```
//!
//! Standard input is the `SAMLResponse` field of the form that the identity provider posts, as it is:
//! base64. Add `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint.

use std::process::ExitCode;

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::{Client, Config, Credentials, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(role), Some(provider)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: saml ROLE_ARN PROVIDER_ARN < ASSERTION");
        return ExitCode::from(2);
    };
    match run(&role, &provider).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(role: &str, provider: &str) -> Result<(), Box<dyn std::error::Error>> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let assertion = Secret::from(text.trim());

    let sts = Client::from_env().await?;
    let assumed = sts.assume_role_with_saml(role, provider, assertion).send().await?;
    println!("subject    {}", assumed.subject.unwrap_or_default());
    println!("issuer     {}", assumed.issuer.unwrap_or_default());
    describe(&assumed.credentials);

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
