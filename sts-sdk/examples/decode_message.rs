//! Why was a request refused? Some services answer `UnauthorizedOperation` with an encoded message;
//! DecodeAuthorizationMessage turns it into JSON that names the statement which said no.
//!
//! ```text
//! AWS_REGION=eu-west-1 cargo run --example decode_message ENCODED
//! aws ec2 stop-instances --instance-ids i-0abc 2>&1 | AWS_REGION=eu-west-1 cargo run --example decode_message
//! ```
//!
//! Without an argument the message is taken from standard input, which may be the whole text of the
//! error. Add `AWS_ENDPOINT_URL_STS=http://127.0.0.1:PORT` for a local endpoint.

use std::process::ExitCode;

use sts_sdk::{Client, ErrorKind};

/// What stands before the message in the text of an error.
const INTRODUCTION: &str = "Encoded authorization failure message:";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let text = match std::env::args().nth(1) {
        Some(text) => text,
        None => std::io::read_to_string(std::io::stdin()).unwrap_or_default(),
    };
    let Some(encoded) = text.split(INTRODUCTION).last().and_then(|rest| rest.split_whitespace().next()) else {
        eprintln!("usage: decode_message ENCODED, or the text of the error on standard input");
        return ExitCode::from(2);
    };
    match run(encoded).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(encoded: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sts = Client::from_env().await?;
    match sts.decode_authorization_message(encoded).send().await {
        Ok(decoded) => println!("{}", decoded.decoded_message),
        Err(error) if error.kind() == Some(&ErrorKind::InvalidAuthorizationMessageException) => {
            eprintln!("Was the message copied whole, without line breaks? It must be a recent one, too.");
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
