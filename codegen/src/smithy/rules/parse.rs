//! From the JSON of `smithy.rules#endpointRuleSet` to rules; whatever has not the form of one is reported.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    AuthScheme, Call, Condition, EndpointTemplate, Expression, ExpressionKind, Function, Kind, Outcome, Parameter,
    Part, Rule, RuleSet, Step,
};
use crate::diagnostics::{Diagnostics, Place, did_you_mean};

/// Properties of endpoints that say nothing to a client of awsQuery.
const IGNORED_PROPERTIES: &[&str] = &["backend", "metricValues"];

/// Reads the value of `smithy.rules#endpointRuleSet`; `None` if anything in it is reported.
pub fn parse(value: &Value, place: &Place, diagnostics: &mut Diagnostics) -> Option<RuleSet> {
    let mut parser = Parser { diagnostics, failed: false };
    let parameters = parser.parameters(value.get("parameters"), &place.at("parameters"));
    let rules = parser.rules(value.get("rules"), &place.at("rules"));
    (!parser.failed).then_some(RuleSet { parameters, rules, place: place.at("rules") })
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
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let mut list = Vec::new();
        for (name, parameter) in parameters {
            let place = place.at(name);
            if !is_identifier(name) {
                self.error(
                    "E051",
                    &place,
                    &format!("`{name}` is not a name of a parameter"),
                    "a letter, then letters and digits",
                );
            }
            if let Some(first) = seen.insert(name.to_ascii_lowercase(), name) {
                self.error(
                    "E051",
                    &place,
                    &format!("parameters `{first}` and `{name}` differ in case only"),
                    "rename one of them",
                );
            }
            list.extend(self.parameter(name, parameter, &place));
        }
        list
    }

    fn parameter(&mut self, name: &str, value: &Value, place: &Place) -> Option<Parameter> {
        let spelled = value.get("type").and_then(Value::as_str).unwrap_or_default();
        // Older models write `String`.
        let kinds = [Kind::String, Kind::Boolean, Kind::StringArray];
        let Some(kind) = kinds.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(spelled)) else {
            self.wrong(
                &place.at("type"),
                &format!("`{spelled}` is not a type of parameter"),
                &did_you_mean(spelled, kinds.map(Kind::name), "use `string`, `boolean` or `stringArray`"),
            );
            return None;
        };
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let default = value.get("default").cloned();
        if default.as_ref().is_some_and(|default| !kind.fits(default)) {
            self.error(
                "E051",
                &place.at("default"),
                &format!("the default of `{name}` is not a {}", kind.name()),
                "write a value of the parameter's type",
            );
        }
        let required = value.get("required").and_then(Value::as_bool).unwrap_or(false);
        if default.is_some() && !required {
            self.error(
                "E051",
                place,
                &format!("`{name}` has a default and is not required"),
                "add `\"required\": true`: what has a default is always set",
            );
        }
        let deprecated = value.get("deprecated").map(|deprecated| {
            deprecated.get("message").and_then(Value::as_str).unwrap_or("This parameter is deprecated.").to_owned()
        });
        Some(Parameter {
            name: name.to_owned(),
            kind,
            required,
            built_in: text("builtIn"),
            client: false,
            default,
            documentation: text("documentation"),
            deprecated,
            place: place.clone(),
        })
    }

    fn rules(&mut self, value: Option<&Value>, place: &Place) -> Vec<Rule> {
        let Some(rules) = value.and_then(Value::as_array) else {
            self.wrong(place, "`rules` is not a list", "write a list of rules");
            return Vec::new();
        };
        rules.iter().enumerate().filter_map(|(index, rule)| self.rule(rule, &place.index(index))).collect()
    }

    fn rule(&mut self, rule: &Value, place: &Place) -> Option<Rule> {
        let conditions = rule.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let at = place.at("conditions");
        let conditions = conditions
            .iter()
            .enumerate()
            .filter_map(|(index, value)| self.condition(value, &at.index(index)))
            .collect();
        let outcome = match rule.get("type").and_then(Value::as_str) {
            Some("tree") => Outcome::Tree(self.rules(rule.get("rules"), &place.at("rules"))),
            Some("error") => Outcome::Error(self.expression(rule.get("error"), &place.at("error"))?),
            Some("endpoint") => Outcome::Endpoint(self.endpoint(rule.get("endpoint"), &place.at("endpoint"))?),
            other => {
                let other = other.unwrap_or_default();
                self.wrong(
                    &place.at("type"),
                    &format!("`{other}` is not a type of rule"),
                    &did_you_mean(other, ["tree", "endpoint", "error"], "use tree, endpoint or error"),
                );
                return None;
            }
        };
        Some(Rule { conditions, outcome, place: place.clone() })
    }

    fn endpoint(&mut self, value: Option<&Value>, place: &Place) -> Option<EndpointTemplate> {
        let Some(value) = value.filter(|value| value.is_object()) else {
            self.wrong(place, "the rule has no `endpoint` object", "write `{ \"url\": \"https://..\" }`");
            return None;
        };
        let headers = self.headers(value.get("headers"), &place.at("headers"));
        let mut auth_schemes = Vec::new();
        for (name, property) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let place = place.at("properties").at(name);
            match (name.as_str(), property.as_array()) {
                ("authSchemes", Some(schemes)) => {
                    let schemes = schemes.iter().enumerate();
                    auth_schemes.extend(schemes.filter_map(|(index, scheme)| self.scheme(scheme, &place.index(index))));
                }
                ("authSchemes", None) => self.wrong(&place, "`authSchemes` is not a list", "write a list of schemes"),
                (name, _) if IGNORED_PROPERTIES.contains(&name) => {}
                (name, _) => self.diagnostics.warning(
                    "W150",
                    &place,
                    format!("endpoint property `{name}` is ignored: no part of a request depends on it"),
                    did_you_mean(name, ["authSchemes"], "remove it, if the service works without it"),
                ),
            }
        }
        Some(EndpointTemplate { url: self.expression(value.get("url"), &place.at("url"))?, headers, auth_schemes })
    }

    fn headers(&mut self, value: Option<&Value>, place: &Place) -> Vec<(String, Vec<Expression>)> {
        let mut headers = Vec::new();
        for (name, values) in value.and_then(Value::as_object).into_iter().flatten() {
            let place = place.at(name);
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            if name.is_empty() || !name.bytes().all(token) {
                self.wrong(&place, &format!("`{name}` is not the name of a header"), "use letters, digits and hyphens");
            }
            let Some(values) = values.as_array() else {
                self.wrong(&place, "the values of a header are not a list", "write `[\"value\"]`");
                continue;
            };
            let values = values.iter().enumerate();
            let values =
                values.filter_map(|(index, value)| self.expression(Some(value), &place.index(index))).collect();
            headers.push((name.clone(), values));
        }
        headers
    }

    fn scheme(&mut self, scheme: &Value, place: &Place) -> Option<AuthScheme> {
        let Some(name) = scheme.get("name").and_then(Value::as_str) else {
            self.wrong(place, "the scheme has no `name`", "name it: sigv4");
            return None;
        };
        let mut text = |key: &str| scheme.get(key).and_then(|value| self.expression(Some(value), &place.at(key)));
        let flag = |key: &str| scheme.get(key).and_then(Value::as_bool).unwrap_or(false);
        Some(AuthScheme {
            name: name.to_owned(),
            signing_name: text("signingName"),
            signing_region: text("signingRegion"),
            disable_double_encoding: flag("disableDoubleEncoding"),
            disable_normalize_path: flag("disableNormalizePath"),
            place: place.clone(),
        })
    }

    fn condition(&mut self, value: &Value, place: &Place) -> Option<Condition> {
        let call = self.call(value, place)?;
        let assign = value.get("assign").and_then(Value::as_str).map(str::to_owned);
        if let Some(name) = assign.as_deref().filter(|name| !is_identifier(name)) {
            let message = format!("`{name}` is not a name of a variable");
            self.wrong(&place.at("assign"), &message, "a letter, then letters and digits");
        }
        Some(Condition { call, assign })
    }

    fn call(&mut self, value: &Value, place: &Place) -> Option<Call> {
        let name = value.get("fn").and_then(Value::as_str).unwrap_or_default();
        let Some(function) = Function::named(name) else {
            let known: Vec<&str> = Function::names().collect();
            self.error(
                "E052",
                &place.at("fn"),
                &format!("there is no endpoint function `{name}`"),
                &did_you_mean(name, known.iter().copied(), format!("functions there are: {}", known.join(", "))),
            );
            return None;
        };
        let at = place.at("argv");
        let argv = value.get("argv").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let (least, most) = function.arity();
        if !(least..=most).contains(&argv.len()) {
            let takes = match (least, most) {
                (1, 1) => "1 argument".to_owned(),
                (least, usize::MAX) => format!("{least} arguments or more"),
                (least, _) => format!("{least} arguments"),
            };
            self.error(
                "E052",
                &at,
                &format!("`{name}` takes {takes}, and has {}", argv.len()),
                "see the function's page in the Smithy specification",
            );
            return None;
        }
        let arguments: Vec<_> = argv
            .iter()
            .enumerate()
            .filter_map(|(index, value)| self.expression(Some(value), &at.index(index)))
            .collect();
        (arguments.len() == argv.len()).then(|| Call { function, arguments, place: place.clone() })
    }

    fn expression(&mut self, value: Option<&Value>, place: &Place) -> Option<Expression> {
        let kind = match value {
            Some(Value::String(text)) => match template(text) {
                Some(parts) => Some(ExpressionKind::Template(parts)),
                None => {
                    self.wrong(
                        place,
                        &format!("`{text}` has unbalanced braces, or a path that is none"),
                        "write `{Name}`, `{Name#attribute}` or `{Name#list[0]}`; `{{` and `}}` are braces",
                    );
                    return None;
                }
            },
            Some(Value::Bool(value)) => Some(ExpressionKind::Boolean(*value)),
            Some(Value::Number(number)) => number.as_i64().map(ExpressionKind::Integer),
            Some(Value::Object(object)) if object.contains_key("ref") => {
                object.get("ref").and_then(Value::as_str).map(|name| ExpressionKind::Reference(name.to_owned()))
            }
            Some(value @ Value::Object(object)) if object.contains_key("fn") => {
                // What is wrong with a call has been reported.
                Some(ExpressionKind::Call(Box::new(self.call(value, place)?)))
            }
            _ => None,
        };
        if kind.is_none() {
            self.wrong(place, "this is not an expression", "write a string, a boolean, an integer, a `ref` or an `fn`");
        }
        kind.map(|kind| Expression { kind, place: place.clone() })
    }

    fn wrong(&mut self, place: &Place, message: &str, help: &str) {
        self.error("E010", place, message, help);
    }

    fn error(&mut self, code: &'static str, place: &Place, message: &str, help: &str) {
        self.failed = true;
        self.diagnostics.error(code, place, message, help);
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// `https://sts.{Region}.{PartitionResult#dnsSuffix}`; `{{` and `}}` are braces. `None` if it is no template.
fn template(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' if characters.next_if_eq(&'{').is_some() => literal.push('{'),
            '}' if characters.next_if_eq(&'}').is_some() => literal.push('}'),
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
                parts.push(match name.split_once('#') {
                    Some((name, attribute)) => Part::Variable(name.to_owned(), path(attribute)?),
                    None => Part::Variable(name, Vec::new()),
                });
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

/// `resourceId[0]`, `a.b`, `[-1]`; an index stands at the end only. `None` if it is no path.
pub(crate) fn path(text: &str) -> Option<Vec<Step>> {
    let (keys, index) = match text.strip_suffix(']') {
        Some(text) => {
            let (keys, index) = text.rsplit_once('[')?;
            (keys, Some(index.parse().ok()?))
        }
        None => (text, None),
    };
    let mut steps = Vec::new();
    if !keys.is_empty() {
        steps.extend(keys.split('.').map(|key| Step::Key(key.to_owned())));
    }
    steps.extend(index.map(Step::Index));
    let key = |step: &Step| !matches!(step, Step::Key(key) if key.is_empty() || key.contains(['[', ']']));
    (!steps.is_empty() && steps.iter().all(key)).then_some(steps)
}

#[cfg(test)]
mod tests {
    use super::{Step, path};

    #[test]
    fn paths_have_keys_and_end_in_an_index() {
        let key = |key: &str| Step::Key(key.to_owned());
        let cases = [
            ("name", vec![key("name")]),
            ("a.b", vec![key("a"), key("b")]),
            ("resourceId[0]", vec![key("resourceId"), Step::Index(0)]),
            ("[-1]", vec![Step::Index(-1)]),
        ];
        for (text, expected) in cases {
            assert_eq!(path(text), Some(expected), "{text}");
        }
        for text in ["", "a..b", ".a", "a[", "a[]", "a[x]", "a[0][1]", "a[0].b", "a]", "a.[0]"] {
            assert_eq!(path(text), None, "{text}");
        }
    }
}
