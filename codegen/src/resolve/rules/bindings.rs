//! What an operation gives the parameters of the endpoint rules, in the order in which it is to be applied: the
//! most specific last. <https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#binding-parameter-values>

use serde_json::Value as Json;

use super::{names, parameter_type, rule_value};
use crate::{
    ir::{
        Field, Presence, Structure, Type,
        endpoint::{Binding, BindingValue},
    },
    smithy::{
        ast::{Shape, Traits},
        rules::RuleSet,
        traits::{CONTEXT_PARAM, STATIC_CONTEXT},
    },
    validate::members,
};

/// The bindings of one operation.
pub(crate) fn resolve(
    operation: &Traits,
    input_shape: Option<&Shape>,
    input: &Structure,
    rules: Option<&RuleSet>,
) -> Vec<Binding> {
    let binding = |name: &str, value: BindingValue| {
        let parameter = rules?.parameters.iter().find(|parameter| parameter.name == name)?;
        Some(Binding {
            parameter: names::field(name),
            smithy_name: name.to_owned(),
            ty: parameter_type(parameter),
            value,
        })
    };
    let constants = operation.get(STATIC_CONTEXT).and_then(Json::as_object);
    let is_constant = |name: &str| constants.is_some_and(|constants| constants.contains_key(name));
    let mut bindings = Vec::new();
    for member in input_shape.into_iter().flat_map(members) {
        let name = member.traits.string_in(CONTEXT_PARAM, "name").filter(|name| !is_constant(name));
        let field = input.fields.iter().find(|field| field.smithy_name == member.name);
        if let (Some(name), Some(field)) = (name, field) {
            bindings.extend(binding(name, of_member(field)));
        }
    }
    for (name, value) in constants.into_iter().flatten() {
        if let Some(value) = value.get("value").and_then(rule_value) {
            bindings.extend(binding(name, BindingValue::Static(value)));
        }
    }
    bindings
}

fn of_member(field: &Field) -> BindingValue {
    let element = match &field.ty {
        Type::List { member, .. } => member,
        ty => ty,
    };
    BindingValue::Member {
        field: field.name.clone(),
        optional: field.presence == Presence::Optional,
        enums: matches!(element, Type::Enum(_)),
    }
}
