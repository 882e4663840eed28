//! Where the files are. Knows nothing of what is in them.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use super::{MAX_FILE_BYTES, ProfileError, ProfileWarning, ProfileWarningKind};
use crate::os::{Env, Files, PathStyle};

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `~/.aws/config`
    Config,
    /// `~/.aws/credentials`
    Credentials,
}

impl FileKind {
    /// The variable that names another file.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Config => "AWS_CONFIG_FILE",
            Self::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }

    /// Where it is unless a variable says otherwise.
    #[must_use]
    pub fn default_path(self) -> &'static str {
        match self {
            Self::Config => "~/.aws/config",
            Self::Credentials => "~/.aws/credentials",
        }
    }
}

/// How a file was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileChoice {
    /// Its place in the home directory.
    Default,
    /// A variable, of this name.
    Variable(&'static str),
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileState {
    /// It was read.
    Read,
    /// There is none.
    Missing,
    /// It is in the home directory, and nothing says where that is.
    NoHome,
    /// It cannot be read, for this reason.
    Unreadable(String),
}

/// A file that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSource {
    kind: FileKind,
    choice: FileChoice,
    pub(super) shown: Arc<str>,
    path: PathBuf,
    state: FileState,
}

impl FileSource {
    /// Which file.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// How it was chosen.
    #[must_use]
    pub fn choice(&self) -> FileChoice {
        self.choice
    }

    /// The path as it was written, `~/.aws/config`.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The path that was opened, `/home/me/.aws/config`.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What became of it.
    #[must_use]
    pub fn state(&self) -> &FileState {
        &self.state
    }

    /// Nothing is wrong with a missing file that nobody asked for.
    pub(super) fn warning(&self) -> Option<ProfileWarning> {
        let origin = match self.choice {
            FileChoice::Default => String::new(),
            FileChoice::Variable(name) => format!(", which {name} names,"),
        };
        let what = match (&self.state, self.choice) {
            (FileState::Read, _) | (FileState::Missing | FileState::NoHome, FileChoice::Default) => return None,
            (FileState::Missing, FileChoice::Variable(_)) => "does not exist".to_owned(),
            (FileState::NoHome, FileChoice::Variable(_)) => {
                "is in the home directory, and HOME is not set, or not Unicode: set it, or write the whole path"
                    .to_owned()
            }
            (FileState::Unreadable(why), _) => format!("cannot be read: {why}"),
        };
        let message = format!("{}{origin} {what}; it counts as empty", self.shown);
        Some(ProfileWarning { kind: ProfileWarningKind::File, location: None, message })
    }
}

/// Wiped when dropped.
type Contents = Zeroizing<Vec<u8>>;

/// The file and, where it could be read, its contents.
pub(super) fn read(
    kind: FileKind,
    env: &dyn Env,
    files: &dyn Files,
) -> Result<(FileSource, Option<Contents>), ProfileError> {
    let name = kind.variable();
    let value = env.var(name).map_err(|_| ProfileError::new(format!("environment variable {name} is not Unicode")))?;
    let (choice, shown) = match value.filter(|value| !value.is_empty()) {
        Some(value) => (FileChoice::Variable(name), value),
        None => (FileChoice::Default, kind.default_path().to_owned()),
    };
    let path = expand(&shown, env, files.path_style());
    let (state, contents) = match path.as_deref().map(|path| files.read(path, MAX_FILE_BYTES)) {
        None => (FileState::NoHome, None),
        Some(Ok(contents)) => (FileState::Read, Some(Zeroizing::new(contents))),
        Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => (FileState::Missing, None),
        Some(Err(error)) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(ProfileError::new(format!(
                "{shown} is larger than {} MiB: is it the right file?",
                MAX_FILE_BYTES >> 20
            )));
        }
        Some(Err(error)) => (FileState::Unreadable(error.to_string()), None),
    };
    let path = path.unwrap_or_else(|| PathBuf::from(&shown));
    Ok((FileSource { kind, choice, shown: shown.into(), path, state }, contents))
}

/// A path with its `~` replaced by the home directory; `None` where there is none.
pub(super) fn expand(path: &str, env: &dyn Env, style: PathStyle) -> Option<PathBuf> {
    let rest = match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(|first| style.is_separator(first)) => rest,
        // `~somebody` is a name like any other.
        _ => return Some(path.into()),
    };
    let mut whole = home(env, style)?.trim_end_matches(|last| style.is_separator(last)).to_owned();
    for part in rest.split(|character| style.is_separator(character)).filter(|part| !part.is_empty()) {
        whole.push(style.separator());
        whole.push_str(part);
    }
    if whole.is_empty() {
        whole.push(style.separator());
    }
    Some(whole.into())
}

// `HOME` wins on Windows too.
fn home(env: &dyn Env, style: PathStyle) -> Option<String> {
    let var = |name| env.var(name).ok().flatten().filter(|value| !value.is_empty());
    var("HOME").or_else(|| match style {
        PathStyle::Unix => None,
        PathStyle::Windows => var("USERPROFILE").or_else(|| Some(var("HOMEDRIVE")? + &var("HOMEPATH")?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::{StaticEnv, StaticFiles};

    #[test]
    fn a_tilde_is_the_home_directory() {
        use PathStyle::{Unix, Windows};

        type Case<'c> = (PathStyle, &'c [(&'c str, &'c str)], &'c str, Option<&'c str>);
        let home: &[(&str, &str)] = &[("HOME", "/home/me")];
        let cases: &[Case<'_>] = &[
            (Unix, home, "~/.aws/config", Some("/home/me/.aws/config")),
            (Unix, home, "~", Some("/home/me")),
            (Unix, home, "~//a/b/", Some("/home/me/a/b")),
            (Unix, home, "~me/a", Some("~me/a")),
            (Unix, home, "~\\a", Some("~\\a")),
            (Unix, home, "/a/~/b", Some("/a/~/b")),
            (Unix, home, "relative", Some("relative")),
            (Unix, &[("HOME", "/")], "~/a", Some("/a")),
            (Unix, &[("HOME", "/")], "~", Some("/")),
            (Unix, &[("HOME", "/home/me/")], "~/a", Some("/home/me/a")),
            (Unix, &[("HOME", "")], "~/a", None),
            (Unix, &[("USERPROFILE", "/u")], "~/a", None),
            (Unix, &[], "/a", Some("/a")),
            (Windows, &[("USERPROFILE", "C:\\u")], "~/.aws/config", Some("C:\\u\\.aws\\config")),
            (Windows, &[("USERPROFILE", "C:\\u")], "~\\x/y", Some("C:\\u\\x\\y")),
            (Windows, &[("HOME", "H:\\"), ("USERPROFILE", "C:\\u")], "~/a", Some("H:\\a")),
            (Windows, &[("HOMEDRIVE", "C:"), ("HOMEPATH", "\\u")], "~/a", Some("C:\\u\\a")),
            (Windows, &[("HOMEDRIVE", "C:")], "~/a", None),
        ];
        for (style, variables, path, expected) in cases {
            let env: StaticEnv = variables.iter().copied().collect();
            let expanded = expand(path, &env, *style);
            assert_eq!(expanded, expected.map(PathBuf::from), "{style:?} {variables:?} {path}");
        }
    }

    #[test]
    fn what_became_of_a_file_is_known() {
        let files = StaticFiles::from_iter([("/h/.aws/config", "")])
            .with_unreadable("/secret", io::ErrorKind::PermissionDenied)
            .with_unreadable("/huge", io::ErrorKind::FileTooLarge);
        let denied = FileState::Unreadable("permission denied".to_owned());
        type Case<'c> = (&'c [(&'c str, &'c str)], FileKind, FileState, Option<&'c str>);
        let cases: &[Case<'_>] = &[
            (&[("HOME", "/h")], FileKind::Config, FileState::Read, None),
            (&[("HOME", "/h")], FileKind::Credentials, FileState::Missing, None),
            (&[("HOME", "/h"), ("AWS_CONFIG_FILE", "")], FileKind::Config, FileState::Read, None),
            (&[], FileKind::Config, FileState::NoHome, None),
            (
                &[("AWS_CONFIG_FILE", "~/x")],
                FileKind::Config,
                FileState::NoHome,
                Some(
                    "~/x, which AWS_CONFIG_FILE names, is in the home directory, and HOME is not set, or not Unicode: set it, or write the whole path; it counts as empty",
                ),
            ),
            (
                &[("AWS_CONFIG_FILE", "/x")],
                FileKind::Config,
                FileState::Missing,
                Some("/x, which AWS_CONFIG_FILE names, does not exist; it counts as empty"),
            ),
            (
                &[("AWS_SHARED_CREDENTIALS_FILE", "/secret")],
                FileKind::Credentials,
                denied,
                Some(
                    "/secret, which AWS_SHARED_CREDENTIALS_FILE names, cannot be read: permission denied; it counts as empty",
                ),
            ),
        ];
        for (variables, kind, state, warning) in cases {
            let env: StaticEnv = variables.iter().copied().collect();
            let (source, _) = read(*kind, &env, &files).expect("no error");
            assert_eq!(source.state(), state, "{variables:?}");
            let shown = source.warning().map(|warning| warning.to_string());
            assert_eq!(shown.as_deref(), *warning, "{variables:?}");
        }
        let env: StaticEnv = [("AWS_CONFIG_FILE", "/huge")].into_iter().collect();
        let error = read(FileKind::Config, &env, &files).expect_err("too large");
        assert_eq!(error.to_string(), "/huge is larger than 4 MiB: is it the right file?");
    }
}
