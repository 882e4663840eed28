//! Shapes that no value can have: made of themselves, or only there to be mixed in.

use std::collections::BTreeSet;

use super::{Validator, members};
use crate::smithy::ast::{Shape, ShapeKind};

impl Validator<'_, '_> {
    /// Reports structures that require themselves, however indirectly, and lists and maps of themselves.
    pub(super) fn recursion(&mut self, reachable: &BTreeSet<String>) {
        self.collections(reachable);
        for id in reachable {
            let mut pending = vec![id.as_str()];
            let mut seen = BTreeSet::new();
            while let Some(next) = pending.pop() {
                let Some(Shape { kind: ShapeKind::Structure(list), place, .. }) = self.model.get(next) else {
                    continue;
                };
                for member in list.iter().filter(|member| member.traits.has("smithy.api#required")) {
                    if member.target == *id {
                        self.diagnostics.error(
                            "E016",
                            place,
                            format!("`{id}` requires itself and can never be built"),
                            "make a member on the way optional",
                        );
                    } else if seen.insert(member.target.as_str()) {
                        pending.push(&member.target);
                    }
                }
            }
        }
    }

    /// Reports mixins that something has as its type.
    pub(super) fn mixins(&mut self, reachable: &BTreeSet<String>) {
        for shape in reachable.iter().filter_map(|id| self.model.get(id)) {
            if shape.traits.has("smithy.api#mixin") {
                self.diagnostics.error(
                    "E026",
                    &shape.place.key(),
                    format!("`{}` is a mixin, and the type of something", shape.id),
                    "name it in the `mixins` of a shape and target that shape",
                );
            }
        }
    }

    // Only a structure or union between a list and itself gives it a type.
    fn collections(&mut self, reachable: &BTreeSet<String>) {
        for id in reachable {
            let mut pending = vec![id.as_str()];
            let mut seen = BTreeSet::new();
            while let Some(next) = pending.pop() {
                let Some(shape) = self.model.get(next) else { continue };
                if !matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map { .. }) || !seen.insert(&shape.id) {
                    continue;
                }
                let targets: Vec<&str> = members(shape).iter().map(|member| member.target.as_str()).collect();
                if targets.contains(&id.as_str()) {
                    self.diagnostics.error(
                        "E016",
                        &shape.place,
                        format!("`{id}` is made of itself and has no type"),
                        "put a structure between the list or map and itself",
                    );
                }
                pending.extend(targets);
            }
        }
    }
}
