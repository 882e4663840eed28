//! Tokens that others hand in: web identity tokens, SAML assertions, trade-in tokens, encoded messages. All are
//! made here, and authenticated with a key of the server instead of an identity provider's.

use std::time::SystemTime;

use aws_query_runtime::testing::calendar;
use aws_query_runtime::testing::codec::{
    base64, base64_decode, base64_url, base64_url_decode, constant_time_eq, hmac_sha256, sha256,
};

use super::answer::escape;
use super::json::{Json, quote};

/// Who issues the web identity tokens.
pub(super) const ISSUER: &str = "https://idp.local.test";
/// Who issues the SAML assertions.
pub(super) const SAML_ISSUER: &str = "https://saml.local.test";
/// The audience of SAML assertions for AWS.
pub(super) const SAML_AUDIENCE: &str = "https://signin.aws.amazon.com/saml";

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Invalid,
    Expired,
}

/// What a web identity token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WebIdentity {
    pub(super) subject: String,
    pub(super) audience: String,
}

/// `header.payload.signature`, with HMAC where a provider would sign.
pub(super) fn jwt(key: &[u8], algorithm: &str, payload: &str) -> String {
    let header = format!("{{\"alg\":{},\"kid\":\"local\",\"typ\":\"JWT\"}}", quote(algorithm));
    let signed = format!("{}.{}", base64_url(header.as_bytes()), base64_url(payload.as_bytes()));
    let signature = base64_url(&mac(key, "jwt", signed.as_bytes()));
    format!("{signed}.{signature}")
}

pub(super) fn web_identity_token(
    key: &[u8],
    identity: &WebIdentity,
    issued: SystemTime,
    expires: SystemTime,
) -> String {
    let payload = format!(
        "{{\"iss\":{},\"sub\":{},\"aud\":{},\"iat\":{},\"exp\":{}}}",
        quote(ISSUER),
        quote(&identity.subject),
        quote(&identity.audience),
        calendar::epoch_seconds(issued),
        calendar::epoch_seconds(expires)
    );
    jwt(key, "HS256", &payload)
}

pub(super) fn read_web_identity_token(key: &[u8], token: &str, now: SystemTime) -> Result<WebIdentity, Refusal> {
    let payload = jwt_payload(key, token).ok_or(Refusal::Invalid)?;
    let text = |name: &str| payload.get(name).and_then(Json::text).map(str::to_owned);
    if text("iss").as_deref() != Some(ISSUER) {
        return Err(Refusal::Invalid);
    }
    let expires = payload.get("exp").and_then(Json::seconds).ok_or(Refusal::Invalid)?;
    if expires <= calendar::epoch_seconds(now) {
        return Err(Refusal::Expired);
    }
    let (Some(subject), Some(audience)) = (text("sub"), text("aud")) else {
        return Err(Refusal::Invalid);
    };
    Ok(WebIdentity { subject, audience })
}

fn jwt_payload(key: &[u8], token: &str) -> Option<Json> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (_, payload) = signed.split_once('.')?;
    let signature = base64_url_decode(signature)?;
    if !constant_time_eq(&signature, &mac(key, "jwt", signed.as_bytes())) {
        return None;
    }
    Json::parse(&String::from_utf8(base64_url_decode(payload)?).ok()?)
}

/// What a SAML assertion says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assertion {
    pub(super) subject: String,
    pub(super) session_not_on_or_after: Option<SystemTime>,
}

/// The base64 of a SAML response around one assertion.
pub(super) fn saml_assertion(key: &[u8], assertion: &Assertion, issued: SystemTime, expires: SystemTime) -> String {
    let subject = escape(&assertion.subject);
    let session_end = assertion
        .session_not_on_or_after
        .map(|end| format!(" SessionNotOnOrAfter=\"{}\"", calendar::extended(end)))
        .unwrap_or_default();
    let (issued, expires) = (calendar::extended(issued), calendar::extended(expires));
    let document = format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Version=\"2.0\" IssueInstant=\"{issued}\">\
         <saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" Version=\"2.0\" IssueInstant=\"{issued}\">\
         <saml:Issuer>{SAML_ISSUER}</saml:Issuer>\
         <saml:Subject><saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{subject}</saml:NameID></saml:Subject>\
         <saml:Conditions NotOnOrAfter=\"{expires}\"><saml:AudienceRestriction><saml:Audience>{SAML_AUDIENCE}</saml:Audience>\
         </saml:AudienceRestriction></saml:Conditions>\
         <saml:AuthnStatement AuthnInstant=\"{issued}\"{session_end}/>\
         </saml:Assertion></samlp:Response>"
    );
    let signature = base64(&mac(key, "saml", document.as_bytes()));
    base64(format!("{document}<!--{signature}-->").as_bytes())
}

pub(super) fn read_saml_assertion(key: &[u8], text: &str, now: SystemTime) -> Result<Assertion, Refusal> {
    let document = base64_decode(text).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Refusal::Invalid)?;
    let (document, signature) =
        document.strip_suffix("-->").and_then(|rest| rest.rsplit_once("<!--")).ok_or(Refusal::Invalid)?;
    let signature = base64_decode(signature).ok_or(Refusal::Invalid)?;
    if !constant_time_eq(&signature, &mac(key, "saml", document.as_bytes())) {
        return Err(Refusal::Invalid);
    }
    // From here on it is a document of our own writing.
    let expires =
        between(document, " NotOnOrAfter=\"", "\"").and_then(calendar::parse_extended).ok_or(Refusal::Invalid)?;
    if expires <= now {
        return Err(Refusal::Expired);
    }
    let subject = between(document, "persistent\">", "</saml:NameID>").ok_or(Refusal::Invalid)?;
    Ok(Assertion {
        subject: unescape(subject),
        session_not_on_or_after: between(document, " SessionNotOnOrAfter=\"", "\"").and_then(calendar::parse_extended),
    })
}

/// The name qualifier of a SAML subject: base64 of a digest of 20 bytes, opaque to whoever reads it.
pub(super) fn name_qualifier(account: &str, provider: &str) -> String {
    let digest = sha256(format!("{SAML_ISSUER}{account}/{provider}").as_bytes());
    base64(digest.get(..20).unwrap_or_default())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    let (found, _) = rest.split_once(end)?;
    Some(found)
}

// What `escape` wrote; the ampersand last, so that nothing is read twice.
fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#xD;", "\r"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (reference, c)| text.replace(reference, c))
}

/// An opaque token that carries `content`, readable only for the same purpose.
pub(super) fn seal(key: &[u8], purpose: &str, content: &str) -> String {
    let mut bytes = mac(key, purpose, content.as_bytes()).to_vec();
    bytes.extend_from_slice(content.as_bytes());
    base64_url(&bytes)
}

/// What was sealed, if it was sealed here and for this purpose.
pub(super) fn unseal(key: &[u8], purpose: &str, token: &str) -> Option<String> {
    let bytes = base64_url_decode(token)?;
    let (tag, content) = bytes.split_at_checked(32)?;
    if !constant_time_eq(tag, &mac(key, purpose, content)) {
        return None;
    }
    String::from_utf8(content.to_vec()).ok()
}

fn mac(key: &[u8], purpose: &str, content: &[u8]) -> [u8; 32] {
    hmac_sha256(&hmac_sha256(key, purpose.as_bytes()), content)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const KEY: &[u8] = b"key";

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn web_identity_tokens() {
        let identity = || WebIdentity { subject: "a\"b\u{e9}".to_owned(), audience: "aud".to_owned() };
        let token = web_identity_token(KEY, &identity(), at(100), at(200));
        assert_eq!(read_web_identity_token(KEY, &token, at(199)), Ok(identity()));
        assert_eq!(read_web_identity_token(KEY, &token, at(200)), Err(Refusal::Expired));
        assert_eq!(read_web_identity_token(b"other", &token, at(100)), Err(Refusal::Invalid));
        let others = jwt(KEY, "HS256", "{\"iss\":\"https://other\",\"exp\":900}");
        for token in ["", "a", "a.b", "a.b.c", "...", &token.to_uppercase(), &others] {
            assert_eq!(read_web_identity_token(KEY, token, at(100)), Err(Refusal::Invalid), "{token}");
        }
    }

    #[test]
    fn saml_assertions() {
        for session_not_on_or_after in [None, Some(at(150))] {
            let assertion = || Assertion { subject: "a<b>&amp;\"".to_owned(), session_not_on_or_after };
            let text = saml_assertion(KEY, &assertion(), at(100), at(200));
            assert_eq!(read_saml_assertion(KEY, &text, at(199)), Ok(assertion()));
            assert_eq!(read_saml_assertion(KEY, &text, at(200)), Err(Refusal::Expired));
            assert_eq!(read_saml_assertion(b"other", &text, at(100)), Err(Refusal::Invalid));
        }
        for text in ["", "!", "AAAA", &base64(b"<!---->"), &base64(b"\xff")] {
            assert_eq!(read_saml_assertion(KEY, text, at(100)), Err(Refusal::Invalid), "{text}");
        }
    }

    #[test]
    fn seals_are_for_one_purpose() {
        let token = seal(KEY, "a", "content");
        assert_eq!(unseal(KEY, "a", &token).as_deref(), Some("content"));
        assert_eq!(unseal(KEY, "b", &token), None);
        assert_eq!(unseal(b"other", "a", &token), None);
        for token in ["", "AAAA", "!", "\u{e9}"] {
            assert_eq!(unseal(KEY, "a", token), None, "{token}");
        }
    }
}
