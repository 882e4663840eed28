//! From places to values: what counts, whether it fits, and what is said about it.
//!
//! The same walk serves a configuration that is built, which takes the values and the first of the
//! problems, and one that is explained, which takes the rows.

use super::{
    explain::{Explained, Passed},
    region::{self, Known},
    source::{Origin, REDACTED, Seen, Sources},
    table::{
        APP_ID, CHECK_INPUT, DISABLE_COMPRESSION, DISABLE_HOST_PREFIX, IGNORE_ENDPOINT_URLS, Kind, MAX_ATTEMPTS,
        MIN_COMPRESSION, REGION, RETRY_MODE, Setting, USE_DUAL_STACK, USE_FIPS,
    },
    transport,
};
use crate::{
    config::{ConfigBuilder, ConfigError, check_url},
    http::TransportSettings,
};

/// The values of the settings that hold for every service.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) region: Option<String>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) ignore_endpoint_urls: bool,
    pub(crate) max_attempts: u32,
    pub(crate) transport: TransportSettings,
    pub(crate) check_input: bool,
    pub(crate) app_id: Option<String>,
    pub(crate) compression: bool,
    pub(crate) min_compression: u32,
    pub(crate) host_prefix: bool,
}

/// Resolves all settings but those that depend on the service.
pub(crate) fn resolve(given: &ConfigBuilder, resolver: &mut Resolver<'_>) -> Resolved {
    given_in_code(given, resolver);
    let (region, fips_by_name) = region(given.region.clone(), resolver);
    let asked = resolver.flag(&USE_FIPS, given.use_fips, false);
    if let (true, Some(text)) = (!asked, &fips_by_name) {
        resolver.notes.push(format!("the region `{text}` asks for FIPS endpoints by its name"));
        let origin = resolver.row(&REGION).map_or(Origin::Code, |row| row.origin.clone());
        resolver.instead("true", origin, "the region asks for it by its name");
    }
    let use_dual_stack = resolver.flag(&USE_DUAL_STACK, given.use_dual_stack, false);
    let ignore_endpoint_urls = resolver.flag(&IGNORE_ENDPOINT_URLS, given.ignore_endpoint_urls, false);
    let retry_mode = resolver.word(&RETRY_MODE, None, "standard");
    let other = match retry_mode.as_str() {
        "adaptive" => Some("failed calls wait, and the rate of calls is not limited"),
        "legacy" => Some("three attempts unless more or fewer are set"),
        _ => None,
    };
    resolver.notes.extend(other.map(|what| format!("retry mode `{retry_mode}` counts as `standard`: {what}")));
    let max_attempts = resolver.number(&MAX_ATTEMPTS, given.max_attempts, DEFAULT_ATTEMPTS);
    if given.retry.is_some() {
        resolver.instead("what the retry policy says", Origin::Code, "a retry policy is given in code");
    }
    let transport = transport::resolve(given, region.as_deref(), resolver);
    let check_input = resolver.flag(&CHECK_INPUT, given.validate_input, true);
    let app_id = resolver.text(&APP_ID, given.app_id.clone());
    let requests = given.requests;
    let compression = !resolver.flag(&DISABLE_COMPRESSION, requests.compression.map(|compress| !compress), false);
    let min_compression = resolver.number(&MIN_COMPRESSION, requests.min_compression, DEFAULT_MIN_COMPRESSION);
    let host_prefix = !resolver.flag(&DISABLE_HOST_PREFIX, requests.host_prefix.map(|inject| !inject), false);
    Resolved {
        region,
        use_fips: asked || fips_by_name.is_some(),
        use_dual_stack,
        ignore_endpoint_urls,
        max_attempts,
        transport,
        check_input,
        app_id,
        compression,
        min_compression,
        host_prefix,
    }
}

// What only code says, and what it cannot do without.
fn given_in_code(given: &ConfigBuilder, resolver: &mut Resolver<'_>) {
    if let (Some(profile), None) = (&given.profile, resolver.sources.and_then(Sources::disk)) {
        resolver.problems.push(ConfigError::new(format!(
            "the profile in code is `{}`, and no files are read: start from Config::environment(), or give env() and files()",
            super::shown(profile)
        )));
    }
    if let Some(Err(problem)) = given.signing_region.as_deref().map(region::check_to_sign) {
        resolver.problems.push(ConfigError::new(format!("the signing region in code: {problem}")));
    }
}

const DEFAULT_ATTEMPTS: u32 = 3;
/// Bytes.
const DEFAULT_MIN_COMPRESSION: u32 = 10_240;

/// The region, and its name as written where that asks for FIPS.
fn region(code: Option<String>, resolver: &mut Resolver<'_>) -> (Option<String>, Option<String>) {
    let mut seen = resolver.places(&REGION, code);
    inherited_region(resolver.sources, &mut seen);
    let Some((text, origin)) = resolver.pick(&REGION, seen) else { return (None, None) };
    match region::parse(&text) {
        Ok(named) => {
            resolver.value(&named.name);
            let fips = named.fips.then_some(text);
            (Some(named.name), fips)
        }
        Err(message) => {
            resolver.problem(format!("{}: {message}", place(&REGION, &origin)));
            (None, None)
        }
    }
}

// The region of the profile, or of the profile whose credentials it takes, and so on. After the profile's
// own and before what only some SDKs read.
fn inherited_region(sources: Option<&Sources>, seen: &mut Vec<Seen>) {
    let Some(sources) = sources else { return };
    let (mut profile, mut visited) = (sources.profile_name().0.to_owned(), Vec::new());
    let mut at = seen.iter().position(|seen| seen.late).unwrap_or(seen.len());
    while let Some(next) = sources.key_of(&profile, "source_profile").text {
        visited.push(std::mem::replace(&mut profile, next));
        if visited.contains(&profile) || sources.files().profile(&profile).is_none() {
            break;
        }
        seen.insert(at, sources.key_of(&profile, "region"));
        at += 1;
    }
}

/// Whether a region is one, where no custom endpoint takes its place.
pub(crate) fn check_known(given: &ConfigBuilder, region: &str, resolver: &mut Resolver<'_>) {
    match region::known(region) {
        Known::Listed => {}
        Known::Foreseen(partition) => resolver.notes.push(region::foreseen(region, partition)),
        Known::Unknown => {
            // A client is made of settings that are resolved.
            if resolver.row(&REGION).is_none() {
                self::region(given.region.clone(), resolver);
            }
            let origin = resolver.row(&REGION).map_or(Origin::Code, |row| row.origin.clone());
            resolver.problem_of(REGION.name, format!("{}: {}", place(&REGION, &origin), region::unknown(region)));
        }
    }
}

/// Asks the places, and takes notes.
pub(crate) struct Resolver<'s> {
    pub(crate) sources: Option<&'s Sources>,
    pub(crate) rows: Vec<Explained>,
    pub(crate) problems: Vec<ConfigError>,
    pub(crate) notes: Vec<String>,
}

impl<'s> Resolver<'s> {
    pub(crate) fn new(sources: Option<&'s Sources>) -> Self {
        let problems = sources.map_or(Vec::new(), |sources| sources.problems().to_vec());
        Self { sources, rows: Vec::new(), problems, notes: Vec::new() }
    }

    /// What was found wrong, as one error.
    pub(crate) fn finish(&self) -> Result<(), ConfigError> {
        match self.problems.as_slice() {
            [] => Ok(()),
            [problem] => Err(problem.clone()),
            problems => {
                let list: Vec<_> = problems.iter().map(ToString::to_string).collect();
                Err(ConfigError::new(format!("{} settings are wrong: {}", list.len(), list.join("; "))))
            }
        }
    }

    /// All places of a setting, code first.
    pub(crate) fn places(&mut self, setting: &Setting, code: Option<String>) -> Vec<Seen> {
        let mut seen = vec![Seen::new(Origin::Code, code)];
        match self.sources.map(|sources| sources.look(setting)) {
            Some(Ok(places)) => seen.extend(places),
            Some(Err(problem)) => self.problems.push(problem),
            None => {}
        }
        seen
    }

    /// Takes the first place that is set, and makes a row of all.
    pub(crate) fn pick(&mut self, setting: &Setting, seen: Vec<Seen>) -> Option<(String, Origin)> {
        let mut row = Explained::new(setting.name);
        let mut taken = None;
        for place in seen {
            let set = place.is_set();
            match place.text {
                Some(text) if set && taken.is_none() => {
                    if place.late {
                        let better = setting.variables.first().copied().unwrap_or(setting.name);
                        self.notes.push(format!("{} counts; most SDKs read {better} only: set that", place.origin));
                    }
                    row.value = Some(display(setting.kind, &text));
                    row.origin = place.origin.clone();
                    taken = Some((text, place.origin));
                }
                Some(text) if set => row.passed.push(Passed::later(place.origin, display(setting.kind, &text))),
                Some(_) => row.passed.push(Passed::empty(place.origin)),
                None => row.passed.push(Passed::unset(place.origin)),
            }
        }
        self.rows.push(row);
        taken
    }

    pub(crate) fn flag(&mut self, setting: &Setting, code: Option<bool>, default: bool) -> bool {
        let text = self.fitting(setting, code.map(|code| code.to_string()), &default.to_string());
        text.map_or(default, |text| text == "true")
    }

    pub(crate) fn number(&mut self, setting: &Setting, code: Option<u32>, default: u32) -> u32 {
        let text = self.fitting(setting, code.map(|code| code.to_string()), &default.to_string());
        text.and_then(|text| text.parse().ok()).unwrap_or(default)
    }

    pub(crate) fn word(&mut self, setting: &Setting, code: Option<&str>, default: &str) -> String {
        self.fitting(setting, code.map(str::to_owned), default).unwrap_or_else(|| default.to_owned())
    }

    pub(crate) fn text(&mut self, setting: &Setting, code: Option<String>) -> Option<String> {
        let seen = self.places(setting, code);
        self.pick(setting, seen).map(|(text, _)| text)
    }

    /// A value that fits, in the form of its kind.
    fn fitting(&mut self, setting: &Setting, code: Option<String>, default: &str) -> Option<String> {
        let seen = self.places(setting, code);
        let Some((text, origin)) = self.pick(setting, seen) else {
            self.value(default);
            return None;
        };
        match fit(setting.kind, &text) {
            Ok(value) => {
                self.value(&value);
                Some(value)
            }
            Err(why) => {
                self.problem(wrong(setting, &origin, &text, &why));
                None
            }
        }
    }

    /// The row of a setting.
    pub(crate) fn row(&self, setting: &Setting) -> Option<&Explained> {
        self.rows.iter().find(|row| row.setting == setting.name)
    }

    /// Another value from elsewhere in the last row; what was there is passed over.
    fn instead(&mut self, value: &str, origin: Origin, why: &str) {
        let Some(row) = self.rows.last_mut() else { return };
        let origin = std::mem::replace(&mut row.origin, origin);
        if let (Some(before), true) = (row.value.replace(value.to_owned()), origin != Origin::Default) {
            row.passed.push(Passed::because(origin, before, why));
        }
    }

    /// Shows another value in the last row.
    pub(crate) fn value(&mut self, value: &str) {
        if let Some(row) = self.rows.last_mut() {
            row.value = Some(super::shown(value));
        }
    }

    /// Something is wrong with the last row.
    pub(crate) fn problem(&mut self, problem: String) {
        if let Some(name) = self.rows.last().map(|row| row.setting) {
            self.problem_of(name, problem);
        }
    }

    fn problem_of(&mut self, setting: &str, problem: String) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.setting == setting) {
            row.problem = Some(problem.clone());
        }
        self.problems.push(ConfigError::new(problem));
    }
}

/// The value in the form of its kind, or what to write.
fn fit(kind: Kind, text: &str) -> Result<String, String> {
    let word = text.trim().to_ascii_lowercase();
    let fits = match kind {
        Kind::Flag => matches!(word.as_str(), "true" | "false"),
        Kind::Word(words) => words.contains(&word.as_str()),
        Kind::Number(least, most) => {
            word.bytes().all(|byte| byte.is_ascii_digit())
                && word.parse().is_ok_and(|number| (least..=most).contains(&number))
        }
        Kind::Url => return check_url(text).map(|()| text.to_owned()).map_err(str::to_owned),
        Kind::Path | Kind::Text | Kind::Secret => return Ok(text.to_owned()),
    };
    if fits { Ok(word) } else { Err(format!("write {}", kind.allowed())) }
}

/// ``environment variable AWS_MAX_ATTEMPTS is `0`: write a number, at least 1``
pub(crate) fn wrong(setting: &Setting, origin: &Origin, text: &str, why: &str) -> String {
    let place = place(setting, origin);
    match setting.kind {
        // It may hold a password.
        Kind::Url | Kind::Secret => format!("{place}: {why}"),
        _ => format!("{place} is `{}`: {why}", super::shown(text)),
    }
}

/// `the region in code`, or the place.
pub(crate) fn place(setting: &Setting, origin: &Origin) -> String {
    match origin {
        Origin::Code => format!("the {} in code", setting.name),
        origin => origin.to_string(),
    }
}

/// A value as it may be shown.
pub(crate) fn display(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Secret => REDACTED.to_owned(),
        Kind::Url if check_url(text).is_err() => "[not shown: it is no URL]".to_owned(),
        _ => super::shown(text),
    }
}
