//! What the tests of whole calls share: clients of a local STS, clients of a script, and the documents
//! that scripts answer with. All stand on a clock of the test's.

use std::collections::VecDeque;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_query_runtime::testing::{InstantSleep, ManualClock, ReceivedRequest, ScriptedHttp};
use bytes::Bytes;
use http::Request;
use sts_sdk::os::Random;
use sts_sdk::testing::{LocalSts, LocalStsBuilder};
use sts_sdk::types::PolicyDescriptorType;
use sts_sdk::{Client, Config, ConfigBuilder, Credentials, Error, ProvideCredentials};

pub(crate) const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
pub(crate) const SAML_PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/idp";
pub(crate) const ROOT_TASK: &str = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";

/// 2025-01-01T00:00:00.5Z: half a second, so that waits of less than one change the date of a signature.
pub(crate) fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_735_689_600_500)
}

/// A local STS, and clients of it that live by the same clock.
pub(crate) struct Bench {
    pub(crate) sts: LocalSts,
    pub(crate) clock: ManualClock,
    pub(crate) sleep: InstantSleep,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(settings: impl Fn(LocalStsBuilder) -> LocalStsBuilder) -> Self {
        let clock = ManualClock::new(start());
        let sts = settings(LocalSts::builder()).clock(clock.shared()).start().expect("a free port");
        let sleep = InstantSleep::new(clock.clone());
        Self { sts, clock, sleep }
    }

    // Without an attempt timeout: the sleep that does not wait would end every attempt at once.
    pub(crate) fn config(&self) -> ConfigBuilder {
        Config::builder()
            .region("us-east-1")
            .endpoint_url(self.sts.url())
            .clock(self.clock.clone())
            .sleep(self.sleep.clone())
            .attempt_timeout(None)
    }

    pub(crate) fn user_credentials(&self) -> Credentials {
        let key = self.sts.access_key();
        Credentials::new(key.access_key_id(), key.secret_access_key())
    }

    pub(crate) fn user(&self) -> Client {
        self.client(self.user_credentials())
    }

    pub(crate) fn client(&self, credentials: impl ProvideCredentials) -> Client {
        client(self.config().credentials_provider(credentials))
    }

    /// The ARN that these credentials belong to, by the server's word.
    pub(crate) async fn arn_of(&self, credentials: Credentials) -> String {
        self.client(credentials).get_caller_identity().send().await.expect("credentials that work").arn
    }

    pub(crate) fn requests(&self) -> usize {
        self.sts.requests().len()
    }
}

/// A script for the other side, and clients of it.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) http: ScriptedHttp,
    pub(crate) clock: ManualClock,
    pub(crate) sleep: InstantSleep,
}

impl Script {
    pub(crate) fn new(http: ScriptedHttp) -> Self {
        let clock = ManualClock::new(start());
        let sleep = InstantSleep::new(clock.clone());
        Self { http, clock, sleep }
    }

    /// Settings of a client of this script, without credentials.
    pub(crate) fn config(&self) -> ConfigBuilder {
        Config::builder()
            .region("us-east-1")
            .http_client(self.http.clone())
            .clock(self.clock.clone())
            .sleep(self.sleep.clone())
            .random(Fractions::default())
    }

    pub(crate) fn client(&self) -> Client {
        client(self.config().credentials_provider(credentials()))
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.http.requests()
    }
}

pub(crate) fn client(config: ConfigBuilder) -> Client {
    Client::new(config.build().expect("settings that work")).expect("an endpoint")
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new(KEY_ID, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

/// Credentials that nobody may ask for.
#[derive(Debug)]
pub(crate) struct Untouchable;

impl ProvideCredentials for Untouchable {
    async fn provide(&self) -> Result<Credentials, sts_sdk::CredentialsError> {
        panic!("credentials were asked for")
    }
}

/// Jitter from a list, 0.5 once it is over; ids that differ from one another.
#[derive(Debug, Default)]
pub(crate) struct Fractions {
    next: Mutex<VecDeque<f64>>,
    ids: Mutex<u64>,
}

impl Fractions {
    pub(crate) fn new(fractions: &[f64]) -> Self {
        Self { next: Mutex::new(fractions.iter().copied().collect()), ids: Mutex::default() }
    }
}

impl Random for Fractions {
    fn next_u64(&self) -> u64 {
        let mut id = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        *id += 1;
        *id
    }

    fn next_f64(&self) -> f64 {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(0.5)
    }
}

pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;
pub(crate) type Call = fn(&Client) -> Outcome;

/// Calls of different operations in one table: their outputs are not looked at.
pub(crate) fn outcome<T>(call: impl Future<Output = Result<T, Error>> + Send + 'static) -> Outcome {
    Box::pin(async move { call.await.map(drop) })
}

/// A call of each operation with nothing but what is required.
pub(crate) const EVERY_OPERATION: [(&str, Call); 11] = [
    ("AssumeRole", |sts| outcome(sts.assume_role(DEMO, "session").send())),
    ("AssumeRoleWithSAML", |sts| outcome(sts.assume_role_with_saml(DEMO, SAML_PROVIDER, "PHNhbWw+").send())),
    ("AssumeRoleWithWebIdentity", |sts| outcome(sts.assume_role_with_web_identity(DEMO, "session", "a.b.c").send())),
    ("AssumeRoot", |sts| {
        outcome(sts.assume_root("123456789012", PolicyDescriptorType::default().arn(ROOT_TASK)).send())
    }),
    ("DecodeAuthorizationMessage", |sts| outcome(sts.decode_authorization_message("encoded").send())),
    ("GetAccessKeyInfo", |sts| outcome(sts.get_access_key_info("AKIAIOSFODNN7EXAMPLE").send())),
    ("GetCallerIdentity", |sts| outcome(sts.get_caller_identity().send())),
    ("GetDelegatedAccessToken", |sts| outcome(sts.get_delegated_access_token("trade-in-token").send())),
    ("GetFederationToken", |sts| outcome(sts.get_federation_token("alice").send())),
    ("GetSessionToken", |sts| outcome(sts.get_session_token().send())),
    ("GetWebIdentityToken", |sts| outcome(sts.get_web_identity_token(["audience".to_owned()], "RS256").send())),
];

pub(crate) const UNSIGNED: [&str; 2] = ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];

/// `<NameResponse><NameResult>members</NameResult>..`, as the service answers.
pub(crate) fn answer(operation: &str, members: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>{members}\
         </{operation}Result><ResponseMetadata><RequestId>id-in-body</RequestId></ResponseMetadata>\
         </{operation}Response>"
    )
}

/// An answer to GetCallerIdentity.
pub(crate) fn identity() -> String {
    answer(
        "GetCallerIdentity",
        "<Arn>arn:aws:iam::123456789012:user/local</Arn><UserId>AIDA</UserId><Account>123456789012</Account>",
    )
}

/// A `Credentials` element with these secrets.
pub(crate) fn credentials_element(secret: &str, token: &str) -> String {
    format!(
        "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>\
         <SessionToken>{token}</SessionToken><Expiration>2025-01-01T01:00:00Z</Expiration></Credentials>"
    )
}

/// An error document of the service. The message is XML already.
pub(crate) fn failure(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>id-1</RequestId></ErrorResponse>"
    )
}

/// A request of a script as a server would have received it.
pub(crate) fn received(request: &Request<Bytes>) -> ReceivedRequest {
    let target = request.uri().path_and_query().expect("a path").to_string();
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().expect("ASCII").to_owned()));
    ReceivedRequest {
        method: request.method().to_string(),
        target,
        headers: headers.collect(),
        body: request.body().clone(),
    }
}

pub(crate) fn header<'r>(request: &'r Request<Bytes>, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().expect("ASCII"))
}

/// The text of an error and then of its causes.
pub(crate) fn chain(error: &Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    texts
}

pub(crate) fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package lies in the repository").to_owned()
}

/// Data that is not part of the project, where it is there; said on standard error where not.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let file = repository().parent()?.join("shared").join(path);
    if file.exists() {
        Some(file)
    } else {
        eprintln!("skipped: ../shared/{path} is not there");
        None
    }
}

pub(crate) fn read_json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
