//! Names: those that Smithy does not allow, and those that two things cannot share on the wire.

use std::collections::BTreeMap;

use super::{Checked, Validator, members};
use crate::{
    diagnostics::{Diagnostic, did_you_mean},
    resolve::wire,
    smithy::ast::{Member, Operation, Shape, is_identifier, name_of},
};

/// What every request has besides its members.
const ENVELOPE: &[&str] = &["Action", "Version"];

impl<'m> Validator<'m, '_> {
    /// Members of one structure with the same name on the wire, and members with impossible names.
    pub(super) fn member_names(&mut self, shape: &Shape, list: &[Member]) {
        let mut seen: BTreeMap<(bool, &str), &Member> = BTreeMap::new();
        for member in list {
            // The generator copes with a digit in front, which Smithy does not allow and older models have.
            let fits = !member.name.is_empty() && member.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !fits {
                self.diagnostics.error(
                    "E025",
                    &member.place.key(),
                    format!("{:?} is not the name of a member", member.name),
                    "names are letters, digits and `_`; `smithy.api#xmlName` has the name on the wire",
                );
            }
            let name = wire::member_name(member);
            let attribute = member.traits.has("smithy.api#xmlAttribute");
            match seen.get(&(attribute, name)) {
                Some(first) => self.diagnostics.report(
                    Diagnostic::error(
                        "E008",
                        &member.place.key(),
                        format!(
                            "members `{}` and `{}` of `{}` have one wire name, `{name}`",
                            first.name, member.name, shape.id
                        ),
                        "correct the `smithy.api#xmlName` of one of them",
                    )
                    .and(&first.place.key(), "the other one"),
                ),
                None => drop(seen.insert((attribute, name), member)),
            }
        }
    }

    /// Members of a request that would be taken for the request's own parameters.
    pub(super) fn envelope(&mut self, operation: &Operation) {
        let Some(input) = operation.input.as_ref().and_then(|id| self.model.get(id)) else { return };
        for member in members(input) {
            let name = wire::member_name(member);
            if ENVELOPE.contains(&name) {
                self.diagnostics.error(
                    "E008",
                    &member.place.key(),
                    format!("`{}` is sent as `{name}`, which every request has already", member.name),
                    "give the member another `smithy.api#xmlName`",
                );
            }
        }
    }

    /// The names by which the service knows shapes.
    pub(super) fn renames(&mut self, checked: &Checked<'m>) {
        let place = checked.shape.place.at("rename");
        for (id, name) in &checked.service.rename {
            if self.model.get(id).is_none() {
                let help = did_you_mean(id, self.model.target_ids(), "correct the id, or remove the entry");
                self.diagnostics.error("E004", &place.at(id).key(), format!("shape `{id}` does not exist"), help);
            }
            if !is_identifier(name) {
                self.diagnostics.error(
                    "E025",
                    &place.at(id),
                    format!("{name:?} is not the name of a shape"),
                    "names are letters, digits and `_`, and begin with no digit",
                );
            }
        }
    }

    /// Operations of one name, which are one action on the wire, and errors of one code.
    pub(super) fn shared_names(&mut self, checked: &Checked<'m>) {
        let mut actions: BTreeMap<&str, &Shape> = BTreeMap::new();
        for (shape, _) in &checked.operations {
            match actions.get(name_of(&shape.id)) {
                Some(first) => self.diagnostics.report(
                    Diagnostic::error(
                        "E008",
                        &shape.place.key(),
                        format!("`{}` and `{}` are one action, `{}`", first.id, shape.id, name_of(&shape.id)),
                        "bind one of them to the service",
                    )
                    .and(&first.place.key(), "the other one"),
                ),
                None => drop(actions.insert(name_of(&shape.id), shape)),
            }
        }
        let ids = checked.operations.iter().flat_map(|(_, operation)| &operation.errors).chain(&checked.service.errors);
        let mut errors: Vec<&Shape> = ids.filter_map(|id| self.model.get(id)).collect();
        errors.sort_by_key(|shape| &shape.id);
        errors.dedup_by_key(|shape| &shape.id);
        let mut codes: BTreeMap<String, &Shape> = BTreeMap::new();
        for shape in errors {
            let code = wire::error_code(&shape.traits, name_of(&shape.id));
            match codes.get(&code) {
                Some(first) => self.diagnostics.report(
                    Diagnostic::warning(
                        "W111",
                        &shape.place.key(),
                        format!("`{}` has the code `{code}` of `{}`, and is read as that", shape.id, first.id),
                        "correct the code in `aws.protocols#awsQueryError`, or remove one of the errors",
                    )
                    .and(&first.place.key(), "the error that is read"),
                ),
                None => drop(codes.insert(code, shape)),
            }
        }
    }
}
