//! Functions that read a structure from its XML element.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    defaults, ident,
    structure::rust_type,
    writer::{map_names, timestamp_format},
};
use crate::ir::{External, Field, Presence, Structure, Type};

/// `fn read(element: Element<'_, '_>) -> Result<Self, ReadError>`
pub(super) fn structure(structure: &Structure) -> TokenStream {
    let (signature, body) = parts(structure);
    quote! {
        pub(crate) fn read(#signature) -> Result<Self, ReadError> { #body }
    }
}

/// The parameter and body of the function that reads a structure.
pub(super) fn parts(structure: &Structure) -> (TokenStream, TokenStream) {
    if structure.fields.is_empty() {
        return (quote!(_element: Element<'_, '_>), quote!(Ok(Self {})));
    }
    let collect = collect(&structure.fields);
    let fields = structure.fields.iter().map(|field| {
        let (name, value) = (ident(&field.name), finished(field));
        if value.to_string() == field.name { quote!(#name) } else { quote!(#name: #value) }
    });
    (quote!(mut element: Element<'_, '_>), quote!(#collect Ok(Self { #(#fields),* })))
}

/// The function that reads a structure into a runtime type.
pub(super) fn external(external: &External) -> TokenStream {
    let name = ident(&external.reader);
    let (ty, constructor) = (ident(short(&external.path)), ident(&external.constructor));
    let collect = collect(&external.fields);
    let arguments = external.fields.iter().map(finished);
    quote! {
        pub(crate) fn #name(mut element: Element<'_, '_>) -> Result<#ty, ReadError> {
            #collect
            Ok(#ty::#constructor(#(#arguments),*))
        }
    }
}

fn short(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}

// Locals for all members, filled from attributes and from children in any order.
fn collect(fields: &[Field]) -> TokenStream {
    let locals = fields.iter().map(|field| {
        let local = ident(&field.local);
        if field.attribute {
            let (wire_name, read) = (&field.wire_name, value(&field.ty));
            return quote!(let #local = element.attribute_value(#wire_name).map(|child| #read).transpose()?;);
        }
        match &field.ty {
            Type::List { element: None, .. } => quote!(let mut #local: Option<Vec<_>> = None;),
            ty @ Type::Map { entry: None, .. } => {
                let ty = rust_type(ty);
                quote!(let mut #local: Option<#ty> = None;)
            }
            _ => quote!(let mut #local = None;),
        }
    });
    let locals = quote!(#(#locals)*);
    let children: Vec<&Field> = fields.iter().filter(|field| !field.attribute).collect();
    let body = match children.as_slice() {
        [] => return locals,
        [only] => {
            let (wire_name, statement) = (local_name(&only.wire_name), assignment(only));
            quote!(if child.name() == #wire_name { #statement; })
        }
        several => {
            let arms = several.iter().map(|field| {
                let (wire_name, statement) = (local_name(&field.wire_name), assignment(field));
                quote!(#wire_name => #statement,)
            });
            quote!(match child.name() { #(#arms)* _ => {} })
        }
    };
    quote!(#locals while let Some(child) = element.next_child()? { #body })
}

/// The name that elements are matched by: that of `xmlName` without its prefix.
pub(super) fn local_name(wire_name: &str) -> &str {
    wire_name.rsplit_once(':').map_or(wire_name, |(_, local)| local)
}

/// The expression that reads `child`, and all elements after it where it is flattened, as the value of
/// a union's variant, errors returned.
pub(super) fn variant(field: &Field) -> TokenStream {
    let wire_name = local_name(&field.wire_name);
    let rest = |first: TokenStream, next: TokenStream| {
        quote! {{
            #first
            while let Some(child) = element.next_child()? {
                if child.name() == #wire_name { #next }
            }
            value
        }}
    };
    match &field.ty {
        Type::List { member, element: None, sparse, .. } => {
            let item = if *sparse { sparse_value(member) } else { try_value(member) };
            rest(quote!(let mut value = Vec::from([#item]);), quote!(value.push(#item);))
        }
        Type::Map { entry: None, .. } => {
            let entry = flat_entry(&field.ty);
            let ty = rust_type(&field.ty);
            rest(quote!(let mut value: #ty = BTreeMap::from([#entry]);), quote!(value.extend([#entry]);))
        }
        ty => {
            let value = try_value(ty);
            if field.boxed { quote!(Box::new(#value)) } else { value }
        }
    }
}

fn assignment(field: &Field) -> TokenStream {
    let local = ident(&field.local);
    match &field.ty {
        // A flattened list is its elements, one after another.
        Type::List { member, element: None, sparse, .. } => {
            let value = if *sparse { sparse_value(member) } else { try_value(member) };
            quote!(#local.get_or_insert_default().push(#value))
        }
        // Not bound to names: a member may be called `key` or `value`.
        ty @ Type::Map { entry: None, .. } => {
            let entry = flat_entry(ty);
            quote!(#local.get_or_insert_default().extend([#entry]))
        }
        ty => {
            let value = try_value(ty);
            let value = if field.boxed { quote!(Box::new(#value)) } else { value };
            quote!(#local = Some(#value))
        }
    }
}

fn finished(field: &Field) -> TokenStream {
    let (local, wire_name) = (ident(&field.local), &field.wire_name);
    match &field.presence {
        Presence::Required => quote!(element.required(#wire_name, #local)?),
        Presence::Optional => quote!(#local),
        Presence::Defaulted(literal) => defaults::or_default(field, literal, quote!(#local)),
    }
}

fn sparse_value(ty: &Type) -> TokenStream {
    let value = try_value(ty);
    quote!(Some(#value))
}

// One element of a flattened map, as a pair.
fn flat_entry(ty: &Type) -> TokenStream {
    let Type::Map { value, key_name, value_name, sparse, .. } = ty else { return TokenStream::new() };
    let read = if *sparse { sparse_function(value) } else { function(value) };
    let names = map_names(None, local_name(key_name), local_name(value_name));
    quote!(child.entry(#names, #read)?)
}

fn try_value(ty: &Type) -> TokenStream {
    let value = value(ty);
    match ty {
        Type::Enum(name) => {
            let name = ident(name);
            quote!(#name::from(child.string()?))
        }
        Type::IntEnum(name) => {
            let name = ident(name);
            quote!(#name::from(child.integer::<i32>()?))
        }
        _ => quote!(#value?),
    }
}

// An expression of `Result` that reads `child`.
fn value(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Decimal => quote!(child.string()),
        Type::Secret => quote!(child.secret()),
        Type::Boolean => quote!(child.boolean()),
        Type::Byte => quote!(child.integer::<i8>()),
        Type::Short => quote!(child.integer::<i16>()),
        Type::Integer => quote!(child.integer::<i32>()),
        Type::Long => quote!(child.integer::<i64>()),
        Type::Float => quote!(child.float()),
        Type::Double => quote!(child.double()),
        Type::Blob => quote!(child.blob()),
        Type::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(child.timestamp(#format))
        }
        Type::Enum(name) => {
            let name = ident(name);
            quote!(child.string().map(#name::from))
        }
        Type::IntEnum(name) => {
            let name = ident(name);
            quote!(child.integer::<i32>().map(#name::from))
        }
        Type::Structure { name, .. } | Type::Union { name, .. } => {
            let name = ident(name);
            quote!(#name::read(child))
        }
        Type::External(_) => {
            let name = external_reader(ty);
            quote!(#name(child))
        }
        Type::List { member, element, sparse, .. } => {
            let element = local_name(element.as_deref().unwrap_or("member"));
            let read = if *sparse { sparse_function(member) } else { function(member) };
            quote!(child.list(#element, #read))
        }
        Type::Map { value, entry, key_name, value_name, sparse, .. } => {
            let entry = entry.as_deref().unwrap_or("entry");
            let names = map_names(Some(entry), local_name(key_name), local_name(value_name));
            let read = if *sparse { sparse_function(value) } else { function(value) };
            quote!(child.map(#names, #read))
        }
    }
}

// What reads an element of this type: the function itself where there is one.
fn function(ty: &Type) -> TokenStream {
    match ty {
        Type::Structure { name, .. } | Type::Union { name, .. } => {
            let name = ident(name);
            quote!(#name::read)
        }
        Type::External(_) => {
            let name = external_reader(ty);
            quote!(#name)
        }
        _ => {
            let value = value(ty);
            quote!(|child| #value)
        }
    }
}

fn sparse_function(ty: &Type) -> TokenStream {
    let value = value(ty);
    quote!(|child| #value.map(Some))
}

fn external_reader(ty: &Type) -> proc_macro2::Ident {
    match ty {
        Type::External(name) => ident(&format!("read_{}", heck::ToSnakeCase::to_snake_case(name.as_str()))),
        _ => ident("_"),
    }
}
