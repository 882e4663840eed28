//! Which operations are wanted. What only the others need is neither checked nor generated.

use super::{Checked, Validator};
use crate::{
    diagnostics::{Place, did_you_mean},
    smithy::ast::name_of,
};

impl Validator<'_, '_> {
    /// Keeps the named operations; all of them where none is named.
    pub(super) fn only(&mut self, checked: &mut Checked<'_>, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let place = Place::of_file(checked.shape.place.file());
        for name in names {
            if !checked.operations.iter().any(|(shape, _)| name_of(&shape.id) == name) {
                let all: Vec<&str> = checked.operations.iter().map(|(shape, _)| name_of(&shape.id)).collect();
                self.diagnostics.error(
                    "E061",
                    &place,
                    format!("the service has no operation `{name}`"),
                    did_you_mean(name, all.iter().copied(), format!("it has: {}", all.join(", "))),
                );
            }
        }
        checked.operations.retain(|(shape, _)| names.iter().any(|name| name_of(&shape.id) == name));
    }
}
