//! Documentation of a model as lines of Markdown.
//!
//! The text is somebody else's: nothing in it may end a comment, open a link that leads nowhere, or
//! run as a doctest.

/// The lines of a documentation text; empty where there is none.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        let line = line.trim_end();
        // A tab or a carriage return inside a comment is shown by nobody.
        let mut line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            if fenced && line.trim() == "```" {
                line.push_str("text");
            }
        } else if !fenced {
            // Four blanks would make a code block, and so a doctest.
            line = escape(line.trim_start());
        }
        if line.is_empty() && lines.last().is_none_or(String::is_empty) {
            continue;
        }
        lines.push(line);
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines
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
            ("tab\there", &["tab here"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&lines(Some(text)), expected, "{text}");
        }
    }
}
