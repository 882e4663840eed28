//! Members: the type, presence and constraints of each, and what must not be shown of it.
//!
//! Knows one structure at a time; which structures there are is `mod.rs`'s to say.

use std::collections::BTreeSet;

use super::{Resolver, SENSITIVE, defaults, deprecation, docs, enums::is_enum, names, wire};
use crate::{
    ir::{Arguments, Field, Presence, Structure, Type},
    smithy::{
        ast::{Member, Shape, ShapeKind, Simple, Target, name_of},
        traits,
    },
    validate::members,
};

/// How many required members are arguments before they move into a struct.
const POSITIONAL: usize = 4;

impl<'m> Resolver<'m, '_> {
    pub(super) fn structure(
        &mut self,
        shape: &'m Shape,
        name: String,
        otherwise: &str,
        written: bool,
        read: bool,
    ) -> Structure {
        let mut taken = BTreeSet::new();
        let mut setters = BTreeSet::new();
        let fields: Vec<Field> = members(shape)
            .into_iter()
            .map(|member| self.field(shape, member, written, &mut taken, &mut setters))
            .collect();
        let required = fields.iter().filter(|field| field.presence == Presence::Required).count();
        Structure {
            docs: docs::lines_or(shape.traits.string("smithy.api#documentation"), otherwise),
            written,
            read,
            arguments: match required {
                0 => Arguments::None,
                1..=POSITIONAL => Arguments::Positional,
                _ => Arguments::Struct(format!("{name}Required")),
            },
            redacts: fields.iter().any(|field| field.sensitive),
            validates: false,
            floats: false,
            fields,
            name,
        }
    }

    pub(super) fn field(
        &mut self,
        shape: &Shape,
        member: &'m Member,
        written: bool,
        taken: &mut BTreeSet<String>,
        setters: &mut BTreeSet<String>,
    ) -> Field {
        let target = self.model.get(&member.target);
        let target_traits = target.map(|target| &target.traits);
        let ty = self.member_type(member, written);
        let required = member.traits.has("smithy.api#required") && !member.traits.has("smithy.api#clientOptional");
        let name = names::unique(names::field(&member.name), taken);
        let sensitive = shape.traits.has(SENSITIVE) || member.traits.has(SENSITIVE) || self.sensitive(&member.target);
        let sensitive = sensitive && ty != Type::Secret;
        let constraint = written.then(|| self.constraint(shape, member)).flatten();
        let append = member.traits.string(traits::APPEND).filter(|_| written);
        let append = append.and_then(|method| self.append(method, target)).map(|mut append| {
            append.method = names::unique(append.method, setters);
            append
        });
        Field {
            setter: names::unique(names::setter(&member.name), setters),
            local: names::local(&name),
            wire_name: wire::member_name(member).to_owned(),
            smithy_name: member.name.clone(),
            docs: docs::lines_or(
                member
                    .traits
                    .string("smithy.api#documentation")
                    .or_else(|| target_traits.and_then(|traits| traits.string("smithy.api#documentation"))),
                &format!("`{}`.", member.name),
            ),
            presence: match (required, defaults::default_of(&member.traits, &ty).filter(|_| !written)) {
                (_, Some(literal)) => Presence::Defaulted(literal),
                (true, None) => Presence::Required,
                (false, None) => Presence::Optional,
            },
            boxed: self.recursive(&shape.id, &member.target),
            sensitive,
            constraint,
            attribute: member.traits.has("smithy.api#xmlAttribute"),
            single_use: member.traits.has(traits::SINGLE_USE),
            error_context: member.traits.has(traits::ERROR_CONTEXT),
            idempotency_token: member.traits.has("smithy.api#idempotencyToken"),
            append,
            deprecated: deprecation(&member.traits),
            name,
            ty,
        }
    }

    pub(super) fn member_type(&mut self, member: &Member, written: bool) -> Type {
        let (simple, target) = match self.model.target(&member.target) {
            Some(Target::Prelude(simple)) => (Some(simple), None),
            Some(Target::Shape(shape @ Shape { kind: ShapeKind::Simple(simple), .. })) => (Some(*simple), Some(shape)),
            Some(Target::Shape(shape)) => (None, Some(shape)),
            None => return Type::String,
        };
        let secret = member.traits.has(traits::SECRET) || target.is_some_and(|shape| shape.traits.has(traits::SECRET));
        if let Some(simple) = simple {
            return match simple {
                Simple::String if secret => Type::Secret,
                Simple::String | Simple::Document | Simple::Unit => match target.filter(|shape| is_enum(shape)) {
                    Some(shape) => Type::Enum(self.name(&shape.id)),
                    None => Type::String,
                },
                Simple::Boolean => Type::Boolean,
                Simple::Byte => Type::Byte,
                Simple::Short => Type::Short,
                Simple::Integer => Type::Integer,
                Simple::Long => Type::Long,
                Simple::Float => Type::Float,
                Simple::Double => Type::Double,
                Simple::BigInteger | Simple::BigDecimal => Type::Decimal,
                Simple::Blob => Type::Blob,
                Simple::Timestamp => {
                    Type::Timestamp(wire::format_of(&member.traits, target.map(|shape| &shape.traits)))
                }
            };
        }
        let Some(shape) = target else { return Type::String };
        let flattened = member.traits.has("smithy.api#xmlFlattened");
        let sparse = shape.traits.has("smithy.api#sparse");
        match &shape.kind {
            ShapeKind::List(element) => Type::List {
                member: Box::new(self.member_type(element, written)),
                element: wire::list_element(element, flattened),
                sparse,
                constraint: written.then(|| self.constraint(shape, element)).flatten(),
            },
            ShapeKind::Map { key, value } => Type::Map {
                key: Box::new(self.member_type(key, written)),
                value: Box::new(self.member_type(value, written)),
                entry: wire::map_entry(flattened),
                key_name: wire::map_part(key),
                value_name: wire::map_part(value),
                sparse,
                key_constraint: written.then(|| self.constraint(shape, key)).flatten(),
                value_constraint: written.then(|| self.constraint(shape, value)).flatten(),
            },
            ShapeKind::Enum(_) => Type::Enum(self.name(&shape.id)),
            ShapeKind::IntEnum(_) => Type::IntEnum(self.name(&shape.id)),
            ShapeKind::Union(_) => Type::Union { name: self.name(&shape.id), checked: false },
            ShapeKind::Structure(_) if shape.traits.has(traits::TYPE) => Type::External(self.name(&shape.id)),
            _ => Type::Structure { name: self.name(&shape.id), checked: false },
        }
    }

    pub(super) fn name(&self, id: &str) -> String {
        self.named.get(id).cloned().unwrap_or_else(|| names::type_name(name_of(id)))
    }

    // Whether a shape, or what a list or map holds, must not be shown.
    fn sensitive(&self, id: &str) -> bool {
        let mut pending = vec![id];
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            let Some(shape) = self.model.get(next) else { continue };
            if shape.traits.has(SENSITIVE) {
                return true;
            }
            if let ShapeKind::List(_) | ShapeKind::Map { .. } = shape.kind
                && seen.insert(&shape.id)
            {
                if members(shape).iter().any(|member| member.traits.has(SENSITIVE)) {
                    return true;
                }
                pending.extend(members(shape).iter().map(|member| member.target.as_str()));
            }
        }
        false
    }

    // Whether a value of the target holds a value of the shape without a list or map between them.
    fn recursive(&self, id: &str, target: &str) -> bool {
        let mut pending = vec![target];
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            if next == id {
                return true;
            }
            let Some(shape) = self.model.get(next) else { continue };
            if let ShapeKind::Structure(list) | ShapeKind::Union(list) = &shape.kind
                && seen.insert(next)
            {
                pending.extend(list.iter().map(|member| member.target.as_str()));
            }
        }
        false
    }
}
