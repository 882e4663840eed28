//! The functions that endpoint rules call, as Smithy's rules engine defines them.
//!
//! <https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html> and
//! <https://smithy.io/2.0/aws/rules-engine/library-functions.html>. Pure: text in, text out, borrowed where it
//! can be. Which rule calls which is generated code's to know.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::is_host_label;

/// A URL's parts; see [`parse_url`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host, and port where one is written; without user name and password.
    pub authority: &'a str,
    /// As written, at least `/`.
    pub path: &'a str,
    path_end: &'static str,
    /// Whether the host is an IPv4 or IPv6 address.
    pub is_ip: bool,
}

impl Url<'_> {
    /// The path with a slash at its end.
    #[must_use]
    pub fn normalized_path(&self) -> String {
        [self.path, self.path_end].concat()
    }
}

/// `parseURL`: the parts of an http or https URL. `None` where it is none, or has a query or fragment.
#[must_use]
pub fn parse_url(url: &str) -> Option<Url<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
        return None;
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path = if path.is_empty() { "/" } else { path };
    let host = match authority.strip_prefix('[') {
        // `[fe80::1]:8443`
        Some(rest) => rest.split_once(']').map(|(address, port)| (address, port.strip_prefix(':'), port.is_empty())),
        None => Some(match authority.split_once(':') {
            Some((host, port)) => (host, Some(port), false),
            None => (authority, None, true),
        }),
    };
    let (host, port, no_port) = host?;
    if host.is_empty() || !(no_port || port.is_some_and(|port| port.parse::<u16>().is_ok())) {
        return None;
    }
    let bracketed = authority.starts_with('[');
    let is_ip = if bracketed { host.parse::<Ipv6Addr>().is_ok() } else { host.parse::<Ipv4Addr>().is_ok() };
    let path_end = if path.ends_with('/') { "" } else { "/" };
    (is_ip || !bracketed).then_some(Url { scheme, authority, path, path_end, is_ip })
}

/// An ARN's parts; see [`parse_arn`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arn<'a> {
    /// `aws`.
    pub partition: &'a str,
    /// `sns`.
    pub service: &'a str,
    /// Empty where the resource is in no region.
    pub region: &'a str,
    /// Empty where the resource is in no account.
    pub account_id: &'a str,
    /// The rest, split at colons and slashes.
    pub resource_id: Vec<&'a str>,
}

/// `aws.parseArn`: the parts of `arn:partition:service:region:account:resource`, where region and account may be
/// empty.
#[must_use]
pub fn parse_arn(arn: &str) -> Option<Arn<'_>> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let (Some("arn"), Some(partition), Some(service), Some(region), Some(account_id), Some(resource)) =
        (next(), next(), next(), next(), next(), next())
    else {
        return None;
    };
    if [partition, service, resource].iter().any(|part| part.is_empty()) {
        return None;
    }
    Some(Arn { partition, service, region, account_id, resource_id: resource.split([':', '/']).collect() })
}

/// `substring`: the characters from `start` to before `stop`, counted from the end where `reverse` is set. `None`
/// where the text is too short, or not ASCII.
#[must_use]
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || !text.is_ascii() {
        return None;
    }
    let length = text.len();
    if reverse { text.get(length.checked_sub(stop)?..length - start) } else { text.get(start..stop) }
}

/// `split`: the pieces between delimiters; all of them where `limit` is 0, else at most `limit`, the last one
/// being the rest.
#[must_use]
pub fn split<'a>(text: &'a str, delimiter: &str, limit: usize) -> Vec<&'a str> {
    match (delimiter, limit) {
        ("", _) => vec![text],
        (_, 0) => text.split(delimiter).collect(),
        _ => text.splitn(limit, delimiter).collect(),
    }
}

/// The element at an index; a negative one counts from the end, `-1` being the last.
#[must_use]
pub fn element<T: AsRef<str>>(list: &[T], index: isize) -> Option<&str> {
    let from_start = if index < 0 { list.len().checked_sub(index.unsigned_abs()) } else { usize::try_from(index).ok() };
    list.get(from_start?).map(AsRef::as_ref)
}

/// `uriEncode`: percent-encodes all but the unreserved characters of RFC 3986.
#[must_use]
pub fn uri_encode(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `isValidHostLabel`: whether the text is a label of a host name (RFC 1123), or labels joined by dots where
/// `allow_dots` is set.
#[must_use]
pub fn is_valid_host_label(text: &str, allow_dots: bool) -> bool {
    if allow_dots { text.split('.').all(is_host_label) } else { is_host_label(text) }
}

/// `aws.isVirtualHostableS3Bucket`: whether the text is a bucket name that can stand in a host name, with dots in
/// it where `allow_dots` is set.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[must_use]
pub fn is_virtual_hostable_s3_bucket(text: &str, allow_dots: bool) -> bool {
    (3..=63).contains(&text.len())
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && is_valid_host_label(text, allow_dots)
        && text.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests;
