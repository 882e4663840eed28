//! `constraints.rs`: what inputs are checked against before they are sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, ident};
use crate::ir::{Constraint, Pattern, Service, Step};

pub(super) fn emit(service: &Service) -> File {
    File::new(
        "What inputs are checked against before they are sent.",
        service.constraints.iter().map(constant).collect(),
    )
}

fn constant(constraint: &Constraint) -> TokenStream {
    let name = ident(&constraint.name);
    let bound = |value: Option<i64>| match value {
        Some(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    let (min, max) = (bound(constraint.min), bound(constraint.max));
    let bounds = match (constraint.min, constraint.max) {
        (None, None) => TokenStream::new(),
        _ if constraint.range => quote!(.range(#min, #max)),
        _ => quote!(.length(#min, #max)),
    };
    let pattern = constraint.pattern.as_ref().map(pattern);
    quote!(pub(crate) static #name: Constraint = Constraint::NONE #bounds #pattern;)
}

fn pattern(pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    match &pattern.steps {
        Some(steps) => {
            let steps = steps.iter().map(step);
            quote!(.pattern(#source, &[#(#steps),*]))
        }
        // Shown by introspection, judged by the server.
        None => quote!(.unchecked_pattern(#source)),
    }
}

fn step(step: &Step) -> TokenStream {
    let ranges = step.ranges.iter().map(|(low, high)| quote!((#low, #high)));
    let categories: String = step.categories.iter().collect();
    let (negated, min) = (step.negated, proc_macro2::Literal::u32_unsuffixed(step.min));
    let max = match step.max {
        Some(max) => {
            let max = proc_macro2::Literal::u32_unsuffixed(max);
            quote!(Some(#max))
        }
        None => quote!(None),
    };
    let base = quote!(Step::new(&[#(#ranges),*], #min, #max));
    let categories = (!categories.is_empty()).then(|| quote!(.categories(#categories)));
    let negated = negated.then(|| quote!(.negated()));
    quote!(#base #categories #negated)
}
