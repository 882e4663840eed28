//! JSON, as far as policies, token claims and JSON answers need it: a strict reader, and quoting of strings.

use std::iter::Peekable;
use std::str::Chars;

/// Deeper documents are refused, so that no document can exhaust the stack.
const MAX_DEPTH: usize = 64;

/// A JSON value. Numbers keep their text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole document; `None` if it is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.chars().peekable() };
        let value = reader.value(0)?;
        reader.skip_space();
        reader.rest.next().is_none().then_some(value)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(other, _)| other == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn seconds(&self) -> Option<u64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

/// A string with its quotes and escapes.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_space();
        match self.rest.peek()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.string().map(Json::Text),
            't' => self.word("true", Json::Bool(true)),
            'f' => self.word("false", Json::Bool(false)),
            'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.expect('{')?;
        let mut members = Vec::new();
        if self.take('}') {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.skip_space();
            self.expect(':')?;
            members.push((name, self.value(depth + 1)?));
            if !self.take(',') {
                self.expect('}')?;
                return Some(Json::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.expect('[')?;
        let mut elements = Vec::new();
        if self.take(']') {
            return Some(Json::List(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            if !self.take(',') {
                self.expect(']')?;
                return Some(Json::List(elements));
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.rest.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.four_digits()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit);
                }
                self.expect('\\')?;
                self.expect('u')?;
                let low = self.four_digits()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
            }
            _ => return None,
        })
    }

    fn four_digits(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |number, _| Some(number * 16 + self.rest.next()?.to_digit(16)?))
    }

    // -0.5e+3
    fn number(&mut self) -> Option<Json> {
        let mut text = String::new();
        self.copy_if(&mut text, |c| c == '-');
        if self.copy_if(&mut text, |c| c == '0') {
            if self.rest.peek().is_some_and(char::is_ascii_digit) {
                return None;
            }
        } else {
            self.copy_digits(&mut text)?;
        }
        if self.copy_if(&mut text, |c| c == '.') {
            self.copy_digits(&mut text)?;
        }
        if self.copy_if(&mut text, |c| matches!(c, 'e' | 'E')) {
            self.copy_if(&mut text, |c| matches!(c, '+' | '-'));
            self.copy_digits(&mut text)?;
        }
        Some(Json::Number(text))
    }

    fn copy_digits(&mut self, text: &mut String) -> Option<()> {
        let start = text.len();
        while self.copy_if(text, |c| c.is_ascii_digit()) {}
        (text.len() > start).then_some(())
    }

    fn copy_if(&mut self, text: &mut String, wanted: impl Fn(char) -> bool) -> bool {
        match self.rest.next_if(|c| wanted(*c)) {
            Some(c) => {
                text.push(c);
                true
            }
            None => false,
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.chars().try_for_each(|c| self.expect(c))?;
        Some(value)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip_space();
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.rest.next_if_eq(&wanted).map(drop)
    }

    fn skip_space(&mut self) {
        while self.rest.next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        for text in [
            "null",
            " {} ",
            "[]",
            "[ 1 , -0.5e+3 , 0, 10E2]",
            r#"{"a": {"b": [true, false, null, "\u00e9\ud83d\ude00\n\/"]}, "a": 1}"#,
        ] {
            assert!(Json::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "'a'",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "nul",
            "nulll",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"a\nb\"",
            "\"",
            "{} {}",
            "[1 2]",
            "\u{feff}{}",
        ] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(&nested(MAX_DEPTH)).is_some());
        assert!(Json::parse(&nested(MAX_DEPTH + 1)).is_none());
        assert!(Json::parse(&"[".repeat(1_000_000)).is_none());
    }

    #[test]
    fn members_and_quoting() {
        let text = "a\"b\\c\n\u{e9}\u{1f600}";
        let document = Json::parse(&format!("{{\"k\": {}, \"n\": 17}}", quote(text))).unwrap();
        assert_eq!(document.get("k").and_then(Json::text), Some(text));
        assert_eq!(document.get("n").and_then(Json::seconds), Some(17));
        assert_eq!(document.get("x"), None);
    }
}
