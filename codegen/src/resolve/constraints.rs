//! Constraints of members as constants: one for equal ones, patterns compiled where they can be.

use super::{Resolver, names, patterns};
use crate::{
    ir::{Constraint, Pattern},
    smithy::ast::{Member, Shape, name_of},
};

impl Resolver<'_, '_> {
    // Constraints of the target, overridden by the member's own; one constant for equal ones.
    pub(super) fn constraint(&mut self, shape: &Shape, member: &Member) -> Option<String> {
        let target = self.model.get(&member.target);
        let find = |id: &str| {
            let own = member.traits.get(id).map(|value| (value, true));
            own.or_else(|| target.and_then(|target| target.traits.get(id)).map(|value| (value, false)))
        };
        let (length, range, pattern) =
            (find("smithy.api#length"), find("smithy.api#range"), find("smithy.api#pattern"));
        let bounds = length.or(range);
        if bounds.is_none() && pattern.is_none() {
            return None;
        }
        let bound = |key: &str| {
            let value = bounds.and_then(|(value, _)| value.get(key))?;
            value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        };
        let own = [length, range, pattern].iter().flatten().any(|(_, own)| *own);
        let name = match (own, target) {
            (false, Some(target)) => names::constant(name_of(&target.id)),
            _ => names::constant(&format!("{}_{}", name_of(&shape.id), member.name)),
        };
        let mut constraint = Constraint {
            name: name.clone(),
            min: bound("min").filter(|min| range.is_some() || *min > 0),
            max: bound("max"),
            range: length.is_none() && range.is_some(),
            pattern: pattern.and_then(|(value, _)| value.as_str()).map(|source| self.pattern(source, shape, member)),
        };
        if constraint.min.is_none() && constraint.max.is_none() && constraint.pattern.is_none() {
            return None;
        }
        while self.constraints.get(&constraint.name).is_some_and(|existing| *existing != constraint) {
            constraint.name.push('_');
        }
        let name = constraint.name.clone();
        self.constraints.insert(name.clone(), constraint);
        Some(name)
    }

    fn pattern(&mut self, source: &str, shape: &Shape, member: &Member) -> Pattern {
        let steps = patterns::compile(source);
        if steps.is_none() {
            let place = self.model.get(&member.target).map_or(&shape.place, |target| &target.place);
            self.diagnostics.note(
                "N201",
                &place.at("traits").at("smithy.api#pattern"),
                format!("the pattern `{source}` is more than classes and repeats"),
                "it is left to the server; nothing is checked locally",
            );
        }
        Pattern { source: source.to_owned(), steps }
    }
}
