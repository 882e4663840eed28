//! Character references and the five named entities. There are no others without a DTD.

use std::borrow::Cow;

/// The text with its references resolved, borrowed where there are none.
///
/// # Errors
///
/// What is wrong with the first bad reference. The text is not repeated, since it may be part of a secret.
pub(super) fn resolve(raw: &str) -> Result<Cow<'_, str>, &'static str> {
    let Some((before, mut rest)) = raw.split_once('&') else {
        return Ok(Cow::Borrowed(raw));
    };
    // No reference is shorter than what it stands for: the text does not grow, and leaves no copies behind.
    let mut text = String::with_capacity(raw.len());
    text.push_str(before);
    loop {
        let (reference, after) = rest.split_once(';').ok_or("holds `&` where no reference follows")?;
        text.push(
            character(reference)
                .ok_or("holds a reference that is neither a character of XML nor one of lt, gt, amp, quot, apos")?,
        );
        let Some((before, next)) = after.split_once('&') else {
            text.push_str(after);
            return Ok(Cow::Owned(text));
        };
        text.push_str(before);
        rest = next;
    }
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = reference.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` takes a sign, XML does not.
    if !digits.starts_with(|first: char| first.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|character| is_xml_char(*character))
}

/// XML 1.0's `Char`: no control characters but tab, line feed and carriage return, no U+FFFE, no U+FFFF.
pub(super) fn is_xml_char(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
