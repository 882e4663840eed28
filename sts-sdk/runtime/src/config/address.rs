//! What may be a label of a host name, and what the address of an endpoint. Knows nothing of DNS.

use std::{fmt, net::Ipv6Addr};

/// A URL as code wrote it, perhaps with a password in it. `Debug` shows it only if it may be an endpoint's.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct UrlText(String);

impl UrlText {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for UrlText {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Debug for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match check_url(&self.0) {
            Ok(()) => self.0.fmt(f),
            Err(why) => write!(f, "[not shown: {why}]"),
        }
    }
}

/// Letters, digits and hyphens, at most 63, no hyphen at either end.
pub(crate) fn is_host_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The reason never repeats the URL: it may hold a password.
pub(crate) fn check_url(url: &str) -> Result<(), &'static str> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err("the URL has no scheme; write `https://host` or `http://host`");
    };
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err("the URL's scheme is neither http nor https");
    }
    if rest.contains('#') {
        return Err("the URL has a fragment, from `#` on; remove it");
    }
    let uri: ::http::Uri = url.parse().map_err(|_| "this is not a URL; write `https://host[:port][/path]`")?;
    let Some(authority) = uri.authority() else { return Err("the URL has no host; write `https://host`") };
    if authority.as_str().contains('@') {
        return Err("the URL holds a user name or password; remove it");
    }
    if uri.query().is_some() {
        return Err("the URL has a query; remove it");
    }
    if !is_host(authority.host()) {
        return Err("the URL's host is not a host name or address");
    }
    let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    if !(port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse().is_ok_and(|port: u16| port > 0))) {
        return Err("the URL's port is not a number from 1 to 65535");
    }
    // Transports fold `%2e` away, and then what is sent is not what was signed.
    if uri.path().to_ascii_lowercase().contains("%2e") {
        return Err("the URL's path holds an encoded dot; write it as it is");
    }
    if !is_path(uri.path()) {
        return Err("the URL's path holds a character that must be percent-encoded, or a broken escape");
    }
    Ok(())
}

// `sts.example.com`, `minio_1`, `10.0.0.1`, `[::1]`
pub(crate) fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        }
    }
}

// What RFC 3986 allows. Transports escape the rest by themselves, and then what is sent is not what was
// signed.
fn is_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                [bytes.next(), bytes.next()].iter().flatten().filter(|digit| digit.is_ascii_hexdigit()).count() == 2
            }
            _ => byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    true
}
