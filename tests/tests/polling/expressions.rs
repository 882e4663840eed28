//! JMESPath as generated code against the answers of another implementation.
//!
//! `data/jmespath/results.json` holds outputs, and what the jmespath package of Python makes of them with the
//! expressions of the fixture's waiters. Each waiter is asked once with the same output as an XML document;
//! what it saw is in its error.

use std::{fs, path::Path, time::Duration};

use aws_query_runtime::{
    testing::ScriptedHttp,
    waiter::{WaitError, Waited},
};
use integration_tests::{Client, Error, operation::get_job::GetJobOutput};
use serde_json::Value;

use crate::support::{Bench, answer};

const ONCE: Duration = Duration::ZERO;

async fn ask(client: &Client, waiter: &str) -> Result<Waited<GetJobOutput, Error>, WaitError<Error>> {
    match waiter {
        "Required" => client.wait_until_required("abc").wait(ONCE).await,
        "Entry" => client.wait_until_entry("abc").wait(ONCE).await,
        "First" => client.wait_until_first("abc").wait(ONCE).await,
        "Third" => client.wait_until_third("abc").wait(ONCE).await,
        "Last" => client.wait_until_last("abc").wait(ONCE).await,
        "LastButOne" => client.wait_until_last_but_one("abc").wait(ONCE).await,
        "FirstOfProjection" => client.wait_until_first_of_projection("abc").wait(ONCE).await,
        "SecondOfProjection" => client.wait_until_second_of_projection("abc").wait(ONCE).await,
        "LastOfProjection" => client.wait_until_last_of_projection("abc").wait(ONCE).await,
        "Projection" => client.wait_until_projection("abc").wait(ONCE).await,
        "Elements" => client.wait_until_elements("abc").wait(ONCE).await,
        "Flattened" => client.wait_until_flattened("abc").wait(ONCE).await,
        "FlattenedMembers" => client.wait_until_flattened_members("abc").wait(ONCE).await,
        "FlattenedProjections" => client.wait_until_flattened_projections("abc").wait(ONCE).await,
        "MapValues" => client.wait_until_map_values("abc").wait(ONCE).await,
        "MapKeys" => client.wait_until_map_keys("abc").wait(ONCE).await,
        "Values" => client.wait_until_values("abc").wait(ONCE).await,
        "Filtered" => client.wait_until_filtered("abc").wait(ONCE).await,
        "FilteredByText" => client.wait_until_filtered_by_text("abc").wait(ONCE).await,
        "FilteredElements" => client.wait_until_filtered_elements("abc").wait(ONCE).await,
        "FilteredFirst" => client.wait_until_filtered_first("abc").wait(ONCE).await,
        "Several" => client.wait_until_several("abc").wait(ONCE).await,
        "SeveralOfEach" => client.wait_until_several_of_each("abc").wait(ONCE).await,
        "Either" => client.wait_until_either("abc").wait(ONCE).await,
        "Both" => client.wait_until_both("abc").wait(ONCE).await,
        "BothFlags" => client.wait_until_both_flags("abc").wait(ONCE).await,
        "EitherFlag" => client.wait_until_either_flag("abc").wait(ONCE).await,
        "Flag" => client.wait_until_flag("abc").wait(ONCE).await,
        "NotFlag" => client.wait_until_not_flag("abc").wait(ONCE).await,
        "NotEmpty" => client.wait_until_not_empty("abc").wait(ONCE).await,
        "Count" => client.wait_until_count("abc").wait(ONCE).await,
        "CountZero" => client.wait_until_count_zero("abc").wait(ONCE).await,
        "CountProjection" => client.wait_until_count_projection("abc").wait(ONCE).await,
        "CountText" => client.wait_until_count_text("abc").wait(ONCE).await,
        "CountCompared" => client.wait_until_count_compared("abc").wait(ONCE).await,
        "Compared" => client.wait_until_compared("abc").wait(ONCE).await,
        "ComparedMembers" => client.wait_until_compared_members("abc").wait(ONCE).await,
        "ComparedBig" => client.wait_until_compared_big("abc").wait(ONCE).await,
        "ComparedNull" => client.wait_until_compared_null("abc").wait(ONCE).await,
        "Unequal" => client.wait_until_unequal("abc").wait(ONCE).await,
        "ContainsText" => client.wait_until_contains_text("abc").wait(ONCE).await,
        "ContainsElement" => client.wait_until_contains_element("abc").wait(ONCE).await,
        "ContainsProjected" => client.wait_until_contains_projected("abc").wait(ONCE).await,
        "InService" => client.wait_until_in_service("abc").wait(ONCE).await,
        "Functions" => client.wait_until_functions("abc").wait(ONCE).await,
        "Secretive" => client.wait_until_secretive("abc").wait(ONCE).await,
        "FromInput" => client.wait_until_from_input("abc").wait(ONCE).await,
        "FromInputAlone" => client.wait_until_from_input_alone("abc").wait(ONCE).await,
        other => panic!("{other} is not in this list"),
    }
}

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

// Null, and what JMESPath calls an error, look alike: neither is any value.
fn shown(result: &Value) -> String {
    match result {
        Value::Object(_) | Value::Null => "null".to_owned(),
        Value::Array(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn generated_expressions_are_what_jmespath_says() {
    let table = read("data/jmespath/results.json");
    let model = read("../codegen/tests/golden/pages-and-waiters/model.json");
    let waiters = &model["shapes"]["com.example#GetJob"]["traits"]["smithy.waiters#waitable"];
    let results = table["results"].as_array().expect("results");
    let mut wrong = Vec::new();
    for row in results {
        let (waiter, name) = (row["waiter"].as_str().expect("a waiter"), row["output"].as_str().expect("an output"));
        let matcher = &waiters[waiter]["acceptors"][0]["matcher"];
        let path = matcher.pointer("/output/path").or(matcher.pointer("/inputOutput/path"));
        let path = path.and_then(Value::as_str).unwrap_or_else(|| panic!("{waiter} has no expression"));
        let bench = Bench::new(ScriptedHttp::new().answer(200, answer("GetJob", &table["outputs"][name])));
        let result = &row["result"];
        // The fixture's waiters wait for `true`, or for a text that never comes.
        let expected = match result {
            Value::Bool(true) => "success".to_owned(),
            result => format!("{path} was {}", shown(result)),
        };
        let seen = match ask(&bench.client, waiter).await {
            Ok(_) => "success".to_owned(),
            Err(error) => error.last_seen().unwrap_or_default().to_owned(),
        };
        // What is made of a sensitive member is not shown. A list that JMESPath has as null is empty in generated
        // code; no comparator tells them apart.
        let hidden = path.contains("Owner") && seen.ends_with(" was [redacted]");
        let same = seen == expected || hidden || (seen.ends_with(" was []") && *result == Value::Null);
        if !same {
            wrong.push(format!("{waiter}, {name}: expected {expected}, saw {seen}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), results.len(), wrong.join("\n"));
    assert!(results.len() >= 280, "{}", results.len());
}
