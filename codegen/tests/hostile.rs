//! Texts of a model are data wherever they go: a model with hostile texts becomes the same code as its
//! twin with harmless ones, literals and comments aside.
//!
//! In `hostile/model.json`, `@@` stands for the text, and `@{}@` for the text with its braces doubled,
//! as templates of endpoint rules want it.

#![cfg(test)]

use aws_query_codegen::{GeneratedFile, Input, Options, Source, generate};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

#[path = "support/repository.rs"]
mod repository;

const HOSTILE: &[&str] = &[
    "\"",
    "\"; fn evil() {} const A: &str = \"",
    "\\\"",
    "\\",
    "a\\",
    "\"#",
    "r#\"",
    "'",
    "`",
    "``` \n```rust\nfn evil() {}\n```",
    "*/ fn evil() {} /*",
    "/* ",
    "// a",
    "/// a",
    "//! a",
    "a\nfn evil() {}",
    "a\r\nfn evil() {}",
    "a\rfn evil() {}",
    "a\u{2028}fn evil() {}",
    "a\u{85}fn evil() {}",
    "{",
    "}",
    "{}",
    "{0:?}",
    "{{}}",
    "}} fn evil() {} {{",
    "#[path = \"/etc/passwd\"] mod evil;",
    "#![feature(evil)]",
    "]] #[evil]",
    "<script>evil()</script>",
    "</p></code>",
    "<!-- a",
    "[a](javascript:evil())",
    "[`crate::evil`]",
    "&quot;&#10;fn evil() {}",
    "fn",
    "self",
    "crate::evil",
    "macro_rules! evil { () => {} }",
    "compile_error!(\"evil\")",
    "$crate",
    "\u{0}",
    "a\u{0}b",
    "\u{7}\u{1b}[31m",
    "\u{202E}live\u{202C}",
    "\u{2066}a\u{2069}",
    "\u{200F}a\u{200E}",
    "\u{FEFF}",
    "\u{FFFF}",
    "\u{10FFFF}",
    "größe",
    "日本語",
    "e\u{301}",
    "\u{1F980}",
    "   ",
    "\t",
    "%00%0a",
    "=&",
    "a/../b",
];

#[test]
fn hostile_texts_become_the_same_code_as_harmless_ones() {
    let mut wrong = Vec::new();
    for text in HOSTILE {
        // As long as the text is as a literal, so that lines are broken alike.
        let twin = files(&"p".repeat(format!("{text:?}").chars().count() - 2));
        let files = files(text);
        assert_eq!(paths(&files), paths(&twin), "{text:?}");
        for (file, twin) in files.iter().zip(&twin) {
            for (number, line) in file.text.lines().enumerate() {
                if line.chars().any(|c| c.is_control() || is_bidirectional(c)) {
                    wrong.push(format!("{text:?}: {}:{number} has what is not seen: {line:?}", file.path));
                }
            }
            if skeleton(file) != skeleton(twin) {
                wrong.push(format!("{text:?}: {} is other code than\n{}\n{}", file.path, twin.text, file.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// Of values that name their own variants, as in older models, only the names differ.
#[test]
fn values_without_names_are_named() {
    for text in HOSTILE {
        let values = serde_json::json!([{ "value": text }, { "value": format!("{text}{text}") }, { "value": "plain" }]);
        let mut model: Value = serde_json::from_str(&model("plain")).expect("the model is JSON");
        model["shapes"]["com.example#Color"] =
            serde_json::json!({ "type": "string", "traits": { "smithy.api#enum": values } });
        let types = generated(text, model.to_string()).into_iter().find(|file| file.path.ends_with("types.rs"));
        let parsed = syn::parse_file(&types.expect("types").text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        let color = parsed.items.iter().find_map(|item| match item {
            syn::Item::Enum(item) if item.ident == "Color" => Some(item),
            _ => None,
        });
        let names: Vec<String> = color.expect("the enum").variants.iter().map(|v| v.ident.to_string()).collect();
        assert_eq!(names.len(), 4, "{text:?}: {names:?}");
        assert!(names.iter().all(|name| name.is_ascii()), "{text:?}: {names:?}");
    }
}

fn files(text: &str) -> Vec<GeneratedFile> {
    generated(text, model(text))
}

// The model with a text in all places.
fn model(text: &str) -> String {
    let quoted = |text: &str| {
        let quoted = Value::from(text).to_string();
        quoted.strip_prefix('"').expect("quotes").strip_suffix('"').expect("quotes").to_owned()
    };
    let doubled = text.replace('{', "{{").replace('}', "}}");
    let model = repository::source("codegen/tests/hostile/model.json").text;
    model.replace("@@", &quoted(text)).replace("@{}@", &quoted(&doubled))
}

fn generated(text: &str, model: String) -> Vec<GeneratedFile> {
    let models = vec![Source { name: "model.json".to_owned(), text: model }];
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: true };
    let input = Input { models, ..Input::default() };
    generate(&input, &options).unwrap_or_else(|problems| panic!("{text:?}: {problems}")).files
}

fn paths(files: &[GeneratedFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

// The tokens of a file, with one literal for all texts and without documentation.
fn skeleton(file: &GeneratedFile) -> String {
    let tokens: TokenStream = file.text.parse().unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
    syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
    let mut out = String::new();
    flatten(tokens, &mut out);
    out
}

fn flatten(tokens: TokenStream, out: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Literal(literal) if literal.to_string().starts_with('"') => out.push_str("\"..\" "),
            // `#[doc = ".."]` and `#![doc = ".."]`, which documentation comments are.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = tokens.next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
                if tokens.next_if(is_documentation).is_none() {
                    out.push_str(if inner.is_some() { "#!" } else { "#" });
                }
            }
            // Where a line is broken, a comma follows its last part.
            TokenTree::Punct(punct) if punct.as_char() == ',' && tokens.peek().is_none() => {}
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                flatten(group.stream(), out);
                out.push_str(close);
            }
            other => {
                out.push_str(&other.to_string());
                out.push(' ');
            }
        }
    }
}

fn is_documentation(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().next().is_some_and(|first| first.to_string() == "doc"),
        _ => false,
    }
}

// https://doc.rust-lang.org/rustc/lints/listing/deny-by-default.html#text-direction-codepoint-in-comment
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
