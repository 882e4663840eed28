//! Blocks to lines: wrapped, with the marks and indents that Markdown wants, as few as it allows.

use pulldown_cmark::{Alignment, HeadingLevel};

use super::{
    markdown::Block,
    words::{Inline, longest_run},
};

/// Characters of a line at most, words that are longer and tables apart.
const WIDTH: usize = 112;

/// The lines of a text.
pub(super) fn print(blocks: &[Block]) -> Vec<String> {
    let mut levels = Vec::new();
    headings(blocks, &mut levels);
    levels.sort_unstable();
    levels.dedup();
    let mut lines = Lines { lines: Vec::new(), levels };
    lines.blocks(blocks, "", "");
    lines.lines
}

fn headings(blocks: &[Block], levels: &mut Vec<HeadingLevel>) {
    for block in blocks {
        match block {
            Block::Heading(level, _) => levels.push(*level),
            Block::Quote(blocks) => headings(blocks, levels),
            Block::List(_, items) => items.iter().for_each(|item| headings(item, levels)),
            _ => {}
        }
    }
}

struct Lines {
    lines: Vec<String>,
    /// The levels of headings, the highest first.
    levels: Vec<HeadingLevel>,
}

impl Lines {
    // `first` goes before the first line, `rest` before the others.
    fn blocks(&mut self, blocks: &[Block], first: &str, rest: &str) {
        let mut prefix = first;
        let mut list: Option<bool> = None;
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                self.lines.push(rest.trim_end().to_owned());
            }
            let other = matches!((block, list), (Block::List(start, _), Some(numbered)) if start.is_some() == numbered);
            self.block(block, prefix, rest, other);
            // Two lists that follow each other would be one if their marks were the same.
            list = match block {
                Block::List(start, _) if !other => Some(start.is_some()),
                _ => None,
            };
            prefix = rest;
        }
        if blocks.is_empty() && first != rest {
            self.lines.push(first.trim_end().to_owned());
        }
    }

    fn block(&mut self, block: &Block, first: &str, rest: &str, other: bool) {
        match block {
            Block::Paragraph(inline) => self.inline(inline, first, rest),
            Block::Heading(level, inline) => {
                let level = self.levels.iter().position(|known| known == level).unwrap_or_default();
                let marks = "#".repeat((level + 2).min(6));
                self.lines.push(format!("{first}{marks} {}", inline.concat().join(" ")));
            }
            Block::Code(code) => {
                let longest = code.iter().map(|line| longest_run(line)).max().unwrap_or_default();
                let fence = "`".repeat((longest + 1).max(3));
                // Whatever the model calls it: code of a model is shown, and never run as a doctest.
                self.lines.push(format!("{first}{fence}text"));
                self.lines.extend(code.iter().map(|line| format!("{rest}{line}").trim_end().to_owned()));
                self.lines.push(format!("{rest}{fence}"));
            }
            Block::Quote(blocks) => self.blocks(blocks, &format!("{first}> "), &format!("{rest}> ")),
            Block::List(start, items) => self.list(*start, items, first, rest, other),
            Block::Table(alignments, rows) => self.table(alignments, rows, first, rest),
            Block::Rule => self.lines.push(format!("{first}---")),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], first: &str, rest: &str, other: bool) {
        let tight = items.iter().all(|item| is_tight(item));
        for (at, item) in items.iter().enumerate() {
            let number = start.map(|start| start.saturating_add(u64::try_from(at).unwrap_or_default()) % 1_000_000_000);
            let marker = match (number, other) {
                (Some(number), false) => format!("{number}. "),
                (Some(number), true) => format!("{number}) "),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            if at > 0 && !tight {
                self.lines.push(rest.trim_end().to_owned());
            }
            let (before, after) = (if at == 0 { first } else { rest }, " ".repeat(marker.len()));
            let (before, after) = (format!("{before}{marker}"), format!("{rest}{after}"));
            match item.split_first() {
                Some((Block::Paragraph(inline), blocks)) if tight => {
                    self.inline(inline, &before, &after);
                    for block in blocks {
                        self.block(block, &after, &after, false);
                    }
                }
                _ => self.blocks(item, &before, &after),
            }
        }
    }

    fn table(&mut self, alignments: &[Alignment], rows: &[Vec<Inline>], first: &str, rest: &str) {
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| cell.concat().join(" ")).collect();
            let before = if at == 0 { first } else { rest };
            self.lines.push(format!("{before}| {} |", cells.join(" | ")));
            if at == 0 {
                let marks = alignments.iter().map(|alignment| match alignment {
                    Alignment::None => "---",
                    Alignment::Left => ":--",
                    Alignment::Center => ":-:",
                    Alignment::Right => "--:",
                });
                self.lines.push(format!("{rest}| {} |", marks.collect::<Vec<_>>().join(" | ")));
            }
        }
    }

    fn inline(&mut self, inline: &Inline, first: &str, rest: &str) {
        let mut prefix = first;
        for (at, words) in inline.iter().enumerate() {
            let mut line = prefix.to_owned();
            let mut empty = true;
            for word in words {
                if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                    self.lines.push(std::mem::replace(&mut line, rest.to_owned()));
                    empty = true;
                }
                if empty {
                    line.push_str(&guarded(word));
                } else {
                    line.push(' ');
                    line.push_str(word);
                }
                empty = false;
            }
            if at + 1 < inline.len() {
                line.push('\\');
            }
            self.lines.push(line);
            prefix = rest;
        }
    }
}

// A paragraph, and lists of which the same is true.
fn is_tight(item: &[Block]) -> bool {
    match item.split_first() {
        Some((Block::Paragraph(_), blocks)) => match blocks {
            [] => true,
            [Block::List(_, items)] => items.iter().all(|item| is_tight(item)),
            _ => false,
        },
        _ => false,
    }
}

// No line begins with what would start a list, a heading, a quote or a table.
fn guarded(word: &str) -> String {
    let starts = match word.chars().next() {
        Some('#') => word.chars().all(|c| c == '#'),
        Some('-' | '+' | '=' | '*') => {
            word.len() == 1 || word.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '|' | ':'))
        }
        Some('>' | '|') => true,
        Some(':') => word.chars().all(|c| matches!(c, '-' | '|' | ':')),
        Some('0'..='9') => {
            let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest == "." || rest == ")" {
                let digits = word.trim_end_matches(rest);
                return format!("{digits}\\{rest}");
            }
            false
        }
        _ => false,
    };
    if starts { format!("\\{word}") } else { word.to_owned() }
}
