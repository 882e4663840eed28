//! `cargo xtask fuzz TARGET [--seconds N]`: libFuzzer over one of the targets in `tests/fuzz`.
//!
//! The compiler is the one that builds all else: coverage is LLVM's own pass, which stable compilers
//! have too. What a run finds interesting stays below the target directory and is where the next begins.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    Failure, repository,
    run::{cargo, check, output, target_directory},
};

/// A target, and the files that its runs begin with.
struct Target {
    name: &'static str,
    /// Directories whose files with this ending are seeds.
    seeds: &'static [(&'static str, &'static str)],
}

/// All targets; each is a file in `tests/fuzz/targets`, and may have a dictionary beside it.
const TARGETS: &[Target] = &[
    Target {
        name: "model",
        seeds: &[
            ("codegen/tests/golden", "json"),
            ("codegen/tests/diagnostics", "json"),
            ("codegen/tests/mixins", "json"),
        ],
    },
    Target { name: "profile", seeds: &[("tests/fuzz/seeds/profile", "ini")] },
    Target { name: "settings", seeds: &[("tests/fuzz/seeds/settings", "bin")] },
];

/// How long a target runs where nothing else is said.
pub(crate) const SECONDS: u64 = 60;
/// Bytes of an input; seconds and megabytes that one may take.
const LIMITS: &[&str] = &["-max_len=32768", "-timeout=20", "-rss_limit_mb=4096"];
/// The instrumentation that libFuzzer reads: counters of edges, a table of what they belong to, and the
/// operands of comparisons.
const COVERAGE: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // One unit a crate: the table needs every function in the same one.
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Runs a target for some seconds; 0 is without end.
pub(crate) fn run(name: &str, seconds: u64) -> Result<(), Failure> {
    let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("`{name}` is no fuzz target; there are: {}", names.join(", ")).into());
    };
    if !has_compiler() {
        println!("skipped: libFuzzer needs a C++ compiler, `c++`");
        return Ok(());
    }
    let program = build(target)?;
    let work = target_directory().join("fuzz").join(target.name);
    let (corpus, seeds, findings) = (work.join("corpus"), work.join("seeds"), work.join("findings/"));
    for directory in [&corpus, &seeds, &findings] {
        fs::create_dir_all(directory)?;
    }
    copy_seeds(target, &seeds)?;
    let mut command = Command::new(program);
    command.args(LIMITS).arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
    command.arg(format!("-artifact_prefix={}", findings.display()));
    let dictionary = repository::root().join("tests/fuzz").join(format!("{}.dict", target.name));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    check(command.args([corpus, seeds])).map_err(|error| {
        format!("{error}\nwhat it found is in {}; give the file to the program", findings.display()).into()
    })
}

/// Runs every target for some seconds.
pub(crate) fn all(seconds: u64) -> Result<(), Failure> {
    TARGETS.iter().try_for_each(|target| run(target.name, seconds))
}

fn has_compiler() -> bool {
    let version = Command::new("c++").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

// With `--target`, build scripts and macros are built without instrumentation, which they could not link.
fn build(target: &Target) -> Result<PathBuf, Failure> {
    let host = output(Command::new("rustc").arg("-vV"))?;
    let host =
        host.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say what its host is")?;
    let directory = target_directory().join("fuzz/build");
    let manifest = repository::root().join("tests/fuzz/Cargo.toml");
    let mut command = cargo(&["build", "--release", "--quiet", "--bin", target.name, "--target", host]);
    command.arg("--manifest-path").arg(manifest).arg("--target-dir").arg(&directory);
    check(command.env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}")))?;
    Ok(directory.join(host).join("release").join(target.name))
}

fn copy_seeds(target: &Target, to: &Path) -> Result<(), Failure> {
    for (directory, ending) in target.seeds {
        let mut pending = vec![repository::root().join(directory)];
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                for entry in fs::read_dir(&path)? {
                    pending.push(entry?.path());
                }
            } else if path.extension().is_some_and(|found| found == *ending) {
                let name: Vec<_> = path.iter().rev().take(3).map(|part| part.to_string_lossy()).collect();
                fs::copy(&path, to.join(name.join("-")))?;
            }
        }
    }
    Ok(())
}
