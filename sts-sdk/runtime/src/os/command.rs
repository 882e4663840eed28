//! Running a program and taking what it prints. Knows nothing of what is printed.

use std::{
    fmt,
    future::Future,
    io::{self, Read},
    pin::Pin,
    process::{Child, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use zeroize::Zeroizing;

/// Runs command lines.
pub trait Command: fmt::Debug + Send + Sync + 'static {
    /// Runs a line with the platform's shell, without input, and waits for its end. The program is ended when the
    /// future is dropped.
    ///
    /// The future's error: there is no shell, or the program prints more than a mebibyte.
    fn run(&self, line: &str) -> CommandFuture;
}

/// What [`Command::run`] returns.
pub type CommandFuture = Pin<Box<dyn Future<Output = io::Result<CommandOutput>> + Send>>;

/// What became of a program. `Debug` does not show what it printed.
#[non_exhaustive]
pub struct CommandOutput {
    /// Whether it says that all went well.
    pub success: bool,
    /// How it ended: `exit status: 1`.
    pub status: String,
    /// What it printed; wiped when dropped.
    pub stdout: Zeroizing<Vec<u8>>,
    /// What it said besides, the first 4 KiB of it.
    pub stderr: Vec<u8>,
}

impl CommandOutput {
    /// A program that printed this and ended well, for tests.
    #[must_use]
    pub fn printed(stdout: impl Into<Vec<u8>>) -> Self {
        let stdout = Zeroizing::new(stdout.into());
        Self { success: true, status: "exit status: 0".to_owned(), stdout, stderr: Vec::new() }
    }

    /// A program that failed with these words, for tests.
    #[must_use]
    pub fn failed(status: impl Into<String>, stderr: impl Into<Vec<u8>>) -> Self {
        Self { success: false, status: status.into(), stdout: Zeroizing::default(), stderr: stderr.into() }
    }
}

impl fmt::Debug for CommandOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandOutput").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Programs of the machine: by `sh -c`, on Windows by `cmd.exe /C`. Needs no async runtime: a thread waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemCommand;

impl Command for SystemCommand {
    fn run(&self, line: &str) -> CommandFuture {
        let started = start(line);
        Box::pin(async move {
            let (running, ended) = started?;
            let output = ended.await.map_err(|_| io::Error::other("the thread that waits for it is gone"))?;
            drop(running);
            output
        })
    }
}

/// Ends the program when it is dropped; nothing happens to one that has ended.
struct Running(Arc<Mutex<Child>>);

impl Drop for Running {
    fn drop(&mut self) {
        // What it started in turn is not ours to end.
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

type Ended = tokio::sync::oneshot::Receiver<io::Result<CommandOutput>>;

fn start(line: &str) -> io::Result<(Running, Ended)> {
    let mut child = shell(line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let child = Arc::new(Mutex::new(child));
    let running = Running(Arc::clone(&child));
    let (report, ended) = tokio::sync::oneshot::channel();
    thread::Builder::new().name("command".to_owned()).spawn(move || {
        let words = thread::Builder::new().name("stderr".to_owned()).spawn(move || words(stderr));
        let stdout = printed(stdout);
        if stdout.is_err() {
            let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
        }
        // Whatever was printed: what has ended and is not waited for stays in the table of processes.
        let output = wait(&child).and_then(|status| {
            let stderr = words?.join().unwrap_or_default();
            Ok(CommandOutput { success: status.success(), status: status.to_string(), stdout: stdout?, stderr })
        });
        // Nobody waits any more where this fails.
        let _ = report.send(output);
    })?;
    Ok((running, ended))
}

#[cfg(not(windows))]
#[expect(clippy::disallowed_methods, reason = "this is the one place that runs programs")]
fn shell(line: &str) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    command.arg("-c").arg(line);
    command
}

// cmd.exe takes the quotation marks around the whole line away, and reads the rest as it stands.
#[cfg(windows)]
#[expect(clippy::disallowed_methods, reason = "this is the one place that runs programs")]
fn shell(line: &str) -> std::process::Command {
    use std::os::windows::process::CommandExt;

    let mut command = std::process::Command::new("cmd.exe");
    command.arg("/C").raw_arg(format!("\"{line}\""));
    command
}

const LONGEST_OUTPUT: usize = 1 << 20;
const LONGEST_WORDS: u64 = 4 << 10;

// All at once, so that growing leaves no copies of secrets behind.
fn printed(stdout: Option<impl Read>) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_OUTPUT + 1));
    if let Some(stdout) = stdout {
        stdout.take(LONGEST_OUTPUT as u64 + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() > LONGEST_OUTPUT { Err(io::Error::other("it prints more than 1 MiB")) } else { Ok(bytes) }
}

// Read to the end all the same: a full pipe would stop the program.
fn words(stderr: Option<impl Read>) -> Vec<u8> {
    let mut words = Vec::new();
    if let Some(mut stderr) = stderr {
        let _ = stderr.by_ref().take(LONGEST_WORDS).read_to_end(&mut words);
        let _ = io::copy(&mut stderr, &mut io::sink());
    }
    words
}

// A program may close its output and go on: the lock is free in between, so that it can be ended.
#[expect(clippy::disallowed_methods, reason = "a thread of its own waits for a program that has said all it will say")]
fn wait(child: &Mutex<Child>) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn programs_are_run_by_the_shell() {
        let cases = [
            ("printf %s \"$((1 + 1))\"; echo note >&2", true, "2", "note\n"),
            ("echo no >&2; exit 3", false, "", "no\n"),
            ("cat", true, "", ""),
            ("kill -9 $$", false, "", ""),
        ];
        for (line, success, stdout, stderr) in cases {
            let output = SystemCommand.run(line).await.expect("a shell");
            let printed = (output.success, output.stdout.as_slice(), output.stderr.as_slice());
            assert_eq!(printed, (success, stdout.as_bytes(), stderr.as_bytes()), "{line}: {}", output.status);
            assert!(!format!("{output:?}").contains("note"));
        }
        let output = SystemCommand.run("exit 3").await.expect("a shell");
        assert_eq!(output.status, "exit status: 3");
    }

    #[tokio::test]
    async fn floods_are_stopped() {
        let error = SystemCommand.run("yes").await.expect_err("too much");
        assert_eq!(error.to_string(), "it prints more than 1 MiB");
        let output = SystemCommand.run("yes no | head -c 300000 >&2").await.expect("a shell");
        assert_eq!(output.stderr.len(), 4096);
    }

    #[tokio::test]
    async fn a_program_that_nobody_waits_for_is_ended() {
        // The second closes its output and goes on.
        for line in ["exec sleep 1000", "exec sleep 1000 >&- 2>&-"] {
            let (running, ended) = start(line).expect("a shell");
            drop(running);
            let output = ended.await.expect("a report").expect("an end");
            assert!(!output.success && output.status.contains("signal: 9"), "{line}: {}", output.status);
        }
    }
}
