//! Which traits differ, where inside their values, and whether that breaks a user.
//!
//! Values are compared as JSON; what a trait means is known only as far as the verdict needs it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ABSENT, Difference, IGNORED_TRAITS, endpoint};
use crate::{
    resolve::{defaults, wire},
    smithy::ast::{Shape, Traits, name_of},
};

/// Traits of which any change breaks: they decide types or what is on the wire.
const BREAKING_TRAITS: &[&str] = &[
    "aws.auth#sigv4",
    "aws.protocols#awsQuery",
    "smithy.api#auth",
    "smithy.api#endpoint",
    "smithy.api#enumValue",
    "smithy.api#hostLabel",
    "smithy.api#optionalAuth",
    "smithy.api#sparse",
    "smithy.api#timestampFormat",
    "smithy.api#xmlAttribute",
    "smithy.api#xmlFlattened",
    "smithy.api#xmlName",
];

/// Traits whose loss breaks: a value is no longer filled in, a structure is no error any more.
const BREAKING_IF_GONE: &[&str] = &["smithy.api#error", "smithy.api#idempotencyToken"];

/// Parts of traits whose change breaks: where requests go.
const BREAKING_PARTS: &[&str] = &["aws.api#service/endpointPrefix"];

/// What the verdict on a trait depends on besides its value.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    /// The shape, or the shape that has the member.
    shape: &'c Shape,
    member: bool,
    /// Whether requests carry it.
    written: bool,
}

impl<'c> Context<'c> {
    pub(super) fn of_shape(shape: &'c Shape, written: bool) -> Self {
        Self { shape, member: false, written }
    }

    pub(super) fn of_member(shape: &'c Shape, written: bool) -> Self {
        Self { shape, member: true, written }
    }

    // Whether a member is an argument, and whether it is an `Option`.
    fn presence(self, traits: &Traits) -> (bool, bool) {
        let defaulted = !self.written && defaults::declared(traits).is_some();
        let required = is_required(traits) && !defaulted;
        (required, !required && !defaulted)
    }
}

/// Whether a member is required once `clientOptional` is heard.
pub(super) fn is_required(traits: &Traits) -> bool {
    traits.has("smithy.api#required") && !traits.has("smithy.api#clientOptional")
}

/// Whether a structure is an error: nothing in it is required.
pub(super) fn is_error(shape: &Shape) -> bool {
    shape.traits.has("smithy.api#error")
}

/// The differences between the traits of one shape or member.
pub(super) fn compare(place: &str, ours: &Traits, theirs: &Traits, context: Context<'_>) -> Vec<Difference> {
    let ids: BTreeSet<&String> = ours.0.keys().chain(theirs.0.keys()).collect();
    let compared = |id: &&String| !IGNORED_TRAITS.contains(&id.as_str()) && id.as_str() != endpoint::RULE_SET;
    let mut found = Vec::new();
    for id in ids.into_iter().filter(compared) {
        let (old, new) = (ours.get(id).map(|value| facts(id, value)), theirs.get(id).map(|value| facts(id, value)));
        for Leaf { path, ours: old, theirs: new } in leaves(id, old.as_ref(), new.as_ref()) {
            let breaking = match id.as_str() {
                "smithy.api#required"
                | "smithy.api#clientOptional"
                | "smithy.api#default"
                | "smithy.api#addedDefault" => {
                    context.member && !is_error(context.shape) && context.presence(ours) != context.presence(theirs)
                }
                "aws.protocols#awsQueryError" => {
                    let name = name_of(&context.shape.id);
                    wire::error_code(ours, name) != wire::error_code(theirs, name)
                        && (path == *id || path.ends_with("/code"))
                }
                "smithy.api#length" | "smithy.api#range" => context.written && narrows(&path, old, new),
                "smithy.api#pattern" => context.written && new.is_some(),
                "smithy.api#enum" => loses_values(old, new),
                id if BREAKING_IF_GONE.contains(&id) => new.is_none(),
                id => BREAKING_TRAITS.contains(&id) || BREAKING_PARTS.contains(&path.as_str()),
            };
            found.push(Difference {
                place: place.to_owned(),
                ours: text(old),
                theirs: text(new),
                fact: path,
                breaking,
            });
        }
    }
    found
}

/// A place inside a value where two sides differ.
pub(super) struct Leaf<'v> {
    /// `aws.api#service/sdkId`
    pub(super) path: String,
    pub(super) ours: Option<&'v Value>,
    pub(super) theirs: Option<&'v Value>,
}

/// Where two values differ: inside objects, and inside lists of one length.
pub(super) fn leaves<'v>(path: &str, ours: Option<&'v Value>, theirs: Option<&'v Value>) -> Vec<Leaf<'v>> {
    let at = |key: &str| format!("{path}/{key}");
    match (ours, theirs) {
        (ours, theirs) if ours == theirs => Vec::new(),
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            keys.into_iter().flat_map(|key| leaves(&at(key), ours.get(key), theirs.get(key))).collect()
        }
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs.flat_map(|(index, (a, b))| leaves(&at(&index.to_string()), Some(a), Some(b))).collect()
        }
        (ours, theirs) => vec![Leaf { path: path.to_owned(), ours, theirs }],
    }
}

/// A value as it is shown.
pub(super) fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| ABSENT.to_owned(), Value::to_string)
}

// The value without the texts in it.
fn facts(id: &str, value: &Value) -> Value {
    let mut value = value.clone();
    let entries = match id {
        "smithy.api#enum" => value.as_array_mut(),
        "smithy.rules#endpointTests" => value.get_mut("testCases").and_then(Value::as_array_mut),
        _ => None,
    };
    for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
        entry.remove("documentation");
    }
    value
}

// `../max` or `../min`, or all of the trait where one side has none.
fn narrows(path: &str, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    let max =
        |ours: Option<f64>, theirs: Option<f64>| theirs.is_some_and(|theirs| ours.is_none_or(|ours| theirs < ours));
    let min =
        |ours: Option<f64>, theirs: Option<f64>| theirs.is_some_and(|theirs| ours.is_none_or(|ours| theirs > ours));
    let part = |value: Option<&Value>, key: &str| value.and_then(|value| value.get(key)).and_then(Value::as_f64);
    match path.rsplit_once('/') {
        Some((_, "max")) => max(number(ours), number(theirs)),
        Some((_, "min")) => min(number(ours), number(theirs)),
        _ => max(part(ours, "max"), part(theirs, "max")) || min(part(ours, "min"), part(theirs, "min")),
    }
}

// A value or name of the old list that is in the new one no more. A difference inside an entry is one.
fn loses_values(ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    match (ours.and_then(Value::as_array), theirs.and_then(Value::as_array)) {
        (Some(ours), Some(theirs)) => {
            let key = |entry: &Value| (entry.get("name").cloned(), entry.get("value").cloned());
            let kept: Vec<_> = theirs.iter().map(key).collect();
            ours.iter().any(|entry| !kept.contains(&key(entry)))
        }
        _ => true,
    }
}
