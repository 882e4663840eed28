//! From [`Expression`] to [`ir::path`](crate::ir::path): every node gets its type, members get their Rust
//! names, and what cannot be so is said.
//!
//! `a.b` and `a | b` vanish: `b` is compiled with `a` in the place of the current node. What is left of
//! projections are closures, whose argument is [`Kind::Item`].

use std::collections::BTreeMap;

use super::{Comparator, Expression, Problem, functions, parse::parse};
use crate::{
    diagnostics::did_you_mean,
    ir::{
        Presence, Structure, Type,
        path::{Kind, Literal, Path, Value, ValueType},
    },
};

/// Structures by their Rust names.
pub(crate) struct Types<'t>(BTreeMap<&'t str, &'t Structure>);

impl<'t> Types<'t> {
    /// All that an expression may lead to.
    pub(crate) fn new(structures: impl IntoIterator<Item = &'t Structure>) -> Self {
        Self(structures.into_iter().map(|structure| (structure.name.as_str(), structure)).collect())
    }
}

/// What an expression starts from.
#[derive(Clone, Copy)]
pub(crate) enum Roots<'r> {
    /// A variable of this name that holds the structure.
    One(&'r str, &'r Structure),
    /// Members of an object that is there for the expression only: their names, which are those of
    /// variables too.
    Named(&'r [(&'r str, &'r Structure)]),
}

/// Parses an expression and compiles it against the types.
pub(crate) fn compile(text: &str, roots: Roots<'_>, types: &Types<'_>) -> Result<Path, Problem> {
    let expression = parse(text)?;
    let mut compiler = Compiler { types, roots, sensitive: false };
    let value = match roots {
        Roots::One(variable, structure) => {
            let root = root(variable, structure);
            compiler.value(&expression, Some(&root))?
        }
        Roots::Named(_) => compiler.value(&expression, None)?,
    };
    Ok(Path { text: text.to_owned(), value, sensitive: compiler.sensitive })
}

fn root(variable: &str, structure: &Structure) -> Value {
    plain(Kind::Root(variable.to_owned()), ValueType::Structure(structure.name.clone()))
}

/// A node that is never null.
pub(super) fn plain(kind: Kind, ty: ValueType) -> Value {
    Value { kind, ty, nullable: false, fallible: false }
}

struct Compiler<'c> {
    types: &'c Types<'c>,
    roots: Roots<'c>,
    sensitive: bool,
}

impl Compiler<'_> {
    // `None` is the object of named roots.
    fn value(&mut self, expression: &Expression, current: Option<&Value>) -> Result<Value, Problem> {
        match expression {
            Expression::Current => current.cloned().ok_or_else(|| Problem::beyond("`@` as a whole is")),
            Expression::Field(name) => self.member(name, current),
            Expression::Index(index) => index_of(self.some(current)?, *index),
            Expression::Literal(value) => literal(value),
            Expression::Sub(left, right) | Expression::Pipe(left, right) => {
                let left = self.value(left, current)?;
                self.value(right, Some(&left))
            }
            Expression::Flatten(list) => {
                let list = self.value(list, current)?;
                flatten(list)
            }
            Expression::Project(list, each) => {
                let list = self.value(list, current)?;
                self.each(list, each)
            }
            Expression::ProjectValues(map, each) => {
                let map = self.value(map, current)?;
                let values = functions::values(map)?;
                self.each(values, each)
            }
            Expression::Filter(list, condition, each) => {
                let list = self.value(list, current)?;
                let item = projected_item(&list)?;
                let condition = self.condition(condition, Some(&item))?;
                let filtered = Value {
                    ty: ValueType::Items(Box::new(item.ty), item.nullable),
                    nullable: list.nullable,
                    fallible: list.fallible || condition.fallible,
                    kind: Kind::Filter(Box::new(list), Box::new(condition)),
                };
                self.each(filtered, each)
            }
            Expression::List(items) => self.several(items, current),
            Expression::Compare(comparator, left, right) => {
                let (left, right) = (self.value(left, current)?, self.value(right, current)?);
                compare(*comparator, left, right)
            }
            Expression::And(left, right) => {
                let (left, right) = (self.value(left, current)?, self.value(right, current)?);
                either(left, right, Kind::And, |left, right| left || right)
            }
            Expression::Or(left, right) => {
                let (left, right) = (self.value(left, current)?, self.value(right, current)?);
                if right.fallible {
                    return Err(Problem::beyond("a function on what may be null, right of `||`, is"));
                }
                either(left, right, Kind::Or, |_, right| right)
            }
            Expression::Not(_) => self.condition(expression, current),
            Expression::Call(name, arguments) => {
                let arguments: Result<Vec<Value>, Problem> =
                    arguments.iter().map(|argument| self.value(argument, current)).collect();
                functions::call(name, arguments?)
            }
            Expression::Beyond(what) => Err(Problem::beyond(what)),
        }
    }

    // Where only truth counts, operands of `&&` and `||` may be of any types.
    fn condition(&mut self, expression: &Expression, current: Option<&Value>) -> Result<Value, Problem> {
        let (kind, fallible) = match expression {
            Expression::And(left, right) | Expression::Or(left, right) => {
                let (left, right) = (self.condition(left, current)?, self.condition(right, current)?);
                let fallible = left.fallible || right.fallible;
                let (left, right) = (Box::new(left), Box::new(right));
                match expression {
                    Expression::And(..) => (Kind::And(left, right), fallible),
                    _ => (Kind::Or(left, right), fallible),
                }
            }
            Expression::Not(inner) => {
                let inner = self.condition(inner, current)?;
                let fallible = inner.fallible;
                (Kind::Not(Box::new(inner)), fallible)
            }
            other => {
                let value = self.value(other, current)?;
                return truth(value);
            }
        };
        Ok(Value { kind, ty: ValueType::Boolean, nullable: false, fallible })
    }

    fn some<'v>(&self, current: Option<&'v Value>) -> Result<&'v Value, Problem> {
        current.ok_or_else(|| Problem::wrong("what it starts from is no list", "begin with `input` or `output`"))
    }

    fn member(&mut self, name: &str, current: Option<&Value>) -> Result<Value, Problem> {
        let Some(of) = current else {
            let Roots::Named(roots) = self.roots else { return Err(Problem::beyond("this is")) };
            let found = roots.iter().find(|(root, _)| *root == name);
            return found.map(|(name, structure)| root(name, structure)).ok_or_else(|| {
                Problem::wrong(
                    format!("`{name}` is neither the input nor the output"),
                    "begin with `input` or `output`",
                )
            });
        };
        match &of.ty {
            ValueType::Structure(structure) => {
                let Some(structure) = self.types.0.get(structure.as_str()) else {
                    return Err(Problem::beyond(format_args!("`{name}` of `{structure}` is")));
                };
                let Some(field) = structure.fields.iter().find(|field| field.smithy_name == name) else {
                    return Err(no_member(name, structure));
                };
                self.sensitive |= field.sensitive;
                Ok(Value {
                    ty: value_type(&field.ty)?,
                    nullable: of.nullable || field.presence == Presence::Optional,
                    fallible: of.fallible,
                    kind: Kind::Member(Box::new(of.clone()), Box::new(field.clone())),
                })
            }
            ValueType::Map(Type::String, value, _) => Ok(Value {
                ty: value_type(value)?,
                nullable: true,
                fallible: of.fallible,
                kind: Kind::Entry(Box::new(of.clone()), name.to_owned()),
            }),
            ValueType::List(..) | ValueType::Items(..) => {
                Err(Problem::wrong(format!("a list has no member `{name}`"), "write `[]` before it for each element's"))
            }
            ValueType::Opaque(_) | ValueType::Map(..) => {
                Err(Problem::beyond(format_args!("`{name}` of {} is", describe(&of.ty))))
            }
            other => Err(Problem::wrong(format!("{} has no member `{name}`", describe(other)), "correct the path")),
        }
    }

    fn each(&mut self, list: Value, each: &Expression) -> Result<Value, Problem> {
        if matches!((&list.ty, each), (ValueType::Items(inner, _), Expression::Current) if matches!(**inner, ValueType::Items(..)))
        {
            return Ok(list);
        }
        let item = projected_item(&list)?;
        let body = self.value(each, Some(&item))?;
        if matches!(body.kind, Kind::Item) && !body.nullable {
            return Ok(list);
        }
        Ok(Value {
            ty: ValueType::Items(Box::new(body.ty.clone()), false),
            nullable: list.nullable,
            fallible: list.fallible || body.fallible,
            kind: Kind::Each(Box::new(list), Box::new(body)),
        })
    }

    fn several(&mut self, items: &[Expression], current: Option<&Value>) -> Result<Value, Problem> {
        let values: Result<Vec<Value>, Problem> = items.iter().map(|item| self.value(item, current)).collect();
        let values = values?;
        let Some(ty) = values.first().map(|value| value.ty.clone()) else {
            return Err(Problem::beyond("an empty list is"));
        };
        if matches!(ty, ValueType::Items(..)) || values.iter().any(|value| value.ty != ty) {
            return Err(Problem::beyond("a list of values of several types, or of projections, is"));
        }
        Ok(Value {
            ty: ValueType::Items(Box::new(ty), values.iter().any(|value| value.nullable)),
            nullable: current.is_some_and(|current| current.nullable),
            fallible: values.iter().any(|value| value.fallible),
            kind: Kind::Several(values),
        })
    }
}

/// The type of a member, an element or a value.
pub(super) fn value_type(ty: &Type) -> Result<ValueType, Problem> {
    Ok(match ty {
        Type::String | Type::Enum(_) => ValueType::Text,
        Type::Secret => return Err(Problem::beyond("the value of a secret is")),
        Type::Boolean => ValueType::Boolean,
        Type::Byte | Type::Short | Type::Integer | Type::Long | Type::IntEnum(_) => ValueType::Number,
        Type::Float | Type::Double | Type::Decimal => ValueType::Opaque("a number with a fraction".to_owned()),
        Type::Blob => ValueType::Opaque("a blob".to_owned()),
        Type::Timestamp(_) => ValueType::Opaque("a timestamp".to_owned()),
        Type::Structure { name, .. } => ValueType::Structure(name.clone()),
        Type::Union { name, .. } | Type::External(name) => ValueType::Opaque(format!("`{name}`")),
        Type::List { member, sparse, .. } => ValueType::List((**member).clone(), *sparse),
        Type::Map { key, value, sparse, .. } => ValueType::Map((**key).clone(), (**value).clone(), *sparse),
    })
}

/// The element that the closure of a projection gets.
pub(super) fn item_of(list: &Value) -> Result<Value, Problem> {
    let (ty, nullable) = match &list.ty {
        ValueType::List(element, sparse) => (value_type(element)?, *sparse),
        ValueType::Items(element, nullable) => ((**element).clone(), *nullable),
        other => {
            return Err(Problem::wrong(format!("{} is not a list", describe(other)), "correct the path"));
        }
    };
    Ok(Value { kind: Kind::Item, ty, nullable, fallible: false })
}

// The element of a list that a closure goes through. What a projection makes is there once, and is flattened
// or nothing.
fn projected_item(list: &Value) -> Result<Value, Problem> {
    let item = item_of(list)?;
    if matches!(item.ty, ValueType::Items(..)) {
        return Err(Problem::beyond("a projection of projections is"));
    }
    Ok(item)
}

/// A type, for a person.
pub(super) fn describe(ty: &ValueType) -> String {
    match ty {
        ValueType::Null => "null".to_owned(),
        ValueType::Text => "a string".to_owned(),
        ValueType::Boolean => "a boolean".to_owned(),
        ValueType::Number => "a number".to_owned(),
        ValueType::Structure(name) => format!("the structure `{name}`"),
        ValueType::List(..) | ValueType::Items(..) => "a list".to_owned(),
        ValueType::Map(..) => "a map".to_owned(),
        ValueType::Opaque(name) => name.clone(),
    }
}

fn no_member(name: &str, structure: &Structure) -> Problem {
    let names = || structure.fields.iter().map(|field| field.smithy_name.as_str());
    let help = did_you_mean(name, names(), format!("its members: {}", names().collect::<Vec<_>>().join(", ")));
    Problem::wrong(format!("`{}` has no member `{name}`", structure.name), help)
}

fn index_of(list: &Value, index: i64) -> Result<Value, Problem> {
    let item = item_of(list)?;
    if matches!(item.ty, ValueType::Items(..)) {
        return Err(Problem::beyond("an element of a list of lists is"));
    }
    let kind = Kind::Index(Box::new(list.clone()), index);
    Ok(Value { kind, ty: item.ty, nullable: true, fallible: list.fallible })
}

fn flatten(list: Value) -> Result<Value, Problem> {
    let item = item_of(&list)?;
    let inner = match &item.ty {
        ValueType::List(..) | ValueType::Items(..) => item_of(&item)?,
        // Elements that are no lists stay as they are.
        _ => return Ok(list),
    };
    Ok(Value {
        ty: ValueType::Items(Box::new(inner.ty), inner.nullable),
        nullable: list.nullable,
        fallible: list.fallible,
        kind: Kind::Flatten(Box::new(list)),
    })
}

fn literal(value: &serde_json::Value) -> Result<Value, Problem> {
    let (literal, ty) = match value {
        serde_json::Value::Null => (Literal::Null, ValueType::Null),
        serde_json::Value::Bool(value) => (Literal::Boolean(*value), ValueType::Boolean),
        serde_json::Value::String(text) => (Literal::Text(text.clone()), ValueType::Text),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => (Literal::Number(number), ValueType::Number),
            None => return Err(Problem::beyond(format_args!("the number {number} is"))),
        },
        _ => return Err(Problem::beyond("a literal list or object is")),
    };
    let nullable = ty == ValueType::Null;
    Ok(Value { kind: Kind::Literal(literal), ty, nullable, fallible: false })
}

fn compare(comparator: Comparator, left: Value, right: Value) -> Result<Value, Problem> {
    let scalar = |ty: &ValueType| matches!(ty, ValueType::Text | ValueType::Boolean | ValueType::Number);
    let equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
    let null = left.ty == ValueType::Null || right.ty == ValueType::Null;
    let mismatch = |left: &Value, right: &Value| {
        let (left, right) = (describe(&left.ty), describe(&right.ty));
        let message = format!("{left} is compared with {right} by `{}`", comparator.as_str());
        Problem::wrong(message, "compare values of one type; numbers stand in backticks: `` `1` ``")
    };
    if let Some(opaque) = [&left, &right].into_iter().find(|value| matches!(value.ty, ValueType::Opaque(_)))
        && !(equality && null)
    {
        return Err(Problem::beyond(format_args!("a comparison of {} is", describe(&opaque.ty))));
    }
    let nullable = if equality {
        if null && [&left, &right].into_iter().any(|value| matches!(value.ty, ValueType::Items(..))) {
            return Err(Problem::beyond("a comparison of a projection with null is"));
        }
        if !null && [&left, &right].into_iter().any(|value| !scalar(&value.ty)) {
            return Err(Problem::beyond("a comparison of lists, maps or structures is"));
        }
        if !null && left.ty != right.ty {
            return Err(mismatch(&left, &right));
        }
        false
    } else {
        if left.ty != ValueType::Number || right.ty != ValueType::Number {
            return Err(mismatch(&left, &right));
        }
        left.nullable || right.nullable
    };
    let fallible = left.fallible || right.fallible;
    let kind = Kind::Compare(comparator, Box::new(left), Box::new(right));
    Ok(Value { kind, ty: ValueType::Boolean, nullable, fallible })
}

fn either(
    left: Value,
    right: Value,
    kind: fn(Box<Value>, Box<Value>) -> Kind,
    nullable: fn(bool, bool) -> bool,
) -> Result<Value, Problem> {
    if left.ty != right.ty || !matches!(left.ty, ValueType::Text | ValueType::Boolean | ValueType::Number) {
        return Err(Problem::beyond("the value of `&&` or `||` between anything but two values of one plain type is"));
    }
    Ok(Value {
        ty: left.ty.clone(),
        nullable: nullable(left.nullable, right.nullable),
        fallible: left.fallible || right.fallible,
        kind: kind(Box::new(left), Box::new(right)),
    })
}

fn truth(value: Value) -> Result<Value, Problem> {
    match &value.ty {
        ValueType::Boolean if !value.nullable => Ok(value),
        ValueType::Structure(_) | ValueType::Opaque(_) => {
            Err(Problem::beyond(format_args!("{} as a condition is", describe(&value.ty))))
        }
        ValueType::Null => Err(Problem::wrong("null as a condition never holds", "compare something")),
        _ => Ok(Value {
            ty: ValueType::Boolean,
            nullable: false,
            fallible: value.fallible,
            kind: Kind::Truth(Box::new(value)),
        }),
    }
}
