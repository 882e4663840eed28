//! `model-diff`: every kind of change is found, named and judged.

#![cfg(test)]

use std::fs;

use aws_query_codegen::{Source, diff};
use serde_json::{Value, json};

#[path = "support/repository.rs"]
mod repository;

const BASE: &str = include_str!("diff/base.json");

fn source(name: &str, text: impl Into<String>) -> Source {
    Source { name: name.to_owned(), text: text.into() }
}

fn differences(ours: &str, theirs: &str) -> Vec<String> {
    let partitions = repository::source("model/partitions.json");
    let found = diff::diff(&source("ours", ours), &source("theirs", theirs), &partitions).expect("both load");
    found.iter().map(ToString::to_string).collect()
}

/// Sets or removes what a pointer below `shapes` leads to; the parent must be there.
fn change(model: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a parent");
    let path = format!("/shapes/com.example#{parent}");
    let parent = match parent {
        "" => model.pointer_mut("/shapes").expect("shapes"),
        _ => model.pointer_mut(&path).unwrap_or_else(|| panic!("{path} is not in the base model")),
    };
    match (parent, value) {
        (Value::Object(object), Some(value)) => drop(object.insert(key.to_owned(), value)),
        (Value::Object(object), None) => drop(object.remove(key).unwrap_or_else(|| panic!("no {key} in {path}"))),
        (Value::Array(list), Some(value)) => list[key.parse::<usize>().expect("an index")] = value,
        (Value::Array(list), None) => drop(list.remove(key.parse().expect("an index"))),
        (other, _) => panic!("{path} is {other}"),
    }
}

fn check(pointer: &str, value: Option<Value>, expected: &[&str]) {
    let mut theirs: Value = serde_json::from_str(BASE).expect("the base model is JSON");
    change(&mut theirs, pointer, value.clone());
    assert_eq!(differences(BASE, &theirs.to_string()), expected, "{pointer} = {value:?}");
}

#[test]
fn what_takes_something_away_is_breaking() {
    let removed: &[(&str, &[&str])] = &[
        ("/com.example#GetWidget", &["breaking: com.example#GetWidget: shape: ours present, theirs absent"]),
        (
            "MakeWidget/output",
            &["breaking: com.example#MakeWidget: output: ours com.example#MakeWidgetResponse, theirs smithy.api#Unit"],
        ),
        (
            "MakeWidget/errors",
            &["breaking: com.example#MakeWidget: errors/com.example#BadName: ours present, theirs absent"],
        ),
        ("Widgets/errors", &["breaking: com.example#Widgets: errors/com.example#Busy: ours present, theirs absent"]),
        (
            "Widgets/operations/0",
            &["breaking: com.example#Widgets: operations/com.example#GetWidget: ours present, theirs absent"],
        ),
        ("Tag/members/Value", &["breaking: com.example#Tag$Value: member: ours present, theirs absent"]),
        ("Choice/members/One", &["breaking: com.example#Choice$One: member: ours present, theirs absent"]),
        ("Color/members/RED", &["breaking: com.example#Color$RED: member: ours present, theirs absent"]),
        (
            "State/traits/smithy.api#enum/1",
            &[
                r#"breaking: com.example#State: smithy.api#enum: ours [{"value":"on"},{"value":"off"}], theirs [{"value":"on"}]"#,
            ],
        ),
        (
            "Widgets/traits/aws.protocols#awsQuery",
            &["breaking: com.example#Widgets: aws.protocols#awsQuery: ours {}, theirs absent"],
        ),
        (
            "BadName/traits/smithy.api#error",
            &[r#"breaking: com.example#BadName: smithy.api#error: ours "client", theirs absent"#],
        ),
        (
            "MakeWidgetRequest/members/Name/traits/smithy.api#required",
            &["breaking: com.example#MakeWidgetRequest$Name: smithy.api#required: ours {}, theirs absent"],
        ),
        (
            "MakeWidgetResponse/members/Arn/traits/smithy.api#required",
            &["breaking: com.example#MakeWidgetResponse$Arn: smithy.api#required: ours {}, theirs absent"],
        ),
        (
            "MakeWidgetRequest/members/Token/traits/smithy.api#idempotencyToken",
            &["breaking: com.example#MakeWidgetRequest$Token: smithy.api#idempotencyToken: ours {}, theirs absent"],
        ),
    ];
    for (pointer, expected) in removed {
        check(pointer, None, expected);
    }
}

#[test]
fn changes_of_types_names_and_the_wire_are_breaking() {
    let cases: &[(&str, Value, &[&str])] = &[
        ("Size/type", json!("long"), &["breaking: com.example#Size: type: ours integer, theirs long"]),
        (
            "Names/member/target",
            json!("com.example#Arn"),
            &["breaking: com.example#Names$member: target: ours com.example#Name, theirs com.example#Arn"],
        ),
        (
            "MakeWidget/input",
            json!({ "target": "com.example#Tag" }),
            &["breaking: com.example#MakeWidget: input: ours com.example#MakeWidgetRequest, theirs com.example#Tag"],
        ),
        (
            "Widgets/version",
            json!("2021-01-01"),
            &["breaking: com.example#Widgets: version: ours 2020-01-01, theirs 2021-01-01"],
        ),
        (
            "Widgets/rename",
            json!({ "com.example#Tag": "Label" }),
            &["breaking: com.example#Widgets: rename/com.example#Tag: ours absent, theirs Label"],
        ),
        (
            "Widgets/traits/aws.auth#sigv4/name",
            json!("w"),
            &[r#"breaking: com.example#Widgets: aws.auth#sigv4/name: ours "widgets", theirs "w""#],
        ),
        (
            "MakeWidget/traits",
            json!({ "smithy.api#endpoint": { "hostPrefix": "a." } }),
            &[r#"breaking: com.example#MakeWidget: smithy.api#endpoint: ours absent, theirs {"hostPrefix":"a."}"#],
        ),
        (
            "MakeWidget/traits",
            json!({ "smithy.api#optionalAuth": {} }),
            &["breaking: com.example#MakeWidget: smithy.api#optionalAuth: ours absent, theirs {}"],
        ),
        (
            "MakeWidgetRequest/members/Tags/traits",
            json!({ "smithy.api#xmlName": "Labels" }),
            &[r#"breaking: com.example#MakeWidgetRequest$Tags: smithy.api#xmlName: ours absent, theirs "Labels""#],
        ),
        (
            "MakeWidgetRequest/members/Tags/traits",
            json!({ "smithy.api#xmlFlattened": {} }),
            &["breaking: com.example#MakeWidgetRequest$Tags: smithy.api#xmlFlattened: ours absent, theirs {}"],
        ),
        (
            "Time/traits/smithy.api#timestampFormat",
            json!("epoch-seconds"),
            &[r#"breaking: com.example#Time: smithy.api#timestampFormat: ours "date-time", theirs "epoch-seconds""#],
        ),
        (
            "Tags/traits",
            json!({ "smithy.api#sparse": {} }),
            &["breaking: com.example#Tags: smithy.api#sparse: ours absent, theirs {}"],
        ),
        (
            "Color/members/RED/traits/smithy.api#enumValue",
            json!("rouge"),
            &[r#"breaking: com.example#Color$RED: smithy.api#enumValue: ours "red", theirs "rouge""#],
        ),
        (
            "State/traits/smithy.api#enum/1/value",
            json!("out"),
            &[r#"breaking: com.example#State: smithy.api#enum/1/value: ours "off", theirs "out""#],
        ),
        (
            "BadName/traits/aws.protocols#awsQueryError/code",
            json!("Bad"),
            &[r#"breaking: com.example#BadName: aws.protocols#awsQueryError/code: ours "BadName", theirs "Bad""#],
        ),
        (
            "Busy/traits/aws.protocols#awsQueryError",
            json!({ "code": "Slow" }),
            &[r#"breaking: com.example#Busy: aws.protocols#awsQueryError: ours absent, theirs {"code":"Slow"}"#],
        ),
    ];
    for (pointer, value, expected) in cases {
        check(pointer, Some(value.clone()), expected);
    }
}

#[test]
fn required_members_are_arguments_and_plain_fields() {
    let required = json!({ "smithy.api#required": {} });
    let optional = json!({ "target": "smithy.api#String" });
    let new = json!({ "target": "smithy.api#String", "traits": required });
    let cases: &[(&str, Value, &[&str])] = &[
        (
            "MakeWidgetRequest/members/Tags/traits",
            required.clone(),
            &["breaking: com.example#MakeWidgetRequest$Tags: smithy.api#required: ours absent, theirs {}"],
        ),
        (
            "MakeWidgetResponse/members/Made/traits",
            required.clone(),
            &["breaking: com.example#MakeWidgetResponse$Made: smithy.api#required: ours absent, theirs {}"],
        ),
        (
            "MakeWidgetRequest/members/Name/traits/smithy.api#clientOptional",
            json!({}),
            &["breaking: com.example#MakeWidgetRequest$Name: smithy.api#clientOptional: ours absent, theirs {}"],
        ),
        (
            "MakeWidgetRequest/members/Tags/traits",
            json!({ "smithy.api#clientOptional": {} }),
            &["compatible: com.example#MakeWidgetRequest$Tags: smithy.api#clientOptional: ours absent, theirs {}"],
        ),
        (
            "MakeWidgetRequest/members/New",
            new.clone(),
            &["breaking: com.example#MakeWidgetRequest$New: member: ours absent, theirs present"],
        ),
        (
            "MakeWidgetRequest/members/New",
            optional.clone(),
            &["compatible: com.example#MakeWidgetRequest$New: member: ours absent, theirs present"],
        ),
        // In an error nothing is required.
        ("BadName/members/New", new, &["compatible: com.example#BadName$New: member: ours absent, theirs present"]),
        (
            "BadName/members/Names/traits",
            json!({}),
            &["compatible: com.example#BadName$Names: smithy.api#required: ours {}, theirs absent"],
        ),
        (
            "MakeWidgetRequest/members",
            json!({
                "Color": { "target": "com.example#Color", "traits": required },
                "Name": { "target": "com.example#Name", "traits": required },
                "Tags": { "target": "com.example#Tags" },
                "Size": { "target": "com.example#Size" },
                "Token": { "target": "smithy.api#String", "traits": { "smithy.api#idempotencyToken": {} } },
            }),
            &[
                "breaking: com.example#MakeWidgetRequest: order of members: ours Name Color Tags Size Token, theirs Color Name Tags Size Token",
            ],
        ),
        (
            "MakeWidgetRequest/members",
            json!({
                "Name": { "target": "com.example#Name", "traits": required },
                "Tags": { "target": "com.example#Tags" },
                "Color": { "target": "com.example#Color", "traits": required },
                "Size": { "target": "com.example#Size" },
                "Token": { "target": "smithy.api#String", "traits": { "smithy.api#idempotencyToken": {} } },
            }),
            &[
                "compatible: com.example#MakeWidgetRequest: order of members: ours Name Color Tags Size Token, theirs Name Tags Color Size Token",
            ],
        ),
    ];
    for (pointer, value, expected) in cases {
        check(pointer, Some(value.clone()), expected);
    }
}

#[test]
fn defaults_make_plain_fields_of_answers() {
    let declared = json!({ "smithy.api#default": "" });
    let cases: &[(&str, Value, &[&str])] = &[
        (
            "MakeWidgetResponse/members/Made/traits",
            json!({ "smithy.api#default": [] }),
            &["breaking: com.example#MakeWidgetResponse$Made: smithy.api#default: ours absent, theirs []"],
        ),
        (
            "MakeWidgetResponse/members/Made/traits",
            json!({ "smithy.api#default": null }),
            &["compatible: com.example#MakeWidgetResponse$Made: smithy.api#default: ours absent, theirs null"],
        ),
        (
            "MakeWidgetResponse/members/Made/traits",
            json!({ "smithy.api#default": "", "smithy.api#addedDefault": {} }),
            &[
                "compatible: com.example#MakeWidgetResponse$Made: smithy.api#addedDefault: ours absent, theirs {}",
                r#"compatible: com.example#MakeWidgetResponse$Made: smithy.api#default: ours absent, theirs """#,
            ],
        ),
        // An argument no more, and a plain field still.
        (
            "MakeWidgetResponse/members/Arn/traits/smithy.api#default",
            json!(""),
            &[r#"breaking: com.example#MakeWidgetResponse$Arn: smithy.api#default: ours absent, theirs """#],
        ),
        // Requests say what was set.
        (
            "MakeWidgetRequest/members/Tags/traits",
            declared.clone(),
            &[r#"compatible: com.example#MakeWidgetRequest$Tags: smithy.api#default: ours absent, theirs """#],
        ),
        (
            "BadName/members/message/traits",
            declared,
            &[r#"compatible: com.example#BadName$message: smithy.api#default: ours absent, theirs """#],
        ),
    ];
    for (pointer, value, expected) in cases {
        check(pointer, Some(value.clone()), expected);
    }
}

#[test]
fn narrower_constraints_break_where_they_are_checked() {
    let cases: &[(&str, Option<Value>, &[&str])] = &[
        (
            "Name/traits/smithy.api#length/max",
            Some(json!(63)),
            &["breaking: com.example#Name: smithy.api#length/max: ours 64, theirs 63"],
        ),
        (
            "Name/traits/smithy.api#length/max",
            Some(json!(65)),
            &["compatible: com.example#Name: smithy.api#length/max: ours 64, theirs 65"],
        ),
        (
            "Name/traits/smithy.api#length/max",
            None,
            &["compatible: com.example#Name: smithy.api#length/max: ours 64, theirs absent"],
        ),
        (
            "Name/traits/smithy.api#length/min",
            Some(json!(2)),
            &["breaking: com.example#Name: smithy.api#length/min: ours 1, theirs 2"],
        ),
        (
            "Name/traits/smithy.api#length/min",
            Some(json!(0)),
            &["compatible: com.example#Name: smithy.api#length/min: ours 1, theirs 0"],
        ),
        (
            "Name/traits/smithy.api#length",
            None,
            &[r#"compatible: com.example#Name: smithy.api#length: ours {"min":1,"max":64}, theirs absent"#],
        ),
        (
            "Name/traits/smithy.api#pattern",
            Some(json!("^[a-z]*$")),
            &[r#"breaking: com.example#Name: smithy.api#pattern: ours "^[a-z]+$", theirs "^[a-z]*$""#],
        ),
        (
            "Name/traits/smithy.api#pattern",
            None,
            &[r#"compatible: com.example#Name: smithy.api#pattern: ours "^[a-z]+$", theirs absent"#],
        ),
        (
            "Size/traits/smithy.api#pattern",
            Some(json!("^1$")),
            &[r#"breaking: com.example#Size: smithy.api#pattern: ours absent, theirs "^1$""#],
        ),
        (
            "Size/traits/smithy.api#range/max",
            Some(json!(8)),
            &["breaking: com.example#Size: smithy.api#range/max: ours 9, theirs 8"],
        ),
        (
            "Size/traits/smithy.api#range/min",
            Some(json!(-1)),
            &["compatible: com.example#Size: smithy.api#range/min: ours 1, theirs -1"],
        ),
        (
            "Tags/traits",
            Some(json!({ "smithy.api#length": { "max": 50 } })),
            &[r#"breaking: com.example#Tags: smithy.api#length: ours absent, theirs {"max":50}"#],
        ),
        (
            "Tag/members/Value/traits/smithy.api#length/max",
            Some(json!(9)),
            &["breaking: com.example#Tag$Value: smithy.api#length/max: ours 10, theirs 9"],
        ),
        // Only responses carry it, and they are not checked.
        (
            "Arn/traits/smithy.api#length/max",
            Some(json!(9)),
            &["compatible: com.example#Arn: smithy.api#length/max: ours 2048, theirs 9"],
        ),
    ];
    for (pointer, value, expected) in cases {
        check(pointer, value.clone(), expected);
    }
}

#[test]
fn additions_and_descriptions_are_compatible() {
    let cases: &[(&str, Option<Value>, &[&str])] = &[
        (
            "/com.example#New",
            Some(json!({ "type": "string" })),
            &["compatible: com.example#New: shape: ours absent, theirs present"],
        ),
        (
            "GetWidget/errors",
            Some(json!([{ "target": "com.example#BadName" }])),
            &["compatible: com.example#GetWidget: errors/com.example#BadName: ours absent, theirs present"],
        ),
        (
            "Color/members/GREEN",
            Some(json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "green" } })),
            &["compatible: com.example#Color$GREEN: member: ours absent, theirs present"],
        ),
        (
            "State/traits/smithy.api#enum",
            Some(json!([{ "value": "on" }, { "value": "off" }, { "value": "lost" }])),
            &[
                r#"compatible: com.example#State: smithy.api#enum: ours [{"value":"on"},{"value":"off"}], theirs [{"value":"on"},{"value":"off"},{"value":"lost"}]"#,
            ],
        ),
        (
            "BadName/traits/smithy.api#httpError",
            Some(json!(409)),
            &["compatible: com.example#BadName: smithy.api#httpError: ours 400, theirs 409"],
        ),
        (
            "BadName/traits/aws.protocols#awsQueryError",
            None,
            &[
                r#"compatible: com.example#BadName: aws.protocols#awsQueryError: ours {"code":"BadName","httpResponseCode":400}, theirs absent"#,
            ],
        ),
        (
            "BadName/traits/smithy.api#error",
            Some(json!("server")),
            &[r#"compatible: com.example#BadName: smithy.api#error: ours "client", theirs "server""#],
        ),
        (
            "Tags/traits",
            Some(json!({ "smithy.api#deprecated": { "message": "no" } })),
            &[r#"compatible: com.example#Tags: smithy.api#deprecated: ours absent, theirs {"message":"no"}"#],
        ),
        (
            "Widgets/traits/aws.api#service/sdkId",
            Some(json!("W")),
            &[r#"compatible: com.example#Widgets: aws.api#service/sdkId: ours "Widgets", theirs "W""#],
        ),
        (
            "Widgets/traits/aws.api#service/endpointPrefix",
            Some(json!("w")),
            &[r#"breaking: com.example#Widgets: aws.api#service/endpointPrefix: ours "widgets", theirs "w""#],
        ),
        (
            "Widgets/traits/smithy.rules#endpointTests/testCases/0/params/Region",
            Some(json!("us-east-2")),
            &[
                r#"compatible: com.example#Widgets: smithy.rules#endpointTests/testCases/0/params/Region: ours "us-east-1", theirs "us-east-2""#,
            ],
        ),
        // No facts.
        ("Widgets/traits/smithy.api#documentation", Some(json!("Other words.")), &[]),
        ("Widgets/traits/smithy.api#externalDocumentation", Some(json!({ "Guide": "https://example.com" })), &[]),
        ("Widgets/traits/smithy.rules#endpointBdd", Some(json!({ "nodes": "" })), &[]),
        ("MakeWidget/traits", Some(json!({ "smithy.api#examples": [] })), &[]),
        ("MakeWidget/traits", Some(json!({})), &[]),
        ("Widgets/traits/smithy.rules#endpointTests/testCases/0/documentation", Some(json!("two")), &[]),
        ("State/traits/smithy.api#enum/0/documentation", None, &[]),
        ("Widgets/traits/smithy.rules#endpointRuleSet/parameters/Region/documentation", None, &[]),
    ];
    for (pointer, value, expected) in cases {
        check(pointer, value.clone(), expected);
    }
}

#[test]
fn endpoint_rules_are_compared_by_what_they_resolve_to() {
    const SET: &str = "Widgets/traits/smithy.rules#endpointRuleSet";
    let at = |path: &str| format!("{SET}/{path}");
    let fact = "com.example#Widgets: smithy.rules#endpointRuleSet";
    let check = |path: &str, value: Option<Value>, expected: &[String]| {
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&at(path), value, &expected);
    };

    // The same said otherwise: `UseFIPS` is not false.
    let condition = json!({ "fn": "not", "argv": [{ "fn": "booleanEquals", "argv": [false, { "ref": "UseFIPS" }] }] });
    check("rules/1/rules/0/conditions/0", Some(condition), &[]);

    // One region of one partition more, with and without FIPS.
    let special = json!({
        "type": "endpoint",
        "conditions": [
            { "fn": "stringEquals", "argv": [{ "ref": "Region" }, "eu-west-1"] },
            { "fn": "booleanEquals", "argv": [{ "ref": "UseFIPS" }, false] },
        ],
        "endpoint": { "url": "https://eu.example.com", "properties": { "authSchemes": [{ "name": "sigv4", "signingName": "w" }] } },
    });
    let rules = json!([special, {
        "type": "endpoint",
        "conditions": [],
        "endpoint": { "url": "https://widgets.{Region}.{Part#dnsSuffix}" },
    }]);
    let mut other: Value = serde_json::from_str(BASE).expect("JSON");
    let before =
        other.pointer("/shapes/com.example#Widgets/traits/smithy.rules#endpointRuleSet/rules/1/rules").cloned();
    let before = before.expect("rules").as_array().cloned().expect("a list");
    let with_special: Vec<Value> = [special].into_iter().chain(before).collect();
    check(
        "rules/1/rules",
        Some(Value::Array(with_special)),
        &[format!(
            "breaking: {fact} at Region=eu-west-1: ours https://widgets.eu-west-1.amazonaws.com, theirs https://eu.example.com sigv4(w -)"
        )],
    );

    // Every FIPS host: the first few, and how many there are.
    change(&mut other, &at("rules/1/rules"), Some(rules));
    let found = differences(BASE, &other.to_string());
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(
        found.iter().any(|line| line.contains("UseFIPS=true") && line.contains("ours https://widgets-fips.")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|line| line.starts_with(&format!("breaking: {fact} at ")) && line.contains(" more points: ")),
        "{found:#?}"
    );

    // A region that no partition lists, by the regex of its partition, and one that nothing knows.
    for region in ["eusc-de-east-9", "nowhere"] {
        let condition = json!([{ "fn": "stringEquals", "argv": [{ "ref": "Region" }, region] }]);
        let mut theirs: Value = serde_json::from_str(BASE).expect("JSON");
        let rule = json!({ "type": "error", "conditions": condition, "error": "closed" });
        let list = theirs.pointer_mut("/shapes/com.example#Widgets/traits/smithy.rules#endpointRuleSet/rules/1/rules");
        list.and_then(Value::as_array_mut).expect("a list").insert(0, rule);
        let found = differences(BASE, &theirs.to_string());
        assert_eq!(found.len(), 2, "with and without FIPS: {found:#?}");
        assert!(
            found.iter().all(|line| line.contains(region) && line.ends_with("theirs error \"closed\"")),
            "{found:#?}"
        );
    }

    // No region at all: an error before, so nothing is taken away.
    check(
        "rules/2/error",
        Some(json!("where?")),
        &[
            format!("compatible: {fact} at UseFIPS=true: ours error \"no region\", theirs error \"where?\""),
            format!("compatible: {fact} at nothing set: ours error \"no region\", theirs error \"where?\""),
        ],
    );

    // Rules that cannot be read are no reason to show nothing.
    check(
        "rules/0/conditions/0/fn",
        Some(json!("isValidHostLabel")),
        &[format!(
            "breaking: {fact}/rules: ours readable, theirs not comparable: `isValidHostLabel` takes 2 arguments, and has 1"
        )],
    );
    check(
        "parameters/UseFIPS/default",
        None,
        &[format!("breaking: {fact}/parameters/UseFIPS/default: ours false, theirs absent")],
    );
}

#[test]
fn a_model_that_does_not_load_is_an_error_and_not_a_difference() {
    let partitions = repository::source("model/partitions.json");
    let error = diff::diff(&source("ours", BASE), &source("theirs", "{"), &partitions).expect_err("no JSON");
    assert!(error.to_string().contains("error[E001]"), "{error}");
    assert!(error.to_string().contains("theirs"), "{error}");
}

#[test]
fn the_model_states_the_facts_of_the_published_one() {
    let file = repository::root().join("../shared/models/sts.json");
    let Ok(published) = fs::read_to_string(&file) else {
        println!("skipped: there is no {}", file.display());
        return;
    };
    let ours = repository::source("model/sts.json");
    assert_eq!(differences(&ours.text, &published), [""; 0]);
}
