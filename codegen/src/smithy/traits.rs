//! The traits that the generator understands, those it ignores and why, and those whose effect on
//! the wire it cannot reproduce.

use serde_json::Value;

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
    use Form::{Annotation, Any, Bounds, List, Number, Object, Text};
    use Treatment::{Ignored, Understood, Unknown, Unsupported};
    match id {
        "smithy.api#documentation" | "smithy.api#title" | "smithy.api#xmlName" | "smithy.api#timestampFormat" => {
            Understood(Text)
        }
        "smithy.api#required"
        | "smithy.api#clientOptional"
        | "smithy.api#sensitive"
        | "smithy.api#xmlFlattened"
        | "smithy.api#xmlAttribute"
        | "smithy.api#sparse"
        | "smithy.api#input"
        | "smithy.api#output"
        | "smithy.api#hostLabel"
        | "smithy.api#idempotencyToken"
        | "smithy.api#optionalAuth"
        | "aws.protocols#awsQuery" => Understood(Annotation),
        "smithy.api#auth" | "smithy.api#enum" => Understood(List),
        "smithy.api#length" | "smithy.api#range" => Understood(Bounds),
        "smithy.api#pattern" | "smithy.api#error" => Understood(Text),
        "smithy.api#httpError" => Understood(Number),
        "smithy.api#default" | "smithy.api#addedDefault" | "smithy.api#enumValue" => Understood(Any),
        "smithy.api#deprecated"
        | "smithy.api#retryable"
        | "smithy.api#endpoint"
        | "smithy.api#requestCompression"
        | "smithy.api#xmlNamespace"
        | "smithy.rules#endpointRuleSet"
        | "smithy.rules#endpointTests"
        | "aws.api#service"
        | "aws.auth#sigv4"
        | "aws.auth#sigv4a"
        | "aws.protocols#awsQueryError" => Understood(Object),
        TYPE | ENDPOINT_SETTING => Understood(Object),
        SECRET | SINGLE_USE | ERROR_CONTEXT => Understood(Annotation),
        APPEND | BECAUSE => Understood(Text),
        "smithy.api#examples" => Ignored("examples are documentation"),
        "smithy.api#externalDocumentation"
        | "smithy.api#since"
        | "smithy.api#tags"
        | "smithy.api#unstable"
        | "smithy.api#internal"
        | "smithy.api#private"
        | "smithy.api#recommended"
        | "smithy.api#suppress"
        | "smithy.api#references"
        | "smithy.api#notProperty"
        | "smithy.api#property"
        | "smithy.api#nestedProperties"
        | "smithy.api#resourceIdentifier"
        | "smithy.api#noReplace"
        | "smithy.api#trait"
        | "smithy.api#box"
        | "smithy.api#cors" => Ignored("it says nothing to a client"),
        "smithy.api#readonly" | "smithy.api#idempotent" => Ignored("every awsQuery request is retried alike"),
        "smithy.api#uniqueItems" => Ignored("uniqueness is the server's to judge"),
        "smithy.api#http"
        | "smithy.api#httpHeader"
        | "smithy.api#httpLabel"
        | "smithy.api#httpPayload"
        | "smithy.api#httpPrefixHeaders"
        | "smithy.api#httpQuery"
        | "smithy.api#httpQueryParams"
        | "smithy.api#httpResponseCode"
        | "smithy.api#mediaType"
        | "smithy.api#jsonName" => Ignored("awsQuery has no HTTP bindings and one media type"),
        "smithy.api#paginated" | "smithy.waiters#waitable" => Ignored("pages and waiters are not generated yet"),
        "smithy.rules#endpointBdd" => Ignored("the rule tree says the same"),
        "smithy.rules#clientContextParams"
        | "smithy.rules#contextParam"
        | "smithy.rules#staticContextParams"
        | "smithy.rules#operationContextParams" => {
            Unsupported("endpoint parameters from operations and clients are not supported yet")
        }
        "smithy.test#httpRequestTests" | "smithy.test#httpResponseTests" | "smithy.test#smokeTests" => {
            Ignored("tests are read by the test runner")
        }
        "aws.api#arn"
        | "aws.api#arnReference"
        | "aws.api#clientDiscoveredEndpoint"
        | "aws.api#controlPlane"
        | "aws.api#data"
        | "aws.api#dataPlane"
        | "aws.api#taggable"
        | "aws.api#tagEnabled"
        | "aws.cloudformation#cfnResource"
        | "aws.cloudformation#cfnName"
        | "aws.iam#actionPermissionDescription"
        | "aws.iam#actionName"
        | "aws.iam#conditionKeys"
        | "aws.iam#defineConditionKeys"
        | "aws.iam#disableConditionKeyInference"
        | "aws.iam#iamAction"
        | "aws.iam#iamResource"
        | "aws.iam#requiredActions"
        | "aws.iam#supportedPrincipalTypes" => Ignored("it describes the service to other tools"),
        "smithy.api#streaming" | "smithy.api#eventHeader" | "smithy.api#eventPayload" | "smithy.api#requiresLength" => {
            Unsupported("awsQuery has no streams")
        }
        "smithy.api#httpChecksumRequired" | "aws.protocols#httpChecksum" => {
            Unsupported("checksum headers are not supported")
        }
        "aws.protocols#awsQueryCompatible" => Unsupported("this service speaks another protocol"),
        "aws.protocols#ec2QueryName" => Unsupported("this is a trait of ec2Query, not of awsQuery"),
        "aws.auth#unsignedPayload" => Unsupported("unsigned payloads are not supported"),
        id if OTHER_PROTOCOLS.contains(&id) => Ignored("the service is generated if it speaks awsQuery too"),
        _ => Unknown,
    }
}

/// Whether the trait has an effect on generated code.
#[must_use]
pub fn is_understood(id: &str) -> bool {
    matches!(treatment(id), Treatment::Understood(_))
}

/// The protocols that a service shape may name, other than awsQuery.
pub const OTHER_PROTOCOLS: &[&str] = &[
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#ec2Query",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
    "smithy.protocols#rpcv2Cbor",
];
