//! What is set and does not count: settings that are not honoured, names that nearly are those of
//! settings, parts of the files that were dropped.

use super::{
    endpoint::{self, service_key},
    near::nearest,
    resolve::Resolver,
    source::Sources,
    table::{SETTINGS, Setting, Treatment},
};
use crate::{
    operation::{EndpointSetting, ServiceSpec},
    profile::Property,
};

/// Adds them to the notes.
pub(super) fn add(resolver: &mut Resolver<'_>, service: Option<&'static ServiceSpec>) {
    let Some(sources) = resolver.sources else { return };
    let notes = &mut resolver.notes;
    notes.extend(sources.files().warnings().iter().map(ToString::to_string));
    notes.extend(SETTINGS.iter().filter_map(|setting| not_honoured(setting, sources)));
    near_variables(sources, service, notes);
    if let Some(profile) = sources.profile() {
        let own = service.map_or(&[][..], |service| service.settings);
        notes.extend(profile.properties().filter_map(|property| unknown_key(property, own)));
    }
    if let Some(group) = service.and_then(|service| sources.service_group(&service_key(service.id))) {
        notes.extend(group.subs().iter().filter_map(|sub| unknown_sub_key(group, sub)));
    }
}

// ``environment variable AWS_CSM_ENABLED, `csm_port` at ~/.aws/config:3: ignored: no monitoring events are sent``
fn not_honoured(setting: &Setting, sources: &Sources) -> Option<String> {
    let treatment = match setting.treatment {
        Treatment::Honoured => return None,
        Treatment::Refused => "not supported",
        Treatment::Ignored => "ignored",
    };
    let variables = setting.all_variables().filter_map(|name| sources.variable(name).ok());
    let keys = setting.profile_keys.iter().map(|key| sources.key(key).hidden());
    let set = variables.chain(keys).filter(|seen| seen.is_set());
    let places: Vec<_> = set.map(|seen| seen.origin.to_string()).collect();
    (!places.is_empty()).then(|| format!("{}: {treatment}: {}", places.join(", "), setting.note))
}

fn near_variables(sources: &Sources, service: Option<&'static ServiceSpec>, notes: &mut Vec<String>) {
    let mut known: Vec<String> = SETTINGS.iter().flat_map(Setting::all_variables).map(str::to_owned).collect();
    if let Some(service) = service {
        known.extend(service.settings.iter().map(|own| own.variable.to_owned()));
        known.push(endpoint::variable(service));
    }
    let mut names = sources.env().names();
    names.sort_unstable();
    let own = service.map(endpoint::variable).unwrap_or_default();
    // Those of other services are near each other.
    let other = |name: &str| name.starts_with("AWS_ENDPOINT_URL_") && !name.eq_ignore_ascii_case(&own);
    for name in names.iter().filter(|name| !other(name)) {
        // What has no underscore is too short to be near anything: `home` is not `HOME`.
        let near = nearest(name, known.iter().map(String::as_str)).filter(|near| near.contains('_'));
        if let Some(near) = near {
            notes.push(format!("environment variable {} does nothing; did you mean {near}?", super::shown(name)));
        }
    }
}

fn unknown_key(property: &Property, own: &[EndpointSetting]) -> Option<String> {
    let (key, place) = (property.key(), property.location());
    let known = SETTINGS.iter().flat_map(|setting| setting.profile_keys).copied();
    let mut known = known.chain(own.iter().map(|own| own.profile_key));
    if known.clone().any(|known| known == key) {
        return None;
    }
    Some(match nearest(key, &mut known) {
        Some(near) => format!("`{key}` at {place} does nothing; did you mean `{near}`?"),
        None => format!("`{key}` at {place} does nothing: it is no setting that is known here"),
    })
}

// A section `[services name]` has one setting for each service.
fn unknown_sub_key(group: &Property, sub: &Property) -> Option<String> {
    const KEY: &str = "endpoint_url";
    // ` # endpoint_url = x` is meant as a comment, and does nothing either way.
    if sub.key() == KEY || sub.key().starts_with(['#', ';']) {
        return None;
    }
    let (group, key, place) = (group.key(), sub.key(), sub.location());
    Some(match nearest(key, [KEY]) {
        Some(near) => format!("`{group}.{key}` at {place} does nothing; did you mean `{near}`?"),
        None => format!("`{group}.{key}` at {place} does nothing: `{KEY}` is all that is read there"),
    })
}
