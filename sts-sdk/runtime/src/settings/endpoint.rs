//! The endpoint URL and the settings of one service: code, then `AWS_ENDPOINT_URL_<SERVICE>`, then
//! `AWS_ENDPOINT_URL`, then the profile's `services` section, then its `endpoint_url`.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

use super::{
    region,
    resolve::{Resolved, Resolver, check_known, display, place},
    source::{Origin, Seen, Sources},
    table::{ENDPOINT_URL, Kind, SETTINGS, Setting, Treatment},
};
use crate::{
    config::{ConfigBuilder, ConfigError, check_url},
    operation::{EndpointSetting, ServiceSpec},
};

/// What only one service's clients need.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForService {
    pub(crate) endpoint_url: Option<String>,
    pub(crate) flags: Vec<(&'static str, bool)>,
    pub(crate) texts: Vec<(&'static str, String)>,
}

/// Resolves what depends on the service, and whether the region will do for it.
pub(crate) fn for_service(
    given: &ConfigBuilder,
    resolved: &Resolved,
    service: &ServiceSpec,
    resolver: &mut Resolver<'_>,
) -> ForService {
    let mut found = ForService { endpoint_url: endpoint_url(given, resolved, service, resolver), ..Default::default() };
    if let (Some(region), None, false) = (&resolved.region, &found.endpoint_url, given.resolves_endpoints()) {
        check_known(given, region, resolver);
        if let Some(Err(problem)) = given.signing_region.as_deref().map(region::check_known) {
            resolver.problems.push(ConfigError::new(format!("the signing region in code: {problem}")));
        }
    }
    for setting in service.settings {
        own(given, setting, resolver, &mut found);
    }
    found
}

/// Whether anything may name an endpoint of some service, in which case a region is checked only once the
/// service is known.
pub(crate) fn names_endpoint(given: &ConfigBuilder, sources: Option<&Sources>) -> bool {
    let code = given.endpoint_url.is_some() || !given.service_endpoint_urls.is_empty() || given.resolves_endpoints();
    code || sources.is_some_and(|sources| {
        let keys = sources.key("endpoint_url").is_set() || sources.key("services").is_set();
        keys || sources.env().names().iter().any(|name| name.starts_with("AWS_ENDPOINT_URL"))
            || sources.variable("AWS_ENDPOINT_URL").is_ok_and(|seen| seen.is_set())
    })
}

/// `elastic_beanstalk`, as in sections `[services name]`.
pub(crate) fn service_key(id: &str) -> String {
    id.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// `AWS_ENDPOINT_URL_ELASTIC_BEANSTALK`
pub(crate) fn variable(service: &ServiceSpec) -> String {
    format!("AWS_ENDPOINT_URL_{}", service.id.to_ascii_uppercase().replace([' ', '-'], "_"))
}

fn endpoint_url(
    given: &ConfigBuilder,
    resolved: &Resolved,
    service: &ServiceSpec,
    resolver: &mut Resolver<'_>,
) -> Option<String> {
    let code = given.service_endpoint_urls.get(&service_key(service.id)).or(given.endpoint_url.as_ref());
    let mut seen = vec![Seen::new(Origin::Code, code.map(|url| url.as_str().to_owned()))];
    let ignored = match (resolved.ignore_endpoint_urls, given.resolves_endpoints()) {
        (true, _) => Some("endpoint URLs are ignored, as asked for"),
        (false, true) => Some("the endpoint resolver in code decides"),
        (false, false) => None,
    };
    match (resolver.sources.map(|sources| places(sources, service)), ignored) {
        (Some(Ok(places)), None) => seen.extend(places),
        (Some(Ok(places)), Some(why)) => {
            for place in places.into_iter().filter(Seen::is_set) {
                resolver.notes.push(format!("{} does not count: {why}", place.origin));
            }
        }
        // A section that is missing does not matter where nobody wants it.
        (Some(Err(_)), ignored) if code.is_some() || ignored.is_some() => {}
        (Some(Err(problem)), _) => resolver.problems.push(problem),
        (None, _) => {}
    }
    let (url, origin) = resolver.pick(&ENDPOINT_URL, seen)?;
    match check_url(&url) {
        Ok(()) => Some(url),
        Err(why) => {
            resolver.problem(format!("{}: {why}", place(&ENDPOINT_URL, &origin)));
            None
        }
    }
}

fn places(sources: &Sources, service: &ServiceSpec) -> Result<Vec<Seen>, ConfigError> {
    let mut seen = vec![sources.variable(&variable(service))?];
    for name in ENDPOINT_URL.variables {
        seen.push(sources.variable(name)?);
    }
    let group = service_key(service.id);
    // Something before it counts, so that a section which is missing does not matter.
    if seen.iter().any(Seen::is_set) {
        seen.extend(sources.service_key(&group, "endpoint_url").ok().flatten());
    } else {
        seen.extend(sources.service_key(&group, "endpoint_url")?);
    }
    seen.extend(ENDPOINT_URL.profile_keys.iter().map(|key| sources.key(key)));
    Ok(seen)
}

// A setting that only this service's endpoint rules know.
fn own(given: &ConfigBuilder, own: &'static EndpointSetting, resolver: &mut Resolver<'_>, found: &mut ForService) {
    let (on, off) = (own.on, own.off);
    let flag = !on.is_empty();
    let setting = Setting {
        name: SETTINGS
            .iter()
            .find(|known| known.all_variables().any(|name| name == own.variable))
            .map_or(own.parameter, |known| known.name),
        variables: &[],
        late_variables: &[],
        profile_keys: &[],
        kind: Kind::Text,
        treatment: Treatment::Honoured,
        note: "",
    };
    let code = match given.endpoint_flags.get(own.parameter) {
        Some(set) => Some(if *set { on } else { off }.to_owned()),
        None => given.endpoint_texts.get(own.parameter).cloned(),
    };
    let mut seen = vec![Seen::new(Origin::Code, code)];
    if let Some(sources) = resolver.sources {
        match sources.variable(own.variable) {
            Ok(variable) => seen.push(variable),
            Err(problem) => resolver.problems.push(problem),
        }
        seen.push(sources.key(own.profile_key));
    }
    let Some((text, origin)) = resolver.pick(&setting, seen) else {
        resolver.value(off);
        return;
    };
    if origin == Origin::Code {
        return;
    }
    let word = text.trim();
    match flag {
        true if word.eq_ignore_ascii_case(on) => found.flags.push((own.parameter, true)),
        true if word.eq_ignore_ascii_case(off) => found.flags.push((own.parameter, false)),
        true => resolver.problem(format!("{origin} is `{}`: write {on} or {off}", display(Kind::Text, &text))),
        false => found.texts.push((own.parameter, text)),
    }
}
