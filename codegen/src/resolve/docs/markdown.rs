//! CommonMark to blocks of words, read by the parser that rustdoc uses.
//!
//! Words are escaped by `words.rs` as they come in.

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::words::{Inline, Words, printable};

/// Extensions of a model's texts.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES;
/// Lists and quotes inside one another, at most; what is deeper stands on the last level.
const DEPTH: usize = 16;

/// A block of a text.
#[derive(Debug)]
pub(super) enum Block {
    Paragraph(Inline),
    /// Its level in the text.
    Heading(HeadingLevel, Inline),
    /// Lines of code.
    Code(Vec<String>),
    Quote(Vec<Block>),
    /// The first number, where it has numbers, and the items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Rows, the first of which is the head.
    Table(Vec<Alignment>, Vec<Vec<Inline>>),
    Rule,
}

/// The events of a text, neighbouring pieces of text as one.
pub(super) fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, OPTIONS))
}

/// The blocks of a text. Code for which `names` says yes becomes a link to what it names.
pub(super) fn parse(text: &str, names: &mut dyn FnMut(&str) -> bool) -> Vec<Block> {
    let mut builder = Builder { names, open: vec![Frame::Blocks(Vec::new())], ignored: 0, inline: None, code: None };
    for event in events(text) {
        builder.event(event);
    }
    builder.finish()
}

/// What is open while a text is read.
enum Frame {
    Blocks(Vec<Block>),
    Quote(Vec<Block>),
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>),
    Table(Vec<Alignment>, Vec<Vec<Inline>>),
}

struct Builder<'n> {
    names: &'n mut dyn FnMut(&str) -> bool,
    open: Vec<Frame>,
    /// Containers below the last level.
    ignored: usize,
    inline: Option<Words>,
    code: Option<String>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.words().text(&text),
            },
            // A tag that is none of HTML's.
            Event::Html(text) | Event::InlineHtml(text) => self.words().text(&text),
            Event::Code(text) => {
                let text = printable(&text);
                let linked = self.inline.as_ref().is_none_or(|words| !words.in_link()) && (self.names)(&text);
                self.words().code(&text, linked);
            }
            Event::SoftBreak => self.words().space(),
            Event::HardBreak => self.words().line(),
            Event::Rule => {
                self.paragraph();
                self.push(Block::Rule);
            }
            // Extensions that are off.
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.words().push("*"),
            Tag::Strong => self.words().push("**"),
            Tag::Link { link_type, dest_url, .. } => {
                let auto = link_type == LinkType::Autolink;
                self.words().open_link(&dest_url, auto);
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(Frame::Table(_, rows)) = self.open.last_mut() {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.inline = Some(Words::of_cell()),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.paragraph();
                self.code = Some(String::new());
            }
            Tag::BlockQuote(_) => self.container(Frame::Quote(Vec::new())),
            Tag::List(start) => self.container(Frame::List(start, Vec::new())),
            Tag::Item => self.container(Frame::Item(Vec::new())),
            Tag::Table(alignments) => self.container(Frame::Table(alignments, Vec::new())),
            // What is an image to readers of a page is nothing in a comment; its text is shown.
            Tag::Image { .. } => {}
            _ => self.paragraph(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.words().push("*"),
            TagEnd::Strong => self.words().push("**"),
            TagEnd::Link => self.words().close_link(),
            TagEnd::Image => {}
            TagEnd::Heading(level) => {
                if let Some(words) = self.inline.take() {
                    self.push(Block::Heading(level, words.finish()));
                }
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.push(Block::Code(code.lines().map(|line| printable(line).trim_end().to_owned()).collect()));
            }
            TagEnd::TableCell => {
                let words = self.inline.take().unwrap_or_default().finish();
                if let Some(Frame::Table(_, rows)) = self.open.last_mut()
                    && let Some(row) = rows.last_mut()
                {
                    row.push(words);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::Table => self.close(),
            _ => self.paragraph(),
        }
    }

    fn container(&mut self, frame: Frame) {
        self.paragraph();
        // A table is read by its rows, wherever it stands.
        if self.open.len() > DEPTH && !matches!(frame, Frame::Table(..)) {
            self.ignored += 1;
        } else {
            self.open.push(frame);
        }
    }

    fn close(&mut self) {
        self.paragraph();
        if self.ignored > 0 && !matches!(self.open.last(), Some(Frame::Table(..))) {
            self.ignored -= 1;
            return;
        }
        let Some(frame) = self.open.pop() else { return };
        match frame {
            Frame::Blocks(blocks) => self.open.push(Frame::Blocks(blocks)),
            Frame::Quote(blocks) => self.push(Block::Quote(blocks)),
            Frame::List(start, items) => self.push(Block::List(start, items)),
            Frame::Table(alignments, rows) => self.push(Block::Table(alignments, rows)),
            Frame::Item(blocks) => match self.open.last_mut() {
                Some(Frame::List(_, items)) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.push(block)),
            },
        }
    }

    fn push(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Frame::Blocks(blocks) | Frame::Quote(blocks) | Frame::Item(blocks)) => blocks.push(block),
            Some(Frame::List(_, items)) => items.push(vec![block]),
            Some(Frame::Table(..)) | None => {}
        }
    }

    // Ends the paragraph that is open; items of tight lists have paragraphs that nobody announces.
    fn paragraph(&mut self) {
        if let Some(words) = self.inline.take() {
            let words = words.finish();
            if !words.is_empty() {
                self.push(Block::Paragraph(words));
            }
        }
    }

    fn words(&mut self) -> &mut Words {
        self.inline.get_or_insert_default()
    }

    fn finish(mut self) -> Vec<Block> {
        while self.open.len() > 1 {
            self.ignored = 0;
            self.close();
        }
        self.paragraph();
        match self.open.pop() {
            Some(Frame::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}
