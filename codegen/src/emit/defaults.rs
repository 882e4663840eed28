//! Values of members that an answer left out.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::ident;
use crate::ir::{Field, Literal, Presence, Structure, Type};

/// Whether it is what `Default` gives for the type.
pub(super) fn is_plain(literal: &Literal) -> bool {
    match literal {
        Literal::Boolean(value) => !value,
        Literal::Integer(value) => *value == 0,
        Literal::Float(value) => *value == 0.0,
        Literal::Text(text) => text.is_empty(),
        Literal::Empty => true,
    }
}

/// The value as an expression of the field's type.
pub(super) fn value(ty: &Type, literal: &Literal) -> TokenStream {
    match (ty, literal) {
        (Type::Enum(name), Literal::Text(text)) => {
            let name = ident(name);
            quote!(#name::from(#text))
        }
        (Type::IntEnum(name), Literal::Integer(value)) => {
            let (name, value) = (ident(name), Token::i64_unsuffixed(*value));
            quote!(#name::from(#value))
        }
        (Type::Map { .. }, _) => quote!(BTreeMap::new()),
        (_, Literal::Boolean(value)) => quote!(#value),
        (_, Literal::Integer(value)) => {
            let value = Token::i64_unsuffixed(*value);
            quote!(#value)
        }
        (_, Literal::Float(value)) => {
            let value = Token::f64_unsuffixed(*value);
            quote!(#value)
        }
        (_, Literal::Text(text)) if text.is_empty() => quote!(String::new()),
        (_, Literal::Text(text)) => quote!(#text.to_owned()),
        (_, Literal::Empty) => quote!(Vec::new()),
    }
}

/// What a reader makes of a member that may have been left out.
pub(super) fn or_default(field: &Field, literal: &Literal, read: TokenStream) -> TokenStream {
    let is_enum = matches!(field.ty, Type::Enum(_) | Type::IntEnum(_));
    if is_plain(literal) && !is_enum {
        return quote!(#read.unwrap_or_default());
    }
    let value = value(&field.ty, literal);
    match literal {
        Literal::Text(_) => quote!(#read.unwrap_or_else(|| #value)),
        _ if is_enum => quote!(#read.unwrap_or_else(|| #value)),
        _ => quote!(#read.unwrap_or(#value)),
    }
}

/// What the documentation of a field says of its default.
pub(super) fn sentence(literal: &Literal) -> String {
    let value = match literal {
        Literal::Boolean(value) => format!("`{value}`"),
        Literal::Integer(value) => format!("`{value}`"),
        Literal::Float(value) => format!("`{value}`"),
        Literal::Text(text) if !text.is_empty() => {
            let shown = text.trim() == text && !text.chars().any(|c| c == '`' || c.is_control());
            if shown { format!("`{text}`") } else { "a default of the model".to_owned() }
        }
        Literal::Text(_) | Literal::Empty => "empty".to_owned(),
    };
    format!("Where the service leaves it out: {value}.")
}

/// `Default`, where it is not the sum of the fields' own.
pub(super) fn implementation(structure: &Structure) -> Option<TokenStream> {
    if derives(structure) || !structure.arguments.is_none() {
        return None;
    }
    let name = ident(&structure.name);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        let value = initial(field);
        quote!(#name: #value)
    });
    Some(quote! {
        impl Default for #name {
            fn default() -> Self { Self { #(#fields),* } }
        }
    })
}

/// Whether `Default` can be derived.
pub(super) fn derives(structure: &Structure) -> bool {
    let plain = |field: &Field| match &field.presence {
        Presence::Defaulted(literal) => is_plain(literal) && !matches!(field.ty, Type::Enum(_) | Type::IntEnum(_)),
        _ => true,
    };
    structure.arguments.is_none() && structure.fields.iter().all(plain)
}

/// A field that nobody has set; empty for what is required.
pub(super) fn initial(field: &Field) -> TokenStream {
    match &field.presence {
        Presence::Optional => quote!(None),
        Presence::Defaulted(literal) => {
            let value = value(&field.ty, literal);
            if field.boxed { quote!(Box::new(#value)) } else { value }
        }
        Presence::Required => TokenStream::new(),
    }
}
