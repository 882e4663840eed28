//! Forms of requests and answers, scripted faults, and one exchange over a real socket.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;
use crate::testing::ReceivedRequest;

const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[test]
fn over_a_socket() {
    let bench = Bench::new();
    let host = bench.sts.url().strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(&host).unwrap();
    let exchange = |stream: &mut TcpStream| {
        let request = signer::post_to(&host, &bench.user(), bench.clock.now(), BODY);
        write!(stream, "POST / HTTP/1.1\r\nContent-Length: {}\r\n", BODY.len()).unwrap();
        for (name, value) in &request.headers {
            write!(stream, "{name}: {value}\r\n").unwrap();
        }
        write!(stream, "\r\n{BODY}").unwrap();
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(b"Response>\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
            text.push(byte[0]);
        }
        String::from_utf8(text).unwrap()
    };
    // The second request uses the same connection.
    for _ in 0..2 {
        let text = exchange(&mut stream).to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 200 ok\r\n"), "{text}");
        assert!(text.contains("content-type: text/xml\r\n"), "{text}");
        assert!(text.contains("date: wed, 01 jan 2025 00:00:00 gmt\r\n"), "{text}");
        assert!(text.contains("<arn>arn:aws:iam::123456789012:user/local</arn>"), "{text}");
        let (_, id) = text.split_once("x-amzn-requestid: ").unwrap();
        let id = id.split("\r\n").next().unwrap();
        assert!(text.contains(&format!("<requestid>{id}</requestid>")), "{text}");
    }
    bench.sts.drop_next_connection();
    assert_eq!(exchange(&mut stream), "");
    let mut stream = TcpStream::connect(&host).unwrap();
    assert!(exchange(&mut stream).starts_with("HTTP/1.1 200"));
    let requests = bench.sts.requests();
    assert_eq!(requests.len(), 4);
    assert_eq!(requests[0].target, "/");
    assert_eq!(requests[0].body, BODY);
}

#[test]
fn presigned_urls() {
    let bench = Bench::new();
    for who in [bench.user(), bench.demo_session(&bench.user())] {
        let request = signer::presigned(&who, bench.clock.now(), BODY);
        let answer = Answer::from(bench.sts.handle(&request));
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.get("Arn"), bench.identity(&who).2);
    }
    let form = signer::form("AssumeRole", &[("RoleArn", DEMO), ("RoleSessionName", "url")]);
    let request = signer::presigned(&bench.user(), bench.clock.now(), &form);
    Answer::from(bench.sts.handle(&request)).credentials();
    bench.clock.advance(Duration::from_secs(901));
    Answer::from(bench.sts.handle(&request)).assert_failure("old", 400, "RequestExpired", "Signature expired");
}

#[test]
fn answers_in_json() {
    let bench = Bench::new();
    let mut request = signer::post(&bench.user(), bench.clock.now(), BODY);
    request.headers.push(("Accept".to_owned(), "application/json".to_owned()));
    let response = bench.sts.handle(&request);
    assert_eq!(response.headers()["content-type"], "application/json");
    let answer = Answer::from(response);
    let expected =
        "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{\"Arn\":\"arn:aws:iam::123456789012:user/local\"";
    assert!(answer.body.starts_with(expected), "{}", answer.body);
    bench.sts.throttle_next(1);
    let answer = Answer::from(bench.sts.handle(&request));
    assert!(answer.body.contains("\"Code\":\"Throttling\""), "{}", answer.body);
}

#[test]
fn parameters_may_be_in_the_query_of_a_post() {
    let bench = Bench::new();
    let token = bench.sts.web_identity_token("pod-1234", "sts.amazonaws.com", Duration::from_secs(60));
    let params = [("RoleArn", DEMO), ("RoleSessionName", "pod"), ("WebIdentityToken", &token)];
    let mut request = signer::unsigned_post("");
    request.target = format!("/?{}", signer::form("AssumeRoleWithWebIdentity", &params));
    Answer::from(bench.sts.handle(&request)).credentials();
}

#[test]
fn requests_that_name_no_operation() {
    let bench = Bench::new();
    let table = [
        ("no action", "Version=2011-06-15", 400, "MissingAction", "Action"),
        ("empty", "", 400, "MissingAction", "Action"),
        (
            "unknown action",
            "Action=ListUsers&Version=2011-06-15",
            400,
            "InvalidAction",
            "Could not find operation ListUsers for version 2011-06-15",
        ),
        ("wrong version", "Action=AssumeRole&Version=2011-06-16", 400, "InvalidAction", "for version 2011-06-16"),
        ("no version", "Action=AssumeRole", 400, "InvalidAction", "NO_VERSION_SPECIFIED"),
        ("case", "action=AssumeRole&Version=2011-06-15", 400, "MissingAction", "Action"),
    ];
    for (name, body, status, code, text) in table {
        Answer::from(bench.sts.handle(&signer::unsigned_post(body))).assert_failure(name, status, code, text);
    }
}

#[test]
fn requests_that_are_no_form() {
    let bench = Bench::new();
    let good = || signer::post(&bench.user(), bench.clock.now(), BODY);
    type Edit = fn(&mut ReceivedRequest);
    let table: [(&str, Edit, u16, &str); 5] = [
        ("PUT", |r| r.method = "PUT".to_owned(), 405, "MethodNotAllowed"),
        ("path", |r| r.target = "/sts".to_owned(), 404, "UnknownOperationException"),
        (
            "chunked",
            |r| r.headers.push(("transfer-encoding".to_owned(), "chunked".to_owned())),
            411,
            "MissingContentLength",
        ),
        ("no content type", |r| r.headers.retain(|(name, _)| name != "content-type"), 400, "MissingAction"),
        ("JSON", |r| r.headers[1].1 = "application/json".to_owned(), 400, "MissingAction"),
    ];
    for (name, edit, status, code) in table {
        let mut request = good();
        edit(&mut request);
        Answer::from(bench.sts.handle(&request)).assert_failure(name, status, code, "");
    }
    // With a charset the signature is wrong, but the form is understood.
    let mut request = good();
    request.headers[1].1 = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
    Answer::from(bench.sts.handle(&request)).assert_failure("charset", 403, "SignatureDoesNotMatch", "");
}

#[test]
fn scripted_faults_come_in_order_and_end() {
    let bench = Bench::new();
    let user = bench.user();
    bench.sts.throttle_next(2);
    bench.sts.fail_next(503, "ServiceUnavailable", "come <back> later");
    for _ in 0..2 {
        bench.call(&user, "GetCallerIdentity", &[]).assert_failure("throttled", 400, "Throttling", "Rate exceeded");
    }
    let answer = bench.unsigned("nonsense", &[]);
    answer.assert_failure("scripted", 503, "ServiceUnavailable", "come &lt;back&gt; later");
    assert_eq!(answer.get("Type"), "Receiver");
    assert_eq!(bench.call(&user, "GetCallerIdentity", &[]).status, 200);
}

#[test]
fn settings() {
    let bench = Bench::with(|builder| builder.account("000000000001"));
    assert_eq!(bench.identity(&bench.user()).2, "arn:aws:iam::000000000001:user/local");
    assert_eq!(bench.sts.mfa_serial(), "arn:aws:iam::000000000001:mfa/local");
    for account in ["", "12345678901", "1234567890123", "12345678901x"] {
        let problem = LocalSts::builder().account(account).start().unwrap_err();
        assert_eq!(problem.kind(), std::io::ErrorKind::InvalidInput, "{account}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let bench = Bench::new();
    let session = bench.demo_session(&bench.user());
    let text = format!("{:?} {:?} {:?}", bench.sts, bench.sts.access_key(), LocalSts::builder());
    assert!(text.contains(&bench.user().id), "{text}");
    for secret in [bench.user().secret, bench.root().secret, session.secret, session.token.unwrap()] {
        assert!(!text.contains(&secret), "{text}");
    }
}
