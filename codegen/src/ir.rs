//! The resolved service: inert, printable data, and all that emitters see.
//!
//! Rust names and wire names stand side by side, decided; no emitter derives one from the other, and
//! none of them sees a trait or a Smithy id. If an emitter misses something, a field is missing here.

pub mod endpoint;
pub mod pages;
pub mod path;
pub mod waiters;

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// `com.amazonaws.sts#AWSSecurityTokenServiceV20110615`.
    pub id: String,
    /// `AWS Security Token Service`.
    pub title: String,
    /// `STS`.
    pub sdk_id: String,
    /// `2011-06-15`.
    pub version: String,
    /// The name to sign with; `None` where nothing is signed.
    pub signing_name: Option<String>,
    /// `sts`, for user agents.
    pub endpoint_prefix: String,
    /// Markdown lines.
    pub docs: Docs,
    /// Sorted by Rust name.
    pub operations: Vec<Operation>,
    /// Nested structures, sorted by Rust name.
    pub structures: Vec<Structure>,
    /// Unions, sorted by Rust name.
    pub unions: Vec<Union>,
    /// Enumerations of strings and integers, sorted by Rust name.
    pub enums: Vec<Enum>,
    /// Structures read into a runtime type.
    pub externals: Vec<External>,
    /// Errors, sorted by Rust name.
    pub errors: Vec<ErrorShape>,
    /// Distinct constraints, sorted by Rust name.
    pub constraints: Vec<Constraint>,
    /// Compiled endpoint rules.
    pub endpoint: Option<endpoint::Rules>,
    /// Endpoint settings of its own, sorted by parameter.
    pub settings: Vec<EndpointSetting>,
    /// Whether any operation's body may be compressed.
    pub compresses: bool,
}

impl Service {
    /// Whether some operation's endpoint depends on its input, or on who calls it.
    #[must_use]
    pub fn binds_endpoints(&self) -> bool {
        self.endpoint.as_ref().is_some_and(|rules| rules.account.is_some())
            || self.operations.iter().any(|operation| !operation.bindings.is_empty())
    }
}

/// Where an endpoint setting that only one service has stands in the environment and in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointSetting {
    /// The name of the built-in or of the client's parameter.
    pub parameter: String,
    /// The environment variable.
    pub variable: String,
    /// The key in a profile.
    pub profile_key: String,
    /// The words for true and false; `None` for a text.
    pub words: Option<(String, String)>,
}

/// Lines of Markdown, without the leading blank of a doc comment.
pub type Docs = Vec<String>;

/// A deprecation, for the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// Why, and what instead.
    pub note: Option<String>,
    /// Since when.
    pub since: Option<String>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `AssumeRole`, the `Action` on the wire.
    pub wire_name: String,
    /// `assume_role`: the module and the client's method.
    pub method: String,
    /// `AssumeRoleRequest`.
    pub request_name: String,
    /// What it does.
    pub docs: Docs,
    /// Whether a signature goes with it.
    pub signed: bool,
    /// Its input.
    pub input: Structure,
    /// Its output.
    pub output: Structure,
    /// How its required members are asked for.
    pub arguments: Arguments,
    /// Errors it is documented to return, by Rust variant.
    pub errors: Vec<String>,
    /// What goes before the endpoint's host.
    pub host_prefix: Vec<HostPart>,
    /// Parameters of the endpoint rules that it gives a value, the most specific last.
    pub bindings: Vec<endpoint::Binding>,
    /// Whether its body may be compressed.
    pub compresses: bool,
    /// How its answer goes on, where it comes in pages.
    pub pages: Option<pages::Pages>,
    /// What can be waited for with it.
    pub waiters: Vec<waiters::Waiter>,
    /// On the method.
    pub deprecated: Option<Deprecation>,
}

/// A piece of a host prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPart {
    /// Text.
    Literal(String),
    /// The value of a required input field.
    Field(String),
}

/// How a constructor asks for required members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing is required.
    None,
    /// Up to four arguments, in model order.
    Positional,
    /// A struct of this name with all required members.
    Struct(String),
}

impl Arguments {
    /// Whether nothing is required.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// A structure, and the code it needs.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Its Rust name.
    pub name: String,
    /// Its docs.
    pub docs: Docs,
    /// Its members, in model order.
    pub fields: Vec<Field>,
    /// Whether requests carry it.
    pub written: bool,
    /// Whether responses carry it.
    pub read: bool,
    /// How `new` asks for required members.
    pub arguments: Arguments,
    /// Whether `Debug` hides a field.
    pub redacts: bool,
    /// Whether it is checked locally: something below it is constrained, or it is part of what is checked.
    pub validates: bool,
    /// Whether `f32` or `f64` is below it, which have no total equality.
    pub floats: bool,
}

/// A union.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its Rust name.
    pub name: String,
    /// Its docs.
    pub docs: Docs,
    /// Its members: `field.name` is the variant.
    pub variants: Vec<Field>,
    /// Whether requests carry it.
    pub written: bool,
    /// Whether responses carry it.
    pub read: bool,
    /// Whether a variant is hidden in `Debug`.
    pub redacts: bool,
    /// Whether it is checked locally: a member or something below one is constrained.
    pub validates: bool,
}

/// A member.
#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust field.
    pub name: String,
    /// The setter, which may have to avoid a method of ours.
    pub setter: String,
    /// The local variable of the reader.
    pub local: String,
    /// The element or key segment.
    pub wire_name: String,
    /// The member's name in the model.
    pub smithy_name: String,
    /// Its docs.
    pub docs: Docs,
    /// Its type.
    pub ty: Type,
    /// Whether it can be left out.
    pub presence: Presence,
    /// Whether the value needs a `Box` to have a size.
    pub boxed: bool,
    /// Hidden in `Debug`.
    pub sensitive: bool,
    /// The constraint on the value itself, by Rust constant.
    pub constraint: Option<String>,
    /// An attribute of the element's start tag, not a child.
    pub attribute: bool,
    /// A request carrying it is not sent again once it may have arrived.
    pub single_use: bool,
    /// Named in an error's text.
    pub error_context: bool,
    /// Filled with a UUID where it is unset.
    pub idempotency_token: bool,
    /// The setter that adds one element.
    pub append: Option<Append>,
    /// On the setter.
    pub deprecated: Option<Deprecation>,
}

/// Whether a member can be left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Always there.
    Required,
    /// An `Option`.
    Optional,
    /// Always there, with this value where an answer leaves it out. Never in what requests carry.
    Defaulted(Literal),
}

/// A value that a model declares.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "plain")]
pub enum Literal {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    /// No element, no byte.
    Empty,
}

/// A setter that adds one element to a list.
#[derive(Clone, Debug)]
pub struct Append {
    /// Its name.
    pub method: String,
    /// The element's structure; `None` where the element is the argument itself.
    pub structure: Option<String>,
    /// Its arguments: those of the structure's `new`, or setters to call.
    pub arguments: Vec<AppendArgument>,
}

/// An argument of an appending setter.
#[derive(Clone, Debug)]
pub struct AppendArgument {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The setter it goes through; `None` for an argument of `new`.
    pub setter: Option<String>,
}

/// A type, with everything that the wire form of a value depends on.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "Smithy's own names where there is no text")]
pub enum Type {
    String,
    /// A string that must not be seen.
    Secret,
    Boolean,
    Byte,
    Short,
    Integer,
    Long,
    Float,
    Double,
    /// `bigInteger` and `bigDecimal`: their decimal text.
    Decimal,
    Blob,
    Timestamp(TimestampFormat),
    Enum(String),
    IntEnum(String),
    Structure {
        name: String,
        /// Whether anything below it is checked locally.
        checked: bool,
    },
    Union {
        /// Its Rust name.
        name: String,
        /// Whether anything below it is checked locally.
        checked: bool,
    },
    /// A runtime type, by the index of [`External`].
    External(String),
    List {
        member: Box<Type>,
        /// `member` or its new name; `None` where the list is flattened.
        element: Option<String>,
        sparse: bool,
        /// The constraint on elements.
        constraint: Option<String>,
    },
    Map {
        key: Box<Type>,
        value: Box<Type>,
        /// `entry`; `None` where the map is flattened.
        entry: Option<String>,
        key_name: String,
        value_name: String,
        sparse: bool,
        /// The constraint on keys.
        key_constraint: Option<String>,
        /// The constraint on values.
        value_constraint: Option<String>,
    },
}

/// Smithy's timestamp formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Smithy's own names")]
pub enum TimestampFormat {
    DateTime,
    EpochSeconds,
    HttpDate,
}

/// A structure of the model that is a type of the runtime.
#[derive(Clone, Debug)]
pub struct External {
    /// The name in the IR.
    pub name: String,
    /// `aws_query_runtime::Credentials`.
    pub path: String,
    /// `temporary`.
    pub constructor: String,
    /// The members to read, in the constructor's order.
    pub fields: Vec<Field>,
    /// The function that reads it.
    pub reader: String,
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its Rust name.
    pub name: String,
    /// Its docs.
    pub docs: Docs,
    /// Whether its values are integers.
    pub integers: bool,
    /// Its values.
    pub variants: Vec<Variant>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust variant.
    pub name: String,
    /// The text or decimal number on the wire.
    pub value: String,
    /// Its docs.
    pub docs: Docs,
}

/// An error.
#[derive(Clone, Debug)]
pub struct ErrorShape {
    /// The variant of `ErrorKind`.
    pub variant: String,
    /// The code on the wire.
    pub code: String,
    /// The status that goes with it.
    pub status: u16,
    /// Whether the caller is at fault.
    pub client_fault: bool,
    /// `Some(true)` where it is also a throttling error.
    pub retryable: Option<bool>,
    /// Its docs.
    pub docs: Docs,
    /// Its members besides the message, where there are any.
    pub structure: Option<Structure>,
}

/// A constraint: a Rust constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// The constant.
    pub name: String,
    /// Least length or value.
    pub min: Option<i64>,
    /// Greatest length or value.
    pub max: Option<i64>,
    /// Whether the bounds are of the value; else of the length.
    pub range: bool,
    /// The pattern, and its compiled form if there is one.
    pub pattern: Option<Pattern>,
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As the model has it.
    pub source: String,
    /// Class-and-repeat steps; `None` where the pattern is left to the server.
    pub steps: Option<Vec<Step>>,
}

/// A character class and how often it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Inclusive ranges, sorted and merged.
    pub ranges: Vec<(char, char)>,
    /// Unicode general categories by their one-letter groups: `L`, `Z`, `N`.
    pub categories: Vec<char>,
    /// Whether the class is what is *not* listed.
    pub negated: bool,
    /// At least.
    pub min: u32,
    /// At most; `None` is unlimited.
    pub max: Option<u32>,
}
