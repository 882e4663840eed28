//! The overlay: `apply` shapes of ours that say what a service's model cannot.
//!
//! Every entry carries its reason; one that changes nothing is a warning, one without a target an
//! error. The vocabulary is in `model/README.md`.

use serde_json::Value;

use super::{
    ast::{Model, Traits},
    load,
    traits::{BECAUSE, OVERLAY_NAMESPACE},
};
use crate::{
    Source,
    diagnostics::{Diagnostics, Place, did_you_mean},
};

/// Applies the overlays in order.
pub fn apply(model: &mut Model, overlays: &[Source], diagnostics: &mut Diagnostics) {
    for source in overlays {
        let Some(shapes) = load::shapes(source, diagnostics) else { continue };
        for (id, value) in shapes {
            let place = Place::of_shape(&source.name, &id);
            entry(model, &id, &value, &place, diagnostics);
        }
    }
}

fn entry(model: &mut Model, id: &str, value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    if value.get("type").and_then(Value::as_str) != Some("apply") {
        diagnostics.error(
            "E012",
            &place.at("type"),
            "an overlay holds `apply` shapes only",
            "put shapes into a model file and load it with the others",
        );
        return;
    }
    let Some(Value::Object(traits)) = value.get("traits") else {
        diagnostics.error("E012", place, "the entry has no `traits`", "write the traits to apply");
        return;
    };
    let reason = traits.get(BECAUSE).and_then(Value::as_str).unwrap_or_default();
    if reason.trim().is_empty() {
        diagnostics.error(
            "E012",
            place,
            "the entry does not say why it is there",
            format!("add `\"{BECAUSE}\": \"..\"` with the reason"),
        );
    }
    // A modelled pattern that is already written so, or a `required` that is already there.
    let Some((existing, _)) = load::traits_of(model, id) else {
        let help = "correct the id; members are written `namespace#Shape$member`";
        let help = did_you_mean(id, model.ids().iter().map(String::as_str), help);
        diagnostics.error("E011", &place.key(), format!("`{id}` is not in the model"), help);
        return;
    };
    let mut changed = false;
    let mut applied = Traits::default();
    for (name, value) in traits {
        if name == BECAUSE {
            continue;
        }
        if name.starts_with(OVERLAY_NAMESPACE) && !super::traits::is_understood(name) {
            diagnostics.error(
                "E012",
                &place.at("traits").at(name).key(),
                format!("`{name}` is not in the overlay's vocabulary"),
                did_you_mean(name, super::traits::known(), "the vocabulary is in model/README.md"),
            );
            changed = true;
            continue;
        }
        changed |= existing.get(name) != Some(value);
        applied.0.insert(name.clone(), value.clone());
    }
    if !changed {
        diagnostics.warning("W102", place, "the entry changes nothing", "remove it, or correct what it says");
    }
    // Relaxing: `clientOptional` of the overlay wins over the model's `required`.
    load::apply_traits(model, id, applied, place);
}
