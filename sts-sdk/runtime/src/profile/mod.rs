//! The shared configuration files, `~/.aws/config` and `~/.aws/credentials`: where they are, what they
//! say, and what of it does not count.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>. Knows the grammar and how the two
//! files are merged; what a key means is for those who ask for it.

use std::{collections::BTreeMap, path::PathBuf};

use crate::os::{Env, Files};

mod location;
mod merge;
mod parse;
mod problem;
mod section;
#[cfg(test)]
mod tests;

pub use location::{FileChoice, FileKind, FileSource, FileState};
pub use problem::{ProfileError, ProfileWarning, ProfileWarningKind};
pub use section::{Location, Property, Section};

/// A file longer than this is refused, in bytes.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// What was looked for, what was read, and both files merged.
///
/// Values may be secrets: `Debug` shows names and places only, and values are wiped when dropped.
///
/// ```
/// use aws_query_runtime::{os::{StaticEnv, StaticFiles}, profile::ProfileFiles};
///
/// let env: StaticEnv = [("HOME", "/home/me")].into_iter().collect();
/// let files: StaticFiles = [("/home/me/.aws/config", "[profile dev]\nregion = eu-west-1\n")].into_iter().collect();
/// let files = ProfileFiles::load(&env, &files).expect("well-formed files");
/// let region = files.profile("dev").and_then(|profile| profile.get("region")).expect("the region of `dev`");
/// assert_eq!((region.value(), region.location().to_string()), ("eu-west-1", "~/.aws/config:2".to_owned()));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProfileFiles {
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    sources: Vec<FileSource>,
    warnings: Vec<ProfileWarning>,
}

impl ProfileFiles {
    /// Reads the files that the environment names, or else those in the home directory.
    ///
    /// `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name them; empty counts as unset. A `~/` at their
    /// start is the home directory: `HOME`, on Windows also `USERPROFILE` and `HOMEDRIVE` with `HOMEPATH`. A file
    /// that is missing or cannot be opened is empty; [`sources`](Self::sources) and
    /// [`warnings`](Self::warnings) say so.
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>
    ///
    /// # Errors
    ///
    /// A file that breaks the grammar, is not UTF-8, or is larger than [`MAX_FILE_BYTES`], or a variable that is
    /// not Unicode. Nothing of either file counts then.
    pub fn load(env: &dyn Env, files: &dyn Files) -> Result<Self, ProfileError> {
        let mut merged = Self::default();
        for kind in [FileKind::Config, FileKind::Credentials] {
            let (source, contents) = location::read(kind, env, files)?;
            if let Some(warning) = source.warning() {
                merged.warnings.push(warning);
            }
            if let Some(contents) = contents {
                let name = &source.shown;
                let sections = parse::parse(parse::text(&contents, name)?, name)?;
                merge::add(&mut merged, kind, sections);
            }
            merged.sources.push(source);
        }
        Ok(merged)
    }

    /// A profile, with the keys of both files; where both have one, the credentials file's counts. Names are
    /// case-sensitive.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    /// A section `[sso-session name]` of the configuration file.
    #[must_use]
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// A section `[services name]` of the configuration file. Its properties have
    /// [sub-properties](Property::sub): `sts`, then `endpoint_url`.
    #[must_use]
    pub fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// The names of all profiles, sorted.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The names of all sections `[sso-session name]`, sorted.
    pub fn sso_session_names(&self) -> impl Iterator<Item = &str> {
        self.sso_sessions.keys().map(String::as_str)
    }

    /// The names of all sections `[services name]`, sorted.
    pub fn services_names(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// Both files: the configuration file first.
    #[must_use]
    pub fn sources(&self) -> &[FileSource] {
        &self.sources
    }

    /// What does not count, and why, in the order of the files.
    #[must_use]
    pub fn warnings(&self) -> &[ProfileWarning] {
        &self.warnings
    }
}

/// A path that a setting names: `~/` at its start is the home directory.
///
/// Without a home directory the path stays as it is.
#[must_use]
pub fn expand_home(path: &str, env: &dyn Env, files: &dyn Files) -> PathBuf {
    location::expand(path, env, files.path_style()).unwrap_or_else(|| path.into())
}
