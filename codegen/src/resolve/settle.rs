//! What a structure or union is, by those above and below it: whether it is checked, whether it has a
//! total equality.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Field, Service, Structure, Type};

/// Fills in `validates` and `floats` of all structures and unions, and `checked` of all references to them.
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
    let structures_known =
        service.structures.iter().map(|structure| (structure.name.clone(), (structure.validates, structure.floats)));
    // A union may hold anything; it is compared with `PartialEq` only.
    let unions_known = service.unions.iter().map(|union| (union.name.clone(), (union.validates, true)));
    let known: BTreeMap<String, (bool, bool)> = structures_known.chain(unions_known).collect();
    let all = |fields: &[Field]| {
        let each = fields.iter().map(|field| below(&field.ty, field.constraint.is_some(), &known));
        each.fold((false, false), |sum, next| (sum.0 || next.0, sum.1 || next.1))
    };
    let mut changed = false;
    for union in &mut service.unions {
        let validates = all(&union.variants).0 && union.written;
        changed |= validates != union.validates;
        union.validates = validates;
    }
    for structure in structures(service) {
        let (validates, floats) = all(&structure.fields);
        let validates = validates && structure.written;
        changed |= (validates, floats) != (structure.validates, structure.floats);
        (structure.validates, structure.floats) = (validates, floats);
    }
    changed
}

// Emitters of checks see at a reference whether there is anything to call.
fn mark_checked(service: &mut Service) {
    let structures_checked = service.structures.iter().filter(|structure| structure.validates);
    let unions_checked = service.unions.iter().filter(|union| union.validates).map(|union| union.name.clone());
    let checked: BTreeSet<String> =
        structures_checked.map(|structure| structure.name.clone()).chain(unions_checked).collect();
    for field in structures(service).flat_map(|structure| &mut structure.fields) {
        mark(&mut field.ty, &checked);
    }
    for field in service.unions.iter_mut().flat_map(|union| &mut union.variants) {
        mark(&mut field.ty, &checked);
    }
}

fn mark(ty: &mut Type, checks: &BTreeSet<String>) {
    match ty {
        Type::Structure { name, checked } | Type::Union { name, checked } => *checked = checks.contains(name),
        Type::List { member, .. } => mark(member, checks),
        Type::Map { value, .. } => mark(value, checks),
        _ => {}
    }
}

fn below(ty: &Type, constrained: bool, known: &BTreeMap<String, (bool, bool)>) -> (bool, bool) {
    let either = |a: (bool, bool), b: (bool, bool)| (a.0 || b.0, a.1 || b.1);
    match ty {
        Type::Float | Type::Double => (constrained, true),
        Type::Structure { name, .. } | Type::Union { name, .. } => {
            either(known.get(name).copied().unwrap_or_default(), (constrained, false))
        }
        Type::List { member, constraint, .. } => {
            either(below(member, constraint.is_some(), known), (constrained, false))
        }
        Type::Map { value, key_constraint, value_constraint, .. } => {
            either(below(value, value_constraint.is_some(), known), (constrained || key_constraint.is_some(), false))
        }
        _ => (constrained, false),
    }
}
