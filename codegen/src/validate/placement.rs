//! Where traits may stand: on which types of shapes, and on members of which values.
//!
//! Smithy's selectors, for the traits that generated code depends on; see the pages of the traits at
//! <https://smithy.io/2.0/trait-index.html>.

use super::traits::Subject;
use crate::smithy::ast::{Model, Shape, ShapeKind, Simple, Target};

/// Types of shapes, as far as placement tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blob,
    Boolean,
    Enum,
    IntEnum,
    List,
    Map,
    Number,
    Operation,
    Resource,
    Service,
    String,
    Structure,
    Timestamp,
    Union,
    Other,
}

use Kind::{Blob, Enum, IntEnum, List, Map, Number, Operation, Resource, Service, String, Structure, Timestamp, Union};

/// Where one trait may stand.
struct Placement {
    /// On shapes of these types.
    shapes: &'static [Kind],
    /// On members with values of these types; `None` where the value does not matter.
    values: Option<&'static [Kind]>,
    /// On members of shapes of these types.
    members_of: &'static [Kind],
    /// All of it in words.
    words: &'static str,
}

const ANY_AGGREGATE: &[Kind] = &[Structure, Union, List, Map];

/// What the trait stands on and where it may stand, if it may not stand there.
pub(super) fn misplaced(model: &Model, subject: Subject<'_>, id: &str) -> Option<(std::string::String, &'static str)> {
    let placement = placement(id)?;
    let fits = match subject {
        Subject::Shape(shape) => placement.shapes.contains(&kind(shape)),
        Subject::Member(shape, member) => {
            // A target that does not exist is reported where it stands.
            let value = value(model, &member.target)?;
            placement.members_of.contains(&kind(shape)) && placement.values.is_none_or(|values| values.contains(&value))
        }
    };
    let here = match subject {
        Subject::Shape(shape) => describe(kind(shape)).to_owned(),
        Subject::Member(shape, member) => {
            let value = value(model, &member.target).map_or("a value", describe);
            format!("a member of {} that is {value}", describe(kind(shape)))
        }
    };
    (!fits).then_some((here, placement.words))
}

fn placement(id: &str) -> Option<Placement> {
    let shapes = |shapes, words| Placement { shapes, values: None, members_of: &[], words };
    let values = |kinds, words| Placement { shapes: kinds, values: Some(kinds), members_of: ANY_AGGREGATE, words };
    let members = |values, members_of, words| Placement { shapes: &[], values, members_of, words };
    Some(match id {
        "smithy.api#length" => values(&[Blob, Enum, List, Map, String], "strings, blobs, lists and maps"),
        "smithy.api#range" => values(&[IntEnum, Number], "numbers"),
        "smithy.api#pattern" => values(&[Enum, String], "strings"),
        "smithy.api#timestampFormat" => values(&[Timestamp], "timestamps"),
        "smithy.api#sparse" => shapes(&[List, Map], "lists and maps, not on members"),
        "smithy.api#enum" => shapes(&[String], "strings"),
        "smithy.api#error"
        | "smithy.api#httpError"
        | "smithy.api#retryable"
        | "smithy.api#input"
        | "smithy.api#output"
        | "aws.protocols#awsQueryError" => shapes(&[Structure], "structures"),
        "smithy.api#required" | "smithy.api#clientOptional" => members(None, &[Structure], "members of structures"),
        "smithy.api#enumValue" => members(None, &[Enum, IntEnum], "members of enums"),
        "smithy.api#hostLabel" => {
            members(Some(&[Enum, String]), &[Structure], "members of structures that are strings")
        }
        "smithy.api#xmlFlattened" => {
            members(Some(&[List, Map]), &[Structure, Union], "members of structures that are lists or maps")
        }
        "smithy.api#xmlName" => Placement {
            shapes: &[Structure, Union],
            values: None,
            members_of: ANY_AGGREGATE,
            words: "structures, unions and members",
        },
        "smithy.api#title" => shapes(&[Service, Resource], "services and resources"),
        "smithy.api#endpoint"
        | "smithy.api#optionalAuth"
        | "smithy.api#requestCompression"
        | "smithy.waiters#waitable" => shapes(&[Operation], "operations"),
        "smithy.api#auth" | "smithy.api#paginated" => shapes(&[Service, Operation], "services and operations"),
        "aws.api#service"
        | "aws.auth#sigv4"
        | "aws.auth#sigv4a"
        | "aws.protocols#awsQuery"
        | "smithy.rules#endpointRuleSet"
        | "smithy.rules#endpointTests" => shapes(&[Service], "services"),
        _ => return None,
    })
}

fn value(model: &Model, target: &str) -> Option<Kind> {
    Some(match model.target(target)? {
        Target::Prelude(value) => simple(value),
        Target::Shape(shape) => kind(shape),
    })
}

fn kind(shape: &Shape) -> Kind {
    match &shape.kind {
        ShapeKind::Simple(value) => simple(*value),
        ShapeKind::List(_) => List,
        ShapeKind::Map { .. } => Map,
        ShapeKind::Structure(_) => Structure,
        ShapeKind::Union(_) => Union,
        ShapeKind::Enum(_) => Enum,
        ShapeKind::IntEnum(_) => IntEnum,
        ShapeKind::Operation(_) => Operation,
        ShapeKind::Service(_) => Service,
        ShapeKind::Resource(_) => Resource,
    }
}

fn simple(simple: Simple) -> Kind {
    match simple {
        Simple::Blob => Blob,
        Simple::Boolean => Kind::Boolean,
        Simple::String => String,
        Simple::Timestamp => Timestamp,
        Simple::Document => Kind::Other,
        Simple::Unit => Structure,
        Simple::Byte
        | Simple::Short
        | Simple::Integer
        | Simple::Long
        | Simple::Float
        | Simple::Double
        | Simple::BigInteger
        | Simple::BigDecimal => Number,
    }
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Blob => "a blob",
        Kind::Boolean => "a boolean",
        Enum => "an enum",
        IntEnum => "an intEnum",
        List => "a list",
        Map => "a map",
        Number => "a number",
        Operation => "an operation",
        Resource => "a resource",
        Service => "a service",
        String => "a string",
        Structure => "a structure",
        Timestamp => "a timestamp",
        Union => "a union",
        Kind::Other => "a document",
    }
}
