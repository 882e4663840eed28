//! Whom the transport trusts, and how long it waits.

use std::time::Duration;

use aws_query_runtime::http::reqwest::ReqwestClient;
use aws_query_runtime::http::{CaBundle, HttpClient, TransportErrorKind, TransportSettings};
use bytes::Bytes;
use http::Request;

use crate::authority::Authority;
use crate::servers::{Role, serve};

fn get(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).expect("a request")
}

fn with_bundle(bundle: CaBundle) -> ReqwestClient {
    let mut settings = TransportSettings::default();
    settings.ca_bundle = Some(bundle);
    ReqwestClient::with_settings(&settings).expect("a transport")
}

#[tokio::test]
async fn only_the_bundle_is_trusted() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (server, _) = serve(Role::Sts, Some(authority.acceptor("127.0.0.1"))).await;
    let url = format!("https://{server}/");
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let both = CaBundle::from_pem(format!("{}# note\n{garbage}{}", other.pem(), authority.pem()), "both");
    for bundle in [authority.bundle(), both] {
        let response = with_bundle(bundle).send(get(&url)).await.expect("a server that is trusted");
        assert_eq!(response.status(), 200);
    }
    let error = with_bundle(other.bundle()).send(get(&url)).await.expect_err("another authority");
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(error.to_string().contains("invalid peer certificate"), "{error}");
}

#[tokio::test]
async fn a_certificate_is_for_its_name() {
    let authority = Authority::new();
    let (server, _) = serve(Role::Sts, Some(authority.acceptor("sts.example.com"))).await;
    let error = with_bundle(authority.bundle()).send(get(&format!("https://{server}/"))).await;
    let error = error.expect_err("another name");
    assert!(error.to_string().contains("not valid for name"), "{error}");
}

#[tokio::test]
async fn a_plain_transport_trusts_nobody() {
    let authority = Authority::new();
    let (server, seen) = serve(Role::Sts, Some(authority.acceptor("127.0.0.1"))).await;
    let transport = ReqwestClient::plaintext().expect("a transport");
    let error = transport.send(get(&format!("https://{server}/"))).await.expect_err("no roots");
    assert!(error.kind() == TransportErrorKind::Connect && seen.all().is_empty(), "{error}");
}

#[tokio::test]
async fn a_connection_that_does_not_stand_in_time_is_given_up() {
    let (server, _) = serve(Role::Silent, None).await;
    let mut settings = TransportSettings::default();
    settings.ca_bundle = Some(Authority::new().bundle());
    settings.connect_timeout = Duration::from_millis(50);
    let transport = ReqwestClient::with_settings(&settings).expect("a transport");
    let error = transport.send(get(&format!("https://{server}/"))).await.expect_err("TLS does not answer");
    assert_eq!(error.kind(), TransportErrorKind::Connect, "{error}");
}
