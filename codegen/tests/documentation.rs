//! Documentation of everything that is generated, read with the parser and the extensions of rustdoc.
//!
//! No HTML, no code that would run, no address that is no link, and every link leads to the web or to an
//! item that is there. The fixtures of the golden tests, our model of STS, and the published models where
//! they are.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{GeneratedFile, Input, Options, Source, generate};
use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag, TagEnd};
use syn::{Attribute, Expr, ExprLit, ImplItem, Item, Lit, Meta};

#[path = "support/repository.rs"]
mod repository;

/// The extensions that rustdoc reads with, smart punctuation apart, which changes the texts compared here.
const RUSTDOC: Extensions = Extensions::ENABLE_TABLES
    .union(Extensions::ENABLE_FOOTNOTES)
    .union(Extensions::ENABLE_STRIKETHROUGH)
    .union(Extensions::ENABLE_TASKLISTS);

/// The documentation of an item, and what it takes to follow a link in it.
struct Text {
    /// `operation/send.rs SendInput::name`.
    place: String,
    /// The modules above it: `["operation", "send"]`.
    modules: Vec<String>,
    /// What `Self` means there.
    own: String,
    lines: Vec<String>,
}

#[test]
fn every_text_is_safe_and_every_link_leads_somewhere() {
    let mut links = 0;
    for (name, input) in subjects() {
        let options = Options { command: "x".to_owned(), module: "crate::generated".to_owned(), bridge: false };
        let generated = generate(&input, &options).unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        let mut items = BTreeSet::new();
        let mut texts = Vec::new();
        for file in &generated.files {
            read(file, &mut items, &mut texts);
        }
        for text in &texts {
            links += check(&name, text, &items);
        }
    }
    assert!(links > 100, "{links}");
}

fn subjects() -> Vec<(String, Input)> {
    let mut subjects = vec![(
        "sts".to_owned(),
        Input {
            models: vec![repository::source("model/sts.json")],
            overlays: vec![repository::source("model/sts.overlay.json")],
            ..Input::default()
        },
    )];
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let fixtures = fs::read_dir(golden).expect("golden tests").map(|entry| entry.expect("an entry").path());
    for fixture in fixtures {
        let of = |file: &str| source(fixture.join(file)).into_iter().collect();
        let input = Input { models: of("model.json"), overlays: of("overlay.json"), ..Input::default() };
        subjects.push((fixture.display().to_string(), input));
    }
    for service in ["iam", "sns", "sts"] {
        let path = repository::root().join(format!("../shared/models/{service}.json"));
        match source(path) {
            Some(model) => {
                subjects.push((format!("published {service}"), Input { models: vec![model], ..Input::default() }))
            }
            None => println!("skipped: the published model of {service} is not here"),
        }
    }
    subjects
}

fn source(path: PathBuf) -> Option<Source> {
    let text = fs::read_to_string(&path).ok()?;
    Some(Source { name: path.display().to_string(), text })
}

// All paths below the generated module, and all documentation.
fn read(file: &GeneratedFile, items: &mut BTreeSet<String>, texts: &mut Vec<Text>) {
    let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let modules: Vec<String> = module.split('/').map(str::to_owned).collect();
    let mut found = |name: &str, own: &str, attributes: &[Attribute]| {
        items.insert(format!("{}::{name}", modules.join("::")));
        let lines = documentation(attributes);
        let place = format!("{} {name}", file.path);
        texts.push(Text { place, modules: modules.clone(), own: own.to_owned(), lines });
    };
    for item in syn::parse_file(&file.text).expect("generated code parses").items {
        match item {
            Item::Struct(item) => {
                let owner = item.ident.to_string();
                found(&owner, &owner, &item.attrs);
                // What a waiter wraps has no name and no text.
                for field in &item.fields {
                    let Some(name) = &field.ident else { continue };
                    found(&format!("{owner}::{name}"), &owner, &field.attrs);
                }
            }
            Item::Enum(item) => {
                let owner = item.ident.to_string();
                found(&owner, &owner, &item.attrs);
                for variant in &item.variants {
                    found(&format!("{owner}::{}", variant.ident), &owner, &variant.attrs);
                }
            }
            Item::Impl(item) => {
                let syn::Type::Path(path) = *item.self_ty else { continue };
                let owner = path.path.segments.last().expect("a type").ident.to_string();
                for method in &item.items {
                    if let ImplItem::Fn(method) = method {
                        found(&format!("{owner}::{}", method.sig.ident), &owner, &method.attrs);
                    }
                }
            }
            Item::Type(item) => found(&item.ident.to_string(), "", &item.attrs),
            Item::Static(item) => found(&item.ident.to_string(), "", &item.attrs),
            _ => {}
        }
    }
}

fn documentation(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<String> = attributes.iter().filter_map(text).collect();
    lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned()).collect()
}

// Returns the number of links to items.
fn check(subject: &str, text: &Text, items: &BTreeSet<String>) -> usize {
    let markdown = text.lines.join("\n");
    let at = format!("{subject}: {}\n{markdown}", text.place);
    let (mut linked, mut count, mut code) = (0_usize, 0, false);
    // What is in brackets and is no link: rustdoc takes the text for the path.
    let mut shortcuts =
        |link: pulldown_cmark::BrokenLink<'_>| Some((link.reference.trim_matches('`').to_owned().into(), "".into()));
    for event in Parser::new_with_broken_link_callback(&markdown, RUSTDOC, Some(&mut shortcuts)) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                linked += 1;
                if !dest_url.starts_with("http://") && !dest_url.starts_with("https://") {
                    assert!(leads(text, &dest_url, items), "{dest_url} leads nowhere; {at}");
                    count += 1;
                }
            }
            Event::End(TagEnd::Link) => linked -= 1,
            Event::Start(Tag::CodeBlock(kind)) => {
                assert_eq!(kind, CodeBlockKind::Fenced("text".into()), "would be a doctest; {at}");
                code = true;
            }
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML {html}; {at}"),
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::Strikethrough) => panic!("{at}"),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => panic!("{at}"),
            Event::Text(text) if !code && linked == 0 => {
                let bare = ["http://", "https://"].iter().any(|scheme| {
                    text.split_once(scheme).is_some_and(|(_, rest)| rest.starts_with(char::is_alphanumeric))
                });
                assert!(!bare, "an address that is no link: {text}; {at}");
            }
            _ => {}
        }
    }
    for line in &text.lines {
        let long = line.chars().count() > 112 && line.contains(' ');
        let exempt = line.contains("](") || line.contains("]: ") || line.contains('|') || line.contains('`');
        assert!(!long || exempt || code, "a long line: {line}; {at}");
    }
    count
}

fn leads(text: &Text, path: &str, items: &BTreeSet<String>) -> bool {
    let path = path.trim_start_matches("field@").trim_end_matches("()");
    if path.starts_with("aws_query_runtime::") {
        return true;
    }
    if let Some(member) = path.strip_prefix("Self::") {
        return items.contains(&format!("{}::{}::{member}", text.modules.join("::"), text.own));
    }
    let (mut modules, mut rest) = (text.modules.as_slice(), path);
    while let Some((above, inner)) = rest.strip_prefix("super::").zip(modules.split_last()) {
        (rest, modules) = (above, inner.1);
    }
    let absolute: Vec<&str> = modules.iter().map(String::as_str).chain([rest]).collect();
    // What generated code imports: the client and the errors.
    let imported = ["client", "error"].iter().map(|module| format!("{module}::{rest}"));
    rest == path && imported.into_iter().any(|path| items.contains(&path)) || items.contains(&absolute.join("::"))
}
