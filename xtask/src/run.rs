//! Child processes: one line that says what runs, and a failure that says what to do.

use std::{
    env,
    ffi::OsString,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

use serde_json::Value;

use crate::{Failure, repository};

/// Cargo in the repository's root, with these arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(repository::root());
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target_directory() -> PathBuf {
    variable("CARGO_TARGET_DIR").map_or_else(|| repository::root().join("target"), PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "commands are told by cargo which cargo runs them, and where it builds")]
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// Runs a command to its end; its output goes where ours goes.
pub(crate) fn check(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    let status = command.stdin(Stdio::null()).status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}").into()) }
}

/// Runs a command and returns what it prints; its errors go where ours go.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| format!("{shown}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown}: {}", output.status).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Builds with these arguments of cargo and finds a program, wherever this cargo puts what it builds.
pub(crate) fn executable(arguments: &[&str], name: &str) -> Result<PathBuf, Failure> {
    let messages =
        output(cargo(arguments).arg("--target-dir").arg(target_directory()).args(["--message-format", "json"]))?;
    let built = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let named = |message: &Value| message.pointer("/target/name").and_then(Value::as_str) == Some(name);
    built
        .filter(named)
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .ok_or_else(|| format!("cargo names no executable `{name}`").into())
}

/// One step of many: named, timed.
pub(crate) fn step(name: &str, work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    println!("\n== {name}");
    let started = started();
    work().map_err(|error| format!("step `{name}` failed: {error}"))?;
    println!("-- {name}: {} s", started.elapsed().as_secs());
    Ok(())
}

/// The time of a report, which nothing depends on.
#[expect(clippy::disallowed_methods, reason = "commands report how long they took; nothing is decided by it")]
pub(crate) fn started() -> Instant {
    Instant::now()
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
