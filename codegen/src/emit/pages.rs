//! Paginators: `pages()` and `items()` of a request, and what the runtime must know of the operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, structure::rust_type};
use crate::ir::{Field, Operation, Presence, Type, pages::Pages};

/// The items for an operation's file.
pub(super) fn emit(operation: &Operation) -> Vec<TokenStream> {
    let Some(pages) = &operation.pages else { return Vec::new() };
    let mut items = vec![methods(operation, pages), paginated(operation, pages)];
    items.extend(with_items(operation, pages));
    items
}

fn methods(operation: &Operation, pages: &Pages) -> TokenStream {
    let (request, input) = (ident(&operation.request_name), ident(&operation.input.name));
    let items = pages.items.is_some().then(|| {
        quote! {
            /// The items of all pages, one by one; see [`Items`](aws_query_runtime::pages::Items).
            pub fn items(self) -> pages::Items<#input> { pages::Items::new(self.pages()) }
        }
    });
    quote! {
        impl #request {
            /// The answers one after the other, as long as there are more; see [`Pages`](aws_query_runtime::pages::Pages).
            pub fn pages(self) -> pages::Pages<#input> {
                pages::Pages::new(self.client.core, self.input, self.options)
            }

            #items
        }
    }
}

fn paginated(operation: &Operation, pages: &Pages) -> TokenStream {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let (member, name) = (ident(&pages.input_token.name), &pages.input_token.smithy_name);
    let token = rust_type(&pages.input_token.ty);
    let optional = pages.input_token.presence == Presence::Optional;
    let sent = if optional { quote!(self.#member.as_ref()) } else { quote!(Some(&self.#member)) };
    let assigned = if optional { quote!(Some(token)) } else { quote!(token) };
    let next = copied(&quote!(output), &pages.output_token);
    let sensitive = pages.sensitive.then(|| {
        quote!(
            const SENSITIVE: bool = true;
        )
    });
    let more = pages.more.as_ref().map(|path| {
        let more = match plain(path) {
            Some(more) => more,
            None => {
                let more = copied(&quote!(output), path);
                // Where it says nothing, the token alone decides.
                quote!(#more != Some(false))
            }
        };
        quote!(fn more(output: &#output) -> bool { #more })
    });
    quote! {
        impl pages::Paginated for #input {
            type Token = #token;

            const MEMBER: &'static str = #name;
            #sensitive

            fn token(&self) -> Option<&#token> { #sent }

            fn set_token(&mut self, token: #token) { self.#member = #assigned; }

            fn next_token(output: &#output) -> Option<#token> { #next }

            #more
        }
    }
}

fn with_items(operation: &Operation, pages: &Pages) -> Option<TokenStream> {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let path = pages.items.as_ref()?;
    let ty = rust_type(pages.items_type()?);
    let items = plain(path).unwrap_or_else(|| {
        let items = moved(&quote!(output), path);
        quote!(#items.unwrap_or_default())
    });
    Some(quote! {
        impl pages::PaginatedItems for #input {
            type Items = #ty;

            fn items(output: #output) -> #ty { #items }
        }
    })
}

// Members that are all there.
fn plain(path: &[Field]) -> Option<TokenStream> {
    let names = path.iter().map(|field| ident(&field.name));
    path.iter().all(|field| field.presence != Presence::Optional).then(|| quote!(output #(.#names)*))
}

// The value at the end of a path, as an `Option`.
fn copied(root: &TokenStream, path: &[Field]) -> TokenStream {
    let [field, rest @ ..] = path else { return quote!(None) };
    let (name, optional) = (ident(&field.name), field.presence == Presence::Optional);
    let place = quote!(#root.#name);
    match (rest, optional) {
        ([], _) => {
            let value = if field.ty == Type::String { quote!(#place.clone()) } else { place };
            if optional { value } else { quote!(Some(#value)) }
        }
        (rest, true) => {
            let rest = copied(&quote!(value), rest);
            quote!(#place.as_ref().and_then(|value| #rest))
        }
        (rest, false) => copied(&place, rest),
    }
}

fn moved(root: &TokenStream, path: &[Field]) -> TokenStream {
    let [field, rest @ ..] = path else { return quote!(None) };
    let (name, optional) = (ident(&field.name), field.presence == Presence::Optional);
    let place = quote!(#root.#name);
    match (rest, optional) {
        ([], true) => place,
        ([], false) => quote!(Some(#place)),
        (rest, true) => {
            let rest = moved(&quote!(value), rest);
            quote!(#place.and_then(|value| #rest))
        }
        (rest, false) => moved(&place, rest),
    }
}
