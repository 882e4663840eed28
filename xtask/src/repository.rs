//! Where things are in the repository, and how files are read and written in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Input, Source};

use crate::Failure;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// A file as a source, named by its path from the root.
pub(crate) fn source(path: &str) -> Result<Source, Failure> {
    let text = fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    Ok(Source { name: path.to_owned(), text })
}

/// The project's own model and overlay.
pub(crate) fn sts() -> Result<Input, Failure> {
    Ok(Input {
        models: vec![source("model/sts.json")?],
        overlays: vec![source("model/sts.overlay.json")?],
        ..Input::default()
    })
}

/// Test data of other projects, beside the repository where it is present.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = root().parent()?.join("shared").join(path);
    path.exists().then_some(path)
}

/// Writes a file whole or not at all: into a neighbour first, then in place of the old one.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(fail)?;
    }
    let temporary = path.with_extension("tmp");
    fs::write(&temporary, text).map_err(fail)?;
    fs::rename(&temporary, path).map_err(|error| fail(error).into())
}
