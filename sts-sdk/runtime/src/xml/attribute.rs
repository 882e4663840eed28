//! An attribute as a value: the scalars that an element can hold, read alike. Knows no member.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::SystemTime;

use super::{Element, ReadError, scalar};
use crate::secret::Secret;
use crate::timestamp::TimestampFormat;

/// An attribute of an element. Its methods are those of [`Element`], and fail for the same texts.
pub struct Attribute<'e, 'd, 'x> {
    element: &'e Element<'d, 'x>,
    name: &'e str,
    text: Cow<'x, str>,
}

impl fmt::Debug for Attribute<'_, '_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attribute({})", self.name)
    }
}

impl<'e, 'd, 'x> Attribute<'e, 'd, 'x> {
    pub(super) fn new(element: &'e Element<'d, 'x>, name: &'e str, text: Cow<'x, str>) -> Self {
        Self { element, name, text }
    }

    /// The text, references resolved.
    ///
    /// # Errors
    ///
    /// None.
    pub fn string(self) -> Result<String, ReadError> {
        Ok(self.text.into_owned())
    }

    /// The text as a secret.
    ///
    /// # Errors
    ///
    /// None.
    pub fn secret(self) -> Result<Secret, ReadError> {
        self.string().map(Secret::from)
    }

    /// As [`Element::boolean`].
    ///
    /// # Errors
    ///
    /// Any other text.
    pub fn boolean(self) -> Result<bool, ReadError> {
        self.scalar(scalar::boolean)
    }

    /// As [`Element::integer`].
    ///
    /// # Errors
    ///
    /// Any other text, and a number that the type does not hold.
    pub fn integer<T: TryFrom<i64>>(self) -> Result<T, ReadError> {
        self.scalar(scalar::integer)
    }

    /// As [`Element::float`].
    ///
    /// # Errors
    ///
    /// Any other text, and a number too large for an `f32`.
    pub fn float(self) -> Result<f32, ReadError> {
        self.scalar(scalar::float)
    }

    /// As [`Element::double`].
    ///
    /// # Errors
    ///
    /// Any other text, and a number too large for an `f64`.
    pub fn double(self) -> Result<f64, ReadError> {
        self.scalar(scalar::double)
    }

    /// As [`Element::timestamp`].
    ///
    /// # Errors
    ///
    /// Any other text.
    pub fn timestamp(self, format: TimestampFormat) -> Result<SystemTime, ReadError> {
        self.scalar(|text| scalar::timestamp(text, format))
    }

    fn scalar<T, P: Display>(self, read: impl FnOnce(&str) -> Result<T, P>) -> Result<T, ReadError> {
        scalar::read(&self.text, read)
            .map_err(|problem| ReadError::new(self.element.path().chain([self.name]), problem))
    }
}
