//! One file an operation: its input, its output, its request, and what the call loop needs of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    File, binding, deprecated, docs, ident, pages, reader,
    structure::{self, append_arguments, argument_type},
    waiters, writer,
};
use crate::ir::{Arguments, Field, HostPart, Operation, Presence, Service, Structure, Type};

/// `operation/mod.rs`
pub(super) fn index(service: &Service) -> File {
    let modules = service.operations.iter().map(|operation| {
        let module = ident(&operation.method);
        quote!(pub mod #module;)
    });
    File { docs: "One module an operation.".to_owned(), items: modules.collect(), joined: true }
}

pub(super) fn emit(operation: &Operation, account: Option<&str>) -> File {
    let mut items = request(operation);
    items.extend(waiters::emit(operation));
    items.extend(with_methods(&operation.input));
    items.extend(with_methods(&operation.output));
    items.push(members(operation));
    items.push(spec(operation));
    items.push(implementation(operation, account));
    items.extend(pages::emit(operation));
    File::new(format!("`{}`.", operation.wire_name), items)
}

fn with_methods(structure: &Structure) -> Vec<TokenStream> {
    let name = ident(&structure.name);
    let mut items = structure::definition(structure);
    let methods = [structure::constructor(structure), structure::setters(structure)];
    if methods.iter().any(|method| !method.is_empty()) {
        items.insert(1, quote!(impl #name { #(#methods)* }));
    }
    items
}

// The request that `Client` hands out: setters, options, send.
fn request(operation: &Operation) -> Vec<TokenStream> {
    let (name, input, output) =
        (ident(&operation.request_name), ident(&operation.input.name), ident(&operation.output.name));
    let comment = docs(&[
        format!("A call of `{}` that has not been sent; see", operation.wire_name),
        format!("[`Client::{method}`].", method = operation.method),
    ]);
    let setters = operation.input.fields.iter().map(|field| setter(field, &operation.input.name));
    vec![
        quote! {
            #comment
            #[must_use = "a request does nothing until it is sent"]
            #[derive(Clone, Debug)]
            pub struct #name<C = Client> {
                client: C,
                input: #input,
                options: CallOptions,
            }
        },
        quote! {
            impl<C> #name<C> {
                pub(crate) fn new(client: C, input: #input) -> Self {
                    Self { client, input, options: CallOptions::default() }
                }

                #(#setters)*

                /// Overrides settings of the client for this call.
                pub fn with(mut self, options: CallOptions) -> Self {
                    self.options = options;
                    self
                }

                /// The input as it is now.
                pub fn input(&self) -> &#input { &self.input }
            }
        },
        quote! {
            impl #name {
                /// Sends the request and waits for the output.
                ///
                /// # Errors
                ///
                /// See [`Error`].
                pub async fn send(self) -> Result<#output, Error> {
                    Ok(self.send_full().await?.output)
                }

                /// As [`send`](Self::send), with request id, status, headers and attempts.
                ///
                /// # Errors
                ///
                /// See [`Error`].
                pub async fn send_full(self) -> Result<Response<#output>, Error> {
                    self.client.core.call(self.input, self.options).await
                }

                /// The unsigned HTTP request that would be sent.
                ///
                /// # Errors
                ///
                /// The input breaks constraints of the model. Nothing is signed, so neither credentials nor a region
                /// are asked for.
                pub fn prepare(self) -> Result<Prepared, Error> {
                    self.client.core.prepare(self.input, &self.options)
                }
            }
        },
    ]
}

fn setter(field: &Field, input: &str) -> TokenStream {
    let (setter, ty) = (ident(&field.setter), argument_type(&field.ty));
    // The documentation is the field's; here is where it is.
    let comment = docs(&[format!("Sets [`{field}`](field@{input}::{field}).", field = field.name)]);
    let deprecation = deprecated(field.deprecated.as_ref());
    // Straight to the field: the input is large, and moving it through its own setters costs.
    let (name, value) = (ident(&field.name), structure::assigned(field));
    let append = field.append.as_ref().map(|append| {
        let method = ident(&append.method);
        // A required list has no setter here.
        let list = match field.presence {
            Presence::Optional => format!("[`{setter}`](Self::{setter})", setter = field.setter),
            Presence::Required | Presence::Defaulted(_) => {
                format!("[`{field}`](field@{input}::{field})", field = field.name)
            }
        };
        let comment = docs(&[format!("Adds one element to {list}.")]);
        let arguments = append_arguments(append);
        let push = structure::push(field, append, &quote!(self.input));
        quote! {
            #comment
            pub fn #method(mut self, #(#arguments),*) -> Self {
                #push
                self
            }
        }
    });
    // What is required is an argument already; it can still be replaced.
    let setter = (field.presence == Presence::Optional).then(|| {
        quote! {
            #comment
            #deprecation
            pub fn #setter(mut self, value: #ty) -> Self {
                self.input.#name = #value;
                self
            }
        }
    });
    quote!(#setter #append)
}

fn implementation(operation: &Operation, account: Option<&str>) -> TokenStream {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let write = if operation.input.fields.is_empty() {
        quote!(
            fn write(&self, _members: Members<'_>) {}
        )
    } else {
        let body = writer::members(&operation.input);
        quote!(fn write(&self, mut members: Members<'_>) { #body })
    };
    let validate = operation.input.validates.then(|| {
        let body = writer::check_members(&operation.input);
        quote!(fn validate(&self, checks: &mut Checks) { #body })
    });
    let (parameter, read) = reader::parts(&operation.output);
    let read = if operation.output.fields.is_empty() {
        quote!(Ok(#output {}))
    } else {
        let text = read.to_string().replace("Ok (Self", &format!("Ok ({}", operation.output.name));
        text.parse().unwrap_or(read)
    };
    let empty = (operation.output.arguments == Arguments::None)
        .then(|| quote!(fn empty() -> Option<#output> { Some(#output::default()) }));
    let extras = [
        single_use(operation),
        error_context(operation),
        fill_tokens(operation),
        binding::endpoint(operation, account),
        host_prefix(operation),
    ];
    let by_account = account.map(|_| {
        quote!(
            const ENDPOINT_BY_ACCOUNT: bool = true;
        )
    });
    quote! {
        impl Operation for #input {
            type Output = #output;
            type Kind = ErrorKind;

            const SPEC: &'static OperationSpec = &SPEC;
            #by_account

            #validate
            #write
            fn read(#parameter) -> Result<#output, ReadError> { #read }
            #empty
            #(#extras)*
        }
    }
}

// What introspection says of the input.
fn members(operation: &Operation) -> TokenStream {
    let count = operation.input.fields.len();
    let members = operation.input.fields.iter().map(|field| {
        let (name, kind) = (&field.smithy_name, kind(&field.ty));
        let new = if field.presence == Presence::Required { quote!(required) } else { quote!(optional) };
        let constraint = field.constraint.as_deref().map(ident).map(|name| quote!(.constrained(&#name)));
        quote!(MemberSpec::#new(#name, #kind)#constraint)
    });
    quote!(static MEMBERS: [MemberSpec; #count] = [#(#members),*];)
}

// The table entry that introspection and the call loop read.
fn spec(operation: &Operation) -> TokenStream {
    let name = &operation.wire_name;
    let unsigned = (!operation.signed).then(|| quote!(.unsigned()));
    let compressed = operation.compresses.then(|| quote!(.compressed()));
    quote!(static SPEC: OperationSpec = OperationSpec::new(#name, &MEMBERS)#unsigned #compressed;)
}

fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Secret => "string",
        Type::Boolean => "boolean",
        Type::Byte => "byte",
        Type::Short => "short",
        Type::Integer => "integer",
        Type::Long => "long",
        Type::Float => "float",
        Type::Double => "double",
        Type::Decimal => "decimal",
        Type::Blob => "blob",
        Type::Timestamp(_) => "timestamp",
        Type::Enum(_) => "enum",
        Type::IntEnum(_) => "intEnum",
        Type::Structure { .. } | Type::External(_) => "structure",
        Type::Union { .. } => "union",
        Type::List { .. } => "list",
        Type::Map { .. } => "map",
    }
}

fn single_use(operation: &Operation) -> Option<TokenStream> {
    let tests: Vec<TokenStream> = operation
        .input
        .fields
        .iter()
        .filter(|field| field.single_use)
        .map(|field| {
            let name = ident(&field.name);
            if field.presence == Presence::Optional { quote!(self.#name.is_some()) } else { quote!(true) }
        })
        .collect();
    (!tests.is_empty()).then(|| quote!(fn single_use(&self) -> bool { #(#tests)||* }))
}

fn error_context(operation: &Operation) -> Option<TokenStream> {
    let parts: Vec<TokenStream> = operation
        .input
        .fields
        .iter()
        .filter(|field| field.error_context && field.ty == Type::String && !field.sensitive)
        .map(|field| {
            let (name, text) = (ident(&field.name), &field.smithy_name);
            if field.presence == Presence::Optional {
                quote!(self.#name.as_deref().map(|value| (#text, value)))
            } else {
                quote!(Some((#text, self.#name.as_str())))
            }
        })
        .collect();
    (!parts.is_empty()).then(|| {
        quote! {
            fn error_context(&self) -> Vec<(&'static str, &str)> {
                [#(#parts),*].into_iter().flatten().collect()
            }
        }
    })
}

fn fill_tokens(operation: &Operation) -> Option<TokenStream> {
    let statements: Vec<TokenStream> = operation
        .input
        .fields
        .iter()
        .filter(|field| field.idempotency_token && field.presence == Presence::Optional)
        .map(|field| {
            let name = ident(&field.name);
            quote!(self.#name.get_or_insert_with(&mut *token);)
        })
        .collect();
    (!statements.is_empty()).then(|| {
        quote! {
            fn fill_tokens(&mut self, token: &mut dyn FnMut() -> String) { #(#statements)* }
        }
    })
}

fn host_prefix(operation: &Operation) -> Option<TokenStream> {
    if operation.host_prefix.is_empty() {
        return None;
    }
    let parts = operation.host_prefix.iter().map(|part| match part {
        HostPart::Literal(text) => quote!(.literal(#text)),
        HostPart::Field(name) => {
            let field = operation.input.fields.iter().find(|field| field.name == *name);
            let member = field.map_or(name, |field| &field.smithy_name);
            let is_enum = field.is_some_and(|field| matches!(field.ty, Type::Enum(_)));
            let name = ident(name);
            let value = if is_enum { quote!(self.#name.as_str()) } else { quote!(&self.#name) };
            quote!(.label(#member, #value))
        }
    });
    Some(quote!(fn host_prefix(&self) -> Option<HostPrefix> { Some(HostPrefix::new()#(#parts)*) }))
}
