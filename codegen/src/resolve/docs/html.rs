//! HTML to CommonMark: htmd on top of html5ever, and what AWS's writers mean by tags of their own.
//!
//! What comes out is still somebody else's text; `markdown.rs` and `lines.rs` make it safe.

use std::{borrow::Cow, fmt::Write, sync::LazyLock};

use htmd::{
    Element, HtmlToMarkdown,
    element_handler::{HandlerResult, Handlers},
    options::{BrStyle, BulletListMarker, Options},
};
use pulldown_cmark::{Event, Parser, html::push_html};

use super::{markdown, words};

/// Elements inside one another, at most: each is a few calls deep in the converter, and no text that
/// people wrote comes near.
const DEPTH: usize = 64;

/// The text as CommonMark.
///
/// A text that begins with a tag or closes a paragraph is HTML. In any other, tags are HTML within
/// CommonMark. What is not a tag of the list below is text: `arn:aws:iam::<account>:role/<name>`.
pub(super) fn commonmark(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let whole = text.trim_start();
    if begins_with_tag(whole) || text.contains("</p>") {
        return converted(whole);
    }
    let is_tag = |event: Event<'_>| match event {
        Event::InlineHtml(html) | Event::Html(html) => begins_with_tag(html.trim_start()),
        _ => false,
    };
    if !markdown::events(text).any(is_tag) {
        return Cow::Borrowed(text);
    }
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(text, markdown::OPTIONS));
    Cow::Owned(converted(&html).into_owned())
}

fn begins_with_tag(text: &str) -> bool {
    tags(text).next().is_some_and(|tag| tag.start == 0)
}

fn converted(html: &str) -> Cow<'_, str> {
    if depth(html) > DEPTH {
        return Cow::Owned(html.replace('<', "\\<"));
    }
    // Reading from memory does not fail.
    Cow::Owned(CONVERTER.convert(&normalized(html)).unwrap_or_default())
}

static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        br_style: BrStyle::Backslash,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .add_handler(vec!["a"], anchor)
        .add_handler(vec!["aside"], admonition)
        .add_handler(vec!["code"], code)
        .add_handler(vec!["dt"], term)
        .add_handler(vec!["dd"], definition)
        .add_handler(vec!["img"], |_: &dyn Handlers, _: Element<'_>| None)
        .build()
});

// `<a href="https://..">text</a>`, and `<a>CreateRole</a>`, which names something of the service.
fn anchor(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let text = content.trim();
    let url = attribute(&element, "href").map(str::trim).filter(|url| words::is_web(url));
    let name = text.replace('\\', "");
    Some(match url {
        Some(_) if text.is_empty() => String::new().into(),
        Some(url) => format!("[{text}](<{}>)", words::url(url)).into(),
        None if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            format!("`{name}`").into()
        }
        None => content.into(),
    })
}

// Code of which nothing is said is nothing.
fn code(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let empty = handlers.walk_children(element.node).content.trim().is_empty();
    if empty { None } else { handlers.fallback(element) }
}

// `<note>` and its like, by then `<aside title="Note">`.
fn admonition(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let content = content.trim();
    let mut out = String::from("\n\n");
    let title = attribute(&element, "title").map(|title| format!("**{title}**"));
    let parts: Vec<&str> = title.as_deref().into_iter().chain([content]).filter(|part| !part.is_empty()).collect();
    for line in parts.join("\n\n").lines() {
        let _infallible = writeln!(out, "> {line}");
    }
    out.push('\n');
    Some(out.into())
}

// Markdown has no lists of definitions: an item with its term in bold.
fn term(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
    let mark = if content.contains("**") || content.is_empty() { "" } else { "**" };
    Some(format!("\n\n- {mark}{content}{mark}\n\n").into())
}

fn definition(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let lines: Vec<String> = content.trim().lines().map(|line| format!("  {line}")).collect();
    Some(format!("\n\n{}\n\n", lines.join("\n")).into())
}

fn attribute<'e>(element: &Element<'e>, name: &str) -> Option<&'e str> {
    element.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// What a tag of a documentation text becomes.
enum Treatment {
    /// An element of HTML, by its name there.
    Element(&'static str),
    /// A box with this title.
    Admonition(&'static str),
    /// Code, in which other tags mean nothing.
    Code,
    /// A block of code, the same.
    Block,
}

// No element that hides what is in it is here: `<script>` and `<style>` are shown as the text that they are.
fn treatment(name: &str) -> Option<Treatment> {
    use Treatment::{Admonition, Block, Code, Element};

    const ELEMENTS: &[&str] = &[
        "a",
        "abbr",
        "article",
        "b",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "li",
        "ol",
        "p",
        "q",
        "s",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ];
    Some(match name {
        "note" => Admonition("Note"),
        "important" => Admonition("Important"),
        "warning" => Admonition("Warning"),
        "caution" => Admonition("Caution"),
        "tip" => Admonition("Tip"),
        "code" | "tt" | "samp" | "kbd" | "function" | "filename" | "userinput" => Code,
        "pre" | "programlisting" => Block,
        "var" | "replaceable" => Element("i"),
        "fullname" => Element("div"),
        "para" => Element("p"),
        name => Element(ELEMENTS.iter().find(|known| **known == name)?),
    })
}

/// A tag where it stands in a text.
struct Tag<'t> {
    start: usize,
    end: usize,
    closing: bool,
    treatment: Treatment,
    /// What follows the name.
    attributes: &'t str,
}

// The tags of a text that are known.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find('<')?;
            from = start + 1;
            if let Some(tag) = tag(text, start) {
                from = tag.end;
                return Some(tag);
            }
        }
    })
}

fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    let rest = text.get(start + 1..)?;
    let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (name, rest) = rest.split_at_checked(length)?;
    let treatment = treatment(&name.to_ascii_lowercase())?;
    let (attributes, after) = rest.split_once('>')?;
    let well_formed = attributes.is_empty() || attributes.starts_with(|c: char| c.is_ascii_whitespace() || c == '/');
    // A `<` before the `>` is another tag: this one was not closed, and is none.
    (well_formed && !attributes.contains('<')).then(|| Tag {
        start,
        end: text.len() - after.len(),
        closing,
        treatment,
        attributes,
    })
}

// The text in HTML's own elements: code without tags in it, and everything that is no known tag as text.
fn normalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    // The end tag that is waited for.
    let mut code: Option<&str> = None;
    for tag in tags(text) {
        push_text(&mut out, text.get(at..tag.start).unwrap_or_default());
        at = tag.end;
        let block = matches!(tag.treatment, Treatment::Element(name) if is_block(name));
        match (&tag.treatment, code) {
            (Treatment::Code, Some("</code>")) | (Treatment::Block, Some("</code></pre>")) if tag.closing => {
                out.push_str(code.take().unwrap_or_default());
            }
            // Code that was never closed ends with its block.
            (_, Some("</code>")) if block => {
                out.push_str(code.take().unwrap_or_default());
                push_tag(&mut out, &tag);
            }
            (_, Some(_)) => {}
            (Treatment::Code | Treatment::Block, None) if tag.closing => {}
            (Treatment::Code, None) => {
                out.push_str("<code>");
                code = Some("</code>");
            }
            (Treatment::Block, None) => {
                out.push_str("<pre><code>");
                code = Some("</code></pre>");
            }
            (_, None) => push_tag(&mut out, &tag),
        }
    }
    push_text(&mut out, text.get(at..).unwrap_or_default());
    out.push_str(code.unwrap_or_default());
    out
}

fn push_tag(out: &mut String, tag: &Tag<'_>) {
    let _infallible = match (&tag.treatment, tag.closing) {
        (Treatment::Element(name), false) => write!(out, "<{name}{}>", tag.attributes),
        (Treatment::Element(name), true) => write!(out, "</{name}>"),
        (Treatment::Admonition(title), false) => write!(out, "<aside title=\"{title}\">"),
        (Treatment::Admonition(_), true) => write!(out, "</aside>"),
        (Treatment::Code | Treatment::Block, _) => Ok(()),
    };
}

// Comments say nothing to readers.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest
        .split_once("<!--")
        .and_then(|(before, comment)| comment.split_once("-->").map(|(_, after)| (before, after)))
    {
        out.push_str(&before.replace('<', "&lt;"));
        rest = after;
    }
    out.push_str(&rest.replace('<', "&lt;"));
}

fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "br"
            | "cite"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "img"
            | "ins"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    )
}

// How deep elements can be inside one another. Those that close themselves when another begins do not count.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in tags(html) {
        let nests = match tag.treatment {
            Treatment::Element(name) => {
                !matches!(name, "br" | "dd" | "dt" | "hr" | "img" | "li" | "p" | "td" | "th" | "tr")
            }
            _ => true,
        };
        match (nests, tag.closing) {
            (true, false) => depth += 1,
            (true, true) => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
