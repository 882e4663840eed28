//! Endpoint rule sets: the same JSON, or the same endpoints over a grid of parameters.
//!
//! Rules can be written in many ways that mean the same, so what they mean is compared: every listed
//! region, one that only a region regex knows for each prefix, one that nothing knows and none at all,
//! with every setting of every boolean, with and without each of the other texts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ABSENT, Difference, PRESENT, traits};
use crate::{
    diagnostics::Diagnostics,
    smithy::{
        ast::Shape,
        partitions::Partitions,
        rules::{self, Kind, Resolution, RuleSet},
    },
};

/// The trait that this module compares.
pub(super) const RULE_SET: &str = "smithy.rules#endpointRuleSet";
/// How many differing points are shown.
const SHOWN: usize = 5;
/// How many combinations of parameters besides the region are tried; 10 booleans.
const COMBINATIONS: usize = 1024;

type Parameters = BTreeMap<String, Value>;

/// The differences between the rule sets of one shape.
pub(super) fn compare(ours: &Shape, theirs: &Shape, partitions: &Partitions) -> Vec<Difference> {
    let report = |fact: &str, texts: (String, String), breaking: bool| Difference {
        place: ours.id.clone(),
        fact: format!("{RULE_SET}{fact}"),
        ours: texts.0,
        theirs: texts.1,
        breaking,
    };
    let (old, new) = match (ours.traits.get(RULE_SET), theirs.traits.get(RULE_SET)) {
        (Some(old), Some(new)) => (facts(old), facts(new)),
        (None, None) => return Vec::new(),
        (old, new) => {
            let text = |value: Option<&Value>| value.map_or(ABSENT, |_| PRESENT).to_owned();
            return vec![report("", (text(old), text(new)), true)];
        }
    };
    if old == new {
        return Vec::new();
    }
    let parameters = traits::leaves("/parameters", old.get("parameters"), new.get("parameters"));
    let mut found: Vec<Difference> = parameters
        .into_iter()
        .map(|leaf| report(&leaf.path, (traits::text(leaf.ours), traits::text(leaf.theirs)), leaf.ours.is_some()))
        .collect();
    let (old, new) = match (parse(ours, &old), parse(theirs, &new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let text = |set: Result<RuleSet, String>| set.err().unwrap_or_else(|| "readable".to_owned());
            found.push(report("/rules", (text(old), text(new)), true));
            return found;
        }
    };
    let Some(points) = differing(&old, &new, partitions) else {
        let text = || "too many parameters to compare".to_owned();
        found.push(report("/rules", (text(), text()), true));
        return found;
    };
    for point in points.iter().take(SHOWN) {
        let texts = (describe(&point.ours), describe(&point.theirs));
        found.push(report(&format!(" at {}", point.parameters), texts, point.breaks()));
    }
    let rest = points.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let text = || "not shown".to_owned();
        found.push(report(
            &format!(" at {} more points", rest.len()),
            (text(), text()),
            rest.iter().any(Point::breaks),
        ));
    }
    found
}

fn parse(shape: &Shape, value: &Value) -> Result<RuleSet, String> {
    let mut diagnostics = Diagnostics::default();
    rules::parse(value, &shape.place.at("traits").at(RULE_SET), &mut diagnostics).ok_or_else(|| {
        let problems = diagnostics.sorted();
        problems.first().map_or_else(String::new, |problem| format!("not comparable: {}", problem.message))
    })
}

/// Parameters for which two rule sets resolve differently.
struct Point {
    parameters: String,
    ours: Resolution,
    theirs: Resolution,
}

impl Point {
    // An error that becomes an endpoint, or another error, takes nothing away.
    fn breaks(&self) -> bool {
        matches!(self.ours, Resolution::Endpoint { .. })
    }
}

// `None` if there are too many parameters to try.
fn differing(ours: &RuleSet, theirs: &RuleSet, partitions: &Partitions) -> Option<Vec<Point>> {
    let combinations = combinations(ours, theirs)?;
    let mut points = Vec::new();
    for region in regions(partitions) {
        for combination in &combinations {
            let mut parameters = combination.clone();
            for parameter in ours.parameters.iter().chain(&theirs.parameters).filter(|parameter| is_region(parameter)) {
                parameters.extend(region.iter().map(|region| (parameter.name.clone(), Value::from(region.as_str()))));
            }
            let old = rules::evaluate(ours, &parameters, partitions);
            let new = rules::evaluate(theirs, &parameters, partitions);
            if old != new {
                points.push(Point { parameters: point(&parameters), ours: old, theirs: new });
            }
        }
    }
    Some(points)
}

// Every region there is, with `None` for no region.
fn regions(partitions: &Partitions) -> Vec<Option<String>> {
    let mut regions = vec![None, Some("nowhere".to_owned())];
    for partition in &partitions.list {
        regions.extend(partition.regions.iter().cloned().map(Some));
        regions.extend(partition.prefixes.iter().map(|prefix| Some(format!("{prefix}-east-9"))));
    }
    regions
}

fn is_region(parameter: &rules::Parameter) -> bool {
    parameter.built_in.as_deref() == Some("AWS::Region")
}

// All settings of all parameters besides the region; `None` if there are too many.
fn combinations(ours: &RuleSet, theirs: &RuleSet) -> Option<Vec<Parameters>> {
    let both = ours.parameters.iter().chain(&theirs.parameters).filter(|parameter| !is_region(parameter));
    let kinds: BTreeMap<&str, Kind> = both.map(|parameter| (parameter.name.as_str(), parameter.kind)).collect();
    let mut all = vec![Parameters::new()];
    for (name, kind) in kinds {
        let values = match kind {
            Kind::Boolean => [Some(Value::Bool(false)), Some(Value::Bool(true))],
            Kind::String => [None, Some(Value::from("https://example.com"))],
            Kind::StringArray => [None, Some(Value::from(vec!["a", "b"]))],
        };
        let with = |base: &Parameters, value: Option<Value>| {
            let mut parameters = base.clone();
            parameters.extend(value.map(|value| (name.to_owned(), value)));
            parameters
        };
        all = all.iter().flat_map(|base| values.clone().map(|value| with(base, value))).collect();
        if all.len() > COMBINATIONS {
            return None;
        }
    }
    Some(all)
}

// `Region=us-east-1 UseFIPS=true`, what is unset and false left out
fn point(parameters: &Parameters) -> String {
    let set = parameters.iter().filter(|(_, value)| **value != Value::Bool(false));
    let parts: Vec<String> = set
        .map(|(name, value)| match value.as_str() {
            Some(text) => format!("{name}={text}"),
            None => format!("{name}={value}"),
        })
        .collect();
    if parts.is_empty() { "nothing set".to_owned() } else { parts.join(" ") }
}

fn describe(resolution: &Resolution) -> String {
    match resolution {
        Resolution::Error(message) => format!("error \"{message}\""),
        Resolution::Endpoint { url, headers, auth_schemes } => {
            let headers = headers.iter().map(|(name, values)| format!(" {name}: {}", values.join(", ")));
            let schemes = auth_schemes.iter().map(|(name, service, region)| {
                let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
                format!(" {name}({} {})", part(service), part(region))
            });
            format!("{url}{}{}", schemes.collect::<String>(), headers.collect::<String>())
        }
    }
}

// The rule set without the texts of its parameters.
fn facts(value: &Value) -> Value {
    let mut value = value.clone();
    let parameters = value.get_mut("parameters").and_then(Value::as_object_mut);
    for parameter in parameters.into_iter().flat_map(|parameters| parameters.values_mut()) {
        if let Some(parameter) = parameter.as_object_mut() {
            parameter.remove("documentation");
        }
    }
    value
}
