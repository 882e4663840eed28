//! Unions: an enum with one variant a member, and `Unknown` for members of a later version.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, ident, reader, structure::rust_type, writer};
use crate::ir::Union;

/// The items of a union.
pub(super) fn emit(item: &Union) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let comment = docs(&item.docs);
    let variants = item.variants.iter().map(|variant| {
        let (comment, name, ty) = (docs(&variant.docs), ident(&variant.name), rust_type(&variant.ty));
        let ty = if variant.boxed { quote!(Box<#ty>) } else { ty };
        quote!(#comment #name(#ty))
    });
    let derive = if item.redacts { quote!(Clone, PartialEq) } else { quote!(Clone, Debug, PartialEq) };
    let mut items = vec![quote! {
        #comment
        #[derive(#derive)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A member that this version does not know. It cannot be sent.
            Unknown,
        }
    }];
    let mut methods = Vec::new();
    if item.written {
        let arms = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let statement = writer::borrowed(variant, &format_ident!("value"));
            quote!(Self::#name(value) => #statement,)
        });
        methods.push(quote! {
            pub(crate) fn write(&self, mut members: Members<'_>) {
                match self { #(#arms)* Self::Unknown => {} }
            }
        });
    }
    if item.validates {
        methods.push(writer::union_checks(item));
    }
    if item.read {
        let arms = item.variants.iter().map(|variant| {
            let (wire_name, name) = (reader::local_name(&variant.wire_name), ident(&variant.name));
            let value = reader::variant(variant);
            quote!(#wire_name => Self::#name(#value),)
        });
        methods.push(quote! {
            pub(crate) fn read(mut element: Element<'_, '_>) -> Result<Self, ReadError> {
                let Some(child) = element.next_child()? else { return Ok(Self::Unknown) };
                Ok(match child.name() { #(#arms)* _ => Self::Unknown })
            }
        });
    }
    items.push(quote!(impl #name { #(#methods)* }));
    if item.redacts {
        let text = format!("{}([redacted])", item.name);
        items.push(quote! {
            impl fmt::Debug for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(#text) }
            }
        });
    }
    items
}
