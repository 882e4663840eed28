//! Endpoint rule sets: the trait's JSON, typed; a reader of it and an evaluator.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>. The evaluator serves
//! `model-diff`, which compares rule sets by what they resolve to, and tests of the compiled rules;
//! generated code is plain Rust and does not interpret anything. What types expressions have is not known here.

use serde_json::Value;

use crate::diagnostics::Place;

mod evaluate;
mod functions;
mod parse;

pub use evaluate::{Resolution, evaluate};
pub use functions::Function;
pub use parse::parse;
pub(crate) use parse::path;

/// A rule set.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Its inputs, in the order they are written.
    pub parameters: Vec<Parameter>,
    /// Tried in order.
    pub rules: Vec<Rule>,
    /// Where the rules stand.
    pub place: Place,
}

/// An input of a rule set.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it must have a value.
    pub required: bool,
    /// The client setting that fills it, `AWS::Region`.
    pub built_in: Option<String>,
    /// Whether `clientContextParams` makes it a setting of the client too.
    pub client: bool,
    /// Its value where nothing is set.
    pub default: Option<Value>,
    /// What it is for.
    pub documentation: Option<String>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Types of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's own names")]
pub enum Kind {
    String,
    Boolean,
    StringArray,
}

impl Kind {
    /// The specification's name of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::StringArray => "stringArray",
        }
    }

    /// Whether a JSON value is of the type.
    #[must_use]
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::StringArray => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        }
    }
}

impl Parameter {
    /// The names of the settings that only this service has and that fill the parameter, the most specific first.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        let client = self.client.then_some(self.name.as_str());
        let built_in = self.built_in.as_deref().filter(|name| !SHARED_BUILT_INS.contains(name));
        client.into_iter().chain(built_in)
    }
}

/// Built-ins that every client has.
const SHARED_BUILT_INS: &[&str] =
    &["AWS::Region", "AWS::UseFIPS", "AWS::UseDualStack", "SDK::Endpoint", "AWS::Auth::AccountId"];

/// A rule: conditions and what follows when all hold.
#[derive(Clone, Debug)]
pub struct Rule {
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What follows.
    pub outcome: Outcome,
    /// Where it stands.
    pub place: Place,
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
    /// Headers of requests to it, each with its values.
    pub headers: Vec<(String, Vec<Expression>)>,
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
    /// Whether the path is signed as it is, not encoded once more.
    pub disable_double_encoding: bool,
    /// Whether the path is signed with its dots.
    pub disable_normalize_path: bool,
    /// Where it stands.
    pub place: Place,
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
    /// Where it stands.
    pub place: Place,
}

/// An argument or template, and where it stands.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub place: Place,
}

/// An argument or template.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// A string with `{Name}` and `{Name#attribute}` in it.
    Template(Vec<Part>),
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A parameter or assigned variable.
    Reference(String),
    /// A nested call.
    Call(Box<Call>),
}

impl Expression {
    /// The text of a template that has no variables in it.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &self.kind {
            ExpressionKind::Template(parts) => match parts.as_slice() {
                [Part::Literal(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A part of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text.
    Literal(String),
    /// A variable, and the path to what is meant in it.
    Variable(String, Vec<Step>),
}

/// A step of a path: `resourceId[0]` has two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An attribute.
    Key(String),
    /// An element of a list, from its end where negative.
    Index(i64),
}
