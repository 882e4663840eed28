//! Endpoint rule sets: the trait's JSON, typed, and an evaluator.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>. The evaluator serves
//! `model-diff`, which compares rule sets by what they resolve to, and tests of the compiled rules;
//! generated code is plain Rust and does not interpret anything.

use std::collections::BTreeMap;

use serde_json::Value;

use super::partitions::Partitions;
use crate::diagnostics::{Diagnostics, Place};

/// A rule set.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Its inputs, in the order they are written.
    pub parameters: Vec<Parameter>,
    /// Tried in order.
    pub rules: Vec<Rule>,
}

/// An input of a rule set.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// The client setting that fills it, `AWS::Region`.
    pub built_in: Option<String>,
    /// Its value where nothing is set.
    pub default: Option<Value>,
    /// What it is for.
    pub documentation: Option<String>,
}

/// Types of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's own names")]
pub enum Kind {
    String,
    Boolean,
    StringArray,
}

impl Parameter {
    /// The name of the setting that only this service has, where one fills the parameter.
    #[must_use]
    pub fn setting(&self) -> Option<&str> {
        self.built_in.as_deref().filter(|name| !SHARED_BUILT_INS.contains(name))
    }
}

/// Built-ins that every client has.
const SHARED_BUILT_INS: &[&str] = &["AWS::Region", "AWS::UseFIPS", "AWS::UseDualStack", "SDK::Endpoint"];

/// A rule: conditions and what follows when all hold.
#[derive(Clone, Debug)]
pub struct Rule {
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What follows.
    pub outcome: Outcome,
}

/// What follows from a rule's conditions.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Other rules, one of which must match.
    Tree(Vec<Rule>),
    /// An endpoint.
    Endpoint(EndpointTemplate),
    /// An error's text.
    Error(Expression),
}

/// An endpoint with its expressions not evaluated yet.
#[derive(Clone, Debug)]
pub struct EndpointTemplate {
    /// The URL.
    pub url: Expression,
    /// The authentication schemes, in order of preference.
    pub auth_schemes: Vec<AuthScheme>,
}

/// One entry of `authSchemes`.
#[derive(Clone, Debug)]
pub struct AuthScheme {
    /// `sigv4`, `sigv4a`, ..
    pub name: String,
    /// The service name to sign with.
    pub signing_name: Option<Expression>,
    /// The region to sign for.
    pub signing_region: Option<Expression>,
}

/// A condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The call.
    pub call: Call,
    /// The variable that its value is bound to.
    pub assign: Option<String>,
}

/// A call of a function.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which.
    pub function: Function,
    /// Its arguments.
    pub arguments: Vec<Expression>,
}

/// The functions that can be compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's own names")]
pub enum Function {
    IsSet,
    Not,
    BooleanEquals,
    StringEquals,
    GetAttr,
    Partition,
}

/// An argument or template.
#[derive(Clone, Debug)]
pub enum Expression {
    /// A string with `{Name}` and `{Name#attribute}` in it.
    Template(Vec<Part>),
    /// A boolean.
    Boolean(bool),
    /// A parameter or assigned variable.
    Reference(String),
    /// A nested call.
    Call(Box<Call>),
}

/// A part of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text.
    Literal(String),
    /// A variable, and the attribute of it.
    Variable(String, Option<String>),
}

/// Reads the value of `smithy.rules#endpointRuleSet`; `None` if anything in it is reported.
pub fn parse(value: &Value, place: &Place, diagnostics: &mut Diagnostics) -> Option<RuleSet> {
    let mut parser = Parser { diagnostics, failed: false };
    let parameters = parser.parameters(value.get("parameters"), &place.at("parameters"));
    let rules = parser.rules(value.get("rules"), &place.at("rules"));
    (!parser.failed).then_some(RuleSet { parameters, rules })
}

struct Parser<'p> {
    diagnostics: &'p mut Diagnostics,
    failed: bool,
}

impl Parser<'_> {
    fn parameters(&mut self, value: Option<&Value>, place: &Place) -> Vec<Parameter> {
        let Some(parameters) = value.and_then(Value::as_object) else {
            self.wrong(place, "the rule set has no `parameters` object", "write the inputs by their names");
            return Vec::new();
        };
        let mut list = Vec::new();
        for (name, parameter) in parameters {
            let kind = match parameter.get("type").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
                Some("boolean") => Kind::Boolean,
                Some("string") => Kind::String,
                other => {
                    self.wrong(
                        &place.at(name),
                        &format!("parameter type `{}` is not supported", other.unwrap_or_default()),
                        "use `string` or `boolean`",
                    );
                    continue;
                }
            };
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).map(str::to_owned);
            list.push(Parameter {
                name: name.clone(),
                kind,
                built_in: text("builtIn"),
                default: parameter.get("default").cloned(),
                documentation: text("documentation"),
            });
        }
        list
    }

    fn rules(&mut self, value: Option<&Value>, place: &Place) -> Vec<Rule> {
        let Some(rules) = value.and_then(Value::as_array) else {
            self.wrong(place, "`rules` is not a list", "write a list of rules");
            return Vec::new();
        };
        rules.iter().enumerate().filter_map(|(index, rule)| self.rule(rule, &place.index(index))).collect()
    }

    fn rule(&mut self, rule: &Value, place: &Place) -> Option<Rule> {
        let conditions = rule
            .get("conditions")
            .and_then(Value::as_array)
            .map(|conditions| {
                let place = place.at("conditions");
                conditions
                    .iter()
                    .enumerate()
                    .filter_map(|(index, value)| self.condition(value, &place.index(index)))
                    .collect()
            })
            .unwrap_or_default();
        let outcome = match rule.get("type").and_then(Value::as_str) {
            Some("tree") => Outcome::Tree(self.rules(rule.get("rules"), &place.at("rules"))),
            Some("error") => Outcome::Error(self.expression(rule.get("error"), &place.at("error"))?),
            Some("endpoint") => Outcome::Endpoint(self.endpoint(rule.get("endpoint"), &place.at("endpoint"))?),
            other => {
                self.wrong(
                    &place.at("type"),
                    &format!("`{}` is not a type of rule", other.unwrap_or_default()),
                    "use tree, endpoint or error",
                );
                return None;
            }
        };
        Some(Rule { conditions, outcome })
    }

    fn endpoint(&mut self, value: Option<&Value>, place: &Place) -> Option<EndpointTemplate> {
        let value = value?;
        if value.get("headers").and_then(Value::as_object).is_some_and(|headers| !headers.is_empty()) {
            self.wrong(&place.at("headers"), "endpoint headers are not supported", "remove the headers");
        }
        let url = self.expression(value.get("url"), &place.at("url"))?;
        let mut auth_schemes = Vec::new();
        let properties = value.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let place = place.at("properties").at(name);
            let (true, Some(schemes)) = (name == "authSchemes", property.as_array()) else {
                self.wrong(&place, &format!("endpoint property `{name}` is not supported"), "only authSchemes is");
                continue;
            };
            for (index, scheme) in schemes.iter().enumerate() {
                let place = place.index(index);
                let Some(name) = scheme.get("name").and_then(Value::as_str) else {
                    self.wrong(&place, "the scheme has no `name`", "name it: sigv4");
                    continue;
                };
                let mut text =
                    |key: &str| scheme.get(key).and_then(|value| self.expression(Some(value), &place.at(key)));
                auth_schemes.push(AuthScheme {
                    name: name.to_owned(),
                    signing_name: text("signingName"),
                    signing_region: text("signingRegion"),
                });
            }
        }
        Some(EndpointTemplate { url, auth_schemes })
    }

    fn condition(&mut self, value: &Value, place: &Place) -> Option<Condition> {
        let call = self.call(value, place)?;
        Some(Condition { call, assign: value.get("assign").and_then(Value::as_str).map(str::to_owned) })
    }

    fn call(&mut self, value: &Value, place: &Place) -> Option<Call> {
        let name = value.get("fn").and_then(Value::as_str).unwrap_or_default();
        let (function, count) = match name {
            "isSet" => (Function::IsSet, 1),
            "not" => (Function::Not, 1),
            "booleanEquals" => (Function::BooleanEquals, 2),
            "stringEquals" => (Function::StringEquals, 2),
            "getAttr" => (Function::GetAttr, 2),
            "aws.partition" => (Function::Partition, 1),
            other => {
                self.wrong(
                    &place.at("fn"),
                    &format!("endpoint function `{other}` is not supported"),
                    "supported: isSet, not, booleanEquals, stringEquals, getAttr, aws.partition",
                );
                return None;
            }
        };
        let place = place.at("argv");
        let argv = value.get("argv").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if argv.len() != count {
            self.wrong(
                &place,
                &format!("`{name}` has {} arguments, and takes {count}", argv.len()),
                "correct the call",
            );
            return None;
        }
        let arguments: Vec<_> = argv
            .iter()
            .enumerate()
            .filter_map(|(index, value)| self.expression(Some(value), &place.index(index)))
            .collect();
        (arguments.len() == count).then_some(Call { function, arguments })
    }

    fn expression(&mut self, value: Option<&Value>, place: &Place) -> Option<Expression> {
        match value {
            Some(Value::String(text)) => match template(text) {
                Some(parts) => Some(Expression::Template(parts)),
                None => {
                    self.wrong(place, &format!("`{text}` has unbalanced braces"), "write `{Name}` or `{Name#attr}`");
                    None
                }
            },
            Some(Value::Bool(value)) => Some(Expression::Boolean(*value)),
            Some(Value::Object(object)) if object.contains_key("ref") => {
                object.get("ref").and_then(Value::as_str).map(|name| Expression::Reference(name.to_owned()))
            }
            Some(value @ Value::Object(object)) if object.contains_key("fn") => {
                self.call(value, place).map(|call| Expression::Call(Box::new(call)))
            }
            _ => {
                self.wrong(place, "this is not an expression", "write a string, a boolean, a `ref` or an `fn`");
                None
            }
        }
    }

    fn wrong(&mut self, place: &Place, message: &str, help: &str) {
        self.failed = true;
        self.diagnostics.error("E010", place, message, help);
    }
}

// `https://sts.{Region}.{PartitionResult#dnsSuffix}`; `{{` and `}}` are braces.
fn template(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' if characters.peek() == Some(&'{') => {
                characters.next();
                literal.push('{');
            }
            '}' if characters.peek() == Some(&'}') => {
                characters.next();
                literal.push('}');
            }
            '{' => {
                let mut name = String::new();
                loop {
                    match characters.next()? {
                        '}' => break,
                        '{' => return None,
                        other => name.push(other),
                    }
                }
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                let (name, attribute) = match name.split_once('#') {
                    Some((name, attribute)) => (name.to_owned(), Some(attribute.to_owned())),
                    None => (name, None),
                };
                parts.push(Part::Variable(name, attribute));
            }
            '}' => return None,
            other => literal.push(other),
        }
    }
    if !literal.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(literal));
    }
    Some(parts)
}

/// What a rule set resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: String,
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
    Text(String),
    Partition(usize),
}

/// Evaluates a rule set for parameters given as JSON strings and booleans.
#[must_use]
pub fn evaluate(rules: &RuleSet, parameters: &BTreeMap<String, Value>, partitions: &Partitions) -> Resolution {
    let mut scope = BTreeMap::new();
    for parameter in &rules.parameters {
        let value = match parameters.get(&parameter.name).or(parameter.default.as_ref()) {
            Some(Value::Bool(value)) => Evaluated::Boolean(*value),
            Some(Value::String(text)) => Evaluated::Text(text.clone()),
            _ => Evaluated::Unset,
        };
        scope.insert(parameter.name.clone(), value);
    }
    evaluate_rules(&rules.rules, &scope, partitions)
        .unwrap_or_else(|| Resolution::Error("no rule matches these parameters".to_owned()))
}

fn evaluate_rules(rules: &[Rule], scope: &BTreeMap<String, Evaluated>, partitions: &Partitions) -> Option<Resolution> {
    rules.iter().find_map(|rule| {
        let mut scope = scope.clone();
        for condition in &rule.conditions {
            let value = call(&condition.call, &scope, partitions);
            if matches!(value, Evaluated::Unset | Evaluated::Boolean(false)) {
                return None;
            }
            if let Some(name) = &condition.assign {
                scope.insert(name.clone(), value);
            }
        }
        let text = |expression: &Expression| text(expression, &scope, partitions);
        Some(match &rule.outcome {
            // A tree whose conditions hold is final: what follows it is not tried.
            Outcome::Tree(rules) => evaluate_rules(rules, &scope, partitions)
                .unwrap_or_else(|| Resolution::Error("no rule matches these parameters".to_owned())),
            Outcome::Error(message) => Resolution::Error(text(message)),
            Outcome::Endpoint(endpoint) => Resolution::Endpoint {
                url: text(&endpoint.url),
                auth_schemes: endpoint
                    .auth_schemes
                    .iter()
                    .map(|scheme| {
                        let name = scheme.signing_name.as_ref().map(text);
                        (scheme.name.clone(), name, scheme.signing_region.as_ref().map(text))
                    })
                    .collect(),
            },
        })
    })
}

fn call(call: &Call, scope: &BTreeMap<String, Evaluated>, partitions: &Partitions) -> Evaluated {
    let argument = |index: usize| match call.arguments.get(index) {
        Some(expression) => value(expression, scope, partitions),
        None => Evaluated::Unset,
    };
    match call.function {
        Function::IsSet => Evaluated::Boolean(argument(0) != Evaluated::Unset),
        Function::Not => Evaluated::Boolean(argument(0) == Evaluated::Boolean(false)),
        Function::BooleanEquals | Function::StringEquals => Evaluated::Boolean(argument(0) == argument(1)),
        Function::GetAttr => match (argument(0), argument(1)) {
            (Evaluated::Partition(index), Evaluated::Text(attribute)) => attribute_of(partitions, index, &attribute),
            _ => Evaluated::Unset,
        },
        Function::Partition => match argument(0) {
            Evaluated::Text(region) => partitions.index_of(&region).map_or(Evaluated::Unset, Evaluated::Partition),
            _ => Evaluated::Unset,
        },
    }
}

fn value(expression: &Expression, scope: &BTreeMap<String, Evaluated>, partitions: &Partitions) -> Evaluated {
    match expression {
        Expression::Boolean(value) => Evaluated::Boolean(*value),
        Expression::Reference(name) => scope.get(name).cloned().unwrap_or(Evaluated::Unset),
        Expression::Call(inner) => call(inner, scope, partitions),
        Expression::Template(_) => Evaluated::Text(text(expression, scope, partitions)),
    }
}

fn text(expression: &Expression, scope: &BTreeMap<String, Evaluated>, partitions: &Partitions) -> String {
    let Expression::Template(parts) = expression else {
        return match value(expression, scope, partitions) {
            Evaluated::Text(text) => text,
            _ => String::new(),
        };
    };
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Literal(literal) => out.push_str(literal),
            Part::Variable(name, attribute) => {
                let resolved = match (scope.get(name), attribute) {
                    (Some(Evaluated::Partition(index)), Some(attribute)) => attribute_of(partitions, *index, attribute),
                    (Some(value), None) => value.clone(),
                    _ => Evaluated::Unset,
                };
                if let Evaluated::Text(text) = resolved {
                    out.push_str(&text);
                }
            }
        }
    }
    out
}

fn attribute_of(partitions: &Partitions, index: usize, attribute: &str) -> Evaluated {
    let Some(partition) = partitions.list.get(index) else { return Evaluated::Unset };
    match attribute {
        "name" => Evaluated::Text(partition.name.clone()),
        "dnsSuffix" => Evaluated::Text(partition.dns_suffix.clone()),
        "dualStackDnsSuffix" => Evaluated::Text(partition.dual_stack_dns_suffix.clone()),
        "implicitGlobalRegion" => Evaluated::Text(partition.implicit_global_region.clone()),
        "supportsFIPS" => Evaluated::Boolean(partition.supports_fips),
        "supportsDualStack" => Evaluated::Boolean(partition.supports_dual_stack),
        _ => Evaluated::Unset,
    }
}
