//! Endpoint rules, ready to print as `if`s: names and types decided, nothing in them that can fail.

use super::{Docs, path::Path};

/// Endpoint rules.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Inputs.
    pub parameters: Vec<Parameter>,
    /// Parameters without which nothing is resolved, and that the rules look at.
    pub required: Vec<Required>,
    /// Tried in order.
    pub rules: Vec<Rule>,
    /// The field that the account of a call's credentials fills; every call resolves its endpoint then.
    pub account: Option<String>,
}

/// An input of the endpoint rules.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The Rust field.
    pub name: String,
    /// The setter on the client's settings, where the parameter is one of the client's own.
    pub setter: Option<String>,
    /// The name in the model.
    pub smithy_name: String,
    /// Its docs.
    pub docs: Docs,
    /// Its type.
    pub ty: ParameterType,
    /// The value where nothing is set.
    pub default: Option<RuleValue>,
    /// Where its value comes from.
    pub source: ParameterSource,
}

/// A parameter that must be set and has no type that says so.
#[derive(Clone, Debug)]
pub struct Required {
    /// The name in the model.
    pub smithy_name: String,
    /// The variable that its value is bound to.
    pub variable: String,
    /// The option.
    pub value: Value,
}

/// The type of an endpoint parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// `bool`: it has a default.
    Boolean,
    /// `Option<bool>`
    OptionalBoolean,
    /// `Option<String>`
    Text,
    /// `Option<Vec<String>>`
    Texts,
}

/// Where the value of an endpoint parameter comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's own names")]
pub enum ParameterSource {
    Region,
    UseFips,
    UseDualStack,
    Endpoint,
    /// The account of the credentials of a call.
    AccountId,
    /// A setting that only this service has, by the name of its built-in or of the client's parameter.
    Setting(String),
    /// Nothing of the client fills it.
    None,
}

/// A constant in rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain")]
pub enum RuleValue {
    Boolean(bool),
    Text(String),
    Texts(Vec<String>),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// All must hold, in order.
    pub conditions: Vec<Condition>,
    /// What follows.
    pub outcome: Outcome,
}

/// What follows from a rule.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "plain")]
pub enum Outcome {
    Tree(Vec<Rule>),
    Error(Value),
    Endpoint {
        url: Value,
        signing_name: Option<Value>,
        signing_region: Option<Value>,
        /// Name and value.
        headers: Vec<(String, Value)>,
        /// Whether the path is signed as it is.
        raw_path: bool,
    },
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Condition {
    /// A boolean.
    Test(Value),
    /// `Some(name) = value`; from there on the name is what is in the option.
    Some(String, Value),
    /// `let name = value`
    Let(String, Value),
}

/// An expression of Rust.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `"text"`
    Text(String),
    /// `true`
    Boolean(bool),
    /// `7`
    Integer(i64),
    /// A name that a condition bound.
    Variable(String),
    /// `params.name`
    Parameter(String),
    /// `value.name`
    Field(Box<Value>, String),
    /// `value.name(arguments)`
    Method(Box<Value>, &'static str, Vec<Value>),
    /// `value.map(|value| value.name)`
    MapField(Box<Value>, String),
    /// `str::to_owned`, a function as a value.
    Path(&'static str),
    /// `function(arguments)`
    Call(&'static str, Vec<Value>),
    /// `format!(..)`
    Format(Template),
    /// `&value`
    Reference(Box<Value>),
    /// `!value`
    Not(Box<Value>),
    /// `left == right`, or `!=`
    Equal(Box<Value>, Box<Value>, bool),
    /// `Some(value)`
    Some(Box<Value>),
    /// `if condition { yes } else { no }`
    If(Box<Value>, Box<Value>, Box<Value>),
}

impl Value {
    /// Whether a variable occurs in it.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        match self {
            Self::Text(_) | Self::Boolean(_) | Self::Integer(_) | Self::Parameter(_) | Self::Path(_) => false,
            Self::Variable(variable) => variable == name,
            Self::Field(value, _)
            | Self::MapField(value, _)
            | Self::Reference(value)
            | Self::Not(value)
            | Self::Some(value) => value.mentions(name),
            Self::Method(value, _, arguments) => {
                value.mentions(name) || arguments.iter().any(|argument| argument.mentions(name))
            }
            Self::Call(_, arguments) => arguments.iter().any(|argument| argument.mentions(name)),
            Self::Format(parts) => {
                parts.iter().any(|part| matches!(part, TemplatePart::Value(value) if value.mentions(name)))
            }
            Self::Equal(left, right, _) => left.mentions(name) || right.mentions(name),
            Self::If(condition, yes, no) => [condition, yes, no].iter().any(|value| value.mentions(name)),
        }
    }
}

/// A text with values in it.
pub type Template = Vec<TemplatePart>;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text.
    Literal(String),
    /// A value that is a text.
    Value(Value),
}

/// A value that an operation gives a parameter of the endpoint rules.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The field of `Params`.
    pub parameter: String,
    /// The parameter's name in the model.
    pub smithy_name: String,
    /// The parameter's type.
    pub ty: ParameterType,
    /// What it is bound to.
    pub value: BindingValue,
}

/// What an operation binds a parameter to.
#[derive(Clone, Debug)]
pub enum BindingValue {
    /// A constant.
    Static(RuleValue),
    /// A member of the input.
    Member {
        /// The field.
        field: String,
        /// Whether the parameter stays as it is where the member is unset.
        optional: bool,
        /// Whether its texts are enums.
        enums: bool,
    },
    /// What an expression finds in the input.
    Path(Box<Path>),
}
