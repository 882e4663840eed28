//! The transport under a client: shared or one's own, redirects, endpoints with paths, addresses that
//! are none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_query_runtime::http::reqwest::ReqwestClient;
use aws_query_runtime::testing::{LoopbackServer, ScriptedHttp, StoredKey, VerifyOptions, verify};
use bytes::Bytes;
use http::{Request, Response};
use sts_sdk::http::{HttpClient, SharedHttpClient, TransportError};
use sts_sdk::{Client, Config, ErrorKind};

use crate::support::{Bench, KEY_ID, Script, client, credentials, header, identity, start};

/// Counts what it passes on.
#[derive(Clone, Debug)]
struct Counting {
    inner: ReqwestClient,
    sent: Arc<AtomicUsize>,
}

impl HttpClient for Counting {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.inner.send(request).await
    }
}

#[tokio::test]
async fn clients_share_a_transport() {
    let (first, second) = (Bench::new(), Bench::new());
    let sent = Arc::new(AtomicUsize::new(0));
    let inner = ReqwestClient::plaintext().expect("a transport");
    let shared = SharedHttpClient::new(Counting { inner, sent: Arc::clone(&sent) });
    for (bench, count) in [(&first, 1), (&second, 2), (&first, 3)] {
        let config = bench.config().shared_http_client(shared.clone());
        let sts = client(config.credentials_provider(bench.user_credentials()));
        sts.get_caller_identity().send().await.expect("an identity");
        assert_eq!(sent.load(Ordering::SeqCst), count);
    }
    assert_eq!((first.requests(), second.requests()), (2, 1));
}

#[tokio::test]
async fn a_client_of_reqwest_s_own_is_taken() {
    let bench = Bench::new();
    let own = ReqwestClient::plaintext().expect("a transport");
    let sts = client(bench.config().http_client(own).credentials_provider(bench.user_credentials()));
    let clone = sts.clone();
    let (a, b) = tokio::join!(sts.get_caller_identity().send(), clone.get_caller_identity().send());
    assert_eq!(a.expect("an identity"), b.expect("an identity"));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = LoopbackServer::start(|_| Response::new(Bytes::from(identity()))).expect("a server");
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/elsewhere", target.url());
        let server = LoopbackServer::start(move |_| {
            Response::builder().status(status).header("location", &location).body(Bytes::new()).expect("a response")
        })
        .expect("a server");
        let config = Config::builder().region("us-east-1").endpoint_url(server.url()).attempt_timeout(None);
        let error = client(config.credentials_provider(credentials())).get_caller_identity().send().await;
        let error = error.expect_err("a redirect");
        assert_eq!((error.status(), error.kind()), (Some(status), Some(&ErrorKind::Unknown)), "{error}");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
        assert!(error.to_string().contains(&format!("HTTP {status}")), "{error}");
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn paths_are_kept_and_signed() {
    let cases = [
        ("", "/"),
        ("/", "/"),
        ("/sts", "/sts/"),
        ("/sts/", "/sts/"),
        ("/a/b%20c/~d-e_f.g", "/a/b%20c/~d-e_f.g/"),
        ("/a:b@c;d=e,f+g!h$i'j(k)*l&m", "/a:b@c;d=e,f+g!h$i'j(k)*l&m/"),
        ("/MiXed", "/MiXed/"),
        ("/%C3%BC", "/%C3%BC/"),
    ];
    let server = LoopbackServer::start(|_| Response::new(Bytes::from(identity()))).expect("a server");
    for (path, target) in cases {
        let config = Config::builder()
            .region("eu-west-1")
            .endpoint_url(format!("{}{path}", server.url()))
            .clock(aws_query_runtime::testing::ManualClock::new(start()))
            .attempt_timeout(None)
            .credentials_provider(credentials());
        client(config).get_caller_identity().send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        let request = server.requests().pop().expect("a request");
        assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", target));
        assert_eq!(request.header("host"), Some(server.url().trim_start_matches("http://")));
        let secret = credentials().secret_access_key().expose().to_owned();
        let verified = verify(&request, &VerifyOptions::new(start()), |id| {
            (id == KEY_ID).then(|| StoredKey { secret: secret.clone(), session_token: None, expires: None })
        });
        let verified = verified.unwrap_or_else(|problem| panic!("{path}: {problem}"));
        assert_eq!((verified.region.as_str(), verified.service.as_str()), ("eu-west-1", "sts"));
        assert_eq!(verified.signed_headers, ["content-type", "host", "x-amz-date"]);
    }
}

#[tokio::test]
async fn hosts_are_sent_as_they_are_signed() {
    let cases = [
        ("https://Example.COM", "example.com", "https://example.com/"),
        ("https://example.com:443", "example.com", "https://example.com/"),
        ("https://example.com:8443/x", "example.com:8443", "https://example.com:8443/x/"),
        ("http://example.com:80", "example.com", "http://example.com/"),
        ("http://example.com:443", "example.com:443", "http://example.com:443/"),
        ("HTTPS://example.com", "example.com", "https://example.com/"),
        ("http://[::1]:9000", "[::1]:9000", "http://[::1]:9000/"),
        ("http://127.0.0.1", "127.0.0.1", "http://127.0.0.1/"),
    ];
    for (url, host, uri) in cases {
        let script = Script::new(ScriptedHttp::new().answer(200, identity()));
        let sts = client(script.config().endpoint_url(url).credentials_provider(credentials()));
        sts.get_caller_identity().send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        let request = script.requests().pop().expect("a request");
        assert_eq!((header(&request, "host"), request.uri().to_string().as_str()), (Some(host), uri), "{url}");
        let prepared = sts.get_caller_identity().prepare().expect("a request");
        assert_eq!((prepared.request().uri(), header(prepared.request(), "host")), (request.uri(), Some(host)));
        assert_eq!(prepared.request().body(), request.body());
    }
}

#[test]
fn addresses_that_are_none() {
    let cases = [
        ("", "has no scheme"),
        (" ", "has no scheme"),
        ("sts", "has no scheme"),
        ("localhost:8080", "has no scheme"),
        ("//host", "has no scheme"),
        ("/path", "has no scheme"),
        ("://host", "neither http nor https"),
        ("http://", "not a URL"),
        ("https:///path", "not a URL"),
        ("ftp://host", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("https://host name", "not a URL"),
        ("https://host/a b", "not a URL"),
        ("https://host?x=hunter2", "has a query"),
        ("https://host/#fragment-hunter2", "has a fragment"),
        ("https://user@host", "user name or password"),
        ("https://user:hunter2@host", "user name or password"),
        ("https://host:99999", "port is not a number from 1 to 65535"),
        ("https://host:0", "port is not a number from 1 to 65535"),
        ("https://host:port", "port is not a number from 1 to 65535"),
        ("https://host:", "port is not a number from 1 to 65535"),
        ("https://:443", "host is not a host name"),
        ("https://[::1", "not a URL"),
        ("https://[::g]", "host is not a host name"),
        ("https://ho%20st", "not a URL"),
        ("https://ho!st", "host is not a host name"),
        ("https://host/{tenant}", "path holds a character"),
        ("https://host/\"x\"", "path holds a character"),
        ("https://host/ü", "path holds a character"),
        ("https://host/a\\b", "path holds a character"),
        ("https://host/a|b", "path holds a character"),
        ("https://host/%zz", "path holds a character"),
        ("https://host/%", "path holds a character"),
        ("https://host/%4", "path holds a character"),
        ("https://münchen.example", "not a URL"),
        ("https://host\r\nX-Injected: 1", "not a URL"),
    ];
    for (url, expected) in cases {
        let script = Script::new(ScriptedHttp::new());
        let built = script.config().endpoint_url(url).build().and_then(Client::new);
        let error = built.map(|_| ()).expect_err(url).to_string();
        assert!(error.contains(expected) && error.starts_with("the endpoint URL in code: "), "{url}: {error}");
        assert!(!error.contains("hunter2") && error.lines().count() == 1, "{url}: {error}");
    }
}

#[test]
fn names_that_are_no_regions() {
    let too_long = "a".repeat(64);
    for region in ["", " ", "us east 1", "evil.com/#", "a/b", "a.b", "-a", "a-", "ü", "a\n", "123", too_long.as_str()]
    {
        let script = Script::new(ScriptedHttp::new());
        let error = script.config().region(region).build().and_then(Client::new).map(|_| ()).expect_err(region);
        assert!(error.to_string().contains("cannot be a region"), "{region}: {error}");
    }
}
