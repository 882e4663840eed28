//! The endpoint of one call: parameters that the operation binds, set from its constants and its input.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{endpoint::constant, ident, path};
use crate::ir::{
    Operation,
    endpoint::{Binding, BindingValue, ParameterType},
};

/// The method of the operation's input; nothing where the client's endpoint is the operation's too.
pub(super) fn endpoint(operation: &Operation, account: Option<&str>) -> Option<TokenStream> {
    if operation.bindings.is_empty() && account.is_none() {
        return None;
    }
    let argument = if account.is_some() { quote!(account_id) } else { quote!(_account_id) };
    let known = account.map(ident).map(|parameter| {
        quote! {
            if params.#parameter.is_none() { params.#parameter = account_id.map(str::to_owned); }
        }
    });
    let set = operation.bindings.iter().map(binding);
    Some(quote! {
        fn endpoint(&self, config: &Config, #argument: Option<&str>) -> Option<Result<Endpoint, EndpointError>> {
            let mut params = Params::for_config(config);
            #known
            #(#set)*
            Some(resolve(&params))
        }
    })
}

fn binding(binding: &Binding) -> TokenStream {
    let parameter = ident(&binding.parameter);
    let plain = binding.ty == ParameterType::Boolean;
    let some = |value: TokenStream| if plain { value } else { quote!(Some(#value)) };
    match &binding.value {
        BindingValue::Path(path) => {
            // A closure of its own, for an error of the expression leaves the parameter as it is.
            let mut found = path::returned(path);
            if binding.ty == ParameterType::Texts {
                // Of a list that is null an expression makes an empty one; neither says anything.
                found = quote!(#found.filter(|value| !value.is_empty()));
            }
            let value = some(match binding.ty {
                ParameterType::Boolean | ParameterType::OptionalBoolean => quote!(value),
                ParameterType::Text => quote!(value.to_owned()),
                ParameterType::Texts => quote!(value.into_iter().map(str::to_owned).collect()),
            });
            let function = format_ident!("find_{}", binding.parameter.trim_start_matches("r#"));
            if path.value.fallible {
                quote! {
                    let #function = || #found;
                    if let Some(value) = #function() { params.#parameter = #value; }
                }
            } else {
                quote!(if let Some(value) = #found { params.#parameter = #value; })
            }
        }
        BindingValue::Static(value) => {
            let value = some(constant(value));
            quote!(params.#parameter = #value;)
        }
        BindingValue::Member { field, optional, enums } => {
            let field = ident(field);
            let value = some(match (binding.ty, enums) {
                (ParameterType::Boolean | ParameterType::OptionalBoolean, _) => quote!(*value),
                (ParameterType::Text, true) => quote!(value.as_str().to_owned()),
                (ParameterType::Texts, true) => {
                    quote!(value.iter().map(|value| value.as_str().to_owned()).collect())
                }
                (ParameterType::Text | ParameterType::Texts, false) => quote!(value.clone()),
            });
            if *optional {
                return quote!(if let Some(value) = &self.#field { params.#parameter = #value; });
            }
            // An address cannot be made of a required member that says nothing.
            let name = &binding.smithy_name;
            let blank = (binding.ty == ParameterType::Text).then(|| {
                let text = if *enums { quote!(value.as_str()) } else { quote!(value) };
                quote!(if #text.trim().is_empty() { return Some(Err(EndpointError::unset(#name))); })
            });
            quote! {
                let value = &self.#field;
                #blank
                params.#parameter = #value;
            }
        }
    }
}
