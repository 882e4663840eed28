//! The sentence that an error is: for every way in which a call can fail, whole; and its causes, which
//! say what the sentence does not.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use aws_query_runtime::http::reqwest::ReqwestClient;
use aws_query_runtime::testing::{DropConnection, InstantSleep, LoopbackServer, ManualClock, ScriptedHttp};
use bytes::Bytes;
use http::{Request, Response};
use sts_sdk::http::{HttpClient, MAX_RESPONSE_BYTES, TransportError, TransportErrorKind};
use sts_sdk::os::StaticEnv;
use sts_sdk::{Client, Config, ConfigBuilder, Credentials, CredentialsError, Error, ProvideCredentials};
use tokio::net::TcpSocket;

use crate::support::{Call, DEMO, Script, chain, client, credentials, failure, outcome, start};

const TAIL: &str = "https://sts.us-east-1.amazonaws.com, us-east-1, 1 attempt";

#[tokio::test]
async fn errors_of_the_service_name_what_was_asked_for() {
    let cases: [(Call, &str); 8] = [
        (
            |sts| outcome(sts.assume_role(DEMO, "nightly").external_id("partner-7").send()),
            "AssumeRole failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE, \
             RoleArn arn:aws:iam::123456789012:role/demo, RoleSessionName nightly)",
        ),
        (
            |sts| outcome(sts.assume_role_with_web_identity(DEMO, "nightly", "a.b.c").send()),
            "AssumeRoleWithWebIdentity failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, \
             RoleArn arn:aws:iam::123456789012:role/demo, RoleSessionName nightly)",
        ),
        (
            |sts| {
                let provider = "arn:aws:iam::123456789012:saml-provider/idp";
                outcome(sts.assume_role_with_saml(DEMO, provider, "PHNhbWw+").send())
            },
            "AssumeRoleWithSAML failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, \
             RoleArn arn:aws:iam::123456789012:role/demo, \
             PrincipalArn arn:aws:iam::123456789012:saml-provider/idp)",
        ),
        (
            |sts| outcome(sts.get_session_token().serial_number("arn:mfa/one").token_code("123456").send()),
            "GetSessionToken failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE, SerialNumber arn:mfa/one)",
        ),
        (
            |sts| outcome(sts.get_session_token().send()),
            "GetSessionToken failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE)",
        ),
        (
            |sts| outcome(sts.get_federation_token("alice").send()),
            "GetFederationToken failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE, Name alice)",
        ),
        (
            |sts| outcome(sts.get_access_key_info("AKIAIOSFODNN7EXAMPLE").send()),
            "GetAccessKeyInfo failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE, \
             AccessKeyId AKIAIOSFODNN7EXAMPLE)",
        ),
        (
            |sts| outcome(sts.get_caller_identity().send()),
            "GetCallerIdentity failed: AccessDenied: no (HTTP 403, request id id-1, TAIL, signed by AKIDEXAMPLE)",
        ),
    ];
    for (call, expected) in cases {
        let script = Script::new(ScriptedHttp::new().answer(403, failure("AccessDenied", "no")));
        let error = call(&script.client()).await.expect_err(expected);
        assert_eq!(chain(&error), [expected.replace("TAIL", TAIL)]);
    }
}

/// Fails with a cause of its own.
#[derive(Clone, Debug)]
struct Broken(TransportErrorKind);

impl HttpClient for Broken {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        Err(TransportError::new(self.0, "the tunnel is down").with_source(io::Error::other("no carrier")))
    }
}

impl ProvideCredentials for Broken {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        Err(CredentialsError::broken("the vault is locked").with_source(io::Error::other("no key")))
    }
}

/// Good once.
#[derive(Debug, Default)]
struct Fickle(std::sync::atomic::AtomicBool);

impl ProvideCredentials for Fickle {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        if self.0.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Err(CredentialsError::broken("the vault is locked"));
        }
        Ok(credentials())
    }
}

#[tokio::test]
async fn failures_without_an_answer() {
    let script = || Script::new(ScriptedHttp::new().answer(500, ""));
    let settings = || script().config();
    let silent = Script::new(ScriptedHttp::new().silence());
    let no_region = Config::builder().http_client(ScriptedHttp::new()).endpoint_url("http://localhost:1");
    let no_region_set = no_region.clone().env([("AWS_REGION", "")].into_iter().collect::<StaticEnv>());
    let unusable = Credentials::new("AKIDEXAMPLE", "s").with_session_token("two\nlines");
    let cases: Vec<(ConfigBuilder, &[&str])> = vec![
        (
            settings().credentials_provider(credentials()).http_client(Broken(TransportErrorKind::Connect)),
            &[
                "GetCallerIdentity failed: the tunnel is down (https://sts.us-east-1.amazonaws.com, us-east-1, 3 attempts)",
                "no carrier",
            ],
        ),
        (
            settings().credentials_provider(credentials()).http_client(Broken(TransportErrorKind::Other)),
            &[
                "GetCallerIdentity failed: the tunnel is down (https://sts.us-east-1.amazonaws.com, us-east-1, 1 attempt)",
                "no carrier",
            ],
        ),
        (
            silent.config().credentials_provider(credentials()).attempt_timeout(Duration::from_millis(2500)),
            &[
                "GetCallerIdentity failed: no answer within 2.5 s (attempt timeout) (https://sts.us-east-1.amazonaws.com, us-east-1, 3 attempts)",
            ],
        ),
        (
            settings().credentials_provider(Broken(TransportErrorKind::Other)),
            &["GetCallerIdentity was not sent: the vault is locked", "no key"],
        ),
        (
            settings().credentials_provider(Fickle::default()),
            &["GetCallerIdentity was not sent again: the vault is locked"],
        ),
        (
            settings(),
            &[
                "GetCallerIdentity was not sent: no credentials were given: call credentials_provider() of the configuration, or take them from the environment",
            ],
        ),
        (
            settings().env(sts_sdk::os::StaticEnv::default()),
            &[
                "GetCallerIdentity was not sent: no credentials found: environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
            ],
        ),
        (
            settings().anonymous(),
            &[
                "GetCallerIdentity was not sent: GetCallerIdentity must be signed and this client is anonymous; give it credentials, or build it with allow_signed_operations() to send the request without a signature",
            ],
        ),
        (
            settings().credentials_provider(unusable),
            &[
                "GetCallerIdentity was not sent: the access key id or session token holds a character that no header can carry, such as a line break; was it copied whole?",
            ],
        ),
        (
            no_region.credentials_provider(credentials()),
            &[
                "GetCallerIdentity was not sent: a region is needed to sign for a custom endpoint: set one in code, or AWS_REGION",
            ],
        ),
        (
            no_region_set.credentials_provider(credentials()),
            &[
                "GetCallerIdentity was not sent: a region is needed to sign for a custom endpoint: set one in code, or AWS_REGION. Looked at: code (not set), environment variable AWS_REGION (empty, which counts as not set), environment variable AWS_DEFAULT_REGION (not set), `region` of profile `default` (not set), environment variable AMAZON_REGION (not set)",
            ],
        ),
    ];
    for (config, expected) in cases {
        let error = client(config).get_caller_identity().send().await.expect_err("no answer");
        assert_eq!(chain(&error), expected);
        assert_eq!((error.code(), error.status(), error.request_id(), error.kind()), (None, None, None, None));
    }
}

#[tokio::test]
async fn the_input_is_told_without_an_endpoint() {
    let script = Script::new(ScriptedHttp::new());
    let error = script.client().assume_role(DEMO, "x").duration_seconds(1).send().await.expect_err("bad input");
    let expected = "AssumeRole was not sent: RoleSessionName: length 1 is below the minimum of 2; \
                    DurationSeconds: value 1 is below the minimum of 900";
    assert_eq!(chain(&error), [expected]);
    assert!(script.requests().is_empty());
}

#[test]
fn clients_are_not_built_from_settings_that_cannot_work() {
    let settings = || Config::builder().http_client(ScriptedHttp::new());
    let cases = [
        (
            settings(),
            "no region: set one with region(), or take settings from the environment with Config::environment() (Invalid Configuration: Missing Region)",
        ),
        (
            settings().env(sts_sdk::os::StaticEnv::from_iter([("AWS_REGION", "")])),
            "no region: set one in code, in AWS_REGION, or as `region` of the profile. Looked at: code (not set), environment variable AWS_REGION (empty, which counts as not set), environment variable AWS_DEFAULT_REGION (not set), `region` of profile `default` (not set), environment variable AMAZON_REGION (not set) (Invalid Configuration: Missing Region)",
        ),
        (
            settings().region("us-east-1").endpoint_url("https://example.com").use_dual_stack(true),
            "Invalid Configuration: Dualstack and custom endpoint are not supported",
        ),
        (
            settings().region("us-east-1").endpoint_url("https://example.com").use_fips(true),
            "Invalid Configuration: FIPS and custom endpoint are not supported",
        ),
    ];
    for (config, expected) in cases {
        let error = config.build().and_then(Client::new).expect_err(expected);
        assert_eq!(error.to_string(), expected);
    }
}

// One call over a real connection: `url` with the default transport, and nothing waited for.
async fn over_the_wire(url: &str, timeout: Option<Duration>) -> Error {
    let clock = ManualClock::new(start());
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url(url)
        .http_client(ReqwestClient::plaintext().expect("a transport"))
        .credentials_provider(credentials())
        .sleep(InstantSleep::new(clock.clone()))
        .clock(clock)
        .attempt_timeout(timeout);
    let error = client(config).assume_role(DEMO, "wire").send().await.expect_err("no answer");
    assert!(matches!(&error, Error::Transport(_)), "{error:?}");
    error
}

fn kind(error: &Error) -> TransportErrorKind {
    let Error::Transport(error) = error else { panic!("{error}") };
    error.error().kind()
}

// The text of the operating system is in the middle.
#[track_caller]
fn assert_told(error: &Error, start: &str, cause: &str, url: &str, attempts: &str) {
    let text = error.to_string();
    assert!(text.starts_with(&format!("AssumeRole failed: {start}")), "{text}");
    assert!(text.to_lowercase().contains(cause), "{text}");
    let end = format!(" ({url}, us-east-1, {attempts}, RoleArn {DEMO}, RoleSessionName wire)");
    assert!(text.ends_with(&end), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    for cause in chain(error).iter().skip(1) {
        assert!(!text.contains(cause.as_str()), "{cause} is told twice: {text}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    // Bound and held, so that no other test gets the port; not listening.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let address = socket.local_addr().expect("an address");
    let url = format!("http://{address}");
    let error = over_the_wire(&url, None).await;
    assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::Connect, 3));
    assert!(error.is_retryable() && !error.is_timeout());
    assert_told(&error, &format!("no connection to {address}: "), "refused", &url, "3 attempts");
}

#[tokio::test]
async fn the_server_does_not_speak_tls() {
    let server = LoopbackServer::start(|_| Response::new(Bytes::new())).expect("a server");
    let url = server.url().replace("http:", "https:");
    let error = over_the_wire(&url, None).await;
    assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::Connect, 3));
    let address = url.trim_start_matches("https://");
    assert_told(&error, &format!("no connection to {address}: "), "", &url, "3 attempts");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_server_hangs_up() {
    let server = LoopbackServer::start(|_| {
        let mut response = Response::new(Bytes::new());
        response.extensions_mut().insert(DropConnection);
        response
    })
    .expect("a server");
    let error = over_the_wire(&server.url(), None).await;
    assert_eq!((kind(&error), error.attempts(), server.requests().len()), (TransportErrorKind::Io, 3, 3));
    assert!(error.is_retryable());
    let address = server.url().replace("http://", "");
    assert_told(&error, &format!("the connection to {address} broke: "), "connection", &server.url(), "3 attempts");
}

#[tokio::test]
async fn the_server_is_silent() {
    // The system accepts, and nobody reads.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let error = over_the_wire(&url, Some(Duration::from_secs(7))).await;
    assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::Timeout, 3));
    assert!(error.is_timeout() && error.is_retryable());
    assert_told(&error, "no answer within 7 s (attempt timeout)", "", &url, "3 attempts");
}

#[tokio::test]
async fn the_body_is_too_long() {
    for (length, refused) in [(MAX_RESPONSE_BYTES, false), (MAX_RESPONSE_BYTES + 1, true)] {
        let server = LoopbackServer::start(move |_| {
            let mut response = Response::new(Bytes::from(vec![b' '; length]));
            *response.status_mut() = http::StatusCode::FORBIDDEN;
            response
        })
        .expect("a server");
        let clock = ManualClock::new(start());
        let config = Config::builder().region("us-east-1").endpoint_url(server.url()).attempt_timeout(None);
        let config = config.credentials_provider(credentials()).sleep(InstantSleep::new(clock));
        let error = client(config).get_caller_identity().send().await.expect_err("no answer");
        assert_eq!(error.status().is_none(), refused, "{error}");
        assert_eq!((error.attempts(), error.is_retryable(), server.requests().len()), (1, false, 1), "{error}");
        if refused {
            assert_eq!(kind(&error), TransportErrorKind::Other);
            let text = format!("GetCallerIdentity failed: the response is larger than {MAX_RESPONSE_BYTES} bytes (");
            assert!(error.to_string().starts_with(&text), "{error}");
        }
    }
}
