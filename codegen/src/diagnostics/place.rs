//! Where a problem is: a file and the keys that lead to it.
//!
//! A place is made while a model is read and costs little; what line it is on is found when a
//! problem there is shown. It does not know the text.

use std::{collections::BTreeMap, sync::Arc};

/// A place in a file of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    file: Arc<str>,
    path: Vec<Arc<str>>,
    shape: Option<Arc<str>>,
    spot: Spot,
    /// Keys that stand elsewhere; none where the file says things in Smithy's words.
    elsewhere: Option<Arc<BTreeMap<String, Place>>>,
}

/// What at the end of the path is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    /// The value.
    #[default]
    Value,
    /// The key.
    Key,
    /// The key where it is written again, counted from 1.
    Again(usize),
    /// A line and column, counted from 1; in a text that is not JSON there are no paths.
    Text(usize, usize),
}

impl Place {
    /// A file as a whole, by the name that the user knows it by.
    #[must_use]
    pub fn of_file(file: &str) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// The definition of a shape in a Smithy file, `shapes/<id>`.
    #[must_use]
    pub fn of_shape(file: &str, id: &str) -> Self {
        Self::of_file(file).at("shapes").at(id).in_shape(id)
    }

    /// The keys and indexes that lead from a file's root to a value.
    #[must_use]
    pub fn of_path<'k>(file: &str, path: impl IntoIterator<Item = &'k str>) -> Self {
        Self { path: path.into_iter().map(Arc::from).collect(), ..Self::of_file(file) }
    }

    /// A line and column of a text, counted from 1, columns in bytes as `serde_json` counts them.
    #[must_use]
    pub fn of_line(file: &str, line: usize, column: usize) -> Self {
        Self { spot: Spot::Text(line, column), ..Self::of_file(file) }
    }

    /// A place deeper inside this one: a key, or an index of a list.
    #[must_use]
    pub fn at(&self, key: &str) -> Self {
        if let Some(elsewhere) = &self.elsewhere {
            if let Some(place) = elsewhere.get(key) {
                return Self { shape: self.shape.clone(), ..place.clone() };
            }
            // Where traits stand alone, there is no object around them.
            if key == "traits" {
                return self.clone();
            }
        }
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        path.push(key.into());
        Self { file: self.file.clone(), path, shape: self.shape.clone(), spot: Spot::Value, elsewhere: None }
    }

    /// The same place in a file that does not say things in Smithy's words: keys, and ids of traits, that stand
    /// elsewhere than below it.
    #[must_use]
    pub(crate) fn with(&self, mut elsewhere: BTreeMap<String, Self>) -> Self {
        if let Some(known) = &self.elsewhere {
            for (key, place) in known.iter() {
                elsewhere.entry(key.clone()).or_insert_with(|| place.clone());
            }
        }
        Self { elsewhere: Some(elsewhere.into()), ..self.clone() }
    }

    /// The element of a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.at(&index.to_string())
    }

    /// The key of this place in place of the value: it is the name that is wrong.
    #[must_use]
    pub fn key(&self) -> Self {
        Self { spot: Spot::Key, ..self.clone() }
    }

    /// The key of this place where an object has it again, for the `times`th time.
    #[must_use]
    pub(crate) fn occurrence(&self, times: usize) -> Self {
        Self { spot: Spot::Again(times), ..self.clone() }
    }

    /// The same place, said to belong to a shape.
    #[must_use]
    pub fn in_shape(mut self, id: &str) -> Self {
        self.shape = Some(id.into());
        self
    }

    /// The file; empty if the problem is in none.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The keys from the root of the file; none for the file as a whole. A key may contain `/`.
    pub fn path(&self) -> impl Iterator<Item = &str> {
        self.path.iter().map(|key| &**key)
    }

    /// The id of the shape that it belongs to.
    #[must_use]
    pub fn shape(&self) -> Option<&str> {
        self.shape.as_deref()
    }

    pub(super) fn spot(&self) -> Spot {
        self.spot
    }
}
