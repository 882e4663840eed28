//! Files as settings and tokens need them: read whole, never written. Knows nothing of what is in them.

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Files of the machine.
pub trait Files: fmt::Debug + Send + Sync + 'static {
    /// A whole file. It may hold secrets: who asks for it wipes it.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is longer than `limit` bytes ([`io::ErrorKind::FileTooLarge`]).
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;

    /// How paths are written here.
    fn path_style(&self) -> PathStyle {
        PathStyle::NATIVE
    }
}

/// How a platform writes paths, and where it keeps the home directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// `/home/me`, named by `HOME`.
    Unix,
    /// `C:\Users\me`, named by `HOME`, `USERPROFILE`, or `HOMEDRIVE` and `HOMEPATH`.
    Windows,
}

impl PathStyle {
    /// That of the platform this was built for.
    pub const NATIVE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    /// Between the parts of a path.
    #[must_use]
    pub fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }

    /// Whether this character stands between parts of a path; Windows takes both.
    #[must_use]
    pub fn is_separator(self, character: char) -> bool {
        character == '/' || character == self.separator()
    }
}

/// The file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads files")]
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        use io::Read;

        let file = std::fs::File::open(path)?;
        // Room for all of it at once, so that growing leaves no copies of secrets behind.
        let expected = file.metadata().map_or(0, |metadata| metadata.len());
        let room = usize::try_from(expected).unwrap_or(limit).min(limit);
        let mut contents = Vec::with_capacity(room.saturating_add(1));
        file.take((limit as u64).saturating_add(1)).read_to_end(&mut contents)?;
        within(contents, limit)
    }
}

/// Files given in code. Its `Debug` shows paths only.
///
/// ```
/// use aws_query_runtime::os::{Files, StaticFiles};
///
/// let files: StaticFiles = [("/home/me/.aws/config", "[default]\nregion = eu-west-1\n")].into_iter().collect();
/// assert!(files.read("/home/me/.aws/config".as_ref(), 1_000).is_ok());
/// assert!(files.read("/home/me/.aws/credentials".as_ref(), 1_000).is_err());
/// ```
#[derive(Clone)]
pub struct StaticFiles {
    files: Arc<BTreeMap<PathBuf, Result<Vec<u8>, io::ErrorKind>>>,
    style: PathStyle,
}

impl Default for StaticFiles {
    fn default() -> Self {
        Self { files: Arc::default(), style: PathStyle::NATIVE }
    }
}

impl StaticFiles {
    /// With paths of this style.
    #[must_use]
    pub fn with_path_style(mut self, style: PathStyle) -> Self {
        self.style = style;
        self
    }

    /// With a file that cannot be read.
    #[must_use]
    pub fn with_unreadable(mut self, path: impl Into<PathBuf>, why: io::ErrorKind) -> Self {
        Arc::make_mut(&mut self.files).insert(path.into(), Err(why));
        self
    }
}

impl<P: Into<PathBuf>, C: Into<Vec<u8>>> FromIterator<(P, C)> for StaticFiles {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let files = files.into_iter().map(|(path, contents)| (path.into(), Ok(contents.into()))).collect();
        Self { files: Arc::new(files), ..Self::default() }
    }
}

impl Files for StaticFiles {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(Ok(contents)) => within(contents.clone(), limit),
            Some(Err(why)) => Err((*why).into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn path_style(&self) -> PathStyle {
        self.style
    }
}

impl fmt::Debug for StaticFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

fn within(contents: Vec<u8>, limit: usize) -> io::Result<Vec<u8>> {
    if contents.len() > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(contents) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_up_to_their_limit() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let contents = SystemFiles.read(&manifest, 1 << 20).expect("our own manifest");
        assert_eq!(SystemFiles.read(&manifest, contents.len()).expect("exactly as long as allowed"), contents);
        let error = SystemFiles.read(&manifest, contents.len() - 1).expect_err("one byte too many");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        let error = SystemFiles.read(&manifest.join("nothing"), 1).expect_err("no such file");
        assert_ne!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn debug_shows_paths_only() {
        let files: StaticFiles = [("/a", "hunter2")].into_iter().collect();
        assert_eq!(format!("{files:?}"), "{\"/a\"}");
    }
}
