//! Functions that write a structure as awsQuery pairs and check it against its constraints.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use crate::ir::{Field, Presence, Structure, TimestampFormat, Type, Union};

/// A value that can be borrowed and read.
pub(super) struct Place {
    reference: TokenStream,
    value: TokenStream,
}

impl Place {
    fn field(field: &Field) -> Self {
        let name = ident(&field.name);
        if field.boxed {
            return Self { reference: quote!(self.#name), value: quote!(*self.#name) };
        }
        Self { reference: quote!(&self.#name), value: quote!(self.#name) }
    }

    fn borrowed(name: &Ident) -> Self {
        Self { reference: quote!(#name), value: quote!(*#name) }
    }

    // `x.method()` derefs by itself.
    fn receiver(&self) -> TokenStream {
        let text = self.reference.to_string();
        if text.starts_with('&') { self.value.clone() } else { self.reference.clone() }
    }
}

/// `fn write(&self, members: Members<'_>)`
pub(super) fn structure(structure: &Structure) -> TokenStream {
    let body = members(structure);
    if structure.fields.is_empty() {
        return quote!(
            pub(crate) fn write(&self, _members: Members<'_>) {}
        );
    }
    quote! {
        pub(crate) fn write(&self, mut members: Members<'_>) { #body }
    }
}

/// The statements that write every member to `members`.
pub(super) fn members(structure: &Structure) -> TokenStream {
    let statements = structure.fields.iter().map(|field| {
        let wire_name = &field.wire_name;
        let key = quote!(members.key(#wire_name));
        each(field, |place| value(&field.ty, place, &key))
    });
    quote!(#(#statements)*)
}

/// The expression that writes a borrowed value to its key of `members`.
pub(super) fn borrowed(field: &Field, name: &Ident) -> TokenStream {
    let wire_name = &field.wire_name;
    value(&field.ty, &Place::borrowed(name), &quote!(members.key(#wire_name)))
}

/// `fn validate(&self, checks: &mut Checks)`
pub(super) fn checks(structure: &Structure) -> TokenStream {
    let body = check_members(structure);
    if body.is_empty() {
        return quote!(
            pub(crate) fn validate(&self, _checks: &mut Checks) {}
        );
    }
    quote! {
        pub(crate) fn validate(&self, checks: &mut Checks) { #body }
    }
}

/// `fn validate(&self, checks: &mut Checks)` of a union.
pub(super) fn union_checks(item: &Union) -> TokenStream {
    let constrained = item.variants.iter().filter(|variant| checked(&variant.ty, variant.constraint.as_deref()));
    let arms: Vec<(Ident, TokenStream)> = constrained
        .map(|variant| {
            let wire_name = &variant.smithy_name;
            let place = Place::borrowed(&format_ident!("value"));
            let check = check(&variant.ty, variant.constraint.as_deref(), &place, &quote!(checks.member(#wire_name)));
            (ident(&variant.name), check)
        })
        .collect();
    let body = match arms.as_slice() {
        [(name, check)] => quote!(if let Self::#name(value) = self { #check; }),
        arms => {
            let arms = arms.iter().map(|(name, check)| quote!(Self::#name(value) => #check,));
            quote!(match self { #(#arms)* _ => {} })
        }
    };
    quote! {
        pub(crate) fn validate(&self, checks: &mut Checks) { #body }
    }
}

/// The statements that check every member with `checks`.
pub(super) fn check_members(structure: &Structure) -> TokenStream {
    let statements =
        structure.fields.iter().filter(|field| checked(&field.ty, field.constraint.as_deref())).map(|field| {
            let name = &field.smithy_name;
            let receiver = quote!(checks.member(#name));
            each(field, |place| check(&field.ty, field.constraint.as_deref(), place, &receiver))
        });
    quote!(#(#statements)*)
}

// The statement for a field that may be unset.
fn each(field: &Field, statement: impl Fn(&Place) -> TokenStream) -> TokenStream {
    match field.presence {
        Presence::Required | Presence::Defaulted(_) => {
            let statement = statement(&Place::field(field));
            quote!(#statement;)
        }
        Presence::Optional => {
            let (name, local) = (ident(&field.name), ident(&field.local));
            let statement = statement(&Place::borrowed(&local));
            quote!(if let Some(#local) = &self.#name { #statement; })
        }
    }
}

fn value(ty: &Type, place: &Place, key: &TokenStream) -> TokenStream {
    let (reference, copy, receiver) = (&place.reference, &place.value, place.receiver());
    match ty {
        Type::String | Type::Decimal => quote!(#key.string(#reference)),
        Type::Secret => quote!(#key.secret(#reference)),
        Type::Boolean => quote!(#key.boolean(#copy)),
        Type::Byte | Type::Short | Type::Integer | Type::Long => quote!(#key.integer(#copy)),
        Type::Float => quote!(#key.float(#copy)),
        Type::Double => quote!(#key.double(#copy)),
        Type::Blob => quote!(#key.blob(#reference)),
        Type::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(#key.timestamp(#copy, #format))
        }
        Type::Enum(_) => quote!(#key.string(#receiver.as_str())),
        Type::IntEnum(_) => quote!(#key.integer(#receiver.as_i32())),
        Type::Structure { .. } | Type::Union { .. } => quote!(#receiver.write(#key.members())),
        // Runtime types are read, never written.
        Type::External(_) => TokenStream::new(),
        Type::List { member, element, sparse, .. } => {
            let element = match element {
                Some(element) => quote!(Some(#element)),
                None => quote!(None),
            };
            let items = if *sparse { quote!(#receiver.iter().flatten()) } else { reference.clone() };
            let each = value(member, &Place::borrowed(&format_ident!("item")), &quote!(value));
            quote!(#key.list(#element, #items, |value, item| #each))
        }
        Type::Map { value: inner, entry, key_name, value_name, sparse, .. } => {
            let names = map_names(entry.as_deref(), key_name, value_name);
            let each = value(inner, &Place::borrowed(&format_ident!("item")), &quote!(value));
            let items = if *sparse {
                quote!(#receiver.iter().filter_map(|(key, item)| Some((key, item.as_ref()?))))
            } else {
                reference.clone()
            };
            quote!(#key.map(#names, #items, |value, item| #each))
        }
    }
}

/// The runtime's name of a timestamp format.
pub(super) fn timestamp_format(format: TimestampFormat) -> TokenStream {
    match format {
        TimestampFormat::DateTime => quote!(TimestampFormat::DateTime),
        TimestampFormat::EpochSeconds => quote!(TimestampFormat::EpochSeconds),
        TimestampFormat::HttpDate => quote!(TimestampFormat::HttpDate),
    }
}

/// `MapNames { entry: Some("entry"), key: "key", value: "value" }`
pub(super) fn map_names(entry: Option<&str>, key: &str, value: &str) -> TokenStream {
    let entry = match entry {
        Some(entry) => quote!(Some(#entry)),
        None => quote!(None),
    };
    quote!(MapNames { entry: #entry, key: #key, value: #value })
}

fn checked(ty: &Type, constraint: Option<&str>) -> bool {
    constraint.is_some()
        || match ty {
            Type::Structure { checked, .. } | Type::Union { checked, .. } => *checked,
            Type::List { member, constraint, .. } => checked(member, constraint.as_deref()),
            Type::Map { value, key_constraint, value_constraint, .. } => {
                key_constraint.is_some() || checked(value, value_constraint.as_deref())
            }
            _ => false,
        }
}

fn check(ty: &Type, constraint: Option<&str>, place: &Place, receiver: &TokenStream) -> TokenStream {
    let (reference, copy, own) = (&place.reference, &place.value, place.receiver());
    let rule = match constraint.map(ident) {
        Some(name) => quote!(&#name),
        None => quote!(&Constraint::NONE),
    };
    let each = |inner: &Type, constraint: &Option<String>| {
        if !checked(inner, constraint.as_deref()) {
            return quote!(|_, _| {});
        }
        let each = check(inner, constraint.as_deref(), &Place::borrowed(&format_ident!("item")), &quote!(checks));
        quote!(|checks, item| #each)
    };
    match ty {
        Type::String | Type::Decimal => quote!(#receiver.string(#reference, #rule)),
        Type::Enum(_) => quote!(#receiver.string(#own.as_str(), #rule)),
        Type::Secret => quote!(#receiver.secret(#reference, #rule)),
        Type::Byte | Type::Short | Type::Integer | Type::Long => quote!(#receiver.integer(#copy, #rule)),
        Type::IntEnum(_) => quote!(#receiver.integer(#own.as_i32(), #rule)),
        Type::Float => quote!(#receiver.double(f64::from(#copy), #rule)),
        Type::Double => quote!(#receiver.double(#copy, #rule)),
        Type::Blob => quote!(#receiver.length(#own.len(), #rule)),
        Type::Structure { .. } | Type::Union { .. } => quote!(#receiver.structure(|checks| #own.validate(checks))),
        Type::List { member, constraint, sparse, .. } => {
            let each = each(member, constraint);
            let items = if *sparse { quote!(#own.iter().flatten()) } else { reference.clone() };
            quote!(#receiver.list(#items, #rule, #each))
        }
        Type::Map { value, key_constraint, value_constraint, sparse, .. } => {
            let keys = match key_constraint.as_deref().map(ident) {
                Some(name) => quote!(&#name),
                None => quote!(&Constraint::NONE),
            };
            let each = each(value, value_constraint);
            let items = if *sparse {
                quote!(#own.iter().filter_map(|(key, item)| Some((key, item.as_ref()?))))
            } else {
                reference.clone()
            };
            quote!(#receiver.map(#items, #rule, #keys, #each))
        }
        _ => TokenStream::new(),
    }
}
