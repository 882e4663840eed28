//! `operationContextParams`: endpoint parameters that a JMESPath expression finds in an operation's input.
//! <https://smithy.io/2.0/additional-specs/rules-engine/parameters.html>

use serde_json::Value as Json;

use super::{
    super::jmespath::{Explanation, Problem, Roots, Types, compile},
    names, parameter_type,
};
use crate::{
    diagnostics::{Diagnostics, Place, did_you_mean},
    ir::{
        Operation, Service, Type,
        endpoint::{Binding, BindingValue},
        path::ValueType,
    },
    smithy::{
        ast,
        rules::{Kind, RuleSet},
        traits::{OPERATION_CONTEXT, STATIC_CONTEXT},
    },
};

/// Adds the bindings to operations, before those that are more specific. What is wrong with one is reported.
pub(crate) fn resolve(
    operations: &[(&ast::Shape, &ast::Operation)],
    rules: Option<&RuleSet>,
    service: &mut Service,
    diagnostics: &mut Diagnostics,
) {
    for (shape, _) in operations {
        let Some(paths) = shape.traits.get(OPERATION_CONTEXT).and_then(Json::as_object) else { continue };
        let name = ast::name_of(&shape.id);
        let Some(index) = service.operations.iter().position(|operation| operation.wire_name == name) else { continue };
        let constants = shape.traits.get(STATIC_CONTEXT);
        let mut bindings = Vec::new();
        for (name, value) in paths {
            let place = shape.place.at("traits").at(OPERATION_CONTEXT).at(name);
            let Some(operation) = service.operations.get(index) else { continue };
            let binding = binding(name, value, rules, service, operation, &place, diagnostics);
            bindings.extend(binding.filter(|_| constants.is_none_or(|constants| constants.get(name).is_none())));
        }
        if let Some(operation) = service.operations.get_mut(index) {
            operation.bindings.splice(0..0, bindings);
        }
    }
}

fn binding(
    name: &str,
    value: &Json,
    rules: Option<&RuleSet>,
    service: &Service,
    operation: &Operation,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Option<Binding> {
    let parameters = rules.map(|rules| rules.parameters.as_slice()).unwrap_or_default();
    let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
        let known = parameters.iter().map(|parameter| parameter.name.as_str());
        let help = did_you_mean(name, known, "declare it under `parameters` of the endpoint rules");
        diagnostics.error("E055", place, format!("the endpoint rules have no parameter `{name}`"), help);
        return None;
    };
    let place = place.at("path");
    let text = value.get("path").and_then(Json::as_str).unwrap_or_default();
    let types = Types::new(service.structures.iter().chain([&operation.input]));
    let path = match compile(text, Roots::One("self", &operation.input), &types) {
        Ok(path) => path,
        Err(Problem::Wrong(Explanation { message, help }) | Problem::Beyond(Explanation { message, help })) => {
            diagnostics.error("E055", &place, format!("`{text}`: {message}"), help);
            return None;
        }
    };
    let fits = match (parameter.kind, &path.value.ty) {
        (Kind::String, ty) => *ty == ValueType::Text,
        (Kind::Boolean, ty) => *ty == ValueType::Boolean,
        (Kind::StringArray, ValueType::Items(item, _)) => **item == ValueType::Text,
        (Kind::StringArray, ValueType::List(item, _)) => matches!(item, Type::String | Type::Enum(_)),
        (Kind::StringArray, _) => false,
    };
    if !fits || path.sensitive {
        diagnostics.error(
            "E055",
            &place,
            format!(
                "endpoint parameter `{name}` is a `{}`, and `{text}` is of another type or sensitive",
                parameter.kind.name()
            ),
            "name members of the parameter's type; what is sensitive cannot be part of an address",
        );
        return None;
    }
    Some(Binding {
        parameter: names::field(name),
        smithy_name: name.to_owned(),
        ty: parameter_type(parameter),
        value: BindingValue::Path(Box::new(path)),
    })
}
