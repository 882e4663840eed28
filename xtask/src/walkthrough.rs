//! `cargo xtask walkthrough`: follows "Add an operation" of `CONTRIBUTING.md` to the letter, on a copy of the repository.
//!
//! It does what the text says and nothing besides: blocks after "Add to" are inserted, those after "Write" become files,
//! those after "Run" are run. Knows nothing of the operation.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, repository,
    run::{check, target_directory},
};

const TEXT: &str = "CONTRIBUTING.md";
const SECTION: &str = "## Add an operation";

pub(crate) fn run() -> Result<(), Failure> {
    let root = repository::root();
    let text = fs::read_to_string(root.join(TEXT)).map_err(|error| format!("{TEXT}: {error}"))?;
    let steps = steps(&text)?;
    let copy = root.join("target/walkthrough");
    if copy.exists() {
        fs::remove_dir_all(&copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    }
    copy_tree(&root, &copy)?;
    for step in &steps {
        step.follow(&copy)?;
    }
    println!("{} steps of {TEXT} followed", steps.len());
    Ok(())
}

/// What the text asks for.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The block goes to the beginning of what stands under this key, at its first place in the file.
    Add { key: String, file: String, block: String },
    /// The block is the file.
    Write { file: String, block: String },
    /// A command a line.
    Run { block: String },
}

impl Step {
    fn follow(&self, copy: &Path) -> Result<(), Failure> {
        match self {
            Self::Add { key, file, block } => {
                println!("adding to `{key}` of {file}");
                let path = copy.join(file);
                let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
                let changed = insert(&text, key, block).ok_or_else(|| format!("{file} has no `{key}` to add to"))?;
                repository::write(&path, &changed)
            }
            Self::Write { file, block } => {
                println!("writing {file}");
                repository::write(&copy.join(file), block)
            }
            Self::Run { block } => block.lines().try_for_each(|line| {
                println!("running {line}");
                let mut words = line.split_whitespace();
                let mut command = Command::new(words.next().unwrap_or_default());
                // Not where the repository itself is built: cargo takes packages for the same that stand at the same
                // place of two workspaces, and would go on to test the repository with what was built from the copy.
                let target = target_directory().join("walkthrough-build");
                command.args(words).current_dir(copy).env("CARGO_TARGET_DIR", target);
                check(&mut command)
            }),
        }
    }
}

// The last line before a block says what the block is for.
fn steps(text: &str) -> Result<Vec<Step>, Failure> {
    let section = text.split_once(SECTION).map(|(_, rest)| rest).ok_or_else(|| format!("{TEXT} has no `{SECTION}`"))?;
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut steps = Vec::new();
    let mut said = "";
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        if !bare.starts_with("```") {
            if !bare.is_empty() {
                said = bare;
            }
            continue;
        }
        let indent = line.len() - bare.len();
        let block: String = lines
            .by_ref()
            .take_while(|line| line.trim() != "```")
            .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
            .collect();
        steps.push(step(said, block)?);
    }
    if steps.is_empty() { Err(format!("`{SECTION}` of {TEXT} has no blocks").into()) } else { Ok(steps) }
}

fn step(said: &str, block: String) -> Result<Step, Failure> {
    let asked = ["Add to ", "Write ", "Run:"]
        .into_iter()
        .filter_map(|verb| Some((verb, said.rsplit_once(verb)?.1)))
        .next_back();
    let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    match asked.map(|(verb, rest)| (verb, quoted(rest))) {
        Some(("Run:", _)) => Ok(Step::Run { block }),
        Some(("Write ", names)) if names.len() == 1 => {
            Ok(Step::Write { file: names.into_iter().next().unwrap_or_default(), block })
        }
        Some(("Add to ", names)) if names.len() == 2 => {
            let mut names = names.into_iter();
            let (key, file) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
            Ok(Step::Add { key, file, block })
        }
        _ => Err(format!("{TEXT}: a block after {said:?} says neither what to add to, write nor run").into()),
    }
}

fn insert(text: &str, key: &str, block: &str) -> Option<String> {
    let opening = [format!("\"{key}\": {{"), format!("\"{key}\": [")];
    let at = opening.iter().filter_map(|opening| Some(text.find(opening)? + opening.len())).min()?;
    let (before, after) = text.split_at_checked(at)?;
    Some(format!("{before}\n{block}{after}"))
}

// Everything but what is built and what git keeps.
fn copy_tree(from: &Path, to: &Path) -> Result<(), Failure> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(to).map_err(|error| fail(to, error))?;
    let mut pending = vec![PathBuf::new()];
    while let Some(directory) = pending.pop() {
        let source = from.join(&directory);
        for entry in fs::read_dir(&source).map_err(|error| fail(&source, error))? {
            let entry = entry?;
            let path = directory.join(entry.file_name());
            if directory.as_os_str().is_empty() && (entry.file_name() == "target" || entry.file_name() == ".git") {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::create_dir_all(to.join(&path)).map_err(|error| fail(&path, error))?;
                pending.push(path);
            } else {
                fs::copy(from.join(&path), to.join(&path)).map_err(|error| fail(&path, error))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_steps() {
        let text = "\
## Add an operation

1. The shapes. Add to `shapes` of `m.json`:

   ```json
   \"A\": {
       \"x\": 1
   },
   ```

2. Write `a/b.rs`:

   ```rust
   fn main() {}
   ```

   Run:

   ```sh
   cargo x
   cargo y
   ```

## Another

```json
{}
```
";
        let owned = str::to_owned;
        let expected = [
            Step::Add { key: owned("shapes"), file: owned("m.json"), block: owned("\"A\": {\n    \"x\": 1\n},\n") },
            Step::Write { file: owned("a/b.rs"), block: owned("fn main() {}\n") },
            Step::Run { block: owned("cargo x\ncargo y\n") },
        ];
        assert_eq!(steps(text).expect("steps"), expected);
        let unclear = "## Add an operation\nLook:\n```sh\nrm\n```\n";
        assert!(steps(unclear).expect_err("unclear").to_string().contains("neither"));
    }

    #[test]
    fn blocks_go_first_under_their_key() {
        let text = "{\n\"shapes\": {\n\"B\": []\n}\n}";
        assert_eq!(
            insert(text, "shapes", "\"A\": 1,\n").as_deref(),
            Some("{\n\"shapes\": {\n\"A\": 1,\n\n\"B\": []\n}\n}")
        );
        assert_eq!(insert(text, "nothing", ""), None);
    }

    #[test]
    fn the_text_itself_can_be_followed() {
        let text = fs::read_to_string(repository::root().join(TEXT)).expect("the text");
        assert!(steps(&text).expect("steps").len() >= 5);
    }
}
