//! Verification of Signature Version 4 as a service does it, for header and query signing.
//!
//! Written from the specification for the receiving side, on its own canonicalization and its own HMAC.
//! Not read: signing dates in a `Date` header, sigv4a.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::canonical::canonical_request;
use super::codec::{constant_time_eq, hex, hmac_sha256, sha256};
use super::signed::{ALGORITHM, Claims};
use super::{ReceivedRequest, SignatureProblem, calendar};

const TERMINATOR: &str = "aws4_request";

/// What the verifier insists on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct VerifyOptions {
    /// The server's time.
    pub now: SystemTime,
    /// How far `X-Amz-Date` may be from `now` with an `Authorization` header: 5 minutes.
    pub max_skew: Duration,
    /// The same for presigned URLs: 15 minutes, whatever `X-Amz-Expires` says, which is how STS has it.
    pub max_skew_presigned: Duration,
    /// The signing name that the scope must have; any if `None`.
    pub service: Option<String>,
    /// The region that the scope must have; any if `None`.
    pub region: Option<String>,
    /// Whether dot segments and repeated slashes are removed from the path: yes, everywhere but for S3.
    pub normalize_path: bool,
}

impl VerifyOptions {
    /// The usual rules at a time, for any service and region.
    pub fn new(now: SystemTime) -> Self {
        Self {
            now,
            max_skew: Duration::from_secs(5 * 60),
            max_skew_presigned: Duration::from_secs(15 * 60),
            service: None,
            region: None,
            normalize_path: true,
        }
    }
}

/// What a server knows of an access key. `Debug` shows neither secret nor token.
#[derive(Clone)]
pub struct StoredKey {
    /// The secret access key.
    pub secret: String,
    /// The session token that must come with it; a request with a token is refused where this is `None`.
    pub session_token: Option<String>,
    /// From this moment on the key is refused.
    pub expires: Option<SystemTime>,
}

impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredKey")
            .field("temporary", &self.session_token.is_some())
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// A request whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Whose key signed it.
    pub access_key_id: String,
    /// The region of the credential scope.
    pub region: String,
    /// The service of the credential scope.
    pub service: String,
    /// `X-Amz-Date`.
    pub signed_at: SystemTime,
    /// Signed in the query string.
    pub presigned: bool,
    /// Names of the signed headers, in lower case.
    pub signed_headers: Vec<String>,
}

/// Checks a request's signature with the key that `lookup` finds for its access key id.
///
/// # Errors
///
/// The first problem in this order: parts missing, key or session token unknown, headers that had to be signed,
/// scope, time, signature, expiry of the key.
pub fn verify(
    request: &ReceivedRequest,
    options: &VerifyOptions,
    lookup: impl Fn(&str) -> Option<StoredKey>,
) -> Result<Verified, SignatureProblem> {
    let claims = Claims::of(request)?;
    let key = lookup(&claims.scope.access_key_id).ok_or(SignatureProblem::InvalidClientTokenId)?;
    check_session_token(&claims, &key)?;
    check_signed_headers(request, &claims)?;
    check_scope(&claims, options)?;
    check_time(&claims, options)?;
    check_signature(request, &claims, options, &key)?;
    if key.expires.is_some_and(|expires| expires <= options.now) {
        return Err(SignatureProblem::ExpiredToken);
    }
    Ok(Verified {
        access_key_id: claims.scope.access_key_id,
        region: claims.scope.region,
        service: claims.scope.service,
        signed_at: claims.signed_at,
        presigned: claims.presigned,
        signed_headers: claims.signed_headers,
    })
}

fn check_session_token(claims: &Claims, key: &StoredKey) -> Result<(), SignatureProblem> {
    let given = claims.session_token.as_deref().unwrap_or("");
    let expected = key.session_token.as_deref().unwrap_or("");
    if constant_time_eq(given.as_bytes(), expected.as_bytes()) {
        Ok(())
    } else {
        Err(SignatureProblem::InvalidClientTokenId)
    }
}

fn check_signed_headers(request: &ReceivedRequest, claims: &Claims) -> Result<(), SignatureProblem> {
    let signed = |name: &str| claims.signed_headers.iter().any(|signed| signed == name);
    if !signed("host") {
        return Err(SignatureProblem::mismatch("'host' must be among the signed headers"));
    }
    if let Some(name) = claims.signed_headers.iter().find(|name| name.is_empty() || **name != name.to_ascii_lowercase())
    {
        return Err(SignatureProblem::incomplete(format!(
            "SignedHeaders has '{name}' where a name in lower case belongs"
        )));
    }
    let unsigned = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .find(|name| name.starts_with("x-amz-") && !signed(name));
    match unsigned {
        Some(name) => {
            Err(SignatureProblem::mismatch(format!("'{name}' is in the request but not among the signed headers")))
        }
        None => Ok(()),
    }
}

fn check_scope(claims: &Claims, options: &VerifyOptions) -> Result<(), SignatureProblem> {
    let scope = &claims.scope;
    let mut complaints = Vec::new();
    if options.region.as_ref().is_some_and(|region| *region != scope.region) || scope.region.is_empty() {
        complaints.push(format!("Credential should be scoped to a valid region, not '{}'.", scope.region));
    }
    if let Some(service) = options.service.as_ref().filter(|service| **service != scope.service) {
        complaints.push(format!("Credential should be scoped to correct service: '{service}'."));
    }
    if scope.terminator != TERMINATOR {
        complaints.push(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
            scope.terminator
        ));
    }
    let day = claims.date.get(..8).unwrap_or_default();
    if scope.date != day {
        complaints.push(format!(
            "Date in Credential scope does not match the day of X-Amz-Date: '{}' != '{day}'.",
            scope.date
        ));
    }
    if complaints.is_empty() { Ok(()) } else { Err(SignatureProblem::mismatch(complaints.join(" "))) }
}

fn check_time(claims: &Claims, options: &VerifyOptions) -> Result<(), SignatureProblem> {
    let (skew, problem): (_, fn(String) -> SignatureProblem) = if claims.presigned {
        (options.max_skew_presigned, SignatureProblem::RequestExpired)
    } else {
        (options.max_skew, SignatureProblem::SignatureDoesNotMatch)
    };
    // X-Amz-Date has whole seconds; so has the comparison.
    let (signed, now) = (calendar::epoch_seconds(claims.signed_at), calendar::epoch_seconds(options.now));
    if now.saturating_sub(signed) > skew.as_secs() {
        Err(problem(SignatureProblem::too_old(claims.signed_at, options.now, skew)))
    } else if signed.saturating_sub(now) > skew.as_secs() {
        Err(problem(SignatureProblem::too_new(claims.signed_at, options.now, skew)))
    } else {
        Ok(())
    }
}

fn check_signature(
    request: &ReceivedRequest,
    claims: &Claims,
    options: &VerifyOptions,
    key: &StoredKey,
) -> Result<(), SignatureProblem> {
    let body_hash = hex(&sha256(&request.body));
    if let Some(claimed) = request.header("x-amz-content-sha256")
        && claimed.trim() != body_hash
    {
        return Err(SignatureProblem::mismatch("x-amz-content-sha256 is not the hash of the body"));
    }
    let canonical = canonical_request(request, &claims.signed_headers, options.normalize_path)?;
    let string_to_sign =
        [ALGORITHM, &claims.date, &claims.scope.text(), &hex(&sha256(canonical.as_bytes()))].join("\n");
    let scope = &claims.scope;
    let signing_key = [&scope.region, &scope.service, &scope.terminator]
        .iter()
        .fold(hmac_sha256(format!("AWS4{}", key.secret).as_bytes(), scope.date.as_bytes()), |key, part| {
            hmac_sha256(&key, part.as_bytes())
        });
    let expected = hex(&hmac_sha256(&signing_key, string_to_sign.as_bytes()));
    if constant_time_eq(expected.as_bytes(), claims.signature.as_bytes()) {
        Ok(())
    } else {
        Err(SignatureProblem::mismatch(
            "The request signature we calculated does not match the signature you provided.",
        ))
    }
}

#[cfg(test)]
mod tests;
