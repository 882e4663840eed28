//! Patterns as data: character classes with repeats, matched with ECMA's meaning.
//!
//! The generator has compiled them; what it could not compile never gets here.

use std::fmt;

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::byteset::ByteSet;

/// A class of characters and how often it may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Step {
    ranges: &'static [(char, char)],
    categories: &'static str,
    negated: bool,
    min: u32,
    max: Option<u32>,
    /// Those of its characters that are ASCII: nearly all of what is checked is.
    ascii: ByteSet,
}

impl Step {
    /// Characters in inclusive ranges, `min` to `max` times.
    #[must_use]
    pub const fn new(ranges: &'static [(char, char)], min: u32, max: Option<u32>) -> Self {
        Self { ranges, categories: "", negated: false, min, max, ascii: ascii(ranges, "", false) }
    }

    /// Also the characters of these general categories: `LZN` is `\p{L}\p{Z}\p{N}`.
    #[must_use]
    pub const fn categories(self, categories: &'static str) -> Self {
        Self { categories, ascii: ascii(self.ranges, categories, self.negated), ..self }
    }

    /// All characters but these.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { negated: true, ascii: ascii(self.ranges, self.categories, true), ..self }
    }

    /// As many characters of the class as `text` begins with and the step takes, and what follows them.
    fn take<'t>(&self, text: &'t str) -> (usize, &'t str) {
        let max = self.max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
        let within = text.as_bytes().get(..max).unwrap_or(text.as_bytes());
        let mut count = self.ascii.prefix_len(within);
        let mut rest = text.get(count..).unwrap_or_default();
        while count < max && rest.starts_with(|character| self.allows(character)) {
            let mut characters = rest.chars();
            characters.next();
            rest = characters.as_str();
            count += 1;
        }
        (count, rest)
    }

    fn allows(&self, character: char) -> bool {
        if let Ok(byte @ 0..128) = u8::try_from(character) {
            return self.ascii.contains(byte);
        }
        let listed = self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&character))
            || (!self.categories.is_empty() && self.categories.contains(group(character)));
        listed != self.negated
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("ranges", &self.ranges)
            .field("categories", &self.categories)
            .field("negated", &self.negated)
            .field("min", &self.min)
            .field("max", &self.max)
            .finish_non_exhaustive()
    }
}

/// Matches greedily, which the generator has made sure is right. The error is the index of the character, or
/// the number of characters where the text ends too early.
pub(super) fn matches(text: &str, steps: &[Step]) -> Result<(), usize> {
    let index_of = |rest: &str| text.chars().count() - rest.chars().count();
    let mut rest = text;
    for step in steps {
        let (count, after) = step.take(rest);
        rest = after;
        if count < usize::try_from(step.min).unwrap_or(usize::MAX) {
            return Err(index_of(rest));
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(index_of(rest)) }
}

// The one-letter group of a character's general category.
fn group(character: char) -> char {
    use GeneralCategory::{
        ClosePunctuation, ConnectorPunctuation, CurrencySymbol, DashPunctuation, DecimalNumber, EnclosingMark,
        FinalPunctuation, InitialPunctuation, LetterNumber, LineSeparator, LowercaseLetter, MathSymbol, ModifierLetter,
        ModifierSymbol, NonspacingMark, OpenPunctuation, OtherLetter, OtherNumber, OtherPunctuation, OtherSymbol,
        ParagraphSeparator, SpaceSeparator, SpacingMark, TitlecaseLetter, UppercaseLetter,
    };
    match get_general_category(character) {
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter => 'L',
        NonspacingMark | SpacingMark | EnclosingMark => 'M',
        DecimalNumber | LetterNumber | OtherNumber => 'N',
        ConnectorPunctuation | DashPunctuation | OpenPunctuation | ClosePunctuation | InitialPunctuation
        | FinalPunctuation | OtherPunctuation => 'P',
        MathSymbol | CurrencySymbol | ModifierSymbol | OtherSymbol => 'S',
        SpaceSeparator | LineSeparator | ParagraphSeparator => 'Z',
        _ => 'C',
    }
}

// The ASCII of a class, worked out when the program is compiled.
const fn ascii(mut ranges: &[(char, char)], categories: &str, negated: bool) -> ByteSet {
    let mut set = ByteSet::EMPTY;
    while let [(first, last), rest @ ..] = ranges {
        if first.is_ascii() {
            set = set.with_range(*first as u8, if last.is_ascii() { *last as u8 } else { 127 });
        }
        ranges = rest;
    }
    let mut byte = 0;
    while byte < 128 {
        if in_categories(byte, categories) {
            set = set.with(&[byte]);
        }
        byte += 1;
    }
    if negated { set.ascii_complement() } else { set }
}

const fn in_categories(byte: u8, categories: &str) -> bool {
    let mut categories = categories.as_bytes();
    while let [category, rest @ ..] = categories {
        if *category == ascii_group(byte) {
            return true;
        }
        categories = rest;
    }
    false
}

// What `group` says of ASCII.
const fn ascii_group(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => b'L',
        b'0'..=b'9' => b'N',
        b' ' => b'Z',
        b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~' => b'S',
        b'!'..=b'~' => b'P',
        _ => b'C',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_classed_as_all_of_unicode_is() {
        for byte in 0..128 {
            assert_eq!(char::from(ascii_group(byte)), group(char::from(byte)), "{byte}");
        }
        let step = Step::new(&[('\t', '\n'), ('x', '\u{ff}')], 0, None).categories("NZ");
        for (step, negated) in [(step, false), (step.negated(), true)] {
            for character in '\0'..'\u{200}' {
                let listed = matches!(character, '\t' | '\n' | 'x'..='\u{ff}' | '0'..='9' | ' ');
                assert_eq!(step.allows(character), listed != negated, "{character:?}");
            }
        }
    }

    #[test]
    fn steps_follow_one_another() {
        let digits = Step::new(&[('0', '9')], 2, Some(3));
        let dash = Step::new(&[('-', '-')], 1, Some(1));
        let other = Step::new(&[('0', '9')], 1, None).negated();
        let cases = [
            ("12-a", Ok(())),
            ("123-ab", Ok(())),
            ("1-a", Err(1)),
            ("1234-a", Err(3)),
            ("12-", Err(3)),
            ("12-a5", Err(4)),
            ("12-é日", Ok(())),
            ("12-é日5", Err(5)),
            ("1é", Err(1)),
        ];
        for (text, expected) in cases {
            assert_eq!(matches(text, &[digits, dash, other]), expected, "{text}");
        }
    }
}
