//! Expected files: compared with what the generator does now, and rewritten where `UPDATE=1` says so.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Unchanged lines that are shown around a difference.
const CONTEXT: usize = 3;
/// Lines of a difference that are shown.
const SHOWN: usize = 80;

/// Compares files and remembers what differs.
#[derive(Default)]
pub(crate) struct Expected {
    different: Vec<String>,
}

impl Expected {
    /// Compares a file with what it should hold; with `UPDATE=1`, writes it.
    pub(crate) fn check(&mut self, path: &Path, actual: &str) {
        let expected = fs::read_to_string(path).unwrap_or_default();
        if expected == actual {
            return;
        }
        if env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            println!("wrote {}", path.display());
            return;
        }
        self.different.push(format!("{}\n{}", path.display(), difference(&expected, actual)));
    }

    /// Fails with all differences, and says how to accept them.
    pub(crate) fn finish(self, test: &str) {
        assert!(
            self.different.is_empty(),
            "{} files are not as expected (- expected, + now):\n\n{}\n\
             If this is what is wanted: UPDATE=1 cargo test -p aws-query-codegen --test {test}",
            self.different.len(),
            self.different.join("\n"),
        );
    }
}

/// A directory of this crate's tests.
pub(crate) fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// What is directly in a directory, sorted.
pub(crate) fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

// What is between the first and the last line that differ, with some lines around.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let before = old[start.saturating_sub(CONTEXT)..start].iter().map(|line| format!("  {line}"));
    let removed = old[start..old_end].iter().map(|line| format!("- {line}"));
    let added = new[start..new_end].iter().map(|line| format!("+ {line}"));
    let after = old[old_end..].iter().take(CONTEXT).map(|line| format!("  {line}"));
    let lines: Vec<String> = before.chain(removed).chain(added).chain(after).collect();
    let more = lines.len().saturating_sub(SHOWN);
    let mut text = format!("line {}:\n{}\n", start + 1, lines[..lines.len() - more].join("\n"));
    if more > 0 {
        text.push_str(&format!(".. and {more} more lines\n"));
    }
    text
}
