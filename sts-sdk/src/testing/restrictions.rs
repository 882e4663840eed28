//! What a session is restricted and marked with: session policies and tags.

use super::answer::{Failure, Node};
use super::json::Json;
use super::params::Param;
use super::validate::violation;

const MAX_POLICY_ARNS: usize = 10;
/// Characters of the inline policy and of managed policies' names together.
const MAX_POLICY_TEXT: usize = 2048;
/// What counts as 100 percent of the packed size. The service packs in a form of its own; this is a stand-in
/// that a session policy of the greatest length fills by half.
const PACKED_LIMIT: usize = 4096;

/// The restrictions of a session, checked.
#[derive(Debug)]
pub(super) struct Restrictions {
    pub(super) tags: Vec<(String, String)>,
    pub(super) transitive_keys: Vec<String>,
    packed_percent: Option<u64>,
}

impl Restrictions {
    pub(super) fn of(params: &Param) -> Result<Self, Failure> {
        let policies = policy_text(params)?;
        let tags = tags(params)?;
        let transitive_keys = transitive_keys(params, &tags)?;
        let tag_text: usize = tags.iter().map(|(key, value)| key.chars().count() + value.chars().count()).sum();
        let percent = ((policies + tag_text) * 100).div_ceil(PACKED_LIMIT);
        if policies > MAX_POLICY_TEXT || percent > 100 {
            let percent = percent.max((policies * 100).div_ceil(MAX_POLICY_TEXT));
            return Err(Failure::new(
                400,
                "PackedPolicyTooLarge",
                format!("Packed size of session policies and tags is {percent}% of the allotted space"),
            ));
        }
        Ok(Self {
            tags,
            transitive_keys,
            packed_percent: (policies + tag_text > 0).then_some(u64::try_from(percent).unwrap_or(100)),
        })
    }

    /// The tags alone, checked the same way.
    pub(super) fn tags_of(params: &Param) -> Result<Vec<(String, String)>, Failure> {
        tags(params)
    }

    /// The member of the result, present if there was something to pack.
    pub(super) fn packed_size(&self) -> Option<Node> {
        self.packed_percent.map(|percent| Node::Number("PackedPolicySize", percent))
    }
}

fn policy_text(params: &Param) -> Result<usize, Failure> {
    let inline = params.text_of("Policy");
    if inline.is_some_and(|policy| !is_policy(policy)) {
        return Err(Failure::new(
            400,
            "MalformedPolicyDocument",
            "The policy is not a JSON object with a Statement of statements that each have an Effect",
        ));
    }
    let descriptors = params.list("PolicyArns");
    if descriptors.len() > MAX_POLICY_ARNS {
        return Err(violation(
            &format!("[{} elements]", descriptors.len()),
            "policyArns",
            &format!("Member must have length less than or equal to {MAX_POLICY_ARNS}"),
        ));
    }
    let mut length = inline.map_or(0, |policy| policy.chars().count());
    for descriptor in descriptors {
        let arn = descriptor.text_of("arn").unwrap_or_default();
        if !arn.starts_with("arn:") || !arn.contains(":policy/") {
            return Err(Failure::validation(format!("ARN {arn} is not valid.")));
        }
        length += arn.chars().count();
    }
    Ok(length)
}

/// `{"Statement": [{"Effect": "Allow", ..}]}`, or with one statement that is not in a list.
fn is_policy(text: &str) -> bool {
    let is_statement =
        |statement: &Json| matches!(statement.get("Effect").and_then(Json::text), Some("Allow" | "Deny"));
    match Json::parse(text).as_ref().and_then(|policy| policy.get("Statement")) {
        Some(Json::List(statements)) => !statements.is_empty() && statements.iter().all(is_statement),
        Some(statement) => is_statement(statement),
        None => false,
    }
}

fn tags(params: &Param) -> Result<Vec<(String, String)>, Failure> {
    let tags: Vec<(String, String)> = params
        .list("Tags")
        .into_iter()
        .map(|tag| {
            let text = |name| tag.text_of(name).unwrap_or_default().to_owned();
            (text("Key"), text("Value"))
        })
        .collect();
    for (at, (key, _)) in tags.iter().enumerate() {
        if tags.iter().skip(at + 1).any(|(other, _)| same_key(key, other)) {
            return Err(Failure::validation(format!(
                "Duplicate tag keys found: {key}. Tag keys are case insensitive."
            )));
        }
        if key.to_lowercase().starts_with("aws:") {
            return Err(Failure::validation(format!("Tag key {key} has the prefix aws:, which is reserved.")));
        }
    }
    Ok(tags)
}

fn transitive_keys(params: &Param, tags: &[(String, String)]) -> Result<Vec<String>, Failure> {
    let keys: Vec<String> =
        params.list("TransitiveTagKeys").into_iter().filter_map(|key| key.text().map(str::to_owned)).collect();
    match keys.iter().find(|key| !tags.iter().any(|(other, _)| same_key(key, other))) {
        Some(key) => {
            Err(Failure::validation(format!("Transitive tag key {key} is not among the tags of the request.")))
        }
        None => Ok(keys),
    }
}

pub(super) fn same_key(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
