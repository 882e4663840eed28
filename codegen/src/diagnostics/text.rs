//! A diagnostic as people read it, in the manner of the Rust compiler.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Located, Place, Severity, position::Position};

/// One diagnostic, without a line break at the end.
pub(super) fn render(located: &Located<'_>) -> String {
    let Diagnostic { severity, code, place, message, help, related } = located.diagnostic;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut elements = source(place, located.position.as_ref(), AnnotationKind::Primary, None);
    for ((place, what), position) in related.iter().zip(&located.related) {
        elements.extend(source(place, position.as_ref(), AnnotationKind::Context, Some(what)));
    }
    if let Some(path) = path(place) {
        elements.push(Level::NOTE.message(path).into());
    }
    if !help.is_empty() {
        elements.push(Level::HELP.message(plain(help)).into());
    }
    let group = level.primary_title(plain(message)).id(*code).elements(elements);
    Renderer::plain().render(&[group])
}

// `at shapes/com.example#In/members/A`, and the shape where the path does not name it.
fn path(place: &Place) -> Option<String> {
    let path: Vec<&str> = place.path().collect();
    if path.is_empty() {
        return None;
    }
    let shape = place.shape().filter(|shape| !path.contains(shape));
    let path = plain(&path.join("/"));
    Some(shape.map_or_else(|| format!("at {path}"), |shape| format!("at {path}, of {}", plain(shape))))
}

fn source<'e>(
    place: &'e Place,
    position: Option<&'e Position>,
    kind: AnnotationKind,
    label: Option<&'e String>,
) -> Vec<Element<'e>> {
    let file = if place.file().is_empty() { "the model" } else { place.file() };
    let Some(position) = position else { return vec![Origin::path(plain(file)).into()] };
    let Some(line) = &position.shown else {
        let origin = Origin::path(plain(file)).line(position.line).char_column(position.column);
        let value = position.value.as_ref().map(|value| Level::NOTE.message(format!("the value is {}", plain(value))));
        return [origin.into()].into_iter().chain(value.map(Into::into)).collect();
    };
    let (start, end) = position.marked;
    let mut annotation = kind.span(start..end);
    if let Some(label) = label {
        annotation = annotation.label(plain(label));
    }
    vec![Snippet::source(line.as_str()).path(plain(file)).line_start(position.line).annotation(annotation).into()]
}

// Names and values of models stand in these texts: none of them begins a line or turns its direction.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}
