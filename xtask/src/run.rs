//! Child processes: one line that says what runs, and a failure that says what to do.

use std::{
    env,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{Failure, repository};

/// Cargo in the repository's root, with these arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(repository::root());
    command
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
