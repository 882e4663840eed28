//! Waiters: a type each, the client's method for it, and how it judges answers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{client::input_value, deprecated, docs, ident, path};
use crate::ir::{
    Operation,
    path::Path,
    waiters::{Acceptor, Expected, Matcher, State, Waiter},
};

/// The items for an operation's file.
pub(super) fn emit(operation: &Operation) -> Vec<TokenStream> {
    operation
        .waiters
        .iter()
        .flat_map(|waiter| [definition(operation, waiter), wait(operation, waiter), judge(operation, waiter)])
        .collect()
}

/// The methods of the client, after the operation's own.
pub(super) fn client_methods(operation: &Operation) -> impl Iterator<Item = TokenStream> {
    operation.waiters.iter().map(|waiter| {
        let mut lines = waiter.docs.clone();
        let operation_link = format!(
            "Calls [`{method}`](Self::{method}) again and again; `.wait(..)` at the end of the request says how long.",
            method = operation.method
        );
        lines.extend([String::new(), operation_link]);
        let comment = docs(&lines);
        let deprecation = deprecated(waiter.deprecated.as_ref());
        let (method, request, name) = (ident(&waiter.method), ident(&operation.request_name), ident(&waiter.name));
        let (arguments, input) = input_value(operation);
        quote! {
            #comment
            #deprecation
            pub fn #method(&self, #(#arguments),*) -> #request<#name> {
                #request::new(#name(self.clone()), #input)
            }
        }
    })
}

fn definition(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let name = ident(&waiter.name);
    let comment = docs(&[format!(
        "`{}` until it says `{}`; see [`Client::{}`].",
        operation.wire_name, waiter.smithy_name, waiter.method
    )]);
    quote! {
        #comment
        #[derive(Clone, Debug)]
        pub struct #name(pub(crate) Client);
    }
}

fn wait(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let (request, output, name) = (ident(&operation.request_name), ident(&operation.output.name), ident(&waiter.name));
    quote! {
        impl #request<#name> {
            /// Calls until it is so, or until the deadline has passed.
            ///
            /// # Errors
            ///
            /// See [`WaitError`](aws_query_runtime::waiter::WaitError).
            pub async fn wait(
                self,
                deadline: std::time::Duration,
            ) -> Result<waiter::Waited<#output, Error>, waiter::WaitError<Error>> {
                self.client.0.core.wait::<#name>(self.input, self.options, deadline).await
            }
        }
    }
}

fn judge(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let (input, name, text) = (ident(&operation.input.name), ident(&waiter.name), &waiter.smithy_name);
    let (min, max) = (Literal::u32_unsuffixed(waiter.min_delay), Literal::u32_unsuffixed(waiter.max_delay));
    let acceptors = grouped(&waiter.acceptors).map(acceptors);
    quote! {
        impl waiter::Waiter for #name {
            type Operation = #input;

            const SPEC: waiter::WaiterSpec = waiter::WaiterSpec::new(#text, #min, #max);

            fn judge(answer: waiter::Answer<'_, #input>) -> waiter::Answer<'_, #input> {
                answer #(#acceptors)*
            }
        }
    }
}

// Neighbours with one expression are judged in one place.
fn grouped(acceptors: &[Acceptor]) -> impl Iterator<Item = &[Acceptor]> {
    acceptors.chunk_by(|left, right| match (&left.matcher, &right.matcher) {
        (Matcher::Path { path: left, with_input: left_input, .. }, Matcher::Path { path: right, with_input, .. }) => {
            left.text == right.text && left_input == with_input
        }
        _ => false,
    })
}

fn acceptors(group: &[Acceptor]) -> TokenStream {
    let Some(first) = group.first() else { return TokenStream::new() };
    let state = state(first.state);
    match &first.matcher {
        Matcher::Success(true) => quote!(.on_success(#state)),
        Matcher::Success(false) => quote!(.on_any_error(#state)),
        Matcher::Error(code) => quote!(.on_error(#code, #state)),
        Matcher::Path { path, .. } => on_path(path, group),
    }
}

fn on_path(path: &Path, group: &[Acceptor]) -> TokenStream {
    let text = &path.text;
    let value = path::returned(path);
    let cases = group.iter().filter_map(|acceptor| {
        let Matcher::Path { expected, .. } = &acceptor.matcher else { return None };
        let (expected, state) = (self::expected(expected), state(acceptor.state));
        Some(quote!((#expected, #state)))
    });
    let argument = |name: &str| {
        let name = path.value.reads(name).then(|| ident(name));
        name.map_or_else(|| quote!(_), |name| quote!(#name))
    };
    let (input, output) = (argument("input"), argument("output"));
    let sensitive = path.sensitive.then(|| quote!(.sensitive()));
    quote!(#sensitive.on_path(#text, |#input, #output| #value, &[#(#cases),*]))
}

fn state(state: State) -> TokenStream {
    match state {
        State::Success => quote!(waiter::State::Success),
        State::Failure => quote!(waiter::State::Failure),
        State::Retry => quote!(waiter::State::Retry),
    }
}

fn expected(expected: &Expected) -> TokenStream {
    match expected {
        Expected::Text(text) => quote!(waiter::Expected::Text(#text)),
        Expected::Boolean(value) => quote!(waiter::Expected::Boolean(#value)),
        Expected::All(text) => quote!(waiter::Expected::All(#text)),
        Expected::Any(text) => quote!(waiter::Expected::Any(#text)),
    }
}
