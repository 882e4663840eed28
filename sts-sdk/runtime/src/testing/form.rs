//! Reading of `application/x-www-form-urlencoded` bodies and of query strings.
//!
//! Strict where a lenient reader would hide a client's mistake: a broken escape or text that is not UTF-8
//! is refused, not repaired.

use std::fmt;

use percent_encoding::percent_decode;

/// Why a body or a query string could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormProblem {
    /// `%` without two hexadecimal digits after it.
    Escape,
    /// The decoded bytes are not UTF-8.
    Utf8,
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escape => "a percent sign is not followed by two hexadecimal digits",
            Self::Utf8 => "the text is not UTF-8",
        })
    }
}

impl std::error::Error for FormProblem {}

/// Decoded pairs of a form body or of a query string read as a form: `+` is a space, empty pieces between
/// separators are skipped, a name without `=` has the empty value. Order is kept, duplicates too.
pub fn parse_form(bytes: &[u8]) -> Result<Vec<(String, String)>, FormProblem> {
    pairs(bytes).map(|(name, value)| Ok((text(name)?, text(value)?))).collect()
}

/// A decoded name and value, not necessarily UTF-8.
pub(super) type RawPair = (Vec<u8>, Vec<u8>);

/// Decoded pairs of a query string as Signature Version 4 sees it: `+` is a plus sign.
pub(super) fn raw_pairs(query: &str) -> Result<Vec<RawPair>, FormProblem> {
    pairs(query.as_bytes()).map(|(name, value)| Ok((unescape(name)?, unescape(value)?))).collect()
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    bytes.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()).map(|piece| {
        let mut halves = piece.splitn(2, |byte| *byte == b'=');
        (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
    })
}

fn text(escaped: &[u8]) -> Result<String, FormProblem> {
    let spaced: Vec<u8> = escaped.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    String::from_utf8(unescape(&spaced)?).map_err(|_| FormProblem::Utf8)
}

fn unescape(escaped: &[u8]) -> Result<Vec<u8>, FormProblem> {
    let complete = escaped.iter().enumerate().all(|(at, byte)| {
        *byte != b'%'
            || matches!(escaped.get(at + 1..at + 3), Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
    });
    if complete { Ok(percent_decode(escaped).collect()) } else { Err(FormProblem::Escape) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        type Pairs = &'static [(&'static str, &'static str)];
        let table: [(&[u8], Pairs); 7] = [
            (b"", &[]),
            (b"&&", &[]),
            (b"A=1&B=", &[("A", "1"), ("B", "")]),
            (b"A&=b&A=2", &[("A", ""), ("", "b"), ("A", "2")]),
            (b"k=a+b%2Bc%20d", &[("k", "a b+c d")]),
            (b"%41=%C3%A9=x", &[("A", "\u{e9}=x")]),
            (b"k=%25zz", &[("k", "%zz")]),
        ];
        for (bytes, expected) in table {
            let expected: Vec<_> = expected.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            assert_eq!(parse_form(bytes), Ok(expected), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn broken_forms() {
        let table: [(&[u8], FormProblem); 5] = [
            (b"a=%", FormProblem::Escape),
            (b"a=%4", FormProblem::Escape),
            (b"a=%zz", FormProblem::Escape),
            (b"a=%ff", FormProblem::Utf8),
            (b"\xff=a", FormProblem::Utf8),
        ];
        for (bytes, expected) in table {
            assert_eq!(parse_form(bytes), Err(expected), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_plus_in_a_signed_query_is_a_plus() {
        assert_eq!(raw_pairs("a=1+2&b"), Ok(vec![(b"a".to_vec(), b"1+2".to_vec()), (b"b".to_vec(), vec![])]));
        assert_eq!(raw_pairs("a=%x"), Err(FormProblem::Escape));
    }
}
