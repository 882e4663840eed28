//! Who signs where code does not say: the providers of the default chain, and which of them would answer.
//!
//! Explaining reads what the providers read and fetches nothing.

use std::sync::Arc;

use super::{
    explain::{Explained, Passed},
    resolve::Resolver,
    source::{Origin, Seen, Sources},
    table::{ACCESS_KEY, Kind, SECRET_KEY, SESSION_TOKEN, SETTINGS, Setting, Treatment},
};
use crate::{
    config::{ConfigBuilder, ConfigError},
    credentials::{
        Chain, Credentials, CredentialsError, EnvironmentCredentials, ProvideCredentials, SharedCredentialsProvider,
    },
};

/// Variables, unless the profile was named in code; then the profile; then what is set and cannot be used.
pub(crate) fn default_chain(sources: &Arc<Sources>) -> SharedCredentialsProvider {
    let mut chain = Chain::default();
    if !sources.profile_in_code() {
        chain = chain.then(EnvironmentCredentials::new(Arc::clone(sources.env())));
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
        match unsupported(&self.0) {
            Some((name, setting)) => {
                Err(CredentialsError::broken(format!("environment variable {name} is set: {}", setting.note)))
            }
            None => Err(CredentialsError::not_configured("no other source of credentials is set")),
        }
    }
}

fn unsupported(sources: &Sources) -> Option<(&'static str, &'static Setting)> {
    let refused = SETTINGS.iter().filter(|setting| setting.treatment == Treatment::Refused);
    let mut names = refused.flat_map(|setting| setting.variables.iter().map(move |name| (*name, setting)));
    names.find(|(name, _)| sources.variable(name).is_ok_and(|seen| seen.is_set()))
}

/// Adds the row `credentials`.
pub(super) fn explain(given: &ConfigBuilder, resolver: &mut Resolver<'_>) {
    let mut row = Explained::new("credentials");
    let code = match (given.anonymous, &given.credentials) {
        (true, _) => Some("anonymous".to_owned()),
        (false, Some(provider)) => Some(super::shown(&format!("{provider:?}"))),
        (false, None) => None,
    };
    if let Some(value) = code {
        row.value = Some(value);
        row.origin = Origin::Code;
    }
    if let Some(sources) = resolver.sources {
        let variables = pair(&variables(sources));
        match variables {
            Pair::Whole(value, origin) if sources.profile_in_code() && row.value.is_none() => {
                row.passed.push(Passed::because(origin, value, "the profile is named in code"));
            }
            found => take(&mut row, found, &mut resolver.problems),
        }
        take(&mut row, pair(&keys(sources)), &mut resolver.problems);
        if let (None, None, Some((name, setting))) = (&row.value, &row.problem, unsupported(sources)) {
            let problem = format!("environment variable {name} is set: {}", setting.note);
            row.problem = Some(problem);
        }
    }
    resolver.rows.push(row);
}

fn take(row: &mut Explained, pair: Pair, problems: &mut Vec<ConfigError>) {
    let free = row.value.is_none() && row.problem.is_none();
    match pair {
        Pair::Whole(value, origin) if free => (row.value, row.origin) = (Some(value), origin),
        Pair::Whole(value, origin) => row.passed.push(Passed::later(origin, value)),
        Pair::Half(problem) if free => {
            problems.push(ConfigError::new(problem.clone()));
            row.problem = Some(problem);
        }
        Pair::Half(_) => {}
        Pair::None(origins) => row.passed.extend(origins.into_iter().map(Passed::unset)),
    }
}

/// The places of access key id, secret and token.
type Parts = [Vec<Seen>; 3];

fn variables(sources: &Sources) -> Parts {
    [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN].map(|setting| {
        let seen = setting.all_variables().filter_map(|name| sources.variable(name).ok());
        seen.map(|seen| may_show(&setting, seen)).collect()
    })
}

fn keys(sources: &Sources) -> Parts {
    [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN]
        .map(|setting| setting.profile_keys.iter().map(|key| may_show(&setting, sources.key(key))).collect())
}

fn may_show(setting: &Setting, seen: Seen) -> Seen {
    if setting.kind == Kind::Secret { seen.hidden() } else { seen }
}

enum Pair {
    /// How it is shown, and where the access key id stands.
    Whole(String, Origin),
    Half(String),
    None(Vec<Origin>),
}

fn pair([key, secret, token]: &Parts) -> Pair {
    let set = |places: &[Seen]| places.iter().find(|seen| seen.is_set()).cloned();
    let first = |places: &[Seen]| places.first().map(|seen| seen.origin.clone());
    match (set(key), set(secret)) {
        (Some(key), Some(_)) => {
            let id = super::shown(key.text.as_deref().unwrap_or_default());
            let token = if set(token).is_some() { ", with a session token" } else { "" };
            Pair::Whole(format!("{id}{token}"), key.origin)
        }
        (None, None) => Pair::None(first(key).into_iter().chain(first(secret)).collect()),
        (Some(there), None) => half(&there.origin, first(secret)),
        (None, Some(there)) => half(&there.origin, first(key)),
    }
}

fn half(there: &Origin, missing: Option<Origin>) -> Pair {
    let missing = missing.map_or(String::new(), |origin| origin.to_string());
    Pair::Half(format!("{there} is set and {missing} is not: set both"))
}
