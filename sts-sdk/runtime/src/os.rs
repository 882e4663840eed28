//! The process's surroundings: environment variables, files, programs and randomness. Everything that reads them
//! takes these.

use std::{collections::BTreeMap, fmt, sync::Arc};

mod command;
mod files;

pub use command::{Command, CommandFuture, CommandOutput, SystemCommand};
pub use files::{Files, PathStyle, StaticFiles, SystemFiles};

/// Environment variables.
pub trait Env: fmt::Debug + Send + Sync + 'static {
    /// The value of a variable; `None` where it is not set.
    ///
    /// # Errors
    ///
    /// The value is not Unicode.
    fn var(&self, name: &str) -> Result<Option<String>, NotUnicode>;

    /// The names of all variables that are set, as far as they are Unicode; in them,
    /// [`Config::explain`](crate::Config::explain) finds names that are misspelt. None where they cannot be
    /// listed.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A variable whose value is not Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnicode;

/// Random numbers for jitter and ids; nothing secret depends on them.
pub trait Random: fmt::Debug + Send + Sync + 'static {
    /// Uniform over all values.
    fn next_u64(&self) -> u64;

    /// Uniform in `[0, 1)`.
    fn next_f64(&self) -> f64 {
        // 53 bits are what an f64 holds.
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A random UUID, version 4, lower case with hyphens.
    fn uuid(&self) -> String {
        let high = (self.next_u64() & !0xF000) | 0x4000;
        let low = (self.next_u64() & !(0xC << 60)) | (0x8 << 60);
        let mut text = String::with_capacity(36);
        for (place, byte) in high.to_be_bytes().into_iter().chain(low.to_be_bytes()).enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(nibble + if nibble < 10 { b'0' } else { b'a' - 10 }));
            }
        }
        text
    }
}

/// The process's environment.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnv;

impl Env for ProcessEnv {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the process's environment")]
    fn var(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(NotUnicode),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the process's environment")]
    fn names(&self) -> Vec<String> {
        std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect()
    }
}

/// An environment given in code. Its `Debug` shows names only.
#[derive(Clone, Default)]
pub struct StaticEnv(Arc<BTreeMap<String, String>>);

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for StaticEnv {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        Self(Arc::new(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

impl Env for StaticEnv {
    fn var(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        Ok(self.0.get(name).cloned())
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

impl fmt::Debug for StaticEnv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A generator seeded by the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn next_u64(&self) -> u64 {
        fastrand::u64(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(u64);

    impl Random for Fixed {
        fn next_u64(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn uuids_are_version_4() {
        assert_eq!(Fixed(0).uuid(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(Fixed(u64::MAX).uuid(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(Fixed(0x0123_4567_89AB_CDEF).uuid(), "01234567-89ab-4def-8123-456789abcdef");
    }

    #[test]
    fn fractions_stay_below_one() {
        assert_eq!(Fixed(0).next_f64(), 0.0);
        assert!(Fixed(u64::MAX).next_f64() < 1.0);
    }
}
