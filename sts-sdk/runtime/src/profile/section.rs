//! What a file consists of once it is read: sections of properties, each with its place.

use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::secret::Secret;

/// A place in a file; shown as `~/.aws/config:12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub(super) file: Arc<str>,
    pub(super) line: usize,
}

impl Location {
    /// The file as it was named: `~/.aws/config`, or what the variable says.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A section: the properties of all headers with its name. `Debug` shows keys and places only.
#[derive(Clone)]
pub struct Section {
    location: Location,
    properties: BTreeMap<Arc<str>, Property>,
}

impl Section {
    pub(super) fn new(location: Location) -> Self {
        Self { location, properties: BTreeMap::new() }
    }

    /// Replaces a property of the same key.
    pub(super) fn set(&mut self, property: Property) {
        self.properties.insert(Arc::clone(&property.key), property);
    }

    /// The property with this key, which is written in lower case whatever the file does.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Property> {
        self.properties.get(key)
    }

    /// All properties, sorted by key.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.properties.values()
    }

    /// Its first header.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.properties()).finish()
    }
}

/// A key with its value. `Debug` shows the key and the place only: the value may be a secret.
#[derive(Clone)]
pub struct Property {
    pub(super) key: Arc<str>,
    pub(super) value: Secret,
    pub(super) location: Location,
    pub(super) subs: Vec<Property>,
}

impl Property {
    /// The key, in lower case.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value without white space around it; with line feeds where it goes over several lines. Of a property with
    /// sub-properties, their lines.
    #[must_use]
    pub fn value(&self) -> &str {
        self.value.expose()
    }

    /// The value, to be kept where it is a secret.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.value
    }

    /// The line that the property starts on.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The sub-property with this key, which is written in lower case whatever the file does; the last one where
    /// several have it.
    #[must_use]
    pub fn sub(&self, key: &str) -> Option<&Property> {
        self.subs.iter().rev().find(|sub| sub.key() == key)
    }

    /// All sub-properties, in the order of the file.
    #[must_use]
    pub fn subs(&self) -> &[Property] {
        &self.subs
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.key, self.location)?;
        if self.subs.is_empty() { Ok(()) } else { f.debug_list().entries(&self.subs).finish() }
    }
}
