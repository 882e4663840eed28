//! The writer of awsQuery bodies: `Action=..&Version=..` and one pair for every scalar below the input.
//! It knows how values and keys are spelled, not which members an operation has.
//!
//! ```
//! use aws_query_runtime::query::{Members, QueryWriter};
//!
//! let mut writer = QueryWriter::new("TagRole", "2011-06-15");
//! let mut input = writer.members();
//! input.key("RoleName").string("a b");
//! input.key("Tags").list(Some("member"), [("team", "blue")], |value, (name, text)| {
//!     let mut tag = value.members();
//!     tag.key("Key").string(name);
//!     tag.key("Value").string(text);
//! });
//! assert_eq!(
//!     writer.finish().text,
//!     "Action=TagRole&Version=2011-06-15&RoleName=a%20b&Tags.member.1.Key=team&Tags.member.1.Value=blue",
//! );
//! ```

use std::fmt::{self, Display};
use std::io::Write as _;
use std::ops::Range;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use percent_encoding::percent_decode;
use zeroize::Zeroize;

use crate::byteset::ByteSet;
use crate::secret::Secret;
use crate::timestamp::{self, TimestampFormat};

/// Holds most of STS's requests without growing; long policies and assertions do not fit.
const INITIAL_CAPACITY: usize = 1024;

/// Writes one body, pair by pair, in the order of the calls.
pub struct QueryWriter {
    /// The body so far. All of it is ASCII, since everything is encoded; bytes are cheaper to append than characters.
    text: Vec<u8>,
    /// Where in `text` the encoded secrets lie.
    secrets: Vec<Range<usize>>,
    /// The key of the value about to be written, encoded: `Tags.member.2.Key`.
    key: Vec<u8>,
}

impl QueryWriter {
    /// Starts a body with `Action=<action>&Version=<version>`.
    #[must_use]
    pub fn new(action: &str, version: &str) -> Self {
        let mut text = Vec::with_capacity(INITIAL_CAPACITY);
        text.extend_from_slice(b"Action=");
        encode_into(&mut text, action);
        text.extend_from_slice(b"&Version=");
        encode_into(&mut text, version);
        Self { text, secrets: Vec::new(), key: Vec::with_capacity(64) }
    }

    /// The members of the operation's input.
    pub fn members(&mut self) -> Members<'_> {
        Members { writer: self, parent: 0 }
    }

    /// The body as written so far.
    #[must_use]
    pub fn finish(mut self) -> Body {
        let text = String::from_utf8(std::mem::take(&mut self.text));
        Body {
            // ASCII does not fail to be UTF-8.
            text: text.unwrap_or_default(),
            secrets: std::mem::take(&mut self.secrets),
        }
    }

    /// Writes `&key=` and leaves room for `value_len` bytes, each of which may grow to three.
    fn start_pair(&mut self, value_len: usize) {
        self.reserve(2 + self.key.len() + 3 * value_len + SPILL);
        self.text.push(b'&');
        self.text.extend_from_slice(&self.key);
        self.text.push(b'=');
    }

    fn pair(&mut self, value: &str) {
        self.start_pair(value.len());
        encode_into(&mut self.text, value);
    }

    /// A value made of unreserved characters. There is room for 360, more than the longest decimal of an `f64`.
    fn plain_pair(&mut self, value: impl Display) {
        self.start_pair(120);
        // Writing to a Vec does not fail.
        let _ = write!(self.text, "{value}");
    }

    /// Growing moves the text; what it leaves behind is overwritten where it may hold a secret.
    fn reserve(&mut self, additional: usize) {
        let needed = self.text.len() + additional;
        if needed > self.text.capacity() {
            let mut grown = Vec::with_capacity(needed.max(2 * self.text.capacity()));
            grown.extend_from_slice(&self.text);
            let mut outgrown = std::mem::replace(&mut self.text, grown);
            if !self.secrets.is_empty() {
                outgrown.zeroize();
            }
        }
    }

    /// Cuts the key back to its first `parent` bytes and appends one segment.
    fn set_segment(&mut self, parent: usize, name: &str) {
        self.key.truncate(parent);
        if parent > 0 {
            self.key.push(b'.');
        }
        encode_into(&mut self.key, name);
    }

    /// `Tags` to `Tags.member.2`, or to `Tags.2` without a name.
    fn set_element(&mut self, parent: usize, name: Option<&str>, number: usize) {
        match name {
            Some(name) => self.set_segment(parent, name),
            None => self.key.truncate(parent),
        }
        self.key.push(b'.');
        match u8::try_from(number) {
            Ok(digit @ 0..=9) => self.key.push(b'0' + digit),
            // Writing to a Vec does not fail.
            _ => drop(write!(self.key, "{number}")),
        }
    }
}

impl Drop for QueryWriter {
    fn drop(&mut self) {
        if !self.secrets.is_empty() {
            self.text.zeroize();
        }
    }
}

impl fmt::Debug for QueryWriter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "QueryWriter({} bytes, {} secrets)", self.text.len(), self.secrets.len())
    }
}

/// The members of the structure that the current key names.
#[derive(Debug)]
pub struct Members<'w> {
    writer: &'w mut QueryWriter,
    /// The length of the structure's own key.
    parent: usize,
}

impl Members<'_> {
    /// The value of the member with this wire name. Nothing is written until the value is.
    pub fn key(&mut self, name: &str) -> Value<'_> {
        self.writer.set_segment(self.parent, name);
        Value { writer: self.writer }
    }
}

/// A value about to be written at its key.
#[derive(Debug)]
#[must_use = "a value that is not written leaves no trace in the body"]
pub struct Value<'w> {
    writer: &'w mut QueryWriter,
}

impl<'w> Value<'w> {
    /// The text, which may be empty: `Name=`.
    pub fn string(self, text: &str) {
        self.writer.pair(text);
    }

    /// The text, and a note of where it lies; see [`Body::secrets`].
    pub fn secret(self, secret: &Secret) {
        let text = secret.expose();
        self.writer.start_pair(text.len());
        let QueryWriter { text: body, secrets, .. } = self.writer;
        let start = body.len();
        encode_into(body, text);
        secrets.push(start..body.len());
    }

    /// `true` or `false`.
    pub fn boolean(self, value: bool) {
        self.writer.plain_pair(value);
    }

    /// Decimal digits, with `-` where needed.
    pub fn integer(self, value: impl Into<i64>) {
        self.writer.plain_pair(value.into());
    }

    /// The shortest decimal that reads back as the same `f32`; `NaN`, `Infinity`, `-Infinity`.
    pub fn float(self, value: f32) {
        match special(value.into()) {
            Some(name) => self.writer.plain_pair(name),
            None => self.writer.plain_pair(value),
        }
    }

    /// The shortest decimal that reads back as the same `f64`; `NaN`, `Infinity`, `-Infinity`.
    pub fn double(self, value: f64) {
        match special(value) {
            Some(name) => self.writer.plain_pair(name),
            None => self.writer.plain_pair(value),
        }
    }

    /// Standard base64 with padding.
    pub fn blob(self, bytes: &[u8]) {
        self.writer.pair(&STANDARD.encode(bytes));
    }

    /// The point in time; see [`timestamp::write()`] for what becomes of fractions and distant years.
    pub fn timestamp(self, time: SystemTime, format: TimestampFormat) {
        self.writer.pair(&timestamp::format(time, format));
    }

    /// A nested structure: its members' keys are `Parent.Name`.
    pub fn members(self) -> Members<'w> {
        Members { parent: self.writer.key.len(), writer: self.writer }
    }

    /// `Name.member.1`, `Name.member.2`; a flattened list has no `member` and is written as `Name.1`. An empty
    /// list is one pair: `Name=`.
    pub fn list<T>(
        self,
        member: Option<&str>,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(Value<'_>, T),
    ) {
        let parent = self.writer.key.len();
        let mut count = 0;
        for item in items {
            count += 1;
            self.writer.set_element(parent, member, count);
            write(Value { writer: self.writer }, item);
        }
        if count == 0 {
            self.writer.pair("");
        }
    }

    /// `Name.entry.1.key` and `Name.entry.1.value`; a flattened map has no `entry`. An empty map is not
    /// written at all.
    pub fn map<K: AsRef<str>, V>(
        self,
        names: MapNames<'_>,
        entries: impl IntoIterator<Item = (K, V)>,
        mut write: impl FnMut(Value<'_>, V),
    ) {
        let parent = self.writer.key.len();
        for (place, (key, value)) in entries.into_iter().enumerate() {
            self.writer.set_element(parent, names.entry, place + 1);
            let entry = self.writer.key.len();
            self.writer.set_segment(entry, names.key);
            self.writer.pair(key.as_ref());
            self.writer.set_segment(entry, names.value);
            write(Value { writer: self.writer }, value);
        }
    }
}

/// What the parts of a map are called on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapNames<'n> {
    /// The element around each entry, `entry`; `None` for a flattened map.
    pub entry: Option<&'n str>,
    /// `key`, unless renamed.
    pub key: &'n str,
    /// `value`, unless renamed.
    pub value: &'n str,
}

/// The secrets that lie at these places of an encoded body, decoded.
pub(crate) fn secrets_in(body: &[u8], places: &[Range<usize>]) -> impl Iterator<Item = Secret> {
    places.iter().filter_map(|range| {
        let encoded = body.get(range.clone())?;
        let mut decoded = Vec::with_capacity(encoded.len());
        decoded.extend(percent_decode(encoded));
        String::from_utf8(decoded).ok().map(Secret::from)
    })
}

/// A finished body. `Debug` shows none of its values; one that holds secrets is overwritten when dropped.
pub struct Body {
    /// The body, encoded.
    pub text: String,
    /// Where in `text` the encoded secrets lie.
    pub secrets: Vec<Range<usize>>,
}

impl Body {
    /// The secrets as they were before encoding, to be struck out of texts that may repeat them.
    pub fn secret_values(&self) -> impl Iterator<Item = Secret> {
        secrets_in(self.text.as_bytes(), &self.secrets)
    }

    /// The body for a transport. One that holds secrets is overwritten when the last clone is dropped.
    #[must_use]
    pub fn into_bytes(mut self) -> Bytes {
        if self.secrets.is_empty() { Bytes::from(std::mem::take(&mut self.text)) } else { Bytes::from_owner(self) }
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Body({} bytes, {} secrets)", self.text.len(), self.secrets.len())
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if !self.secrets.is_empty() {
            self.text.zeroize();
        }
    }
}

/// Appends `text`, percent-encoded as RFC 3986 has it. A space becomes `%20`, never `+`.
fn encode_into(out: &mut Vec<u8>, text: &str) {
    // Names and many values need no encoding, and are copied whole.
    let clean = UNRESERVED.prefix_len(text.as_bytes());
    let (clean, rest) = text.as_bytes().split_at_checked(clean).unwrap_or_default();
    out.extend_from_slice(clean);
    if rest.is_empty() {
        return;
    }
    // A word of the table is written for every byte, and the next one over what was too much of it.
    let mut end = out.len();
    out.resize(end + 3 * rest.len() + SPILL, 0);
    for byte in rest {
        let word = ENCODED.get(usize::from(*byte)).copied().unwrap_or_default();
        if let Some(slot) = out.get_mut(end..end + 4) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        end += (word >> 24) as usize;
    }
    out.truncate(end);
}

/// How far a word of [`ENCODED`] reaches beyond the three bytes that may count.
const SPILL: usize = 1;

/// For every byte, up to three that stand for it, and how many do: `/` is `%2F` and 3, `a` is `a` and 1.
const ENCODED: [u32; 256] = {
    const fn digit(nibble: u8) -> u8 {
        nibble + if nibble < 10 { b'0' } else { b'A' - 10 }
    }
    let mut table = [0; 256];
    let (mut byte, mut slots) = (0, table.as_mut_slice());
    while let [slot, rest @ ..] = slots {
        *slot = u32::from_le_bytes(match is_unreserved(byte) {
            true => [byte, 0, 0, 1],
            false => [b'%', digit(byte >> 4), digit(byte & 15), 3],
        });
        (byte, slots) = (byte.wrapping_add(1), rest);
    }
    table
};

/// RFC 3986, section 2.3.
const UNRESERVED: ByteSet = ByteSet::ALPHANUMERIC.with(b"-._~");

/// As [`UNRESERVED`], where tables are worked out.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value.is_infinite() {
        Some(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
