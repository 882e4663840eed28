//! Settings that only one service's endpoint rules know, from the overlay's `endpointSetting`.

use serde_json::Value;

use crate::{
    ir::EndpointSetting,
    smithy::{ast::Traits, traits},
};

/// The service's settings, sorted by parameter.
pub(super) fn resolve(service: &Traits) -> Vec<EndpointSetting> {
    let settings = service.get(traits::ENDPOINT_SETTING).and_then(Value::as_object).into_iter().flatten();
    let mut settings: Vec<EndpointSetting> = settings
        .map(|(parameter, value)| {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            EndpointSetting {
                parameter: parameter.clone(),
                variable: text("variable").unwrap_or_default(),
                profile_key: text("profileKey").unwrap_or_default(),
                words: text("on").zip(text("off")),
            }
        })
        .collect();
    settings.sort_by(|a, b| a.parameter.cmp(&b.parameter));
    settings
}
