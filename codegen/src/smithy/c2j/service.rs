//! `service-2.json`: what the service is, its operations, and its shapes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Lowered, keys, node::Node, shapes::Shapes};
use crate::{
    diagnostics::Diagnostics,
    smithy::ast::{Model, Operation, Service, Shape, ShapeKind, is_identifier},
};

/// What the metadata may say. Of these, only names for people and other protocols' settings have no effect.
const METADATA: &[&str] = &[
    "apiVersion",
    "auth",
    "awsQueryCompatible",
    "checksumFormat",
    "endpointPrefix",
    "globalEndpoint",
    "jsonVersion",
    "protocol",
    "protocolSettings",
    "protocols",
    "ripServiceName",
    "serviceAbbreviation",
    "serviceFullName",
    "serviceId",
    "signatureVersion",
    "signingName",
    "targetPrefix",
    "uid",
    "xmlNamespace",
];
/// What botocore calls protocols, and what Smithy calls them.
const PROTOCOLS: &[(&str, &str)] = &[
    ("query", "aws.protocols#awsQuery"),
    ("ec2", "aws.protocols#ec2Query"),
    ("json", "aws.protocols#awsJson1_0"),
    ("rest-json", "aws.protocols#restJson1"),
    ("rest-xml", "aws.protocols#restXml"),
    ("smithy-rpc-v2-cbor", "smithy.protocols#rpcv2Cbor"),
];
const NO_AUTH: &str = "smithy.api#noAuth";

/// The ids of all services of the model.
pub(super) fn ids(model: &Model) -> Vec<String> {
    let services = model.shapes.values().filter(|shape| matches!(shape.kind, ShapeKind::Service(_)));
    services.map(|shape| shape.id.clone()).collect()
}

/// Adds the service, its operations and all shapes to the model.
pub(super) fn lower(file: &Node<'_>, model: &mut Model, diagnostics: &mut Diagnostics) {
    file.only(
        &[&[
            "version",
            "metadata",
            "operations",
            "shapes",
            "documentation",
            "clientContextParams",
            "examples",
            "authorizers",
        ]],
        diagnostics,
    );
    let Some(metadata) = file.node("metadata", diagnostics) else { return };
    metadata.only(&[METADATA], diagnostics);
    let name = ["serviceId", "signingName", "endpointPrefix"].iter().find_map(|key| metadata.text(key, diagnostics));
    let Some(name) = name.map(identifier).filter(|name| is_identifier(name)) else {
        diagnostics.error(
            "E030",
            &metadata.place,
            "neither `serviceId` nor `endpointPrefix` names the service",
            "write `\"serviceId\": \"STS\"`",
        );
        return;
    };
    // As AWS names the namespaces of its Smithy models, so that an overlay serves both forms.
    let namespace = format!("com.amazonaws.{}", name.to_ascii_lowercase());
    let operations = file.nodes("operations", diagnostics);
    let errors = operations.iter().flat_map(|(_, operation)| operation.value("errors").and_then(Value::as_array));
    let errors = errors.flatten().filter_map(|error| error.get("shape").and_then(Value::as_str)).map(str::to_owned);
    let shapes = Shapes {
        namespace: &namespace,
        all: file.value("shapes").and_then(Value::as_object),
        errors: errors.collect::<BTreeSet<_>>(),
    };
    for (name, shape) in file.nodes("shapes", diagnostics) {
        shapes.lower(name, &shape, model, diagnostics);
    }
    let mut bound = Vec::new();
    for (key, node) in operations {
        let name = node.text("name", diagnostics).unwrap_or(key);
        if let Some(shape) = operation(name, &node, &shapes, diagnostics) {
            // An operation may be named as one of its structures is.
            let id = free(model, shapes.id(name));
            bound.push(id.clone());
            model.shapes.insert(id.clone(), Shape { id, ..shape });
        }
    }
    let id = free(model, shapes.id(&name));
    let mut lowered = Lowered::default();
    describe(file, &metadata, &mut lowered, diagnostics);
    lowered.places.insert("version".to_owned(), metadata.at("apiVersion"));
    let (traits, place) = lowered.finish(&metadata.place.clone().in_shape(&id));
    let kind = ShapeKind::Service(Service {
        version: metadata.text("apiVersion", diagnostics).unwrap_or_default().to_owned(),
        operations: bound,
        resources: Vec::new(),
        errors: Vec::new(),
        rename: BTreeMap::new(),
    });
    model.shapes.insert(id.clone(), Shape { id, kind, traits, place });
}

// Letters and digits of a name for people.
fn identifier(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn free(model: &Model, mut id: String) -> String {
    while model.shapes.contains_key(&id) || model.broken.contains(&id) {
        id.push('_');
    }
    id
}

fn describe(file: &Node<'_>, metadata: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    if let Some(documentation) = file.text("documentation", diagnostics) {
        lowered.add("smithy.api#documentation", documentation, file.at("documentation"));
    }
    if let Some(title) = metadata.text("serviceFullName", diagnostics) {
        lowered.add("smithy.api#title", title, metadata.at("serviceFullName"));
    }
    let mut names = Map::new();
    for (key, name) in [("serviceId", "sdkId"), ("endpointPrefix", "endpointPrefix")] {
        if let Some(text) = metadata.text(key, diagnostics) {
            names.insert(name.to_owned(), Value::from(text));
        }
    }
    lowered.add("aws.api#service", names, metadata.at("serviceId"));
    if let Some(uri) = metadata.text("xmlNamespace", diagnostics) {
        lowered.add("smithy.api#xmlNamespace", json!({ "uri": uri }), metadata.at("xmlNamespace"));
    }
    if let Some(parameters) = file.value("clientContextParams") {
        let place = file.at("clientContextParams");
        lowered.add("smithy.rules#clientContextParams", parameters.clone(), place);
    }
    let protocol = metadata.text("protocol", diagnostics);
    for spoken in protocol.into_iter().chain(metadata.texts("protocols", diagnostics)) {
        match PROTOCOLS.iter().find(|(name, _)| *name == spoken) {
            Some((_, id)) => lowered.mark(id, metadata.at("protocol")),
            None => diagnostics.warning(
                "W120",
                &metadata.at("protocol"),
                format!("the protocol `{spoken}` is not known"),
                "the service is generated if it speaks query too",
            ),
        }
    }
    authentication(metadata, lowered, diagnostics);
}

fn authentication(metadata: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    let schemes = metadata.texts("auth", diagnostics);
    if !schemes.is_empty() {
        lowered.add("smithy.api#auth", Vec::from_iter(schemes.iter().copied()), metadata.at("auth"));
    }
    let version = metadata.text("signatureVersion", diagnostics);
    if let Some(version) = version.filter(|version| *version != "v4" && schemes.is_empty()) {
        // No scheme of Smithy's: an overlay may name one that the service takes besides.
        lowered.add("smithy.api#auth", vec![version], metadata.at("signatureVersion"));
    }
    let name = ["signingName", "endpointPrefix"].iter().find_map(|key| metadata.text(key, diagnostics));
    let signs = schemes.is_empty() || schemes.contains(&"aws.auth#sigv4");
    if let Some(name) = name.filter(|_| signs && version.is_some()) {
        lowered.add("aws.auth#sigv4", json!({ "name": name }), metadata.at("signatureVersion"));
    }
}

fn operation(name: &str, node: &Node<'_>, shapes: &Shapes<'_>, diagnostics: &mut Diagnostics) -> Option<Shape> {
    if !is_identifier(name) {
        diagnostics.error(
            "E030",
            &node.place.key(),
            format!("`{name}` is not the name of an operation"),
            "write letters, digits and `_`, not beginning with a digit",
        );
        return None;
    }
    let mut lowered = Lowered::default();
    keys::operation(node, &mut lowered, diagnostics);
    signature(node, &mut lowered, diagnostics);
    if let Some(http) = node.node("http", diagnostics)
        && let Some(method) = http.text("method", diagnostics).filter(|method| *method != "POST")
    {
        diagnostics.error(
            "E031",
            &http.at("method"),
            format!("the operation is sent with {method}"),
            "operations of awsQuery are sent with POST",
        );
    }
    if let Some(output) = node.node("output", diagnostics) {
        wrapper(name, &output, diagnostics);
    }
    let [input, output] = ["input", "output"].map(|key| {
        let target = node.node(key, diagnostics)?;
        lowered.places.insert(key.to_owned(), target.at("shape"));
        target.text("shape", diagnostics).map(|name| shapes.id(name))
    });
    let errors = node.elements("errors", diagnostics);
    let errors = errors.iter().filter_map(|error| error.text("shape", diagnostics)).map(|name| shapes.id(name));
    let errors = errors.collect();
    let (traits, place) = lowered.finish(&node.place.clone().in_shape(&shapes.id(name)));
    let kind = ShapeKind::Operation(Operation { input, output, errors });
    Some(Shape { id: shapes.id(name), kind, traits, place })
}

fn wrapper(operation: &str, output: &Node<'_>, diagnostics: &mut Diagnostics) {
    let found = output.text("resultWrapper", diagnostics);
    let wanted = format!("{operation}Result");
    if found != Some(&wanted) {
        let found = found.map_or("the response itself".to_owned(), |name| format!("`{name}`"));
        diagnostics.error(
            "E031",
            &output.at("resultWrapper"),
            format!("the result stands in {found}"),
            format!("results of awsQuery stand in an element of the operation's own, `{wanted}`"),
        );
    }
}

// `auth` names Smithy's schemes; `authtype` is the older word for the same.
fn signature(node: &Node<'_>, lowered: &mut Lowered, diagnostics: &mut Diagnostics) {
    let schemes = node.texts("auth", diagnostics);
    let kind = node.text("authtype", diagnostics);
    if !schemes.is_empty() {
        let offered: Vec<&str> = schemes.iter().copied().filter(|scheme| *scheme != NO_AUTH).collect();
        lowered.add("smithy.api#auth", offered, node.at("auth"));
    }
    match kind {
        Some("none") => lowered.mark("smithy.api#optionalAuth", node.at("authtype")),
        None if schemes.contains(&NO_AUTH) => lowered.mark("smithy.api#optionalAuth", node.at("auth")),
        None | Some("v4") => {}
        Some("v4-unsigned-body") => lowered.mark("aws.auth#unsignedPayload", node.at("authtype")),
        Some(other) => diagnostics.error(
            "E031",
            &node.at("authtype"),
            format!("the operation is signed as `{other}` says, which is not supported"),
            "Signature Version 4, `v4`, and no signature, `none`, are supported",
        ),
    }
}
