//! Defaults: members that answers may leave out and that still have a value.
//!
//! Only structures that nothing but answers carries have them: a request says what its sender set, and
//! leaves the rest to the service. See <https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait>.

use serde_json::Value;

use crate::{
    ir::{Literal, Type},
    smithy::ast::Traits,
};

/// What a member of an answer is where the answer lacks it; `None` where it may be lacking.
///
/// A default that a model was given later (`addedDefault`), or that a client need not know
/// (`clientOptional`), leaves the member an `Option`: it is one for callers that are compiled already.
pub(super) fn default_of(traits: &Traits, ty: &Type) -> Option<Literal> {
    let value = declared(traits)?;
    let integer = || value.as_i64().map(Literal::Integer);
    match ty {
        Type::Boolean => value.as_bool().map(Literal::Boolean),
        Type::Byte | Type::Short | Type::Integer | Type::Long | Type::IntEnum(_) => integer(),
        Type::Float | Type::Double => value.as_f64().map(Literal::Float),
        Type::String | Type::Enum(_) => value.as_str().map(|text| Literal::Text(text.to_owned())),
        Type::Decimal => Some(Literal::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
        Type::Blob if value.as_str() == Some("") => Some(Literal::Empty),
        Type::List { .. } | Type::Map { .. } => Some(Literal::Empty),
        // Bytes and times are not worth their code: nobody declares such defaults. Secrets are never known.
        _ => None,
    }
}

/// The default that makes a member of an answer a plain value.
pub(crate) fn declared(traits: &Traits) -> Option<&Value> {
    let silenced = ["smithy.api#clientOptional", "smithy.api#addedDefault"].iter().any(|id| traits.has(id));
    traits.get("smithy.api#default").filter(|value| !value.is_null() && !silenced)
}
