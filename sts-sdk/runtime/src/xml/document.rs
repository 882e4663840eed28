//! A document as a series of events, with the checks that make it well-formed. Knows nothing of values.
//!
//! `xmlparser` tokenizes markup, one piece at a time. Texts and the plainest tags, `<Arn>` and `</Arn>`, are found here:
//! they are nearly all of a response, and comparing bytes costs a tenth of asking for characters one by one.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::ops::Range;

use xmlparser::{ElementEnd, StrSpan, Token, Tokenizer};

use super::error::Excerpt;
use super::scan::{self, Survey};
use super::{Element, ReadError, reference};
use crate::byteset::ByteSet;

/// The longest document that is read, in bytes: 16 MiB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// How many elements may be open at a time. Bounds the recursion of readers of recursive shapes.
pub const MAX_DEPTH: usize = 128;
/// How many attributes an element may have.
pub const MAX_ATTRIBUTES: usize = 128;

/// A document being read, from its start to its end. `Debug` shows where the reader is, and no values.
pub struct Document<'x> {
    text: &'x str,
    /// What has not been read of `text`.
    rest: &'x str,
    survey: Survey,
    state: State,
    open: Vec<Open<'x>>,
    /// Those of the open elements, and of the one closed last: name with prefix, and raw value.
    attributes: Vec<(&'x str, &'x str)>,
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<&str> = self.open.iter().map(|open| open.local).collect();
        write!(formatter, "Document({} of {} bytes left, in {path:?})", self.rest.len(), self.text.len())
    }
}

#[derive(PartialEq, Eq)]
enum State {
    Prolog,
    Content,
    /// The last start tag was `<Name/>`: its end is yet to be reported.
    EmptyElement,
}

/// An element whose end tag has not been read.
struct Open<'x> {
    /// With its prefix: what the end tag has to repeat.
    qualified: &'x str,
    local: &'x str,
    /// Where its attributes end in `Document::attributes`.
    attributes_end: usize,
}

/// What comes next in the content of the root.
pub(super) enum Event<'x> {
    Open {
        name: &'x str,
        attributes: Range<usize>,
    },
    Close,
    /// References not resolved.
    Text(&'x str),
    Cdata(&'x str),
}

impl<'x> Document<'x> {
    /// Prepares to read a document: UTF-8, with or without a byte order mark.
    ///
    /// # Errors
    ///
    /// It is longer than [`MAX_BYTES`], is not UTF-8, or holds characters that XML has no place for.
    pub fn parse(bytes: &'x [u8]) -> Result<Self, ReadError> {
        let refuse = |problem: &dyn Display| ReadError::new(std::iter::empty(), problem);
        if bytes.len() > MAX_BYTES {
            return Err(refuse(&format_args!("is longer than {MAX_BYTES} bytes")));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|error| refuse(&format_args!("is not UTF-8 from byte {} on", error.valid_up_to())))?;
        let survey = scan::survey(text);
        if !survey.all_xml_chars {
            return Err(refuse(&"holds a character that XML does not allow"));
        }
        Ok(Self { text, rest: text, survey, state: State::Prolog, open: Vec::with_capacity(8), attributes: Vec::new() })
    }

    /// The root element. There is one, and it can be asked for once.
    ///
    /// # Errors
    ///
    /// What comes before it is not well-formed, or it is not there; a DTD; an encoding other than UTF-8.
    pub fn root(&mut self) -> Result<Element<'_, 'x>, ReadError> {
        if self.state != State::Prolog {
            return Err(self.error("has but one root"));
        }
        self.read_prolog()?;
        let event = match self.take_plain_start_tag()? {
            Some(event) => event,
            None => {
                let mut tokens = self.tokens();
                match self.next_token(&mut tokens)? {
                    Some(Token::ElementStart { local, span, .. }) => self.open(&mut tokens, local, span)?,
                    _ => return Err(self.fail("has no root element")),
                }
            }
        };
        match event {
            Event::Open { name, attributes } => Ok(Element { document: self, name, depth: 1, attributes }),
            _ => Err(self.fail("has no root element")),
        }
    }

    /// Reads whatever is left.
    ///
    /// # Errors
    ///
    /// The rest is not well-formed, ends too early, or goes on after the root.
    pub fn finish(mut self) -> Result<(), ReadError> {
        if self.state == State::Prolog {
            self.root()?;
        }
        while self.depth() > 0 {
            if let Event::Text(text) = self.next_event()? {
                self.resolve(text).map_err(|problem| self.error(problem))?;
            }
        }
        self.read_epilog()
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The names of the open elements, without the root.
    pub(super) fn path(&self) -> impl Iterator<Item = &str> {
        self.open.iter().skip(1).map(|open| open.local)
    }

    /// An error at the innermost open element.
    pub(super) fn error(&self, problem: impl Display) -> ReadError {
        ReadError::new(self.path(), problem)
    }

    pub(super) fn attribute(&self, range: Range<usize>, name: &str) -> Option<Cow<'x, str>> {
        let (_, value) = self.attributes.get(range)?.iter().find(|(candidate, _)| *candidate == name)?;
        // Checked when the tag was read.
        self.resolve(value).ok()
    }

    /// The text with its references resolved, or what is wrong with them.
    pub(super) fn resolve(&self, raw: &'x str) -> Result<Cow<'x, str>, &'static str> {
        if self.survey.has_ampersand { reference::resolve(raw) } else { Ok(Cow::Borrowed(raw)) }
    }

    /// The next event inside the root, comments and processing instructions left out. Called while it is open.
    pub(super) fn next_event(&mut self) -> Result<Event<'x>, ReadError> {
        if self.state == State::EmptyElement {
            return Ok(self.close());
        }
        loop {
            if let Some(text) = self.take_text()? {
                return Ok(Event::Text(text));
            }
            if self.take_end_tag() {
                return Ok(self.close());
            }
            if let Some(event) = self.take_plain_start_tag()? {
                return Ok(event);
            }
            let mut tokens = self.tokens();
            match self.next_token(&mut tokens)? {
                Some(Token::ElementStart { local, span, .. }) => {
                    return self.open(&mut tokens, local, span);
                }
                Some(Token::ElementEnd { end: ElementEnd::Close(_, _), span }) => {
                    self.check_end_tag(span)?;
                    self.skip_past(span);
                    return Ok(self.close());
                }
                Some(Token::Cdata { text, span }) => {
                    self.skip_past(span);
                    return Ok(Event::Cdata(text.as_str()));
                }
                token => self.skip_comment(token)?,
            }
        }
    }

    /// Up to the start tag of the root.
    fn read_prolog(&mut self) -> Result<(), ReadError> {
        let begins_with_root = |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphabetic());
        if self.rest.strip_prefix('<').is_some_and(begins_with_root) {
            return Ok(());
        }
        let mut tokens = Tokenizer::from(self.text);
        loop {
            match self.next_token(&mut tokens)? {
                Some(Token::Declaration { encoding, .. }) => {
                    if encoding.is_some_and(|name| !name.as_str().eq_ignore_ascii_case("utf-8")) {
                        return Err(self.fail("declares an encoding other than UTF-8"));
                    }
                }
                Some(Token::ElementStart { span, .. }) => {
                    self.rest = self.text.get(span.start()..).unwrap_or_default();
                    return Ok(());
                }
                Some(Token::DtdStart { .. } | Token::EmptyDtd { .. }) => {
                    return Err(self.fail("has a DTD"));
                }
                None => return Err(self.fail("has no root element")),
                token => self.skip_comment(token)?,
            }
        }
    }

    /// From the end of the root on.
    fn read_epilog(&mut self) -> Result<(), ReadError> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
            if self.rest.is_empty() {
                return Ok(());
            }
            let mut tokens = self.tokens();
            match self.next_token(&mut tokens)? {
                token @ Some(Token::Comment { .. } | Token::ProcessingInstruction { .. }) => {
                    self.skip_comment(token)?
                }
                _ => return Err(self.fail("goes on after its root element")),
            }
        }
    }

    /// Reads the attributes and the end of a start tag whose name has been read.
    fn open(
        &mut self,
        tokens: &mut Tokenizer<'x>,
        local: StrSpan<'x>,
        tag: StrSpan<'x>,
    ) -> Result<Event<'x>, ReadError> {
        let first = self.first_attribute();
        let qualified = tag.as_str().strip_prefix('<').unwrap_or_default();
        let end = loop {
            match self.next_token(tokens)? {
                Some(Token::Attribute { local, value, span, .. }) => {
                    // `xsi:type="..."`: the name begins the token and ends where its local part does.
                    let name_len = local.end() - span.start();
                    let name = span.as_str().get(..name_len).unwrap_or_default();
                    self.add_attribute(first, name, value.as_str())?;
                }
                Some(Token::ElementEnd { span, .. }) => break span,
                _ => return Err(self.fail("ends inside a tag")),
            }
        };
        self.skip_past(end);
        let state = if end.as_str() == "/>" { State::EmptyElement } else { State::Content };
        self.push(qualified, local.as_str(), first, state)
    }

    fn push(
        &mut self,
        qualified: &'x str,
        name: &'x str,
        first_attribute: usize,
        state: State,
    ) -> Result<Event<'x>, ReadError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fail(format_args!("is nested more than {MAX_DEPTH} deep")));
        }
        self.state = state;
        let attributes_end = self.attributes.len();
        self.open.push(Open { qualified, local: name, attributes_end });
        Ok(Event::Open { name, attributes: first_attribute..attributes_end })
    }

    /// Where the attributes of the next element to be opened begin.
    fn first_attribute(&mut self) -> usize {
        let first = self.open.last().map_or(0, |open| open.attributes_end);
        self.attributes.truncate(first);
        first
    }

    fn add_attribute(&mut self, first: usize, name: &'x str, value: &'x str) -> Result<(), ReadError> {
        let own = self.attributes.get(first..).unwrap_or_default();
        if own.len() >= MAX_ATTRIBUTES {
            return Err(self.fail(format_args!("holds an element of more than {MAX_ATTRIBUTES} attributes")));
        }
        if own.iter().any(|(other, _)| *other == name) {
            return Err(self.fail(format_args!("holds an element with two attributes `{}`", Excerpt(name))));
        }
        self.resolve(value).map_err(|problem| self.fail(problem))?;
        self.attributes.push((name, value));
        Ok(())
    }

    fn close(&mut self) -> Event<'x> {
        self.state = State::Content;
        self.open.pop();
        Event::Close
    }

    /// What lies before the next `<`, unless it comes at once.
    fn take_text(&mut self) -> Result<Option<&'x str>, ReadError> {
        if self.rest.starts_with('<') {
            return Ok(None);
        }
        let Some((text, tag)) = scan::split_at_tag(self.rest) else {
            return Err(self.fail("ends before its end tag"));
        };
        if self.survey.has_bracket && text.contains("]]>") {
            return Err(self.fail("holds `]]>` outside a CDATA section"));
        }
        self.rest = tag;
        Ok(Some(text))
    }

    /// The rest of the innermost element and its end tag, if that is one text and they are spelled as usual.
    pub(super) fn take_whole_text(&mut self) -> Option<&'x str> {
        if self.state != State::Content || self.survey.has_bracket {
            return None;
        }
        let (text, tag) = scan::split_at_tag(self.rest)?;
        self.rest = end_tag(tag, self.open.last()?.qualified)?;
        self.close();
        Some(text)
    }

    /// Takes the end tag that has to come, where it comes and has no white space in it. Leaves all others, and
    /// the wrong ones, to the tokenizer.
    fn take_end_tag(&mut self) -> bool {
        let Some(open) = self.open.last() else {
            return false;
        };
        let Some(rest) = end_tag(self.rest, open.qualified) else {
            return false;
        };
        self.rest = rest;
        true
    }

    /// Takes a start tag of names of ASCII letters and digits, one space before each attribute and values in double
    /// quotes without a reference: `<Arn>`, `<Response xmlns="urn:x">`. Leaves all others to the tokenizer.
    fn take_plain_start_tag(&mut self) -> Result<Option<Event<'x>>, ReadError> {
        let Some((name, mut after)) = self.rest.strip_prefix('<').and_then(split_plain_name) else {
            return Ok(None);
        };
        let first = self.first_attribute();
        while let Some((attribute, value, rest)) = split_plain_attribute(after) {
            self.add_attribute(first, attribute, value)?;
            after = rest;
        }
        let Some(rest) = after.strip_prefix('>') else {
            self.attributes.truncate(first);
            return Ok(None);
        };
        self.rest = rest;
        self.push(name, name, first, State::Content).map(Some)
    }

    fn check_end_tag(&mut self, tag: StrSpan<'x>) -> Result<(), ReadError> {
        let name = tag.as_str().trim_start_matches("</").trim_end_matches([' ', '\t', '\r', '\n', '>']);
        match self.open.last() {
            Some(open) if open.qualified == name => Ok(()),
            _ => Err(self.fail(format_args!("is closed by `</{}>`", Excerpt(name)))),
        }
    }

    fn skip_comment(&mut self, token: Option<Token<'x>>) -> Result<(), ReadError> {
        match token {
            Some(Token::Comment { span, .. }) => self.skip_past(span),
            Some(Token::ProcessingInstruction { target, span, .. }) if !target.as_str().eq_ignore_ascii_case("xml") => {
                self.skip_past(span);
            }
            _ => return Err(self.fail("is not well-formed")),
        }
        Ok(())
    }

    fn skip_past(&mut self, span: StrSpan<'x>) {
        self.rest = self.text.get(span.end()..).unwrap_or_default();
    }

    fn tokens(&self) -> Tokenizer<'x> {
        Tokenizer::from_fragment(self.text, self.text.len() - self.rest.len()..self.text.len())
    }

    fn next_token(&mut self, tokens: &mut Tokenizer<'x>) -> Result<Option<Token<'x>>, ReadError> {
        tokens.next().transpose().map_err(|error| {
            // The tokenizer's own words repeat characters of the document.
            let at = error.pos();
            self.fail(format_args!("is not well-formed at line {}, column {}", at.row, at.col))
        })
    }

    /// An error after which nothing more can be read.
    fn fail(&mut self, problem: impl Display) -> ReadError {
        self.rest = "";
        self.error(problem)
    }
}

/// What follows `</Arn>`.
fn end_tag<'x>(text: &'x str, name: &str) -> Option<&'x str> {
    text.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>')
}

/// `Arn>..` to `Arn` and `>..`.
fn split_plain_name(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.split_at_checked(ByteSet::ALPHANUMERIC.prefix_len(text.as_bytes()))?;
    name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic()).then_some((name, after))
}

/// ` xmlns="urn:x">..` to `xmlns`, `urn:x` and `>..`.
fn split_plain_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = split_plain_name(text.strip_prefix(' ')?)?;
    let after = after.strip_prefix("=\"")?;
    let end = after.bytes().position(|byte| matches!(byte, b'"' | b'<' | b'&'))?;
    let (value, after) = after.split_at_checked(end)?;
    Some((name, value, after.strip_prefix('"')?))
}
