//! Shapes of a Smithy model, typed. See <https://smithy.io/2.0/spec/json-ast.html>.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostics::Place;

/// All shapes of a model, sorted by id, so that nothing depends on the order of files.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Shapes by absolute id, `com.amazonaws.sts#Tag`.
    pub shapes: BTreeMap<String, Shape>,
    /// Shapes that could not be read, which has been reported.
    pub broken: BTreeSet<String>,
    /// Where traits stand that were applied from elsewhere, by the place and the trait they have now.
    pub applied: BTreeMap<(Place, String), Place>,
}

/// One shape.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The absolute id.
    pub id: String,
    /// Its type and what hangs on it.
    pub kind: ShapeKind,
    /// Its traits.
    pub traits: Traits,
    /// Where it stands.
    pub place: Place,
}

/// The types of shapes that a client can meet.
#[derive(Clone, Debug)]
pub enum ShapeKind {
    /// A type without members.
    Simple(Simple),
    /// A list or set.
    List(Member),
    /// A map.
    Map {
        /// Its keys.
        key: Member,
        /// Its values.
        value: Member,
    },
    /// A structure.
    Structure(Vec<Member>),
    /// A union.
    Union(Vec<Member>),
    /// An enumeration of strings.
    Enum(Vec<Member>),
    /// An enumeration of integers.
    IntEnum(Vec<Member>),
    /// An operation.
    Operation(Operation),
    /// A service.
    Service(Service),
    /// A resource; its operations belong to the services that bind it.
    Resource(Resource),
}

/// Types without members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Smithy's own names")]
pub enum Simple {
    Blob,
    Boolean,
    String,
    Byte,
    Short,
    Integer,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Timestamp,
    Document,
    Unit,
}

/// A member of an aggregate.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The id of its target.
    pub target: String,
    /// Its traits.
    pub traits: Traits,
    /// Where it stands.
    pub place: Place,
}

/// What an operation refers to.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The input structure; absent means `smithy.api#Unit`.
    pub input: Option<String>,
    /// The output structure; absent means `smithy.api#Unit`.
    pub output: Option<String>,
    /// Error structures.
    pub errors: Vec<String>,
}

/// What a service refers to.
#[derive(Clone, Debug)]
pub struct Service {
    /// The API version, `2011-06-15`.
    pub version: String,
    /// Operations bound to the service itself.
    pub operations: Vec<String>,
    /// Resources bound to the service.
    pub resources: Vec<String>,
    /// Errors that any operation can return.
    pub errors: Vec<String>,
    /// Shape ids to the names that the service knows them by.
    pub rename: BTreeMap<String, String>,
}

/// What a resource refers to.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Lifecycle, collection and plain operations.
    pub operations: Vec<String>,
    /// Child resources.
    pub resources: Vec<String>,
}

/// The traits of a shape or member, by absolute id.
#[derive(Clone, Debug, Default)]
pub struct Traits(pub BTreeMap<String, Value>);

impl Traits {
    /// The value of a trait.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// Whether the trait is there.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The value of a trait that is a string.
    #[must_use]
    pub fn string(&self, id: &str) -> Option<&str> {
        self.get(id).and_then(Value::as_str)
    }

    /// A string inside the object that is the trait's value.
    #[must_use]
    pub fn string_in(&self, id: &str, key: &str) -> Option<&str> {
        self.get(id).and_then(|value| value.get(key)).and_then(Value::as_str)
    }
}

impl Model {
    /// The shape with this id; the prelude's own shapes included.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Shape> {
        self.shapes.get(id)
    }

    /// Where a trait stands, on the shape or member of this place or where it was applied to it.
    #[must_use]
    pub fn trait_place(&self, owner: &Place, id: &str) -> Place {
        let own = || owner.at("traits").at(id);
        if self.applied.is_empty() {
            return own();
        }
        self.applied.get(&(owner.clone(), id.to_owned())).cloned().unwrap_or_else(own)
    }

    /// Every id that a target may name.
    pub fn target_ids(&self) -> impl Iterator<Item = &str> {
        self.shapes.keys().map(String::as_str).chain(PRELUDE.iter().copied())
    }

    /// Every id that `apply` may name, members included.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for shape in self.shapes.values() {
            ids.extend(members(shape).iter().map(|member| format!("{}${}", shape.id, member.name)));
            ids.push(shape.id.clone());
        }
        ids
    }

    /// What a target id is: a simple type of the prelude, or a shape of the model.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<Target<'_>> {
        if let Some(name) = id.strip_prefix("smithy.api#") {
            return prelude(name).map(Target::Prelude);
        }
        self.get(id).map(Target::Shape)
    }
}

/// The members of an aggregate, in order; the elements of lists and maps too.
#[must_use]
pub fn members(shape: &Shape) -> Vec<&Member> {
    match &shape.kind {
        ShapeKind::Structure(members)
        | ShapeKind::Union(members)
        | ShapeKind::Enum(members)
        | ShapeKind::IntEnum(members) => members.iter().collect(),
        ShapeKind::List(member) => vec![member],
        ShapeKind::Map { key, value } => vec![key, value],
        _ => Vec::new(),
    }
}

/// What a target id leads to.
#[derive(Clone, Copy, Debug)]
pub enum Target<'m> {
    /// A shape of Smithy's prelude.
    Prelude(Simple),
    /// A shape of the model.
    Shape(&'m Shape),
}

/// The name behind the `#`.
#[must_use]
pub fn name_of(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

/// Whether Smithy allows this as the name of a shape, of a member, or of a part of a namespace.
/// <https://smithy.io/2.0/spec/model.html#shape-id-abnf>
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

const PRELUDE: &[&str] = &[
    "smithy.api#BigDecimal",
    "smithy.api#BigInteger",
    "smithy.api#Blob",
    "smithy.api#Boolean",
    "smithy.api#Byte",
    "smithy.api#Document",
    "smithy.api#Double",
    "smithy.api#Float",
    "smithy.api#Integer",
    "smithy.api#Long",
    "smithy.api#Short",
    "smithy.api#String",
    "smithy.api#Timestamp",
    "smithy.api#Unit",
];

// https://smithy.io/2.0/spec/model.html#prelude
fn prelude(name: &str) -> Option<Simple> {
    Some(match name {
        "String" => Simple::String,
        "Blob" => Simple::Blob,
        "Boolean" | "PrimitiveBoolean" => Simple::Boolean,
        "Byte" | "PrimitiveByte" => Simple::Byte,
        "Short" | "PrimitiveShort" => Simple::Short,
        "Integer" | "PrimitiveInteger" => Simple::Integer,
        "Long" | "PrimitiveLong" => Simple::Long,
        "Float" | "PrimitiveFloat" => Simple::Float,
        "Double" | "PrimitiveDouble" => Simple::Double,
        "BigInteger" => Simple::BigInteger,
        "BigDecimal" => Simple::BigDecimal,
        "Timestamp" => Simple::Timestamp,
        "Document" => Simple::Document,
        "Unit" => Simple::Unit,
        _ => return None,
    })
}
