//! The canonical request: one spelling for all the ways in which a request may be written down.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Hex, SignableRequest, hex};

/// Headers that are never signed, in lower case: proxies and HTTP libraries add, change or drop them on the way
/// (RFC 9110's hop-by-hop fields, `expect`, `user-agent`, `x-amzn-trace-id`), they carry the signature itself, or they
/// change with every attempt. `content-length` is signed where the request has it, as other signers do.
pub const UNSIGNED_HEADERS: [&str; 14] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// Everything but RFC 3986's unreserved characters is encoded.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In paths, slashes separate what is encoded.
const PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The six parts, joined by line feeds. Overwritten when dropped: a session token is among the headers.
pub(super) struct CanonicalRequest {
    pub(super) text: Zeroizing<String>,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// `headers` are sorted, `payload_hash` is in hexadecimal.
    pub(super) fn new(
        request: &SignableRequest<'_>,
        query: &str,
        headers: &Headers<'_>,
        payload_hash: &str,
        normalize_path: bool,
    ) -> Self {
        // All of it, unless much has to be encoded; then the text moves once or twice.
        let headers_len: usize = headers.0.iter().map(|header| 2 * header.name.len() + header.value.len() + 3).sum();
        let len = request.method.len() + 3 * (request.path.len() + query.len()) + headers_len + 80;
        let mut text = Zeroizing::new(String::with_capacity(len));
        text.push_str(request.method);
        text.push('\n');
        push_path(&mut text, request.path, normalize_path);
        text.push('\n');
        push_query(&mut text, query);
        text.push('\n');
        headers.push_lines(&mut text);
        text.push('\n');
        let start = text.len();
        headers.push_names(&mut text);
        let signed_headers = start..text.len();
        text.push('\n');
        text.push_str(payload_hash);
        Self { text, signed_headers }
    }

    pub(super) fn hash(&self) -> Hex {
        hex(&Sha256::digest(self.text.as_bytes()))
    }

    /// `host;x-amz-date`
    pub(super) fn signed_headers(&self) -> &str {
        self.text.get(self.signed_headers.clone()).unwrap_or_default()
    }
}

/// The headers that are signed.
pub(super) struct Headers<'a>(Vec<Header<'a>>);

struct Header<'a> {
    /// In lower case.
    name: Cow<'a, str>,
    value: &'a str,
}

impl<'a> Headers<'a> {
    /// All but those that are not signed and those that signing sets.
    pub(super) fn signable(headers: &'a [(&'a str, &'a str)], sets_payload_hash: bool) -> Self {
        let mut signable = Self(Vec::with_capacity(headers.len() + 3));
        for (name, value) in headers {
            let name = lower_case(name);
            let set_here = matches!(&*name, "x-amz-date" | "x-amz-security-token")
                || (sets_payload_hash && name == "x-amz-content-sha256");
            if !set_here && !UNSIGNED_HEADERS.contains(&&*name) {
                signable.0.push(Header { name, value });
            }
        }
        signable
    }

    /// Those of a list such as `host;x-amz-date`, sorted.
    pub(super) fn listed(headers: &'a [(&'a str, &'a str)], list: &str) -> Self {
        let all = headers.iter().map(|(name, value)| Header { name: lower_case(name), value });
        let mut listed = Self(all.filter(|header| list.split(';').any(|name| name == header.name)).collect());
        listed.sort();
        listed
    }

    /// `name` is in lower case.
    pub(super) fn add(&mut self, name: &'a str, value: &'a str) {
        self.0.push(Header { name: Cow::Borrowed(name), value });
    }

    /// By name; headers of one name stay in the order in which they are sent.
    pub(super) fn sort(&mut self) {
        self.0.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// `my-header1:value2,value1`, a line each.
    fn push_lines(&self, out: &mut String) {
        for group in self.groups() {
            for (place, header) in group.iter().enumerate() {
                out.push_str(if place == 0 { &header.name } else { "" });
                out.push(if place == 0 { ':' } else { ',' });
                push_value(out, header.value);
            }
            out.push('\n');
        }
    }

    /// `host;x-amz-date`
    pub(super) fn names(&self) -> String {
        let mut names = String::new();
        self.push_names(&mut names);
        names
    }

    fn push_names(&self, out: &mut String) {
        for (place, name) in self.groups().filter_map(|group| group.first()).enumerate() {
            if place > 0 {
                out.push(';');
            }
            out.push_str(&name.name);
        }
    }

    fn groups(&self) -> impl Iterator<Item = &[Header<'a>]> {
        self.0.chunk_by(|a, b| a.name == b.name)
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Blanks around the value go, runs of them inside become one space.
fn push_value(out: &mut String, value: &str) {
    // No early exit: tokens are long and have no blanks, and this compiles to vector instructions.
    let blanks = value.bytes().fold(0, |any, byte| any | u8::from(byte == b' ') | u8::from(byte == b'\t'));
    if blanks == 0 {
        out.push_str(value);
        return;
    }
    for (place, word) in value.split([' ', '\t']).filter(|word| !word.is_empty()).enumerate() {
        if place > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// Every segment is encoded once more, its `%` included.
fn push_path(out: &mut String, path: &str, normalize: bool) {
    if matches!(path, "" | "/") {
        out.push('/');
    } else if normalize {
        out.extend(utf8_percent_encode(&normalized(path), PATH));
    } else {
        out.extend(utf8_percent_encode(path, PATH));
    }
}

/// `//example/./a/..//` becomes `/example/`.
fn normalized(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let mut normalized = String::with_capacity(path.len());
    for segment in &segments {
        normalized.push('/');
        normalized.push_str(segment);
    }
    if segments.is_empty() || path.ends_with('/') {
        normalized.push('/');
    }
    normalized
}

/// Pairs encoded anew and sorted by encoded name, then by encoded value.
fn push_query(out: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (encoded(name), encoded(value))
        })
        .collect();
    pairs.sort_by(|(a, x), (b, y)| (a.as_str(), x.as_str()).cmp(&(b.as_str(), y.as_str())));
    for (place, (name, value)) in pairs.iter().enumerate() {
        if place > 0 {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
}

/// One spelling for what may have been sent raw, or encoded with digits of either case.
fn encoded(raw: &str) -> Zeroizing<String> {
    let spaced = Zeroizing::new(raw.replace('+', " "));
    let decoded = Zeroizing::new(percent_decode_str(&spaced).collect::<Vec<u8>>());
    let mut encoded = Zeroizing::new(String::with_capacity(3 * decoded.len()));
    encoded.extend(percent_encode(&decoded, RESERVED));
    encoded
}
