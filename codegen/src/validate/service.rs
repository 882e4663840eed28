//! What a service says of itself: its protocol, its version, the names that requests and hosts carry, and
//! how its operations are authenticated.

use serde_json::Value;

use super::{Checked, Validator};
use crate::{
    diagnostics::did_you_mean,
    smithy::{
        ast::{Service, Shape},
        traits,
    },
};

const AUTH: &str = "smithy.api#auth";
const SIGV4: &str = "aws.auth#sigv4";

impl<'m> Validator<'m, '_> {
    /// Only awsQuery is spoken.
    pub(super) fn protocol(&mut self, shape: &Shape) {
        if shape.traits.has("aws.protocols#awsQuery") {
            return;
        }
        let spoken = traits::OTHER_PROTOCOLS.iter().find(|id| shape.traits.has(id));
        self.diagnostics.error(
            "E006",
            &shape.place.at("traits"),
            match spoken {
                Some(protocol) => format!("the service speaks `{protocol}`, which is not supported"),
                None => "the service names no protocol".to_owned(),
            },
            "only services with `aws.protocols#awsQuery` can be generated",
        );
    }

    /// The version and the names that stand in every request, signature and host.
    pub(super) fn identity(&mut self, shape: &Shape, service: &Service) {
        let place = shape.place.at("version");
        if service.version.is_empty() {
            self.diagnostics.error(
                "E013",
                &place,
                "the service has no `version`",
                "every request names it: write the API version, `2011-06-15`",
            );
        } else if !is_word(&service.version) {
            self.diagnostics.error(
                "E013",
                &place,
                format!("{:?} is not a version", service.version),
                "write the API version in letters, digits, `-`, `.` and `_`, `2011-06-15`",
            );
        }
        for (id, key) in [(SIGV4, "name"), ("aws.api#service", "endpointPrefix")] {
            let Some(value) = shape.traits.get(id).and_then(|value| value.get(key)) else { continue };
            if !value.as_str().is_some_and(is_word) {
                self.diagnostics.error(
                    "E009",
                    &self.model.trait_place(&shape.place, id).at(key),
                    format!("{value} is not the name of a service in signatures and hosts"),
                    "write letters, digits, `-`, `.` and `_`",
                );
            }
        }
    }

    /// Every operation has a scheme that is supported, or needs none. `aws.auth#sigv4a` is known, and not offered.
    pub(super) fn authentication(&mut self, checked: &Checked<'m>) {
        self.schemes(checked.shape);
        for (operation, _) in &checked.operations {
            self.schemes(operation);
        }
        let traits = &checked.shape.traits;
        let open = checked.operations.iter().any(|(operation, _)| !operation.traits.has(AUTH));
        let other = traits::OTHER_SCHEMES.iter().find(|id| traits.has(id));
        if let (true, false, false, Some(other)) = (open, traits.has(AUTH), traits.has(SIGV4), other) {
            self.diagnostics.error(
                "E007",
                &self.model.trait_place(&checked.shape.place, other).key(),
                format!("the service is authenticated with `{other}`, which is not supported"),
                HELP,
            );
        }
    }

    // What a service says, each operation would say again.
    fn schemes(&mut self, shape: &Shape) {
        let Some(list) = shape.traits.get(AUTH).and_then(Value::as_array) else { return };
        let names: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
        if shape.traits.has("smithy.api#optionalAuth") || list.is_empty() || names.contains(&SIGV4) {
            return;
        }
        let schemes = traits::OTHER_SCHEMES.iter().copied().chain([SIGV4, "aws.auth#sigv4a"]);
        let help = match names.as_slice() {
            [name] if traits::treatment(name) == traits::Treatment::Unknown => did_you_mean(name, schemes, HELP),
            _ => HELP.to_owned(),
        };
        self.diagnostics.error(
            "E007",
            &self.model.trait_place(&shape.place, AUTH),
            format!("none of the authentication schemes is supported: {}", Value::from(list.clone())),
            help,
        );
    }
}

const HELP: &str = "`aws.auth#sigv4` is supported; an overlay can say that the service takes it";

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}
