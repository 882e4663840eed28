//! The functions of texts, written for the evaluator alone.

use std::{collections::BTreeMap, net::IpAddr};

use super::Evaluated;
use crate::smithy::{partitions::Partitions, rules::Function};

/// `aws.partition`
pub(super) fn partition(partitions: &Partitions, region: &str) -> Evaluated {
    let Some(partition) = partitions.index_of(region).and_then(|index| partitions.list.get(index)) else {
        return Evaluated::Unset;
    };
    let text = |text: &String| Evaluated::Text(text.clone());
    Evaluated::Record(BTreeMap::from([
        ("name", text(&partition.name)),
        ("dnsSuffix", text(&partition.dns_suffix)),
        ("dualStackDnsSuffix", text(&partition.dual_stack_dns_suffix)),
        ("implicitGlobalRegion", text(&partition.implicit_global_region)),
        ("supportsFIPS", Evaluated::Boolean(partition.supports_fips)),
        ("supportsDualStack", Evaluated::Boolean(partition.supports_dual_stack)),
    ]))
}

/// Every other function that takes texts.
pub(super) fn call(function: Function, values: &[Evaluated]) -> Evaluated {
    use Evaluated::{Boolean, Integer, Text};
    match (function, values) {
        (Function::ParseUrl, [Text(url)]) => parse_url(url).unwrap_or(Evaluated::Unset),
        (Function::ParseArn, [Text(arn)]) => parse_arn(arn).unwrap_or(Evaluated::Unset),
        (Function::UriEncode, [Text(text)]) => Text(text.bytes().map(encoded).collect()),
        (Function::IsValidHostLabel, [Text(text), Boolean(dots)]) => Boolean(labels(text, *dots)),
        (Function::IsVirtualHostableS3Bucket, [Text(text), Boolean(dots)]) => {
            let sized = text.len() >= 3 && text.len() <= 63;
            let lower = *text == text.to_ascii_lowercase();
            Boolean(sized && lower && labels(text, *dots) && text.parse::<IpAddr>().is_err())
        }
        (Function::Split, [Text(text), Text(delimiter), Integer(limit)]) if !delimiter.is_empty() => {
            let pieces: Vec<&str> = text.split(delimiter.as_str()).collect();
            let keep = usize::try_from(*limit).ok().filter(|limit| *limit > 0).unwrap_or(pieces.len());
            let (first, rest) = pieces.split_at(keep.min(pieces.len()).saturating_sub(1));
            let last = rest.join(delimiter);
            Evaluated::List(first.iter().map(|piece| Text((*piece).to_owned())).chain([Text(last)]).collect())
        }
        (Function::Substring, [Text(text), Integer(start), Integer(stop), Boolean(reverse)]) if text.is_ascii() => {
            let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
            if start >= stop || *stop > length {
                return Evaluated::Unset;
            }
            let (from, to) = if *reverse { (length - stop, length - start) } else { (*start, *stop) };
            let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
            let found = range.and_then(|(from, to)| text.get(from..to));
            found.map_or(Evaluated::Unset, |found| Text(found.to_owned()))
        }
        _ => Evaluated::Unset,
    }
}

fn labels(text: &str, dots: bool) -> bool {
    let label = |label: &str| {
        let inner = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let ends = label.starts_with('-') || label.ends_with('-');
        inner && !ends && !label.is_empty() && label.len() < 64
    };
    if dots { text.split('.').all(label) } else { label(text) }
}

fn encoded(byte: u8) -> String {
    match byte {
        b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    }
}

fn parse_arn(arn: &str) -> Option<Evaluated> {
    let text = |text: &str| Evaluated::Text(text.to_owned());
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = *parts.as_slice() else { return None };
    if partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    Some(Evaluated::Record(BTreeMap::from([
        ("partition", text(partition)),
        ("service", text(service)),
        ("region", text(region)),
        ("accountId", text(account)),
        ("resourceId", Evaluated::List(resource.split(&[':', '/'][..]).map(text).collect())),
    ])))
}

fn parse_url(url: &str) -> Option<Evaluated> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].contains(&scheme) || rest.chars().any(|c| c == '?' || c == '#' || c.is_whitespace()) {
        return None;
    }
    let (authority, path) = match rest.split_once('/') {
        Some((authority, path)) => (authority, format!("/{path}")),
        None => (rest, "/".to_owned()),
    };
    let authority = authority.split('@').next_back()?;
    let port = authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    let host = port.map_or(authority, |(host, _)| host);
    let inner = host.strip_prefix('[').map(|host| host.strip_suffix(']').unwrap_or_default());
    let is_ip = inner.unwrap_or(host).parse::<IpAddr>().is_ok_and(|address| address.is_ipv6() == inner.is_some());
    let fits = !host.is_empty() && !host.contains(':') && inner.is_none() || inner.is_some() && is_ip;
    if !fits || port.is_some_and(|(_, port)| port.parse::<u16>().is_err()) {
        return None;
    }
    let normalized = format!("{}/", path.strip_suffix('/').unwrap_or(&path));
    let text = |text: &str| Evaluated::Text(text.to_owned());
    Some(Evaluated::Record(BTreeMap::from([
        ("scheme", text(scheme)),
        ("authority", text(authority)),
        ("path", text(&path)),
        ("normalizedPath", text(&normalized)),
        ("isIp", Evaluated::Boolean(is_ip)),
    ])))
}
