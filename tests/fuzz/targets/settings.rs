//! Variables and both files, as bytes: a configuration or an error, explained either way, never a panic.
//!
//! The input is split at 0xFF: variables as lines `NAME=value`, `~/.aws/config`, `~/.aws/credentials`.
#![no_main]

use aws_query_runtime::Config;
use aws_query_runtime::os::{StaticEnv, StaticFiles};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |byte| *byte == 0xFF);
    let variables = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let pairs = variables.lines().filter_map(|line| line.split_once('='));
    let env: StaticEnv =
        [("HOME", "/h"), ("AWS_SECRET_ACCESS_KEY", "hunter2hunter2")].into_iter().chain(pairs).collect();
    let paths = ["/h/.aws/config", "/h/.aws/credentials"];
    let files: StaticFiles = paths.into_iter().zip(parts.map(<[u8]>::to_vec)).collect();
    let builder = Config::builder().env(env).files(files);
    let explained = builder.explain();
    if let Err(error) = builder.build().map(|config| config.explain().to_string()) {
        assert!(!explained.problems().is_empty(), "{error}");
    }
    // What a variable or a file calls so itself is no secret of ours.
    let _ = explained.to_string();
});
