//! Files of the repository, for tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::Source;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the repository").to_path_buf()
}

/// A file of the repository, by its path from the root.
pub(crate) fn source(path: &str) -> Source {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { name: path.to_owned(), text }
}
