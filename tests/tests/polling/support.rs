//! Clients of a script, and documents for it to answer with.

use std::time::{Duration, SystemTime};

use aws_query_runtime::{
    Config, Credentials,
    os::Random,
    testing::{InstantSleep, ManualClock, ScriptedHttp},
};
use bytes::Bytes;
use http::Request;
use integration_tests::Client;
use serde_json::Value;

/// A client, and what it lives by.
pub(crate) struct Bench {
    pub(crate) client: Client,
    pub(crate) clock: ManualClock,
    pub(crate) sleep: InstantSleep,
    pub(crate) http: ScriptedHttp,
}

impl Bench {
    /// Jitter takes half of what it may.
    pub(crate) fn new(http: ScriptedHttp) -> Self {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600));
        let sleep = InstantSleep::new(clock.clone());
        let config = Config::builder()
            .region("us-east-1")
            .endpoint_url("http://jobs.example.com")
            .http_client(http.clone())
            .clock(clock.clone())
            .sleep(sleep.clone())
            .random(Half)
            .attempt_timeout(None)
            .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret"));
        let client = Client::new(config.build().expect("a configuration")).expect("a client");
        Self { client, clock, sleep, http }
    }

    /// The forms that have been sent.
    pub(crate) fn bodies(&self) -> Vec<String> {
        let text = |request: &Request<Bytes>| String::from_utf8(request.body().to_vec()).expect("a form");
        self.http.requests().iter().map(text).collect()
    }

    /// What was slept, in seconds.
    pub(crate) fn waits(&self) -> Vec<u64> {
        self.sleep.waits().iter().map(Duration::as_secs).collect()
    }
}

#[derive(Debug)]
struct Half;

impl Random for Half {
    fn next_u64(&self) -> u64 {
        1 << 63
    }
}

/// `<GetJobResponse><GetJobResult>..`, from an output as JSON.
pub(crate) fn answer(operation: &str, output: &Value) -> String {
    format!("<{operation}Response><{operation}Result>{}</{operation}Result></{operation}Response>", members(output))
}

/// An error document.
pub(crate) fn error(code: &str, message: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>")
}

fn members(value: &Value) -> String {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| element(name, value)).collect(),
        Value::Array(list) => list.iter().map(|item| format!("<member>{}</member>", members(item))).collect(),
        Value::String(text) => text.replace('&', "&amp;"),
        other => other.to_string(),
    }
}

fn element(name: &str, value: &Value) -> String {
    // The fixture's two maps.
    let map = matches!(name, "Attributes" | "Jobs") && value.is_object();
    let inner = match value {
        Value::Object(entries) if map => entries
            .iter()
            .map(|(key, value)| format!("<entry><key>{key}</key><value>{}</value></entry>", members(value)))
            .collect(),
        value => members(value),
    };
    format!("<{name}>{inner}</{name}>")
}
