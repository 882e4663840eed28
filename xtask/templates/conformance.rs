//! Runs the protocol, endpoint and smoke tests that a model carries against the client generated from it. Nothing is
//! sent to AWS.
//!
//! `cases MODEL [CONTRADICTIONS]` prints every case with its verdict; `requests` turns JSON lines into signed requests.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_query_runtime::{
    Config, ConfigBuilder, Credentials,
    clock::Clock,
    http::{HttpClient, TransportError, TransportErrorKind},
    os::Random,
};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value, json};

use the_generated_crate::{Client, OPERATIONS, bridge};

mod endpoints;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    let result = match words.as_slice() {
        ["cases", model] => runtime.block_on(cases(model, None)),
        ["cases", model, known] => runtime.block_on(cases(model, Some(known))),
        ["requests"] => runtime.block_on(requests()).map(|()| true),
        _ => Err("usage: cases MODEL [CONTRADICTIONS] | requests".to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => failed(&error),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn cases(path: &str, known: Option<&str>) -> Result<bool, String> {
    let model = read(path)?;
    let known = known.map(read).transpose()?.unwrap_or(Value::Null);
    let shapes = model.get("shapes").and_then(Value::as_object).ok_or("the model has no shapes")?;
    let mut report = Report::default();
    for (id, shape) in shapes {
        let name = id.split_once('#').map_or(id.as_str(), |(_, name)| name);
        match shape.get("type").and_then(Value::as_str) {
            // A crate may be generated for some operations only.
            Some("operation") if OPERATIONS.iter().any(|spec| spec.name == name) => {
                for case in tests(shape, "smithy.test#httpRequestTests") {
                    report.add("request", case, request_case(name, case).await);
                }
                for case in tests(shape, "smithy.test#httpResponseTests") {
                    report.add("response", case, response_case(name, case).await);
                }
                for case in list(shape.get("traits"), "smithy.test#smokeTests") {
                    report.add("smoke", case, endpoints::smoke_case(name, case));
                }
            }
            Some("structure") => {
                for case in tests(shape, "smithy.test#httpResponseTests") {
                    report.add("error", case, error_case(name, &operation_with(shapes, id), case).await);
                }
            }
            Some("service") => {
                let contradictions: Vec<&str> = list(Some(&known), id).filter_map(Value::as_str).collect();
                endpoints::Service::new(shapes, shape).cases(&contradictions, &mut report).await;
            }
            _ => {}
        }
    }
    if report.known > 0 {
        print!("{} known to contradict newer data, ", report.known);
    }
    println!("{} passed, {} failed; nothing was sent to AWS", report.passed, report.failed);
    Ok(report.failed == 0 && report.passed > 0)
}

fn read(path: &str) -> Result<Value, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

#[derive(Default)]
struct Report {
    passed: usize,
    failed: usize,
    known: usize,
}

impl Report {
    /// A case that contradicts newer data must fail; when it passes, it is to be taken off the list.
    fn add_known(&mut self, kind: &str, case: &Value, result: Result<(), String>, known: bool) {
        let id = text(case, "id").or(text(case, "documentation")).unwrap_or("?");
        match (known, result) {
            (false, result) => self.add(kind, case, result),
            (true, Ok(())) => self.add(kind, case, Err("it passes, and is listed as a contradiction".to_owned())),
            (true, Err(reason)) => {
                self.known += 1;
                println!("known   {kind:8} {id}: {reason}");
            }
        }
    }

    fn add(&mut self, kind: &str, case: &Value, result: Result<(), String>) {
        let id = text(case, "id").or(text(case, "documentation")).unwrap_or("?");
        match result {
            Ok(()) => {
                self.passed += 1;
                println!("ok      {kind:8} {id}");
            }
            Err(reason) => {
                self.failed += 1;
                println!("FAILED  {kind:8} {id}: {reason}");
            }
        }
    }
}

// Method, URI, body as decoded pairs, headers, required and forbidden headers, host.
async fn request_case(operation: &str, case: &Value) -> Result<(), String> {
    let http = Canned::new(200, &[], &format!("<{operation}Response><{operation}Result/></{operation}Response>"));
    let host = text(case, "host").unwrap_or("example.com");
    let client = client(base(&http).endpoint_url(format!("https://{host}")))?;
    let empty = json!({});
    let params = case.get("params").unwrap_or(&empty);
    // The output is not this case's subject.
    let outcome = bridge::call(&client, operation, params).await?;
    let request = http.request().ok_or_else(|| format!("nothing was sent: {:?}", outcome.err().map(|e| e.to_string())))?;

    equal("method", text(case, "method").unwrap_or_default(), request.method().as_str())?;
    equal("uri", text(case, "uri").unwrap_or_default(), request.uri().path())?;
    let query = request.uri().query().unwrap_or_default();
    for name in list(Some(case), "forbidQueryParams").filter_map(Value::as_str) {
        if pairs(query).iter().any(|(found, _)| found == name) {
            return Err(format!("query parameter {name} is there"));
        }
    }
    if let Some(expected) = text(case, "body") {
        let body = String::from_utf8_lossy(request.body());
        let media_type = text(case, "bodyMediaType");
        if media_type == Some("application/x-www-form-urlencoded") {
            equal("body", &format!("{:?}", pairs(expected)), &format!("{:?}", pairs(&body)))?;
        } else {
            equal("body", expected, &body)?;
        }
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    for (name, value) in object(case, "headers") {
        equal(name, value.as_str().unwrap_or_default(), header(name).unwrap_or("(absent)"))?;
    }
    for name in list(Some(case), "requireHeaders").filter_map(Value::as_str) {
        header(name).ok_or_else(|| format!("header {name} is absent"))?;
    }
    for name in list(Some(case), "forbidHeaders").filter_map(Value::as_str) {
        if header(name).is_some() {
            return Err(format!("header {name} is there"));
        }
    }
    if let Some(expected) = text(case, "resolvedHost").or(text(case, "host").filter(|host| !host.contains('/'))) {
        equal("host", expected, header("host").unwrap_or("(absent)"))?;
        equal("host of the URI", expected, request.uri().host().unwrap_or("(absent)"))?;
    }
    Ok(())
}

// Every output member.
async fn response_case(operation: &str, case: &Value) -> Result<(), String> {
    let http = canned(case);
    let client = client(base(&http).endpoint_url("https://example.com"))?;
    let output = bridge::call(&client, operation, &json!({})).await?.map_err(|error| error.to_string())?;
    let empty = json!({});
    same("output", case.get("params").unwrap_or(&empty), &output)
}

// The error's shape, code and status, its message and every other member.
async fn error_case(shape: &str, operation: &str, case: &Value) -> Result<(), String> {
    let http = canned(case);
    let client = client(base(&http).endpoint_url("https://example.com").max_attempts(1))?;
    let error = match bridge::call(&client, operation, &json!({})).await? {
        Ok(output) => return Err(format!("no error, but {output}")),
        Err(error) => error,
    };
    let kind = error.kind().ok_or_else(|| format!("not an error of the service: {error}"))?;
    let (name, members) = bridge::error(kind).ok_or_else(|| format!("not a modelled error: {kind:?}"))?;
    equal("shape", shape, name)?;
    equal("status", &number(case, "code").to_string(), &error.status().unwrap_or_default().to_string())?;
    if let Some(code) = case.get("vendorParams").and_then(|params| text(params, "code")) {
        equal("code", code, error.code().unwrap_or("(absent)"))?;
    }
    let mut expected = Map::new();
    for (name, value) in object(case, "params") {
        if name.eq_ignore_ascii_case("message") {
            equal("message", value.as_str().unwrap_or_default(), error.message().unwrap_or("(absent)"))?;
        } else {
            expected.insert(name.clone(), value.clone());
        }
    }
    same("members", &Value::Object(expected), &members)
}

// One JSON object a line, `{"operation": .., "params": .., "response": ..}`, to the request that would be sent, and to
// the output of the response, where there is one.
async fn requests() -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        if line.trim().is_empty() {
            continue;
        }
        let case: Value = serde_json::from_str(&line).map_err(|error| format!("{line}: {error}"))?;
        let operation = text(&case, "operation").ok_or_else(|| format!("{line}: no operation"))?;
        let empty = json!({});
        let params = case.get("params").unwrap_or(&empty);
        let http = Canned::new(200, &[], text(&case, "response").unwrap_or_default());
        let client = client(base(&http))?;
        let outcome = bridge::call(&client, operation, params).await;
        let answer = match (http.request(), outcome) {
            (Some(request), outcome) => {
                let (output, problem) = match outcome {
                    Ok(Ok(output)) => (Some(output), None),
                    Ok(Err(error)) => (None, Some(error.to_string())),
                    Err(error) => (None, Some(error)),
                };
                let headers: Vec<Value> = request
                    .headers()
                    .iter()
                    .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
                    .collect();
                json!({
                    "operation": operation,
                    "method": request.method().as_str(),
                    "uri": request.uri().to_string(),
                    "headers": headers,
                    "body": String::from_utf8_lossy(request.body()),
                    "output": output,
                    "problem": problem,
                })
            }
            (None, Err(error)) => json!({ "operation": operation, "error": error }),
            (None, Ok(outcome)) => {
                json!({ "operation": operation, "error": outcome.err().map_or_else(String::new, |error| error.to_string()) })
            }
        };
        writeln!(out, "{answer}").map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn base(http: &Canned) -> ConfigBuilder {
    unplaced(http).region("us-east-1")
}

fn unplaced(http: &Canned) -> ConfigBuilder {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        .with_session_token("AQoDYXdzEXAMPLEtoken//==");
    Config::builder()
        .credentials_provider(credentials)
        .http_client(http.clone())
        .clock(Fixed)
        .random(Fixed)
        .validate_input(false)
        .max_attempts(1)
}

fn client(config: ConfigBuilder) -> Result<Client, String> {
    config.build().and_then(Client::new).map_err(|error| error.to_string())
}

/// 2015-08-30T12:36:00Z, and idempotency tokens of zeros, as protocol tests expect them.
#[derive(Clone, Copy, Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
    }
}

impl Random for Fixed {
    fn next_u64(&self) -> u64 {
        0
    }
}

/// One answer, and the last request.
#[derive(Clone, Debug)]
struct Canned {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    last: Arc<Mutex<Option<Request<Bytes>>>>,
}

impl Canned {
    fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { status, headers, body: Bytes::copy_from_slice(body.as_bytes()), last: Arc::default() }
    }

    fn request(&self) -> Option<Request<Bytes>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl HttpClient for Canned {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        let mut response = Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let wrong = |error| TransportError::new(TransportErrorKind::Other, "the case is not HTTP").with_source(error);
        response.body(self.body.clone()).map_err(wrong)
    }
}

fn canned(case: &Value) -> Canned {
    let headers: Vec<(&str, &str)> =
        object(case, "headers").filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
    let status = u16::try_from(number(case, "code")).unwrap_or(200);
    Canned::new(status, &headers, text(case, "body").unwrap_or_default())
}

// Cases for clients of this protocol.
fn tests<'v>(shape: &'v Value, id: &str) -> impl Iterator<Item = &'v Value> {
    let cases = shape.get("traits").and_then(|traits| traits.get(id)).and_then(Value::as_array);
    cases.into_iter().flatten().filter(|case| {
        text(case, "protocol") == Some("aws.protocols#awsQuery")
            && matches!(text(case, "appliesTo"), None | Some("client"))
    })
}

// The first operation that lists the error; any where none does.
fn operation_with(shapes: &Map<String, Value>, error: &str) -> String {
    let operations = || shapes.iter().filter(|(_, shape)| text(shape, "type") == Some("operation"));
    let lists = |shape: &Value| list(Some(shape), "errors").any(|target| text(target, "target") == Some(error));
    let id = operations().find(|(_, shape)| lists(shape)).or_else(|| operations().next()).map(|(id, _)| id.as_str());
    id.and_then(|id| id.split_once('#')).map_or_else(String::new, |(_, name)| name.to_owned())
}

fn pairs(body: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let mut pairs: Vec<(String, String)> = body
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').map_or((decode(pair), String::new()), |(name, value)| (decode(name), decode(value))))
        .collect();
    pairs.sort();
    pairs
}

fn equal(what: &str, expected: &str, found: &str) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what} is {found:?}, expected {expected:?}")) }
}

// Numbers are compared as numbers: `1` and `1.0` are one value.
fn same(path: &str, expected: &Value, found: &Value) -> Result<(), String> {
    let different = || Err(format!("{path} is {found}, expected {expected}"));
    match (expected, found) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64(), a.as_f64(), b.as_f64()) {
            (Some(a), Some(b), ..) if a == b => Ok(()),
            (Some(_), Some(_), ..) => different(),
            // The last bit may differ: seconds and their fraction are added up.
            (.., Some(a), Some(b)) if (a - b).abs() <= a.abs().max(b.abs()) * f64::EPSILON => Ok(()),
            _ => different(),
        },
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().try_for_each(|(index, (a, b))| same(&format!("{path}[{index}]"), a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                same(&format!("{path}.{name}"), value, b.get(name).unwrap_or(&Value::Null))?;
            }
            match b.keys().find(|name| !a.contains_key(*name)) {
                Some(extra) => Err(format!("{path}.{extra} is there, and should not be")),
                None => Ok(()),
            }
        }
        (a, b) if a == b => Ok(()),
        _ => different(),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn number(value: &Value, key: &str) -> u64 {
    value.get(key).and_then(Value::as_u64).unwrap_or_default()
}

fn list<'v>(value: Option<&'v Value>, key: &str) -> impl Iterator<Item = &'v Value> {
    value.and_then(|value| value.get(key)).and_then(Value::as_array).into_iter().flatten()
}

fn object<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}
