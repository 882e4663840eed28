//! Credentials from a profile of the shared files: which kind a profile has, keys that stand in it, and the program
//! that it names.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html>
//!
//! What a profile asks for and this crate cannot do is an error and never another identity.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::{Credentials, CredentialsError, ProcessCredentials, ProvideCredentials};
use crate::{
    clock::{Clock, Sleep, SystemClock, TokioSleep},
    os::{Command, Env, Files, SystemCommand},
    profile::{ProfileFiles, ProfileWarningKind, Property, Section},
};

const KEY: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";
const TOKEN: &str = "aws_session_token";
const PROCESS: &str = "credential_process";
const ACCOUNT: &str = "aws_account_id";

/// How long what the files said is taken to hold.
const FRESH: Duration = Duration::from_secs(10);

/// The credentials of a profile, `AWS_PROFILE` or else `default`.
///
/// A `credential_process` is run, see [`ProcessCredentials`]. Otherwise keys are read: `aws_access_key_id`,
/// `aws_secret_access_key`, `aws_session_token`; with either goes `aws_account_id`. Empty counts as missing; one half of a
/// key pair without the other is an error. A profile that gets its credentials in another way is an error too, with
/// the line that says so: keys that may stand beside are not what was asked for.
///
/// The files are read when credentials are asked for, and again when that was ten seconds ago: what a program
/// writes into them reaches clients that live long.
#[derive(Clone, Debug)]
pub struct ProfileCredentials {
    env: Arc<dyn Env>,
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    command: Arc<dyn Command>,
    sleep: Arc<dyn Sleep>,
    profile: Option<String>,
    known: Arc<Mutex<Option<Known>>>,
}

#[derive(Debug)]
struct Known {
    since: SystemTime,
    found: Found,
}

/// What the files say.
#[derive(Clone, Debug)]
enum Found {
    Keys(Credentials),
    Process(ProcessCredentials),
}

impl ProfileCredentials {
    /// Reads the files that this environment names.
    #[must_use]
    pub fn new(env: Arc<dyn Env>, files: Arc<dyn Files>) -> Self {
        Self {
            env,
            files,
            clock: Arc::new(SystemClock),
            command: Arc::new(SystemCommand),
            sleep: Arc::new(TokioSleep),
            profile: None,
            known: Arc::default(),
        }
    }

    /// Of this profile, whatever `AWS_PROFILE` says.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// By this clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// By this timer.
    #[must_use]
    pub fn sleep(mut self, sleep: Arc<dyn Sleep>) -> Self {
        self.sleep = sleep;
        self
    }

    /// With another way of running programs.
    #[must_use]
    pub fn command(mut self, command: Arc<dyn Command>) -> Self {
        self.command = command;
        self
    }

    // What the files said a moment ago, or say now.
    fn found(&self) -> Result<Found, CredentialsError> {
        let now = self.clock.now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*known
            && now.duration_since(known.since).is_ok_and(|age| age < FRESH)
        {
            return Ok(known.found.clone());
        }
        let found = match (self.read()?, known.take().map(|known| known.found)) {
            // The one that remembers what the program printed.
            (Found::Process(new), Some(Found::Process(old))) if new.is_same(&old) => Found::Process(old),
            (new, _) => new,
        };
        *known = Some(Known { since: now, found: found.clone() });
        Ok(found)
    }

    fn read(&self) -> Result<Found, CredentialsError> {
        let files = ProfileFiles::load(self.env.as_ref(), self.files.as_ref())
            .map_err(|error| CredentialsError::broken(error.to_string()))?;
        let (name, origin) = match &self.profile {
            Some(name) => (name.clone(), ""),
            None => match self.env.var("AWS_PROFILE") {
                Ok(Some(name)) if !name.is_empty() => (name, ", which AWS_PROFILE names,"),
                Ok(_) => ("default".to_owned(), ""),
                Err(_) => return Err(CredentialsError::broken("AWS_PROFILE is not Unicode")),
            },
        };
        match files.profile(&name) {
            Some(section) => self.of(&name, section),
            None => Err(missing(&name, origin, &files)),
        }
    }

    fn of(&self, name: &str, profile: &Section) -> Result<Found, CredentialsError> {
        Ok(match offer(name, profile)? {
            Offer::Keys(credentials) => Found::Keys(credentials),
            Offer::Process(line) => Found::Process(
                ProcessCredentials::new(line.secret().clone())
                    .origin(line.location().to_string())
                    .account_id(value(profile, ACCOUNT)?.map(|account| account.value().to_owned()))
                    .command(Arc::clone(&self.command))
                    .clock(Arc::clone(&self.clock))
                    .sleep(Arc::clone(&self.sleep)),
            ),
        })
    }
}

impl ProvideCredentials for ProfileCredentials {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        match self.found()? {
            Found::Keys(credentials) => Ok(credentials),
            Found::Process(process) => process.provide().await,
        }
    }
}

/// Where a profile has its credentials from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ProfileSource<'s> {
    /// Keys that stand in it; the first of them.
    Keys(&'s Property),
    /// A program, by the property that names it.
    Process(&'s Property),
    /// Something that this crate cannot do, by this property, and what to do instead.
    Unsupported(&'s Property, &'static str),
    /// It has none.
    Nothing,
}

impl<'s> ProfileSource<'s> {
    /// That of this profile. What assumes a role or signs in counts before a program, and keys count last.
    #[must_use]
    pub fn of(profile: &'s Section) -> Self {
        let set = |key: &str| profile.get(key).filter(|property| !property.value().is_empty());
        if let Some((property, instead)) = UNSUPPORTED.iter().find_map(|(key, instead)| Some((set(key)?, *instead))) {
            return Self::Unsupported(property, instead);
        }
        if let Some(line) = set(PROCESS) {
            return Self::Process(line);
        }
        [KEY, SECRET, TOKEN].into_iter().find_map(set).map_or(Self::Nothing, Self::Keys)
    }
}

// In the order in which they count. `source_profile` and the like say nothing without these.
const UNSUPPORTED: [(&str, &str); 7] = [
    ("credential_source", EXPORT),
    ("role_arn", "give a client the credentials of the source profile, and call assume_role() of it"),
    ("web_identity_token_file", "call assume_role_with_web_identity() with the token in the file"),
    ("sso_account_id", EXPORT),
    ("sso_role_name", EXPORT),
    ("sso_start_url", EXPORT),
    ("login_session", EXPORT),
];
const EXPORT: &str = "set the variables that `aws configure export-credentials --format env` prints, or give credentials in \
                      code with credentials_provider()";

/// What a profile offers, found out without running anything.
pub(crate) enum Offer<'s> {
    Keys(Credentials),
    Process(&'s Property),
}

/// What this profile offers, or why it offers nothing.
pub(crate) fn offer<'s>(name: &str, profile: &'s Section) -> Result<Offer<'s>, CredentialsError> {
    match ProfileSource::of(profile) {
        ProfileSource::Keys(_) => keys(name, profile).map(Offer::Keys),
        ProfileSource::Process(line) => Ok(Offer::Process(line)),
        ProfileSource::Unsupported(property, instead) => Err(CredentialsError::broken(format!(
            "the profile `{name}` has `{}` at {}, which is not supported yet: {instead}",
            property.key(),
            property.location()
        ))),
        ProfileSource::Nothing => Err(CredentialsError::not_configured(format!(
            "the profile `{name}` at {} has no credentials",
            profile.location()
        ))),
    }
}

fn keys(name: &str, section: &Section) -> Result<Credentials, CredentialsError> {
    let value = |key| value(section, key);
    let half = |there: &Property, absent: &str| {
        Err(CredentialsError::broken(format!(
            "the profile `{name}` has `{}` at {} and no `{absent}`: set both",
            there.key(),
            there.location()
        )))
    };
    match (value(KEY)?, value(SECRET)?, value(TOKEN)?) {
        (Some(key), Some(secret), token) => {
            let mut credentials = Credentials::new(key.value(), secret.secret().clone());
            if let Some(token) = token {
                credentials = credentials.with_session_token(token.secret().clone());
            }
            match value(ACCOUNT)? {
                Some(account) => Ok(credentials.with_account_id(account.value())),
                None => Ok(credentials),
            }
        }
        (Some(there), None, _) => half(there, SECRET),
        (None, Some(there), _) | (None, None, Some(there)) => half(there, KEY),
        // `ProfileSource::of` has found one of them.
        (None, None, None) => Err(CredentialsError::not_configured(format!("the profile `{name}` has no keys"))),
    }
}

fn value<'s>(section: &'s Section, key: &str) -> Result<Option<&'s Property>, CredentialsError> {
    section.get(key).map(usable).transpose().map(Option::flatten)
}

// Signed as it is, it would be a signature that does not match.
fn usable(property: &Property) -> Result<Option<&Property>, CredentialsError> {
    let value = property.value();
    let quoted = value.len() > 1 && ["\"", "'"].iter().any(|q| value.starts_with(q) && value.ends_with(q));
    let wrong = if value.contains('\n') {
        "goes on in the next line: write it in one, and start the next property without white space"
    } else if quoted {
        "is in quotation marks, which would be part of it: remove them"
    } else if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        "holds white space or a character that is not ASCII: was it copied whole?"
    } else {
        return Ok((!value.is_empty()).then_some(property));
    };
    Err(CredentialsError::broken(format!("{}: the value of `{}` {wrong}", property.location(), property.key())))
}

fn missing(name: &str, origin: &str, files: &ProfileFiles) -> CredentialsError {
    let looked: Vec<&str> = files.sources().iter().map(|source| source.shown()).collect();
    let mut message = format!("there is no profile `{name}`{origin} in {}", looked.join(" or "));
    let others = files.warnings().iter().filter(|warning| warning.kind() != ProfileWarningKind::Property);
    for warning in others.take(3) {
        message.push_str(&format!("; {warning}"));
    }
    if name == "default" {
        return CredentialsError::not_configured(message);
    }
    let names: Vec<&str> = files.profile_names().take(20).collect();
    if names.is_empty() {
        message.push_str("; there are no profiles");
    } else {
        message.push_str(&format!("; there are {}", names.join(", ")));
    }
    CredentialsError::broken(message)
}

#[cfg(test)]
mod tests;
