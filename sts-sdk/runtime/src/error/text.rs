//! Texts from outside made fit for a sentence: without secrets, on one line, not too long.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::secret::Secret;

/// A text from outside without the secrets of the call, as they are and as a form holds them:
/// `SignatureDoesNotMatch` quotes the session token in its canonical request, a proxy the body.
pub(crate) fn scrub(mut text: String, secrets: &[Secret]) -> String {
    for secret in secrets {
        // Shorter than a one-time code is no secret, and would tear words apart.
        if secret.expose().len() < 4 {
            continue;
        }
        let encoded = utf8_percent_encode(secret.expose(), FORM).to_string();
        for shape in [secret.expose(), encoded.as_str()] {
            if text.contains(shape) {
                text = text.replace(shape, "[redacted]");
            }
        }
    }
    text
}

const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters of a service's text in a sentence at most.
const LONGEST: usize = 2_000;

/// Writes on one line, so that nothing from outside can look like a line of a log of its own.
pub(crate) struct OneLine<'w, 'f>(pub(crate) &'w mut fmt::Formatter<'f>);

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.0.write_char(match character {
                '\n' | '\r' | '\t' => ' ',
                // What turns the direction of text makes it read as something else.
                hidden if hidden.is_control() => '\u{FFFD}',
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
                other => other,
            })?;
        }
        Ok(())
    }
}

/// The start of a long text.
pub(crate) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}..", text.get(..at).unwrap_or_default()).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_out_of_texts() {
        let secrets = [Secret::from("tokenABC"), Secret::from("a"), Secret::from("")];
        assert_eq!(scrub("a tokenABC and tokenABC".into(), &secrets), "a [redacted] and [redacted]");
        let secrets = [Secret::from("a+b/c==")];
        assert_eq!(scrub("SAMLAssertion=a%2Bb%2Fc%3D%3D&x".into(), &secrets), "SAMLAssertion=[redacted]&x");
    }
}
