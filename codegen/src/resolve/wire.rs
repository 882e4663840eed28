//! THE awsQuery naming rules: which element or key segment a member is, and in which form.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>. Only members and traits come in
//! here; Rust names are `names.rs`.

use crate::{
    ir::TimestampFormat,
    smithy::ast::{Member, Traits},
};

/// `&Foo.ListArg.member.1=..`: the member's `xmlName`, else its name.
pub(crate) fn member_name(member: &Member) -> &str {
    member.traits.string("smithy.api#xmlName").unwrap_or(&member.name)
}

/// `member`, or the list member's `xmlName`; nothing where the list is flattened, and then the list
/// member's `xmlName` has no effect.
pub(crate) fn list_element(element: &Member, flattened: bool) -> Option<String> {
    (!flattened).then(|| element.traits.string("smithy.api#xmlName").unwrap_or("member").to_owned())
}

/// `entry`, which nothing renames; nothing where the map is flattened.
pub(crate) fn map_entry(flattened: bool) -> Option<String> {
    (!flattened).then(|| "entry".to_owned())
}

/// `key` or `value`, or the `xmlName` of either.
pub(crate) fn map_part(member: &Member) -> String {
    member_name(member).to_owned()
}

/// The code of an error on the wire: that of `awsQueryError`, else the shape's name.
pub(crate) fn error_code(traits: &Traits, name: &str) -> String {
    traits.string_in("aws.protocols#awsQueryError", "code").unwrap_or(name).to_owned()
}

/// The format with this name.
pub(crate) fn timestamp_format(name: &str) -> Option<TimestampFormat> {
    match name {
        "date-time" => Some(TimestampFormat::DateTime),
        "epoch-seconds" => Some(TimestampFormat::EpochSeconds),
        "http-date" => Some(TimestampFormat::HttpDate),
        _ => None,
    }
}

/// The format of a timestamp: the member's trait wins over the target's, which wins over `date-time`.
pub(crate) fn format_of(member: &Traits, target: Option<&Traits>) -> TimestampFormat {
    let named = |traits: &Traits| traits.string("smithy.api#timestampFormat").and_then(timestamp_format);
    named(member).or_else(|| target.and_then(named)).unwrap_or(TimestampFormat::DateTime)
}

/// A piece of `foo.{label}.`, still with Smithy's name of the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostPart {
    /// Text.
    Literal(String),
    /// A member with `hostLabel`.
    Label(String),
}

impl HostPart {
    /// The member's name.
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Label(name) => Some(name),
        }
    }
}

/// Splits `foo.{label}.`; `None` where braces do not match.
pub(crate) fn host_prefix(prefix: &str) -> Option<Vec<HostPart>> {
    let mut parts = Vec::new();
    let mut rest = prefix;
    while let Some((literal, after)) = rest.split_once('{') {
        let (label, after) = after.split_once('}')?;
        if literal.contains('}') || label.is_empty() || label.contains('{') {
            return None;
        }
        if !literal.is_empty() {
            parts.push(HostPart::Literal(literal.to_owned()));
        }
        parts.push(HostPart::Label(label.to_owned()));
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        parts.push(HostPart::Literal(rest.to_owned()));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::{HostPart, host_prefix};

    #[test]
    fn host_prefixes_split_at_labels() {
        let literal = |text: &str| HostPart::Literal(text.to_owned());
        let label = |text: &str| HostPart::Label(text.to_owned());
        let cases: &[(&str, Option<Vec<HostPart>>)] = &[
            ("foo.", Some(vec![literal("foo.")])),
            ("foo.{label}.", Some(vec![literal("foo."), label("label"), literal(".")])),
            ("{a}-{b}.", Some(vec![label("a"), literal("-"), label("b"), literal(".")])),
            ("foo.{label.", None),
            ("foo}.", None),
            ("{}.", None),
        ];
        for (prefix, expected) in cases {
            assert_eq!(&host_prefix(prefix), expected, "{prefix}");
        }
    }
}
