//! A structure: the type, its constructor and setters, `Debug` where something is hidden, and the
//! functions that write, read and check it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{defaults, deprecated, docs, ident, reader, writer};
use crate::ir::{Arguments, Field, Presence, Structure, Type};

/// The items of a nested structure, `impl`s included.
pub(super) fn emit(structure: &Structure) -> Vec<TokenStream> {
    let name = ident(&structure.name);
    let mut items = definition(structure);
    let mut methods = vec![constructor(structure), setters(structure)];
    if structure.written {
        methods.push(writer::structure(structure));
    }
    if structure.validates {
        methods.push(writer::checks(structure));
    }
    if structure.read {
        methods.push(reader::structure(structure));
    }
    if methods.iter().any(|method| !method.is_empty()) {
        items.insert(1, quote!(impl #name { #(#methods)* }));
    }
    if structure.written {
        items.extend(from_text(structure));
    }
    items
}

// A structure that is one text is that text with a name.
fn from_text(structure: &Structure) -> Vec<TokenStream> {
    let [Field { ty: Type::String, name, presence, .. }] = structure.fields.as_slice() else { return Vec::new() };
    let (structure, name) = (ident(&structure.name), ident(name));
    [(quote!(&str), quote!(value.to_owned())), (quote!(String), quote!(value))]
        .into_iter()
        .map(|(text, value)| {
            let value = if *presence == Presence::Optional { quote!(Some(#value)) } else { value };
            quote! {
                impl From<#text> for #structure {
                    fn from(value: #text) -> Self { Self { #name: #value } }
                }
            }
        })
        .collect()
}

/// The type, and what its definition brings with it.
pub(super) fn definition(structure: &Structure) -> Vec<TokenStream> {
    let name = ident(&structure.name);
    let comment = docs(&structure.docs);
    let fields = structure.fields.iter().map(|field| {
        let (comment, name, ty) = (field_docs(field), ident(&field.name), field_type(field));
        quote!(#comment pub #name: #ty)
    });
    let mut derives = vec![quote!(Clone)];
    if !structure.redacts {
        derives.push(quote!(Debug));
    }
    if defaults::derives(structure) {
        derives.push(quote!(Default));
    }
    derives.push(quote!(PartialEq));
    if !structure.floats {
        derives.push(quote!(Eq));
    }
    let mut items = vec![quote! {
        #comment
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    }];
    items.extend(defaults::implementation(structure));
    if let Arguments::Struct(required) = &structure.arguments {
        items.extend(required_struct(structure, required));
    }
    if structure.redacts {
        items.push(redacting_debug(&structure.name, structure.fields.iter()));
    }
    items
}

/// `new`, where something is required.
pub(super) fn constructor(structure: &Structure) -> TokenStream {
    let required = || structure.fields.iter().filter(|field| field.presence == Presence::Required);
    let fields = |from: &dyn Fn(&Field) -> TokenStream| -> Vec<TokenStream> {
        let value = |field: &Field| match field.presence {
            Presence::Required => from(field),
            Presence::Optional | Presence::Defaulted(_) => defaults::initial(field),
        };
        structure
            .fields
            .iter()
            .map(|field| {
                let (name, value) = (ident(&field.name), value(field));
                if value.to_string() == field.name { quote!(#name) } else { quote!(#name: #value) }
            })
            .collect()
    };
    match &structure.arguments {
        Arguments::None => TokenStream::new(),
        Arguments::Positional => {
            let arguments = required().map(argument);
            let fields = fields(&|field| converted(field, &ident(&field.name)));
            quote! {
                /// From the required members.
                pub fn new(#(#arguments),*) -> Self { Self { #(#fields),* } }
            }
        }
        Arguments::Struct(name) => {
            let name = ident(name);
            let fields = fields(&|field| {
                let name = ident(&field.name);
                quote!(required.#name)
            });
            quote! {
                /// From the required members.
                pub fn new(required: #name) -> Self { Self { #(#fields),* } }
            }
        }
    }
}

/// One setter a field.
pub(super) fn setters(structure: &Structure) -> TokenStream {
    let setters = structure.fields.iter().map(|field| {
        let (setter, name, ty) = (ident(&field.setter), ident(&field.name), argument_type(&field.ty));
        let comment = format!(" Sets `{}`.", field.name);
        let deprecation = deprecated(field.deprecated.as_ref());
        let value = assigned(field);
        let append = field.append.as_ref().map(|append| self::append(field, append));
        quote! {
            #[doc = #comment]
            #deprecation
            #[must_use]
            pub fn #setter(mut self, value: #ty) -> Self {
                self.#name = #value;
                self
            }
            #append
        }
    });
    quote!(#(#setters)*)
}

/// What a setter's `value` becomes in the field.
pub(super) fn assigned(field: &Field) -> TokenStream {
    let value = converted(field, &format_ident!("value"));
    if field.presence == Presence::Optional { quote!(Some(#value)) } else { value }
}

// `.tag("Project", "Unicorn")`
fn append(field: &Field, append: &crate::ir::Append) -> TokenStream {
    let method = ident(&append.method);
    let comment = format!(" Adds one element to `{}`.", field.name);
    let arguments = append_arguments(append);
    let push = push(field, append, &quote!(self));
    quote! {
        #[doc = #comment]
        #[must_use]
        pub fn #method(mut self, #(#arguments),*) -> Self {
            #push
            self
        }
    }
}

/// The statement that adds an element, built from the appending setter's arguments, to the field of `owner`.
pub(super) fn push(field: &Field, append: &crate::ir::Append, owner: &TokenStream) -> TokenStream {
    let name = ident(&field.name);
    let element = match &append.structure {
        None => {
            let argument = append.arguments.first();
            argument.map_or_else(TokenStream::new, |argument| conversion(&argument.ty, &ident(&argument.name)))
        }
        Some(structure) => {
            let structure = ident(structure);
            let names = || append.arguments.iter().map(|argument| ident(&argument.name));
            if append.arguments.iter().all(|argument| argument.setter.is_none()) {
                let names = names();
                quote!(#structure::new(#(#names),*))
            } else {
                let setters = append.arguments.iter().filter_map(|argument| argument.setter.as_deref().map(ident));
                let names = names();
                quote!(#structure::default()#(.#setters(#names))*)
            }
        }
    };
    let list = match field.presence {
        Presence::Required | Presence::Defaulted(_) => quote!(#owner.#name),
        Presence::Optional => quote!(#owner.#name.get_or_insert_default()),
    };
    quote!(#list.push(#element);)
}

/// The parameters of an appending setter.
pub(super) fn append_arguments(append: &crate::ir::Append) -> Vec<TokenStream> {
    let argument = |argument: &crate::ir::AppendArgument| {
        let (name, ty) = (ident(&argument.name), argument_type(&argument.ty));
        quote!(#name: #ty)
    };
    append.arguments.iter().map(argument).collect()
}

/// `role_arn: impl Into<String>`
pub(super) fn argument(field: &Field) -> TokenStream {
    let (name, ty) = (ident(&field.name), argument_type(&field.ty));
    quote!(#name: #ty)
}

/// What setters and constructors take.
pub(super) fn argument_type(ty: &Type) -> TokenStream {
    if let Some(element) = converting_element(ty) {
        let element = rust_type(element);
        return quote!(impl IntoIterator<Item = impl Into<#element>>);
    }
    if let Some((key, value)) = entry(ty) {
        let (key, rust) = (rust_type(key), rust_type(value));
        let value = if converts_one_by_one(value) { quote!(impl Into<#rust>) } else { rust };
        return quote!(impl IntoIterator<Item = (impl Into<#key>, #value)>);
    }
    let rust = rust_type(ty);
    if converts(ty) { quote!(impl Into<#rust>) } else { rust }
}

/// The type of a value.
pub(super) fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Decimal => quote!(String),
        Type::Secret => quote!(Secret),
        Type::Boolean => quote!(bool),
        Type::Byte => quote!(i8),
        Type::Short => quote!(i16),
        Type::Integer => quote!(i32),
        Type::Long => quote!(i64),
        Type::Float => quote!(f32),
        Type::Double => quote!(f64),
        Type::Blob => quote!(Vec<u8>),
        Type::Timestamp(_) => quote!(SystemTime),
        Type::Enum(name)
        | Type::IntEnum(name)
        | Type::Structure { name, .. }
        | Type::Union { name, .. }
        | Type::External(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Type::List { member, sparse, .. } => {
            let member = rust_type(member);
            if *sparse { quote!(Vec<Option<#member>>) } else { quote!(Vec<#member>) }
        }
        Type::Map { key, value, sparse, .. } => {
            let (key, value) = (rust_type(key), rust_type(value));
            if *sparse { quote!(BTreeMap<#key, Option<#value>>) } else { quote!(BTreeMap<#key, #value>) }
        }
    }
}

/// The type of a field.
pub(super) fn field_type(field: &Field) -> TokenStream {
    let ty = rust_type(&field.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    if field.presence == Presence::Optional { quote!(Option<#ty>) } else { ty }
}

fn field_docs(field: &Field) -> TokenStream {
    let mut lines = field.docs.clone();
    if let Presence::Defaulted(literal) = &field.presence {
        lines.extend([String::new(), defaults::sentence(literal)]);
    }
    if let Some(deprecation) = &field.deprecated {
        lines.push(String::new());
        let note = deprecation.note.as_deref().unwrap_or("not to be used any more");
        lines.push(format!("Deprecated: {note}"));
    }
    docs(&lines)
}

// Whether setters take anything that converts.
fn converts(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Boolean
            | Type::Byte
            | Type::Short
            | Type::Integer
            | Type::Long
            | Type::Float
            | Type::Double
            | Type::Timestamp(_)
            | Type::Union { .. }
            | Type::External(_)
    )
}

// `["a", "b"]` for a list of strings: elements convert one by one.
fn converting_element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::List { member, sparse: false, .. } if converts_one_by_one(member) => Some(member),
        _ => None,
    }
}

// `[("a", "b")]` for a map of strings: keys convert one by one, and values where they can.
fn entry(ty: &Type) -> Option<(&Type, &Type)> {
    match ty {
        Type::Map { key, value, sparse: false, .. } => Some((key, value)),
        _ => None,
    }
}

fn converts_one_by_one(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Secret | Type::Decimal | Type::Enum(_) | Type::Structure { .. })
}

// The argument as the field's type.
fn conversion(ty: &Type, name: &proc_macro2::Ident) -> TokenStream {
    if converting_element(ty).is_some() {
        return quote!(#name.into_iter().map(Into::into).collect());
    }
    if let Some((_, value)) = entry(ty) {
        let value = if converts_one_by_one(value) { quote!(item.into()) } else { quote!(item) };
        return quote!(#name.into_iter().map(|(key, item)| (key.into(), #value)).collect());
    }
    if converts(ty) { quote!(#name.into()) } else { quote!(#name) }
}

fn converted(field: &Field, name: &proc_macro2::Ident) -> TokenStream {
    let value = conversion(&field.ty, name);
    if field.boxed { quote!(Box::new(#value)) } else { value }
}

// All required members of a structure that has many.
fn required_struct(structure: &Structure, name: &str) -> Vec<TokenStream> {
    let fields = structure.fields.iter().filter(|field| field.presence == Presence::Required).map(|field| {
        let (name, ty) = (ident(&field.name), field_type(field));
        let comment = format!(" See [`{}::{}`](field@{}::{}).", structure.name, field.name, structure.name, field.name);
        quote!(#[doc = #comment] pub #name: #ty)
    });
    let comment = format!(" The required members of [`{}`].", structure.name);
    let derive = if structure.redacts { quote!(Clone) } else { quote!(Clone, Debug) };
    let rust_name = ident(name);
    let mut items = vec![quote! {
        #[doc = #comment]
        #[derive(#derive)]
        pub struct #rust_name { #(#fields),* }
    }];
    if structure.redacts {
        let required = structure.fields.iter().filter(|field| field.presence == Presence::Required);
        items.push(redacting_debug(name, required));
    }
    items
}

fn redacting_debug<'f>(text: &str, fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let name = ident(text);
    let fields = fields.map(|field| {
        let (text, name) = (&field.name, ident(&field.name));
        if field.sensitive { quote!(.field(#text, &"[redacted]")) } else { quote!(.field(#text, &self.#name)) }
    });
    quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#text)#(#fields)*.finish()
            }
        }
    }
}
