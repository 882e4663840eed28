//! AWS Signature Version 4 of requests, in headers and in query strings. Knows no service, no transport and no
//! credential source; usable without the rest of this crate.
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//! use aws_query_runtime::secret::Secret;
//! use aws_query_runtime::sigv4::{SignableRequest, Signer, SigningContext};
//!
//! let request = SignableRequest {
//!     method: "POST",
//!     path: "/",
//!     query: "",
//!     headers: &[("content-type", "application/x-www-form-urlencoded"), ("host", "sts.amazonaws.com")],
//!     payload: b"Action=GetCallerIdentity&Version=2011-06-15",
//! };
//! let secret = Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
//! let time = UNIX_EPOCH + Duration::from_secs(1_440_938_160);
//! let context = SigningContext::new("AKIDEXAMPLE", &secret, "us-east-1", "sts", time);
//! let signed = Signer::new().sign_headers(&request, &context);
//! assert_eq!(signed.amz_date.as_str(), "20150830T123600Z");
//! assert!(signed.authorization.ends_with("ae746e79801deb5f6702bc507e0f82a0cf4e25bae7683c99c2e186f2899785cd"));
//! ```

mod canonical;
mod key;
mod presign;

pub use canonical::UNSIGNED_HEADERS;
pub use presign::{MAX_EXPIRES, Presigned, SignError, stages_query};

use std::fmt;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use crate::secret::Secret;
use crate::timestamp::{self, AmzDate};
use canonical::{CanonicalRequest, Headers};
use key::KeyCache;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request as it is about to be sent.
#[derive(Clone, Copy)]
pub struct SignableRequest<'a> {
    /// In upper case.
    pub method: &'a str,
    /// As sent, percent-encoded. Empty counts as `/`.
    pub path: &'a str,
    /// As sent, without the `?`. A `+` in it is read as a space.
    pub query: &'a str,
    /// In the order in which they are sent, `host` included. Those of [`UNSIGNED_HEADERS`] are left out of the
    /// signature, and so are the ones that signing sets itself.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as sent, after any compression.
    pub payload: &'a [u8],
}

impl fmt::Debug for SignableRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignableRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Who signs, when, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct SigningContext<'a> {
    /// The access key id, part of the signature's text.
    pub access_key_id: &'a str,
    /// The secret access key, used as it is: white space around it makes a different key.
    pub secret_access_key: &'a Secret,
    /// The token of temporary credentials. It is sent, and signed.
    pub session_token: Option<&'a Secret>,
    /// The region of the credential scope.
    pub region: &'a str,
    /// The signing name of the service, `sts`.
    pub service: &'a str,
    /// The time of signing. Services accept a few minutes of difference from their own clock.
    pub time: SystemTime,
    /// Whether dot segments and repeated slashes are taken out of the path first: yes for all services but S3.
    pub normalize_path: bool,
    /// Whether the hash of the payload is sent and signed, as `x-amz-content-sha256`. S3 and a few more need it.
    pub payload_header: bool,
}

impl<'a> SigningContext<'a> {
    /// A context with a normalized path, without a session token and without a payload header.
    #[must_use]
    pub fn new(
        access_key_id: &'a str,
        secret_access_key: &'a Secret,
        region: &'a str,
        service: &'a str,
        time: SystemTime,
    ) -> Self {
        Self {
            access_key_id,
            secret_access_key,
            session_token: None,
            region,
            service,
            time,
            normalize_path: true,
            payload_header: false,
        }
    }

    /// `20150830/us-east-1/sts/aws4_request`
    fn push_scope(&self, out: &mut String, date: &AmzDate) {
        for part in [date.date(), "/", self.region, "/", self.service, "/aws4_request"] {
            out.push_str(part);
        }
    }
}

/// Signs requests. Keeps the keys that it derives, one for each day, region, service and secret, so that all but
/// the first signature of a day cost two hashes and an HMAC.
#[derive(Debug, Default)]
pub struct Signer {
    keys: KeyCache,
}

impl Signer {
    /// A signer that has derived no key yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Signs with an `Authorization` header. `x-amz-date`, `x-amz-security-token` where there is a token and
    /// `x-amz-content-sha256` where the context asks for it are signed along, whatever the request has of them;
    /// the caller sends them beside the result.
    #[must_use]
    pub fn sign_headers(&self, request: &SignableRequest<'_>, context: &SigningContext<'_>) -> SignedHeaders {
        let amz_date = timestamp::amz_date(context.time);
        let payload_hash = hex(&Sha256::digest(request.payload));
        let canonical = canonical_with_headers(request, context, &amz_date, &payload_hash);
        let hash = canonical.hash();
        let signature = self.keys.sign(context, &amz_date, &string_to_sign(context, &amz_date, &hash));

        // Exactly as long as needed: a transport can take it over as it is.
        let authorization = [
            "AWS4-HMAC-SHA256 Credential=",
            context.access_key_id,
            "/",
            amz_date.date(),
            "/",
            context.region,
            "/",
            context.service,
            "/aws4_request, SignedHeaders=",
            canonical.signed_headers(),
            ", Signature=",
            signature.as_str(),
        ]
        .concat();
        let content_sha256 = context.payload_header.then(|| payload_hash.as_str().to_owned());
        SignedHeaders { amz_date, authorization, content_sha256 }
    }
}

/// What signing adds to a request, beside the session token.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedHeaders {
    /// The value of `x-amz-date`.
    pub amz_date: AmzDate,
    /// The value of `authorization`.
    pub authorization: String,
    /// The value of `x-amz-content-sha256`, where the context asked for it.
    pub content_sha256: Option<String>,
}

impl SignedHeaders {
    /// The signature by itself: 64 hexadecimal digits.
    #[must_use]
    pub fn signature(&self) -> &str {
        self.authorization.rsplit('=').next().unwrap_or_default()
    }
}

impl fmt::Debug for SignedHeaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignedHeaders").field("amz_date", &self.amz_date).finish_non_exhaustive()
    }
}

/// The texts that lead to a signature, for tests and for finding out why a service refuses one.
#[derive(Clone)]
#[non_exhaustive]
pub struct Stages {
    /// Holds the session token where there is one.
    pub canonical_request: String,
    /// Holds the hash of the canonical request.
    pub string_to_sign: String,
    /// 64 hexadecimal digits.
    pub signature: String,
    /// `host;x-amz-date`
    pub signed_headers: String,
}

impl fmt::Debug for Stages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stages")
            .field("string_to_sign", &self.string_to_sign)
            .field("signed_headers", &self.signed_headers)
            .finish_non_exhaustive()
    }
}

/// The stages of [`Signer::sign_headers`].
#[must_use]
pub fn stages_headers(request: &SignableRequest<'_>, context: &SigningContext<'_>) -> Stages {
    let amz_date = timestamp::amz_date(context.time);
    let payload_hash = hex(&Sha256::digest(request.payload));
    stages(context, &amz_date, &canonical_with_headers(request, context, &amz_date, &payload_hash))
}

/// The stages of a request signed by someone else, whose `Authorization` names `signed_headers`
/// (`host;x-amz-date`): exactly those are signed, with the values that the request has for them.
#[must_use]
pub fn stages_of_signed(request: &SignableRequest<'_>, context: &SigningContext<'_>, signed_headers: &str) -> Stages {
    let amz_date = timestamp::amz_date(context.time);
    let payload_hash = hex(&Sha256::digest(request.payload));
    let headers = Headers::listed(request.headers, signed_headers);
    let canonical =
        CanonicalRequest::new(request, request.query, &headers, payload_hash.as_str(), context.normalize_path);
    stages(context, &amz_date, &canonical)
}

fn canonical_with_headers(
    request: &SignableRequest<'_>,
    context: &SigningContext<'_>,
    amz_date: &AmzDate,
    payload_hash: &Hex,
) -> CanonicalRequest {
    let mut headers = Headers::signable(request.headers, context.payload_header);
    headers.add("x-amz-date", amz_date.as_str());
    if let Some(token) = context.session_token {
        headers.add("x-amz-security-token", token.expose());
    }
    if context.payload_header {
        headers.add("x-amz-content-sha256", payload_hash.as_str());
    }
    headers.sort();
    CanonicalRequest::new(request, request.query, &headers, payload_hash.as_str(), context.normalize_path)
}

fn stages(context: &SigningContext<'_>, amz_date: &AmzDate, canonical: &CanonicalRequest) -> Stages {
    let hash = canonical.hash();
    let string_to_sign = string_to_sign(context, amz_date, &hash);
    let signature = KeyCache::default().sign(context, amz_date, &string_to_sign);
    Stages {
        canonical_request: canonical.text.to_string(),
        string_to_sign: string_to_sign.concat(),
        signature: signature.as_str().to_owned(),
        signed_headers: canonical.signed_headers().to_owned(),
    }
}

/// In parts: it is hashed, and read by tests only.
fn string_to_sign<'a>(context: &SigningContext<'a>, amz_date: &'a AmzDate, canonical_hash: &'a Hex) -> [&'a str; 10] {
    [
        "AWS4-HMAC-SHA256\n",
        amz_date.as_str(),
        "\n",
        amz_date.date(),
        "/",
        context.region,
        "/",
        context.service,
        "/aws4_request\n",
        canonical_hash.as_str(),
    ]
}

/// 32 bytes in hexadecimal, without an allocation.
#[derive(Clone, Copy)]
struct Hex([u8; 64]);

impl Hex {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn hex(bytes: &[u8]) -> Hex {
    let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    Hex(text)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
