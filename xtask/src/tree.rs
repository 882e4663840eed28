//! Generated files on disk: what is new, changed, stale, or kept because somebody made it theirs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{Failure, repository};

/// Files to write below one directory, and which of those that are there belong to the generator.
pub(crate) struct Tree<'t> {
    /// The directory that all paths start from.
    pub root: &'t Path,
    /// Paths and texts.
    pub wanted: &'t [(PathBuf, String)],
    /// Below this, files that are not wanted and carry `mark` are stale.
    pub swept: &'t Path,
    /// What a generated file says in its first lines.
    pub mark: &'t str,
    /// A file outside `swept` that is there and does not carry this is left as it is.
    pub keep_without: Option<&'t str>,
}

/// What differs from what is wanted.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// A line a file: `new src/lib.rs`.
    pub lines: Vec<String>,
    /// Files that are somebody's own.
    pub kept: Vec<PathBuf>,
}

impl Tree<'_> {
    /// Compares, and unless `check` says not to, writes and removes. Nothing is written where a file of somebody's own
    /// is in the way.
    pub(crate) fn update(&self, check: bool) -> Result<Changes, Failure> {
        let mut changes = Changes::default();
        let current = self.wanted.iter().map(|(path, _)| self.current(path)).collect::<Result<Vec<_>, _>>()?;
        for ((path, text), current) in self.wanted.iter().zip(current) {
            let full = self.root.join(path);
            if let (Some(current), Some(mark)) = (&current, self.keep_without)
                && !path.starts_with(self.swept)
                && !head(current).contains(mark)
            {
                changes.kept.push(path.clone());
                continue;
            }
            if current.as_ref() != Some(text) {
                changes.lines.push(format!("{} {}", if current.is_some() { "changed" } else { "new" }, path.display()));
                if !check {
                    repository::write(&full, text)?;
                }
            }
        }
        let wanted: BTreeSet<&Path> = self.wanted.iter().map(|(path, _)| path.as_path()).collect();
        for path in files_below(self.root, self.swept)?.iter().filter(|path| !wanted.contains(path.as_path())) {
            let full = self.root.join(path);
            // What is not text, or does not say that it is generated, is not ours to remove.
            if !fs::read_to_string(&full).is_ok_and(|text| head(&text).contains(self.mark)) {
                changes.kept.push(path.clone());
                continue;
            }
            changes.lines.push(format!("stale {}", path.display()));
            if !check {
                fs::remove_file(&full).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        Ok(changes)
    }

    // What stands at the path now.
    fn current(&self, path: &Path) -> Result<Option<String>, Failure> {
        let full = self.root.join(path);
        let current = match fs::read_to_string(&full) {
            Ok(current) => current,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", full.display()).into()),
        };
        if path.starts_with(self.swept) && !current.trim().is_empty() && !head(&current).contains(self.mark) {
            let (path, swept) = (path.display(), self.swept.display());
            return Err(format!(
                "{path} does not say that it is generated, and a generated file goes there: move it out of {swept}, which \
                 is the generator's; nothing was written"
            )
            .into());
        }
        Ok(Some(current))
    }
}

fn head(text: &str) -> String {
    text.lines().take(4).collect::<Vec<_>>().join("\n")
}

/// Files below a directory, by their paths from the root; none where it does not exist.
pub(crate) fn files_below(root: &Path, directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        let Ok(entries) = fs::read_dir(root.join(&next)) else { continue };
        for entry in entries {
            let entry = entry?;
            let path = next.join(entry.file_name());
            if entry.file_type()?.is_dir() { pending.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_files_stay_and_stale_ones_go() {
        let root = repository::root().join("target/xtask-tests/tree");
        let _ = fs::remove_dir_all(&root);
        let put = |path: &str, text: &str| repository::write(&root.join(path), text).expect("a file");
        put("lib.rs", "// mine\n");
        put("gen/a.rs", "//! Generated. old\n");
        put("gen/gone.rs", "//! Generated. gone\n");
        put("gen/notes.txt", "a person's notes\n");
        let wanted: Vec<(PathBuf, String)> = [
            ("lib.rs", "// Generated. Delete to keep.\n"),
            ("gen/a.rs", "//! Generated. new\n"),
            ("gen/b.rs", "//! Generated. b\n"),
        ]
        .map(|(path, text)| (PathBuf::from(path), text.to_owned()))
        .to_vec();
        let tree = Tree {
            root: &root,
            wanted: &wanted,
            swept: Path::new("gen"),
            mark: "Generated.",
            keep_without: Some("Delete to keep."),
        };
        let expected = ["changed gen/a.rs", "new gen/b.rs", "stale gen/gone.rs"];
        let looked = tree.update(true).expect("a comparison");
        assert_eq!(looked.lines, expected);
        assert!(root.join("gen/gone.rs").exists() && !root.join("gen/b.rs").exists());
        let written = tree.update(false).expect("an update");
        assert_eq!(written.lines, expected);
        assert_eq!(written.kept, [PathBuf::from("lib.rs"), PathBuf::from("gen/notes.txt")]);
        assert!(!root.join("gen/gone.rs").exists());
        assert_eq!(fs::read_to_string(root.join("lib.rs")).expect("kept"), "// mine\n");
        assert!(tree.update(true).expect("a comparison").lines.is_empty());

        // What is in the way is not overwritten, and nothing else is written then.
        put("gen/b.rs", "// by hand\n");
        put("gen/a.rs", "//! Generated. old again\n");
        let error = tree.update(false).expect_err("a file in the way").to_string();
        assert!(error.contains("gen/b.rs does not say that it is generated"), "{error}");
        assert_eq!(fs::read_to_string(root.join("gen/b.rs")).expect("kept"), "// by hand\n");
        assert_eq!(fs::read_to_string(root.join("gen/a.rs")).expect("untouched"), "//! Generated. old again\n");
    }
}
