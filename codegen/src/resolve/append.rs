//! Setters that add one element to a list, built from the element's members.

use super::{Resolver, names};
use crate::{
    ir::{Append, AppendArgument, Field, Presence},
    smithy::ast::{Shape, ShapeKind},
};

impl<'m> Resolver<'m, '_> {
    pub(super) fn append(&mut self, method: &str, list: Option<&'m Shape>) -> Option<Append> {
        let ShapeKind::List(element) = &list?.kind else { return None };
        let method = names::setter(method);
        let target = self.model.get(&element.target);
        let Some(shape) = target.filter(|shape| matches!(shape.kind, ShapeKind::Structure(_))) else {
            let ty = self.member_type(element, true);
            let argument = AppendArgument { name: "value".to_owned(), ty, setter: None };
            return Some(Append { method, structure: None, arguments: vec![argument] });
        };
        let name = self.name(&shape.id);
        let structure = self.structure(shape, name.clone(), "", true, false);
        let required = |field: &&Field| field.presence == Presence::Required;
        let has_required = structure.fields.iter().any(|field| required(&field));
        let arguments =
            structure.fields.iter().filter(|field| !has_required || required(field)).map(|field| AppendArgument {
                name: field.name.clone(),
                ty: field.ty.clone(),
                setter: (!has_required).then(|| field.setter.clone()),
            });
        Some(Append { method, structure: Some(name), arguments: arguments.collect() })
    }
}
