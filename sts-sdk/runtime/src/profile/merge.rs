//! Which sections and properties of a file count, and how they come together. What does not count is a
//! warning.

use std::collections::BTreeMap;

use super::{
    FileKind, Location, ProfileFiles, ProfileWarning, ProfileWarningKind, Property, Section,
    parse::{RawSection, trim},
};

/// Adds the sections of one file. Of two properties with one key the later counts.
pub(super) fn add(files: &mut ProfileFiles, kind: FileKind, sections: Vec<RawSection>) {
    // One `[profile default]` and no `[default]` of the file counts.
    let prefixed = sections.iter().find(|section| matches!(header(&section.header), (Some("profile"), "default")));
    let prefixed = prefixed.filter(|_| kind == FileKind::Config).map(|section| section.location.clone());
    for section in sections {
        let target = match target(&section.header, kind, prefixed.as_ref()) {
            Ok(target) => target,
            Err(why) => {
                let message = format!("the section `[{}]` does not count: {why}", shown(&section.header));
                warn(files, ProfileWarningKind::Section, section.location, message);
                continue;
            }
        };
        let mut warnings = Vec::new();
        {
            let sections = match target.table {
                Table::Profiles => &mut files.profiles,
                Table::SsoSessions => &mut files.sso_sessions,
                Table::Services => &mut files.services,
            };
            let merged = entry(sections, target.name, &section.location);
            for property in section.properties {
                match refusal(&property, target.table) {
                    None => merged.set(property),
                    Some(why) => {
                        let message = format!("the property `{}` does not count: {why}", shown(property.key()));
                        warnings.push((property.location, message));
                    }
                }
            }
        }
        for (location, message) in warnings {
            warn(files, ProfileWarningKind::Property, location, message);
        }
    }
}

struct Target<'h> {
    table: Table,
    name: &'h str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Profiles,
    SsoSessions,
    Services,
}

fn target<'h>(text: &'h str, kind: FileKind, prefixed: Option<&Location>) -> Result<Target<'h>, String> {
    let (prefix, name) = header(text);
    let table = match (kind, prefix) {
        (FileKind::Config, Some("profile")) => Table::Profiles,
        (FileKind::Config, Some("sso-session")) => Table::SsoSessions,
        (FileKind::Config, Some("services")) => Table::Services,
        (FileKind::Config, Some(_)) => {
            return Err("sections are called `[profile name]`, `[sso-session name]` or `[services name]`".to_owned());
        }
        (FileKind::Config, None) if name == "default" => match prefixed {
            None => Table::Profiles,
            Some(location) => return Err(format!("there is a `[profile default]` at {location}")),
        },
        (FileKind::Config, None) if is_name(name) => {
            return Err(format!("for a profile, write `[profile {name}]` in this file"));
        }
        (FileKind::Credentials, Some("profile")) if is_name(name) => {
            return Err(format!("in this file, write `[{name}]`"));
        }
        (FileKind::Credentials, Some("sso-session" | "services")) => {
            return Err("it belongs to the configuration file".to_owned());
        }
        (FileKind::Credentials, None) => Table::Profiles,
        (FileKind::Credentials, Some(_)) | (FileKind::Config, None) => return Err(BAD_NAME.to_owned()),
    };
    if is_name(name) { Ok(Target { table, name }) } else { Err(BAD_NAME.to_owned()) }
}

const BAD_NAME: &str = "names are made of ASCII letters, digits and _ - / . % @ : +";

// `profile dev`, `profile<TAB>dev`, `default`
fn header(text: &str) -> (Option<&str>, &str) {
    match text.split_once([' ', '\t']) {
        Some((prefix, name)) => (Some(prefix), trim(name)),
        None => (None, text),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&byte))
}

fn refusal(property: &Property, table: Table) -> Option<&'static str> {
    if !is_name(property.key()) {
        return Some(BAD_NAME);
    }
    let alone = table == Table::Services && property.subs().is_empty() && !property.value().is_empty();
    alone.then_some("in a `services` section, settings stand indented under a line such as `sts =`")
}

fn entry<'s>(sections: &'s mut BTreeMap<String, Section>, name: &str, location: &Location) -> &'s mut Section {
    sections.entry(name.to_owned()).or_insert_with(|| Section::new(location.clone()))
}

fn warn(files: &mut ProfileFiles, kind: ProfileWarningKind, location: Location, message: String) {
    files.warnings.push(ProfileWarning { kind, location: Some(location), message });
}

// Names come from the file: on one line, and not too long.
fn shown(name: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = name.chars().take(LONGEST).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if name.chars().nth(LONGEST).is_some() {
        shown.push_str("..");
    }
    shown
}
