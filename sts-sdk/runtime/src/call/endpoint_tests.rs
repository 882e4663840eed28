//! Where calls go: at the client's endpoint, and at one that the operation resolves.

use std::sync::{Arc, Mutex, PoisonError};

use ::http::{Request, Response};
use bytes::Bytes;

use super::{CallOptions, Core};
use crate::{
    Config, ConfigBuilder, Credentials,
    endpoint::{Endpoint, EndpointError},
    error::{CommonError, ErrorBody, ServiceErrorKind},
    http::{HttpClient, TransportError},
    operation::{Operation, OperationSpec, ServiceSpec},
    query::Members,
    xml::{Element, ReadError},
};

static SERVICE: ServiceSpec = ServiceSpec::new("Probe", "2020-01-01", "probe");
static SPEC: OperationSpec = OperationSpec::new("Probe", &[]);

/// Resolves its own endpoint if it has a host, from the host and the account of the caller.
struct Probe(Option<&'static str>);

/// A service without errors of its own.
#[derive(Debug)]
pub(super) struct Kind;

impl ServiceErrorKind for Kind {
    fn modelled(_: &str, _: &ErrorBody<'_>) -> Option<Self> {
        None
    }

    fn common(_: CommonError) -> Self {
        Self
    }

    fn unknown() -> Self {
        Self
    }
}

impl Operation for Probe {
    type Output = ();
    type Kind = Kind;
    const SPEC: &'static OperationSpec = &SPEC;
    const ENDPOINT_BY_ACCOUNT: bool = true;

    fn write(&self, _: Members<'_>) {}

    fn read(_: Element<'_, '_>) -> Result<(), ReadError> {
        Ok(())
    }

    fn empty() -> Option<()> {
        Some(())
    }

    fn endpoint(&self, config: &Config, account: Option<&str>) -> Option<Result<Endpoint, EndpointError>> {
        Some(match self.0? {
            "" => Err(EndpointError::unset("Host")),
            "broken" => Ok(Endpoint::new("https://h").header("x-line", "a\nb")),
            host => Ok(Endpoint::new(format!("https://{}.{host}/base", account.unwrap_or("nobody")))
                .signing_name("other")
                .signing_region(config.region().unwrap_or("nowhere"))
                .header("x-wing", "north")
                .header("x-wing", "south")),
        })
    }
}

/// Keeps the last request.
#[derive(Clone, Debug, Default)]
struct Last(Arc<Mutex<Option<Request<Bytes>>>>);

impl HttpClient for Last {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Ok(Response::new(Bytes::new()))
    }
}

impl Last {
    fn config(&self) -> ConfigBuilder {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_account_id("123456789012");
        Config::builder().region("eu-west-1").credentials_provider(credentials).http_client(self.clone())
    }

    fn request(&self) -> Request<Bytes> {
        self.0.lock().expect("nobody panics").clone().expect("a request")
    }
}

fn client(config: ConfigBuilder, url: Result<&'static str, &'static str>) -> Core {
    let resolve = |_: &Config| url.map(Endpoint::new).map_err(EndpointError::new);
    Core::per_call(&SERVICE, config.build().expect("settings"), resolve).expect("a client")
}

#[tokio::test]
async fn an_operation_s_endpoint_is_its_own_with_the_caller_s_account() {
    let last = Last::default();
    let core = client(last.config(), Ok("https://client.example"));
    core.call(Probe(Some("h.example")), CallOptions::new()).await.expect("an answer");
    let request = last.request();
    assert_eq!(request.uri().to_string(), "https://123456789012.h.example/base/");
    let wings: Vec<_> = request.headers().get_all("x-wing").iter().collect();
    assert_eq!(wings, ["north", "south"]);
    let authorization = request.headers()["authorization"].to_str().expect("text");
    assert!(authorization.contains("/eu-west-1/other/aws4_request"), "{authorization}");
    assert!(authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-wing,"), "{authorization}");

    core.call(Probe(None), CallOptions::new()).await.expect("an answer");
    assert_eq!(last.request().uri().to_string(), "https://client.example/");
    assert!(!last.request().headers().contains_key("x-wing"));

    // Nobody is asked for credentials where nothing is signed.
    let prepared = core.prepare(Probe(Some("h.example")), &CallOptions::new()).expect("a request");
    assert_eq!(prepared.request().uri().to_string(), "https://nobody.h.example/base/");
    assert_eq!(prepared.request().headers()["x-wing"], "north");
}

#[tokio::test]
async fn an_endpoint_in_code_comes_before_what_operations_resolve() {
    let last = Last::default();
    let config = last.config().endpoint_resolver(|_| Ok(Endpoint::new("https://mine.example")));
    client(config, Err("not asked")).call(Probe(Some("h.example")), CallOptions::new()).await.expect("an answer");
    assert_eq!(last.request().uri().to_string(), "https://mine.example/");
}

#[tokio::test]
async fn what_keeps_an_endpoint_from_being_resolved_is_said_by_the_call() {
    let last = Last::default();
    let core = client(last.config(), Err("say which"));
    let cases = [
        (None, "Probe was not sent: say which"),
        (Some(""), "Probe was not sent: the endpoint depends on `Host`, which is not set"),
        (Some("broken"), "Probe was not sent: the endpoint's header `x-line` cannot be sent: \"a\\nb\""),
        (Some("a b"), "Probe was not sent: the endpoint `https://123456789012.a b/base` is not an http or https URL"),
    ];
    for (host, expected) in cases {
        let error = core.call(Probe(host), CallOptions::new()).await.expect_err(expected);
        assert_eq!(error.to_string(), expected);
    }
    // Where no operation resolves its own, the client says it.
    let resolve = |_: &Config| Err(EndpointError::new("say which"));
    let error = Core::new(&SERVICE, last.config().build().expect("settings"), resolve).expect_err("no endpoint");
    assert_eq!(error.to_string(), "say which");
}
