//! What a call fails with: one type, whose `Display` is the sentence a person needs.
//!
//! `AssumeRole failed: AccessDenied: User: .. is not authorized .. (HTTP 403, request id 8d6f.., ..)`.
//! Nothing secret is ever in it: texts of the service are searched for the secrets of the call.

use std::fmt::{self, Write};

use crate::{
    config::ConfigError,
    credentials::CredentialsError,
    http::{TransportError, TransportErrorKind},
    retry::Failure,
    validate::InvalidInput,
    xml::{Document, Element, ReadError},
};

mod common;
mod repeated;
mod text;

pub use common::CommonError;
pub use repeated::RepeatedToken;

pub(crate) use text::{OneLine, cut, scrub};

/// Why a call failed. `K` is the service's kinds of error.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<K> {
    /// The input breaks constraints of the model; nothing was sent.
    InvalidInput(InvalidInput),
    /// The settings do not allow this call; nothing was sent.
    Config(ConfigError),
    /// There are no credentials to sign with. Nothing was sent, or nothing more: a provider may fail
    /// before a further attempt.
    Credentials(Box<NoCredentials>),
    /// No answer came.
    Transport(Box<NoAnswer>),
    /// An answer came that is not what the operation answers.
    Unreadable(Box<Unreadable>),
    /// The service answered an error.
    Service(Box<ServiceError<K>>),
    /// A page names itself as the next one. The pages before were given.
    RepeatedToken(Box<RepeatedToken>),
}

impl<K> Error<K> {
    /// The error code of the service: `AccessDenied`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.code.as_deref(),
            _ => None,
        }
    }

    /// The service's message, without the secrets of the call.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.message.as_deref(),
            _ => None,
        }
    }

    /// What the service's error is.
    #[must_use]
    pub fn kind(&self) -> Option<&K> {
        match self {
            Self::Service(error) => Some(&error.kind),
            _ => None,
        }
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service(error) => Some(error.status),
            Self::Unreadable(error) => Some(error.status),
            _ => None,
        }
    }

    /// The id that AWS support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.request_id.as_deref(),
            Self::Unreadable(error) => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// How often the request was tried; 0 where nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::InvalidInput(_) | Self::Config(_) | Self::RepeatedToken(_) => 0,
            Self::Credentials(error) => error.call.attempts,
            Self::Transport(error) => error.call.attempts,
            Self::Unreadable(error) => error.call.attempts,
            Self::Service(error) => error.call.attempts,
        }
    }

    /// Whether the same call may succeed later: throttling, 5xx, a connection that broke. The client
    /// has tried as often as it is set to already. False where the request carried a one-time code that may have
    /// arrived: it takes a new code, and so another call.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.error.kind() != TransportErrorKind::Other && !error.call.spent,
            Self::Service(error) => error.failure != Failure::Permanent && !error.call.spent,
            Self::InvalidInput(_)
            | Self::Config(_)
            | Self::Credentials(_)
            | Self::Unreadable(_)
            | Self::RepeatedToken(_) => false,
        }
    }

    /// Whether the service asks for fewer requests.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        matches!(self, Self::Service(error) if error.failure == Failure::Throttling)
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.error.kind() == TransportErrorKind::Timeout)
    }
}

impl<K> fmt::Display for Error<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match self {
            Self::InvalidInput(error) => write!(f, "{error}"),
            Self::Config(error) => write!(f, "{error}"),
            Self::Credentials(error) => {
                let again = if error.call.attempts == 0 { "" } else { " again" };
                write!(f, "{} was not sent{again}: {}", error.call.operation, error.error)
            }
            Self::Transport(error) => {
                write!(f, "{} failed: {}{}", error.call.operation, error.error, error.call.details(&[], ""))
            }
            Self::Unreadable(error) => {
                let status = format!("HTTP {}", error.status);
                let id = error.request_id.as_ref().map(|id| format!("request id {id}"));
                let answer: Vec<String> = std::iter::once(status).chain(id).collect();
                write!(
                    f,
                    "the answer to {} cannot be read: {}{}",
                    error.call.operation,
                    error.error,
                    error.call.details(&answer, "")
                )
            }
            Self::Service(error) => write!(f, "{error}"),
            Self::RepeatedToken(error) => write!(f, "{error}"),
        }
    }
}

impl<K: fmt::Debug> std::error::Error for Error<K> {
    // Only causes that `Display` has not printed.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credentials(error) => std::error::Error::source(&error.error),
            Self::Transport(error) => std::error::Error::source(&error.error),
            Self::InvalidInput(_)
            | Self::Config(_)
            | Self::Unreadable(_)
            | Self::Service(_)
            | Self::RepeatedToken(_) => None,
        }
    }
}

/// There were no credentials to sign with.
#[derive(Debug)]
pub struct NoCredentials {
    pub(crate) call: CallContext,
    pub(crate) error: CredentialsError,
}

impl NoCredentials {
    /// Why.
    #[must_use]
    pub fn error(&self) -> &CredentialsError {
        &self.error
    }
}

/// No answer came.
#[derive(Debug)]
pub struct NoAnswer {
    pub(crate) call: CallContext,
    pub(crate) error: TransportError,
}

impl NoAnswer {
    /// Why, of the last attempt.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }
}

/// An answer that is not what the operation answers.
#[derive(Debug)]
pub struct Unreadable {
    pub(crate) call: CallContext,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) error: ReadError,
}

impl Unreadable {
    /// Where and what.
    #[must_use]
    pub fn error(&self) -> &ReadError {
        &self.error
    }
}

/// An error that the service answered.
#[derive(Debug)]
pub struct ServiceError<K> {
    pub(crate) call: CallContext,
    pub(crate) kind: K,
    pub(crate) failure: Failure,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    /// What an answer without a code looked like.
    pub(crate) shape: Option<String>,
}

impl<K> fmt::Display for ServiceError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        let message = self.message.as_deref().map(cut);
        write!(f, "{} failed: ", self.call.operation)?;
        match (&self.code, &message, &self.shape) {
            (Some(code), Some(message), _) => write!(f, "{code}: {message}")?,
            (Some(code), None, _) => f.write_str(code)?,
            (None, Some(message), _) => f.write_str(message)?,
            (None, None, Some(shape)) => f.write_str(shape)?,
            (None, None, None) => f.write_str("the answer says nothing more")?,
        }
        let status = match (&self.code, reason(self.status)) {
            (None, Some(reason)) => format!("HTTP {} {reason}", self.status),
            _ => format!("HTTP {}", self.status),
        };
        let id = self.request_id.as_ref().map(|id| format!("request id {id}"));
        let answer: Vec<String> = std::iter::once(status).chain(id).collect();
        f.write_str(&self.call.details(&answer, self.message.as_deref().unwrap_or_default()))
    }
}

/// Which call it was.
#[derive(Debug)]
pub(crate) struct CallContext {
    pub(crate) operation: &'static str,
    pub(crate) endpoint: String,
    pub(crate) region: Option<String>,
    pub(crate) attempts: u32,
    /// Whether it carried something that can be used once, and may have arrived.
    pub(crate) spent: bool,
    /// Whose signature it carried. Not secret: it names the credentials.
    pub(crate) access_key_id: Option<String>,
    /// Members that the model wants named.
    pub(crate) members: Vec<(&'static str, String)>,
}

impl CallContext {
    // ` (HTTP 403, request id 8d6f.., https://sts.us-east-1.amazonaws.com, us-east-1, 1 attempt, signed by AKIA..,
    // RoleArn arn:..)`, without members that the text before has named already.
    fn details(&self, answer: &[String], said: &str) -> String {
        let mut parts = answer.to_vec();
        parts.push(self.endpoint.clone());
        parts.extend(self.region.clone());
        match self.attempts {
            0 => {}
            1 => parts.push("1 attempt".to_owned()),
            attempts => parts.push(format!("{attempts} attempts")),
        }
        parts.extend(self.access_key_id.iter().map(|id| format!("signed by {id}")));
        let members = self.members.iter().filter(|(_, value)| !said.contains(value.as_str()));
        parts.extend(members.map(|(name, value)| format!("{name} {value}")));
        format!(" ({})", parts.join(", "))
    }
}

/// A service's kinds of error: implemented by generated code.
pub trait ServiceErrorKind: fmt::Debug + Sized + Send + Sync + 'static {
    /// The modelled error with this code; its members are read from the body.
    fn modelled(code: &str, body: &ErrorBody<'_>) -> Option<Self>;
    /// An error that any service answers.
    fn common(error: CommonError) -> Self;
    /// Any other.
    fn unknown() -> Self;
}

pub(crate) fn kind<K: ServiceErrorKind>(code: Option<&str>, body: &[u8]) -> K {
    let Some(code) = code else { return K::unknown() };
    K::modelled(code, &ErrorBody { bytes: body })
        .or_else(|| CommonError::from_code(code).map(K::common))
        .unwrap_or_else(K::unknown)
}

/// The body of an error response.
#[derive(Clone, Copy)]
pub struct ErrorBody<'b> {
    bytes: &'b [u8],
}

impl fmt::Debug for ErrorBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorBody").field("bytes", &self.bytes.len()).finish()
    }
}

impl ErrorBody<'_> {
    /// Reads the `<Error>` element; nothing where it cannot be read.
    pub fn read<T>(&self, read: impl FnOnce(Element<'_, '_>) -> Result<T, ReadError>) -> Option<T> {
        let mut document = Document::parse(self.bytes).ok()?;
        let root = document.root().ok()?;
        in_error(root, read, &mut None)
    }
}

/// What every error says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorFields {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Reads what can be read: with or without the `ErrorResponse` wrapper, `Message` or `message`, and up
/// to where a document breaks off.
pub(crate) fn fields(body: &[u8]) -> ErrorFields {
    let mut fields = ErrorFields::default();
    let mut outer_id = None;
    if let Ok(mut document) = Document::parse(body)
        && let Ok(root) = document.root()
    {
        in_error(root, |element| read_fields(element, &mut fields), &mut outer_id);
    }
    fields.request_id = outer_id.or(fields.request_id);
    fields
}

fn read_fields(mut error: Element<'_, '_>, fields: &mut ErrorFields) -> Result<(), ReadError> {
    while let Some(child) = error.next_child()? {
        match child.name() {
            "Code" => fields.code = trimmed(&child.text()?),
            "Message" | "message" => fields.message = trimmed(&child.text()?),
            "RequestId" | "RequestID" => fields.request_id = trimmed(&child.text()?),
            _ => {}
        }
    }
    Ok(())
}

// Some servers put every text on a line of its own.
fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

// `<ErrorResponse><Error>..</Error><RequestId/></ErrorResponse>`; `<Error>` alone, as S3-like servers
// answer; `<Response><Errors><Error>..`, as ec2Query does.
fn in_error<T>(
    mut element: Element<'_, '_>,
    read: impl FnOnce(Element<'_, '_>) -> Result<T, ReadError>,
    request_id: &mut Option<String>,
) -> Option<T> {
    if element.name() == "Error" {
        return read(element).ok();
    }
    let mut read = Some(read);
    let mut found = None;
    while let Ok(Some(mut child)) = element.next_child() {
        match child.name() {
            "Error" => {
                if let Some(read) = read.take() {
                    found = read(child).ok();
                }
            }
            "Errors" => {
                if let Ok(Some(inner)) = child.next_child()
                    && let Some(read) = read.take()
                {
                    found = read(inner).ok();
                }
            }
            "RequestId" | "RequestID" => *request_id = child.text().ok().and_then(|id| trimmed(&id)),
            _ => {}
        }
    }
    found
}

/// What a body without an error code looked like, in a few words.
pub(crate) fn describe(content_type: Option<&str>, body: &[u8]) -> String {
    let kind = content_type.map_or_else(String::new, |kind| format!(" of type {kind}"));
    match body.len() {
        0 => "the answer is empty".to_owned(),
        length => format!("the answer names no error code: {length} bytes{kind}"),
    }
}

fn reason(status: u16) -> Option<&'static str> {
    ::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_documents_of_all_forms_are_read() {
        let full = ErrorFields {
            code: Some("AccessDenied".into()),
            message: Some("no & no".into()),
            request_id: Some("id-1".into()),
        };
        let cases = [
            "<ErrorResponse xmlns='x'><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no &amp; no</Message></Error><RequestId>id-1</RequestId></ErrorResponse>",
            "<ErrorResponse><RequestId>id-1</RequestId><Error><message>no &amp; no</message><Code>AccessDenied</Code></Error></ErrorResponse>",
            "<Error><Code>AccessDenied</Code><Message>no &amp; no</Message><RequestId>id-1</RequestId></Error>",
            "<Response><Errors><Error><Code>AccessDenied</Code><Message>no &amp; no</Message></Error></Errors><RequestID>id-1</RequestID></Response>",
            "<ErrorResponse><Error>\n<Code>\n AccessDenied\n</Code>\n<Message>\nno &amp; no </Message></Error><RequestId> id-1\n</RequestId></ErrorResponse>",
            "<?xml version='1.0'?>\n<Error><RequestId>id-1</RequestId><Code>AccessDenied</Code><Message><![CDATA[no & no]]></Message></Error>",
            // Broken off after what matters.
            "<Error><RequestId>id-1</RequestId><Code>AccessDenied</Code><Message>no &amp; no</Message><Host",
        ];
        for body in cases {
            assert_eq!(fields(body.as_bytes()), full, "{body}");
        }
        for body in [
            "",
            "   ",
            "<html><body>Bad Gateway</body></html>",
            "<ErrorResponse>",
            "plain text",
            "{\"Error\": 1}",
            "<Error/>",
        ] {
            assert_eq!(fields(body.as_bytes()), ErrorFields::default(), "{body}");
        }
    }
}
