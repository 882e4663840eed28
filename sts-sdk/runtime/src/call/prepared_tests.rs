//! What settings make of a request: its body, its host.

use bytes::Bytes;

use super::{CallOptions, Core, Prepared, endpoint_tests::Kind};
use crate::{
    Config, ConfigBuilder,
    config::tests::NoHttp,
    endpoint::Endpoint,
    error::Error,
    operation::{HostPrefix, MemberSpec, Operation, OperationSpec, ServiceSpec},
    query::Members,
    xml::{Element, ReadError},
};

static SERVICE: ServiceSpec = ServiceSpec::new("Probe", "2020-01-01", "probe");
static MEMBERS: [MemberSpec; 2] = [MemberSpec::required("Account", "string"), MemberSpec::required("Text", "string")];
static SPEC: OperationSpec = OperationSpec::new("Probe", &MEMBERS).unsigned().compressed();

struct Probe {
    account: &'static str,
    text: String,
}

impl Operation for Probe {
    type Output = ();
    type Kind = Kind;
    const SPEC: &'static OperationSpec = &SPEC;

    fn write(&self, mut members: Members<'_>) {
        members.key("Text").string(&self.text);
    }

    fn read(_: Element<'_, '_>) -> Result<(), ReadError> {
        Ok(())
    }

    fn host_prefix(&self) -> Option<HostPrefix> {
        Some(HostPrefix::new().label("Account", self.account).literal("."))
    }
}

fn prepared(config: ConfigBuilder, account: &'static str, bytes: usize) -> Result<Prepared, Error<Kind>> {
    let config = config.http_client(NoHttp).build().expect("settings");
    let core = Core::new(&SERVICE, config, |_| Ok(Endpoint::new("https://example.com"))).expect("a client");
    let fixed = "Action=Probe&Version=2020-01-01&Text=".len();
    core.prepare(Probe { account, text: "x".repeat(bytes - fixed) }, &CallOptions::new())
}

fn sent(config: ConfigBuilder, bytes: usize) -> (Option<String>, Bytes) {
    let request = prepared(config, "a", bytes).expect("a request").into_request();
    let encoding = request.headers().get("content-encoding").map(|value| value.to_str().expect("text").to_owned());
    (encoding, request.into_body())
}

#[test]
fn the_prefix_of_the_host_can_be_left_out() {
    let host = |config| prepared(config, "a1", 100).expect("a request").request().uri().to_string();
    assert_eq!(host(Config::builder()), "https://a1.example.com/");
    assert_eq!(host(Config::builder().host_prefix_injection(false)), "https://example.com/");
}

#[test]
fn a_member_that_is_no_host_label_is_named() {
    let error = prepared(Config::builder(), "a.b/c", 100).expect_err("no label");
    assert_eq!(
        error.to_string(),
        "Probe was not sent: Account: cannot be part of a host name: write letters, digits and hyphens, 63 at most"
    );
    assert!(prepared(Config::builder().host_prefix_injection(false), "a.b/c", 100).is_ok());
}

#[cfg(feature = "compression")]
#[test]
fn bodies_are_compressed_from_the_size_that_is_set() {
    use std::io::Read;

    let gzip = Some("gzip".to_owned());
    let at = |size| Config::builder().request_min_compression_size_bytes(size);
    assert_eq!(sent(Config::builder(), 10_239).0, None);
    assert_eq!(sent(Config::builder(), 10_240).0, gzip);
    assert_eq!(sent(at(200), 199).0, None);
    assert_eq!(sent(at(200), 200).0, gzip);
    assert_eq!(sent(at(0), 100).0, gzip);
    assert_eq!(sent(at(0).request_compression(false), 20_000).0, None);

    let mut text = String::new();
    let body = sent(at(0), 5_000).1;
    flate2::read::GzDecoder::new(&*body).read_to_string(&mut text).expect("gzip");
    assert!(body.len() < 5_000 && text.len() == 5_000 && text.starts_with("Action=Probe&"), "{text}");
}

#[cfg(not(feature = "compression"))]
#[test]
fn nothing_is_compressed_without_the_feature() {
    let (encoding, body) = sent(Config::builder().request_min_compression_size_bytes(0), 20_000);
    assert_eq!((encoding, body.len()), (None, 20_000));
}
