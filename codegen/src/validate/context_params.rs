//! Parameters of the endpoint rules that clients and operations bind: they must exist, and their types must fit.
//!
//! <https://smithy.io/2.0/additional-specs/rules-engine/parameters.html>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Checked, Validator, members};
use crate::{
    diagnostics::{Place, did_you_mean},
    smithy::{
        ast::{Member, Shape, ShapeKind, Simple, Target},
        rules::{self, Kind, Parameter, RuleSet},
        traits::{CLIENT_CONTEXT, CONTEXT_PARAM, RULE_DIAGRAM, RULE_SET, STATIC_CONTEXT},
    },
};

impl Validator<'_, '_> {
    /// The rule set of a service, with the parameters that its clients set.
    pub(super) fn rule_set(&mut self, service: &Shape) -> Option<RuleSet> {
        let place = service.place.at("traits");
        let Some(value) = service.traits.get(RULE_SET) else {
            if service.traits.has(RULE_DIAGRAM) {
                self.diagnostics.error(
                    "E056",
                    &place.at(RULE_DIAGRAM),
                    format!("the endpoint rules are there as a decision diagram only, without `{RULE_SET}`"),
                    "add the rule tree: it is `endpoint-rule-set-1.json` of the service's data in botocore, and an \
                     overlay can apply it",
                );
            }
            return None;
        };
        let mut set = rules::parse(value, &place.at(RULE_SET), self.diagnostics)?;
        let client = service.traits.get(CLIENT_CONTEXT).and_then(Value::as_object);
        for parameter in &mut set.parameters {
            if let Some(value) = client.and_then(|client| client.get(&parameter.name)) {
                parameter.client = true;
                let documentation = value.get("documentation").and_then(Value::as_str).map(str::to_owned);
                parameter.documentation = documentation.or(parameter.documentation.take());
            }
        }
        Some(set)
    }

    /// Checks every binding of a parameter.
    pub(super) fn context_params(&mut self, checked: &Checked<'_>) {
        let place = checked.shape.place.at("traits").at(CLIENT_CONTEXT);
        for (name, value) in entries(checked.shape.traits.get(CLIENT_CONTEXT)) {
            let place = place.at(name);
            let Some(kind) = self.bound(checked, name, &place) else { continue };
            let spelled = value.get("type").and_then(Value::as_str).unwrap_or_default();
            if !kind.name().eq_ignore_ascii_case(spelled) || kind == Kind::StringArray {
                self.diagnostics.error(
                    "E055",
                    &place,
                    format!("clients cannot set endpoint parameter `{name}`, a `{}`, as `{spelled}`", kind.name()),
                    "clients set parameters of types `string` and `boolean`, each as its own type",
                );
            }
        }
        let mut inputs = BTreeSet::new();
        for (shape, operation) in &checked.operations {
            let place = shape.place.at("traits").at(STATIC_CONTEXT);
            for (name, value) in entries(shape.traits.get(STATIC_CONTEXT)) {
                let place = place.at(name);
                let value = value.get("value").unwrap_or(&Value::Null);
                if let Some(kind) = self.bound(checked, name, &place).filter(|kind| !kind.fits(value)) {
                    self.unfit(&place, name, kind, &value.to_string());
                }
            }
            let Some(input) = operation.input.as_ref().and_then(|id| self.model.get(id)) else { continue };
            if inputs.insert(&input.id) {
                self.input(checked, input);
            }
        }
        for id in self.closure(checked).iter().filter(|id| !inputs.contains(id)) {
            for member in self.model.get(id).into_iter().flat_map(members) {
                if member.traits.has(CONTEXT_PARAM) {
                    self.diagnostics.warning(
                        "W150",
                        &member.place.at("traits").at(CONTEXT_PARAM),
                        format!("`{CONTEXT_PARAM}` has no effect on `{}`", member.name),
                        "only members of an operation's input bind parameters",
                    );
                }
            }
        }
    }

    fn input(&mut self, checked: &Checked<'_>, input: &Shape) {
        let mut bound: BTreeMap<&str, &str> = BTreeMap::new();
        for member in members(input) {
            let Some(name) = member.traits.string_in(CONTEXT_PARAM, "name") else { continue };
            let place = member.place.at("traits").at(CONTEXT_PARAM);
            if let Some(first) = bound.insert(name, &member.name) {
                self.diagnostics.error(
                    "E055",
                    &place,
                    format!("members `{first}` and `{}` are bound to one endpoint parameter, `{name}`", member.name),
                    "bind one of them",
                );
            }
            let Some(kind) = self.bound(checked, name, &place) else { continue };
            let fits = match kind {
                Kind::String => self.is_text(&member.target),
                Kind::Boolean => self.is_boolean(&member.target),
                Kind::StringArray => self.is_texts(&member.target),
            };
            if !fits || self.is_secret(member) {
                self.unfit(&place, name, kind, &format!("`{}`, of another type or secret", member.name));
            }
        }
    }

    // The type of a parameter that something binds.
    fn bound(&mut self, checked: &Checked<'_>, name: &str, place: &Place) -> Option<Kind> {
        // What is wrong with the rules is reported where they stand.
        if checked.rules.is_none() && checked.shape.traits.has(RULE_SET) {
            return None;
        }
        let parameters: &[Parameter] =
            checked.rules.as_ref().map(|rules| rules.parameters.as_slice()).unwrap_or_default();
        let found = parameters.iter().find(|parameter| parameter.name == name);
        if found.is_none() {
            self.diagnostics.error(
                "E055",
                place,
                format!("the endpoint rules have no parameter `{name}`"),
                did_you_mean(
                    name,
                    parameters.iter().map(|parameter| parameter.name.as_str()),
                    "declare it under `parameters` of the endpoint rules",
                ),
            );
        }
        found.map(|parameter| parameter.kind)
    }

    fn unfit(&mut self, place: &Place, name: &str, kind: Kind, found: &str) {
        self.diagnostics.error(
            "E055",
            place,
            format!("endpoint parameter `{name}` is a `{}`, and this is {found}", kind.name()),
            "bind something of the parameter's type; a secret cannot be part of an address",
        );
    }

    fn is_boolean(&self, target: &str) -> bool {
        match self.model.target(target) {
            Some(Target::Prelude(simple)) => simple == Simple::Boolean,
            Some(Target::Shape(shape)) => matches!(shape.kind, ShapeKind::Simple(Simple::Boolean)),
            None => false,
        }
    }

    fn is_texts(&self, target: &str) -> bool {
        let element = |element: &Member| self.is_text(&element.target) && !self.is_secret(element);
        match self.model.get(target) {
            Some(Shape { kind: ShapeKind::List(member), traits, .. }) => {
                element(member) && !traits.has("smithy.api#sparse")
            }
            _ => false,
        }
    }
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
