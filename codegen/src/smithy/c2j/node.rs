//! An object of a file: typed access to its keys, where every value of the wrong type is a diagnostic.

use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostics, Place, did_you_mean};

/// An object and where it stands.
pub(super) struct Node<'v> {
    pub(super) place: Place,
    map: &'v Map<String, Value>,
}

impl<'v> Node<'v> {
    pub(super) fn new(map: &'v Map<String, Value>, place: Place) -> Self {
        Self { place, map }
    }

    fn of(value: &'v Value, place: Place, diagnostics: &mut Diagnostics) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { place, map }),
            _ => {
                wrong(&place, "an object", diagnostics);
                None
            }
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    pub(super) fn at(&self, key: &str) -> Place {
        self.place.at(key)
    }

    pub(super) fn value(&self, key: &str) -> Option<&'v Value> {
        self.map.get(key)
    }

    pub(super) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'v str> {
        self.typed(key, "a string", Value::as_str, diagnostics)
    }

    /// Whether a flag is set; absent means false.
    pub(super) fn flag(&self, key: &str, diagnostics: &mut Diagnostics) -> bool {
        self.typed(key, "true or false", Value::as_bool, diagnostics).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<u64> {
        self.typed(key, "a whole number", Value::as_u64, diagnostics)
    }

    pub(super) fn texts(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<&'v str> {
        let list = self.typed(key, "a list of strings", Value::as_array, diagnostics).into_iter().flatten();
        let mut texts = Vec::new();
        for (index, value) in list.enumerate() {
            match value.as_str() {
                Some(text) => texts.push(text),
                None => wrong(&self.at(key).index(index), "a string", diagnostics),
            }
        }
        texts
    }

    /// The object behind a key.
    pub(super) fn node(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::of(self.map.get(key)?, self.at(key), diagnostics)
    }

    /// The objects of the object behind a key, by their names.
    pub(super) fn nodes(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<(&'v str, Self)> {
        let Some(parent) = self.node(key, diagnostics) else { return Vec::new() };
        let found = parent.map.iter().map(|(name, value)| (name, Self::of(value, parent.at(name), diagnostics)));
        found.filter_map(|(name, node)| Some((name.as_str(), node?))).collect()
    }

    /// The objects of the list behind a key.
    pub(super) fn elements(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let list = self.typed(key, "a list of objects", Value::as_array, diagnostics).into_iter().flatten();
        let place = self.at(key);
        list.enumerate().filter_map(|(index, value)| Self::of(value, place.index(index), diagnostics)).collect()
    }

    /// Warns of every key that is none of these.
    pub(super) fn only(&self, known: &[&[&str]], diagnostics: &mut Diagnostics) {
        let known = || known.iter().flat_map(|keys| keys.iter().copied());
        for key in self.map.keys().filter(|key| known().all(|known| known != key.as_str())) {
            diagnostics.warning(
                "W120",
                &self.at(key).key(),
                format!("the key `{key}` is not known and has no effect"),
                did_you_mean(key, known(), "remove it, if it changes nothing for a client"),
            );
        }
    }

    fn typed<T>(
        &self,
        key: &str,
        wanted: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let read = read(self.map.get(key)?);
        if read.is_none() {
            wrong(&self.at(key), wanted, diagnostics);
        }
        read
    }
}

fn wrong(place: &Place, wanted: &str, diagnostics: &mut Diagnostics) {
    diagnostics.error("E030", place, format!("this is not {wanted}"), "correct the value; botocore's files have it so");
}
