//! Enumerations: open, with an opaque `Unknown`, so that promoting a value to a variant breaks nobody.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident};
use crate::ir::Enum;

/// The items of an enumeration.
pub(super) fn emit(item: &Enum) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let comment = docs(&item.docs);
    let variants = item.variants.iter().map(|variant| {
        let (comment, name) = (docs(&variant.docs), ident(&variant.name));
        quote!(#comment #name)
    });
    let unknown = if item.integers { quote!(UnknownInteger) } else { quote!(UnknownText) };
    let definition = quote! {
        #comment
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this version does not know; sent and compared as it is.
            Unknown(#unknown),
        }
    };
    let mut items = vec![definition];
    items.extend(if item.integers { integers(item) } else { texts(item) });
    items
}

fn texts(item: &Enum) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let names: Vec<_> = item.variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = item.variants.iter().map(|variant| variant.value.as_str()).collect();
    vec![
        quote! {
            impl #name {
                /// The value on the wire.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#names => #values,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }
        },
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#names,)*
                        other => Self::Unknown(UnknownText::new(other)),
                    }
                }
            }
        },
        quote! {
            impl From<String> for #name {
                fn from(value: String) -> Self { Self::from(value.as_str()) }
            }
        },
        quote! {
            impl AsRef<str> for #name {
                fn as_ref(&self) -> &str { self.as_str() }
            }
        },
    ]
}

fn integers(item: &Enum) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let names: Vec<_> = item.variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = item
        .variants
        .iter()
        .map(|variant| Literal::i32_unsuffixed(variant.value.parse().unwrap_or_default()))
        .collect();
    vec![
        quote! {
            impl #name {
                /// The value on the wire.
                #[must_use]
                pub fn as_i32(&self) -> i32 {
                    match self {
                        #(Self::#names => #values,)*
                        Self::Unknown(value) => value.get(),
                    }
                }
            }
        },
        quote! {
            impl From<i32> for #name {
                fn from(value: i32) -> Self {
                    match value {
                        #(#values => Self::#names,)*
                        other => Self::Unknown(UnknownInteger::new(other)),
                    }
                }
            }
        },
    ]
}
