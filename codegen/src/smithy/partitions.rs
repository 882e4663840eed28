//! `partitions.json`: partitions, their suffixes and regions, in a layout of ours.

use serde_json::Value;

use super::json;
use crate::{
    Source,
    diagnostics::{Diagnostics, Place},
};

/// All partitions; the first is the default.
#[derive(Clone, Debug, Default)]
pub struct Partitions {
    /// In the order of the file.
    pub list: Vec<Partition>,
}

/// One partition.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the `aws.partition` function's result")]
pub struct Partition {
    pub name: String,
    pub dns_suffix: String,
    pub dual_stack_dns_suffix: String,
    pub implicit_global_region: String,
    pub supports_fips: bool,
    pub supports_dual_stack: bool,
    /// The listed regions.
    pub regions: Vec<String>,
    /// What the region regex allows before `-word-digits`: `us`, `us-gov`.
    pub prefixes: Vec<String>,
}

impl Partitions {
    /// The partition of a region: listed, else matching, else the default. `None` without partitions.
    #[must_use]
    pub fn index_of(&self, region: &str) -> Option<usize> {
        let listed = self.list.iter().position(|partition| partition.regions.iter().any(|name| name == region));
        let matching = || self.list.iter().position(|partition| partition.matches(region));
        listed.or_else(matching).or((!self.list.is_empty()).then_some(0))
    }
}

impl Partition {
    // `^(us|eu)\-\w+\-\d+$`
    fn matches(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, digits)| {
                !word.is_empty()
                    && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    && !digits.is_empty()
                    && digits.chars().all(|c| c.is_ascii_digit())
            })
        })
    }
}

/// Reads the file.
pub fn load(source: &Source, diagnostics: &mut Diagnostics) -> Partitions {
    let place = Place::of_file(&source.name);
    let Some(value) = json::parse(source, diagnostics) else { return Partitions::default() };
    let Some(list) = value.get("partitions").and_then(Value::as_array).filter(|list| !list.is_empty()) else {
        diagnostics.error("E017", &place.at("partitions"), "there are no partitions", "see model/README.md");
        return Partitions::default();
    };
    let place = place.at("partitions");
    let read = |(index, value)| partition(value, &place.index(index), diagnostics);
    Partitions { list: list.iter().enumerate().filter_map(read).collect() }
}

fn partition(value: &Value, place: &Place, diagnostics: &mut Diagnostics) -> Option<Partition> {
    let mut missing = Vec::new();
    let mut text = |key: &str| {
        let found = value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        if found.is_none() {
            missing.push(key.to_owned());
        }
        found.unwrap_or_default().to_owned()
    };
    let (name, dns_suffix, dual_stack_dns_suffix) = (text("name"), text("dnsSuffix"), text("dualStackDnsSuffix"));
    let (implicit_global_region, regex) = (text("implicitGlobalRegion"), text("regionRegex"));
    for key in missing {
        diagnostics.error("E017", &place.at(&key), format!("`{key}` is not a string"), "see model/README.md");
    }
    let flag = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or(false);
    let regions = value.get("regions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(prefixes) = prefixes(&regex) else {
        if regex.is_empty() {
            return None;
        }
        diagnostics.error(
            "E017",
            &place.at("regionRegex"),
            format!("`{regex}` is not of the form that is compiled"),
            r"write `^prefix\-\w+\-\d+$`, alternatives of the prefix in parentheses",
        );
        return None;
    };
    Some(Partition {
        name,
        dns_suffix,
        dual_stack_dns_suffix,
        implicit_global_region,
        supports_fips: flag("supportsFIPS"),
        supports_dual_stack: flag("supportsDualStack"),
        regions: regions.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        prefixes,
    })
}

// `^(us|eu)\-\w+\-\d+$` is us, eu; `^us\-gov\-\w+\-\d+$` is us-gov; `^eusc\-(de)\-\w+\-\d+$` is eusc-de.
fn prefixes(regex: &str) -> Option<Vec<String>> {
    let body = regex.strip_prefix('^')?.strip_suffix(r"\-\w+\-\d+$")?;
    let plain = |text: &str| text.replace(r"\-", "-");
    let valid = |text: &String| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let expanded: Vec<String> = match (body.split_once('('), body.rsplit_once(')')) {
        (Some((before, _)), Some((_, after))) => {
            let inner = body.strip_prefix(before)?.strip_prefix('(')?.strip_suffix(after)?.strip_suffix(')')?;
            inner.split('|').map(|choice| plain(&format!("{before}{choice}{after}"))).collect()
        }
        (None, None) => vec![plain(body)],
        _ => return None,
    };
    expanded.iter().all(valid).then_some(expanded)
}
