//! A JMESPath expression over the model's types, compiled: what prints as a Rust expression.
//!
//! Every node knows its type and whether it can be null, so that emitters need no model.

use super::{Field, Type};

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Path {
    /// As the model has it.
    pub text: String,
    /// What it is.
    pub value: Value,
    /// Whether it reads a sensitive member, and its value must not be shown.
    pub sensitive: bool,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it computes.
    pub kind: Kind,
    /// The type of what is there.
    pub ty: ValueType,
    /// Whether it can be null. A list that is null is the same as one that is empty, except to a function.
    pub nullable: bool,
    /// Whether computing it can fail: a function on null. Then the whole expression has no value.
    pub fallible: bool,
}

impl Value {
    /// Whether the variable of this name is read.
    #[must_use]
    pub fn reads(&self, root: &str) -> bool {
        match &self.kind {
            Kind::Root(name) => name == root,
            Kind::Item | Kind::Literal(_) => false,
            Kind::Member(of, _) | Kind::Entry(of, _) | Kind::Index(of, _) => of.reads(root),
            Kind::Not(of) | Kind::Truth(of) | Kind::Length(of) | Kind::Keys(of) | Kind::Values(of) => of.reads(root),
            Kind::Flatten(of) => of.reads(root),
            Kind::Compare(_, left, right)
            | Kind::And(left, right)
            | Kind::Or(left, right)
            | Kind::Contains(left, right)
            | Kind::StartsWith(left, right)
            | Kind::EndsWith(left, right)
            | Kind::Each(left, right)
            | Kind::Filter(left, right) => left.reads(root) || right.reads(root),
            Kind::Several(values) => values.iter().any(|value| value.reads(root)),
        }
    }
}

/// The type of a node, as JMESPath sees it and as Rust holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueType {
    /// `null`, as a literal.
    Null,
    /// `&str`
    Text,
    /// `bool`
    Boolean,
    /// `i64`
    Number,
    /// `&Structure`, by its Rust name.
    Structure(String),
    /// `&[Element]`: a list of the model, and whether it has null elements.
    List(Type, bool),
    /// `&BTreeMap<K, V>`: a map of the model, keys and values.
    Map(Type, Type, bool),
    /// An iterator over values, and whether they can be null.
    Items(Box<ValueType>, bool),
    /// A reference to something that can only be counted, by the name of its type.
    Opaque(String),
}

/// What a node computes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A variable: the output, the input.
    Root(String),
    /// The element that the closure around it is called with.
    Item,
    /// A member of a structure.
    Member(Box<Value>, Box<Field>),
    /// The value of a map under a key.
    Entry(Box<Value>, String),
    /// An element of a list; negative from the end.
    Index(Box<Value>, i64),
    /// A constant.
    Literal(Literal),
    /// A comparison.
    Compare(Comparator, Box<Value>, Box<Value>),
    /// The left value where it is false or empty, else the right one.
    And(Box<Value>, Box<Value>),
    /// The left value unless it is false or empty, else the right one.
    Or(Box<Value>, Box<Value>),
    /// The opposite of a boolean that is not null.
    Not(Box<Value>),
    /// Whether the value is neither null nor false nor empty.
    Truth(Box<Value>),
    /// Length of a text in characters, of a list or of a map.
    Length(Box<Value>),
    /// Whether a list has an element, or a text a part.
    Contains(Box<Value>, Box<Value>),
    /// Whether a text begins so.
    StartsWith(Box<Value>, Box<Value>),
    /// Whether a text ends so.
    EndsWith(Box<Value>, Box<Value>),
    /// Keys of a map.
    Keys(Box<Value>),
    /// Values of a map.
    Values(Box<Value>),
    /// What becomes of each element of a list; null is left out.
    Each(Box<Value>, Box<Value>),
    /// The elements for which a condition holds.
    Filter(Box<Value>, Box<Value>),
    /// The elements of the lists in a list.
    Flatten(Box<Value>),
    /// A list of values.
    Several(Vec<Value>),
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain")]
pub enum Literal {
    Null,
    Text(String),
    Boolean(bool),
    Number(i64),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain")]
pub enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
