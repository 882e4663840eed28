//! What a structure is, by the structures above and below it: whether it is checked, whether it has a
//! total equality.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Service, Structure, Type};

/// Fills in `validates` and `floats` of all structures, and `checked` of all references to them.
pub(super) fn settle(service: &mut Service) {
    while from_below(service) {}
    mark_checked(service);
}

fn structures(service: &mut Service) -> impl Iterator<Item = &mut Structure> {
    let operations = service.operations.iter_mut().flat_map(|operation| [&mut operation.input, &mut operation.output]);
    let errors = service.errors.iter_mut().filter_map(|error| error.structure.as_mut());
    service.structures.iter_mut().chain(operations).chain(errors)
}

fn from_below(service: &mut Service) -> bool {
    let known: BTreeMap<String, (bool, bool)> = service
        .structures
        .iter()
        .map(|structure| (structure.name.clone(), (structure.validates, structure.floats)))
        .collect();
    let mut changed = false;
    for structure in structures(service) {
        let below = structure.fields.iter().map(|field| below(&field.ty, field.constraint.is_some(), &known));
        let (validates, floats) = below.fold((false, false), |sum, next| (sum.0 || next.0, sum.1 || next.1));
        let validates = validates && structure.written;
        changed |= (validates, floats) != (structure.validates, structure.floats);
        (structure.validates, structure.floats) = (validates, floats);
    }
    changed
}

// Emitters of checks see at a reference whether there is anything to call.
fn mark_checked(service: &mut Service) {
    let checked: BTreeSet<String> = service
        .structures
        .iter()
        .filter(|structure| structure.validates)
        .map(|structure| structure.name.clone())
        .collect();
    for field in structures(service).flat_map(|structure| &mut structure.fields) {
        mark(&mut field.ty, &checked);
    }
}

fn mark(ty: &mut Type, checks: &BTreeSet<String>) {
    match ty {
        Type::Structure { name, checked } => *checked = checks.contains(name),
        Type::List { member, .. } => mark(member, checks),
        Type::Map { value, .. } => mark(value, checks),
        _ => {}
    }
}

fn below(ty: &Type, constrained: bool, known: &BTreeMap<String, (bool, bool)>) -> (bool, bool) {
    let either = |a: (bool, bool), b: (bool, bool)| (a.0 || b.0, a.1 || b.1);
    match ty {
        Type::Float | Type::Double => (constrained, true),
        Type::Structure { name, .. } => either(known.get(name).copied().unwrap_or_default(), (constrained, false)),
        Type::List { member, constraint, .. } => {
            either(below(member, constraint.is_some(), known), (constrained, false))
        }
        Type::Map { value, key_constraint, value_constraint, .. } => {
            either(below(value, value_constraint.is_some(), known), (constrained || key_constraint.is_some(), false))
        }
        // A union may hold anything; it is compared with `PartialEq` only.
        Type::Union(_) => (constrained, true),
        _ => (constrained, false),
    }
}
