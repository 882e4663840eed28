//! Looks at many bytes at a time; texts, tokens above all, are most of a response.

use super::reference::is_xml_char;

/// What one look at a document tells about all its texts.
#[derive(Clone, Copy)]
pub(super) struct Survey {
    /// Every character is one of XML's.
    pub(super) all_xml_chars: bool,
    pub(super) has_ampersand: bool,
    pub(super) has_bracket: bool,
}

pub(super) fn survey(text: &str) -> Survey {
    // Most documents hold nothing but ASCII and line feeds. One look tells, and as bytes of a sign all others are less
    // than a space.
    let plain = |byte: i8| u8::from(byte == b'\n' as i8) | u8::from(byte >= b' ' as i8);
    let unusual = text
        .bytes()
        .fold(0, |unusual, byte| unusual | plain(byte as i8) ^ 1 | u8::from(byte == b'&') | u8::from(byte == b']'));
    if unusual == 0 {
        return Survey { all_xml_chars: true, has_ampersand: false, has_bracket: false };
    }
    let (mut control, mut high, mut ampersand, mut bracket) = (0, 0, 0, 0);
    for byte in text.bytes() {
        let white = u8::from(byte == b'\t') | u8::from(byte == b'\n') | u8::from(byte == b'\r');
        control |= u8::from(byte < 0x20) ^ white;
        high |= byte;
        ampersand |= u8::from(byte == b'&');
        bracket |= u8::from(byte == b']');
    }
    Survey {
        all_xml_chars: control == 0 && (high < 0x80 || text.chars().all(is_xml_char)),
        has_ampersand: ampersand != 0,
        has_bracket: bracket != 0,
    }
}

/// Splits before the first `<`.
pub(super) fn split_at_tag(text: &str) -> Option<(&str, &str)> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TAGS: u64 = u64::from_le_bytes([b'<'; 8]);
    let (words, last) = text.as_bytes().as_chunks::<8>();
    // Bytes that are `<` become zero, and the lowest zero borrows into its highest bit before any other can.
    let found = words.iter().enumerate().find_map(|(place, word)| {
        let differences = u64::from_le_bytes(*word) ^ TAGS;
        let zeros = differences.wrapping_sub(ONES) & !differences & (ONES << 7);
        (zeros != 0).then(|| 8 * place + zeros.trailing_zeros() as usize / 8)
    });
    let in_last = || Some(8 * words.len() + last.iter().position(|byte| *byte == b'<')?);
    text.split_at_checked(found.or_else(in_last)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_wherever_it_is() {
        for before in 0..100 {
            let text = "é".repeat(before / 2) + &"x".repeat(before % 2);
            let tagged = format!("{text}<a>{text}=;<");
            assert_eq!(split_at_tag(&tagged), Some((&*text, &*format!("<a>{text}=;<"))), "{before}");
            assert_eq!(split_at_tag(&text), None, "{before}");
        }
    }

    #[test]
    fn a_survey_finds_one_byte_among_many() {
        let cases = [
            ("\u{0}", false, false, false),
            ("\u{b}", false, false, false),
            ("\u{1f}", false, false, false),
            ("\u{fffe}", false, false, false),
            ("\u{ffff}", false, false, false),
            ("\u{fffd}", true, false, false),
            ("\u{f000}", true, false, false),
            ("\t", true, false, false),
            ("\r\n", true, false, false),
            ("\u{7f}", true, false, false),
            ("&", true, true, false),
            ("]", true, false, true),
        ];
        for (text, valid, ampersand, bracket) in cases {
            for place in [0, 1, 31, 32, 100] {
                let text = format!("{}{text}{}", "x".repeat(place), "x".repeat(100 - place));
                let survey = survey(&text);
                let found = (survey.all_xml_chars, survey.has_ampersand, survey.has_bracket);
                assert_eq!(found, (valid, ampersand, bracket), "{text:?}");
            }
        }
    }
}
