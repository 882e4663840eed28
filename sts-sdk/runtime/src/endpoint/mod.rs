//! Where requests go: endpoints, and the partitions that generated endpoint rules ask about.

use std::fmt;

use crate::config::UrlText;

pub mod functions;
mod partitions;

pub use partitions::PARTITIONS;

/// A resolved endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    url: UrlText,
    signing_name: Option<String>,
    signing_region: Option<String>,
    headers: Vec<(String, String)>,
    raw_path: bool,
}

impl Endpoint {
    /// At this URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into().into(), signing_name: None, signing_region: None, headers: Vec::new(), raw_path: false }
    }

    /// Signed with this service name instead of the model's.
    #[must_use]
    pub fn signing_name(mut self, name: impl Into<String>) -> Self {
        self.signing_name = Some(name.into());
        self
    }

    /// Signed for this region instead of the client's.
    #[must_use]
    pub fn signing_region(mut self, region: impl Into<String>) -> Self {
        self.signing_region = Some(region.into());
        self
    }

    /// With this header in every request; it is signed. A name can have several values.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Signed with the path as it is: its dots are kept, and it is not encoded once more.
    #[must_use]
    pub fn sign_path_as_it_is(mut self) -> Self {
        self.raw_path = true;
        self
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The service name to sign with, where the rules name one.
    #[must_use]
    pub fn name_to_sign(&self) -> Option<&str> {
        self.signing_name.as_deref()
    }

    /// The region to sign for, where the rules name one.
    #[must_use]
    pub fn region_to_sign(&self) -> Option<&str> {
        self.signing_region.as_deref()
    }

    /// Headers of every request, names and values.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the path is signed as it is.
    #[must_use]
    pub fn signs_path_as_it_is(&self) -> bool {
        self.raw_path
    }
}

/// What an [endpoint resolver](crate::ConfigBuilder::endpoint_resolver) is asked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EndpointQuery<'q> {
    /// The service's id, `STS`.
    pub service_id: &'static str,
    /// The first label of its hosts, `sts`.
    pub endpoint_prefix: &'static str,
    /// The region, where one is set.
    pub region: Option<&'q str>,
    /// Whether FIPS endpoints are wanted.
    pub use_fips: bool,
    /// Whether dual-stack endpoints are wanted.
    pub use_dual_stack: bool,
}

/// The endpoint rules have nothing for these settings; the text is the service's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError(String);

impl EndpointError {
    /// With this text.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A parameter that the rules cannot do without has no value.
    #[must_use]
    pub fn unset(parameter: &str) -> Self {
        Self(format!("the endpoint depends on `{parameter}`, which is not set"))
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EndpointError {}

/// A partition: regions that share accounts and a DNS suffix.
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// `aws`, `aws-cn`, ..
    pub name: &'static str,
    /// `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// `api.aws`.
    pub dual_stack_dns_suffix: &'static str,
    /// The region that global services sign for.
    pub implicit_global_region: &'static str,
    /// Whether it has FIPS endpoints.
    pub supports_fips: bool,
    /// Whether it has dual-stack endpoints.
    pub supports_dual_stack: bool,
    /// Its known regions.
    pub regions: &'static [&'static str],
    /// What its regions' names start with, before `-word-digits`.
    prefixes: &'static [&'static str],
}

impl Partition {
    // `us-east-3` where `us` is a prefix: the region regex of the partition, `^us\-\w+\-\d+$`.
    pub(crate) fn matches(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, digits)| {
                !word.is_empty()
                    && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    && !digits.is_empty()
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }
}

/// The partition of a region: the one that lists it, else the first whose pattern it matches, else
/// `aws`.
#[must_use]
pub fn partition(region: &str) -> &'static Partition {
    let [default, ..] = &PARTITIONS;
    let listed = PARTITIONS.iter().find(|partition| partition.regions.contains(&region));
    listed.or_else(|| PARTITIONS.iter().find(|partition| partition.matches(region))).unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::partition;

    #[test]
    fn regions_belong_to_partitions() {
        let cases = [
            ("us-east-1", "aws"),
            ("aws-global", "aws"),
            ("us-east-3", "aws"),
            ("mx-north-12", "aws"),
            ("cn-north-1", "aws-cn"),
            ("cn-east-9", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-gov-north-2", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-west-7", "aws-iso-b"),
            ("eusc-de-east-9", "aws-eusc"),
            ("eusc-fr-east-1", "aws"),
            ("us-gov-west-1x", "aws"),
            ("somewhere", "aws"),
            ("", "aws"),
        ];
        for (region, expected) in cases {
            assert_eq!(partition(region).name, expected, "{region}");
        }
    }
}
