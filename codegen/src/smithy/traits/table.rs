//! Every trait of Smithy and of AWS, and what it comes to for a client of awsQuery.
//!
//! <https://smithy.io/2.0/trait-index.html>. A trait has one place here; a new one is put into the group
//! of its treatment.

use super::{
    APPEND, BECAUSE, CLIENT_CONTEXT, CONTEXT_PARAM, ENDPOINT_SETTING, ERROR_CONTEXT,
    Form::{Annotation, Any, Bounds, List, Number, Object, Text},
    MORE_RESULTS, OPERATION_CONTEXT, RULE_DIAGRAM, RULE_SET, SECRET, SINGLE_USE, STATIC_CONTEXT, TYPE,
    Treatment::{self, Ignored, Understood, Unsupported},
};

/// The treatments, and the traits of each.
pub(super) fn groups() -> &'static [(Treatment, &'static [&'static str])] {
    &[
        (Understood(Annotation), ANNOTATIONS),
        (Understood(Text), TEXTS),
        (Understood(Number), &["smithy.api#httpError"]),
        (Understood(List), &["smithy.api#auth", "smithy.api#enum"]),
        (Understood(Bounds), &["smithy.api#length", "smithy.api#range"]),
        (Understood(Any), &["smithy.api#default", "smithy.api#addedDefault", "smithy.api#enumValue"]),
        (Understood(Object), OBJECTS),
        (Ignored("it is documentation of another kind"), &["smithy.api#examples", "smithy.api#externalDocumentation"]),
        (Ignored("it says nothing to a client"), FOR_OTHERS),
        (Ignored("every awsQuery request is retried alike"), &["smithy.api#readonly", "smithy.api#idempotent"]),
        (Ignored("uniqueness is the server's to judge"), &["smithy.api#uniqueItems"]),
        (Ignored("what may be absent is optional anyway"), &["smithy.api#box", "smithy.api#enumDefault"]),
        (Ignored("awsQuery has no HTTP bindings and one media type"), BINDINGS),
        (Ignored("the rule tree says the same"), &[RULE_DIAGRAM]),
        (Ignored("tests are read by the test runner"), TESTS),
        (Ignored("it describes the service to other tools"), DESCRIPTIONS),
        (Ignored("the service is generated if it speaks awsQuery too"), OTHER_PROTOCOLS),
        (Ignored("it is for clients of the service's other protocols"), &["aws.protocols#awsQueryCompatible"]),
        (Ignored("another scheme is used"), OTHER_SCHEMES),
        (Unsupported("awsQuery has no streams"), STREAMS),
        (Unsupported("no checksum is sent, neither `Content-MD5` nor another"), CHECKSUMS),
        (Unsupported("the endpoint would have to be asked for"), &["aws.api#clientDiscoveredEndpoint"]),
        (Unsupported("this is a trait of another protocol than awsQuery"), FOREIGN),
        (Unsupported("unsigned payloads are not supported"), &["aws.auth#unsignedPayload"]),
    ]
}

const ANNOTATIONS: &[&str] = &[
    "aws.protocols#awsQuery",
    "smithy.api#clientOptional",
    "smithy.api#hostLabel",
    "smithy.api#idempotencyToken",
    "smithy.api#input",
    "smithy.api#optionalAuth",
    "smithy.api#output",
    "smithy.api#required",
    "smithy.api#sensitive",
    "smithy.api#sparse",
    "smithy.api#unitType",
    "smithy.api#xmlAttribute",
    "smithy.api#xmlFlattened",
    ERROR_CONTEXT,
    SECRET,
    SINGLE_USE,
];

const TEXTS: &[&str] = &[
    "smithy.api#documentation",
    "smithy.api#error",
    "smithy.api#pattern",
    "smithy.api#timestampFormat",
    "smithy.api#title",
    "smithy.api#xmlName",
    APPEND,
    BECAUSE,
    MORE_RESULTS,
];

const OBJECTS: &[&str] = &[
    "aws.api#service",
    "aws.auth#sigv4",
    "aws.auth#sigv4a",
    "aws.protocols#awsQueryError",
    "smithy.api#deprecated",
    "smithy.api#endpoint",
    "smithy.api#paginated",
    "smithy.api#requestCompression",
    "smithy.api#retryable",
    "smithy.api#xmlNamespace",
    CLIENT_CONTEXT,
    CONTEXT_PARAM,
    OPERATION_CONTEXT,
    RULE_SET,
    "smithy.rules#endpointTests",
    "smithy.waiters#waitable",
    STATIC_CONTEXT,
    ENDPOINT_SETTING,
    TYPE,
];

const FOR_OTHERS: &[&str] = &[
    "smithy.api#authDefinition",
    "smithy.api#cors",
    "smithy.api#idRef",
    "smithy.api#internal",
    "smithy.api#mixin",
    "smithy.api#nestedProperties",
    "smithy.api#noReplace",
    "smithy.api#notProperty",
    "smithy.api#private",
    "smithy.api#property",
    "smithy.api#protocolDefinition",
    "smithy.api#recommended",
    "smithy.api#references",
    "smithy.api#resourceIdentifier",
    "smithy.api#since",
    "smithy.api#suppress",
    "smithy.api#tags",
    "smithy.api#trait",
    "smithy.api#traitValidators",
    "smithy.api#unstable",
];

const BINDINGS: &[&str] = &[
    "smithy.api#http",
    "smithy.api#httpHeader",
    "smithy.api#httpLabel",
    "smithy.api#httpPayload",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpQuery",
    "smithy.api#httpQueryParams",
    "smithy.api#httpResponseCode",
    "smithy.api#jsonName",
    "smithy.api#mediaType",
];

const TESTS: &[&str] = &[
    "smithy.contracts#conditions",
    "smithy.test#eventStreamTests",
    "smithy.test#httpMalformedRequestTests",
    "smithy.test#httpRequestTests",
    "smithy.test#httpResponseTests",
    "smithy.test#smokeTests",
];

const DESCRIPTIONS: &[&str] = &[
    "aws.api#arn",
    "aws.api#arnReference",
    "aws.api#clientEndpointDiscovery",
    "aws.api#clientEndpointDiscoveryId",
    "aws.api#controlPlane",
    "aws.api#data",
    "aws.api#dataPlane",
    "aws.api#tagEnabled",
    "aws.api#taggable",
    "aws.apigateway#apiKeySource",
    "aws.apigateway#authorizer",
    "aws.apigateway#authorizers",
    "aws.apigateway#integration",
    "aws.apigateway#mockIntegration",
    "aws.apigateway#requestValidator",
    "aws.cloudformation#cfnAdditionalIdentifier",
    "aws.cloudformation#cfnDefaultValue",
    "aws.cloudformation#cfnExcludeProperty",
    "aws.cloudformation#cfnMutability",
    "aws.cloudformation#cfnName",
    "aws.cloudformation#cfnResource",
    "aws.cloudtrail#publishedEvent",
    "aws.endpoints#dualStackOnlyEndpoints",
    "aws.endpoints#endpointsModifier",
    "aws.endpoints#rulesBasedEndpoints",
    "aws.endpoints#standardPartitionalEndpoints",
    "aws.endpoints#standardRegionalEndpoints",
    "aws.iam#actionName",
    "aws.iam#actionPermissionDescription",
    "aws.iam#conditionKeyValue",
    "aws.iam#conditionKeys",
    "aws.iam#conditionKeysResolvedByService",
    "aws.iam#defineConditionKeys",
    "aws.iam#disableConditionKeyInference",
    "aws.iam#disableConditionKeyInheritance",
    "aws.iam#iamAction",
    "aws.iam#iamResource",
    "aws.iam#requiredActions",
    "aws.iam#serviceResolvedConditionKeys",
    "aws.iam#supportedPrincipalTypes",
    "smithy.mqtt#publish",
    "smithy.mqtt#subscribe",
    "smithy.mqtt#topicLabel",
    "smithy.openapi#specificationExtension",
];

/// Protocols of services, all but awsQuery.
pub(super) const OTHER_PROTOCOLS: &[&str] = &[
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#ec2Query",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
    "smithy.mqtt#mqttJson",
    "smithy.protocols#rpcv2Cbor",
    "smithy.protocols#rpcv2Json",
];

/// Authentication schemes, all but Signature Version 4.
pub(super) const OTHER_SCHEMES: &[&str] = &[
    "aws.auth#cognitoUserPools",
    "smithy.api#httpApiKeyAuth",
    "smithy.api#httpBasicAuth",
    "smithy.api#httpBearerAuth",
    "smithy.api#httpDigestAuth",
];

const STREAMS: &[&str] =
    &["smithy.api#eventHeader", "smithy.api#eventPayload", "smithy.api#requiresLength", "smithy.api#streaming"];

const CHECKSUMS: &[&str] =
    &["aws.protocols#awsChunked", "aws.protocols#httpChecksum", "smithy.api#httpChecksumRequired"];

const FOREIGN: &[&str] = &["aws.customizations#s3UnwrappedXmlOutput", "aws.protocols#ec2QueryName"];
