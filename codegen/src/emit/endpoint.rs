//! `endpoint.rs`: the model's endpoint rules as plain `if`s, and what fills their parameters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{File, docs, ident};
use crate::ir::endpoint::{
    Condition, Outcome, Parameter, ParameterSource, ParameterType, Required, Rule, RuleValue, Rules, TemplatePart,
    Value,
};

pub(super) fn emit(rules: &Rules, bound: bool) -> File {
    let fields = rules.parameters.iter().map(|parameter| {
        let (comment, name) = (docs(&parameter.docs), ident(&parameter.name));
        let ty = match parameter.ty {
            ParameterType::Boolean => quote!(bool),
            ParameterType::OptionalBoolean => quote!(Option<bool>),
            ParameterType::Text => quote!(Option<String>),
            ParameterType::Texts => quote!(Option<Vec<String>>),
        };
        quote!(#comment pub #name: #ty)
    });
    let defaults = rules.parameters.iter().map(default);
    let required = rules.required.iter().map(required);
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
    items.push(quote! {
        /// Resolves the endpoint.
        ///
        /// # Errors
        ///
        /// Where the rules of the service have none for these parameters; the text says why.
        pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> { #(#required)* #body }
    });
    items.extend(from_settings(rules, bound));
    items.extend(settings(rules));
    File::new("Where requests go: the service's endpoint rules.", items)
}

// Parameters from the client's settings. Where calls add to them, they are made apart from the endpoint.
fn from_settings(rules: &Rules, bound: bool) -> Vec<TokenStream> {
    let filled = rules.parameters.iter().map(filled);
    if bound {
        return vec![
            quote! {
                impl Params {
                    pub(crate) fn for_config(config: &Config) -> Self { Self { #(#filled),* } }
                }
            },
            quote! {
                pub(crate) fn for_config(config: &Config) -> Result<Endpoint, EndpointError> {
                    resolve(&Params::for_config(config))
                }
            },
        ];
    }
    vec![quote! {
        pub(crate) fn for_config(config: &Config) -> Result<Endpoint, EndpointError> {
            resolve(&Params { #(#filled),* })
        }
    }]
}

// Typed setters for the client's own parameters.
fn settings(rules: &Rules) -> Vec<TokenStream> {
    let own = || rules.parameters.iter().filter_map(|parameter| Some((parameter, ident(parameter.setter.as_ref()?))));
    let boolean = |parameter: &Parameter| parameter.ty != ParameterType::Text;
    let declared = own().map(|(parameter, setter)| {
        let comment = docs(&parameter.docs);
        let ty = if boolean(parameter) { quote!(bool) } else { quote!(impl Into<String>) };
        quote!(#comment #[must_use] fn #setter(self, value: #ty) -> Self;)
    });
    let defined = own().map(|(parameter, setter)| {
        let name = &parameter.smithy_name;
        if boolean(parameter) {
            quote!(fn #setter(self, value: bool) -> Self { self.endpoint_flag(#name, value) })
        } else {
            quote!(fn #setter(self, value: impl Into<String>) -> Self { self.endpoint_text(#name, value) })
        }
    });
    if own().next().is_none() {
        return Vec::new();
    }
    vec![
        quote! {
            /// Settings of a client that only this service's endpoint rules know.
            pub trait EndpointSettings: Sized { #(#declared)* }
        },
        quote! {
            impl EndpointSettings for ConfigBuilder { #(#defined)* }
        },
    ]
}

fn default(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let value = match (&parameter.default, parameter.ty) {
        (Some(value), ParameterType::Boolean) => constant(value),
        (Some(value), _) => {
            let value = constant(value);
            quote!(Some(#value))
        }
        (None, ParameterType::Boolean) => quote!(false),
        (None, _) => quote!(None),
    };
    quote!(#name: #value)
}

/// A constant as an owned value.
pub(super) fn constant(value: &RuleValue) -> TokenStream {
    match value {
        RuleValue::Boolean(value) => quote!(#value),
        RuleValue::Text(text) => quote!(#text.to_owned()),
        RuleValue::Texts(texts) => quote!(vec![#(#texts.to_owned()),*]),
    }
}

fn filled(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let setting = |setting: &str| match parameter.ty {
        ParameterType::Text => quote!(config.endpoint_text(#setting)),
        _ => quote!(config.endpoint_flag(#setting)),
    };
    let own = parameter.setter.as_ref().map(|_| setting(&parameter.smithy_name));
    let built_in = match &parameter.source {
        ParameterSource::Region => Some(quote!(config.region().map(str::to_owned))),
        ParameterSource::Endpoint => Some(quote!(config.endpoint_url().map(str::to_owned))),
        ParameterSource::AccountId => Some(quote!(config.endpoint_text("AWS::Auth::AccountId"))),
        ParameterSource::Setting(name) if parameter.ty != ParameterType::Texts => Some(setting(name)),
        // They have a value always, and stand for all that is less specific.
        ParameterSource::UseFips | ParameterSource::UseDualStack => {
            let flag = if parameter.source == ParameterSource::UseFips { "use_fips" } else { "use_dual_stack" };
            let flag = ident(flag);
            let value = match (&own, parameter.ty) {
                (None, ParameterType::Boolean) => quote!(config.#flag()),
                (None, _) => quote!(Some(config.#flag())),
                (Some(own), ParameterType::Boolean) => quote!(#own.unwrap_or(config.#flag())),
                (Some(own), _) => quote!(#own.or(Some(config.#flag()))),
            };
            return quote!(#name: #value);
        }
        ParameterSource::Setting(_) | ParameterSource::None => None,
    };
    let set = match (own, built_in) {
        (Some(own), Some(built_in)) => quote!(#own.or_else(|| #built_in)),
        (Some(set), None) | (None, Some(set)) => set,
        (None, None) => return default(parameter),
    };
    let or = match (&parameter.default, parameter.ty) {
        (default, ParameterType::Boolean) => {
            let default = default.as_ref().map_or(quote!(false), constant);
            quote!(.unwrap_or(#default))
        }
        (Some(default), _) => {
            let default = constant(default);
            quote!(.or_else(|| Some(#default)))
        }
        (None, _) => TokenStream::new(),
    };
    quote!(#name: #set #or)
}

fn required(required: &Required) -> TokenStream {
    let (variable, value, name) = (ident(&required.variable), expression(&required.value), &required.smithy_name);
    quote!(let Some(#variable) = #value else { return Err(EndpointError::unset(#name)); };)
}

// Rules one after another. In tail position the last one is the function's value.
fn block(rules: &[Rule], tail: bool) -> TokenStream {
    let mut statements = TokenStream::new();
    for rule in rules {
        // What is bound stands before what depends on it.
        let mut tests: Vec<TokenStream> = Vec::new();
        let mut nested: Vec<(Vec<TokenStream>, TokenStream)> = Vec::new();
        for condition in &rule.conditions {
            match condition {
                Condition::Test(value) => tests.push(expression(value)),
                Condition::Some(name, value) => {
                    let (name, value) = (ident(name), expression(value));
                    tests.push(quote!(let Some(#name) = #value));
                }
                Condition::Let(name, value) => {
                    let (name, value) = (ident(name), expression(value));
                    nested.push((std::mem::take(&mut tests), quote!(let #name = #value;)));
                }
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

fn outcome(outcome: &Outcome, tail: bool) -> TokenStream {
    let value = match outcome {
        Outcome::Tree(rules) => return block(rules, tail),
        Outcome::Error(message) => {
            let message = expression(message);
            quote!(Err(EndpointError::new(#message)))
        }
        Outcome::Endpoint { url, signing_name, signing_region, headers, raw_path } => {
            let url = expression(url);
            let name = signing_name.as_ref().map(expression).map(|name| quote!(.signing_name(#name)));
            let region = signing_region.as_ref().map(expression).map(|region| quote!(.signing_region(#region)));
            let headers = headers.iter().map(|(name, value)| {
                let value = expression(value);
                quote!(.header(#name, #value))
            });
            let raw = raw_path.then(|| quote!(.sign_path_as_it_is()));
            quote!(Ok(Endpoint::new(#url)#name #region #(#headers)* #raw))
        }
    };
    if tail { value } else { quote!(return #value;) }
}

fn expression(value: &Value) -> TokenStream {
    match value {
        Value::Text(text) => quote!(#text),
        Value::Boolean(value) => quote!(#value),
        Value::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(#value)
        }
        Value::Variable(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Value::Parameter(name) => {
            let name = ident(name);
            quote!(params.#name)
        }
        Value::Field(value, name) => {
            let (value, name) = (expression(value), ident(name));
            quote!(#value.#name)
        }
        Value::MapField(value, name) => {
            let (value, name) = (expression(value), ident(name));
            quote!(#value.map(|value| value.#name))
        }
        Value::Method(value, name, arguments) => {
            let (value, name, arguments) = (expression(value), ident(name), arguments.iter().map(expression));
            quote!(#value.#name(#(#arguments),*))
        }
        Value::Path(path) => path.parse().unwrap_or_default(),
        Value::Call(function, arguments) => {
            let (function, arguments) = (ident(function), arguments.iter().map(expression));
            quote!(#function(#(#arguments),*))
        }
        Value::Reference(value) => {
            let value = expression(value);
            quote!(&#value)
        }
        Value::Not(value) => {
            let value = operand(value);
            quote!(!#value)
        }
        Value::Equal(left, right, equal) => {
            let (left, right) = (operand(left), operand(right));
            if *equal { quote!(#left == #right) } else { quote!(#left != #right) }
        }
        Value::Some(value) => {
            let value = expression(value);
            quote!(Some(#value))
        }
        Value::If(condition, yes, no) => {
            let (condition, yes, no) = (expression(condition), expression(yes), expression(no));
            quote!(if #condition { #yes } else { #no })
        }
        Value::Format(parts) => format(parts),
    }
}

// In parentheses where an operator would take it apart.
fn operand(value: &Value) -> TokenStream {
    let inner = expression(value);
    if matches!(value, Value::Equal(..) | Value::If(..)) { quote!((#inner)) } else { inner }
}

fn format(parts: &[TemplatePart]) -> TokenStream {
    let mut format = String::new();
    let mut arguments = Vec::new();
    for part in parts {
        match part {
            TemplatePart::Literal(literal) => format.push_str(&literal.replace('{', "{{").replace('}', "}}")),
            TemplatePart::Value(Value::Variable(name)) => format.push_str(&format!("{{{name}}}")),
            TemplatePart::Value(value) => {
                format.push_str("{}");
                arguments.push(expression(value));
            }
        }
    }
    quote!(format!(#format #(, #arguments)*))
}
