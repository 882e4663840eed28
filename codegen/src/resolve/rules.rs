//! Endpoint rules as conditions that print as `if`s: variables bound, negations resolved, the first
//! supported authentication scheme chosen.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{docs, names};
use crate::{
    diagnostics::{Diagnostics, Place},
    ir::{Condition, Operand, Outcome, Parameter, ParameterSource, Rule, RuleValue, Rules, Template, TemplatePart},
    smithy::rules as ast,
};

/// Resolves a rule set; `None` if anything in it cannot be compiled, which is reported.
pub(super) fn resolve(set: &ast::RuleSet, place: &Place, diagnostics: &mut Diagnostics) -> Option<Rules> {
    let mut compiler = Compiler {
        place: place.at("traits").at("smithy.rules#endpointRuleSet"),
        diagnostics,
        parameters: set
            .parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), parameter.kind == ast::Kind::Boolean))
            .collect(),
        failed: false,
    };
    let rules = compiler.rules(&set.rules, &Scope::default());
    let parameters = set.parameters.iter().map(parameter).collect();
    (!compiler.failed).then_some(Rules { parameters, rules })
}

fn parameter(parameter: &ast::Parameter) -> Parameter {
    Parameter {
        name: names::field(&parameter.name),
        smithy_name: parameter.name.clone(),
        docs: docs::lines_or(parameter.documentation.as_deref(), &format!("`{}`.", parameter.name)),
        boolean: parameter.kind == ast::Kind::Boolean,
        default: match &parameter.default {
            Some(Value::Bool(value)) => Some(RuleValue::Boolean(*value)),
            Some(Value::String(text)) => Some(RuleValue::Text(text.clone())),
            _ => None,
        },
        source: match parameter.built_in.as_deref() {
            Some("AWS::Region") => ParameterSource::Region,
            Some("AWS::UseFIPS") => ParameterSource::UseFips,
            Some("AWS::UseDualStack") => ParameterSource::UseDualStack,
            Some("SDK::Endpoint") => ParameterSource::Endpoint,
            Some(other) => ParameterSource::Setting(other.to_owned()),
            None => ParameterSource::None,
        },
    }
}

struct Compiler<'c> {
    place: Place,
    diagnostics: &'c mut Diagnostics,
    /// Whether a parameter is a boolean.
    parameters: BTreeMap<&'c str, bool>,
    failed: bool,
}

/// What is bound where a rule stands.
#[derive(Clone, Default)]
struct Scope {
    /// Optional parameters that are known to be set.
    set: Vec<String>,
    /// Variables that hold a partition.
    partitions: Vec<String>,
}

impl Compiler<'_> {
    fn rules(&mut self, rules: &[ast::Rule], scope: &Scope) -> Vec<Rule> {
        rules.iter().map(|rule| self.rule(rule, scope.clone())).collect()
    }

    fn rule(&mut self, rule: &ast::Rule, mut scope: Scope) -> Rule {
        let mut conditions = Vec::new();
        for condition in &rule.conditions {
            conditions.extend(self.condition(condition, &mut scope));
        }
        let outcome = match &rule.outcome {
            ast::Outcome::Tree(rules) => Outcome::Tree(self.rules(rules, &scope)),
            ast::Outcome::Error(message) => Outcome::Error(self.template(message, &scope)),
            ast::Outcome::Endpoint(endpoint) => {
                let scheme = endpoint.auth_schemes.iter().find(|scheme| scheme.name == "sigv4");
                if scheme.is_none() && !endpoint.auth_schemes.is_empty() {
                    self.fail::<()>("none of an endpoint's authentication schemes is supported; `sigv4` is");
                }
                let mut text =
                    |expression: Option<&ast::Expression>| expression.map(|text| self.template(text, &scope));
                Outcome::Endpoint {
                    signing_name: text(scheme.and_then(|scheme| scheme.signing_name.as_ref())),
                    signing_region: text(scheme.and_then(|scheme| scheme.signing_region.as_ref())),
                    url: self.template(&endpoint.url, &scope),
                }
            }
        };
        Rule { conditions, outcome }
    }

    fn condition(&mut self, condition: &ast::Condition, scope: &mut Scope) -> Option<Condition> {
        let ast::Condition { call, assign } = condition;
        match (call.function, call.arguments.as_slice(), assign) {
            (ast::Function::Partition, [region], Some(variable)) => {
                let region = self.operand(region, scope)?;
                let variable = names::field(variable);
                scope.partitions.push(variable.clone());
                Some(Condition::Partition(variable, region))
            }
            (ast::Function::Partition, _, None) => None,
            (_, _, Some(variable)) => self.fail(&format!("`{variable}` is assigned something other than a partition")),
            (_, _, None) => self.test(call, true, scope),
        }
    }

    fn test(&mut self, call: &ast::Call, expected: bool, scope: &mut Scope) -> Option<Condition> {
        use ast::{Expression, Function};
        match (call.function, call.arguments.as_slice()) {
            (Function::Not, [Expression::Call(inner)]) => self.test(inner, !expected, scope),
            (Function::Not, [operand]) => {
                self.operand(operand, scope).map(|operand| Condition::Boolean(operand, !expected))
            }
            (Function::IsSet, [Expression::Reference(name)]) => match self.parameters.get(name.as_str()) {
                Some(false) if expected => {
                    let name = names::field(name);
                    // A second test of what is bound already is always true.
                    (!scope.set.contains(&name)).then(|| {
                        scope.set.push(name.clone());
                        Condition::IsSet(name)
                    })
                }
                Some(false) => Some(Condition::IsUnset(names::field(name))),
                Some(true) if expected => None,
                _ => self.fail(&format!("`isSet({name})` is always the same")),
            },
            (Function::BooleanEquals, [left, Expression::Boolean(value)])
            | (Function::BooleanEquals, [Expression::Boolean(value), left]) => {
                self.operand(left, scope).map(|operand| Condition::Boolean(operand, *value == expected))
            }
            (Function::StringEquals, [left, right]) => {
                let (left, right) = (self.operand(left, scope)?, self.operand(right, scope)?);
                Some(Condition::Texts(left, right, expected))
            }
            (function, _) => self.fail(&format!("{function:?} is not supported with these arguments")),
        }
    }

    fn operand(&mut self, expression: &ast::Expression, scope: &Scope) -> Option<Operand> {
        match expression {
            ast::Expression::Reference(name) => self.variable(name, scope),
            ast::Expression::Template(parts) => match parts.as_slice() {
                [ast::Part::Literal(text)] => Some(Operand::Text(text.clone())),
                [ast::Part::Variable(name, None)] => self.variable(name, scope),
                [ast::Part::Variable(name, Some(attribute))] => self.attribute(name, attribute, scope),
                _ => self.fail("a text with variables cannot be compared"),
            },
            ast::Expression::Call(call) => match (call.function, call.arguments.as_slice()) {
                (ast::Function::GetAttr, [ast::Expression::Reference(name), ast::Expression::Template(path)]) => {
                    match path.as_slice() {
                        [ast::Part::Literal(attribute)] => self.attribute(name, attribute, scope),
                        _ => self.fail("the path of getAttr is not a constant"),
                    }
                }
                (function, _) => self.fail(&format!("{function:?} cannot stand here")),
            },
            ast::Expression::Boolean(_) => self.fail("a constant boolean cannot stand here"),
        }
    }

    fn variable(&mut self, name: &str, scope: &Scope) -> Option<Operand> {
        let field = names::field(name);
        match self.parameters.get(name) {
            Some(true) => Some(Operand::Variable(field)),
            Some(false) if scope.set.contains(&field) => Some(Operand::Variable(field)),
            Some(false) => self.fail(&format!("`{name}` is used where it may be unset; test it with isSet first")),
            None => self.fail(&format!("`{name}` is neither a parameter nor assigned before")),
        }
    }

    fn attribute(&mut self, name: &str, attribute: &str, scope: &Scope) -> Option<Operand> {
        let variable = names::field(name);
        if !scope.partitions.contains(&variable) {
            return self.fail(&format!("`{name}` is not a partition here"));
        }
        let field = match attribute {
            "name" => "name",
            "dnsSuffix" => "dns_suffix",
            "dualStackDnsSuffix" => "dual_stack_dns_suffix",
            "implicitGlobalRegion" => "implicit_global_region",
            "supportsFIPS" => "supports_fips",
            "supportsDualStack" => "supports_dual_stack",
            other => return self.fail(&format!("a partition has no `{other}`")),
        };
        Some(Operand::Attribute(variable, field.to_owned()))
    }

    fn template(&mut self, expression: &ast::Expression, scope: &Scope) -> Template {
        let ast::Expression::Template(parts) = expression else {
            return self.operand(expression, scope).map(TemplatePart::Operand).into_iter().collect();
        };
        parts
            .iter()
            .filter_map(|part| match part {
                ast::Part::Literal(text) => Some(TemplatePart::Literal(text.clone())),
                ast::Part::Variable(name, None) => self.variable(name, scope).map(TemplatePart::Operand),
                ast::Part::Variable(name, Some(attribute)) => {
                    self.attribute(name, attribute, scope).map(TemplatePart::Operand)
                }
            })
            .collect()
    }

    fn fail<T>(&mut self, message: &str) -> Option<T> {
        self.failed = true;
        self.diagnostics.error("E010", &self.place, message, "rules beyond this cannot be compiled to plain Rust yet");
        None
    }
}
