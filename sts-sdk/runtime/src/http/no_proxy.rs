//! Hosts that are reached without a proxy. Knows nothing of proxies.

use std::{borrow::Cow, net::IpAddr};

use ipnet::IpNet;

/// The rules of one list, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NoProxy {
    rules: Vec<Rule>,
    origin: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// As it was written.
    text: String,
    hosts: Hosts,
    /// `None` is every port.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    /// A name and all below it, in lower case.
    Name(String),
    Addresses(IpNet),
    /// Looks like a range and is none.
    Nothing,
}

impl NoProxy {
    pub(super) fn parse(list: &str, origin: Cow<'static, str>) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        Self { rules: entries.map(Rule::parse).collect(), origin }
    }

    /// Why a host is reached without a proxy: a rule, or what it is.
    pub(super) fn matching(&self, host: &str, port: u16) -> Option<String> {
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        if is_here(&host, address) {
            return Some(format!("{host} is never behind a proxy"));
        }
        let rule = self.rules.iter().find(|rule| rule.matches(&host, address, port))?;
        Some(format!("{} has `{}`", self.origin, rule.text))
    }

    pub(super) fn notes(&self) -> impl Iterator<Item = String> + '_ {
        let nothing = self.rules.iter().filter(|rule| rule.hosts == Hosts::Nothing);
        nothing.map(|rule| format!("{}: `{}` is no range of addresses, and matches nothing", self.origin, rule.text))
    }
}

// The machine itself, and metadata services, which only answer the machine itself.
fn is_here(host: &str, address: Option<IpAddr>) -> bool {
    const METADATA: [&str; 5] = ["169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"];
    match address {
        Some(address) => address.is_loopback() || METADATA.iter().any(|known| known.parse() == Ok(address)),
        None => host == "localhost" || host.ends_with(".localhost"),
    }
}

impl Rule {
    // `*`, `example.com`, `.example.com:8080`, `*.example.com`, `10.0.0.1`, `10.0.0.0/8`, `::1`, `[::1]:80`
    fn parse(text: &str) -> Self {
        let whole: Option<IpAddr> = text.parse().ok();
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if whole.is_none() && (host.ends_with(']') || !host.contains(':')) => {
                match port.parse() {
                    Ok(port) => (host, Some(port)),
                    Err(_) => (text, None),
                }
            }
            _ => (text, None),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let hosts = if host == "*" {
            Hosts::All
        } else if let Ok(address) = host.parse::<IpAddr>() {
            Hosts::Addresses(address.into())
        } else if host.contains('/') {
            host.parse().map_or(Hosts::Nothing, Hosts::Addresses)
        } else {
            let name = host.strip_prefix('*').unwrap_or(host);
            Hosts::Name(name.trim_matches('.').to_ascii_lowercase())
        };
        Self { text: text.to_owned(), hosts, port }
    }

    fn matches(&self, host: &str, address: Option<IpAddr>, port: u16) -> bool {
        let host_fits = match &self.hosts {
            Hosts::All => true,
            Hosts::Nothing => false,
            Hosts::Addresses(range) => address.is_some_and(|address| range.contains(&address)),
            Hosts::Name(name) => {
                let above = host.strip_suffix(name.as_str());
                address.is_none()
                    && !name.is_empty()
                    && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
        };
        host_fits && self.port.is_none_or(|own| own == port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_name_hosts_ranges_and_ports() {
        let cases: &[(&str, &str, u16, bool)] = &[
            ("", "a.com", 443, false),
            (", ,", "a.com", 443, false),
            ("*", "a.com", 443, true),
            ("*:80", "a.com", 443, false),
            ("a.com", "a.com", 443, true),
            ("A.Com.", "a.com", 443, true),
            ("a.com", "A.COM.", 443, true),
            ("a.com", "b.a.com", 443, true),
            ("a.com", "ba.com", 443, false),
            (".a.com", "b.a.com", 443, true),
            (".a.com", "a.com", 443, true),
            ("*.a.com", "b.a.com", 443, true),
            ("*.a.com", "ba.com", 443, false),
            ("b.a.com", "a.com", 443, false),
            (".", "a.com", 443, false),
            ("x, a.com", "a.com", 443, true),
            ("x a.com", "a.com", 443, true),
            ("a.com:443", "a.com", 443, true),
            ("a.com:443", "a.com", 8443, false),
            ("a.com:", "a.com", 443, false),
            ("10.1.2.3", "10.1.2.3", 443, true),
            ("10.1.2.3:80", "10.1.2.3", 80, true),
            ("10.1.2.3:80", "10.1.2.3", 443, false),
            ("10.0.0.0/8", "10.1.2.3", 443, true),
            ("10.0.0.0/8", "11.1.2.3", 443, false),
            ("10.0.0.0/8", "10.com", 443, false),
            ("10.0.0.0/99", "10.1.2.3", 443, false),
            ("1.2.3", "10.1.2.3", 443, false),
            ("2.3", "10.1.2.3", 443, false),
            ("fd00::/8", "[fd00::1]", 443, true),
            ("fd00::1", "[fd00::1]", 443, true),
            ("[fd00::1]", "[fd00::1]", 443, true),
            ("[fd00::1]:80", "[fd00::1]", 443, false),
            ("[fd00::1]:443", "[fd00::1]", 443, true),
            ("", "localhost", 80, true),
            ("", "x.localhost", 80, true),
            ("", "127.1.2.3", 80, true),
            ("", "[::1]", 80, true),
            ("", "169.254.169.254", 80, true),
            ("", "169.254.170.2", 80, true),
            ("", "169.254.170.23", 80, true),
            ("", "[fd00:ec2::254]", 80, true),
            ("", "[fd00:ec2:0::23]", 80, true),
            ("", "169.254.1.1", 80, false),
        ];
        for (list, host, port, direct) in cases {
            let rules = NoProxy::parse(list, Cow::Borrowed("NO_PROXY"));
            assert_eq!(rules.matching(host, *port).is_some(), *direct, "`{list}`, {host}:{port}");
        }
        let notes: Vec<_> = NoProxy::parse("a, 10.0.0.0/99", Cow::Borrowed("NO_PROXY")).notes().collect();
        assert_eq!(notes, ["NO_PROXY: `10.0.0.0/99` is no range of addresses, and matches nothing"]);
    }
}
