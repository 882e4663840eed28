//! The functions of JMESPath that are compiled: <https://jmespath.org/specification.html#built-in-functions>.
//!
//! A function on null is an error there, and then the whole expression has no value: such a call is
//! `fallible`.

use super::{
    Problem,
    compile::{describe, item_of, plain, value_type},
};
use crate::ir::path::{Kind, Value, ValueType};

/// Functions that exist and are not compiled.
const OTHERS: &[&str] = &[
    "abs",
    "avg",
    "ceil",
    "floor",
    "join",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
];

/// A call.
pub(super) fn call(name: &str, arguments: Vec<Value>) -> Result<Value, Problem> {
    let count = arguments.len();
    let mut arguments = arguments.into_iter();
    match (name, arguments.next(), arguments.next(), arguments.next()) {
        ("length", Some(of), None, None) => length(of),
        ("keys", Some(map), None, None) => keys(map),
        ("values", Some(map), None, None) => values_of(map),
        ("contains", Some(subject), Some(search), None) => contains(subject, search),
        ("starts_with", Some(text), Some(part), None) => affix(text, part, Kind::StartsWith),
        ("ends_with", Some(text), Some(part), None) => affix(text, part, Kind::EndsWith),
        ("length" | "keys" | "values" | "contains" | "starts_with" | "ends_with", ..) => {
            Err(Problem::wrong(format!("`{name}` does not take {count} arguments"), "see the function's signature"))
        }
        (name, ..) if OTHERS.contains(&name) => Err(Problem::beyond(format_args!("the function `{name}` is"))),
        (name, ..) => Err(Problem::wrong(
            format!("there is no function `{name}`"),
            "see https://jmespath.org/specification.html#built-in-functions",
        )),
    }
}

/// The values of a map, as `map.*` and `values(map)` have them.
pub(super) fn values(map: Value) -> Result<Value, Problem> {
    let ValueType::Map(_, value, sparse) = &map.ty else { return Err(no_map(&map)) };
    Ok(Value {
        ty: ValueType::Items(Box::new(value_type(value)?), *sparse),
        nullable: map.nullable,
        fallible: map.fallible,
        kind: Kind::Values(Box::new(map)),
    })
}

fn values_of(map: Value) -> Result<Value, Problem> {
    let list = values(map)?;
    Ok(Value { fallible: list.fallible || list.nullable, nullable: false, ..list })
}

fn keys(map: Value) -> Result<Value, Problem> {
    let ValueType::Map(..) = map.ty else { return Err(no_map(&map)) };
    let fallible = map.fallible || map.nullable;
    let ty = ValueType::Items(Box::new(ValueType::Text), false);
    Ok(Value { fallible, ..plain(Kind::Keys(Box::new(map)), ty) })
}

fn no_map(value: &Value) -> Problem {
    match value.ty {
        ValueType::Structure(_) => Problem::beyond("the list of a structure's members is"),
        _ => Problem::wrong(format!("{} is not a map", describe(&value.ty)), "correct the path"),
    }
}

fn length(of: Value) -> Result<Value, Problem> {
    match &of.ty {
        ValueType::Text | ValueType::List(..) | ValueType::Map(..) => {}
        ValueType::Items(..) => countable(&of)?,
        ValueType::Structure(_) | ValueType::Opaque(_) => {
            return Err(Problem::beyond(format_args!("the length of {} is", describe(&of.ty))));
        }
        other => return Err(Problem::wrong(format!("{} has no length", describe(other)), "correct the path")),
    }
    let fallible = of.fallible || of.nullable;
    Ok(Value { fallible, ..plain(Kind::Length(Box::new(of)), ValueType::Number) })
}

fn contains(subject: Value, search: Value) -> Result<Value, Problem> {
    let (element, in_text) = match &subject.ty {
        ValueType::Text => (ValueType::Text, true),
        ValueType::List(..) | ValueType::Items(..) => {
            countable(&subject)?;
            (item_of(&subject)?.ty, false)
        }
        other => return Err(Problem::wrong(format!("{} contains nothing", describe(other)), "correct the path")),
    };
    if !matches!(element, ValueType::Text | ValueType::Boolean | ValueType::Number) {
        return Err(Problem::beyond(format_args!("the search for {} is", describe(&element))));
    }
    if search.ty != element {
        let (element, search) = (describe(&element), describe(&search.ty));
        return Err(Problem::wrong(format!("{search} is searched for where {element} can be"), "correct the literal"));
    }
    if search.fallible {
        return Err(Problem::beyond("a function on what may be null, as what is searched for, is"));
    }
    let fallible = subject.fallible || subject.nullable || (in_text && search.nullable);
    let kind = Kind::Contains(Box::new(subject), Box::new(search));
    Ok(Value { fallible, ..plain(kind, ValueType::Boolean) })
}

fn affix(text: Value, part: Value, kind: fn(Box<Value>, Box<Value>) -> Kind) -> Result<Value, Problem> {
    if let Some(other) = [&text, &part].into_iter().find(|value| value.ty != ValueType::Text) {
        return Err(Problem::wrong(format!("{} is not a string", describe(&other.ty)), "correct the path"));
    }
    let fallible = [&text, &part].into_iter().any(|value| value.fallible || value.nullable);
    Ok(Value { fallible, ..plain(kind(Box::new(text), Box::new(part)), ValueType::Boolean) })
}

// Whether null and empty can be told apart where a list comes from, which functions must.
fn countable(list: &Value) -> Result<(), Problem> {
    if matches!(&list.ty, ValueType::Items(element, _) if matches!(**element, ValueType::Items(..))) {
        return Err(Problem::beyond("a list of lists as an argument is"));
    }
    let mut base = list;
    while let Kind::Each(of, _) | Kind::Filter(of, _) | Kind::Flatten(of) = &base.kind {
        base = of;
    }
    if matches!(base.kind, Kind::Several(_)) && base.nullable {
        return Err(Problem::beyond("a list that may be null as a whole is"));
    }
    Ok(())
}
