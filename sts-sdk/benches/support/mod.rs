//! What all measurements of the client share: the two calls, credentials, and a transport that answers at once
//! with the same response and keeps nothing. Measures nothing itself.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use sts_sdk::http::{HttpClient, TransportError};
use sts_sdk::operation::assume_role::AssumeRoleRequest;
use sts_sdk::operation::get_caller_identity::GetCallerIdentityRequest;
use sts_sdk::{Client, Config, Credentials};

/// What a measurement fails with.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Bytes of the session token that signs, and of the one that AssumeRole answers: what regional endpoints give to a
/// role session without policies or tags is 300 to 400 bytes long.
pub(crate) const TOKEN_BYTES: usize = 352;

/// The calls that are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// No members at all.
    GetCallerIdentity,
    /// Eight members: role, session name, policy, duration, two tags, a transitive key, external id, source identity.
    AssumeRole,
}

impl Call {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::GetCallerIdentity, Self::AssumeRole];

    /// What it is called on the command line and in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetCallerIdentity => "get_caller_identity",
            Self::AssumeRole => "assume_role",
        }
    }

    /// The body of the answer, as the service lays it out.
    pub(crate) fn answer(self) -> String {
        match self {
            Self::GetCallerIdentity => GET_CALLER_IDENTITY.to_owned(),
            Self::AssumeRole => ASSUME_ROLE.replace("TOKEN", &token()),
        }
    }

    /// A client that always gets this call's answer.
    pub(crate) fn client(self) -> Result<Client, Failure> {
        let config = Config::builder()
            .region("eu-west-1")
            .credentials_provider(credentials())
            .http_client(Canned::new(self.answer()))
            .build()?;
        Ok(Client::new(config)?)
    }

    /// Makes the call so many times, one after the other.
    pub(crate) async fn repeat(self, client: &Client, times: usize) -> Result<(), Failure> {
        for _ in 0..times {
            match self {
                Self::GetCallerIdentity => drop(std::hint::black_box(get_caller_identity(client).send().await?)),
                Self::AssumeRole => drop(std::hint::black_box(assume_role(client).send().await?)),
            }
        }
        Ok(())
    }
}

/// A request without members.
pub(crate) fn get_caller_identity(client: &Client) -> GetCallerIdentityRequest {
    client.get_caller_identity()
}

/// A request of eight members.
pub(crate) fn assume_role(client: &Client) -> AssumeRoleRequest {
    client
        .assume_role("arn:aws:iam::123456789012:role/service/nightly-report", "nightly-report")
        .policy(POLICY)
        .duration_seconds(900)
        .tag("Project", "Unicorn")
        .tag("CostCenter", "12345")
        .transitive_tag_key("Project")
        .external_id("0a1b2c3d-4e5f-6789-abcd-ef0123456789")
        .source_identity("alice@example.com")
}

/// Temporary credentials, with a token of [`TOKEN_BYTES`].
pub(crate) fn credentials() -> Credentials {
    Credentials::new("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").with_session_token(token())
}

/// Answers at once, and always the same.
#[derive(Clone, Debug)]
struct Canned {
    headers: HeaderMap,
    body: Bytes,
}

impl Canned {
    fn new(body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("c6104cbe-af31-11e0-8154-cbc7ccf896c7"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        headers.insert(DATE, HeaderValue::from_static("Tue, 01 Jul 2025 12:00:00 GMT"));
        Self { headers, body: Bytes::from(body) }
    }
}

impl HttpClient for Canned {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        drop(std::hint::black_box(request));
        let mut response = Response::new(self.body.clone());
        *response.headers_mut() = self.headers.clone();
        Ok(response)
    }
}

fn token() -> String {
    "IQoJEXAMPLEb3Jp/Z2luX2Vj+EI7".chars().cycle().take(TOKEN_BYTES).collect()
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::reports","arn:aws:s3:::reports/*"]}]}"#;

const GET_CALLER_IDENTITY: &str = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:sts::123456789012:assumed-role/nightly-report/nightly-report</Arn>
    <UserId>AROACLKWSDQRAOEXAMPLE:nightly-report</UserId>
    <Account>123456789012</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
"#;

const ASSUME_ROLE: &str = r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <SourceIdentity>alice@example.com</SourceIdentity>
    <AssumedRoleUser>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:nightly-report</AssumedRoleId>
      <Arn>arn:aws:sts::123456789012:assumed-role/nightly-report/nightly-report</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey>
      <SessionToken>TOKEN</SessionToken>
      <Expiration>2025-07-01T13:00:00Z</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
"#;
