//! `error.rs`: the kinds of error that a service answers.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, docs, ident};
use crate::ir::{ErrorShape, Service};

pub(super) fn emit(service: &Service) -> File {
    let variants = service.errors.iter().map(variant);
    let arms = service.errors.iter().map(arm);
    let floats = service.errors.iter().filter_map(|error| error.structure.as_ref()).any(|structure| structure.floats);
    let eq = (!floats).then(|| quote!(, Eq));
    let body = service.errors.iter().any(|error| error.structure.is_some());
    let body = if body { quote!(body) } else { quote!(_body) };
    let title = format!(" Why a call of {} failed.", service.title);
    let modelled = if service.errors.is_empty() {
        quote!(
            fn modelled(_code: &str, _body: &ErrorBody<'_>) -> Option<Self> {
                None
            }
        )
    } else {
        quote! {
            fn modelled(code: &str, #body: &ErrorBody<'_>) -> Option<Self> {
                Some(match code { #(#arms)* _ => return None })
            }
        }
    };
    let items = vec![
        quote! {
            #[doc = #title]
            ///
            /// `Display` is the sentence to show or log; [`kind`](aws_query_runtime::Error::kind) is what to branch on.
            pub type Error = aws_query_runtime::Error<ErrorKind>;
        },
        quote! {
            /// What an error that the service answered is. Codes that are none of these are
            /// [`Unknown`](Self::Unknown), and [`code`](aws_query_runtime::Error::code) says which.
            #[derive(Clone, Debug, PartialEq #eq)]
            #[non_exhaustive]
            pub enum ErrorKind {
                #(#variants,)*
                /// An error that any AWS service may answer.
                Common(CommonError),
                /// A code that this version does not know.
                Unknown,
            }
        },
        quote! {
            impl ServiceErrorKind for ErrorKind {
                #modelled
                fn common(error: CommonError) -> Self { Self::Common(error) }
                fn unknown() -> Self { Self::Unknown }
            }
        },
    ];
    File::new(format!("Errors of {}.", service.title), items)
}

fn variant(error: &ErrorShape) -> TokenStream {
    let (comment, name) = (docs(&error.docs), ident(&error.variant));
    match &error.structure {
        Some(structure) => {
            let ty = ident(&structure.name);
            quote!(#comment #name(Box<#ty>))
        }
        None => quote!(#comment #name),
    }
}

fn arm(error: &ErrorShape) -> TokenStream {
    let (code, name) = (&error.code, ident(&error.variant));
    match &error.structure {
        Some(structure) => {
            let ty = ident(&structure.name);
            quote!(#code => Self::#name(Box::new(body.read(#ty::read)?)),)
        }
        None => quote!(#code => Self::#name,),
    }
}
