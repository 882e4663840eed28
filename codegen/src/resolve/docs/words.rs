//! The words of a paragraph, escaped: whatever they say, they say it as text. Links lead to the web or
//! nowhere.
//!
//! Knows nothing of blocks; what a word may not do at the beginning of a line is the printer's.

/// Lines that a hard break ends, of words that a line may break between.
pub(super) type Inline = Vec<Vec<String>>;

/// A text that is no Markdown as a line of it.
pub(super) fn plain(text: &str) -> String {
    let mut words = Words::default();
    words.text(text);
    let lines = words.finish();
    lines.concat().join(" ")
}

/// Collects the words of a paragraph.
#[derive(Default)]
pub(super) struct Words {
    lines: Inline,
    words: Vec<String>,
    word: String,
    /// Where the link that is open leads; its text is not linked again.
    link: Option<Link>,
    /// A cell of a table, which a `|` would end.
    cell: bool,
}

#[derive(PartialEq)]
enum Link {
    /// To this address.
    Web(String),
    /// `<https://..>`: the text is the address.
    Auto,
    /// Nowhere: only the text stays.
    None,
}

impl Words {
    /// The words of a table's cell.
    pub(super) fn of_cell() -> Self {
        Self { cell: true, ..Self::default() }
    }

    /// Whether a link is open, in which nothing is linked again.
    pub(super) fn in_link(&self) -> bool {
        self.link.is_some()
    }

    /// Marks and what else is Markdown already.
    pub(super) fn push(&mut self, text: &str) {
        self.word.push_str(text);
    }

    /// Ends a word.
    pub(super) fn space(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    /// Ends a line.
    pub(super) fn line(&mut self) {
        self.space();
        if !self.words.is_empty() {
            self.lines.push(std::mem::take(&mut self.words));
        }
    }

    pub(super) fn finish(mut self) -> Inline {
        self.line();
        self.lines
    }

    /// A span of code, in brackets where it is to be linked.
    pub(super) fn code(&mut self, text: &str, linked: bool) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        // htmd writes the second form, which means nothing within code.
        let text = if self.cell { text.replace("&#124;", "|").replace('|', "\\|") } else { text };
        let run = longest_run(&text);
        let ticks = "`".repeat(if run == 0 { 1 } else { run + 1 });
        let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        let code = format!("{ticks}{pad}{text}{pad}{ticks}");
        self.push(&if linked { format!("[{code}]") } else { code });
    }

    /// Begins a link; `auto` where its text is the address.
    pub(super) fn open_link(&mut self, to: &str, auto: bool) {
        let link = match (is_web(to), auto) {
            (true, true) => {
                self.push(&format!("<{}>", url(to)));
                Link::Auto
            }
            (true, false) => {
                self.push("[");
                Link::Web(url(to))
            }
            (false, _) => Link::None,
        };
        self.link = Some(link);
    }

    pub(super) fn close_link(&mut self) {
        if let Some(Link::Web(url)) = self.link.take() {
            // A blank before the bracket would stay in the link.
            if self.word.is_empty() {
                self.word = self.words.pop().unwrap_or_default();
            }
            self.push(&format!("]({url})"));
        }
    }

    /// Text, as text: `<` would open HTML, `[` a link to an item, a bare address a warning.
    pub(super) fn text(&mut self, text: &str) {
        if self.link == Some(Link::Auto) {
            return;
        }
        let mut rest = text;
        while self.link.is_none()
            && let Some(start) = address(rest)
        {
            let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
            let (address, after) = from.split_at_checked(address_length(from)).unwrap_or((from, ""));
            self.characters(before);
            self.push(&format!("<{}>", url(address)));
            rest = after;
        }
        self.characters(rest);
    }

    fn characters(&mut self, text: &str) {
        let mut before = self.word.chars().last();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            let after = characters.clone().next();
            if c.is_whitespace() || hidden(c) {
                self.space();
            } else {
                let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let escaped = match c {
                    '<' | '[' | '`' => true,
                    ']' => self.link.is_some(),
                    '*' => !(blank(before) && blank(after)),
                    '_' => !(word(before) && word(after)),
                    '~' => !blank(before),
                    '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
                    '&' => is_reference(characters.as_str()),
                    '|' => self.cell,
                    _ => false,
                };
                if escaped {
                    self.word.push('\\');
                }
                self.word.push(c);
            }
            before = Some(c);
        }
    }
}

// Whether `amp;` or `#38;` follows, with which an `&` would be a character of that name.
fn is_reference(text: &str) -> bool {
    let name = text.split_once(';').map(|(name, _)| name.trim_start_matches('#'));
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// Backticks in a row, at most.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

// Where a bare address begins.
fn address(text: &str) -> Option<usize> {
    ["http://", "https://"]
        .iter()
        .filter_map(|scheme| {
            text.match_indices(scheme).map(|(at, _)| at).find(|at| {
                text.get(at + scheme.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
            })
        })
        .min()
}

// How far it goes; the punctuation behind it is the sentence's.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || hidden(c) || matches!(c, '<' | '>' | '"' | '`' | '[' | ']'));
    let address = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    let open = |address: &str| address.matches('(').count() < address.matches(')').count();
    let address = address.strip_suffix(')').filter(|_| open(address)).unwrap_or(address);
    address.len()
}

/// Whether a link may lead there.
pub(super) fn is_web(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len()
    })
}

/// The address without what would end a link.
pub(super) fn url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | '\\' | '"' | '`' | '|' | '[' | ']') {
            out.push(c);
        } else if !hidden(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Nobody sees a control character, and characters that turn the direction of text hide what stands there.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without them.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect()
}
