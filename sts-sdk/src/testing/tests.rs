//! The behaviour of the local STS, asked directly and once over a socket.

mod foreign;
mod hostile;
mod identities;
mod refusals;
mod signer;
mod validation;
mod wire;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;

use super::{LocalKey, LocalSts, LocalStsBuilder, ManualClock};
use signer::Credentials;

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

/// Parameters of a request.
type Params<'a> = &'a [(&'a str, &'a str)];

/// A local STS with a clock of the test's.
struct Bench {
    sts: LocalSts,
    clock: ManualClock,
}

/// An answer taken apart as far as tests look at it.
#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    body: String,
}

impl Bench {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(settings: impl Fn(LocalStsBuilder) -> LocalStsBuilder) -> Self {
        // 2025-01-01T00:00:00Z
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600));
        let builder = settings(LocalSts::builder()).clock(clock.shared());
        Self { sts: builder.start().unwrap(), clock }
    }

    fn user(&self) -> Credentials {
        self.sts.access_key().into()
    }

    fn root(&self) -> Credentials {
        self.sts.root_key().into()
    }

    fn call(&self, who: &Credentials, operation: &str, params: Params<'_>) -> Answer {
        let body = signer::form(operation, params);
        self.sts.handle(&signer::post(who, self.clock.now(), &body)).into()
    }

    fn unsigned(&self, operation: &str, params: Params<'_>) -> Answer {
        let body = signer::form(operation, params);
        self.sts.handle(&signer::unsigned_post(&body)).into()
    }

    /// Credentials of a session of the role `demo`.
    fn demo_session(&self, who: &Credentials) -> Credentials {
        self.call(who, "AssumeRole", &[("RoleArn", DEMO), ("RoleSessionName", "one")]).credentials()
    }

    fn identity(&self, who: &Credentials) -> (String, String, String) {
        let answer = self.call(who, "GetCallerIdentity", &[]);
        (answer.get("UserId"), answer.get("Account"), answer.get("Arn"))
    }
}

impl Answer {
    /// The text of the only element of this name.
    fn get(&self, name: &str) -> String {
        self.find(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    fn find(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        let (text, after) = rest.split_once(&format!("</{name}>"))?;
        assert!(!after.contains(&format!("<{name}>")), "{name} twice in {}", self.body);
        Some(text.to_owned())
    }

    fn credentials(&self) -> Credentials {
        assert_eq!(self.status, 200, "{}", self.body);
        Credentials {
            id: self.get("AccessKeyId"),
            secret: self.get("SecretAccessKey"),
            token: Some(self.get("SessionToken")),
        }
    }

    #[track_caller]
    fn assert_failure(&self, name: &str, status: u16, code: &str, text: &str) {
        assert_eq!((self.status, self.find("Code").as_deref()), (status, Some(code)), "{name}: {}", self.body);
        let message = self.get("Message").replace("&quot;", "\"").replace("&amp;", "&");
        assert!(message.contains(text), "{name}: {message}");
    }
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self { status: response.status().as_u16(), body: String::from_utf8(response.into_body().to_vec()).unwrap() }
    }
}

impl From<&LocalKey> for Credentials {
    fn from(key: &LocalKey) -> Self {
        Self { id: key.access_key_id().to_owned(), secret: key.secret_access_key().to_owned(), token: None }
    }
}
