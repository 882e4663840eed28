//! Calls the generated IAM and SNS clients on moto: `services set-up` makes the users and the role that the STS
//! calls need and prints them as one line of JSON, `services check` compares moto's answers with what is known.
//!
//! Run by `cargo xtask third-party`, which generates the clients and says in `MOTO_URL` where moto is.

use std::process::ExitCode;

use aws_query_runtime::{
    Config, ConfigBuilder, Credentials,
    os::{Env, ProcessEnv},
};
use integration_tests::report::Report;

mod iam;
mod set_up;
mod sns;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["set-up"] => {
            println!("{}", set_up::run(&iam_client()?).await?);
            Ok(ExitCode::SUCCESS)
        }
        ["check"] => {
            let mut report = Report::default();
            iam::check(&iam_client()?, &mut report).await;
            sns::check(&sns_client()?, &mut report).await;
            Ok(report.finish())
        }
        _ => Err("usage: services set-up | check".to_owned()),
    }
}

fn iam_client() -> Result<iam_client::Client, String> {
    iam_client::Client::new(config()?.build().map_err(text)?).map_err(text)
}

fn sns_client() -> Result<sns_client::Client, String> {
    sns_client::Client::new(config()?.build().map_err(text)?).map_err(text)
}

fn config() -> Result<ConfigBuilder, String> {
    let url = ProcessEnv.var("MOTO_URL").ok().flatten();
    let url = url.ok_or("MOTO_URL is not set: `cargo xtask third-party` runs this program")?;
    let key = Credentials::new("setup", "setup");
    Ok(Config::builder().endpoint_url(url).region("us-east-1").credentials_provider(key))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
