//! Compares the facts of two models: what a client of `ours` would notice if `theirs` took its place.
//!
//! `ours` is the old model and `theirs` the new one. A difference is *breaking* if code that was
//! compiled against the old model can stop compiling, send something else or read something less:
//!
//! - an operation, shape, member, error or enum value is gone; a type or target changed;
//! - a member of a structure becomes required or stops being so, in either direction: arguments and
//!   `Option`s follow from it. So does a new member that is required. Members of errors are never
//!   required, whatever the model says;
//! - required members changed their order, which is the order of arguments;
//! - the wire changed: API version, names, flattening, attributes, formats of timestamps, host
//!   prefixes, codes of errors, signing, the values of enums;
//! - what a request carries is constrained more narrowly: a smaller `max`, a larger `min`, a pattern
//!   that is new or another one;
//! - the endpoint rules answer otherwise for parameters that had an endpoint.
//!
//! Everything else is reported as compatible: what is new and optional, wider constraints, another
//! order of members, deprecations. Texts are not facts: see [`IGNORED_TRAITS`]. Members of a model
//! that no operation leads to are compared too.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    Source,
    diagnostics::Diagnostics,
    smithy::{
        ast::{Member, Model, Operation, Resource, Service, Shape, ShapeKind},
        load, partitions,
    },
    validate::members,
};

mod endpoint;
mod traits;

/// Traits that are not compared: texts, and the endpoint rules in their second form.
pub const IGNORED_TRAITS: &[&str] = &[
    "smithy.api#documentation",
    "smithy.api#externalDocumentation",
    "smithy.api#examples",
    "smithy.rules#endpointBdd",
];

/// A fact that two models state differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The shape or member: `com.example#Tag$Key`.
    pub place: String,
    /// The fact: `target`, `smithy.api#length/max`.
    pub fact: String,
    /// What the old model says.
    pub ours: String,
    /// What the new model says.
    pub theirs: String,
    /// Whether users of the old model would break.
    pub breaking: bool,
}

impl fmt::Display for Difference {
    /// `breaking: com.example#Tag$Key: target: ours com.example#Name, theirs smithy.api#String`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.breaking { "breaking" } else { "compatible" };
        let Self { place, fact, ours, theirs, .. } = self;
        write!(f, "{kind}: {place}: {fact}: ours {ours}, theirs {theirs}")
    }
}

/// Every fact in which `theirs`, the new model, differs from `ours`, by place. Endpoint rules that are
/// written differently are compared by what they resolve to, over the regions of `partitions` and more.
///
/// # Errors
///
/// What is wrong with one of the three files, if anything cannot be read.
pub fn diff(ours: &Source, theirs: &Source, partitions: &Source) -> Result<Vec<Difference>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let ours = load::load(std::slice::from_ref(ours), &mut diagnostics);
    let theirs = load::load(std::slice::from_ref(theirs), &mut diagnostics);
    let partitions = partitions::load(partitions, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let mut comparison = Comparison { written: written(&ours), found: Vec::new() };
    comparison.models(&ours, &theirs);
    for (id, shape) in &ours.shapes {
        if let Some(other) = theirs.get(id) {
            comparison.found.extend(endpoint::compare(shape, other, &partitions));
        }
    }
    comparison.found.sort();
    Ok(comparison.found)
}

const PRESENT: &str = "present";
const ABSENT: &str = "absent";

struct Comparison {
    /// Shapes of the old model that requests carry: only there constraints are checked.
    written: BTreeSet<String>,
    found: Vec<Difference>,
}

impl Comparison {
    fn models(&mut self, ours: &Model, theirs: &Model) {
        for id in theirs.shapes.keys().filter(|id| ours.get(id).is_none()) {
            self.report(id, "shape", ABSENT, PRESENT, false);
        }
        for (id, shape) in &ours.shapes {
            match theirs.get(id) {
                Some(other) => self.shapes(shape, other),
                None => self.report(id, "shape", PRESENT, ABSENT, true),
            }
        }
    }

    fn shapes(&mut self, ours: &Shape, theirs: &Shape) {
        let id = ours.id.as_str();
        let written = self.written.contains(id);
        self.found.extend(traits::compare(id, &ours.traits, &theirs.traits, traits::Context::of_shape(ours, written)));
        match (&ours.kind, &theirs.kind) {
            (ShapeKind::Operation(ours), ShapeKind::Operation(theirs)) => self.operations(id, ours, theirs),
            (ShapeKind::Service(ours), ShapeKind::Service(theirs)) => self.services(id, ours, theirs),
            (ShapeKind::Resource(ours), ShapeKind::Resource(theirs)) => self.resources(id, ours, theirs),
            _ if kind(ours) != kind(theirs) => self.report(id, "type", &kind(ours), &kind(theirs), true),
            _ => self.members(ours, theirs),
        }
    }

    fn members(&mut self, ours: &Shape, theirs: &Shape) {
        let (old, new) = (members(ours), members(theirs));
        let named = |list: &[&Member], name: &str| list.iter().any(|member| member.name == name);
        for member in &new {
            let Some(before) = old.iter().find(|before| before.name == member.name) else {
                let required = is_structure(ours) && traits::is_required(&member.traits) && !traits::is_error(ours);
                self.report(&place(ours, member), "member", ABSENT, PRESENT, required);
                continue;
            };
            let place = place(ours, member);
            if before.target != member.target {
                self.report(&place, "target", &before.target, &member.target, true);
            }
            let context = traits::Context::of_member(ours, self.written.contains(&ours.id));
            self.found.extend(traits::compare(&place, &before.traits, &member.traits, context));
        }
        for member in old.iter().filter(|member| !named(&new, &member.name)) {
            self.report(&place(ours, member), "member", PRESENT, ABSENT, true);
        }
        self.order(ours, &old, &new);
    }

    // `[A, B, C]` and `[B, D, A]`: of those in both, which comes first.
    fn order(&mut self, shape: &Shape, ours: &[&Member], theirs: &[&Member]) {
        let order = |list: &[&Member], other: &[&Member], required: bool| -> Vec<String> {
            let both = |member: &&&Member| other.iter().any(|candidate| candidate.name == member.name);
            let kept = list.iter().filter(both).filter(|member| !required || traits::is_required(&member.traits));
            kept.map(|member| member.name.clone()).collect()
        };
        let (old, new) = (order(ours, theirs, false), order(theirs, ours, false));
        if old == new {
            return;
        }
        // A change of which members are required is breaking by itself.
        let (first, second) = (order(ours, theirs, true), order(theirs, ours, true));
        let arguments = is_structure(shape) && !traits::is_error(shape);
        self.report(&shape.id, "order of members", &old.join(" "), &new.join(" "), arguments && first != second);
    }

    fn operations(&mut self, id: &str, ours: &Operation, theirs: &Operation) {
        for (fact, old, new) in [("input", &ours.input, &theirs.input), ("output", &ours.output, &theirs.output)] {
            if old != new {
                let text = |target: &Option<String>| target.clone().unwrap_or_else(|| "smithy.api#Unit".to_owned());
                self.report(id, fact, &text(old), &text(new), true);
            }
        }
        self.sets(id, "errors", &ours.errors, &theirs.errors);
    }

    fn services(&mut self, id: &str, ours: &Service, theirs: &Service) {
        if ours.version != theirs.version {
            self.report(id, "version", &ours.version, &theirs.version, true);
        }
        self.sets(id, "operations", &ours.operations, &theirs.operations);
        self.sets(id, "resources", &ours.resources, &theirs.resources);
        self.sets(id, "errors", &ours.errors, &theirs.errors);
        let renamed: BTreeSet<&String> = ours.rename.keys().chain(theirs.rename.keys()).collect();
        for shape in renamed {
            let text = |rename: &BTreeMap<String, String>| rename.get(shape).map_or(ABSENT, String::as_str).to_owned();
            let (old, new) = (text(&ours.rename), text(&theirs.rename));
            if old != new {
                self.report(id, &format!("rename/{shape}"), &old, &new, true);
            }
        }
    }

    fn resources(&mut self, id: &str, ours: &Resource, theirs: &Resource) {
        self.sets(id, "operations", &ours.operations, &theirs.operations);
        self.sets(id, "resources", &ours.resources, &theirs.resources);
    }

    // Lists of ids whose order says nothing.
    fn sets(&mut self, id: &str, fact: &str, ours: &[String], theirs: &[String]) {
        for target in ours.iter().filter(|target| !theirs.contains(target)) {
            self.report(id, &format!("{fact}/{target}"), PRESENT, ABSENT, true);
        }
        for target in theirs.iter().filter(|target| !ours.contains(target)) {
            self.report(id, &format!("{fact}/{target}"), ABSENT, PRESENT, false);
        }
    }

    fn report(&mut self, place: &str, fact: &str, ours: &str, theirs: &str, breaking: bool) {
        self.found.push(Difference {
            place: place.to_owned(),
            fact: fact.to_owned(),
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
            breaking,
        });
    }
}

fn place(shape: &Shape, member: &Member) -> String {
    format!("{}${}", shape.id, member.name)
}

fn is_structure(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_))
}

fn kind(shape: &Shape) -> String {
    let name = match &shape.kind {
        ShapeKind::Simple(simple) => return format!("{simple:?}").to_ascii_lowercase(),
        ShapeKind::List(_) => "list",
        ShapeKind::Map { .. } => "map",
        ShapeKind::Structure(_) => "structure",
        ShapeKind::Union(_) => "union",
        ShapeKind::Enum(_) => "enum",
        ShapeKind::IntEnum(_) => "intEnum",
        ShapeKind::Operation(_) => "operation",
        ShapeKind::Service(_) => "service",
        ShapeKind::Resource(_) => "resource",
    };
    name.to_owned()
}

// The inputs of all operations, and what they lead to.
fn written(model: &Model) -> BTreeSet<String> {
    let inputs = model.shapes.values().filter_map(|shape| match &shape.kind {
        ShapeKind::Operation(operation) => operation.input.as_deref(),
        _ => None,
    });
    let mut pending: Vec<&str> = inputs.collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = pending.pop() {
        let Some(shape) = model.get(id) else { continue };
        if reached.insert(id.to_owned()) {
            pending.extend(members(shape).into_iter().map(|member| member.target.as_str()));
        }
    }
    reached
}
