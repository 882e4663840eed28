//! The project's own commands: dispatch only, one module a command.

use std::process::ExitCode;

mod arguments;
mod bench;
mod codegen;
mod conformance;
mod crates;
mod demo;
mod fuzz;
mod ir;
mod krate;
mod model_diff;
mod models;
mod repository;
mod run;
mod services;
mod test;
mod third_party;
mod tree;
mod walkthrough;

const USAGE: &str = "\
usage: cargo xtask <command>

  codegen [--check]     write sts-sdk/src/generated from model/; --check writes nothing and fails on drift
  codegen --model FILE [--model FILE ..] [--overlay FILE ..] --out DIR --name CRATE [--only OP,OP] [--with-sts]
                        write a whole crate from any awsQuery model; --with-sts gives it from_env() of sts-sdk
          [--message-format human|json]
  ir NAME               print the resolved IR of a shape or operation
  model-diff FILE       compare the facts of model/sts.json with another Smithy model
  conformance FILE      generate, compile and run the protocol tests that a model carries
  demo                  regenerate, then call all operations on a local STS, with no AWS account
  test [--full]         everything that can be tested; --full is what CI runs
  fuzz TARGET [--seconds N]
                        libFuzzer over a target of tests/fuzz, for a minute or as long as said; 0 is without end
  third-party           botocore as the judge of our requests, moto as an STS of others
  crates                generate whole crates from published models and hold them to clippy, rustdoc and rustfmt
  services [--compile] [--compare] [NAME ..]
                        every awsQuery service that botocore describes, generated; compiled and linted; compared
                        with botocore in what is sent and read
  walkthrough           follow `Add an operation` of CONTRIBUTING.md on a copy of the repository
  bench                 the criterion benches, instruction and allocation counts
  bench builds          a clean `cargo check` of the generated IAM client, beside the official one's";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["help" | "--help" | "-h"] | [_, "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        ["codegen", ..] => arguments::Codegen::parse(arguments.get(1..).unwrap_or_default())
            .and_then(|arguments| codegen::run(&arguments)),
        ["demo"] => demo::run(),
        ["ir", name] => ir::run(name),
        ["bench"] => bench::run(),
        ["bench", "builds"] => bench::builds(),
        ["conformance", file] => conformance::run(file),
        ["model-diff", file] => model_diff::run(file),
        ["services", names @ ..] => services::run(names),
        ["fuzz", target] => fuzz::run(target, fuzz::SECONDS),
        ["fuzz", target, "--seconds", seconds] => match seconds.parse() {
            Ok(seconds) => fuzz::run(target, seconds),
            Err(_) => Err(format!("`{seconds}` is not a number of seconds").into()),
        },
        ["test"] => test::run(false),
        ["test", "--full"] => test::run(true),
        ["crates"] => crates::check(),
        ["walkthrough"] => walkthrough::run(),
        ["third-party"] => third_party::run(),
        [] => Err(USAGE.into()),
        [unknown, ..] => Err(format!("`{unknown}` is not a command, or not with these arguments\n\n{USAGE}").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What a command fails with: a text for a person.
type Failure = Box<dyn std::error::Error>;
