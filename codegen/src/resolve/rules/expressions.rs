//! Expressions of endpoint rules: their types, and the Rust they become.
//!
//! Texts are `&str` wherever they can be; what had to be put together is a `String`, and is said to be *owned*.
//! Whatever may be unset is an `Option`, and can be looked at only after a condition has bound it.

use super::{Compiler, Scope};
use crate::{
    diagnostics::{Place, did_you_mean},
    ir::endpoint::{Condition, TemplatePart, Value},
    smithy::rules::{self as ast, Expression, ExpressionKind, Function, Part, Step},
};

/// The types that rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Boolean,
    Integer,
    List,
    Partition,
    Url,
    Arn,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::List => "a list of strings",
            Self::Partition => "a partition",
            Self::Url => "a URL",
            Self::Arn => "an ARN",
        }
    }

    // Attributes: the rules' name, the field or method, the type, and whether it is a method.
    fn attributes(self) -> &'static [(&'static str, &'static str, Type, bool)] {
        match self {
            Self::Partition => &[
                ("name", "name", Self::Text, false),
                ("dnsSuffix", "dns_suffix", Self::Text, false),
                ("dualStackDnsSuffix", "dual_stack_dns_suffix", Self::Text, false),
                ("implicitGlobalRegion", "implicit_global_region", Self::Text, false),
                ("supportsFIPS", "supports_fips", Self::Boolean, false),
                ("supportsDualStack", "supports_dual_stack", Self::Boolean, false),
            ],
            Self::Url => &[
                ("scheme", "scheme", Self::Text, false),
                ("authority", "authority", Self::Text, false),
                ("path", "path", Self::Text, false),
                ("normalizedPath", "normalized_path", Self::Text, true),
                ("isIp", "is_ip", Self::Boolean, false),
            ],
            Self::Arn => &[
                ("partition", "partition", Self::Text, false),
                ("service", "service", Self::Text, false),
                ("region", "region", Self::Text, false),
                ("accountId", "account_id", Self::Text, false),
                ("resourceId", "resource_id", Self::List, false),
            ],
            Self::Text | Self::Boolean | Self::Integer | Self::List => &[],
        }
    }
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) value: Value,
    pub(super) ty: Type,
    /// Whether it may be unset.
    pub(super) optional: bool,
    /// A `String` or `Vec`, not a reference to one.
    pub(super) owned: bool,
}

impl Typed {
    fn new(ty: Type, value: Value) -> Self {
        Self { value, ty, optional: false, owned: false }
    }

    fn owned(ty: Type, value: Value) -> Self {
        Self { owned: true, ..Self::new(ty, value) }
    }

    fn optional(ty: Type, value: Value) -> Self {
        Self { optional: true, ..Self::new(ty, value) }
    }

    fn borrowed(self) -> Value {
        if self.owned { Value::Reference(Box::new(self.value)) } else { self.value }
    }

    fn into_owned(self) -> Value {
        let Self { value, optional, owned, .. } = self;
        match (owned, optional, &value) {
            (true, _, Value::Variable(_)) => method(value, "clone"),
            (true, ..) => value,
            (false, true, _) => Value::Method(Box::new(value), "map", vec![Value::Path("str::to_owned")]),
            (false, false, _) => method(value, "to_owned"),
        }
    }
}

fn method(value: Value, name: &'static str) -> Value {
    Value::Method(Box::new(value), name, Vec::new())
}

/// Whether an option is set, or unset.
pub(super) fn presence(value: Value, set: bool) -> Value {
    let option = match value {
        Value::Method(inner, "as_deref", _) => *inner,
        other => other,
    };
    method(option, if set { "is_some" } else { "is_none" })
}

/// The opposite of a boolean.
pub(super) fn negated(value: Value) -> Value {
    match value {
        Value::Boolean(value) => Value::Boolean(!value),
        Value::Not(inner) => *inner,
        Value::Equal(left, right, equal) => Value::Equal(left, right, !equal),
        Value::Method(inner, "is_some", _) => method(*inner, "is_none"),
        Value::Method(inner, "is_none", _) => method(*inner, "is_some"),
        other => Value::Not(Box::new(other)),
    }
}

impl Compiler<'_> {
    /// A text that becomes part of an endpoint or error.
    pub(super) fn outcome(&mut self, expression: &Expression, scope: &Scope) -> Option<Value> {
        // What an outcome puts together lives as long as the outcome.
        self.hoists = false;
        let typed = self.expect(expression, Type::Text, "this", scope);
        self.hoists = true;
        let typed = typed?;
        Some(match typed.value {
            Value::Variable(_) => typed.borrowed(),
            value => value,
        })
    }

    fn typed(&mut self, expression: &Expression, scope: &Scope) -> Option<Typed> {
        match &expression.kind {
            ExpressionKind::Boolean(value) => Some(Typed::new(Type::Boolean, Value::Boolean(*value))),
            ExpressionKind::Integer(value) => Some(Typed::new(Type::Integer, Value::Integer(*value))),
            ExpressionKind::Reference(name) => self.named(name, scope, &expression.place),
            ExpressionKind::Call(call) => self.call(call, scope),
            ExpressionKind::Template(parts) => self.template(parts, scope, &expression.place),
        }
    }

    fn template(&mut self, parts: &[Part], scope: &Scope, place: &Place) -> Option<Typed> {
        let mut compiled = Vec::new();
        for part in parts {
            compiled.push(match part {
                Part::Literal(text) => TemplatePart::Literal(text.clone()),
                Part::Variable(name, path) => {
                    let typed = self.named(name, scope, place)?;
                    let typed = self.attribute(typed, path, place)?;
                    if let ([_], Type::Text, false) = (parts, typed.ty, typed.optional) {
                        return Some(typed);
                    }
                    let typed = self.checked(typed, Type::Text, "a template", place)?;
                    TemplatePart::Value(typed.value)
                }
            });
        }
        Some(match compiled.as_slice() {
            [TemplatePart::Literal(text)] => Typed::new(Type::Text, Value::Text(text.clone())),
            _ => Typed::owned(Type::Text, Value::Format(compiled)),
        })
    }

    fn named(&mut self, name: &str, scope: &Scope, place: &Place) -> Option<Typed> {
        let typed = scope.names.get(name).cloned();
        if typed.is_none() {
            self.unknown(name, scope, place);
        }
        typed
    }

    /// Reports a name that stands for nothing.
    pub(super) fn unknown(&mut self, name: &str, scope: &Scope, place: &Place) {
        self.diagnostics.error(
            "E052",
            place,
            format!("`{name}` is neither a parameter nor a variable that is assigned before"),
            did_you_mean(name, scope.names.keys().map(String::as_str), "declare it under `parameters`, or assign it"),
        );
    }

    fn expect(&mut self, expression: &Expression, ty: Type, who: &str, scope: &Scope) -> Option<Typed> {
        let typed = self.typed(expression, scope)?;
        self.checked(typed, ty, who, &expression.place)
    }

    fn checked(&mut self, typed: Typed, ty: Type, who: &str, place: &Place) -> Option<Typed> {
        if typed.ty == ty && !typed.optional {
            return Some(typed);
        }
        self.mismatch(place, who, ty, typed.ty, typed.optional);
        None
    }

    /// Reports a type that does not fit.
    pub(super) fn mismatch(&mut self, place: &Place, who: &str, wanted: Type, found: Type, optional: bool) {
        let (wanted, found) = (wanted.name(), found.name());
        let (message, help) = match (wanted == found, optional) {
            (true, true) => (
                format!("{who} needs {wanted}, and this may be unset"),
                "test it with `isSet` in a condition before, or give another value with `coalesce`",
            ),
            _ => (format!("{who} needs {wanted}, and this is {found}"), "correct the argument"),
        };
        self.diagnostics.error("E053", place, message, help);
    }

    /// A call of a function.
    pub(super) fn call(&mut self, call: &ast::Call, scope: &Scope) -> Option<Typed> {
        let name = call.function.name();
        let text = |this: &mut Self, argument: &Expression| this.expect(argument, Type::Text, &quoted(name), scope);
        let boolean = |this: &mut Self, argument: &Expression| {
            Some(this.expect(argument, Type::Boolean, &quoted(name), scope)?.value)
        };
        Some(match (call.function, call.arguments.as_slice()) {
            (Function::IsSet, [value]) => {
                let typed = self.typed(value, scope)?;
                let set = if typed.optional { presence(typed.value, true) } else { Value::Boolean(true) };
                Typed::new(Type::Boolean, set)
            }
            (Function::Not, [value]) => Typed::new(Type::Boolean, negated(boolean(self, value)?)),
            (Function::BooleanEquals, [left, right]) => {
                let (left, right) = (boolean(self, left)?, boolean(self, right)?);
                Typed::new(
                    Type::Boolean,
                    match (left, right) {
                        (Value::Boolean(true), value) | (value, Value::Boolean(true)) => value,
                        (Value::Boolean(false), value) | (value, Value::Boolean(false)) => negated(value),
                        (left, right) => Value::Equal(Box::new(left), Box::new(right), true),
                    },
                )
            }
            (Function::StringEquals, [left, right]) => {
                let (left, right) = (text(self, left)?.value, text(self, right)?.value);
                Typed::new(Type::Boolean, Value::Equal(Box::new(left), Box::new(right), true))
            }
            (Function::GetAttr, [value, path]) => {
                let Some(path) = path.literal().and_then(ast::path) else {
                    self.wrong_constant(
                        &path.place,
                        "the path of `getAttr` is not a path",
                        "write `name` or `list[0]`",
                    );
                    return None;
                };
                let typed = self.typed(value, scope)?;
                self.attribute(typed, &path, &call.place)?
            }
            (Function::Coalesce, values) => self.coalesce(values, scope)?,
            (Function::Ite, [condition, yes, no]) => {
                let condition = boolean(self, condition)?;
                self.choice(condition, yes, no, scope)?
            }
            (Function::Partition, [region]) => {
                Typed::new(Type::Partition, Value::Call("partition", vec![text(self, region)?.borrowed()]))
            }
            (Function::ParseUrl, [url]) => {
                Typed::optional(Type::Url, Value::Call("parse_url", vec![self.kept(url, name, scope)?]))
            }
            (Function::ParseArn, [arn]) => {
                Typed::optional(Type::Arn, Value::Call("parse_arn", vec![self.kept(arn, name, scope)?]))
            }
            (Function::UriEncode, [value]) => {
                Typed::owned(Type::Text, Value::Call("uri_encode", vec![text(self, value)?.borrowed()]))
            }
            (Function::Split, [value, delimiter, limit]) => {
                if delimiter.literal() == Some("") {
                    self.wrong_constant(
                        &delimiter.place,
                        "the delimiter of `split` is empty",
                        "write what stands between the parts",
                    );
                }
                let value = self.kept(value, name, scope)?;
                let arguments = vec![value, text(self, delimiter)?.borrowed(), self.integer(limit, name)?];
                Typed::owned(Type::List, Value::Call("split", arguments))
            }
            (Function::Substring, [value, start, stop, reverse]) => {
                let value = self.kept(value, name, scope)?;
                let (start, stop) = (self.integer(start, name)?, self.integer(stop, name)?);
                let arguments = vec![value, start, stop, boolean(self, reverse)?];
                Typed::optional(Type::Text, Value::Call("substring", arguments))
            }
            (Function::IsValidHostLabel | Function::IsVirtualHostableS3Bucket, [value, dots]) => {
                let function = match call.function {
                    Function::IsValidHostLabel => "is_valid_host_label",
                    _ => "is_virtual_hostable_s3_bucket",
                };
                let arguments = vec![text(self, value)?.borrowed(), boolean(self, dots)?];
                Typed::new(Type::Boolean, Value::Call(function, arguments))
            }
            // The reader has counted the arguments.
            _ => return None,
        })
    }

    // A text of which a part is kept: one that was put together gets a name, so that it lives long enough.
    fn kept(&mut self, expression: &Expression, function: &str, scope: &Scope) -> Option<Value> {
        let typed = self.expect(expression, Type::Text, &quoted(function), scope)?;
        Some(self.named_if_owned(typed).borrowed())
    }

    fn named_if_owned(&mut self, typed: Typed) -> Typed {
        if !self.hoists || !typed.owned || matches!(typed.value, Value::Variable(_) | Value::Field(..)) {
            return typed;
        }
        // No variable of the rules is called so.
        let name = match self.hoisted.len() {
            0 => "held".to_owned(),
            others => format!("held_{}", others + 1),
        };
        self.hoisted.push(Condition::Let(name.clone(), typed.value));
        Typed { value: Value::Variable(name), ..typed }
    }

    fn attribute(&mut self, typed: Typed, path: &[Step], place: &Place) -> Option<Typed> {
        let Some((step, rest)) = path.split_first() else { return Some(typed) };
        let Typed { ty, optional, .. } = typed;
        let next = match step {
            Step::Key(key) => {
                let Some((_, field, result, computed)) = ty.attributes().iter().find(|(name, ..)| name == key) else {
                    let known: Vec<&str> = ty.attributes().iter().map(|(name, ..)| *name).collect();
                    let otherwise = match known.as_slice() {
                        [] => "only partitions, URLs and ARNs have attributes".to_owned(),
                        known => format!("it has {}", known.join(", ")),
                    };
                    self.diagnostics.error(
                        "E052",
                        place,
                        format!("{} has no `{key}`", ty.name()),
                        did_you_mean(key, known, otherwise),
                    );
                    return None;
                };
                let (value, field) = (Box::new(typed.value), (*field).to_owned());
                match (optional, *computed) {
                    (true, true) => return self.unassigned(place),
                    (true, false) => Typed {
                        owned: *result == Type::List,
                        ..Typed::optional(*result, Value::MapField(value, field))
                    },
                    (false, true) => Typed::owned(*result, Value::Method(value, "normalized_path", Vec::new())),
                    (false, false) => {
                        Typed { owned: *result == Type::List, ..Typed::new(*result, Value::Field(value, field)) }
                    }
                }
            }
            Step::Index(_) if ty != Type::List => {
                self.mismatch(place, "an index", Type::List, ty, optional);
                return None;
            }
            Step::Index(_) if optional => return self.unassigned(place),
            Step::Index(index) => {
                let list = self.named_if_owned(typed).borrowed();
                Typed::optional(Type::Text, Value::Call("element", vec![list, Value::Integer(*index)]))
            }
        };
        self.attribute(next, rest, place)
    }

    fn unassigned<T>(&mut self, place: &Place) -> Option<T> {
        self.diagnostics.error(
            "E053",
            place,
            "this looks into a value that may be unset",
            "assign the value to a variable in a condition before, and look into that",
        );
        None
    }

    fn coalesce(&mut self, values: &[Expression], scope: &Scope) -> Option<Typed> {
        let mut typed = Vec::new();
        for value in values {
            typed.push(self.typed(value, scope)?);
        }
        let (ty, owned) = self.alike(values, &typed, "`coalesce`")?;
        // The last first: each one stands in for those before it.
        let mut result: Option<Typed> = None;
        for value in typed.into_iter().rev() {
            let optional = value.optional;
            let this = if owned { value.into_owned() } else { value.value };
            result = Some(match result {
                None => Typed { value: this, ty, optional, owned },
                Some(_) if !optional => Typed { value: this, ty, optional, owned },
                Some(rest) => {
                    let or = if rest.optional { "or" } else { "unwrap_or" };
                    Typed { value: Value::Method(Box::new(this), or, vec![rest.value]), ..rest }
                }
            });
        }
        result
    }

    fn choice(&mut self, condition: Value, yes: &Expression, no: &Expression, scope: &Scope) -> Option<Typed> {
        let typed = [self.typed(yes, scope)?, self.typed(no, scope)?];
        let (ty, owned) = self.alike([yes, no], &typed, "`ite`")?;
        let optional = typed.iter().any(|value| value.optional);
        let [yes, no] = typed.map(|value| {
            let wrap = optional && !value.optional;
            let value = Box::new(if owned { value.into_owned() } else { value.value });
            if wrap { Box::new(Value::Some(value)) } else { value }
        });
        Some(Typed { value: Value::If(Box::new(condition), yes, no), ty, optional, owned })
    }

    // The type that all values have, and whether one of them makes the result owned.
    fn alike<'e>(
        &mut self,
        expressions: impl IntoIterator<Item = &'e Expression>,
        values: &[Typed],
        who: &str,
    ) -> Option<(Type, bool)> {
        let ty = values.first()?.ty;
        for (expression, value) in expressions.into_iter().zip(values) {
            if value.ty != ty {
                self.mismatch(&expression.place, who, ty, value.ty, false);
                return None;
            }
            if !matches!(ty, Type::Text | Type::Boolean) {
                self.mismatch(&expression.place, who, Type::Text, ty, false);
                return None;
            }
        }
        Some((ty, values.iter().any(|value| value.owned)))
    }

    fn integer(&mut self, expression: &Expression, function: &str) -> Option<Value> {
        match expression.kind {
            ExpressionKind::Integer(value) if value >= 0 => Some(Value::Integer(value)),
            _ => {
                let message = format!("`{function}` needs an integer here, not less than 0");
                self.wrong_constant(&expression.place, &message, "write a number");
                None
            }
        }
    }

    fn wrong_constant(&mut self, place: &Place, message: &str, help: &str) {
        self.diagnostics.error("E053", place, message, help);
    }
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}
