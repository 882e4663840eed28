//! A moto process: started, asked for facts, told to verify, ended.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use serde_json::{Map, Value};

use super::{TARGET, script};
use crate::{Failure, repository};

/// An instance of moto. It ends with this value, and with this process however that ends: it reads
/// its standard input to the end.
pub(super) struct Server {
    process: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    log: PathBuf,
    facts: Map<String, Value>,
}

impl Server {
    pub(super) fn start(python: &Path, name: &str, arguments: &[&str]) -> Result<Self, Failure> {
        let log = repository::root().join(TARGET).join(format!("moto-{name}.log"));
        let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let mut process = script(python, "serve_moto.py")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .map_err(|error| format!("cannot start moto: {error}"))?;
        let (input, output) = (process.stdin.take(), process.stdout.take().map(BufReader::new));
        let mut server = Self { process, input, output, log, facts: Map::new() };
        server.facts = server.told()?;
        Ok(server)
    }

    /// From now on every request must be signed by a key that it knows.
    pub(super) fn verify(&mut self) -> Result<(), Failure> {
        if let Some(input) = &mut self.input {
            writeln!(input, "verify")?;
        }
        self.told().map(drop)
    }

    // The next line that it prints.
    fn told(&mut self) -> Result<Map<String, Value>, Failure> {
        let mut line = String::new();
        if let Some(output) = &mut self.output {
            output.read_line(&mut line)?;
        }
        match serde_json::from_str(&line) {
            Ok(Value::Object(facts)) => Ok(facts),
            _ => Err(format!("moto does not run; see {}", self.log.display()).into()),
        }
    }

    /// A fact that it has told.
    pub(super) fn says(&self, name: &str) -> Result<&str, Failure> {
        self.facts.get(name).and_then(Value::as_str).ok_or_else(|| format!("moto did not say its {name}").into())
    }

    /// All facts: what it has told, and what was learnt of it.
    pub(super) fn facts(&self) -> &Map<String, Value> {
        &self.facts
    }

    /// Adds facts.
    pub(super) fn learn(&mut self, facts: Map<String, Value>) {
        self.facts.extend(facts);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        // Nothing follows from how it ended.
        drop(self.process.wait());
    }
}
