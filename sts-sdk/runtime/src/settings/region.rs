//! What may be a region: the known ones, those that a partition's pattern foresees, and the names of old
//! that ask for FIPS as well.

use super::near::nearest;
use crate::{
    config::is_host_label,
    endpoint::{PARTITIONS, Partition},
};

/// A region that was known when this was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Region {
    /// `eu-west-1`
    pub name: &'static str,
    /// Its partition, `aws`.
    pub partition: &'static str,
}

/// The known regions, by partition. A region newer than this list works too, if its name has the form of the
/// regions of a partition.
///
/// ```
/// let mut regions = aws_query_runtime::regions();
/// assert!(regions.any(|region| region.name == "cn-north-1" && region.partition == "aws-cn"));
/// ```
pub fn regions() -> impl Iterator<Item = Region> {
    let all = PARTITIONS
        .iter()
        .flat_map(|partition| partition.regions.iter().map(|name| Region { name, partition: partition.name }));
    // `aws-global` and the like are no regions: they name an endpoint that no region has.
    all.filter(|region| !region.name.ends_with("-global"))
}

/// The region whose endpoint is the global one.
pub(crate) const GLOBAL: &str = "aws-global";

/// A region as it was written, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    /// It was `fips-us-east-1` or `us-east-1-fips`.
    pub(crate) fips: bool,
}

/// A region becomes a label of a host name, and must not become more.
pub(crate) fn parse(text: &str) -> Result<Named, String> {
    if !is_host_label(text) || text.bytes().all(|byte| byte.is_ascii_digit()) {
        let help = match suggestion(text) {
            Some(region) => format!("did you mean `{region}`?"),
            None => "regions look like `eu-west-1`".to_owned(),
        };
        return Err(format!("`{}` cannot be a region; {help}", shown(text)));
    }
    match text.strip_prefix("fips-").or_else(|| text.strip_suffix("-fips")) {
        Some(name) if is_host_label(name) => Ok(Named { name: name.to_owned(), fips: true }),
        _ => Ok(Named { name: text.to_owned(), fips: false }),
    }
}

/// A region to sign for becomes a part of the signature's scope.
pub(crate) fn check_to_sign(text: &str) -> Result<(), String> {
    match parse(text)? {
        Named { fips: true, name } => Err(format!("`{}` is not signed for; write `{name}`", shown(text))),
        Named { fips: false, .. } => Ok(()),
    }
}

/// Whether there is, or may be, such a region.
pub(crate) fn check_known(name: &str) -> Result<(), String> {
    match known(name) {
        Known::Unknown => Err(unknown(name)),
        Known::Listed | Known::Foreseen(_) => Ok(()),
    }
}

/// Whether it only stands for endpoints that no region has, so that no host has its name: `aws-global`.
pub(crate) fn is_pseudo(name: &str) -> bool {
    name.ends_with("-global") && known(name) == Known::Listed
}

/// How a region is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Listed,
    /// By the form of its name only.
    Foreseen(&'static Partition),
    Unknown,
}

pub(crate) fn known(name: &str) -> Known {
    if PARTITIONS.iter().any(|partition| partition.regions.contains(&name)) {
        return Known::Listed;
    }
    match PARTITIONS.iter().find(|partition| partition.matches(name)) {
        Some(partition) => Known::Foreseen(partition),
        None => Known::Unknown,
    }
}

/// What is said of a region that only the form of its name makes one. `us-esat-1` passes: there may be a region of that
/// name tomorrow. But no region has the word `esat`, and one is near.
pub(crate) fn foreseen(name: &str, partition: &Partition) -> String {
    let word = |name: &str| name.rsplit('-').nth(1).map(str::to_owned);
    let doubt = match suggestion(name) {
        Some(near) if !regions().any(|region| word(region.name) == word(name)) => format!("; did you mean `{near}`?"),
        _ => String::new(),
    };
    format!("region `{name}` is not in the list of regions; by its name it belongs to `{}`{doubt}", partition.name)
}

/// What is said of a region that is not known.
pub(crate) fn unknown(name: &str) -> String {
    let help = match suggestion(name) {
        Some(region) => format!("did you mean `{region}`?"),
        None => "regions look like `eu-west-1`, and regions() lists them.".to_owned(),
    };
    format!("`{name}` is not a region; {help} A custom endpoint takes any name")
}

// `us-east-1a` is a zone of `us-east-1`.
fn suggestion(name: &str) -> Option<&'static str> {
    let lower = name.trim().to_ascii_lowercase();
    let zone = lower.strip_suffix(|last: char| last.is_ascii_lowercase());
    let exact = regions().find(|region| Some(region.name) == zone || region.name == lower);
    exact.map(|region| region.name).or_else(|| nearest(&lower, regions().map(|region| region.name)))
}

fn shown(text: &str) -> String {
    super::shown(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let named = |name: &str, fips| Ok(Named { name: name.to_owned(), fips });
        let cases = [
            ("us-east-1", named("us-east-1", false)),
            ("fips-us-east-1", named("us-east-1", true)),
            ("us-gov-west-1-fips", named("us-gov-west-1", true)),
            ("fips-", Err("`fips-` cannot be a region; regions look like `eu-west-1`".to_owned())),
            ("a.b/c", Err("`a.b/c` cannot be a region; regions look like `eu-west-1`".to_owned())),
            ("us east 1", Err("`us east 1` cannot be a region; did you mean `us-east-1`?".to_owned())),
            ("eu-west-1 ", Err("`eu-west-1 ` cannot be a region; did you mean `eu-west-1`?".to_owned())),
            ("eu_west_1", Err("`eu_west_1` cannot be a region; did you mean `eu-west-1`?".to_owned())),
            ("12", Err("`12` cannot be a region; regions look like `eu-west-1`".to_owned())),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn regions_are_known_or_foreseen_or_near_one() {
        let cases = [
            ("us-east-1", Some("aws"), ""),
            ("aws-global", Some("aws"), ""),
            ("cn-north-1", Some("aws-cn"), ""),
            ("us-east-9", Some("aws"), ""),
            ("eusc-de-east-7", Some("aws-eusc"), ""),
            ("us-moon-1", Some("aws"), ""),
            ("us-esat-1", Some("aws"), ""),
            (
                "us-east1",
                None,
                "`us-east1` is not a region; did you mean `us-east-1`? A custom endpoint takes any name",
            ),
            ("us-east-1a", None, "did you mean `us-east-1`?"),
            ("ap-southeast-2c", None, "did you mean `ap-southeast-2`?"),
            ("US-EAST-1", None, "did you mean `us-east-1`?"),
            ("EU-North-1", None, "did you mean `eu-north-1`?"),
            ("frankfurt", None, "regions look like"),
        ];
        for (name, partition, message) in cases {
            let found = match known(name) {
                Known::Listed => Some(crate::endpoint::partition(name).name),
                Known::Foreseen(partition) => Some(partition.name),
                Known::Unknown => None,
            };
            assert_eq!(found, partition, "{name}");
            assert!(found.is_some() || unknown(name).contains(message), "{}", unknown(name));
        }
    }

    #[test]
    fn a_foreseen_region_that_is_near_a_known_one_is_doubted() {
        for (name, doubt) in
            [("us-esat-1", "did you mean `us-east-1`?"), ("us-east-9", "to `aws`"), ("us-moon-1", "to `aws`")]
        {
            let Known::Foreseen(partition) = known(name) else { panic!("{name} is not foreseen") };
            assert!(foreseen(name, partition).ends_with(doubt), "{}", foreseen(name, partition));
        }
    }

    #[test]
    fn the_list_holds_every_partition_and_no_pseudo_region() {
        assert_eq!(regions().count(), 34 + 2 + 1 + 2 + 2 + 1 + 2 + 2);
        assert!(regions().all(|region| !region.name.contains("global")));
        assert!(PARTITIONS.iter().all(|partition| regions().any(|region| region.partition == partition.name)));
    }
}
