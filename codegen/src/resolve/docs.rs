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
        if fenced || line.starts_with("```") {
            lines.push(line);
        } else {
            wrap(&line, &mut lines);
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines
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
            ("tab\there", &["tab here"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&lines(Some(text)), expected, "{text}");
        }
    }
}
