//! `cargo xtask codegen --model FILE --out DIR --name CRATE`: a whole crate on the project's runtime.
//!
//! `src/generated` belongs to the generator; manifest, `lib.rs` and README belong to it as long as they say so.

use std::{
    env, fs,
    path::{Component, Path, PathBuf},
};

use aws_query_codegen::{CrateOptions, Dependency, MARK as KEEP, generate_crate};

use crate::{
    Failure,
    arguments::Codegen,
    codegen::{MARK, report, summary, told},
    models, repository,
    run::started,
    tree::Tree,
};

pub(crate) fn write(arguments: &Codegen, out: &Path, name: &str) -> Result<(), Failure> {
    let started = started();
    let out = absolute(out)?;
    another_crate(&out, name)?;
    let command = command(arguments, name);
    let version = env!("CARGO_PKG_VERSION");
    let root = repository::root();
    let dependency =
        |path: &str| Dependency { version: version.to_owned(), path: Some(relative(&out, &root.join(path))) };
    let options = CrateOptions {
        name: name.to_owned(),
        command: command.clone(),
        runtime: dependency("sts-sdk/runtime"),
        sts: arguments.with_sts.then(|| dependency("sts-sdk")),
        standalone: inside_this_workspace(&out),
    };
    let generated = told(generate_crate(&models::read(arguments)?, &options), arguments)?;
    let wanted: Vec<(PathBuf, String)> =
        generated.files.iter().map(|file| (PathBuf::from(&file.path), file.text.clone())).collect();
    let swept = Path::new("src/generated");
    let tree = Tree { root: &out, wanted: &wanted, swept, mark: MARK, keep_without: Some(KEEP) };
    report(tree.update(arguments.check)?, arguments, name, &command)?;
    if !arguments.check && !arguments.quiet {
        summary(&generated, &wanted, started);
    }
    Ok(())
}

// The command to run again; paths as they were given.
fn command(arguments: &Codegen, name: &str) -> String {
    let mut words = vec!["cargo xtask codegen".to_owned()];
    let mut option = |name: &str, value: &str| {
        // Texts of the command stand in comments and code spans.
        let value: String = value.chars().map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
        words.push(if value.contains(' ') { format!("--{name} '{value}'") } else { format!("--{name} {value}") });
    };
    for path in &arguments.models {
        option("model", &path.display().to_string());
    }
    for path in &arguments.overlays {
        option("overlay", &path.display().to_string());
    }
    if let Some(out) = &arguments.out {
        option("out", &out.display().to_string());
    }
    option("name", name);
    if !arguments.only.is_empty() {
        option("only", &arguments.only.join(","));
    }
    if arguments.with_sts {
        words.push("--with-sts".to_owned());
    }
    words.join(" ")
}

// A crate of another name is somebody else's, and so is a manifest of no crate: a workspace's.
fn another_crate(out: &Path, name: &str) -> Result<(), Failure> {
    let manifest = out.join("Cargo.toml");
    let Ok(text) = fs::read_to_string(&manifest) else { return Ok(()) };
    let named = text.lines().find_map(|line| {
        let value = line.strip_prefix("name")?.trim_start().strip_prefix('=')?;
        Some(value.trim().trim_matches('"').to_owned())
    });
    match named {
        Some(own) if own == name => Ok(()),
        Some(other) => Err(format!(
            "{} is the crate `{other}`, not `{name}`: name another directory, or this crate",
            out.display()
        )
        .into()),
        None => Err(format!("{} is of no crate: name another directory", manifest.display()).into()),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let full = env::current_dir()?.join(path);
    let mut clean = PathBuf::new();
    for part in full.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    Ok(clean)
}

// From one directory to another, with `/` on every platform; absolute where they have no common root.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| "..".to_owned());
    let down = to.iter().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    if common == 0 {
        return to.iter().collect::<PathBuf>().display().to_string();
    }
    up.chain(down).collect::<Vec<_>>().join("/")
}

// Whether cargo would look for the crate among the members of this workspace. Somebody else's may have it as a member,
// which a crate with a workspace of its own cannot be; where it is none, cargo says what to write.
fn inside_this_workspace(out: &Path) -> bool {
    out.ancestors().skip(1).find(|directory| is_workspace(directory)) == Some(&repository::root())
}

fn is_workspace(directory: &Path) -> bool {
    fs::read_to_string(directory.join("Cargo.toml"))
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_one_directory_to_the_other() {
        let cases = [("/a/b/c", "/a/d", "../../d"), ("/a", "/a/b/c", "b/c"), ("/x/y", "/a/b", "../../a/b")];
        for (from, to, expected) in cases {
            assert_eq!(relative(Path::new(from), Path::new(to)), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_crate_of_another_name_is_left_alone() {
        let out = repository::root().join("target/xtask-tests/another");
        repository::write(&out.join("Cargo.toml"), "[package]\nname = \"theirs\"\n").expect("a manifest");
        let error = another_crate(&out, "mine").expect_err("another crate").to_string();
        assert!(error.contains("`theirs`, not `mine`"), "{error}");
        assert!(another_crate(&out, "theirs").is_ok());
        assert!(another_crate(&out.join("nowhere"), "mine").is_ok());
        let error = another_crate(&repository::root(), "mine").expect_err("the workspace").to_string();
        assert!(error.contains("Cargo.toml is of no crate"), "{error}");
    }

    #[test]
    fn only_crates_in_this_workspace_stand_apart_from_it() {
        let theirs = repository::root().join("target/xtask-tests/workspace");
        repository::write(&theirs.join("Cargo.toml"), "[workspace]\nmembers = [\"crates/*\"]\n").expect("a manifest");
        assert!(inside_this_workspace(&repository::root().join("target/generated/iam")));
        assert!(!inside_this_workspace(&theirs.join("crates/iam")), "another workspace may have it as a member");
        assert!(!inside_this_workspace(Path::new("/nowhere/iam")));
    }

    #[test]
    fn the_command_can_be_run_again() {
        let arguments = Codegen {
            models: vec!["a b.json".into()],
            out: Some("out".into()),
            only: vec!["A".to_owned(), "B".to_owned()],
            with_sts: true,
            ..Codegen::default()
        };
        assert_eq!(
            command(&arguments, "iam"),
            "cargo xtask codegen --model 'a b.json' --out out --name iam --only A,B --with-sts"
        );
    }
}
