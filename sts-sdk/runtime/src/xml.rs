//! The reader of XML responses: elements are pulled one by one, each scoped to its parent, and turned into
//! values. It knows awsQuery's lists, maps and scalars, not which members a response has.
//!
//! ```
//! use aws_query_runtime::xml::{Document, ReadError};
//!
//! # fn main() -> Result<(), ReadError> {
//! let mut document = Document::parse(b"<R><Account>123456789012</Account><New/></R>")?;
//! let mut root = document.root()?;
//! let mut account = None;
//! while let Some(member) = root.next_child()? {
//!     if member.name() == "Account" {
//!         account = Some(member.string()?);
//!     }
//! }
//! let account = root.required("Account", account)?;
//! document.finish()?;
//! assert_eq!(account, "123456789012");
//! # Ok(())
//! # }
//! ```
//!
//! What it accepts is XML 1.0 in UTF-8 without a DTD. Names are matched without their prefix, namespaces are not
//! resolved, white space and line ends in texts are kept as they are.

mod attribute;
mod document;
mod error;
mod reference;
mod scalar;
mod scan;

pub use attribute::Attribute;
pub use document::{Document, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH};
pub use error::ReadError;

pub use crate::query::MapNames;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::ops::Range;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::secret::Secret;
use crate::timestamp::TimestampFormat;
use document::Event;

/// An element whose start tag has been read. What is not read of it is skipped, though checked, when its parent is
/// read on.
pub struct Element<'d, 'x> {
    document: &'d mut Document<'x>,
    name: &'x str,
    /// How many elements are open inside this one, itself included.
    depth: usize,
    attributes: Range<usize>,
}

impl fmt::Debug for Element<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Element({})", self.name)
    }
}

impl<'d, 'x> Element<'d, 'x> {
    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &'x str {
        self.name
    }

    /// The value of the attribute with this name, prefix included (`xsi:type`), its references resolved.
    #[must_use]
    pub fn attribute(&self, qualified_name: &str) -> Option<Cow<'x, str>> {
        self.document.attribute(self.attributes.clone(), qualified_name)
    }

    /// The attribute with this name, prefix included, to be read as a value.
    #[must_use]
    pub fn attribute_value<'e>(&'e self, qualified_name: &'e str) -> Option<Attribute<'e, 'd, 'x>> {
        let text = self.attribute(qualified_name)?;
        Some(Attribute::new(self, qualified_name, text))
    }

    /// The next element directly inside this one; `None` after the last. Text in between is passed over.
    ///
    /// # Errors
    ///
    /// The document is not well-formed up to there.
    pub fn next_child(&mut self) -> Result<Option<Element<'_, 'x>>, ReadError> {
        while self.document.depth() >= self.depth {
            match self.document.next_event()? {
                Event::Open { name, attributes } if self.document.depth() == self.depth + 1 => {
                    let depth = self.depth + 1;
                    return Ok(Some(Element { document: &mut *self.document, name, depth, attributes }));
                }
                Event::Text(text) => {
                    self.document.resolve(text).map_err(|problem| self.document.error(problem))?;
                }
                Event::Open { .. } | Event::Close | Event::Cdata(_) => {}
            }
        }
        Ok(None)
    }

    /// The text of the element, references resolved and white space kept; empty for `<s/>`.
    ///
    /// # Errors
    ///
    /// There is an element inside, or the document is not well-formed up to the end of this one.
    pub fn text(mut self) -> Result<Cow<'x, str>, ReadError> {
        self.take_text()
    }

    /// [`Element::text`], owned.
    ///
    /// # Errors
    ///
    /// As of [`Element::text`].
    pub fn string(mut self) -> Result<String, ReadError> {
        self.take_text().map(Cow::into_owned)
    }

    /// [`Element::text`] as a secret. No error repeats a part of it.
    ///
    /// # Errors
    ///
    /// As of [`Element::text`].
    pub fn secret(self) -> Result<Secret, ReadError> {
        self.string().map(Secret::from)
    }

    /// `true` or `false`, white space around it ignored.
    ///
    /// # Errors
    ///
    /// Any other text, and as of [`Element::text`].
    pub fn boolean(self) -> Result<bool, ReadError> {
        self.scalar(scalar::boolean)
    }

    /// A decimal integer of the type asked for, white space around it ignored.
    ///
    /// # Errors
    ///
    /// Any other text, a number that the type does not hold, and as of [`Element::text`].
    pub fn integer<T: TryFrom<i64>>(self) -> Result<T, ReadError> {
        self.scalar(scalar::integer)
    }

    /// A decimal number, `NaN`, `Infinity` or `-Infinity`, white space around it ignored.
    ///
    /// # Errors
    ///
    /// Any other text, a number too large for an `f32`, and as of [`Element::text`].
    pub fn float(self) -> Result<f32, ReadError> {
        self.scalar(scalar::float)
    }

    /// A decimal number, `NaN`, `Infinity` or `-Infinity`, white space around it ignored.
    ///
    /// # Errors
    ///
    /// Any other text, a number too large for an `f64`, and as of [`Element::text`].
    pub fn double(self) -> Result<f64, ReadError> {
        self.scalar(scalar::double)
    }

    /// Standard base64 with padding; white space, which XML allows between its groups, is ignored.
    ///
    /// # Errors
    ///
    /// Any other text, which the error does not repeat, and as of [`Element::text`].
    pub fn blob(mut self) -> Result<Vec<u8>, ReadError> {
        let text = self.take_text()?;
        let decoded = if text.contains([' ', '\t', '\r', '\n']) {
            STANDARD.decode(text.split_ascii_whitespace().collect::<String>())
        } else {
            STANDARD.decode(text.as_bytes())
        };
        decoded.map_err(|error| self.error(format_args!("is not base64: {error}")))
    }

    /// A point in time in the given form, white space around it ignored.
    ///
    /// # Errors
    ///
    /// Any other text, and as of [`Element::text`].
    pub fn timestamp(self, format: TimestampFormat) -> Result<SystemTime, ReadError> {
        self.scalar(|text| scalar::timestamp(text, format))
    }

    /// A list: `read` is called with every child of the given name, other children are skipped.
    ///
    /// # Errors
    ///
    /// Those of `read`, and as of [`Element::next_child`].
    pub fn list<T>(
        mut self,
        member: &str,
        mut read: impl FnMut(Element<'_, 'x>) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let mut items = Vec::new();
        while let Some(child) = self.next_child()? {
            if child.name == member {
                items.push(read(child)?);
            }
        }
        Ok(items)
    }

    /// A map of `<entry><key/><value/></entry>`. Of entries with the same key the last one counts. A map is not
    /// flattened here: `names.entry` counts as `entry` where it is `None`.
    ///
    /// # Errors
    ///
    /// As of [`Element::entry`].
    pub fn map<K: From<String> + Ord, V>(
        mut self,
        names: MapNames<'_>,
        mut read: impl FnMut(Element<'_, 'x>) -> Result<V, ReadError>,
    ) -> Result<BTreeMap<K, V>, ReadError> {
        let mut entries = BTreeMap::new();
        while let Some(child) = self.next_child()? {
            if child.name == names.entry.unwrap_or("entry") {
                let (key, value) = child.entry(names, &mut read)?;
                entries.insert(key, value);
            }
        }
        Ok(entries)
    }

    /// One entry of a map, in either order of key and value. A flattened map is a series of such elements.
    ///
    /// # Errors
    ///
    /// The key or the value is missing, `read` fails, and as of [`Element::next_child`].
    pub fn entry<K: From<String>, V>(
        mut self,
        names: MapNames<'_>,
        mut read: impl FnMut(Element<'_, 'x>) -> Result<V, ReadError>,
    ) -> Result<(K, V), ReadError> {
        let (mut key, mut value) = (None, None);
        while let Some(child) = self.next_child()? {
            if child.name == names.key {
                key = Some(K::from(child.string()?));
            } else if child.name == names.value {
                value = Some(read(child)?);
            }
        }
        Ok((self.required(names.key, key)?, self.required(names.value, value)?))
    }

    /// The value of a member that has to be there.
    ///
    /// # Errors
    ///
    /// `value` is `None`: `AssumeRoleResult.Credentials.SecretAccessKey is missing`.
    pub fn required<T>(&self, member: &str, value: Option<T>) -> Result<T, ReadError> {
        value.ok_or_else(|| ReadError::new(self.path().chain([member]), "is missing"))
    }

    /// An error at this element. `problem` goes on after the element's path: `holds no variant`.
    #[must_use]
    pub fn error(&self, problem: impl Display) -> ReadError {
        ReadError::new(self.path(), problem)
    }

    /// The names from the root's child down to this element.
    fn path(&self) -> impl Iterator<Item = &str> {
        let own = (self.depth > 1).then_some(self.name);
        self.document.path().take(self.depth.saturating_sub(2)).chain(own)
    }

    fn take_text(&mut self) -> Result<Cow<'x, str>, ReadError> {
        if self.document.depth() == self.depth
            && let Some(raw) = self.document.take_whole_text()
        {
            // The element is closed by now: an error names it as the last of its path all the same.
            return self.document.resolve(raw).map_err(|problem| self.error(problem));
        }
        let mut text = Cow::Borrowed("");
        while self.document.depth() >= self.depth {
            let more = match self.document.next_event()? {
                Event::Text(raw) => self.document.resolve(raw).map_err(|problem| self.error(problem))?,
                Event::Cdata(raw) => Cow::Borrowed(raw),
                Event::Open { .. } => {
                    return Err(self.error("holds an element where text was expected"));
                }
                Event::Close => continue,
            };
            if text.is_empty() {
                text = more;
            } else {
                text.to_mut().push_str(&more);
            }
        }
        Ok(text)
    }

    fn scalar<T, P: Display>(mut self, read: impl FnOnce(&str) -> Result<T, P>) -> Result<T, ReadError> {
        let text = self.take_text()?;
        scalar::read(&text, read).map_err(|problem| self.error(problem))
    }
}

#[cfg(test)]
mod tests;
