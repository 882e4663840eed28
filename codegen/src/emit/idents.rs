//! The names in generated tokens: which an item takes from elsewhere, and which it defines.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Names that stand for items from elsewhere. What follows a `.` or `::` belongs to something else, what
/// precedes a `:` is a field or a `=` an associated type (`Item = ..`), and a name in lower case is a variable unless a path goes on or it is called.
pub(super) fn used(tokens: TokenStream, found: &mut BTreeSet<String>) {
    collect(tokens, false, found);
}

// The names directly in the braces of an `enum` are its variants.
fn collect(tokens: TokenStream, variants: bool, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut previous = String::new();
    let mut in_enum = false;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let defined = matches!(previous.as_str(), "." | "::" | "fn" | "type");
                let next = tokens.peek().map(spelled).unwrap_or_default();
                let variable = name.starts_with(|c: char| c.is_ascii_lowercase())
                    && !name.starts_with("read_")
                    && next != "::"
                    && next != "(";
                let bound = matches!(tokens.peek(), Some(TokenTree::Punct(punct))
                    if punct.as_char() == '=' && punct.spacing() == Spacing::Alone);
                let variant = variants && matches!(previous.as_str(), "" | ",");
                in_enum |= name == "enum";
                if !defined && !variable && !bound && !variant && next != ":" {
                    found.insert(name);
                }
            }
            TokenTree::Group(group) => {
                let body = in_enum && group.delimiter() == Delimiter::Brace;
                in_enum &= !body;
                collect(group.stream(), body, found);
            }
            _ => {}
        }
        previous = match (previous.as_str(), spelled(&token).as_str()) {
            // The second half of a `::`.
            ("::", ":") => "::".to_owned(),
            (_, spelled) => spelled.to_owned(),
        };
    }
}

// A token's text; the first half of `::` is spelled as the whole.
fn spelled(token: &TokenTree) -> String {
    match token {
        TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint => "::".to_owned(),
        TokenTree::Ident(_) | TokenTree::Punct(_) => token.to_string(),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => "(".to_owned(),
        _ => String::new(),
    }
}

/// The name that an item defines, which needs no import.
pub(super) fn defined(item: TokenStream) -> Option<String> {
    let mut previous = String::new();
    for token in item {
        let TokenTree::Ident(name) = token else { continue };
        let name = name.to_string();
        if matches!(previous.as_str(), "struct" | "enum" | "type" | "static" | "const" | "fn") && name != "fn" {
            return Some(name);
        }
        previous = name;
    }
    None
}
