//! Traits of members that only make sense on members of a certain type.

use super::Validator;
use crate::smithy::{
    ast::{Member, Shape, ShapeKind, Simple, Target},
    traits,
};

impl Validator<'_, '_> {
    /// Checks what the traits of a member, together with those of its target, ask of the target.
    pub(super) fn member_traits(&mut self, member: &Member) {
        let list = self.model.get(&member.target).is_some_and(|shape| matches!(shape.kind, ShapeKind::List(_)));
        let (scalar, plain) = (self.is_scalar(&member.target), self.is_plain_text(&member.target));
        let needs = [
            (traits::APPEND, list, "a list, as `append` needs"),
            (traits::SECRET, plain, "a string, as `secret` needs"),
            (
                "smithy.api#xmlAttribute",
                scalar && !self.is_secret(member),
                "a single value that may be shown, as attributes are",
            ),
            ("smithy.api#idempotencyToken", plain && !self.is_secret(member), "a string, as idempotency tokens are"),
            (
                traits::ERROR_CONTEXT,
                plain && !self.is_secret(member),
                "a string that may be shown, as `errorContext` needs",
            ),
        ];
        for (id, fits, wanted) in needs {
            if member.traits.has(id) && !fits {
                self.kind_error(&self.model.trait_place(&member.place, id), &member.target, wanted);
            }
        }
    }

    /// Whether the target is a string or an enum of strings.
    pub(super) fn is_text(&self, target: &str) -> bool {
        match self.model.target(target) {
            Some(Target::Prelude(simple)) => simple == Simple::String,
            Some(Target::Shape(shape)) => {
                matches!(shape.kind, ShapeKind::Simple(Simple::String) | ShapeKind::Enum(_))
            }
            None => false,
        }
    }

    fn is_scalar(&self, target: &str) -> bool {
        match self.model.target(target) {
            Some(Target::Prelude(simple)) => simple != Simple::Unit,
            Some(Target::Shape(shape)) => {
                matches!(shape.kind, ShapeKind::Simple(_) | ShapeKind::Enum(_) | ShapeKind::IntEnum(_))
            }
            None => false,
        }
    }

    fn is_plain_text(&self, target: &str) -> bool {
        self.is_text(target)
            && self.model.get(target).is_none_or(|shape| {
                matches!(shape, Shape { kind: ShapeKind::Simple(_), traits, .. } if !traits.has("smithy.api#enum"))
            })
    }

    /// Whether the member is a `Secret`.
    pub(super) fn is_secret(&self, member: &Member) -> bool {
        let target = self.model.get(&member.target);
        member.traits.has(traits::SECRET) || target.is_some_and(|shape| shape.traits.has(traits::SECRET))
    }
}
