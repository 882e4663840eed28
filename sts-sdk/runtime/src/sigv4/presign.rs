//! Signatures in query strings: a URL that is a request, and a credential, until it expires.

use std::fmt;
use std::time::Duration;

use percent_encoding::utf8_percent_encode;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::canonical::{CanonicalRequest, Headers, RESERVED};
use super::{ALGORITHM, SignableRequest, Signer, SigningContext, Stages, hex, stages, string_to_sign};
use crate::secret::Secret;
use crate::timestamp::{self, AmzDate};

/// The longest that a presigned request may be valid: a week.
pub const MAX_EXPIRES: Duration = Duration::from_secs(604_800);

/// A presigned request's query string, and what was signed with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Presigned {
    /// The request's own query followed by the parameters of the signature, to be put behind the `?`. Whoever
    /// has it can make the request.
    pub query: Secret,
    /// When it was signed, the value of `X-Amz-Date`.
    pub amz_date: AmzDate,
    /// `host;x-k8s-aws-id`: the headers that have to be sent with the values that were signed.
    pub signed_headers: String,
}

impl Signer {
    /// Signs in the query string. The session token, where there is one, goes there too.
    ///
    /// # Errors
    ///
    /// `expires` is shorter than a second or longer than [`MAX_EXPIRES`]; fractions of a second are cut off.
    pub fn presign(
        &self,
        request: &SignableRequest<'_>,
        context: &SigningContext<'_>,
        expires: Duration,
    ) -> Result<Presigned, SignError> {
        let Unsigned { mut query, amz_date, canonical } = unsigned(request, context, expires)?;
        let hash = canonical.hash();
        let signature = self.keys.sign(context, &amz_date, &string_to_sign(context, &amz_date, &hash));
        query.push_str("&X-Amz-Signature=");
        query.push_str(signature.as_str());
        Ok(Presigned {
            query: Secret::from(std::mem::take(&mut *query)),
            amz_date,
            signed_headers: canonical.signed_headers().to_owned(),
        })
    }
}

/// The stages of [`Signer::presign`].
///
/// # Errors
///
/// As of [`Signer::presign`].
pub fn stages_query(
    request: &SignableRequest<'_>,
    context: &SigningContext<'_>,
    expires: Duration,
) -> Result<Stages, SignError> {
    let Unsigned { amz_date, canonical, .. } = unsigned(request, context, expires)?;
    Ok(stages(context, &amz_date, &canonical))
}

/// A request that cannot be signed as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// A presigned request may be valid for a second to a week, and was asked to be valid this long.
    Expires(Duration),
}

impl fmt::Display for SignError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Expires(expires) = self;
        write!(
            formatter,
            "a presigned request can be valid for 1 s to {} s, not for {expires:?}",
            MAX_EXPIRES.as_secs()
        )
    }
}

impl std::error::Error for SignError {}

/// All but the signature.
struct Unsigned {
    query: Zeroizing<String>,
    amz_date: AmzDate,
    canonical: CanonicalRequest,
}

fn unsigned(
    request: &SignableRequest<'_>,
    context: &SigningContext<'_>,
    expires: Duration,
) -> Result<Unsigned, SignError> {
    if expires.as_secs() == 0 || expires > MAX_EXPIRES {
        return Err(SignError::Expires(expires));
    }
    let amz_date = timestamp::amz_date(context.time);
    let mut headers = Headers::signable(request.headers, true);
    headers.sort();
    let query = query(request.query, context, &amz_date, expires, &headers.names());
    let payload_hash = hex(&Sha256::digest(request.payload));
    let canonical = CanonicalRequest::new(request, &query, &headers, payload_hash.as_str(), context.normalize_path);
    Ok(Unsigned { query, amz_date, canonical })
}

fn query(
    own: &str,
    context: &SigningContext<'_>,
    amz_date: &AmzDate,
    expires: Duration,
    signed_headers: &str,
) -> Zeroizing<String> {
    let token = context.session_token.map(Secret::expose);
    let mut scope = format!("{}/", context.access_key_id);
    context.push_scope(&mut scope, amz_date);
    // Long enough not to move once the token is in it.
    let len = own.len() + 3 * (scope.len() + signed_headers.len() + token.map_or(0, str::len)) + 320;
    let mut query = Zeroizing::new(String::with_capacity(len));
    query.push_str(own);
    let mut add = |name: &str, value: &str| {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        query.extend(utf8_percent_encode(value, RESERVED));
    };
    add("X-Amz-Algorithm", ALGORITHM);
    add("X-Amz-Credential", &scope);
    add("X-Amz-Date", amz_date.as_str());
    add("X-Amz-Expires", &expires.as_secs().to_string());
    add("X-Amz-SignedHeaders", signed_headers);
    if let Some(token) = token {
        add("X-Amz-Security-Token", token);
    }
    query
}
