//! The grammar: bytes to sections as they stand. Knows neither which sections count nor what keys mean.
//!
//! White space is space and tab; lines end with LF or CRLF.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Location, ProfileError, Property};
use crate::secret::Secret;

/// One header and what stands under it.
pub(super) struct RawSection {
    /// What stands between the brackets, trimmed.
    pub(super) header: String,
    pub(super) location: Location,
    pub(super) properties: Vec<Property>,
}

/// The text of a file, without a byte-order mark.
pub(super) fn text<'b>(bytes: &'b [u8], file: &Arc<str>) -> Result<&'b str, ProfileError> {
    const HELP: &str = "save the file as UTF-8";
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        let message = format!("The file is UTF-16, as PowerShell writes it: {HELP}");
        return Err(ProfileError::at(place(file, 1), message));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let wrong = |at: usize, what: &str| {
        let lines = bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        ProfileError::at(place(file, lines + 1), format!("The line {what}: {HELP}"))
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(wrong(at, "holds a NUL byte"));
    }
    std::str::from_utf8(bytes).map_err(|error| wrong(error.valid_up_to(), "is not UTF-8"))
}

/// Reads a whole file. The first mistake is the error.
pub(super) fn parse(text: &str, file: &Arc<str>) -> Result<Vec<RawSection>, ProfileError> {
    let mut parser = Parser { file, sections: Vec::new(), open: None };
    for (index, line) in text.split('\n').enumerate() {
        parser.line(line.strip_suffix('\r').unwrap_or(line), index + 1)?;
    }
    parser.close();
    Ok(parser.sections)
}

struct Parser<'f> {
    file: &'f Arc<str>,
    sections: Vec<RawSection>,
    /// The property that the next line may continue.
    open: Option<Open>,
}

struct Open {
    key: Arc<str>,
    value: Zeroizing<String>,
    location: Location,
    subs: Vec<Property>,
    /// Whether the first line has no value, so that what follows are sub-properties.
    group: bool,
}

impl Parser<'_> {
    fn line(&mut self, line: &str, number: usize) -> Result<(), ProfileError> {
        let location = place(self.file, number);
        match line.chars().next() {
            _ if trim(line).is_empty() => Ok(()),
            Some('#' | ';') => Ok(()),
            Some('[') => self.header(line, location),
            Some(first) if is_white(first) => self.continuation(trim(line), location),
            _ => self.property(line, location),
        }
    }

    // `[profile dev] # note`
    fn header(&mut self, line: &str, location: Location) -> Result<(), ProfileError> {
        self.close();
        let line = line.find(['#', ';']).and_then(|at| line.get(..at)).unwrap_or(line);
        let Some(inside) = trim(line).strip_prefix('[').and_then(|line| line.strip_suffix(']')) else {
            let message = "Profile definition must end with ']': write `[profile name]`";
            return Err(ProfileError::at(location, message));
        };
        self.sections.push(RawSection { header: trim(inside).to_owned(), location, properties: Vec::new() });
        Ok(())
    }

    // `key = value # note`
    fn property(&mut self, line: &str, location: Location) -> Result<(), ProfileError> {
        self.close();
        if self.sections.is_empty() {
            return Err(no_section(location));
        }
        let (key, value) = split(without_comment(line), &location, "property", "Property")?;
        self.open = Some(Open {
            key: key.to_ascii_lowercase().into(),
            value: Zeroizing::new(value.to_owned()),
            location,
            subs: Vec::new(),
            group: value.is_empty(),
        });
        Ok(())
    }

    // A line of a value that goes on, or ` key = value` under `key =`. Comments are part of it.
    fn continuation(&mut self, line: &str, location: Location) -> Result<(), ProfileError> {
        if self.sections.is_empty() {
            return Err(no_section(location));
        }
        let Some(open) = &mut self.open else {
            let message = "Expected a property definition, found continuation: a line that starts with white space goes \
                           on with the property before it; remove the white space";
            return Err(ProfileError::at(location, message));
        };
        if open.group {
            let (key, value) = split(line, &location, "sub-property", "Sub-property")?;
            let (key, value) = (key.to_ascii_lowercase().into(), Secret::from(value));
            open.subs.push(Property { key, value, location, subs: Vec::new() });
        }
        open.value.push('\n');
        open.value.push_str(line);
        Ok(())
    }

    fn close(&mut self) {
        if let Some(Open { key, mut value, location, subs, .. }) = self.open.take()
            && let Some(section) = self.sections.last_mut()
        {
            let value = Secret::from(std::mem::take(&mut *value));
            section.properties.push(Property { key, value, location, subs });
        }
    }
}

fn split<'l>(
    line: &'l str,
    location: &Location,
    what: &str,
    capital: &str,
) -> Result<(&'l str, &'l str), ProfileError> {
    let error = |message: String| Err(ProfileError::at(location.clone(), message));
    match line.split_once('=') {
        None if line.starts_with(['#', ';']) => error(format!(
            "Expected an '=' sign defining a {what}: a comment that is indented is none; remove the white space before it"
        )),
        None => error(format!("Expected an '=' sign defining a {what}: write `key = value`")),
        Some((key, _)) if trim(key).is_empty() => error(format!("{capital} did not have a name: write `key = value`")),
        Some((key, value)) => Ok((trim(key), trim(value))),
    }
}

fn no_section(location: Location) -> ProfileError {
    ProfileError::at(location, "Expected a profile definition: start with a line such as `[default]`")
}

// Only white space makes a `#` or `;` the start of a comment.
fn without_comment(line: &str) -> &str {
    let mut before = None;
    for (at, character) in line.char_indices() {
        if matches!(character, '#' | ';') && before.is_some_and(is_white) {
            return line.get(..at).unwrap_or(line);
        }
        before = Some(character);
    }
    line
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_white)
}

fn place(file: &Arc<str>, line: usize) -> Location {
    Location { file: Arc::clone(file), line }
}
