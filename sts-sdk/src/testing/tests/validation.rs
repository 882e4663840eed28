//! Constraints of parameters and how violations are worded.

use super::*;
use crate::testing::constraints::operation;

fn message(operation: &str, params: Params<'_>) -> String {
    let bench = Bench::new();
    let answer = bench.call(&bench.user(), operation, params);
    assert_eq!((answer.status, &*answer.get("Code")), (400, "ValidationError"), "{params:?}");
    answer.get("Message")
}

#[test]
fn required_parameters_by_operation() {
    let table = [
        ("AssumeRole", &["roleArn", "roleSessionName"][..]),
        ("AssumeRoleWithSAML", &["roleArn", "principalArn", "sAMLAssertion"]),
        ("AssumeRoleWithWebIdentity", &["roleArn", "roleSessionName", "webIdentityToken"]),
        ("AssumeRoot", &["targetPrincipal", "taskPolicyArn"]),
        ("DecodeAuthorizationMessage", &["encodedMessage"]),
        ("GetAccessKeyInfo", &["accessKeyId"]),
        ("GetDelegatedAccessToken", &["tradeInToken"]),
        ("GetFederationToken", &["name"]),
        ("GetWebIdentityToken", &["audience", "signingAlgorithm"]),
    ];
    for (operation, names) in table {
        let violations: Vec<String> = names
            .iter()
            .map(|name| format!("Value null at '{name}' failed to satisfy constraint: Member must not be null"))
            .collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        let expected = format!("{} validation error{plural} detected: {}", names.len(), violations.join("; "));
        assert_eq!(message(operation, &[]), expected);
    }
    for operation in ["GetCallerIdentity", "GetSessionToken"] {
        let bench = Bench::new();
        assert_eq!(bench.call(&bench.user(), operation, &[]).status, 200, "{operation}");
    }
}

#[test]
fn violations_are_collected() {
    let params = [("RoleArn", "short"), ("RoleSessionName", "!"), ("DurationSeconds", "899")];
    assert_eq!(
        message("AssumeRole", &params),
        "4 validation errors detected: \
         Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; \
         Value '!' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; \
         Value '!' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; \
         Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"
    );
}

#[test]
fn one_violation_each() {
    let long = |n| "x".repeat(n);
    let table: Vec<(&str, &str, String, &str)> = vec![
        (
            "AssumeRole",
            "RoleSessionName",
            long(65),
            "'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64",
        ),
        (
            "AssumeRole",
            "DurationSeconds",
            "43201".to_owned(),
            "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
        ),
        ("AssumeRole", "DurationSeconds", "-1".to_owned(), "Value '-1' at 'durationSeconds'"),
        (
            "AssumeRole",
            "ExternalId",
            "x".to_owned(),
            "'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        ("AssumeRole", "ExternalId", "a b".to_owned(), r"pattern: [\w+=,.@:\/-]*"),
        (
            "AssumeRole",
            "Policy",
            String::new(),
            "'policy' failed to satisfy constraint: Member must have length greater",
        ),
        ("AssumeRole", "Policy", "\u{100}".to_owned(), r"pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"),
        (
            "AssumeRole",
            "ProvidedContexts",
            String::new(),
            "'providedContexts' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "AssumeRole",
            "ProvidedContexts.member.1.ContextAssertion",
            "abc".to_owned(),
            "'providedContexts.1.member.contextAssertion'",
        ),
        ("AssumeRole", "PolicyArns.member.7.arn", "short".to_owned(), "Value 'short' at 'policyArns.7.member.arn'"),
        ("AssumeRole", "Tags.member.1.Key", "a".to_owned(), "Value null at 'tags.1.member.value'"),
        ("AssumeRole", "TransitiveTagKeys.member.1", "a!".to_owned(), "'transitiveTagKeys.1.member'"),
        (
            "GetSessionToken",
            "SerialNumber",
            "12345678".to_owned(),
            "Member must have length greater than or equal to 9",
        ),
        (
            "GetSessionToken",
            "TokenCode",
            "12345a".to_owned(),
            "Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
        ),
        ("GetSessionToken", "DurationSeconds", "129601".to_owned(), "less than or equal to 129600"),
        ("GetFederationToken", "Name", long(33), "less than or equal to 32"),
        ("GetAccessKeyInfo", "AccessKeyId", "x".to_owned(), "greater than or equal to 16"),
        ("DecodeAuthorizationMessage", "EncodedMessage", long(10_241), "less than or equal to 10240"),
        ("AssumeRoot", "DurationSeconds", "901".to_owned(), "less than or equal to 900"),
        (
            "AssumeRoleWithWebIdentity",
            "WebIdentityToken",
            "abc".to_owned(),
            "Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
        ),
        ("AssumeRoleWithSAML", "SAMLAssertion", "abc".to_owned(), "Value at 'sAMLAssertion'"),
        (
            "GetWebIdentityToken",
            "SigningAlgorithm",
            "HS256".to_owned(),
            "Value 'HS256' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]",
        ),
        ("GetWebIdentityToken", "DurationSeconds", "59".to_owned(), "greater than or equal to 60"),
        (
            "GetWebIdentityToken",
            "Audience",
            String::new(),
            "'audience' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    ];
    for (operation, name, value, text) in table {
        let message = message(operation, &[(name, &value)]);
        assert!(message.contains(text), "{operation}: {message}");
    }
}

#[test]
fn the_ends_of_ranges_are_inside() {
    let bench = Bench::new();
    let arn = format!("arn:aws:iam::aws:policy/{}", "x".repeat(100));
    let accepted: Vec<(&str, Vec<(&str, String)>)> = vec![
        ("GetFederationToken", vec![("Name", "x".repeat(2))]),
        ("GetFederationToken", vec![("Name", "x".repeat(32)), ("DurationSeconds", "129600".to_owned())]),
        ("GetFederationToken", vec![("Name", "_+=,.@-".to_owned()), ("PolicyArns.member.1.arn", arn)]),
        ("GetFederationToken", vec![("Name", "xx".to_owned()), ("Tags", String::new())]),
        (
            "GetFederationToken",
            vec![
                ("Name", "xx".to_owned()),
                ("Tags.member.1.Key", "\u{e9}\u{4e2d} \u{a0}9_.:/=+-@".to_owned()),
                ("Tags.member.1.Value", String::new()),
            ],
        ),
        ("GetSessionToken", vec![("DurationSeconds", "900".to_owned())]),
    ];
    for (operation, params) in accepted {
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
        let answer = bench.call(&bench.user(), operation, &params);
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
    }
}

#[test]
fn lengths_are_in_characters() {
    // 256 characters of three bytes each.
    let bench = Bench::new();
    let value = "\u{4e2d}".repeat(256);
    let params = [("Name", "xx"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", &value)];
    assert_eq!(bench.call(&bench.user(), "GetFederationToken", &params).status, 200);
}

#[test]
fn what_has_the_wrong_type_is_malformed() {
    let bench = Bench::new();
    let table: Vec<(&str, &str)> = vec![
        ("DurationSeconds", "soon"),
        ("DurationSeconds", ""),
        ("DurationSeconds", "9.5"),
        ("DurationSeconds", "99999999999999999999"),
        ("Tags", "x"),
        ("Tags.member.x.Key", "k"),
        ("Tags.member.1", "x"),
        ("PolicyArns.member.1", "x"),
        ("RoleArn.x", "y"),
    ];
    for (name, value) in table {
        let mut params = vec![("RoleArn", DEMO), ("RoleSessionName", "s1")];
        params.retain(|(other, _)| !name.starts_with(other));
        params.push((name, value));
        bench.call(&bench.user(), "AssumeRole", &params).assert_failure(name, 400, "MalformedInput", "");
    }
}

#[test]
fn only_two_operations_are_unsigned() {
    let names = [
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "AssumeRoot",
        "DecodeAuthorizationMessage",
        "GetAccessKeyInfo",
        "GetCallerIdentity",
        "GetDelegatedAccessToken",
        "GetFederationToken",
        "GetSessionToken",
        "GetWebIdentityToken",
    ];
    let unsigned: Vec<&str> = names.into_iter().filter(|name| !operation(name).unwrap().signed).collect();
    assert_eq!(unsigned, ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]);
}
