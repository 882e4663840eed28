//! `cargo xtask third-party`: what others wrote, against what we wrote. botocore judges the requests
//! that we make; moto, an STS of others, is called with them.
//!
//! Both are Python. What they need is installed into `target/third-party`, once for each content of
//! `tests/third-party/requirements.txt`. Knows nothing of what is checked: that is said there and in
//! `tests/src/bin/moto.rs`.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::{Failure, conformance, repository, run::started};

const SCRIPTS: &str = "tests/third-party";
const TARGET: &str = "target/third-party";

pub(crate) fn run() -> Result<(), Failure> {
    let python = timed("installing", environment)?;
    // One that fails does not hide the other.
    let requests = timed("botocore on our requests", || requests(&python));
    let moto =
        timed("building the calls to moto", driver).and_then(|driver| timed("calls to moto", || moto(&python, driver)));
    match (requests, moto) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(one), Ok(())) | (Ok(()), Err(one)) => Err(one),
        (Err(one), Err(other)) => Err(format!("{one}\n{other}").into()),
    }
}

/// botocore's serializer and signer on the same inputs.
fn requests(python: &Path) -> Result<(), Failure> {
    let driver = conformance::requests_driver()?;
    let mut command = script(python, "check_requests.py");
    succeed(command.arg(driver).arg("requests"), "the requests are not as botocore makes them")
}

/// Calls on two instances of moto, one that verifies signatures and one that does not.
fn moto(python: &Path, driver: PathBuf) -> Result<(), Failure> {
    let mut verifying = Server::start(python, "verifying", &["--set-up"])?;
    let open = Server::start(python, "open", &[])?;
    verifying.verify()?;

    let mut command = isolated(driver);
    command.env("MOTO_OPEN_URL", open.says("url")?);
    for (name, value) in &verifying.facts {
        let value = value.as_str().ok_or_else(|| format!("moto's {name} is no text"))?;
        command.env(format!("MOTO_{}", name.to_uppercase()), value);
    }
    let called = succeed(&mut command, "moto does not answer as it should");
    called.map_err(|error| format!("{error}; its logs are {TARGET}/moto-*.log").into())
}

/// A Python that has what the requirements say, and its path.
fn environment() -> Result<PathBuf, Failure> {
    let root = repository::root();
    let requirements = root.join(SCRIPTS).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let directory = root.join(TARGET).join("venv");
    let (folder, file) = if cfg!(windows) { ("Scripts", "python.exe") } else { ("bin", "python") };
    let python = directory.join(folder).join(file);
    let stamp = directory.join("requirements.stamp");
    // A Python that has been taken away leaves a link to nothing behind.
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }

    println!("installing {SCRIPTS}/requirements.txt into {TARGET}/venv");
    let mut create = Command::new(if cfg!(windows) { "python" } else { "python3" });
    create.args(["-m", "venv", "--clear"]).arg(&directory);
    succeed(&mut create, "cannot make a Python environment").map_err(|error| needs(&error))?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    install.args(["--only-binary", ":all:", "--requirement"]).arg(&requirements);
    succeed(&mut install, "cannot install the Python packages").map_err(|error| needs(&error))?;
    repository::write(&stamp, &wanted)?;
    Ok(python)
}

fn needs(error: &Failure) -> Failure {
    format!(
        "{error}\n\
         The third-party checks need Python 3.10 or newer with the modules venv and pip (on Debian and Ubuntu the \
         packages python3 and python3-venv), and, the first time, a network from which pip can install; pip's own \
         settings, such as PIP_INDEX_URL and HTTPS_PROXY, are respected."
    )
    .into()
}

/// An instance of moto. It ends with this value, and with this process however that ends: it reads
/// its standard input to the end.
struct Server {
    process: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    log: PathBuf,
    facts: serde_json::Map<String, Value>,
}

impl Server {
    fn start(python: &Path, name: &str, arguments: &[&str]) -> Result<Self, Failure> {
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
        let mut server = Self { process, input, output, log, facts: serde_json::Map::new() };
        server.facts = server.told()?;
        Ok(server)
    }

    /// From now on every request must be signed by a key that it knows.
    fn verify(&mut self) -> Result<(), Failure> {
        if let Some(input) = &mut self.input {
            writeln!(input, "verify")?;
        }
        self.told().map(drop)
    }

    // The next line that it prints.
    fn told(&mut self) -> Result<serde_json::Map<String, Value>, Failure> {
        let mut line = String::new();
        if let Some(output) = &mut self.output {
            output.read_line(&mut line)?;
        }
        match serde_json::from_str(&line) {
            Ok(Value::Object(facts)) => Ok(facts),
            _ => Err(format!("moto does not run; see {}", self.log.display()).into()),
        }
    }

    fn says(&self, name: &str) -> Result<&str, Failure> {
        self.facts.get(name).and_then(Value::as_str).ok_or_else(|| format!("moto did not say its {name}").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        // Nothing follows from how it ended.
        drop(self.process.wait());
    }
}

/// Builds the program that calls moto and finds it, wherever this Cargo puts what it builds.
fn driver() -> Result<PathBuf, Failure> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "integration-tests", "--bin", "moto", "--message-format", "json"])
        .current_dir(repository::root())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("cannot build the program that calls moto".into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let built = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut paths = built.filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)));
    paths.next_back().ok_or_else(|| "cargo did not say where the program that calls moto is".into())
}

fn script(python: &Path, name: &str) -> Command {
    let mut command = isolated(python);
    // No byte code into the repository.
    command.arg("-B").arg(repository::root().join(SCRIPTS).join(name));
    command
}

/// A command that sees nothing of the AWS and proxy settings of whoever runs it.
fn isolated(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().to_uppercase();
        if ["AWS_", "MOTO_", "INITIAL_NO_AUTH", "BOTO"].iter().any(|prefix| text.starts_with(prefix))
            || text.ends_with("_PROXY")
        {
            command.env_remove(&name);
        }
    }
    let nowhere = repository::root().join(TARGET).join("no-such-file");
    command.env("AWS_CONFIG_FILE", &nowhere).env("AWS_SHARED_CREDENTIALS_FILE", &nowhere);
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn succeed(command: &mut Command, otherwise: &str) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{otherwise}: {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{otherwise}: {program} ended with {status}").into()) }
}

fn timed<T>(name: &str, step: impl FnOnce() -> T) -> T {
    let started = started();
    let result = step();
    println!("{name}: {:.1} s", started.elapsed().as_secs_f64());
    result
}
