//! Endpoint rules as conditions that print as `if`s: variables bound, negations resolved, the supported
//! authentication scheme chosen, what can never match left out.
//!
//! `expressions.rs` gives every expression its type and its Rust; `prune.rs` removes what nothing looks at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{docs, names};
use crate::{
    diagnostics::{Diagnostics, Place},
    ir::endpoint::{
        Condition, Outcome, Parameter, ParameterSource, ParameterType, Required, Rule, RuleValue, Rules, Value,
    },
    smithy::rules::{self as ast, ExpressionKind, Function, Kind},
};

pub(super) mod bindings;
mod expressions;
pub(super) mod paths;
mod prune;

use expressions::{Type, Typed, presence};

/// The authentication scheme that there is.
const SCHEME: &str = "sigv4";

/// Whether endpoints of accounts are used; `preferred` where nothing is said.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html>
const ACCOUNT_MODE: &str = "AWS::Auth::AccountIdEndpointMode";

/// Resolves a rule set; what in it cannot be right is reported.
pub(crate) fn resolve(set: &ast::RuleSet, diagnostics: &mut Diagnostics) -> Rules {
    let mut compiler = Compiler { diagnostics, hoisted: Vec::new(), hoists: true };
    let mut scope = Scope::default();
    let mut required = Vec::new();
    for parameter in &set.parameters {
        required.extend(scope.parameter(parameter));
    }
    let rules = compiler.rules(&set.rules, &scope, &set.place);
    let parameters: Vec<Parameter> = set.parameters.iter().map(parameter).collect();
    let account = parameters.iter().find(|parameter| parameter.source == ParameterSource::AccountId);
    let account = account.map(|parameter| parameter.name.clone());
    let mut resolved = Rules { parameters, required, rules, account };
    prune::prune(&mut resolved);
    resolved
}

fn parameter(parameter: &ast::Parameter) -> Parameter {
    let name = names::field(&parameter.name);
    let mut lines = docs::lines_or(parameter.documentation.as_deref(), &format!("`{}`.", parameter.name));
    if let Some(message) = &parameter.deprecated {
        lines.extend([String::new(), format!("Deprecated: {}", docs::one_line(message))]);
    }
    let mode = parameter.built_in.as_deref() == Some(ACCOUNT_MODE);
    Parameter {
        setter: parameter.client.then(|| names::client_setting(&parameter.name)),
        name,
        smithy_name: parameter.name.clone(),
        docs: lines,
        ty: parameter_type(parameter),
        default: match &parameter.default {
            None if mode => Some(RuleValue::Text("preferred".to_owned())),
            default => default.as_ref().and_then(rule_value),
        },
        source: match parameter.built_in.as_deref() {
            Some("AWS::Region") => ParameterSource::Region,
            Some("AWS::UseFIPS") => ParameterSource::UseFips,
            Some("AWS::UseDualStack") => ParameterSource::UseDualStack,
            Some("SDK::Endpoint") => ParameterSource::Endpoint,
            Some("AWS::Auth::AccountId") => ParameterSource::AccountId,
            Some(other) => ParameterSource::Setting(other.to_owned()),
            None => ParameterSource::None,
        },
    }
}

fn parameter_type(parameter: &ast::Parameter) -> ParameterType {
    match (parameter.kind, &parameter.default) {
        (Kind::Boolean, Some(_)) => ParameterType::Boolean,
        (Kind::Boolean, None) => ParameterType::OptionalBoolean,
        (Kind::String, _) => ParameterType::Text,
        (Kind::StringArray, _) => ParameterType::Texts,
    }
}

/// A constant of a rule set.
fn rule_value(value: &Json) -> Option<RuleValue> {
    match value {
        Json::Bool(value) => Some(RuleValue::Boolean(*value)),
        Json::String(text) => Some(RuleValue::Text(text.clone())),
        Json::Array(list) => Some(RuleValue::Texts(list.iter().filter_map(Json::as_str).map(str::to_owned).collect())),
        _ => None,
    }
}

struct Compiler<'d> {
    diagnostics: &'d mut Diagnostics,
    /// What the condition at hand needs bound before it.
    hoisted: Vec<Condition>,
    /// Whether conditions stand before what is at hand.
    hoists: bool,
}

/// What can be named where a rule stands.
#[derive(Clone, Default)]
struct Scope {
    /// By the rules' own names.
    names: BTreeMap<String, Typed>,
    /// Names of Rust variables.
    taken: BTreeSet<String>,
}

impl Scope {
    // What binds a parameter that must be set and is not a plain boolean.
    fn parameter(&mut self, parameter: &ast::Parameter) -> Option<Required> {
        let field = Value::Parameter(names::field(&parameter.name));
        let ty = match parameter.kind {
            Kind::String => Type::Text,
            Kind::Boolean => Type::Boolean,
            Kind::StringArray => Type::List,
        };
        let value = match parameter_type(parameter) {
            ParameterType::Boolean | ParameterType::OptionalBoolean => field,
            ParameterType::Text | ParameterType::Texts => Value::Method(Box::new(field), "as_deref", Vec::new()),
        };
        let optional = parameter_type(parameter) != ParameterType::Boolean;
        self.names.insert(parameter.name.clone(), Typed { value, ty, optional, owned: false });
        let bound = (optional && parameter.required).then(|| self.bind(&parameter.name)).flatten();
        bound.map(|(variable, value)| Required { smithy_name: parameter.name.clone(), variable, value })
    }

    // A variable for what is in an option, and the option.
    fn bind(&mut self, name: &str) -> Option<(String, Value)> {
        let variable = self.variable(name);
        let typed = self.names.get_mut(name)?;
        let value = std::mem::replace(&mut typed.value, Value::Variable(variable.clone()));
        typed.optional = false;
        Some((variable, value))
    }

    fn variable(&mut self, name: &str) -> String {
        names::unique(names::rule_variable(name), &mut self.taken)
    }
}

// Whether nothing in a rule can fail.
fn always(rule: &Rule) -> bool {
    rule.conditions.iter().all(|condition| matches!(condition, Condition::Let(..)))
}

// In place of a condition that is wrong, which has been reported.
fn broken(out: &mut Vec<Condition>) -> Reach {
    out.push(Condition::Test(Value::Boolean(false)));
    Reach::Possible
}

/// Whether the rest of a rule can be reached.
#[derive(PartialEq, Eq)]
enum Reach {
    Possible,
    Never,
}

impl Compiler<'_> {
    fn rules(&mut self, rules: &[ast::Rule], scope: &Scope, place: &Place) -> Vec<Rule> {
        let mut resolved = Vec::new();
        let mut certain = false;
        for rule in rules {
            if certain {
                self.diagnostics.warning(
                    "W151",
                    &rule.place,
                    "this rule is never reached: one before it always matches",
                    "remove it, or put it before that one",
                );
            }
            // What is wrong in it is reported all the same.
            let rule = self.rule(rule, scope.clone()).filter(|_| !certain);
            certain |= rule.as_ref().is_some_and(always);
            resolved.extend(rule);
        }
        if !certain {
            self.diagnostics.warning(
                "W152",
                place,
                "no rule matches where the conditions of all of them fail",
                "end the list with an error rule without conditions, which says what to set",
            );
        }
        resolved
    }

    // `None` where its conditions exclude each other.
    fn rule(&mut self, rule: &ast::Rule, mut scope: Scope) -> Option<Rule> {
        let mut conditions = Vec::new();
        for condition in &rule.conditions {
            if self.condition(condition, &mut scope, &mut conditions) == Reach::Never {
                self.diagnostics.warning(
                    "W151",
                    &condition.call.place,
                    "this condition never holds, and its rule never matches",
                    "remove the rule, or correct the condition",
                );
                return None;
            }
        }
        let outcome = match &rule.outcome {
            ast::Outcome::Tree(rules) => Outcome::Tree(self.rules(rules, &scope, &rule.place.at("rules"))),
            ast::Outcome::Error(message) => Outcome::Error(self.outcome(message, &scope)?),
            ast::Outcome::Endpoint(endpoint) => self.endpoint(endpoint, &scope)?,
        };
        Some(Rule { conditions, outcome })
    }

    fn endpoint(&mut self, endpoint: &ast::EndpointTemplate, scope: &Scope) -> Option<Outcome> {
        let scheme = endpoint.auth_schemes.iter().find(|scheme| scheme.name == SCHEME);
        if let (None, Some(first)) = (scheme, endpoint.auth_schemes.first()) {
            self.diagnostics.warning(
                "W150",
                &first.place,
                format!("authentication scheme `{}` is ignored; requests are signed as for any endpoint", first.name),
                format!("`{SCHEME}` is the scheme that there is"),
            );
        }
        let mut headers = Vec::new();
        for (name, values) in &endpoint.headers {
            for value in values {
                headers.push((name.to_ascii_lowercase(), self.outcome(value, scope)?));
            }
        }
        let mut text = |expression: Option<&ast::Expression>| expression.and_then(|text| self.outcome(text, scope));
        Some(Outcome::Endpoint {
            signing_name: text(scheme.and_then(|scheme| scheme.signing_name.as_ref())),
            signing_region: text(scheme.and_then(|scheme| scheme.signing_region.as_ref())),
            url: text(Some(&endpoint.url))?,
            headers,
            raw_path: scheme.is_some_and(|scheme| scheme.disable_double_encoding || scheme.disable_normalize_path),
        })
    }

    fn condition(&mut self, condition: &ast::Condition, scope: &mut Scope, out: &mut Vec<Condition>) -> Reach {
        let ast::Condition { call, assign } = condition;
        let Some(name) = assign else { return self.test(call, true, scope, out) };
        if scope.names.contains_key(name) {
            self.diagnostics.error(
                "E054",
                &call.place.at("assign"),
                format!("`{name}` is the name of a parameter or variable already"),
                "choose another name; variables do not shadow",
            );
            return broken(out);
        }
        let Some(typed) = self.call(call, scope) else { return broken(out) };
        out.append(&mut self.hoisted);
        let variable = scope.variable(name);
        let value = Value::Variable(variable.clone());
        let bound = Typed { value: value.clone(), optional: false, ..typed };
        let (optional, boolean) = (typed.optional, bound.ty == Type::Boolean);
        scope.names.insert(name.clone(), bound);
        out.push(match optional {
            true => Condition::Some(variable, typed.value),
            false => Condition::Let(variable, typed.value),
        });
        if boolean {
            out.push(Condition::Test(value));
        }
        Reach::Possible
    }

    // The condition that a call gives what is expected; for what is no boolean, that it gives something.
    fn test(&mut self, call: &ast::Call, expected: bool, scope: &mut Scope, out: &mut Vec<Condition>) -> Reach {
        match (call.function, call.arguments.as_slice()) {
            (Function::Not, [ast::Expression { kind: ExpressionKind::Call(inner), .. }]) => {
                return self.test(inner, !expected, scope, out);
            }
            (Function::BooleanEquals, [left, right]) => {
                let constant = |expression: &ast::Expression| match expression.kind {
                    ExpressionKind::Boolean(value) => Some(value),
                    _ => None,
                };
                let sides = constant(right).map(|value| (left, value)).or(constant(left).map(|value| (right, value)));
                if let Some((ast::Expression { kind: ExpressionKind::Call(inner), .. }, value)) = sides {
                    return self.test(inner, value == expected, scope, out);
                }
            }
            (Function::IsSet, [ast::Expression { kind: ExpressionKind::Reference(name), place }]) => {
                return match scope.names.get(name) {
                    None => {
                        self.unknown(name, scope, place);
                        broken(out)
                    }
                    // What is set by the conditions before, or by its default, or always.
                    Some(typed) if !typed.optional && expected => Reach::Possible,
                    Some(typed) if !typed.optional => Reach::Never,
                    Some(_) if expected => {
                        out.extend(scope.bind(name).map(|(variable, value)| Condition::Some(variable, value)));
                        Reach::Possible
                    }
                    Some(typed) => {
                        out.push(Condition::Test(presence(typed.value.clone(), false)));
                        Reach::Possible
                    }
                };
            }
            _ => {}
        }
        let Some(typed) = self.call(call, scope) else { return broken(out) };
        out.append(&mut self.hoisted);
        match (typed.ty, typed.optional, expected) {
            (Type::Boolean, false, true) => out.push(Condition::Test(typed.value)),
            (Type::Boolean, false, false) => out.push(Condition::Test(expressions::negated(typed.value))),
            (_, true, true) => out.push(Condition::Test(presence(typed.value, true))),
            // It is there, and nothing looks at it.
            (_, false, true) => {}
            (ty, optional, false) => self.mismatch(&call.place, "not", Type::Boolean, ty, optional),
        }
        Reach::Possible
    }
}
