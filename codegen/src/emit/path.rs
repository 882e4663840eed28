//! Compiled JMESPath as Rust expressions.
//!
//! A value that can be null is an `Option`, an error of JMESPath a `?`: the closure or function around an
//! expression returns `Option`. A list is an iterator; where it can be null, it is empty instead, except as
//! the argument of a function (`strict`), where null is an error.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::ident;
use crate::ir::{
    Field, Presence, Type,
    path::{Comparator, Kind, Literal, Path, Value, ValueType},
};

/// `Option` of the expression's value: of `&str`, `bool`, `i64`, or a `Vec` of those.
pub(super) fn returned(path: &Path) -> TokenStream {
    match path.value.ty {
        ValueType::List(..) | ValueType::Items(..) => {
            let items = items(&path.value, false);
            quote!(Some(#items.collect::<Vec<_>>()))
        }
        _ => optional(&path.value),
    }
}

fn optional(node: &Value) -> TokenStream {
    let tokens = value(node);
    if node.nullable { tokens } else { quote!(Some(#tokens)) }
}

fn value(node: &Value) -> TokenStream {
    match &node.kind {
        Kind::Root(name) if name == "self" => quote!(self),
        Kind::Root(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Kind::Item => quote!(item),
        Kind::Member(of, field) => {
            let access = |of: TokenStream| member(&of, field);
            inside(of, field.presence == Presence::Optional, access)
        }
        Kind::Entry(of, key) => {
            let found = inside(of, true, |of| quote!(#of.get(#key)));
            let ValueType::Map(_, ty, sparse) = &of.ty else { return found };
            converted(found, ty, *sparse)
        }
        Kind::Index(of, index) => element(of, *index),
        Kind::Literal(literal) => constant(literal),
        Kind::Compare(comparator, left, right) => compare(*comparator, left, right),
        Kind::And(left, right) => and(node, left, right),
        Kind::Or(left, right) => or(node, left, right),
        Kind::Not(inner) => match &inner.kind {
            Kind::Compare(Comparator::Equal, left, right) => compare(Comparator::NotEqual, left, right),
            Kind::Compare(Comparator::NotEqual, left, right) => compare(Comparator::Equal, left, right),
            Kind::Truth(inner) => untruth(inner),
            _ => {
                let inner = operand(inner);
                quote!(!#inner)
            }
        },
        Kind::Truth(inner) => truth(inner),
        Kind::Length(of) => {
            let count = count(of);
            quote!(i64::try_from(#count).unwrap_or(i64::MAX))
        }
        Kind::Contains(subject, search) => contains(subject, search),
        Kind::StartsWith(text, part) => {
            let (text, part) = (certain(text), certain(part));
            quote!(#text.starts_with(#part))
        }
        Kind::EndsWith(text, part) => {
            let (text, part) = (certain(text), certain(part));
            quote!(#text.ends_with(#part))
        }
        Kind::Several(values) => several(node, values),
        Kind::Keys(_) | Kind::Values(_) | Kind::Each(..) | Kind::Filter(..) | Kind::Flatten(_) => items(node, false),
    }
}

// Something of a value that may be null, without a look inside where it is.
fn inside(of: &Value, optional: bool, access: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    let tokens = value(of);
    if !of.nullable {
        return access(receiver(tokens));
    }
    let inner = access(quote!(value));
    if optional { quote!(#tokens.and_then(|value| #inner)) } else { quote!(#tokens.map(|value| #inner)) }
}

// `&output.map` in front of `.get(..)`: a method or member of it is reached without the reference.
fn receiver(tokens: TokenStream) -> TokenStream {
    let borrows = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '&' | '*'));
    tokens.into_iter().skip_while(borrows).collect()
}

fn member(of: &TokenStream, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let place = quote!(#of.#name);
    if field.presence == Presence::Optional {
        return match &field.ty {
            Type::String | Type::List { .. } => quote!(#place.as_deref()),
            Type::Structure { .. } if field.boxed => quote!(#place.as_deref()),
            Type::Boolean | Type::Long => place,
            Type::Byte | Type::Short | Type::Integer => quote!(#place.map(i64::from)),
            Type::Enum(_) => quote!(#place.as_ref().map(|value| value.as_str())),
            Type::IntEnum(_) => quote!(#place.as_ref().map(|value| i64::from(value.as_i32()))),
            _ => quote!(#place.as_ref()),
        };
    }
    match &field.ty {
        Type::String | Type::Enum(_) => quote!(#place.as_str()),
        Type::List { .. } => quote!(#place.as_slice()),
        Type::Boolean | Type::Long => place,
        Type::Byte | Type::Short | Type::Integer => quote!(i64::from(#place)),
        Type::IntEnum(_) => quote!(i64::from(#place.as_i32())),
        Type::Structure { .. } if field.boxed => quote!(&*#place),
        _ => quote!(&#place),
    }
}

// References to elements, in an iterator or an `Option`, as values.
fn converted(found: TokenStream, ty: &Type, sparse: bool) -> TokenStream {
    match (ty, sparse) {
        (Type::String, false) => quote!(#found.map(String::as_str)),
        (Type::Enum(_), false) => quote!(#found.map(|item| item.as_str())),
        (Type::Boolean | Type::Long, _) => quote!(#found.copied()),
        (Type::Byte | Type::Short | Type::Integer, false) => quote!(#found.copied().map(i64::from)),
        (Type::IntEnum(_), false) => quote!(#found.map(|item| i64::from(item.as_i32()))),
        (Type::List { .. }, false) => quote!(#found.map(Vec::as_slice)),
        (_, false) => found,
        (Type::String | Type::List { .. }, true) => quote!(#found.map(Option::as_deref)),
        (Type::Enum(_), true) => quote!(#found.map(|item| item.as_ref().map(|item| item.as_str()))),
        (Type::Byte | Type::Short | Type::Integer, true) => quote!(#found.map(|item| item.map(i64::from))),
        (Type::IntEnum(_), true) => quote!(#found.map(|item| item.as_ref().map(|item| i64::from(item.as_i32())))),
        (_, true) => quote!(#found.map(Option::as_ref)),
    }
}

fn element(of: &Value, index: i64) -> TokenStream {
    let back = usize::try_from(-(index.saturating_add(1))).unwrap_or_default();
    let front = usize::try_from(index).unwrap_or_default();
    if let ValueType::List(ty, sparse) = &of.ty {
        let found = inside(of, true, |of| match (index, front, back) {
            (0, ..) => quote!(#of.first()),
            (-1, ..) => quote!(#of.last()),
            (1.., front, _) => quote!(#of.get(#front)),
            (_, _, back) => quote!(#of.iter().nth_back(#back)),
        });
        let found = converted(found, ty, *sparse);
        return if *sparse { quote!(#found.flatten()) } else { found };
    }
    let found = match (&of.kind, index) {
        (Kind::Filter(of, condition), 0) if !condition.fallible => {
            let (items, condition) = (items(of, false), value(condition));
            return quote!(#items.find(|&item| #condition));
        }
        _ => items(of, false),
    };
    let items = found;
    let found = match index {
        0 => quote!(#items.next()),
        1.. => quote!(#items.nth(#front)),
        _ => quote!(#items.collect::<Vec<_>>().into_iter().nth_back(#back)),
    };
    if matches!(of.ty, ValueType::Items(_, true)) { quote!(#found.flatten()) } else { found }
}

fn constant(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(None),
        Literal::Text(text) => quote!(#text),
        Literal::Boolean(value) => quote!(#value),
        Literal::Number(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
    }
}

fn compare(comparator: Comparator, left: &Value, right: &Value) -> TokenStream {
    let equal = comparator == Comparator::Equal;
    let sign = match comparator {
        Comparator::Equal => quote!(==),
        Comparator::NotEqual => quote!(!=),
        Comparator::Less => quote!(<),
        Comparator::LessOrEqual => quote!(<=),
        Comparator::Greater => quote!(>),
        Comparator::GreaterOrEqual => quote!(>=),
    };
    match (left, right) {
        (other, Value { kind: Kind::Literal(Literal::Null), .. })
        | (Value { kind: Kind::Literal(Literal::Null), .. }, other) => {
            let null = optional(other);
            return if equal { quote!(#null.is_none()) } else { quote!(#null.is_some()) };
        }
        (other, Value { kind: Kind::Literal(Literal::Boolean(expected)), .. })
        | (Value { kind: Kind::Literal(Literal::Boolean(expected)), .. }, other)
            if !other.nullable =>
        {
            let tokens = operand(other);
            return if *expected == equal { tokens } else { quote!(!#tokens) };
        }
        (Value { kind: Kind::Length(of), .. }, Value { kind: Kind::Literal(Literal::Number(number)), .. })
            if *number >= 0 =>
        {
            return compare_length(of, &sign, comparator, *number);
        }
        _ => {}
    }
    if !left.nullable && !right.nullable {
        let (left, right) = (operand(left), operand(right));
        return quote!(#left #sign #right);
    }
    if matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        let (left, right) = (optional(left), optional(right));
        return quote!(#left #sign #right);
    }
    if let Kind::Literal(literal) = &right.kind {
        let (left, right) = (value(left), constant(literal));
        return quote!(#left.map(|left| left #sign #right));
    }
    let (left, right) = (optional(left), optional(right));
    quote!(#left.zip(#right).map(|(left, right)| left #sign right))
}

// `!list.is_empty()` where somebody would write that.
fn compare_length(of: &Value, sign: &TokenStream, comparator: Comparator, number: i64) -> TokenStream {
    let empty = match (comparator, number) {
        (Comparator::Equal | Comparator::LessOrEqual, 0) | (Comparator::Less, 1) => Some(true),
        (Comparator::NotEqual | Comparator::Greater, 0) | (Comparator::GreaterOrEqual, 1) => Some(false),
        _ => None,
    };
    match empty.filter(|_| !matches!(of.ty, ValueType::Items(..))) {
        Some(true) => {
            let of = receiver(certain(of));
            quote!(#of.is_empty())
        }
        Some(false) => {
            let of = receiver(certain(of));
            quote!(!#of.is_empty())
        }
        None => {
            let (count, number) = (count(of), proc_macro2::Literal::i64_unsuffixed(number));
            quote!(#count #sign #number)
        }
    }
}

fn count(of: &Value) -> TokenStream {
    match of.ty {
        ValueType::Items(..) => {
            let items = items(of, true);
            quote!(#items.count())
        }
        ValueType::Text => {
            let text = certain(of);
            quote!(#text.chars().count())
        }
        _ => {
            let of = receiver(certain(of));
            quote!(#of.len())
        }
    }
}

fn contains(subject: &Value, search: &Value) -> TokenStream {
    if subject.ty == ValueType::Text {
        let (subject, search) = (certain(subject), certain(search));
        return quote!(#subject.contains(#search));
    }
    let nullable = matches!(subject.ty, ValueType::Items(_, true) | ValueType::List(_, true));
    let subject = items(subject, true);
    if let (false, Kind::Literal(Literal::Boolean(expected))) = (nullable, &search.kind) {
        return if *expected { quote!(#subject.any(|each| each)) } else { quote!(#subject.any(|each| !each)) };
    }
    match (nullable, search.nullable) {
        (false, false) => {
            let search = operand(search);
            quote!(#subject.any(|each| each == #search))
        }
        (true, _) => {
            let search = optional(search);
            quote!(#subject.any(|each| each == #search))
        }
        (false, true) => {
            let search = value(search);
            quote!(#subject.any(|each| Some(each) == #search))
        }
    }
}

fn and(node: &Value, left: &Value, right: &Value) -> TokenStream {
    if node.ty == ValueType::Boolean && !node.nullable {
        let side = |side: &Value| {
            let tokens = value(side);
            if matches!(side.kind, Kind::Or(..)) { quote!((#tokens)) } else { tokens }
        };
        let (left, right) = (side(left), side(right));
        return quote!(#left && #right);
    }
    let condition = truth(left);
    let side = if node.nullable { optional } else { value };
    let (left, right) = (side(left), side(right));
    quote!(if #condition { #right } else { #left })
}

fn or(node: &Value, left: &Value, right: &Value) -> TokenStream {
    if node.ty == ValueType::Boolean && !left.nullable && !right.nullable {
        let (left, right) = (value(left), value(right));
        return quote!(#left || #right);
    }
    if !left.nullable {
        let condition = truth(left);
        let side = if node.nullable { optional } else { value };
        let (left, right) = (side(left), side(right));
        return quote!(if #condition { #left } else { #right });
    }
    let tokens = value(left);
    let left = match left.ty {
        ValueType::Boolean => quote!(#tokens.filter(|&value| value)),
        ValueType::Text => quote!(#tokens.filter(|value| !value.is_empty())),
        _ => tokens,
    };
    let tokens = value(right);
    if right.nullable { quote!(#left.or(#tokens)) } else { quote!(#left.unwrap_or(#tokens)) }
}

fn truth(node: &Value) -> TokenStream {
    let tokens = value(node);
    match (&node.ty, node.nullable) {
        (ValueType::Items(..), _) => quote!(#tokens.count() > 0),
        (ValueType::Boolean, true) => quote!(#tokens == Some(true)),
        (ValueType::Boolean, false) => tokens,
        (ValueType::Number, true) => quote!(#tokens.is_some()),
        (ValueType::Number, false) => quote!(true),
        (_, true) => quote!(#tokens.is_some_and(|value| !value.is_empty())),
        (_, false) => {
            let tokens = receiver(tokens);
            quote!(!#tokens.is_empty())
        }
    }
}

// The opposite of `truth`, as it would be written.
fn untruth(node: &Value) -> TokenStream {
    let tokens = value(node);
    match (&node.ty, node.nullable) {
        (ValueType::Items(..), _) => quote!(#tokens.count() == 0),
        (ValueType::Boolean, true) => quote!(#tokens != Some(true)),
        (ValueType::Boolean, false) => quote!(!#tokens),
        (ValueType::Number, true) => quote!(#tokens.is_none()),
        (ValueType::Number, false) => quote!(false),
        (_, true) => quote!(#tokens.is_none_or(|value| value.is_empty())),
        (_, false) => {
            let tokens = receiver(tokens);
            quote!(#tokens.is_empty())
        }
    }
}

// In parentheses where an operator stands inside.
fn operand(node: &Value) -> TokenStream {
    let tokens = value(node);
    match &node.kind {
        Kind::Compare(..) | Kind::And(..) | Kind::Or(..) | Kind::Truth(_) | Kind::Not(_) => quote!((#tokens)),
        _ => tokens,
    }
}

// Null is an error.
fn certain(node: &Value) -> TokenStream {
    let tokens = value(node);
    if node.nullable { quote!(#tokens?) } else { tokens }
}

fn several(node: &Value, values: &[Value]) -> TokenStream {
    let nullable = matches!(node.ty, ValueType::Items(_, true));
    let values = values.iter().map(if nullable { optional } else { value });
    quote!([#(#values),*])
}

// An iterator over the elements of a list.
fn items(node: &Value, strict: bool) -> TokenStream {
    if let ValueType::List(ty, sparse) = &node.ty {
        return converted(slice(node, strict), ty, *sparse);
    }
    match &node.kind {
        Kind::Keys(map) => {
            let keys = receiver(certain(map));
            let ValueType::Map(key, ..) = &map.ty else { return keys };
            converted(quote!(#keys.keys()), key, false)
        }
        Kind::Values(map) => {
            let values = if map.nullable && node.nullable && !strict {
                let map = value(map);
                quote!(#map.into_iter().flat_map(|value| value.values()))
            } else {
                let map = receiver(certain(map));
                quote!(#map.values())
            };
            let ValueType::Map(_, ty, sparse) = &map.ty else { return values };
            converted(values, ty, *sparse)
        }
        Kind::Several(values) => {
            let array = several(node, values);
            quote!(#array.into_iter())
        }
        Kind::Each(of, body) => each(&items(of, strict), body),
        Kind::Filter(of, condition) => {
            let items = items(of, strict);
            if condition.fallible {
                let condition = operand(condition);
                return quote!(#items.map(|item| Some(#condition.then_some(item))).collect::<Option<Vec<_>>>()?.into_iter().flatten());
            }
            let condition = value(condition);
            quote!(#items.filter(|&item| #condition))
        }
        Kind::Flatten(of) => flattened(of, strict),
        _ => value(node),
    }
}

fn slice(node: &Value, strict: bool) -> TokenStream {
    match &node.kind {
        // `output.users.iter().flatten()`, as it would be written.
        Kind::Member(of, field) if !of.nullable && (!strict || !node.nullable) => {
            let (of, name) = (receiver(value(of)), ident(&field.name));
            if node.nullable { quote!(#of.#name.iter().flatten()) } else { quote!(#of.#name.iter()) }
        }
        _ if node.nullable && !strict => {
            let tokens = value(node);
            quote!(#tokens.into_iter().flatten())
        }
        _ => {
            let tokens = certain(node);
            quote!(#tokens.iter())
        }
    }
}

fn each(items: &TokenStream, body: &Value) -> TokenStream {
    let list = matches!(body.ty, ValueType::Items(..));
    if matches!(body.kind, Kind::Item) {
        return quote!(#items.flatten());
    }
    if body.fallible {
        let body_tokens = value(body);
        let made = match &body.kind {
            Kind::Several(_) => body_tokens,
            _ if list => quote!(#body_tokens.collect::<Vec<_>>()),
            _ => body_tokens,
        };
        let found = quote!(#items.map(|item| Some(#made)).collect::<Option<Vec<_>>>()?.into_iter());
        return if body.nullable && !list { quote!(#found.flatten()) } else { found };
    }
    let tokens = value(body);
    if body.nullable && !list { quote!(#items.filter_map(|item| #tokens)) } else { quote!(#items.map(|item| #tokens)) }
}

fn flattened(of: &Value, strict: bool) -> TokenStream {
    if let Kind::Each(base, body) = &of.kind
        && !body.fallible
    {
        let (base, body) = (items(base, strict), items(body, false));
        return quote!(#base.flat_map(|item| #body));
    }
    let outer = items(of, strict);
    match &of.ty {
        ValueType::Items(inner, nullable) => {
            let flat = if *nullable { quote!(#outer.flatten().flatten()) } else { quote!(#outer.flatten()) };
            match &**inner {
                ValueType::List(ty, sparse) => converted(flat, ty, *sparse),
                _ => flat,
            }
        }
        ValueType::List(Type::List { member, sparse, .. }, outer_sparse) => {
            let flat = if *outer_sparse { quote!(#outer.flatten().flatten()) } else { quote!(#outer.flatten()) };
            converted(flat, member, *sparse)
        }
        _ => outer,
    }
}
