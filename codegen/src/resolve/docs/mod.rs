//! Documentation of a model as lines of Markdown.
//!
//! A text comes as CommonMark, as HTML, or as CommonMark with HTML in it, which Smithy allows; AWS's
//! models hold HTML. `html.rs` makes CommonMark of it, `markdown.rs` reads that as rustdoc will, and
//! `lines.rs` writes it again: escaped, wrapped, code shown and never run. `links.rs` comes last, when
//! all names are given. The text is somebody else's: nothing in it may end a comment, open a link that
//! leads nowhere, or run as a doctest.

mod html;
mod lines;
mod links;
mod markdown;
mod summary;
mod words;

pub(super) use links::link;

/// The lines of a documentation text; empty where there is none.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    lines::print(&markdown::parse(&html::commonmark(text), &mut |_| false))
}

/// The lines, or a sentence that names the thing where the model says nothing.
pub(crate) fn lines_or(text: Option<&str>, otherwise: &str) -> Vec<String> {
    let lines = lines(text);
    if lines.is_empty() { vec![otherwise.to_owned()] } else { lines }
}

/// A text that stands in one line of documentation or source: a title, a note.
pub(crate) fn one_line(text: &str) -> String {
    words::plain(text)
}

#[cfg(test)]
mod tests;
