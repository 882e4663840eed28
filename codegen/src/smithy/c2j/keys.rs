//! The keys that become one trait each, and those that change nothing for a client of awsQuery.
//!
//! Keys that say nothing to awsQuery but change other protocols (places in HTTP, JSON) are ignored as Smithy's traits
//! of the same meaning are; keys that would change the wire become the traits that the validator refuses.

use serde_json::{Map, Value};

use super::{Lowered, node::Node};
use crate::diagnostics::Diagnostics;

/// What becomes of a key's value.
enum Becomes {
    /// A trait without a value, where the key is true.
    Mark,
    /// The value is the trait's too.
    Same,
}
use Becomes::{Mark, Same};

/// A key, its trait, and what becomes of the value.
type Row = (&'static str, &'static str, Becomes);

/// Keys of shapes and of references to them; both may have either.
const DATA: &[Row] = &[
    ("documentation", "smithy.api#documentation", Same),
    ("sensitive", "smithy.api#sensitive", Mark),
    ("idempotencyToken", "smithy.api#idempotencyToken", Mark),
    ("hostLabel", "smithy.api#hostLabel", Mark),
    ("xmlAttribute", "smithy.api#xmlAttribute", Mark),
    ("retryable", "smithy.api#retryable", Same),
    ("contextParam", "smithy.rules#contextParam", Same),
    ("streaming", "smithy.api#streaming", Mark),
    ("eventstream", "smithy.api#streaming", Mark),
    ("eventheader", "smithy.api#eventHeader", Mark),
    ("eventpayload", "smithy.api#eventPayload", Mark),
    ("requiresLength", "smithy.api#requiresLength", Mark),
];
/// Keys of shapes and references that become more than one trait, or part of the shape.
const DATA_READ: &[&str] = &[
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "flattened",
    "locationName",
    "max",
    "min",
    "pattern",
    "timestampFormat",
    "xmlNamespace",
];
/// Defaults of numbers, positions in HTTP messages, XML without a meaning for readers, other protocols' forms.
const DATA_IGNORED: &[&str] =
    &["box", "event", "jsonvalue", "location", "payload", "queryName", "synthetic", "wrapper", "xmlOrder"];

/// Keys of operations.
const OPERATION: &[Row] = &[
    ("documentation", "smithy.api#documentation", Same),
    ("endpoint", "smithy.api#endpoint", Same),
    ("requestcompression", "smithy.api#requestCompression", Same),
    ("staticContextParams", "smithy.rules#staticContextParams", Same),
    ("operationContextParams", "smithy.rules#operationContextParams", Same),
    ("endpointdiscovery", "aws.api#clientDiscoveredEndpoint", Same),
    ("httpChecksum", "aws.protocols#httpChecksum", Same),
    ("httpChecksumRequired", "smithy.api#httpChecksumRequired", Mark),
    ("unsignedPayload", "aws.auth#unsignedPayload", Mark),
    ("idempotent", "smithy.api#idempotent", Mark),
    ("readonly", "smithy.api#readonly", Mark),
];
const OPERATION_READ: &[&str] = &[
    "auth",
    "authtype",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "errors",
    "http",
    "input",
    "name",
    "output",
];
const OPERATION_IGNORED: &[&str] = &["alias", "documentationUrl", "endpointoperation", "internalonly"];

/// Lowers the keys of a shape or of a reference to one, where `read` are those that the caller reads; warns of others.
pub(super) fn data(node: &Node<'_>, read: &[&str], lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    rows(node, DATA, lowered, diagnostics);
    deprecation(node, lowered, diagnostics);
    node.only(&[&names(DATA), DATA_READ, DATA_IGNORED, read], diagnostics);
}

/// Lowers the keys of an operation; warns of those that are not known.
pub(super) fn operation(node: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    rows(node, OPERATION, lowered, diagnostics);
    deprecation(node, lowered, diagnostics);
    node.only(&[&names(OPERATION), OPERATION_READ, OPERATION_IGNORED], diagnostics);
}

fn names(table: &[Row]) -> Vec<&'static str> {
    table.iter().map(|(key, ..)| *key).collect()
}

fn rows(node: &Node<'_>, table: &[Row], lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    for (key, name, becomes) in table {
        let Some(value) = node.value(key) else { continue };
        match becomes {
            Same => lowered.add(name, value.clone(), node.at(key)),
            // `eventstream` and its like are objects, or true.
            Mark if value.is_object() || node.flag(key, diagnostics) => lowered.mark(name, node.at(key)),
            Mark => {}
        }
    }
}

fn deprecation(node: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    if !node.flag("deprecated", diagnostics) {
        return;
    }
    let mut value = Map::new();
    for (key, part) in [("deprecatedMessage", "message"), ("deprecatedSince", "since")] {
        if let Some(text) = node.text(key, diagnostics) {
            value.insert(part.to_owned(), Value::from(text));
        }
    }
    lowered.add("smithy.api#deprecated", value, node.at("deprecated"));
}
