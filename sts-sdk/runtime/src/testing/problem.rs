//! What is wrong with a request's signature, in the codes and statuses with which STS says it.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::calendar;

/// Why a request is not who it says it is. `Display` is the message of the error response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// The request is not signed at all.
    MissingAuthenticationToken,
    /// A part of the signature is missing or cannot be read; the text names it.
    IncompleteSignature(String),
    /// The key is unknown, or its session token is missing or another's.
    InvalidClientTokenId,
    /// The credentials were valid once.
    ExpiredToken,
    /// The signature is not the one of this request, or not of this time, service or region.
    SignatureDoesNotMatch(String),
    /// A presigned request is older than it may become, or dated in the future.
    RequestExpired(String),
}

impl SignatureProblem {
    /// The code of the error response.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingAuthenticationToken => "MissingAuthenticationToken",
            Self::IncompleteSignature(_) => "IncompleteSignature",
            Self::InvalidClientTokenId => "InvalidClientTokenId",
            Self::ExpiredToken => "ExpiredToken",
            Self::SignatureDoesNotMatch(_) => "SignatureDoesNotMatch",
            Self::RequestExpired(_) => "RequestExpired",
        }
    }

    /// The HTTP status of the error response.
    pub fn status(&self) -> u16 {
        match self {
            Self::IncompleteSignature(_) | Self::RequestExpired(_) => 400,
            _ => 403,
        }
    }

    pub(super) fn incomplete(what: impl Into<String>) -> Self {
        Self::IncompleteSignature(what.into())
    }

    pub(super) fn mismatch(what: impl Into<String>) -> Self {
        Self::SignatureDoesNotMatch(what.into())
    }

    /// `Signature expired: 20150830T123600Z is now earlier than 20150830T124000Z (20150830T124500Z - 5 min.)`
    pub(super) fn too_old(signed_at: SystemTime, now: SystemTime, skew: Duration) -> String {
        let limit = now.checked_sub(skew).unwrap_or(SystemTime::UNIX_EPOCH);
        format!(
            "Signature expired: {} is now earlier than {} ({} - {})",
            calendar::basic(signed_at),
            calendar::basic(limit),
            calendar::basic(now),
            minutes(skew)
        )
    }

    /// `Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T123000Z + 5 min.)`
    pub(super) fn too_new(signed_at: SystemTime, now: SystemTime, skew: Duration) -> String {
        let limit = now.checked_add(skew).unwrap_or(now);
        format!(
            "Signature not yet current: {} is still later than {} ({} + {})",
            calendar::basic(signed_at),
            calendar::basic(limit),
            calendar::basic(now),
            minutes(skew)
        )
    }
}

fn minutes(skew: Duration) -> String {
    match (skew.as_secs() / 60, skew.as_secs() % 60) {
        (minutes, 0) => format!("{minutes} min."),
        _ => format!("{} s", skew.as_secs()),
    }
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingAuthenticationToken => "Request is missing Authentication Token",
            Self::InvalidClientTokenId => "The security token included in the request is invalid.",
            Self::ExpiredToken => "The security token included in the request is expired",
            Self::IncompleteSignature(what) | Self::SignatureDoesNotMatch(what) | Self::RequestExpired(what) => what,
        })
    }
}

impl std::error::Error for SignatureProblem {}
