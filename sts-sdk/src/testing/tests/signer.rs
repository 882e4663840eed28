//! Signs just enough to be let in: one region, fixed header sets, no path.

use std::time::SystemTime;

use aws_query_runtime::testing::codec::{hex, hmac_sha256, sha256};
use aws_query_runtime::testing::{ReceivedRequest, calendar};
use bytes::Bytes;

pub(super) const REGION: &str = "eu-west-1";
const HOST: &str = "127.0.0.1:1";
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Debug, Clone)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

pub(super) fn form(operation: &str, params: &[(&str, &str)]) -> String {
    let mut body = format!("Action={operation}&Version=2011-06-15");
    for (name, value) in params {
        body.push_str(&format!("&{}={}", encode(name), encode(value)));
    }
    body
}

pub(super) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

pub(super) fn unsigned_post(body: &str) -> ReceivedRequest {
    ReceivedRequest {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers: vec![("host".to_owned(), HOST.to_owned()), ("content-type".to_owned(), FORM.to_owned())],
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

pub(super) fn post(who: &Credentials, now: SystemTime, body: &str) -> ReceivedRequest {
    post_to(HOST, who, now, body)
}

pub(super) fn post_to(host: &str, who: &Credentials, now: SystemTime, body: &str) -> ReceivedRequest {
    let date = calendar::basic(now);
    let mut names = "content-type;host;x-amz-date".to_owned();
    let mut lines = format!("content-type:{FORM}\nhost:{host}\nx-amz-date:{date}\n");
    let mut request = unsigned_post(body);
    request.headers[0].1 = host.to_owned();
    request.headers.push(("x-amz-date".to_owned(), date.clone()));
    if let Some(token) = &who.token {
        names.push_str(";x-amz-security-token");
        lines.push_str(&format!("x-amz-security-token:{token}\n"));
        request.headers.push(("x-amz-security-token".to_owned(), token.clone()));
    }
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", hex(&sha256(body.as_bytes())));
    let signature = signature(who, &date, &canonical);
    request.headers.push((
        "authorization".to_owned(),
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={names}, Signature={signature}",
            who.id,
            scope(&date)
        ),
    ));
    request
}

/// A presigned GET.
pub(super) fn presigned(who: &Credentials, now: SystemTime, form: &str) -> ReceivedRequest {
    let date = calendar::basic(now);
    let mut pairs: Vec<String> = form.split('&').map(str::to_owned).collect();
    pairs.push("X-Amz-Algorithm=AWS4-HMAC-SHA256".to_owned());
    pairs.push(format!("X-Amz-Credential={}", encode(&format!("{}/{}", who.id, scope(&date)))));
    pairs.push(format!("X-Amz-Date={date}"));
    pairs.push("X-Amz-Expires=60".to_owned());
    pairs.push("X-Amz-SignedHeaders=host".to_owned());
    if let Some(token) = &who.token {
        pairs.push(format!("X-Amz-Security-Token={}", encode(token)));
    }
    pairs.sort();
    let query = pairs.join("&");
    let canonical = format!("GET\n/\n{query}\nhost:{HOST}\n\nhost\n{}", hex(&sha256(b"")));
    let signature = signature(who, &date, &canonical);
    ReceivedRequest {
        method: "GET".to_owned(),
        target: format!("/?{query}&X-Amz-Signature={signature}"),
        headers: vec![("host".to_owned(), HOST.to_owned())],
        body: Bytes::new(),
    }
}

fn scope(date: &str) -> String {
    let (day, _) = date.split_once('T').unwrap();
    format!("{day}/{REGION}/sts/aws4_request")
}

fn signature(who: &Credentials, date: &str, canonical: &str) -> String {
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{}\n{}", scope(date), hex(&sha256(canonical.as_bytes())));
    let key = hmac_sha256(format!("AWS4{}", who.secret).as_bytes(), &date.as_bytes()[..8]);
    let key = hmac_sha256(&key, REGION.as_bytes());
    let key = hmac_sha256(&hmac_sha256(&key, b"sts"), b"aws4_request");
    hex(&hmac_sha256(&key, to_sign.as_bytes()))
}
