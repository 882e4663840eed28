//! `endpoint.rs`: the model's endpoint rules as plain `if`s.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, docs, ident};
use crate::ir::{
    Condition, Operand, Outcome, Parameter, ParameterSource, Rule, RuleValue, Rules, Template, TemplatePart,
};

pub(super) fn emit(rules: &Rules) -> File {
    let fields = rules.parameters.iter().map(|parameter| {
        let (comment, name) = (docs(&parameter.docs), ident(&parameter.name));
        if parameter.boolean { quote!(#comment pub #name: bool) } else { quote!(#comment pub #name: Option<String>) }
    });
    let defaults = rules.parameters.iter().map(default);
    let filled = rules.parameters.iter().map(filled);
    let body = block(&rules.rules, true);
    let plain =
        rules.parameters.iter().all(|parameter| matches!(parameter.default, None | Some(RuleValue::Boolean(false))));
    let derive = plain.then(|| quote!(Default,));
    let default = (!plain).then(|| {
        quote! {
            impl Default for Params {
                fn default() -> Self { Self { #(#defaults),* } }
            }
        }
    });
    let mut items = vec![quote! {
        /// What the endpoint depends on.
        #[derive(Clone, Debug, #derive PartialEq, Eq)]
        pub struct Params { #(#fields),* }
    }];
    items.extend(default);
    items.extend([
        quote! {
            /// Resolves the endpoint.
            ///
            /// # Errors
            ///
            /// Where the rules of the service have none for these parameters; the text says why.
            pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> { #body }
        },
        quote! {
            pub(crate) fn for_config(config: &Config) -> Result<Endpoint, EndpointError> {
                resolve(&Params { #(#filled),* })
            }
        },
    ]);
    File::new("Where requests go: the service's endpoint rules.", items)
}

fn default(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    match (&parameter.default, parameter.boolean) {
        (Some(RuleValue::Boolean(value)), true) => quote!(#name: #value),
        (Some(RuleValue::Text(text)), false) => quote!(#name: Some(#text.to_owned())),
        (_, true) => quote!(#name: false),
        (_, false) => quote!(#name: None),
    }
}

fn filled(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    match &parameter.source {
        ParameterSource::Region => quote!(#name: config.region().map(str::to_owned)),
        ParameterSource::UseFips => quote!(#name: config.use_fips()),
        ParameterSource::UseDualStack => quote!(#name: config.use_dual_stack()),
        ParameterSource::Endpoint => quote!(#name: config.endpoint_url().map(str::to_owned)),
        ParameterSource::Setting(setting) => {
            let default = match (&parameter.default, parameter.boolean) {
                (Some(RuleValue::Boolean(value)), true) => quote!(.unwrap_or(#value)),
                (_, true) => quote!(.unwrap_or(false)),
                (Some(RuleValue::Text(text)), false) => quote!(.or_else(|| Some(#text.to_owned()))),
                (_, false) => TokenStream::new(),
            };
            if parameter.boolean {
                quote!(#name: config.endpoint_flag(#setting)#default)
            } else {
                quote!(#name: config.endpoint_text(#setting)#default)
            }
        }
        ParameterSource::None => default(parameter),
    }
}

// Rules one after another. In tail position the last one is the function's value.
fn block(rules: &[Rule], tail: bool) -> TokenStream {
    let mut statements = TokenStream::new();
    for rule in rules {
        // Partitions are found before what depends on them is tested.
        let mut tests: Vec<TokenStream> = Vec::new();
        let mut nested: Vec<(Vec<TokenStream>, TokenStream)> = Vec::new();
        for (index, condition) in rule.conditions.iter().enumerate() {
            let later = rule.conditions.get(index + 1..).unwrap_or_default();
            match condition {
                // What nothing looks at is not bound.
                Condition::Partition(variable, _) if !mentions(later, &rule.outcome, variable) => {}
                Condition::IsSet(name) if !mentions(later, &rule.outcome, name) => {
                    let name = ident(name);
                    tests.push(quote!(params.#name.is_some()));
                }
                Condition::Partition(variable, operand) => {
                    let (variable, operand) = (ident(variable), text(operand));
                    nested.push((std::mem::take(&mut tests), quote!(let #variable = partition(#operand);)));
                }
                other => tests.push(test(other)),
            }
        }
        let unconditional = tests.is_empty() && nested.iter().all(|(tests, _)| tests.is_empty());
        let last = unconditional && tail;
        let inner = outcome(&rule.outcome, last);
        let mut body = if tests.is_empty() { inner } else { quote!(if #(#tests)&&* { #inner }) };
        for (tests, binding) in nested.into_iter().rev() {
            body = if tests.is_empty() { quote!(#binding #body) } else { quote!(if #(#tests)&&* { #binding #body }) };
        }
        statements.extend(body);
        if unconditional {
            return statements;
        }
    }
    let otherwise = quote!(Err(EndpointError::new("no endpoint rule matches these parameters")));
    if tail { quote!(#statements #otherwise) } else { quote!(#statements return #otherwise;) }
}

// Whether conditions or what follows from them use a variable.
fn mentions(conditions: &[Condition], outcome: &Outcome, name: &str) -> bool {
    let operand = |operand: &Operand| match operand {
        Operand::Variable(variable) | Operand::Attribute(variable, _) => variable == name,
        Operand::Text(_) => false,
    };
    let template =
        |parts: &Template| parts.iter().any(|part| matches!(part, TemplatePart::Operand(inner) if operand(inner)));
    let condition = |(index, condition): (usize, &Condition)| match condition {
        Condition::IsSet(_) | Condition::IsUnset(_) => false,
        Condition::Boolean(inner, _) => operand(inner),
        Condition::Texts(left, right, _) => operand(left) || operand(right),
        Condition::Partition(variable, inner) => {
            let later = conditions.get(index + 1..).unwrap_or_default();
            operand(inner) && mentions(later, outcome, variable)
        }
    };
    conditions.iter().enumerate().any(condition)
        || match outcome {
            Outcome::Tree(rules) => rules.iter().any(|rule| mentions(&rule.conditions, &rule.outcome, name)),
            Outcome::Error(message) => template(message),
            Outcome::Endpoint { url, signing_name, signing_region } => {
                template(url) || [signing_name, signing_region].into_iter().flatten().any(template)
            }
        }
}

fn outcome(outcome: &Outcome, tail: bool) -> TokenStream {
    let value = match outcome {
        Outcome::Tree(rules) => return block(rules, tail),
        Outcome::Error(message) => {
            let message = template(message);
            quote!(Err(EndpointError::new(#message)))
        }
        Outcome::Endpoint { url, signing_name, signing_region } => {
            let url = template(url);
            let name = signing_name.as_ref().map(template).map(|name| quote!(.signing_name(#name)));
            let region = signing_region.as_ref().map(template).map(|region| quote!(.signing_region(#region)));
            quote!(Ok(Endpoint::new(#url)#name #region))
        }
    };
    if tail { value } else { quote!(return #value;) }
}

fn test(condition: &Condition) -> TokenStream {
    match condition {
        Condition::IsSet(name) => {
            let name = ident(name);
            quote!(let Some(#name) = params.#name.as_deref())
        }
        Condition::IsUnset(name) => {
            let name = ident(name);
            quote!(params.#name.is_none())
        }
        Condition::Boolean(operand, expected) => {
            let operand = match operand {
                Operand::Variable(name) => {
                    let name = ident(name);
                    quote!(params.#name)
                }
                other => text(other),
            };
            if *expected { operand } else { quote!(!#operand) }
        }
        Condition::Texts(left, right, equal) => {
            let (left, right) = (text(left), text(right));
            if *equal { quote!(#left == #right) } else { quote!(#left != #right) }
        }
        Condition::Partition(..) => TokenStream::new(),
    }
}

fn text(operand: &Operand) -> TokenStream {
    match operand {
        Operand::Variable(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Operand::Attribute(variable, field) => {
            let (variable, field) = (ident(variable), ident(field));
            quote!(#variable.#field)
        }
        Operand::Text(text) => quote!(#text),
    }
}

fn template(parts: &Template) -> TokenStream {
    match parts.as_slice() {
        [TemplatePart::Literal(literal)] => quote!(#literal),
        [TemplatePart::Operand(operand)] => text(operand),
        parts => {
            let mut format = String::new();
            let mut arguments = Vec::new();
            for part in parts {
                match part {
                    TemplatePart::Literal(literal) => format.push_str(&literal.replace('{', "{{").replace('}', "}}")),
                    TemplatePart::Operand(Operand::Variable(name)) => format.push_str(&format!("{{{name}}}")),
                    TemplatePart::Operand(operand) => {
                        format.push_str("{}");
                        arguments.push(text(operand));
                    }
                }
            }
            quote!(format!(#format #(, #arguments)*))
        }
    }
}
