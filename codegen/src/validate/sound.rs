//! The operations of a model with errors that the errors do not reach.
//!
//! They resolve like those of a model without any, so that what resolution reports, of pages and waiters, stands in
//! the same run as the rest.

use std::collections::BTreeSet;

use super::{Checked, Validator};
use crate::{diagnostics::Diagnostics, smithy::ast::Model, smithy::traits::OPERATION_CONTEXT};

/// What can be resolved in spite of the errors; `None` where that is nothing, or where one of them is everywhere.
pub(crate) fn sound<'m>(
    model: &'m Model,
    mut checked: Checked<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Checked<'m>> {
    let broken: Option<BTreeSet<String>> =
        diagnostics.shapes_with_errors().map(|shape| shape.map(str::to_owned)).collect();
    let broken = broken?;
    let service = broken.contains(&checked.shape.id);
    let validator = Validator { model, diagnostics };
    let mut known = BTreeSet::from([checked.shape.id.clone()]);
    checked.operations.retain(|(shape, _)| {
        let reached = validator.reachable(vec![shape.id.clone()]);
        // The endpoint rules that such paths lead to are part of the service.
        let sound = reached.is_disjoint(&broken) && !(service && shape.traits.has(OPERATION_CONTEXT));
        known.extend(reached);
        sound
    });
    // An error of the service stands aside; in its own errors, or in a mixin, it may be anywhere.
    let errors = validator.reachable(checked.service.errors.clone());
    let nowhere = errors.is_disjoint(&broken) && broken.is_subset(&known);
    (nowhere && !checked.operations.is_empty()).then_some(checked)
}
