//! The overlay's `endpointSetting`: it names parameters that the endpoint rules take from the client, and
//! says how their values are written.

use serde_json::Value;

use super::{Checked, Validator};
use crate::{
    diagnostics::{Place, did_you_mean},
    smithy::{
        rules::{Kind, Parameter},
        traits,
    },
};

const HELP: &str = "write `{ \"variable\": \"AWS_NAME\", \"profileKey\": \"name\" }`, for a boolean also the words \
                    `on` and `off`, which differ";

impl Validator<'_, '_> {
    /// Checks every setting of the service.
    pub(super) fn endpoint_settings(&mut self, checked: &Checked<'_>) {
        let place = checked.shape.place.at("traits").at(traits::ENDPOINT_SETTING);
        let settings = checked.shape.traits.get(traits::ENDPOINT_SETTING).and_then(Value::as_object);
        // What is wrong with the rules themselves is reported where they stand.
        let (Some(settings), Some(rules)) = (settings, &checked.rules) else { return };
        for (name, value) in settings {
            let place = place.at(name);
            let mut fitting =
                rules.parameters.iter().filter(|parameter| parameter.settings().any(|known| known == name));
            match fitting.next() {
                Some(parameter) => self.endpoint_setting(parameter.kind, value, &place),
                None => {
                    let known: Vec<&str> = rules.parameters.iter().flat_map(Parameter::settings).collect();
                    let otherwise = match known.as_slice() {
                        [] => "the rules take everything from settings that all services share".to_owned(),
                        known => format!("settings there are: {}", known.join(", ")),
                    };
                    self.diagnostics.error(
                        "E050",
                        &place,
                        format!("the endpoint rules have no setting `{name}` of the service's own"),
                        did_you_mean(name, known, otherwise),
                    );
                }
            }
        }
    }

    fn endpoint_setting(&mut self, kind: Kind, value: &Value, place: &Place) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let name =
            |key: &str| text(key).is_some_and(|text| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        let words = match (kind, text("on"), text("off")) {
            (Kind::Boolean, Some(on), Some(off)) => on != off,
            (Kind::Boolean, ..) => false,
            (_, on, off) => on.is_none() && off.is_none(),
        };
        if !(name("variable") && name("profileKey") && words) {
            self.diagnostics.error("E050", place, format!("{value} does not say where the setting stands"), HELP);
        }
    }
}
