//! Who signs where code does not say: the providers of the default chain, and which of them would answer.
//!
//! Explaining asks what the providers ask, and fetches nothing.

use std::sync::Arc;

use super::{
    explain::{CREDENTIALS, Explained, Passed},
    resolve::Resolver,
    source::{Origin, Sources},
    table::{ACCESS_KEY, SESSION_TOKEN, SETTINGS, Setting, Treatment},
};
use crate::{
    clock::{Clock, Sleep},
    config::{ConfigBuilder, ConfigError},
    credentials::{
        Chain, Credentials, CredentialsError, CredentialsErrorKind, EnvironmentCredentials, Offer, ProfileCredentials,
        ProvideCredentials, SharedCredentialsProvider, offer,
    },
    os::Command,
};

/// Variables, unless the profile was named in code; then the profile; then the variables of older tools; then what
/// is set and cannot be used.
pub(crate) fn default_chain(
    sources: &Arc<Sources>,
    clock: &Arc<dyn Clock>,
    sleep: &Arc<dyn Sleep>,
    command: &Arc<dyn Command>,
) -> SharedCredentialsProvider {
    let mut chain = Chain::default();
    let variables = EnvironmentCredentials::new(Arc::clone(sources.env()));
    if !sources.profile_in_code() {
        chain = chain.then(variables.clone());
    }
    if let Some(disk) = sources.disk() {
        let profile = ProfileCredentials::new(Arc::clone(sources.env()), Arc::clone(disk));
        let profile = profile.profile(sources.profile_name().0);
        let profile = profile.clock(Arc::clone(clock)).sleep(Arc::clone(sleep));
        chain = chain.then(profile.command(Arc::clone(command)));
    }
    if older_names(sources) {
        chain = chain.then(variables.older_names());
    }
    if unsupported(sources).is_some() {
        chain = chain.then(Unsupported(Arc::clone(sources)));
    }
    SharedCredentialsProvider::new(chain)
}

/// Identities that the variables name and that are not read yet: an error, for passing them over would end in
/// nobody's or somebody else's identity.
#[derive(Debug)]
struct Unsupported(Arc<Sources>);

impl ProvideCredentials for Unsupported {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        Err(match unsupported(&self.0) {
            Some(problem) => CredentialsError::broken(problem),
            None => CredentialsError::not_configured("no other source of credentials is set"),
        })
    }
}

fn unsupported(sources: &Sources) -> Option<String> {
    let refused = SETTINGS.iter().filter(|setting| setting.treatment == Treatment::Refused);
    let mut names = refused.flat_map(|setting| setting.variables.iter().map(move |name| (*name, setting)));
    let (name, setting) = names.find(|(name, _)| is_set(sources, name))?;
    Some(format!("environment variable {name} is set: {}", setting.note))
}

fn older_names(sources: &Sources) -> bool {
    !sources.profile_in_code() && ACCESS_KEY.late_variables.iter().any(|name| is_set(sources, name))
}

fn is_set(sources: &Sources, name: &str) -> bool {
    sources.variable(name).is_ok_and(|seen| seen.is_set())
}

/// Adds the row `credentials`.
pub(super) fn explain(given: &ConfigBuilder, resolver: &mut Resolver<'_>) {
    let mut row = Explained::new(CREDENTIALS);
    match (given.anonymous, &given.credentials) {
        (true, _) => row.value = Some("anonymous: nothing is signed".to_owned()),
        (false, Some(provider)) => row.value = Some(super::shown(&format!("{provider:?}"))),
        (false, None) => {}
    }
    if row.value.is_some() {
        row.origin = Origin::Code;
    }
    if let Some(sources) = resolver.sources {
        chain(sources, &mut row, &mut resolver.notes);
        if let (None, None, Some(problem)) = (&row.value, &row.problem, unsupported(sources)) {
            row.problem = Some(problem);
        }
    }
    if let Some(problem) = &row.problem {
        resolver.problems.push(ConfigError::new(problem.clone()));
    }
    resolver.rows.push(row);
}

// In the order of the chain.
fn chain(sources: &Sources, row: &mut Explained, notes: &mut Vec<String>) {
    let variables = EnvironmentCredentials::new(Arc::clone(sources.env()));
    let named = |setting: &Setting| Origin::Variable(setting.variables.first().copied().unwrap_or_default().to_owned());
    match variables.read() {
        Ok((credentials, _)) if sources.profile_in_code() => {
            row.passed.push(Passed::because(
                named(&ACCESS_KEY),
                shown(&credentials),
                "the profile is named in code, and its credentials count",
            ));
        }
        Ok((credentials, name)) => {
            let taken = take(row, Origin::Variable(name.to_owned()), Ok(shown(&credentials)));
            let late = SESSION_TOKEN.late_variables.iter().find(|name| is_set(sources, name));
            if let (true, Some(name), false) =
                (taken, late, SESSION_TOKEN.variables.iter().any(|name| is_set(sources, name)))
            {
                notes.push(late_note(name, &SESSION_TOKEN));
            }
        }
        Err(error) => {
            take(row, named(&ACCESS_KEY), Err(error));
        }
    }
    let (name, _) = sources.profile_name();
    let [key] = ACCESS_KEY.profile_keys else { return };
    let place = sources.key(key).hidden().origin;
    if let Some(profile) = sources.profile() {
        match offer(name, profile) {
            Ok(Offer::Keys(credentials)) => take(row, place, Ok(shown(&credentials))),
            Ok(Offer::Process(line)) => {
                let origin = sources.key(line.key()).hidden().origin;
                take(row, origin, Ok("what the program prints; it is not run for this".to_owned()))
            }
            Err(error) => take(row, place, Err(error)),
        };
    } else if sources.disk().is_some() {
        row.passed.push(Passed::unset(place));
    }
    if older_names(sources) {
        let older = variables.older_names().read();
        let (found, name) = match older {
            Ok((credentials, name)) => (Ok(shown(&credentials)), name),
            Err(error) => (Err(error), ACCESS_KEY.late_variables.first().copied().unwrap_or_default()),
        };
        if take(row, Origin::Variable(name.to_owned()), found) {
            notes.push(late_note(name, &ACCESS_KEY));
        }
    }
}

// Whether it counts.
fn take(row: &mut Explained, origin: Origin, found: Result<String, CredentialsError>) -> bool {
    let free = row.value.is_none() && row.problem.is_none();
    match found {
        Ok(shown) if free => (row.value, row.origin) = (Some(shown), origin),
        Ok(shown) => row.passed.push(Passed::later(origin, shown)),
        Err(error) if error.kind() == CredentialsErrorKind::NotConfigured => row.passed.push(Passed::unset(origin)),
        Err(error) if free => row.problem = Some(error.to_string()),
        Err(error) => row.passed.push(Passed::because(origin, "unusable".to_owned(), &error.to_string())),
    }
    free
}

fn shown(credentials: &Credentials) -> String {
    let token = if credentials.session_token().is_some() { ", with a session token" } else { "" };
    let id = credentials.access_key_id();
    match looks_secret(id) {
        true => format!("[not shown: it looks like a secret access key]{token}"),
        false => format!("{}{token}", super::shown(id)),
    }
}

// The two are easily swapped. Ids are made of letters and digits, secrets have 40 characters of Base64.
fn looks_secret(id: &str) -> bool {
    id.len() == 40 || id.contains(['/', '+', '='])
}

fn late_note(name: &str, setting: &Setting) -> String {
    let better = setting.variables.first().copied().unwrap_or_default();
    format!("environment variable {name} counts; most SDKs read {better} only: set that")
}
