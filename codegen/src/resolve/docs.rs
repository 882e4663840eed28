//! Documentation of a model as lines of Markdown.
//!
//! The text is somebody else's: nothing in it may end a comment, open a link that leads nowhere, or
//! run as a doctest.

/// Characters of a line at most, links apart.
const WIDTH: usize = 112;

/// The lines of a documentation text; empty where there is none.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    // The marks that opened a block of code: three or more of one kind.
    let mut fence: Option<(char, usize)> = None;
    for line in text.trim().lines() {
        let line = printable(line.trim_end());
        match (fence, fence_of(&line)) {
            (None, Some((mark, count))) => {
                // Whatever the model calls it: code of a model is shown, and never run as a doctest.
                fence = Some((mark, count));
                lines.push(format!("{}text", mark.to_string().repeat(count)));
            }
            (Some((mark, count)), found) => {
                let closes = found.is_some_and(|(other, length)| other == mark && length >= count)
                    && line.trim().chars().all(|c| c == mark);
                if closes {
                    fence = None;
                    lines.push(mark.to_string().repeat(count));
                } else {
                    lines.push(line);
                }
            }
            (None, None) => {
                // Four blanks would make a block of code too.
                let line = escape(line.trim_start());
                if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
                    wrap(&line, &mut lines);
                }
            }
        }
    }
    if let Some((mark, count)) = fence {
        lines.push(mark.to_string().repeat(count));
    }
    lines
}

/// A text that stands in one line of documentation or source: a title, a note.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(printable).collect();
    escape(&words.join(" "))
}

// Nobody sees a control character, and characters that turn the direction of text hide what stands there.
fn printable(text: &str) -> String {
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect()
}

fn fence_of(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = line.chars().take_while(|c| *c == mark).count();
    (count >= 3).then_some((mark, count))
}

// A line of a list goes on indented. No line may begin with what would start a list or heading.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let indent = match line.split_once(' ') {
        Some(("-" | "*" | "+", _)) => "  ",
        Some((number, _))
            if number.len() < 4 && number.ends_with(['.', ')']) && number.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            "   "
        }
        _ => "",
    };
    let mut current = String::new();
    let mut in_code = false;
    for word in line.split(' ') {
        let starts_block = word.starts_with(['-', '+', '*', '#', '>', '=', '|', '~'])
            || word.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit());
        if current.chars().count() + 1 + word.chars().count() > WIDTH
            && !in_code
            && !starts_block
            && !current.trim().is_empty()
        {
            lines.push(std::mem::replace(&mut current, indent.to_owned()));
            current.push_str(word);
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    lines.push(current);
}

/// The lines, or a sentence that names the thing where the model says nothing.
pub(crate) fn lines_or(text: Option<&str>, otherwise: &str) -> Vec<String> {
    let lines = lines(text);
    if lines.is_empty() { vec![otherwise.to_owned()] } else { lines }
}

// Outside code spans: `<` would open HTML and `[` a link to an item, unless `(` follows its `]`.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    let balanced = line.matches('`').count().is_multiple_of(2);
    for (at, character) in line.char_indices() {
        let rest = line.get(at..).unwrap_or_default();
        match character {
            '`' if balanced => {
                in_code = !in_code;
                out.push('`');
            }
            '`' => out.push_str("\\`"),
            '<' | '>' if !in_code => {
                out.push('\\');
                out.push(character);
            }
            '[' if !in_code && !rest.split_once(']').is_some_and(|(_, after)| after.starts_with("(http")) => {
                out.push_str("\\[");
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn hostile_texts_stay_text() {
        let cases: &[(&str, &[&str])] = &[
            ("One.\n\n\n\nTwo.", &["One.", "", "Two."]),
            ("    four blanks", &["four blanks"]),
            ("see [Tag] and [docs](https://example.com)", &["see \\[Tag] and [docs](https://example.com)"]),
            ("<script> `a<b>` */", &["\\<script\\> `a<b>` */"]),
            ("odd ` tick", &["odd \\` tick"]),
            ("```\nlet x;", &["```text", "let x;", "```"]),
            ("```rust\npanic!()\n```\nafter", &["```text", "panic!()", "```", "after"]),
            ("````should_panic\n```\n````", &["````text", "```", "````"]),
            ("~~~\ncode\n~~~", &["~~~text", "code", "~~~"]),
            ("turned \u{202E}round", &["turned  round"]),
            ("tab\there", &["tab here"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&lines(Some(text)), expected, "{text}");
        }
    }

    #[test]
    fn titles_stay_in_one_line() {
        let hostile = "T\n#![doc = include_str!(\"/etc/hostname\")]\r\n//! ```\u{2066}";
        assert_eq!(super::one_line(hostile), "T #!\\[doc = include_str!(\"/etc/hostname\")] //! \\`\\`\\` ");
    }
}
