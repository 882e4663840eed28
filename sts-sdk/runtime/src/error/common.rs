//! The error codes that every AWS service shares.

/// Errors that any AWS service may answer, whatever its model says.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommonError {
    /// The caller may not do this. HTTP 403.
    AccessDenied,
    /// The credentials that signed the request have expired. HTTP 403.
    ExpiredToken,
    /// The signature lacks a part. HTTP 400.
    IncompleteSignature,
    /// The service failed. HTTP 500.
    InternalFailure,
    /// The service does not know the operation. HTTP 400.
    InvalidAction,
    /// The access key does not exist, or does not go with the session token. HTTP 403.
    InvalidClientTokenId,
    /// A parameter's value is not acceptable. HTTP 400.
    InvalidParameterValue,
    /// The request cannot be parsed. HTTP 400 or 404.
    MalformedQueryString,
    /// The request names no operation. HTTP 400.
    MissingAction,
    /// The request needs a signature and has none. HTTP 403.
    MissingAuthenticationToken,
    /// A required parameter is missing. HTTP 400.
    MissingParameter,
    /// The account has not subscribed to the service. HTTP 403.
    OptInRequired,
    /// The request's time is too far from the service's. HTTP 400.
    RequestExpired,
    /// The service is down for a moment. HTTP 503.
    ServiceUnavailable,
    /// The signature is wrong: a wrong secret, or a clock that is off. HTTP 403.
    SignatureDoesNotMatch,
    /// Too many requests. HTTP 400 or 503.
    Throttling,
    /// The access key is not known. HTTP 403.
    UnrecognizedClient,
    /// A parameter breaks a constraint. HTTP 400.
    ValidationError,
}

impl CommonError {
    /// The error with this code, under any of the names that services give it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "AccessDenied" | "AccessDeniedException" | "NotAuthorized" | "UnauthorizedOperation" => Self::AccessDenied,
            "ExpiredToken" => Self::ExpiredToken,
            "IncompleteSignature" => Self::IncompleteSignature,
            "InternalFailure" | "InternalError" | "InternalServerError" => Self::InternalFailure,
            "InvalidAction" => Self::InvalidAction,
            "InvalidClientTokenId" | "InvalidAccessKeyId" => Self::InvalidClientTokenId,
            "InvalidParameterValue" | "InvalidParameterCombination" | "InvalidQueryParameter" => {
                Self::InvalidParameterValue
            }
            "MalformedQueryString" | "MalformedInput" => Self::MalformedQueryString,
            "MissingAction" => Self::MissingAction,
            "MissingAuthenticationToken" => Self::MissingAuthenticationToken,
            "MissingParameter" => Self::MissingParameter,
            "OptInRequired" => Self::OptInRequired,
            "RequestExpired" => Self::RequestExpired,
            "ServiceUnavailable" => Self::ServiceUnavailable,
            "SignatureDoesNotMatch" | "InvalidSignatureException" => Self::SignatureDoesNotMatch,
            "Throttling" | "ThrottlingException" | "ThrottledException" | "RequestLimitExceeded" | "SlowDown" => {
                Self::Throttling
            }
            "UnrecognizedClientException" => Self::UnrecognizedClient,
            "ValidationError" | "ValidationException" => Self::ValidationError,
            _ => return None,
        })
    }
}
