//! `cargo xtask third-party`: what others wrote, against what we wrote. botocore judges the requests
//! that we make; moto, an STS of others, is called with them.
//!
//! Both are Python. What they need is installed into `target/third-party`, once for each content of
//! `tests/third-party/requirements.txt`. Knows nothing of what is checked: that is said there and in
//! `tests/src/bin/moto.rs`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, conformance, repository,
    run::{executable, started},
};

mod server;
mod services;

use server::Server;

const SCRIPTS: &str = "tests/third-party";
const TARGET: &str = "target/third-party";

pub(crate) fn run() -> Result<(), Failure> {
    let python = timed("installing", environment)?;
    let expressions = timed("jmespath on our expressions", || expressions(&python));
    let requests = both(expressions, timed("botocore on our requests", || requests(&python)));
    let moto =
        timed("building the calls to moto", || Ok(Drivers { sts: sts_driver()?, services: services::driver()? }))
            .and_then(|drivers| timed("calls to moto", || moto(&python, &drivers)));
    both(requests, moto)
}

/// The table of expressions that generated code is run against.
fn expressions(python: &Path) -> Result<(), Failure> {
    succeed(&mut script(python, "check_jmespath.py"), "the table is not what jmespath makes of the expressions")
}

/// botocore's serializer and signer on the same inputs.
fn requests(python: &Path) -> Result<(), Failure> {
    let driver = conformance::requests_driver()?;
    let mut command = script(python, "check_requests.py");
    succeed(command.arg(driver).arg("requests"), "the requests are not as botocore makes them")
}

/// The programs that call moto.
struct Drivers {
    sts: PathBuf,
    /// Where the models of IAM and SNS are.
    services: Option<PathBuf>,
}

fn sts_driver() -> Result<PathBuf, Failure> {
    executable(&["build", "--quiet", "--package", "integration-tests", "--bin", "moto"], "moto")
}

/// Calls on two instances of moto, one that verifies signatures and one that does not. Where there is a generated
/// IAM client, it makes the users whose keys the STS calls are signed with.
fn moto(python: &Path, drivers: &Drivers) -> Result<(), Failure> {
    let set_up: &[&str] = if drivers.services.is_some() { &[] } else { &["--set-up"] };
    let mut verifying = Server::start(python, "verifying", set_up)?;
    let open = Server::start(python, "open", &[])?;
    let services = match &drivers.services {
        Some(services) => {
            verifying.learn(services::set_up(services, verifying.says("url")?)?);
            Some(services::check(services, open.says("url")?))
        }
        None => None,
    };
    verifying.verify()?;

    let mut command = isolated(&drivers.sts);
    command.env("MOTO_OPEN_URL", open.says("url")?);
    for (name, value) in verifying.facts() {
        let value = value.as_str().ok_or_else(|| format!("moto's {name} is no text"))?;
        command.env(format!("MOTO_{}", name.to_uppercase()), value);
    }
    let called = succeed(&mut command, "moto does not answer STS as it should");
    both(called, services.unwrap_or(Ok(())))
        .map_err(|error| format!("{error}; its logs are {TARGET}/moto-*.log").into())
}

/// One that fails does not hide the other.
fn both(one: Result<(), Failure>, other: Result<(), Failure>) -> Result<(), Failure> {
    match (one, other) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(error), Ok(())) | (Ok(()), Err(error)) => Err(error),
        (Err(one), Err(other)) => Err(format!("{one}\n{other}").into()),
    }
}

/// A Python that has what the requirements say, and its path.
pub(crate) fn environment() -> Result<PathBuf, Failure> {
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

/// A script of the third-party checks, to be run by this Python.
pub(crate) fn script(python: &Path, name: &str) -> Command {
    let mut command = isolated(python);
    // No byte code into the repository.
    command.arg("-B").arg(repository::root().join(SCRIPTS).join(name));
    command
}

/// A command that sees nothing of the AWS and proxy settings of whoever runs it.
#[expect(clippy::disallowed_methods, reason = "what is there is what has to go")]
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
