//! JMESPath, as models use it in waiters and in context parameters of operations: parsed here, checked
//! against the model's types, and compiled to [`ir::path`](crate::ir::path), which prints as plain Rust.
//!
//! <https://jmespath.org/specification.html>. This module does not know what an expression is for; callers
//! make diagnostics of a [`Problem`].

use serde_json::Value;

mod compile;
mod functions;
mod parse;
#[cfg(test)]
mod tests;

pub(crate) use compile::{Roots, Types, compile};

/// An expression as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    /// `@`, and what stands before a bare `[..]` or `*`.
    Current,
    /// `name` or `"name"`.
    Field(String),
    /// `[0]`, `[-1]`
    Index(i64),
    /// `` `true` `` or `'text'`
    Literal(Value),
    /// `a.b`, `a[0]`
    Sub(Box<Expression>, Box<Expression>),
    /// `a | b`
    Pipe(Box<Expression>, Box<Expression>),
    /// The list before the projection of `a[]`.
    Flatten(Box<Expression>),
    /// `a[*].b`, and what follows `a[]`: the list, and what becomes of each element.
    Project(Box<Expression>, Box<Expression>),
    /// `a.*.b`
    ProjectValues(Box<Expression>, Box<Expression>),
    /// `a[?condition].b`: the list, the condition, and what becomes of each element.
    Filter(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `a == b`
    Compare(Comparator, Box<Expression>, Box<Expression>),
    /// `a && b`
    And(Box<Expression>, Box<Expression>),
    /// `a || b`
    Or(Box<Expression>, Box<Expression>),
    /// `!a`
    Not(Box<Expression>),
    /// `length(a)`
    Call(String, Vec<Expression>),
    /// Well-formed, and beyond what is compiled: its name.
    Beyond(&'static str),
}

pub(crate) use crate::ir::path::Comparator;

/// Why an expression is not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is wrong: its syntax, a member that does not exist, types that do not fit.
    Wrong(Explanation),
    /// It may be right, and is beyond what is compiled.
    Beyond(Explanation),
}

/// What the reader of a diagnostic needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// What is the matter.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    fn wrong(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Wrong(Explanation { message: message.into(), help: help.into() })
    }

    fn beyond(what: impl std::fmt::Display) -> Self {
        Self::Beyond(Explanation {
            message: format!("{what} not compiled"),
            help: "members, indexes, projections, filters, comparisons and length, contains, starts_with, ends_with, \
                   keys, values can be compiled"
                .to_owned(),
        })
    }
}
