//! Requests that no client sends: each gets an answer, none a panic.

use super::*;
use crate::testing::ReceivedRequest;

#[test]
fn bodies() {
    let bench = Bench::new();
    let action = "Action=AssumeRole&Version=2011-06-15";
    let table = [
        ("bad escape", b"Action=%".to_vec(), "MalformedInput"),
        ("bad UTF-8", b"Action=%ff".to_vec(), "MalformedInput"),
        ("raw bytes", vec![0xff, 0x00, b'=', 0x80], "MalformedInput"),
        ("action twice", b"Action=AssumeRole&Action=AssumeRole".to_vec(), "MalformedInput"),
        ("deep name", format!("{action}&{}=1", "a.".repeat(100_000)).into_bytes(), "MalformedInput"),
        ("action as a structure", b"Action.member.1=AssumeRole".to_vec(), "MissingAction"),
        ("separators", b"&&&==&&=".to_vec(), "MalformedInput"),
    ];
    for (name, body, code) in table {
        let mut request = signer::unsigned_post("");
        request.body = Bytes::from(body);
        Answer::from(bench.sts.handle(&request)).assert_failure(name, 400, code, "");
    }
}

#[test]
fn signed_parameters() {
    let bench = Bench::new();
    let huge = "9".repeat(10_000);
    let deep = "[".repeat(100_000);
    let index = format!("Tags.member.{huge}.Key");
    let table: Vec<(&str, &str, &str)> = vec![
        ("DurationSeconds", &huge, "MalformedInput"),
        (&index, "k", "MalformedInput"),
        ("Tags.member.4294967296.Key", "k", "ValidationError"),
        ("Policy", &deep, "MalformedPolicyDocument"),
        ("Policy", "\u{0}", "ValidationError"),
        ("RoleSessionName.member.1", "x", "MalformedInput"),
    ];
    for (name, value, code) in table {
        let params = [("RoleArn", DEMO), ("RoleSessionName", "s1"), (name, value)];
        bench.call(&bench.user(), "AssumeRole", &params).assert_failure(name, 400, code, "");
    }
}

#[test]
fn gaps_between_indexes_close_up() {
    let bench = Bench::new();
    let params = [
        ("RoleArn", DEMO),
        ("RoleSessionName", "s1"),
        ("Tags.member.900.Key", "a"),
        ("Tags.member.900.Value", "1"),
        ("Tags.member.3.Key", "b"),
        ("Tags.member.3.Value", "2"),
    ];
    bench.call(&bench.user(), "AssumeRole", &params).credentials();
}

#[test]
fn anything_at_all_is_answered_in_xml() {
    let bench = Bench::new();
    let pieces =
        ["", "/", "?", "%", "\u{e9}", "X-Amz-Signature=", "Action=AssumeRole&Version=2011-06-15", "\0", "a.b=1"];
    for method in ["", "GET", "POST"] {
        for target in pieces {
            for body in pieces {
                for header in ["authorization", "content-type", "x-amz-date", "host"] {
                    let request = ReceivedRequest {
                        method: method.to_owned(),
                        target: format!("/?{target}"),
                        headers: vec![
                            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
                            (header.to_owned(), "AWS4-HMAC-SHA256 Credential=a/b/c/d/e".to_owned()),
                        ],
                        body: Bytes::from(body),
                    };
                    let answer = Answer::from(bench.sts.handle(&request));
                    assert!(answer.status >= 400, "{request:?}");
                    assert!(answer.body.starts_with("<ErrorResponse "), "{}", answer.body);
                }
            }
        }
    }
}
