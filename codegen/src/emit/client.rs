//! `client.rs`: the client, its operations, and the table of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, deprecated, docs, ident, structure, waiters};
use crate::ir::{Arguments, Operation, Presence, Service};

pub(super) fn emit(service: &Service) -> File {
    let comment = docs(&client_docs(service));
    let operations = service
        .operations
        .iter()
        .flat_map(|item| std::iter::once(operation(item)).chain(waiters::client_methods(item)));
    let resolver = match &service.endpoint {
        Some(_) => quote!(super::endpoint::for_config),
        None => quote!(|config| config.endpoint_by_prefix(SERVICE.endpoint_prefix)),
    };
    let new = if service.binds_endpoints() { quote!(per_call) } else { quote!(new) };
    let spec = service_spec(service);
    let inputs = service.operations.iter().map(|operation| ident(&operation.input.name));
    let count = service.operations.len();
    let items = vec![
        quote! {
            #comment
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(crate) core: Core,
            }
        },
        quote! {
            impl Client {
                /// A client with these settings. Clients are cheap to clone, and clones share everything.
                ///
                /// # Errors
                ///
                /// Where the settings do not lead to an endpoint: no region, or a combination that the
                /// service does not offer.
                pub fn new(config: Config) -> Result<Self, ConfigError> {
                    Ok(Self { core: Core::#new(&SERVICE, config, #resolver)? })
                }

                /// The settings.
                pub fn config(&self) -> &Config { self.core.config() }

                #(#operations)*
            }
        },
        quote! {
            /// All operations, for introspection.
            pub static OPERATIONS: [&OperationSpec; #count] = [#(<#inputs as Operation>::SPEC),*];
        },
        spec,
    ];
    File::new(format!("The client of {}.", service.title), items)
}

fn client_docs(service: &Service) -> Vec<String> {
    let mut lines = service.docs.clone();
    if lines.is_empty() {
        lines.push(format!("Client for {}.", service.title));
    }
    lines
}

fn operation(operation: &Operation) -> TokenStream {
    let (method, request) = (ident(&operation.method), ident(&operation.request_name));
    let mut lines = operation.docs.clone();
    if !operation.errors.is_empty() {
        lines.extend([String::new(), "# Errors".to_owned(), String::new()]);
        lines.push("Besides what [`Error`](super::error::Error) names for every call:".to_owned());
        lines.push(String::new());
        let link = |error: &String| format!("- [`ErrorKind::{error}`](super::error::ErrorKind::{error})");
        lines.extend(operation.errors.iter().map(link));
    }
    let comment = docs(&lines);
    let deprecation = deprecated(operation.deprecated.as_ref());
    let (arguments, value) = input_value(operation);
    quote! {
        #comment
        #deprecation
        pub fn #method(&self, #(#arguments),*) -> #request {
            #request::new(self.clone(), #value)
        }
    }
}

/// The parameters that ask for an operation's required members, and the input made of them.
pub(super) fn input_value(operation: &Operation) -> (Vec<TokenStream>, TokenStream) {
    let input = ident(&operation.input.name);
    let required = || operation.input.fields.iter().filter(|field| field.presence == Presence::Required);
    match &operation.arguments {
        Arguments::None => (Vec::new(), quote!(#input::default())),
        Arguments::Positional => {
            let names = required().map(|field| ident(&field.name));
            (required().map(structure::argument).collect(), quote!(#input::new(#(#names),*)))
        }
        Arguments::Struct(_) => (vec![quote!(input: #input)], quote!(input)),
    }
}

fn service_spec(service: &Service) -> TokenStream {
    let (id, version, prefix) = (&service.sdk_id, &service.version, &service.endpoint_prefix);
    let signing = service.signing_name.iter().map(|name| quote!(.signing_name(#name)));
    let retryable: Vec<TokenStream> = service
        .errors
        .iter()
        .filter_map(|error| error.retryable.map(|throttling| (&error.code, throttling)))
        .map(|(code, throttling)| quote!((#code, #throttling)))
        .collect();
    let retryable = (!retryable.is_empty()).then(|| quote!(.retryable(&[#(#retryable),*])));
    let settings = service.settings.iter().map(|setting| {
        let (parameter, variable, key) = (&setting.parameter, &setting.variable, &setting.profile_key);
        let flag = setting.words.iter().map(|(on, off)| quote!(.flag(#on, #off)));
        quote!(EndpointSetting::text(#parameter, #variable, #key)#(#flag)*)
    });
    let settings = (!service.settings.is_empty()).then(|| quote!(.settings(&[#(#settings),*])));
    quote! {
        pub(crate) static SERVICE: ServiceSpec = ServiceSpec::new(#id, #version, #prefix)#(#signing)*#retryable #settings;
    }
}
