//! The shapes of `service-2.json`: types of data, members, errors.
//!
//! A reference to a shape and the shape itself may say the same things; botocore reads what the reference says, and
//! what the shape says where it does not. Smithy has most of that on shapes, and names and flattening on members.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Lowered, keys, node::Node};
use crate::{
    diagnostics::{Diagnostics, Place, did_you_mean},
    smithy::ast::{Member, Model, Shape, ShapeKind, Simple, is_identifier},
};

/// What lowering a shape needs to know of the others.
pub(super) struct Shapes<'v> {
    /// What stands before the `#` of every id.
    pub(super) namespace: &'v str,
    /// The file's shapes.
    pub(super) all: Option<&'v Map<String, Value>>,
    /// The shapes that operations name as their errors.
    pub(super) errors: BTreeSet<String>,
}

impl<'v> Shapes<'v> {
    /// The id of the shape with this name.
    pub(super) fn id(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    /// Adds a shape to the model.
    pub(super) fn lower(&self, name: &str, node: &Node<'v>, model: &mut Model, diagnostics: &mut Diagnostics) {
        let id = self.id(name);
        if !is_identifier(name) {
            diagnostics.error(
                "E030",
                &node.place.key(),
                format!("`{name}` is not the name of a shape"),
                "write letters, digits and `_`, not beginning with a digit",
            );
            return;
        }
        let mut lowered = Lowered::default();
        match self.kind(name, node, &mut lowered, diagnostics) {
            Some(kind) => {
                let (traits, place) = lowered.finish(&node.place.clone().in_shape(&id));
                model.shapes.insert(id.clone(), Shape { id, kind, traits, place });
            }
            None => {
                model.broken.insert(id);
            }
        }
    }

    fn kind(
        &self,
        name: &str,
        node: &Node<'v>,
        lowered: &mut Lowered,
        diagnostics: &mut Diagnostics,
    ) -> Option<ShapeKind> {
        let Some(kind) = node.text("type", diagnostics) else {
            diagnostics.error(
                "E030",
                &node.place,
                "the shape has no `type`",
                "write `structure`, `list`, `string`, ..",
            );
            return None;
        };
        bounds(node, kind, lowered);
        plain(node, lowered, diagnostics);
        let (read, kind): (&[&str], _) = match kind {
            "structure" if node.flag("document", diagnostics) => (&["type", "document", "members"], simple("document")),
            "structure" => {
                let members = self.members(node, diagnostics);
                if node.flag("union", diagnostics) {
                    (&["type", "members", "required", "union"], Some(ShapeKind::Union(members)))
                } else {
                    self.error(name, node, lowered, diagnostics);
                    (
                        &["type", "members", "required", "error", "exception", "fault"],
                        Some(ShapeKind::Structure(members)),
                    )
                }
            }
            "list" => (&["type", "member", "sparse"], self.part("member", node, diagnostics).map(ShapeKind::List)),
            "map" => {
                let (key, value) = (self.part("key", node, diagnostics), self.part("value", node, diagnostics));
                (&["type", "key", "value", "sparse"], key.zip(value).map(|(key, value)| ShapeKind::Map { key, value }))
            }
            "string" => {
                let values = node.texts("enum", diagnostics);
                if !values.is_empty() {
                    let values: Vec<Value> = values.into_iter().map(|value| json!({ "value": value })).collect();
                    lowered.add("smithy.api#enum", values, node.at("enum"));
                }
                (&["type", "enum"], simple("string"))
            }
            kind => {
                let found = simple(kind);
                if found.is_none() {
                    let known = TYPES.iter().map(|(name, _)| *name).chain(["structure", "list", "map"]);
                    diagnostics.error(
                        "E030",
                        &node.at("type"),
                        format!("`{kind}` is not a type of shape"),
                        did_you_mean(
                            kind,
                            known,
                            "use one of botocore's types: structure, list, map, string, integer, ..",
                        ),
                    );
                }
                (&["type"], found)
            }
        };
        if node.flag("sparse", diagnostics) {
            lowered.mark("smithy.api#sparse", node.at("sparse"));
        }
        keys::data(node, read, lowered, diagnostics);
        kind
    }

    fn members(&self, node: &Node<'v>, diagnostics: &mut Diagnostics) -> Vec<Member> {
        let required = node.texts("required", diagnostics);
        let nodes = node.nodes("members", diagnostics);
        for name in &required {
            if node.has("members") && !nodes.iter().any(|(member, _)| member == name) {
                diagnostics.error(
                    "E030",
                    &node.at("required"),
                    format!("`{name}` is required and is no member"),
                    did_you_mean(name, nodes.iter().map(|(member, _)| *member), "remove it, or add the member"),
                );
            }
        }
        let mut members = Vec::new();
        for (name, reference) in nodes {
            let mut lowered = Lowered::default();
            if required.contains(&name) {
                lowered.mark("smithy.api#required", node.at("required"));
            }
            let Some(target) = self.reference(&reference, &mut lowered, diagnostics) else { continue };
            self.wire_name(name, &reference, target, &mut lowered);
            members.push(self.member(name, &reference, target, lowered));
        }
        members
    }

    // The element of a list, the key or the value of a map.
    fn part(&self, key: &str, node: &Node<'v>, diagnostics: &mut Diagnostics) -> Option<Member> {
        let Some(reference) = node.node(key, diagnostics) else {
            if !node.has(key) {
                diagnostics.error("E030", &node.place, format!("the shape has no `{key}`"), "add it, with a `shape`");
            }
            return None;
        };
        let mut lowered = Lowered::default();
        let target = self.reference(&reference, &mut lowered, diagnostics)?;
        if self.flattened(&reference, target).is_some() {
            diagnostics.error(
                "E031",
                &reference.place,
                format!("`{target}` is flattened, and is part of a list or map"),
                "only members of structures can be flattened",
            );
        }
        if let Some((name, place)) = self.location_name(&reference, target) {
            lowered.add("smithy.api#xmlName", name, place);
        }
        Some(self.member(key, &reference, target, lowered))
    }

    fn member(&self, name: &str, reference: &Node<'v>, target: &str, mut lowered: Lowered) -> Member {
        lowered.places.insert("target".to_owned(), reference.at("shape"));
        let (traits, place) = lowered.finish(&reference.place);
        Member { name: name.to_owned(), target: self.id(target), traits, place }
    }

    /// The name of the shape that is referred to, and what the reference says besides.
    fn reference(&self, node: &Node<'v>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) -> Option<&'v str> {
        let target = node.text("shape", diagnostics);
        if !node.has("shape") {
            diagnostics.error("E030", &node.place, "there is no `shape`", "name the shape of the value");
        }
        let target = target?;
        let kind = self.shape(target).and_then(|shape| shape.get("type")).and_then(Value::as_str);
        bounds(node, kind.unwrap_or("string"), lowered);
        plain(node, lowered, diagnostics);
        keys::data(node, &["shape"], lowered, diagnostics);
        Some(target)
    }

    // A flattened list goes by the name of its elements, where they have one: `Attribute.1.Name` for the member
    // `Attributes`. Smithy has that name on the member.
    fn wire_name(&self, name: &str, reference: &Node<'v>, target: &'v str, lowered: &mut Lowered) {
        let mut found = self.location_name(reference, target);
        if let Some(place) = self.flattened(reference, target) {
            let element = self.shape(target).and_then(|shape| shape.get("member")).and_then(Value::as_object);
            let element = element.and_then(|element| {
                let place = self.place(reference, target).at("member");
                let node = Node::new(element, place);
                let target = element.get("shape").and_then(Value::as_str)?;
                self.location_name(&node, target)
            });
            found = element.or(found);
            lowered.mark("smithy.api#xmlFlattened", place);
        }
        if let Some((found, place)) = found.filter(|(found, _)| *found != name) {
            lowered.add("smithy.api#xmlName", found, place);
        }
    }

    fn shape(&self, name: &str) -> Option<&'v Map<String, Value>> {
        self.all?.get(name)?.as_object()
    }

    fn place(&self, reference: &Node<'v>, name: &str) -> Place {
        Place::of_path(reference.place.file(), ["shapes", name])
    }

    // What the reference says, or the shape; neither of them as anything but a string.
    fn location_name(&self, reference: &Node<'v>, target: &str) -> Option<(&'v str, Place)> {
        let own = reference.value("locationName").and_then(Value::as_str);
        let own = own.map(|name| (name, reference.at("locationName")));
        own.or_else(|| {
            let name = self.shape(target)?.get("locationName")?.as_str()?;
            Some((name, self.place(reference, target).at("locationName")))
        })
    }

    fn flattened(&self, reference: &Node<'v>, target: &str) -> Option<Place> {
        let is = |value: Option<&Value>| value.and_then(Value::as_bool) == Some(true);
        let shape = self.shape(target)?;
        let aggregate = shape.get("type").and_then(Value::as_str).is_some_and(|kind| matches!(kind, "list" | "map"));
        if !aggregate {
            None
        } else if is(reference.value("flattened")) {
            Some(reference.at("flattened"))
        } else if is(shape.get("flattened")) {
            Some(self.place(reference, target).at("flattened"))
        } else {
            None
        }
    }

    // <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsqueryerror-trait>
    fn error(&self, name: &str, node: &Node<'v>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
        let exception = node.flag("exception", diagnostics);
        let error = node.node("error", diagnostics);
        if !exception && error.is_none() && !self.errors.contains(name) {
            return;
        }
        let place = if error.is_some() { node.at("error") } else { node.place.clone() };
        let status = error.as_ref().and_then(|error| error.number("httpStatusCode", diagnostics));
        let code = error.as_ref().and_then(|error| error.text("code", diagnostics));
        let sender = error.as_ref().is_some_and(|error| error.flag("senderFault", diagnostics));
        let fault = node.flag("fault", diagnostics)
            || error.as_ref().is_some_and(|error| error.flag("fault", diagnostics))
            || status.is_some_and(|status| status >= 500);
        if let Some(error) = &error {
            error.only(&[&["code", "httpStatusCode", "senderFault", "fault"]], diagnostics);
        }
        lowered.add("smithy.api#error", if fault && !sender { "server" } else { "client" }, place.clone());
        if let Some(status) = status {
            lowered.add("smithy.api#httpError", status, place.at("httpStatusCode"));
        }
        if let Some(code) = code {
            let status = status.unwrap_or(if fault && !sender { 500 } else { 400 });
            lowered.add("aws.protocols#awsQueryError", json!({ "code": code, "httpResponseCode": status }), place);
        }
    }
}

/// Namespaces, patterns, the format of timestamps: what shapes and references alike may say.
fn plain(node: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    match node.value("xmlNamespace") {
        Some(Value::String(uri)) => {
            lowered.add("smithy.api#xmlNamespace", json!({ "uri": uri }), node.at("xmlNamespace"));
        }
        Some(namespace) => lowered.add("smithy.api#xmlNamespace", namespace.clone(), node.at("xmlNamespace")),
        None => {}
    }
    if let Some(pattern) = node.text("pattern", diagnostics) {
        lowered.add("smithy.api#pattern", anchored(pattern), node.at("pattern"));
    }
    if let Some(format) = node.text("timestampFormat", diagnostics) {
        let Some((_, format)) = FORMATS.iter().find(|(name, _)| *name == format) else {
            diagnostics.error(
                "E030",
                &node.at("timestampFormat"),
                format!("`{format}` is not a timestamp format"),
                did_you_mean(format, FORMATS.iter().map(|(name, _)| *name), "use iso8601, rfc822 or unixTimestamp"),
            );
            return;
        };
        lowered.add("smithy.api#timestampFormat", *format, node.at("timestampFormat"));
    }
}

// The same keys bound a length and a value. A length that has only an end begins at nothing.
fn bounds(node: &Node<'_>, kind: &str, lowered: &mut Lowered) {
    let mut found = Map::new();
    let length = matches!(kind, "string" | "character" | "blob" | "list" | "map");
    if length && !node.has("min") && node.has("max") {
        found.insert("min".to_owned(), Value::from(0));
    }
    for key in ["min", "max"] {
        if let Some(value) = node.value(key) {
            found.insert(key.to_owned(), value.clone());
        }
    }
    if !found.is_empty() {
        let place = node.at(if node.has("min") { "min" } else { "max" });
        lowered.add(if length { "smithy.api#length" } else { "smithy.api#range" }, found, place);
    }
}

// These patterns are of the whole value; Smithy's are found anywhere in it.
fn anchored(pattern: &str) -> String {
    let escapes = pattern.strip_suffix('$').map(|rest| rest.len() - rest.trim_end_matches('\\').len());
    let (start, end) = (pattern.starts_with('^'), escapes.is_some_and(|count| count % 2 == 0));
    match (start, end) {
        (true, true) => pattern.to_owned(),
        (false, false) if pattern.contains('|') => format!("^(?:{pattern})$"),
        _ => format!("{}{pattern}{}", if start { "" } else { "^" }, if end { "" } else { "$" }),
    }
}

/// Formats of timestamps, and what Smithy calls them.
const FORMATS: &[(&str, &str)] =
    &[("iso8601", "date-time"), ("rfc822", "http-date"), ("unixTimestamp", "epoch-seconds")];

/// Types without members, and what Smithy calls them.
const TYPES: &[(&str, Simple)] = &[
    ("string", Simple::String),
    ("character", Simple::String),
    ("boolean", Simple::Boolean),
    ("byte", Simple::Byte),
    ("short", Simple::Short),
    ("integer", Simple::Integer),
    ("long", Simple::Long),
    ("float", Simple::Float),
    ("double", Simple::Double),
    ("biginteger", Simple::BigInteger),
    ("bigdecimal", Simple::BigDecimal),
    ("blob", Simple::Blob),
    ("timestamp", Simple::Timestamp),
    ("document", Simple::Document),
];

fn simple(name: &str) -> Option<ShapeKind> {
    TYPES.iter().find(|(known, _)| *known == name).map(|(_, simple)| ShapeKind::Simple(*simple))
}

#[cfg(test)]
mod tests {
    use super::anchored;

    #[test]
    fn patterns_are_of_the_whole_value() {
        let cases = [
            ("[a-z]*", "^[a-z]*$"),
            ("^[a-z]*$", "^[a-z]*$"),
            ("^[a-z]*", "^[a-z]*$"),
            ("[a-z]*$", "^[a-z]*$"),
            ("a|b", "^(?:a|b)$"),
            (r"a\$", r"^a\$$"),
            (r"a\\$", r"^a\\$"),
            ("", "^$"),
        ];
        for (pattern, expected) in cases {
            assert_eq!(anchored(pattern), expected, "{pattern}");
        }
    }
}
