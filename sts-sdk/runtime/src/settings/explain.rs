//! A configuration explained: each setting's value, where it comes from, and what was looked at besides.
//!
//! Made of the walk that also builds a configuration. Nothing is fetched and nothing secret is shown.

use std::{fmt, time::Duration};

use super::{
    credentials,
    endpoint::{self, for_service},
    notes, on_one_line,
    resolve::{Resolved, Resolver, resolve},
    source::{Origin, Seen, Sources},
    table::{ENDPOINT_URL, PROFILE, REGION, USE_DUAL_STACK, USE_FIPS},
};
use crate::{
    config::{ConfigBuilder, ConfigError},
    endpoint::Endpoint,
    http::Route,
    operation::ServiceSpec,
    profile::FileState,
};

/// What a configuration consists of, and why: of [`Config::explain`](crate::Config::explain) and, for one that
/// cannot be built, of [`ConfigBuilder::explain`](crate::ConfigBuilder::explain). `Display` is for people;
/// it shows access key ids, and neither secrets nor tokens.
#[derive(Clone, Debug)]
pub struct Explanation {
    files: Vec<String>,
    settings: Vec<Explained>,
    problems: Vec<String>,
    notes: Vec<String>,
}

impl Explanation {
    /// The shared files that were looked for, and what became of them: `~/.aws/config: read`.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The settings, each with its value and the places that were looked at.
    #[must_use]
    pub fn settings(&self) -> &[Explained] {
        &self.settings
    }

    /// One setting, by its name in the [table](super::SETTINGS); `credentials` and `endpoint` are there as well.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&Explained> {
        self.settings.iter().find(|row| row.setting == name)
    }

    /// What keeps the configuration from being built or used.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// What does not count and what was understood in a way of its own: settings that are not honoured, names that
    /// are nearly those of settings, parts of files that were dropped.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// One setting explained.
#[derive(Clone, Debug)]
pub struct Explained {
    pub(super) setting: &'static str,
    pub(super) value: Option<String>,
    pub(super) origin: Origin,
    pub(super) passed: Vec<Passed>,
    pub(super) problem: Option<String>,
}

impl Explained {
    pub(super) fn new(setting: &'static str) -> Self {
        Self { setting, value: None, origin: Origin::Default, passed: Vec::new(), problem: None }
    }

    /// Its name.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// The value, `[redacted]` where it is secret; `None` where there is none.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where the value comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The places that were looked at besides.
    #[must_use]
    pub fn passed(&self) -> &[Passed] {
        &self.passed
    }

    /// What is wrong with the value.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }
}

/// A place that was looked at and did not count.
#[derive(Clone, Debug)]
pub struct Passed {
    origin: Origin,
    value: Option<String>,
    why: String,
}

impl Passed {
    pub(super) fn unset(origin: Origin) -> Self {
        Self { origin, value: None, why: "not set".to_owned() }
    }

    pub(super) fn empty(origin: Origin) -> Self {
        Self { origin, value: Some(String::new()), why: "empty, which counts as not set".to_owned() }
    }

    pub(super) fn later(origin: Origin, value: String) -> Self {
        Self::because(origin, value, "something before it counts")
    }

    pub(super) fn because(origin: Origin, value: String, why: &str) -> Self {
        Self { origin, value: Some(value), why: why.to_owned() }
    }

    /// The place.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What stands there, redacted where it is secret; `None` where nothing does.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Why it does not count.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// The service whose settings are explained, and the endpoint that came out for it, or why none did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'s> {
    pub(crate) service: &'static ServiceSpec,
    pub(crate) endpoint: Result<&'s Endpoint, &'s ConfigError>,
}

/// Explains settings as they were given, with what the environment and the files add.
pub(crate) fn explain(given: &ConfigBuilder, sources: Option<&Sources>, subject: Option<Subject<'_>>) -> Explanation {
    let mut resolver = Resolver::new(sources);
    profile(&mut resolver);
    let resolved = resolve(given, &mut resolver);
    match subject {
        Some(subject) => {
            for_service(given, &resolved, subject.service, &mut resolver);
            chosen_endpoint(given, subject, &mut resolver);
            if let Ok(endpoint) = subject.endpoint {
                on_the_way(given, &resolved, endpoint, &mut resolver.notes);
            }
        }
        None => {
            any_endpoint(given, sources, &mut resolver);
            if let (Some(region), false) = (&resolved.region, endpoint::names_endpoint(given, sources)) {
                super::resolve::check_known(given, region, &mut resolver);
            }
        }
    }
    if resolved.region.is_none() && subject.is_none() && resolver.problems.is_empty() {
        resolver.notes.push("there is no region; a client that signs, or has no custom endpoint, needs one".to_owned());
    }
    let mut row = Explained::new("attempt timeout");
    row.value = Some(given.attempt_timeout.map_or("none".to_owned(), seconds));
    let default = given.attempt_timeout == Some(crate::config::DEFAULT_ATTEMPT_TIMEOUT);
    row.origin = if default { Origin::Default } else { Origin::Code };
    resolver.rows.push(row);
    credentials::explain(given, &mut resolver);
    resolver.rows.sort_by_key(|row| FIRST.iter().position(|first| *first == row.setting).unwrap_or(FIRST.len()));
    notes::add(&mut resolver, subject.map(|subject| subject.service));
    Explanation {
        files: sources.map_or(Vec::new(), files).iter().map(|file| on_one_line(file)).collect(),
        settings: resolver.rows,
        problems: resolver.problems.iter().map(ToString::to_string).collect(),
        notes: resolver.notes.iter().map(|note| on_one_line(note)).collect(),
    }
}

/// What the endpoint rules were asked with, where not all of it is code's:
/// `; FIPS endpoint: true (environment variable AWS_USE_FIPS_ENDPOINT)`.
pub(crate) fn behind_endpoint(
    given: &ConfigBuilder,
    sources: Option<&Sources>,
    service: &'static ServiceSpec,
) -> String {
    const ASKED: [&str; 4] = [REGION.name, USE_FIPS.name, USE_DUAL_STACK.name, ENDPOINT_URL.name];
    let mut resolver = Resolver::new(sources);
    let resolved = resolve(given, &mut resolver);
    for_service(given, &resolved, service, &mut resolver);
    let set = |row: &&Explained| ASKED.contains(&row.setting) && row.value.is_some() && row.origin != Origin::Default;
    let rows: Vec<_> = resolver.rows.iter().filter(set).collect();
    if rows.iter().all(|row| row.origin == Origin::Code) {
        return String::new();
    }
    let value = |row: &&Explained| row.value.clone().unwrap_or_default();
    rows.iter().map(|row| format!("; {}: {} ({})", row.setting, value(row), row.origin)).collect()
}

/// What people ask for first, at the top. Where they have no value, every place that was looked at is shown.
const FIRST: [&str; 5] = [PROFILE.name, REGION.name, ENDPOINT, CREDENTIALS, ENDPOINT_URL.name];
const ENDPOINT: &str = "endpoint";
pub(super) const CREDENTIALS: &str = "credentials";

fn profile(resolver: &mut Resolver<'_>) {
    let Some(sources) = resolver.sources else { return };
    let (name, seen) = sources.profile_name();
    resolver.pick(&PROFILE, seen.to_vec());
    resolver.value(name);
    if sources.profile().is_none() && sources.problems().is_empty() {
        resolver.value(&format!("{name}, which there is not"));
    }
}

fn chosen_endpoint(given: &ConfigBuilder, subject: Subject<'_>, resolver: &mut Resolver<'_>) {
    let custom = resolver.rows.iter().find(|row| row.setting == ENDPOINT_URL.name && row.value.is_some());
    let mut row = Explained::new(ENDPOINT);
    row.origin = custom.map_or(Origin::Rules, |row| row.origin.clone());
    if custom.is_none() && given.resolves_endpoints() {
        row.origin = Origin::Code;
    }
    let mut problem = None;
    match subject.endpoint {
        Ok(endpoint) => {
            row.value = Some(match endpoint.region_to_sign() {
                Some(region) => format!("{}, signed for {region}", endpoint.url()),
                None => endpoint.url().to_owned(),
            });
        }
        // Otherwise it is said already.
        Err(error) if resolver.problems.is_empty() => problem = Some(error.to_string()),
        Err(_) => {}
    }
    resolver.rows.push(row);
    if let Some(problem) = problem {
        resolver.problem(problem);
    }
}

// What a call meets that the rows do not show.
fn on_the_way(given: &ConfigBuilder, resolved: &Resolved, endpoint: &Endpoint, notes: &mut Vec<String>) {
    let url = endpoint.url();
    let proxy = &resolved.transport.proxy;
    if let (false, Ok(uri)) = (proxy.is_none(), url.parse())
        && let Route::Direct(why) = proxy.route(&uri)
    {
        notes.push(format!("{url} is reached without a proxy: {why}"));
    }
    if resolved.region.is_none() && endpoint.region_to_sign().is_none() && !given.anonymous {
        notes.push("there is no region to sign for: operations that need a signature fail".to_owned());
    }
}

// Without a service: what would hold for any, and what would for one.
fn any_endpoint(given: &ConfigBuilder, sources: Option<&Sources>, resolver: &mut Resolver<'_>) {
    let mut seen = vec![Seen::new(Origin::Code, given.endpoint_url.as_ref().map(|url| url.as_str().to_owned()))];
    if let Some(sources) = sources {
        match sources.look(&ENDPOINT_URL) {
            Ok(places) => seen.extend(places),
            Err(problem) => resolver.problems.push(problem),
        }
        for name in sources.env().names().iter().filter(|name| name.starts_with("AWS_ENDPOINT_URL_")) {
            resolver.notes.push(format!("environment variable {name} is for clients of that service"));
        }
    }
    resolver.pick(&ENDPOINT_URL, seen);
}

fn files(sources: &Sources) -> Vec<String> {
    let state = |state: &FileState| match state {
        FileState::Read => "read".to_owned(),
        FileState::Missing => "there is none".to_owned(),
        FileState::NoHome => "the home directory is not known: HOME is not set, or not Unicode".to_owned(),
        FileState::Unreadable(why) => format!("cannot be read: {why}"),
    };
    sources.files().sources().iter().map(|source| format!("{}: {}", source.shown(), state(source.state()))).collect()
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(f, "{file}")?;
        }
        for row in &self.settings {
            row.fmt(f)?;
        }
        for (title, texts) in [("problems", &self.problems), ("notes", &self.notes)] {
            if !texts.is_empty() {
                writeln!(f, "{title}:")?;
            }
            for text in texts {
                writeln!(f, "    {text}")?;
            }
        }
        Ok(())
    }
}

/// The value with its origin, then the places that were passed over; those where nothing is set only where
/// there is no value.
impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.problem, &self.value) {
            (Some(problem), _) => writeln!(f, "{}: WRONG: {problem}", self.setting)?,
            (None, Some(value)) => writeln!(f, "{}: {value} ({})", self.setting, self.origin)?,
            (None, None) => writeln!(f, "{}: none", self.setting)?,
        }
        let wanted = FIRST[1..4].contains(&self.setting) && self.value.is_none() && self.problem.is_none();
        for passed in &self.passed {
            match &passed.value {
                None if !wanted => {}
                None => writeln!(f, "    {}: {}", passed.origin, passed.why)?,
                Some(value) if value.is_empty() => writeln!(f, "    {}: {}", passed.origin, passed.why)?,
                Some(value) => writeln!(f, "    {} is {value}: {}", passed.origin, passed.why)?,
            }
        }
        Ok(())
    }
}
