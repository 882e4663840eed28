//! What the generator makes of traits: those it understands, those it ignores and why, and those whose
//! effect on the wire it cannot reproduce. Which is which is the table in `traits/table.rs`.

use serde_json::Value;

mod table;

/// The namespace of the overlay's vocabulary.
pub const OVERLAY_NAMESPACE: &str = "codegen.rust#";
/// Why an overlay entry is there.
pub const BECAUSE: &str = "codegen.rust#because";
/// A runtime type in place of a generated one.
pub const TYPE: &str = "codegen.rust#type";
/// A `Secret`.
pub const SECRET: &str = "codegen.rust#secret";
/// Not sent again once it may have arrived.
pub const SINGLE_USE: &str = "codegen.rust#singleUse";
/// Named in an error's text.
pub const ERROR_CONTEXT: &str = "codegen.rust#errorContext";
/// A setter that adds one element.
pub const APPEND: &str = "codegen.rust#append";
/// Endpoint rules as a tree.
pub const RULE_SET: &str = "smithy.rules#endpointRuleSet";
/// The same rules as a decision diagram.
pub const RULE_DIAGRAM: &str = "smithy.rules#endpointBdd";
/// Endpoint parameters that are settings of the client.
pub const CLIENT_CONTEXT: &str = "smithy.rules#clientContextParams";
/// An endpoint parameter that is a member of the input.
pub const CONTEXT_PARAM: &str = "smithy.rules#contextParam";
/// Endpoint parameters that a path leads to in the input.
pub const OPERATION_CONTEXT: &str = "smithy.rules#operationContextParams";
/// Endpoint parameters that an operation sets to constants.
pub const STATIC_CONTEXT: &str = "smithy.rules#staticContextParams";
/// The member of a paginated output that says whether there is more.
pub const MORE_RESULTS: &str = "codegen.rust#moreResults";
/// Where the service's own endpoint settings stand in the environment and in profiles.
pub const ENDPOINT_SETTING: &str = "codegen.rust#endpointSetting";

/// What the generator makes of a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is reflected in the generated code; its value has this form.
    Understood(Form),
    /// It changes nothing for a client of awsQuery.
    Ignored(&'static str),
    /// It would change the wire, and is not supported.
    Unsupported(&'static str),
    /// Never heard of.
    Unknown,
}

/// The JSON form of a trait's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any value.
    Any,
    /// `{}` (annotation traits).
    Annotation,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A list.
    List,
    /// An object.
    Object,
    /// An object with optional numbers `min` and `max`.
    Bounds,
}

impl Form {
    /// Whether a value has the form.
    #[must_use]
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Annotation | Self::Object => value.is_object(),
            Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::List => value.is_array(),
            Self::Bounds => value.as_object().is_some_and(|object| {
                object.iter().all(|(key, value)| (key == "min" || key == "max") && value.is_number())
            }),
        }
    }

    /// How a value of the form is described to the author of a model.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Annotation => "an empty object",
            Self::Text => "a string",
            Self::Number => "a number",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Bounds => "an object with numbers `min` and `max`",
        }
    }
}

/// What the generator makes of the trait with this id.
#[must_use]
pub fn treatment(id: &str) -> Treatment {
    table::groups().iter().find(|(_, ids)| ids.contains(&id)).map_or(Treatment::Unknown, |(treatment, _)| *treatment)
}

/// The ids of all traits that are in the table.
pub fn known() -> impl Iterator<Item = &'static str> {
    table::groups().iter().flat_map(|(_, ids)| ids.iter().copied())
}

/// Whether the trait has an effect on generated code.
#[must_use]
pub fn is_understood(id: &str) -> bool {
    matches!(treatment(id), Treatment::Understood(_))
}

/// Whether the name of a trait says that it belongs to a protocol or an authentication scheme:
/// one that is not known may change what is sent.
#[must_use]
pub fn may_change_the_wire(id: &str) -> bool {
    id.split_once('#').is_some_and(|(namespace, _)| {
        namespace.split('.').next_back().is_some_and(|last| matches!(last, "protocols" | "protocol" | "auth"))
    })
}

/// The protocols that a service shape may name, other than awsQuery.
pub const OTHER_PROTOCOLS: &[&str] = table::OTHER_PROTOCOLS;
/// The authentication schemes that a service shape may name, other than `aws.auth#sigv4`.
pub const OTHER_SCHEMES: &[&str] = table::OTHER_SCHEMES;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Treatment, known, may_change_the_wire, treatment};

    #[test]
    fn every_trait_is_listed_once() {
        let all: Vec<&str> = known().collect();
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(all.iter().all(|id| id.split_once('#').is_some() && treatment(id) != Treatment::Unknown));
    }

    #[test]
    fn names_tell_what_may_change_the_wire() {
        let cases = [
            ("aws.protocols#httpChecksums", true),
            ("alloy.protocols#simpleRestJson", true),
            ("aws.auth#sigv5", true),
            ("com.example.authors#name", false),
            ("com.example#protocols", false),
            ("protocols", false),
        ];
        for (id, expected) in cases {
            assert_eq!(may_change_the_wire(id), expected, "{id}");
        }
    }
}
