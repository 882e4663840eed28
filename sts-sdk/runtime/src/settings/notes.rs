//! What is set and does not count: settings that are not honoured, names that nearly are those of
//! settings, parts of the files that were dropped.

use super::{
    endpoint,
    near::nearest,
    resolve::Resolver,
    source::Sources,
    table::{SETTINGS, Setting, Treatment},
};
use crate::{operation::ServiceSpec, profile::Property};

/// Adds them to the notes.
pub(super) fn add(resolver: &mut Resolver<'_>, service: Option<&'static ServiceSpec>) {
    let Some(sources) = resolver.sources else { return };
    let notes = &mut resolver.notes;
    notes.extend(sources.files().warnings().iter().map(ToString::to_string));
    variables(sources, service, notes);
    let Some(profile) = sources.profile() else { return };
    for property in profile.properties() {
        notes.extend(key(property, service));
    }
}

fn variables(sources: &Sources, service: Option<&'static ServiceSpec>, notes: &mut Vec<String>) {
    for setting in SETTINGS.iter().filter(|setting| setting.treatment != Treatment::Honoured) {
        for name in setting.all_variables() {
            if sources.variable(name).is_ok_and(|seen| seen.is_set()) {
                notes.push(unhonoured(&format!("environment variable {name}"), setting));
            }
        }
    }
    let mut known: Vec<String> = SETTINGS.iter().flat_map(Setting::all_variables).map(str::to_owned).collect();
    if let Some(service) = service {
        known.extend(service.settings.iter().map(|own| own.variable.to_owned()));
        known.push(endpoint::variable(service));
    }
    let mut names = sources.env().names();
    names.sort_unstable();
    for name in names {
        // For other services.
        if name.starts_with("AWS_ENDPOINT_URL_") {
            continue;
        }
        if let Some(near) = nearest(&name, known.iter().map(String::as_str)) {
            // `USER` is near nothing, but `home` is near `HOME`.
            if near.contains('_') {
                let name = super::shown(&name);
                notes.push(format!("environment variable {name} does nothing; did you mean {near}?"));
            }
        }
    }
}

fn key(property: &Property, service: Option<&'static ServiceSpec>) -> Option<String> {
    let (key, place) = (property.key(), format!("`{}` at {}", property.key(), property.location()));
    let setting = SETTINGS.iter().find(|setting| setting.profile_keys.contains(&key));
    if let Some(setting) = setting {
        return (setting.treatment != Treatment::Honoured).then(|| unhonoured(&place, setting));
    }
    let own = service.map_or(&[][..], |service| service.settings);
    if own.iter().any(|own| own.profile_key == key) {
        return None;
    }
    let known = SETTINGS.iter().flat_map(|setting| setting.profile_keys).copied();
    Some(match nearest(key, known.chain(own.iter().map(|own| own.profile_key))) {
        Some(near) => format!("{place} does nothing; did you mean `{near}`?"),
        None => format!("{place} does nothing: it is no setting that is known here"),
    })
}

fn unhonoured(place: &str, setting: &Setting) -> String {
    match setting.treatment {
        Treatment::Refused => format!("{place} is not supported: {}", setting.note),
        _ => format!("{place} is ignored: {}", setting.note),
    }
}
