//! Evaluates a rule set as the specification tells it, without types: what is unset stays unset.
//!
//! An oracle for the compiled rules, so it shares nothing with them or with the runtime's functions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Call, Expression, ExpressionKind, Function, Outcome, Part, Rule, RuleSet, Step};
use crate::smithy::partitions::Partitions;

mod library;

/// What a rule set resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: String,
        /// Its headers, each with its values.
        headers: Vec<(String, Vec<String>)>,
        /// (name, signing name, signing region) of each authentication scheme.
        auth_schemes: Vec<(String, Option<String>, Option<String>)>,
    },
    /// An error's text.
    Error(String),
}

/// A value while rules are evaluated.
#[derive(Clone, Debug, PartialEq)]
enum Evaluated {
    Unset,
    Boolean(bool),
    Integer(i64),
    Text(String),
    List(Vec<Evaluated>),
    Record(BTreeMap<&'static str, Evaluated>),
}

impl Evaluated {
    fn from_json(value: &Value) -> Self {
        match value {
            Value::Bool(value) => Self::Boolean(*value),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(list) => Self::List(list.iter().map(Self::from_json).collect()),
            _ => Self::Unset,
        }
    }

    fn at(&self, path: &[Step]) -> Self {
        let Some((step, rest)) = path.split_first() else { return self.clone() };
        let inner = match (self, step) {
            (Self::Record(record), Step::Key(key)) => record.get(key.as_str()),
            (Self::List(list), Step::Index(index)) => {
                let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
                let from_start = if *index < 0 { index.saturating_add(length) } else { *index };
                usize::try_from(from_start).ok().and_then(|index| list.get(index))
            }
            _ => None,
        };
        inner.map_or(Self::Unset, |inner| inner.at(rest))
    }
}

/// What is evaluated with: the values of names, and the partitions.
#[derive(Clone)]
struct Scope<'s> {
    values: BTreeMap<String, Evaluated>,
    partitions: &'s Partitions,
}

const EXHAUSTED: &str = "no endpoint rule matches these parameters";

/// Evaluates a rule set for parameters given as JSON strings, booleans and lists of strings.
#[must_use]
pub fn evaluate(rules: &RuleSet, parameters: &BTreeMap<String, Value>, partitions: &Partitions) -> Resolution {
    let mut scope = Scope { values: BTreeMap::new(), partitions };
    for parameter in &rules.parameters {
        let value = parameters.get(&parameter.name).or(parameter.default.as_ref());
        let value = value.map_or(Evaluated::Unset, Evaluated::from_json);
        if parameter.required && value == Evaluated::Unset {
            return Resolution::Error(format!("the endpoint parameter `{}` is not set", parameter.name));
        }
        scope.values.insert(parameter.name.clone(), value);
    }
    scope.rules(&rules.rules).unwrap_or_else(|| Resolution::Error(EXHAUSTED.to_owned()))
}

impl Scope<'_> {
    fn rules(&self, rules: &[Rule]) -> Option<Resolution> {
        rules.iter().find_map(|rule| self.rule(rule))
    }

    fn rule(&self, rule: &Rule) -> Option<Resolution> {
        let mut scope = self.clone();
        for condition in &rule.conditions {
            let value = scope.call(&condition.call);
            if matches!(value, Evaluated::Unset | Evaluated::Boolean(false)) {
                return None;
            }
            if let Some(name) = &condition.assign {
                scope.values.insert(name.clone(), value);
            }
        }
        Some(match &rule.outcome {
            // A tree whose conditions hold is final: what follows it is not tried.
            Outcome::Tree(rules) => scope.rules(rules).unwrap_or_else(|| Resolution::Error(EXHAUSTED.to_owned())),
            Outcome::Error(message) => Resolution::Error(scope.text(message)),
            Outcome::Endpoint(endpoint) => {
                let values = |values: &[Expression]| values.iter().map(|value| scope.text(value)).collect();
                let text = |expression: &Option<Expression>| expression.as_ref().map(|value| scope.text(value));
                let schemes = endpoint.auth_schemes.iter();
                Resolution::Endpoint {
                    url: scope.text(&endpoint.url),
                    headers: endpoint.headers.iter().map(|(name, list)| (name.clone(), values(list))).collect(),
                    auth_schemes: schemes
                        .map(|scheme| (scheme.name.clone(), text(&scheme.signing_name), text(&scheme.signing_region)))
                        .collect(),
                }
            }
        })
    }

    fn value(&self, expression: &Expression) -> Evaluated {
        match &expression.kind {
            ExpressionKind::Boolean(value) => Evaluated::Boolean(*value),
            ExpressionKind::Integer(value) => Evaluated::Integer(*value),
            ExpressionKind::Reference(name) => self.named(name, &[]),
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::Template(parts) => Evaluated::Text(
                parts
                    .iter()
                    .map(|part| match part {
                        Part::Literal(text) => text.clone(),
                        Part::Variable(name, path) => match self.named(name, path) {
                            Evaluated::Text(text) => text,
                            _ => String::new(),
                        },
                    })
                    .collect(),
            ),
        }
    }

    fn named(&self, name: &str, path: &[Step]) -> Evaluated {
        self.values.get(name).map_or(Evaluated::Unset, |value| value.at(path))
    }

    fn text(&self, expression: &Expression) -> String {
        match self.value(expression) {
            Evaluated::Text(text) => text,
            _ => String::new(),
        }
    }

    fn call(&self, call: &Call) -> Evaluated {
        let values: Vec<Evaluated> = call.arguments.iter().map(|argument| self.value(argument)).collect();
        match (call.function, values.as_slice()) {
            (Function::IsSet, [value]) => Evaluated::Boolean(*value != Evaluated::Unset),
            (Function::Not, [value]) => Evaluated::Boolean(*value == Evaluated::Boolean(false)),
            (Function::BooleanEquals | Function::StringEquals, [left, right]) => Evaluated::Boolean(left == right),
            (Function::Coalesce, values) => {
                values.iter().find(|value| **value != Evaluated::Unset).cloned().unwrap_or(Evaluated::Unset)
            }
            (Function::Ite, [condition, yes, no]) => {
                if *condition == Evaluated::Boolean(true) {
                    yes.clone()
                } else {
                    no.clone()
                }
            }
            (Function::GetAttr, [value, Evaluated::Text(path)]) => {
                super::path(path).map_or(Evaluated::Unset, |path| value.at(&path))
            }
            (Function::Partition, [Evaluated::Text(region)]) => library::partition(self.partitions, region),
            (function, values) => library::call(function, values),
        }
    }
}
