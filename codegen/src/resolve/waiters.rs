//! Waiters, from `smithy.waiters#waitable`.
//!
//! <https://smithy.io/2.0/additional-specs/waiters.html>. Expressions are compiled by `jmespath.rs`; one that
//! is wrong is an error, one that is beyond what is compiled costs the waiter, never its correctness.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    docs,
    jmespath::{Explanation, Problem, Roots, Types, compile},
    names, wire,
};
use crate::{
    diagnostics::{Diagnostics, Place, did_you_mean},
    ir::{
        self, Deprecation, Service,
        path::ValueType,
        waiters::{Acceptor, Expected, Matcher, State, Waiter},
    },
    smithy::ast::{Model, Operation, Shape, ShapeKind, name_of},
};

const WAITABLE: &str = "smithy.waiters#waitable";
/// Seconds, where a waiter does not say.
const MIN_DELAY: u32 = 2;
const MAX_DELAY: u32 = 120;

/// Fills in `waiters` of the operations.
pub(super) fn resolve(
    operations: &[(&Shape, &Operation)],
    model: &Model,
    service: &mut Service,
    diagnostics: &mut Diagnostics,
) {
    let mut types = taken_types(service);
    let mut methods: BTreeSet<String> = service.operations.iter().map(|operation| operation.method.clone()).collect();
    let mut found: Vec<Vec<Waiter>> = Vec::new();
    for (operation, (shape, _)) in service.operations.iter().zip(operations) {
        let waiters = shape.traits.get(WAITABLE).and_then(Value::as_object).into_iter().flatten();
        let mut resolver = Resolver { service, operation, model, diagnostics: &mut *diagnostics };
        let mut list = Vec::new();
        for (name, value) in waiters {
            let place = shape.place.at("traits").at(WAITABLE).at(name);
            if let Some(mut waiter) = resolver.waiter(name, value, &place) {
                waiter.name = names::unique(names::type_name(name), &mut types);
                waiter.method = names::unique(names::waiter_method(name), &mut methods);
                list.push(waiter);
            }
        }
        found.push(list);
    }
    for (operation, waiters) in service.operations.iter_mut().zip(found) {
        operation.waiters = waiters;
    }
}

// All types of the generated modules share their short names.
fn taken_types(service: &Service) -> BTreeSet<String> {
    let structures = service.structures.iter().map(|item| &item.name);
    let errors = service.errors.iter().filter_map(|error| error.structure.as_ref()).map(|item| &item.name);
    let unions = service.unions.iter().map(|item| &item.name);
    let enums = service.enums.iter().map(|item| &item.name);
    let externals = service.externals.iter().map(|item| &item.name);
    let operations = service
        .operations
        .iter()
        .flat_map(|operation| [&operation.request_name, &operation.input.name, &operation.output.name]);
    structures.chain(errors).chain(unions).chain(enums).chain(externals).chain(operations).cloned().collect()
}

struct Resolver<'r> {
    service: &'r Service,
    operation: &'r ir::Operation,
    model: &'r Model,
    diagnostics: &'r mut Diagnostics,
}

impl Resolver<'_> {
    // Without the names of Rust, which only waiters that are generated take.
    fn waiter(&mut self, name: &str, value: &Value, place: &Place) -> Option<Waiter> {
        let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !upper || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            return self.wrong(
                &place.key(),
                format!("`{name}` is not a waiter's name"),
                "write it in upper camel case",
            );
        }
        let delay = |key: &str, default: u32| match value.get(key) {
            None => Some(default),
            Some(value) => value.as_u64().and_then(|delay| u32::try_from(delay).ok()).filter(|delay| *delay > 0),
        };
        let (min_delay, max_delay) = (delay("minDelay", MIN_DELAY), delay("maxDelay", MAX_DELAY));
        let (Some(min_delay), Some(max_delay)) = (min_delay, max_delay) else {
            return self.wrong(
                place,
                "a delay is not a whole number of seconds",
                "`minDelay` and `maxDelay` are 1 or more",
            );
        };
        if min_delay > max_delay {
            let message = format!("`minDelay` is {min_delay}, `maxDelay` {max_delay}");
            return self.wrong(place, message, "the least delay is not greater than the greatest");
        }
        let list = value.get("acceptors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        // All of them are looked at before the waiter is given up.
        let acceptors: Vec<Option<Acceptor>> = list
            .iter()
            .enumerate()
            .map(|(index, acceptor)| self.acceptor(acceptor, &place.at("acceptors").index(index)))
            .collect();
        let acceptors = acceptors.into_iter().collect::<Option<Vec<Acceptor>>>()?;
        if !acceptors.iter().any(|acceptor| acceptor.state == State::Success) {
            return self.wrong(place, "no acceptor leads to success", "a waiter without one would wait in vain");
        }
        let otherwise = format!("Waits for `{name}`.");
        let deprecated = value.get("deprecated").and_then(Value::as_bool).unwrap_or(false);
        Some(Waiter {
            smithy_name: name.to_owned(),
            name: String::new(),
            method: String::new(),
            docs: docs::lines_or(value.get("documentation").and_then(Value::as_str), &otherwise),
            min_delay,
            max_delay,
            acceptors,
            deprecated: deprecated.then_some(Deprecation { note: None, since: None }),
        })
    }

    fn acceptor(&mut self, acceptor: &Value, place: &Place) -> Option<Acceptor> {
        let state = match acceptor.get("state").and_then(Value::as_str) {
            Some("success") => State::Success,
            Some("failure") => State::Failure,
            Some("retry") => State::Retry,
            _ => {
                return self.wrong(place, "the acceptor has no known `state`", "write `success`, `failure` or `retry`");
            }
        };
        let place = place.at("matcher");
        let matcher = acceptor.get("matcher").and_then(Value::as_object);
        let mut members = matcher.into_iter().flatten();
        let (Some((kind, value)), None) = (members.next(), members.next()) else {
            return self.wrong(&place, "the acceptor has not exactly one matcher", MATCHERS);
        };
        let place = place.at(kind);
        let matcher = match (kind.as_str(), value) {
            ("success", Value::Bool(success)) => Matcher::Success(*success),
            ("errorType", Value::String(error)) => Matcher::Error(self.error_code(error)),
            ("output", Value::Object(_)) => self.path(value, false, &place)?,
            ("inputOutput", Value::Object(_)) => self.path(value, true, &place)?,
            (other, _) => {
                let known = ["success", "errorType", "output", "inputOutput"];
                let help = did_you_mean(other, known, MATCHERS);
                return self.wrong(
                    &place,
                    format!("`{other}` is not a matcher, or has a value of the wrong form"),
                    help,
                );
            }
        };
        Some(Acceptor { matcher, state })
    }

    // A shape's name, with or without its namespace, stands for the code that the error has on the wire; any
    // other name is that code.
    fn error_code(&self, error: &str) -> String {
        let name = name_of(error);
        let is_error = |shape: &&Shape| {
            name_of(&shape.id) == name
                && matches!(shape.kind, ShapeKind::Structure(_))
                && shape.traits.has("smithy.api#error")
        };
        let shape = self.model.shapes.values().find(is_error);
        shape.map_or_else(|| name.to_owned(), |shape| wire::error_code(&shape.traits, name))
    }

    fn path(&mut self, value: &Value, with_input: bool, place: &Place) -> Option<Matcher> {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let (Some(path), Some(expected), Some(comparator)) = (text("path"), text("expected"), text("comparator"))
        else {
            return self.wrong(place, "a matcher needs `path`, `expected` and `comparator`, all strings", HELP);
        };
        let expected = match (comparator, expected) {
            ("stringEquals", text) => Expected::Text(text.to_owned()),
            ("booleanEquals", "true") => Expected::Boolean(true),
            ("booleanEquals", "false") => Expected::Boolean(false),
            ("booleanEquals", other) => {
                let message = format!("`{other}` is expected of a boolean");
                return self.wrong(&place.at("expected"), message, "write `true` or `false`");
            }
            ("allStringEquals", text) => Expected::All(text.to_owned()),
            ("anyStringEquals", text) => Expected::Any(text.to_owned()),
            (other, _) => {
                let known = ["stringEquals", "booleanEquals", "allStringEquals", "anyStringEquals"];
                let help = did_you_mean(other, known, HELP);
                return self.wrong(&place.at("comparator"), format!("there is no comparator `{other}`"), help);
            }
        };
        let (input, output) = (&self.operation.input, &self.operation.output);
        let types = Types::new(self.service.structures.iter().chain([input, output]));
        let both = [("input", input), ("output", output)];
        let roots = if with_input { Roots::Named(&both) } else { Roots::One("output", output) };
        let path = match compile(path, roots, &types) {
            Ok(path) => path,
            Err(Problem::Wrong(Explanation { message, help })) => {
                self.diagnostics.error("E042", &place.at("path"), format!("`{path}`: {message}"), help);
                return None;
            }
            Err(Problem::Beyond(Explanation { message, help })) => {
                let message = format!("the waiter is left out: {message} (`{path}`)");
                self.diagnostics.warning("W141", &place.at("path"), message, help);
                return None;
            }
        };
        let fits = match (&expected, &path.value.ty) {
            (Expected::Text(_), ty) => *ty == ValueType::Text,
            (Expected::Boolean(_), ty) => *ty == ValueType::Boolean,
            (Expected::All(_) | Expected::Any(_), ValueType::Items(item, _)) => **item == ValueType::Text,
            (Expected::All(_) | Expected::Any(_), ValueType::List(item, _)) => {
                matches!(item, ir::Type::String | ir::Type::Enum(_))
            }
            _ => false,
        };
        if !fits {
            let message = format!("`{comparator}` cannot compare what `{}` is", path.text);
            self.diagnostics.error("E042", &place.at("comparator"), message, COMPARATORS);
            return None;
        }
        Some(Matcher::Path { path: Box::new(path), with_input, expected })
    }

    fn wrong<T>(&mut self, place: &Place, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.diagnostics.error("E041", place, message, help);
        None
    }
}

const HELP: &str = "see https://smithy.io/2.0/additional-specs/waiters.html";
const MATCHERS: &str = "write `success`, `errorType`, `output` or `inputOutput`";
const COMPARATORS: &str = "`stringEquals` compares a string, `booleanEquals` a boolean, `allStringEquals` and \
                           `anyStringEquals` a list of strings";
