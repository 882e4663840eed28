//! `bridge.rs`: JSON values to inputs, and outputs and errors to JSON, for the conformance runner.
//!
//! JSON follows Smithy's rules for node values in protocol tests: timestamps are epoch seconds, blobs
//! their text, floats that no JSON number can be are strings.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{File, ident};
use crate::ir::{
    Field, Operation, Presence, Service, Structure, Type, Union,
    endpoint::{ParameterType, Rules},
};

pub(super) fn emit(service: &Service) -> File {
    let mut items = vec![dispatch(service), prepare(service), error(service)];
    items.push(match &service.endpoint {
        Some(rules) => endpoint(rules),
        None => quote! {
            /// This service has no endpoint rules.
            pub fn endpoint(_params: &Value) -> Option<Result<Endpoint, String>> { None }
        },
    });
    for operation in &service.operations {
        items.push(structure_from_json(&operation.input));
        items.push(structure_to_json(&operation.output));
    }
    for structure in &service.structures {
        if structure.written {
            items.push(structure_from_json(structure));
        }
        if structure.read {
            items.push(structure_to_json(structure));
        }
    }
    for structure in service.errors.iter().filter_map(|error| error.structure.as_ref()) {
        items.push(structure_to_json(structure));
    }
    for union in &service.unions {
        items.extend(union_items(union));
    }
    for external in &service.externals {
        let (name, ty) = (to_json(&external.name), ident(short(&external.path)));
        items.push(quote!(fn #name(_value: &#ty) -> Value { Value::Null }));
    }
    items.extend(helpers());
    File::new("JSON values to inputs and outputs to JSON, for the conformance runner.", items)
}

fn short(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}

fn from_json(name: &str) -> proc_macro2::Ident {
    format_ident!("{}_from_json", snake(name))
}

fn to_json(name: &str) -> proc_macro2::Ident {
    format_ident!("{}_to_json", snake(name))
}

// `Tag` and `Tag_` stay apart: `tag` and `tag_alt`.
fn snake(name: &str) -> String {
    let underscores = name.len() - name.trim_end_matches('_').len();
    heck::ToSnakeCase::to_snake_case(name) + &"_alt".repeat(underscores)
}

fn request(operation: &Operation) -> TokenStream {
    let (request, input) = (ident(&operation.request_name), from_json(&operation.input.name));
    quote!(#request::new(client.clone(), #input(params)?))
}

fn dispatch(service: &Service) -> TokenStream {
    let arms = service.operations.iter().map(|operation| {
        let (name, request, output) = (&operation.wire_name, request(operation), to_json(&operation.output.name));
        quote!(#name => #request.send().await.map(|output| #output(&output)),)
    });
    quote! {
        /// Calls an operation.
        pub async fn call(client: &Client, operation: &str, params: &Value) -> Result<Result<Value, Error>, String> {
            Ok(match operation { #(#arms)* other => return Err(format!("there is no operation {other}")) })
        }
    }
}

fn prepare(service: &Service) -> TokenStream {
    let arms = service.operations.iter().map(|operation| {
        let (name, request) = (&operation.wire_name, request(operation));
        quote!(#name => #request.prepare(),)
    });
    quote! {
        /// Prepares a request of an operation.
        pub fn prepare(client: &Client, operation: &str, params: &Value) -> Result<Result<Prepared, Error>, String> {
            Ok(match operation { #(#arms)* other => return Err(format!("there is no operation {other}")) })
        }
    }
}

fn error(service: &Service) -> TokenStream {
    if service.errors.is_empty() {
        return quote! {
            /// This service has no errors of its own.
            pub fn error(_kind: &ErrorKind) -> Option<(&'static str, Value)> { None }
        };
    }
    let arms = service.errors.iter().map(|error| {
        let (variant, name) = (ident(&error.variant), &error.variant);
        match &error.structure {
            Some(structure) => {
                let function = to_json(&structure.name);
                quote!(ErrorKind::#variant(members) => (#name, #function(members)),)
            }
            None => quote!(ErrorKind::#variant => (#name, Value::Object(serde_json::Map::new())),),
        }
    });
    quote! {
        /// The name of a modelled error, and its members besides the message.
        pub fn error(kind: &ErrorKind) -> Option<(&'static str, Value)> {
            Some(match kind { #(#arms)* ErrorKind::Common(_) | ErrorKind::Unknown => return None })
        }
    }
}

fn endpoint(rules: &Rules) -> TokenStream {
    let fields = rules.parameters.iter().map(|parameter| {
        let (field, name) = (ident(&parameter.name), &parameter.smithy_name);
        match parameter.ty {
            ParameterType::Boolean => {
                quote!(#field: params.get(#name).and_then(Value::as_bool).unwrap_or(defaults.#field))
            }
            ParameterType::OptionalBoolean => {
                quote!(#field: params.get(#name).and_then(Value::as_bool).or(defaults.#field))
            }
            ParameterType::Text => {
                quote!(#field: params.get(#name).and_then(Value::as_str).map(str::to_owned).or(defaults.#field))
            }
            ParameterType::Texts => {
                quote!(#field: params.get(#name).and_then(Value::as_array).map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect()).or(defaults.#field))
            }
        }
    });
    quote! {
        /// Resolves the endpoint for the parameters of an endpoint test.
        pub fn endpoint(params: &Value) -> Option<Result<Endpoint, String>> {
            let defaults = super::endpoint::Params::default();
            let params = super::endpoint::Params { #(#fields),* };
            Some(super::endpoint::resolve(&params).map_err(|error| error.to_string()))
        }
    }
}

fn structure_from_json(structure: &Structure) -> TokenStream {
    let (function, name) = (from_json(&structure.name), ident(&structure.name));
    let fields = structure.fields.iter().map(|field| {
        let (rust, key) = (ident(&field.name), &field.smithy_name);
        let convert = boxed(field, value_from_json(&field.ty));
        match field.presence {
            Presence::Required | Presence::Defaulted(_) => {
                quote!(#rust: { let value = member(value, #key)?; #convert })
            }
            Presence::Optional => {
                quote!(#rust: match value.get(#key) { Some(value) if !value.is_null() => Some(#convert), _ => None })
            }
        }
    });
    if structure.fields.is_empty() {
        return quote!(fn #function(_value: &Value) -> Result<#name, String> { Ok(#name {}) });
    }
    quote! {
        fn #function(value: &Value) -> Result<#name, String> { Ok(#name { #(#fields),* }) }
    }
}

fn boxed(field: &Field, value: TokenStream) -> TokenStream {
    if field.boxed { quote!(Box::new(#value)) } else { value }
}

// An expression over `value: &Value` that yields the Rust value, errors returned.
fn value_from_json(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(text(value)?),
        Type::Decimal => quote!(decimal(value)?),
        Type::Secret => quote!(text(value)?.into()),
        Type::Boolean => quote!(value.as_bool().ok_or("not a boolean")?),
        Type::Byte | Type::Short | Type::Integer | Type::Long => quote!(integer(value)?),
        Type::Float => quote!(number(value)? as f32),
        Type::Double => quote!(number(value)?),
        Type::Blob => quote!(text(value)?.into_bytes()),
        Type::Timestamp(_) => quote!(time(value)?),
        Type::Enum(name) => {
            let name = ident(name);
            quote!(#name::from(text(value)?))
        }
        Type::IntEnum(name) => {
            let name = ident(name);
            quote!(#name::from(integer::<i32>(value)?))
        }
        Type::Structure { name, .. } | Type::Union { name, .. } | Type::External(name) => {
            let function = from_json(name);
            quote!(#function(value)?)
        }
        Type::List { member, sparse, .. } => {
            let convert = value_from_json(member);
            let convert = if *sparse { quote!(if value.is_null() { None } else { Some(#convert) }) } else { convert };
            quote! {
                value.as_array().ok_or("not a list")?.iter().map(|value| Ok(#convert)).collect::<Result<Vec<_>, String>>()?
            }
        }
        Type::Map { key, value, sparse, .. } => {
            let convert = value_from_json(value);
            let convert = if *sparse { quote!(if value.is_null() { None } else { Some(#convert) }) } else { convert };
            let key = match &**key {
                Type::Enum(name) => {
                    let name = ident(name);
                    quote!(#name::from(key.as_str()))
                }
                _ => quote!(key.clone()),
            };
            quote! {
                value.as_object().ok_or("not an object")?.iter().map(|(key, value)| Ok((#key, #convert))).collect::<Result<_, String>>()?
            }
        }
    }
}

fn structure_to_json(structure: &Structure) -> TokenStream {
    let (function, name) = (to_json(&structure.name), ident(&structure.name));
    let statements = structure.fields.iter().map(|field| {
        let (rust, key) = (ident(&field.name), &field.smithy_name);
        let convert = value_to_json(&field.ty);
        match field.presence {
            Presence::Required | Presence::Defaulted(_) => {
                quote!({ let value = &value.#rust; map.insert(#key.to_owned(), #convert); })
            }
            Presence::Optional => {
                quote!(if let Some(value) = &value.#rust { map.insert(#key.to_owned(), #convert); })
            }
        }
    });
    if structure.fields.is_empty() {
        return quote!(fn #function(_value: &#name) -> Value { Value::Object(serde_json::Map::new()) });
    }
    quote! {
        fn #function(value: &#name) -> Value {
            let mut map = serde_json::Map::new();
            #(#statements)*
            Value::Object(map)
        }
    }
}

// An expression over `value`, a reference to the Rust value, that yields a `Value`.
fn value_to_json(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Decimal => quote!(Value::from(value.as_str())),
        Type::Secret => quote!(Value::from(value.expose())),
        Type::Boolean | Type::Byte | Type::Short | Type::Integer | Type::Long => quote!(Value::from(*value)),
        // By its own digits: widened, 0.1 would be 0.10000000149.
        Type::Float => quote!(number_to_json(value.to_string().parse().unwrap_or(f64::NAN))),
        Type::Double => quote!(number_to_json(*value)),
        Type::Blob => quote!(Value::from(String::from_utf8_lossy(value))),
        Type::Timestamp(_) => quote!(time_to_json(*value)),
        Type::Enum(_) => quote!(Value::from(value.as_str())),
        Type::IntEnum(_) => quote!(Value::from(value.as_i32())),
        Type::Structure { name, .. } | Type::Union { name, .. } | Type::External(name) => {
            let function = to_json(name);
            quote!(#function(value))
        }
        Type::List { member, sparse, .. } => {
            let convert = value_to_json(member);
            let items = if *sparse { quote!(value.iter().flatten()) } else { quote!(value.iter()) };
            quote!(Value::Array(#items.map(|value| #convert).collect()))
        }
        Type::Map { key, value, sparse, .. } => {
            let convert = value_to_json(value);
            let key = match &**key {
                Type::Enum(_) => quote!(key.as_str().to_owned()),
                _ => quote!(key.clone()),
            };
            let items = if *sparse {
                quote!(value.iter().filter_map(|(key, value)| Some((key, value.as_ref()?))))
            } else {
                quote!(value.iter())
            };
            quote!(Value::Object(#items.map(|(key, value)| (#key, #convert)).collect()))
        }
    }
}

fn union_items(union: &Union) -> Vec<TokenStream> {
    let name = ident(&union.name);
    let mut items = Vec::new();
    if union.written {
        let function = from_json(&union.name);
        let tests = union.variants.iter().map(|variant| {
            let (key, rust, convert) = (&variant.smithy_name, ident(&variant.name), value_from_json(&variant.ty));
            let convert = boxed(variant, convert);
            quote!(if let Some(value) = value.get(#key) { return Ok(#name::#rust(#convert)); })
        });
        items.push(quote! {
            fn #function(value: &Value) -> Result<#name, String> {
                #(#tests)*
                Err("no member of the union is set".to_owned())
            }
        });
    }
    if union.read {
        let function = to_json(&union.name);
        let arms = union.variants.iter().map(|variant| {
            let (key, rust, convert) = (&variant.smithy_name, ident(&variant.name), value_to_json(&variant.ty));
            quote!(#name::#rust(value) => (#key, #convert),)
        });
        items.push(quote! {
            fn #function(value: &#name) -> Value {
                let (key, value) = match value { #(#arms)* #name::Unknown => return Value::Null };
                Value::Object([(key.to_owned(), value)].into_iter().collect())
            }
        });
    }
    items
}

fn helpers() -> Vec<TokenStream> {
    vec![
        quote! {
            /// A helper of the mapping.
            pub fn member<'v>(value: &'v Value, name: &str) -> Result<&'v Value, String> {
                value.get(name).ok_or_else(|| format!("{name} is missing"))
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn text(value: &Value) -> Result<String, String> {
                value.as_str().map(str::to_owned).ok_or_else(|| format!("{value} is not a string"))
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn decimal(value: &Value) -> Result<String, String> {
                if value.is_number() { Ok(value.to_string()) } else { text(value) }
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn integer<T: TryFrom<i64>>(value: &Value) -> Result<T, String> {
                let number = value.as_i64().ok_or_else(|| format!("{value} is not an integer"))?;
                T::try_from(number).map_err(|_| format!("{number} does not fit"))
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn number(value: &Value) -> Result<f64, String> {
                match value.as_str() {
                    Some("NaN") => Ok(f64::NAN),
                    Some("Infinity") => Ok(f64::INFINITY),
                    Some("-Infinity") => Ok(f64::NEG_INFINITY),
                    _ => value.as_f64().ok_or_else(|| format!("{value} is not a number")),
                }
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn time(value: &Value) -> Result<SystemTime, String> {
                let millis = (number(value)? * 1000.0).round() as i64;
                let offset = std::time::Duration::from_millis(millis.unsigned_abs());
                Ok(if millis < 0 { SystemTime::UNIX_EPOCH - offset } else { SystemTime::UNIX_EPOCH + offset })
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn number_to_json(value: f64) -> Value {
                if value.is_nan() {
                    return Value::from("NaN");
                }
                match (value.is_infinite(), value > 0.0) {
                    (true, true) => Value::from("Infinity"),
                    (true, false) => Value::from("-Infinity"),
                    _ => Value::from(value),
                }
            }
        },
        quote! {
            /// A helper of the mapping.
            pub fn time_to_json(value: SystemTime) -> Value {
                let seconds = match value.duration_since(SystemTime::UNIX_EPOCH) {
                    Ok(after) => after.as_secs_f64(),
                    Err(before) => -before.duration().as_secs_f64(),
                };
                Value::from(seconds)
            }
        },
    ]
}
