//! How expressions are read; what they compute is tested where generated code runs.

use serde_json::json;

use super::{Comparator, Expression, Problem, parse::parse};

fn field(name: &str) -> Expression {
    Expression::Field(name.to_owned())
}

fn two(make: fn(Box<Expression>, Box<Expression>) -> Expression, left: Expression, right: Expression) -> Expression {
    make(Box::new(left), Box::new(right))
}

#[test]
fn operators_bind_as_in_the_specification() {
    use Expression::{And, Current, Flatten, Index, List, Literal, Not, Or, Pipe, Project, ProjectValues, Sub};
    let (a, b, c) = (|| field("a"), || field("b"), || field("c"));
    let flat = |list: Expression, each: Expression| two(Project, Flatten(Box::new(list)), each);
    let cases = [
        (" a . b ", two(Sub, a(), b())),
        ("\"a\".\"\\u0062\"", two(Sub, a(), b())),
        ("a || b && c", two(Or, a(), two(And, b(), c()))),
        ("(a || b) && c", two(And, two(Or, a(), b()), c())),
        ("a | b || c", two(Pipe, a(), two(Or, b(), c()))),
        ("!a && b", two(And, Not(Box::new(a())), b())),
        ("a[0][-1]", two(Sub, two(Sub, a(), Index(0)), Index(-1))),
        ("a[].b", flat(a(), b())),
        ("a[].b[].c", flat(flat(a(), b()), c())),
        ("a[*].b[*].c", two(Project, a(), two(Project, b(), c()))),
        ("a[*].b | c", two(Pipe, two(Project, a(), b()), c())),
        ("a.*.b", two(ProjectValues, a(), b())),
        ("*.b", two(ProjectValues, Current, b())),
        ("[]", flat(Current, Current)),
        ("[*]", two(Project, Current, Current)),
        ("a.[b, c]", two(Sub, a(), List(vec![b(), c()]))),
        ("a[].[b][]", flat(flat(a(), List(vec![b()])), Current)),
        (r"'it\'s'", Literal(json!("it's"))),
        ("`\"text\"`", Literal(json!("text"))),
        ("`text`", Literal(json!("text"))),
        ("`[1, true]`", Literal(json!([1, true]))),
        (r"`a\`b`", Literal(json!("a`b"))),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
    let compared = Expression::Compare(Comparator::GreaterOrEqual, Box::new(b()), Box::new(Literal(json!(1))));
    let filter = Expression::Filter(Box::new(a()), Box::new(two(And, compared, c())), Box::new(c()));
    assert_eq!(parse("a[?b >= `1` && c].c"), Ok(filter));
    assert_eq!(parse("f(a, @)"), Ok(Expression::Call("f".to_owned(), vec![a(), Current])));
}

#[test]
fn what_is_no_expression_is_said() {
    let cases = [
        "",
        " ",
        "a.",
        ".a",
        "a b",
        "a[",
        "a[0",
        "a[b]",
        "a[?b",
        "a[?]",
        "(a",
        "a)",
        "a ||",
        "&& a",
        "a..b",
        "f(a",
        "f(a,)",
        "\"a",
        "'a",
        "`a",
        "a[*",
        "a.0",
        "#",
        "a = b",
        "a & b",
        "{a}",
        "{a: b",
        "[a, ]",
        "a.-1",
        "é",
        "a[99999999999999999999]",
        "'a'('b')",
        "'it''s'",
        "\"\\x\"",
    ];
    for text in cases {
        assert!(matches!(parse(text), Err(Problem::Wrong(_))), "{text}: {:?}", parse(text));
    }
    // Depth is bounded, and with it what the compiler's recursion needs.
    for text in ["(".repeat(10_000), "!".repeat(10_000), format!("a{}", ".a".repeat(10_000)), "[".repeat(10_000)] {
        assert!(matches!(parse(&text), Err(Problem::Beyond(_))), "{}", text.len());
    }
}
