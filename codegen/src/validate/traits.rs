//! Traits one at a time: known or not, in their place, of the form they have, and whether they have an effect.

use serde_json::Value;

use super::{Validator, placement, shorten};
use crate::{
    diagnostics::{Place, did_you_mean},
    smithy::{
        ast::{Member, Shape, ShapeKind, Traits},
        traits::{self, Treatment},
    },
};

/// What traits stand on.
#[derive(Clone, Copy)]
pub(super) enum Subject<'m> {
    /// A shape.
    Shape(&'m Shape),
    /// A member, and the shape it is a member of.
    Member(&'m Shape, &'m Member),
}

impl<'m> Subject<'m> {
    fn traits(self) -> &'m Traits {
        match self {
            Self::Shape(shape) => &shape.traits,
            Self::Member(_, member) => &member.traits,
        }
    }

    pub(super) fn place(self) -> &'m Place {
        match self {
            Self::Shape(shape) => &shape.place,
            Self::Member(_, member) => &member.place,
        }
    }
}

impl<'m> Validator<'m, '_> {
    /// Checks each trait of a shape or member.
    pub(super) fn traits(&mut self, subject: Subject<'m>) {
        for (id, value) in &subject.traits().0 {
            let place = self.model.trait_place(subject.place(), id);
            match traits::treatment(id) {
                Treatment::Understood(form) => {
                    if form.fits(value) {
                        self.placement(subject, id, &place);
                        self.trait_value(subject, id, value, &place);
                    } else {
                        self.diagnostics.error(
                            "E009",
                            &place,
                            format!("the value of `{id}` is {}, not {}", shorten(value), form.describe()),
                            "see the trait's page in the Smithy specification",
                        );
                    }
                }
                Treatment::Ignored(reason) => self.diagnostics.ignored(id, reason),
                Treatment::Unsupported(reason) => self.diagnostics.error(
                    "E007",
                    &place.key(),
                    format!("`{id}` is not supported: {reason}"),
                    "remove the trait if the service works without it",
                ),
                Treatment::Unknown => self.unknown(subject, id, &place.key()),
            }
        }
    }

    fn placement(&mut self, subject: Subject<'m>, id: &str, place: &Place) {
        if let Some((here, wanted)) = placement::misplaced(self.model, subject, id) {
            self.diagnostics.error(
                "E022",
                &place.key(),
                format!("`{id}` cannot stand on {here}"),
                format!("it belongs on {wanted}"),
            );
        }
    }

    // A trait that the model defines is for tools of its authors, unless it says of itself that it is a
    // protocol or an authentication scheme: then it counts as the names of those do.
    fn unknown(&mut self, subject: Subject<'m>, id: &str, place: &Place) {
        let definition = self.model.get(id).filter(|shape| shape.traits.has("smithy.api#trait"));
        let defines = |trait_id: &str| definition.is_some_and(|shape| shape.traits.has(trait_id));
        let on_service = matches!(subject, Subject::Shape(Shape { kind: ShapeKind::Service(_), .. }));
        if traits::may_change_the_wire(id)
            || defines("smithy.api#protocolDefinition")
            || defines("smithy.api#authDefinition")
        {
            if on_service {
                self.diagnostics.ignored(id, "awsQuery and Signature Version 4 are used");
            } else {
                self.diagnostics.error(
                    "E023",
                    place,
                    format!("`{id}` is not known and, as part of a protocol, may change what is sent"),
                    did_you_mean(id, traits::known(), "remove the trait if the service works without it"),
                );
            }
        } else if definition.is_some() {
            self.diagnostics.ignored(id, "the model defines it for tools of its own");
        } else {
            self.diagnostics.warning(
                "W101",
                place,
                format!("`{id}` is not known and has no effect"),
                did_you_mean(id, traits::known(), "correct its spelling, or remove it"),
            );
        }
    }

    fn trait_value(&mut self, subject: Subject<'m>, id: &str, value: &Value, place: &Place) {
        match id {
            "smithy.api#length" | "smithy.api#range" => self.bounds(subject, id, value, place),
            "smithy.api#xmlName" => self.xml_name(value.as_str().unwrap_or_default(), place),
            "smithy.api#error" => self.one_of(value, &["client", "server"], "side that is at fault", place),
            "smithy.api#timestampFormat" => {
                self.one_of(value, &["date-time", "epoch-seconds", "http-date"], "timestamp format", place);
            }
            "smithy.api#httpError" => self.status(value, place),
            "aws.protocols#awsQueryError" => self.query_error(value, place),
            "smithy.api#default" => self.default_value(subject, value, place),
            traits::APPEND => self.setter(value.as_str().unwrap_or_default(), place),
            _ => {}
        }
    }
}
