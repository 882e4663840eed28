//! Mixins and `apply`: what a shape gets from elsewhere becomes its own.
//!
//! <https://smithy.io/2.0/spec/mixins.html>. Members of mixins come first, in the order of the mixins;
//! a trait of the shape wins over one of a mixin, a later mixin over an earlier one, and `apply` over
//! all of them. Nothing after this module knows of either.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    ast::{Member, Model, Shape, ShapeKind, Traits, members},
    load::apply_traits,
};
use crate::diagnostics::{Diagnostics, Place, did_you_mean};

const MIXIN: &str = "smithy.api#mixin";

/// What shapes ask for beside their own definitions.
#[derive(Debug, Default)]
pub(super) struct Additions {
    /// The mixins of shapes, and where they are named.
    pub(super) mixins: BTreeMap<String, Vec<(String, Place)>>,
    /// Traits for a shape or one of its members, in the order of the files, by the id of the shape.
    pub(super) applied: BTreeMap<String, Vec<(String, Traits, Place)>>,
}

/// Makes all additions. Mixins come before the shapes that use them, so that all of it reaches those.
pub(super) fn add(model: &mut Model, mut additions: Additions, diagnostics: &mut Diagnostics) {
    for id in order(model, &additions.mixins, diagnostics) {
        if let Some(mixins) = additions.mixins.remove(&id) {
            mix(model, &id, &mixins, diagnostics);
        }
        for (target, traits, place) in additions.applied.remove(&id).into_iter().flatten() {
            apply(model, &target, traits, &place, diagnostics);
        }
    }
    for (target, traits, place) in additions.applied.into_values().flatten() {
        apply(model, &target, traits, &place, diagnostics);
    }
}

fn apply(model: &mut Model, id: &str, traits: Traits, place: &Place, diagnostics: &mut Diagnostics) {
    let shape = id.split_once('$').map_or(id, |(shape, _)| shape);
    if apply_traits(model, id, traits, place) || model.broken.contains(shape) {
        return;
    }
    let help = "correct the shape id; members are written `namespace#Shape$member`";
    let help = did_you_mean(id, model.ids().iter().map(String::as_str), help);
    diagnostics.error("E004", &place.key(), format!("`apply` names `{id}`, which does not exist"), help);
}

// Every shape after the mixins that it uses; those whose mixins lead back to them are reported and left out.
fn order(model: &Model, mixins: &BTreeMap<String, Vec<(String, Place)>>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, used) in mixins.iter().filter(|(id, _)| model.shapes.contains_key(*id)) {
        let used: BTreeSet<&str> = used.iter().map(|(mixin, _)| mixin.as_str()).collect();
        for mixin in used.into_iter().filter(|mixin| model.shapes.contains_key(*mixin)) {
            users.entry(mixin).or_default().push(id);
            *waiting.entry(id).or_default() += 1;
        }
    }
    let mut ready: Vec<&str> = model.shapes.keys().map(String::as_str).filter(|id| !waiting.contains_key(id)).collect();
    let mut order = Vec::with_capacity(model.shapes.len());
    while let Some(id) = ready.pop() {
        order.push(id.to_owned());
        for user in users.remove(id).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(user) {
                *count -= 1;
                if *count == 0 {
                    waiting.remove(user);
                    ready.push(user);
                }
            }
        }
    }
    for id in waiting.into_keys() {
        if let Some((_, place)) = mixins.get(id).and_then(|used| used.first()) {
            diagnostics.error(
                "E026",
                place,
                format!("the mixins of `{id}` lead back to themselves"),
                "remove one of the mixins on the way",
            );
        }
    }
    order
}

// A mixin is read once all that it mixes in itself is its own.
fn mix(model: &mut Model, id: &str, mixins: &[(String, Place)], diagnostics: &mut Diagnostics) {
    let mut gathered = Gathered::default();
    for (mixin, place) in mixins.iter().filter(|(mixin, _)| !model.broken.contains(mixin)) {
        let Some(source) = model.shapes.get(mixin) else {
            let help = did_you_mean(mixin, model.target_ids(), "define the mixin, or load the file that does");
            diagnostics.error("E004", place, format!("mixin `{mixin}` does not exist"), help);
            continue;
        };
        let problem = match (source.traits.get(MIXIN), model.shapes.get(id)) {
            (None, _) => Some(format!("`{mixin}` is not a mixin")),
            (_, Some(shape)) if !alike(&shape.kind, &source.kind) => {
                Some(format!("`{mixin}` is of another type than `{id}`"))
            }
            _ => gathered.add(source).err(),
        };
        if let Some(problem) = problem {
            diagnostics.error("E026", place, problem, "correct the mixin, or remove it from the `mixins`");
        }
    }
    let Some(shape) = model.shapes.get_mut(id) else { return };
    let mut moved = Vec::new();
    gathered.traits.give(&mut shape.traits, &shape.place, &mut moved);
    let own = take_members(&mut shape.kind);
    let mut contradicting = Vec::new();
    put_members(&mut shape.kind, merged(own, gathered.members, &mut moved, &mut contradicting));
    for member in contradicting {
        diagnostics.error(
            "E026",
            &member.place.key(),
            format!("`{}` has another type in a mixin of `{id}`", member.name),
            "let both have the same target",
        );
    }
    if let Some(kind) = gathered.kind {
        bindings(&mut shape.kind, kind);
    }
    for (to, id, from) in moved {
        // What was applied to the mixin stands where that stands.
        let from = model.trait_place(&from, &id);
        model.applied.insert((to, id), from);
    }
}

/// Traits that now stand on one place and come from another: to, the trait, from.
type Moved = Vec<(Place, String, Place)>;

/// Traits of mixins, each with the place of what had it.
#[derive(Default)]
struct Inherited(BTreeMap<String, (Value, Place)>);

impl Inherited {
    // A later mixin wins over an earlier one.
    fn add<'t>(&mut self, traits: impl Iterator<Item = (&'t String, &'t Value)>, from: &Place) {
        self.0.extend(traits.map(|(id, value)| (id.clone(), (value.clone(), from.clone()))));
    }

    // What is there already wins.
    fn give(self, traits: &mut Traits, place: &Place, moved: &mut Moved) {
        for (id, (value, from)) in self.0 {
            if !traits.has(&id) {
                traits.0.insert(id.clone(), value);
                if from != *place {
                    moved.push((place.clone(), id, from));
                }
            }
        }
    }
}

/// What the mixins of one shape come to together.
#[derive(Default)]
struct Gathered {
    traits: Inherited,
    /// Members without traits, and their traits.
    members: Vec<(Member, Inherited)>,
    /// Operations, resources and errors.
    kind: Option<ShapeKind>,
}

impl Gathered {
    fn add(&mut self, source: &Shape) -> Result<(), String> {
        let local = source.traits.get(MIXIN).and_then(|mixin| mixin.get("localTraits")).and_then(Value::as_array);
        let local: Vec<&str> = local.into_iter().flatten().filter_map(Value::as_str).collect();
        let shared = source.traits.0.iter().filter(|(id, _)| *id != MIXIN && !local.contains(&id.as_str()));
        self.traits.add(shared, &source.place);
        for member in members(source) {
            let known = self.members.iter_mut().find(|(known, _)| known.name == member.name);
            match known {
                Some((known, _)) if known.target != member.target => {
                    return Err(format!("`{}` of `{}` has another type in another mixin", member.name, source.id));
                }
                Some((_, traits)) => traits.add(member.traits.0.iter(), &member.place),
                None => {
                    let mut traits = Inherited::default();
                    traits.add(member.traits.0.iter(), &member.place);
                    self.members.push((Member { traits: Traits::default(), ..member.clone() }, traits));
                }
            }
        }
        match &mut self.kind {
            Some(kind) => bindings(kind, source.kind.clone()),
            None => self.kind = Some(source.kind.clone()),
        }
        Ok(())
    }
}

// The members of mixins and then a shape's own; one that is both stays where the mixins have it.
fn merged(
    own: Vec<Member>,
    mixed: Vec<(Member, Inherited)>,
    moved: &mut Moved,
    contradicting: &mut Vec<Member>,
) -> Vec<Member> {
    let mut own: Vec<Option<Member>> = own.into_iter().map(Some).collect();
    let mut all = Vec::with_capacity(own.len() + mixed.len());
    for (mut member, traits) in mixed {
        let again = own.iter_mut().find(|own| own.as_ref().is_some_and(|own| own.name == member.name));
        if let Some(again) = again.and_then(Option::take) {
            if again.target == member.target || again.target.is_empty() {
                member = Member { target: member.target, ..again };
            } else {
                contradicting.push(again);
            }
        }
        traits.give(&mut member.traits, &member.place, moved);
        all.push(member);
    }
    all.extend(own.into_iter().flatten());
    all
}

fn alike(a: &ShapeKind, b: &ShapeKind) -> bool {
    match (a, b) {
        (ShapeKind::Simple(a), ShapeKind::Simple(b)) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn take_members(kind: &mut ShapeKind) -> Vec<Member> {
    match kind {
        ShapeKind::Structure(members)
        | ShapeKind::Union(members)
        | ShapeKind::Enum(members)
        | ShapeKind::IntEnum(members) => std::mem::take(members),
        ShapeKind::List(member) => vec![member.clone()],
        ShapeKind::Map { key, value } => vec![key.clone(), value.clone()],
        _ => Vec::new(),
    }
}

fn put_members(kind: &mut ShapeKind, list: Vec<Member>) {
    match kind {
        ShapeKind::Structure(members)
        | ShapeKind::Union(members)
        | ShapeKind::Enum(members)
        | ShapeKind::IntEnum(members) => *members = list,
        ShapeKind::List(member) => list.into_iter().for_each(|new| *member = new),
        ShapeKind::Map { key, value } => {
            for new in list {
                if new.name == "key" { *key = new } else { *value = new }
            }
        }
        _ => {}
    }
}

// What a service, resource or operation names, those of the mixin first.
fn bindings(kind: &mut ShapeKind, mixin: ShapeKind) {
    let before = |own: &mut Vec<String>, mixed: Vec<String>| {
        let mut all = mixed;
        all.append(own);
        let mut seen = BTreeSet::new();
        all.retain(|id| seen.insert(id.clone()));
        *own = all;
    };
    match (kind, mixin) {
        (ShapeKind::Operation(own), ShapeKind::Operation(mixed)) => {
            own.input = own.input.take().or(mixed.input);
            own.output = own.output.take().or(mixed.output);
            before(&mut own.errors, mixed.errors);
        }
        (ShapeKind::Resource(own), ShapeKind::Resource(mixed)) => {
            before(&mut own.operations, mixed.operations);
            before(&mut own.resources, mixed.resources);
        }
        (ShapeKind::Service(own), ShapeKind::Service(mixed)) => {
            if own.version.is_empty() {
                own.version = mixed.version;
            }
            before(&mut own.operations, mixed.operations);
            before(&mut own.resources, mixed.resources);
            before(&mut own.errors, mixed.errors);
            for (id, name) in mixed.rename {
                own.rename.entry(id).or_insert(name);
            }
        }
        _ => {}
    }
}
