//! What goes into the name of a host: prefixes of operations, and the members that fill their labels.

use super::{Validator, members};
use crate::{
    diagnostics::{Place, did_you_mean},
    resolve::wire,
    smithy::ast::{Member, Operation, Shape},
};

const ENDPOINT: &str = "smithy.api#endpoint";
const HOST_LABEL: &str = "smithy.api#hostLabel";

impl Validator<'_, '_> {
    /// Checks the host prefix of an operation and the labels of its input.
    pub(super) fn host(&mut self, shape: &Shape, operation: &Operation) {
        let input = operation.input.as_ref().and_then(|id| self.model.get(id));
        let input: Vec<&Member> = input.map(members).unwrap_or_default();
        let place = self.model.trait_place(&shape.place, ENDPOINT).at("hostPrefix");
        let parts = match shape.traits.get(ENDPOINT).map(|_| shape.traits.string_in(ENDPOINT, "hostPrefix")) {
            None => Vec::new(),
            Some(Some(prefix)) => match wire::host_prefix(prefix) {
                Some(parts) => {
                    self.literals(prefix, &parts, &place);
                    parts
                }
                None => {
                    let message = format!("`{prefix}` has unbalanced braces");
                    return self.diagnostics.error("E009", &place, message, "write `{member}.`");
                }
            },
            Some(None) => {
                return self.diagnostics.error("E009", &place, "there is no `hostPrefix`", "write `\"prefix.\"`");
            }
        };
        let labels: Vec<&str> = parts.iter().filter_map(wire::HostPart::label).collect();
        for label in &labels {
            self.label(label, &input, &place);
        }
        for member in input.into_iter().filter(|member| member.traits.has(HOST_LABEL)) {
            if !labels.contains(&member.name.as_str()) {
                self.diagnostics.warning(
                    "W112",
                    &self.model.trait_place(&member.place, HOST_LABEL).key(),
                    format!("no host prefix of `{}` names `{}`", shape.id, member.name),
                    format!("write `{{{}}}` in the `hostPrefix` of the operation, or remove the trait", member.name),
                );
            }
        }
    }

    fn literals(&mut self, prefix: &str, parts: &[wire::HostPart], place: &Place) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let literals = parts.iter().filter_map(|part| match part {
            wire::HostPart::Literal(text) => Some(text.as_str()),
            wire::HostPart::Label(_) => None,
        });
        let fits = literals.into_iter().all(|text| text.chars().all(allowed) && !text.contains(".."));
        if !fits || prefix.is_empty() || prefix.starts_with('.') {
            self.diagnostics.error(
                "E009",
                place,
                format!("{prefix:?} cannot begin the name of a host"),
                "write letters, digits, `-` and `.`, and no empty part",
            );
        }
    }

    fn label(&mut self, label: &str, input: &[&Member], place: &Place) {
        let Some(member) = input.iter().find(|member| member.name == label) else {
            let names = input.iter().map(|member| member.name.as_str());
            let help = did_you_mean(label, names, "name a member of the input");
            self.diagnostics.error("E009", place, format!("the input has no member `{label}`"), help);
            return;
        };
        let required = member.traits.has("smithy.api#required") && !member.traits.has("smithy.api#clientOptional");
        let problem = if !member.traits.has(HOST_LABEL) {
            Some(("is not marked as a label", "give the member `smithy.api#hostLabel`"))
        } else if !required {
            Some(("is not required, and a host without it is another", "give the member `smithy.api#required`"))
        } else if self.is_secret(member) {
            Some(("is secret, and hosts are not", "remove `codegen.rust#secret`, or the label"))
        } else {
            None
        };
        if let Some((problem, help)) = problem {
            self.diagnostics.error("E009", place, format!("host label `{label}` {problem}"), help);
        }
    }
}
