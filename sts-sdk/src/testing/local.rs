//! The local STS as a test holds it.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_query_runtime::testing::{LoopbackServer, ReceivedRequest, SharedNow, calendar, system_now};
use aws_query_runtime::{Config, ConfigBuilder, Credentials};
use bytes::Bytes;
use http::Response;

use super::answer::Failure;
use super::inform::MESSAGE;
use super::json::quote;
use super::roles::RoleRules;
use super::service::{handle, lock};
use super::session::{TRADE_IN, after};
use super::state::{Arn, Fault, Identity, Kind, State};
use super::{mint, tokens};

/// A local STS on a free port of 127.0.0.1, running until it is dropped.
///
/// One account, by default `123456789012`, with the user `local`, the role `demo` ([`RoleRules::default`]), one MFA
/// device, one web identity provider and one SAML provider.
pub struct LocalSts {
    state: Arc<Mutex<State>>,
    user: LocalKey,
    root: LocalKey,
    server: LoopbackServer,
}

/// A long-term access key. `Debug` does not show the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct LocalKey {
    access_key_id: String,
    secret_access_key: String,
    arn: String,
}

/// Settings of a [`LocalSts`].
pub struct LocalStsBuilder {
    account: String,
    now: SharedNow,
    region: Option<String>,
    audiences: Vec<String>,
    outbound_federation: bool,
}

impl LocalSts {
    /// Starts one with the default settings.
    ///
    /// # Errors
    ///
    /// The system's, when no port or no thread is to be had.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// The settings, to change some.
    pub fn builder() -> LocalStsBuilder {
        LocalStsBuilder {
            account: "123456789012".to_owned(),
            now: system_now(),
            region: None,
            audiences: Vec::new(),
            outbound_federation: true,
        }
    }

    /// The endpoint: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The long-term key of the user `local`.
    pub fn access_key(&self) -> &LocalKey {
        &self.user
    }

    /// Settings of a client that calls this server as its user: region, endpoint and credentials are set,
    /// and can be replaced.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let local = sts_sdk::testing::LocalSts::start()?;
    /// let sts = sts_sdk::Client::new(local.config().max_attempts(1).build()?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn config(&self) -> ConfigBuilder {
        Config::builder().region("us-east-1").endpoint_url(self.url()).credentials_provider(self.user.credentials())
    }

    /// The long-term key of the account's root.
    pub fn root_key(&self) -> &LocalKey {
        &self.root
    }

    /// Adds a user with a long-term key.
    pub fn add_user(&self, name: &str) -> LocalKey {
        let mut state = lock(&self.state);
        let arn = state.user_arn(name);
        let identity = Identity::new(Kind::User, &state.account, mint::principal_id("AIDA"), arn);
        LocalKey::add(&mut state, identity)
    }

    /// Adds a role of any account, or replaces it. What is not an ARN can never be assumed.
    pub fn add_role(&self, arn: &str, rules: RoleRules) {
        if let Some(arn) = Arn::parse(arn) {
            lock(&self.state).add_role(arn, rules);
        }
    }

    /// The serial number of the MFA device.
    pub fn mfa_serial(&self) -> String {
        lock(&self.state).mfa_serial()
    }

    /// A code of the MFA device: good for a minute of the server's clock, and once. Each call gives another.
    pub fn mfa_code(&self) -> String {
        lock(&self.state).new_mfa_code()
    }

    /// A token of the web identity provider, expired if the lifetime is zero. The provider takes the audiences of
    /// [`LocalStsBuilder::audience`].
    pub fn web_identity_token(&self, subject: &str, audience: &str, lifetime: Duration) -> String {
        let state = lock(&self.state);
        let identity = tokens::WebIdentity { subject: subject.to_owned(), audience: audience.to_owned() };
        let now = state.now();
        tokens::web_identity_token(&state.sealing_key, &identity, now, after(now, lifetime))
    }

    /// A SAML assertion for AssumeRoleWithSAML, base64 as the parameter wants it. The subject becomes the name of
    /// the session.
    pub fn saml_assertion(&self, subject: &str, lifetime: Duration) -> String {
        self.assertion(subject, lifetime, None)
    }

    /// The same, with a SessionNotOnOrAfter that ends the session `session` from now, however long a duration is
    /// asked for.
    pub fn saml_assertion_for_session(&self, subject: &str, lifetime: Duration, session: Duration) -> String {
        self.assertion(subject, lifetime, Some(session))
    }

    fn assertion(&self, subject: &str, lifetime: Duration, session: Option<Duration>) -> String {
        let state = lock(&self.state);
        let now = state.now();
        let assertion = tokens::Assertion {
            subject: subject.to_owned(),
            session_not_on_or_after: session.map(|session| after(now, session)),
        };
        tokens::saml_assertion(&state.sealing_key, &assertion, now, after(now, lifetime))
    }

    /// The ARN of the SAML provider, for PrincipalArn.
    pub fn saml_provider_arn(&self) -> String {
        lock(&self.state).saml_provider_arn()
    }

    /// The ARN of the web identity provider, as [`RoleRules::trusted_principal`] knows it.
    pub fn web_identity_provider_arn(&self) -> String {
        lock(&self.state).oidc_provider_arn()
    }

    /// A token for GetDelegatedAccessToken that is exchanged for credentials of this principal.
    pub fn trade_in_token(&self, principal_arn: &str, lifetime: Duration) -> String {
        let state = lock(&self.state);
        let expires = calendar::epoch_seconds(after(state.now(), lifetime));
        let content = format!("{{\"arn\":{},\"exp\":{expires}}}", quote(principal_arn));
        tokens::seal(&state.sealing_key, TRADE_IN, &content)
    }

    /// A message that DecodeAuthorizationMessage decodes to this JSON. STS takes encoded messages of up to 10240
    /// characters, which is about 7600 bytes of JSON.
    pub fn encoded_message(&self, json: &str) -> String {
        tokens::seal(&lock(&self.state).sealing_key, MESSAGE, json)
    }

    /// The next request fails like this, before anything in it is looked at. Calls add up: the one after it gets
    /// the next. A status that HTTP does not have becomes 500.
    pub fn fail_next(&self, status: u16, code: impl Into<String>, message: impl Into<String>) {
        self.add_fault(Fault::Failure(Failure { status, code: Cow::Owned(code.into()), message: message.into() }));
    }

    /// The next `count` requests are throttled.
    pub fn throttle_next(&self, count: usize) {
        for _ in 0..count {
            self.fail_next(400, "Throttling", "Rate exceeded");
        }
    }

    /// The next request gets no answer: its connection is closed instead.
    pub fn drop_next_connection(&self) {
        self.add_fault(Fault::DropConnection);
    }

    fn add_fault(&self, fault: Fault) {
        lock(&self.state).faults.push_back(fault);
    }

    /// The server's time.
    pub fn now(&self) -> SystemTime {
        lock(&self.state).now()
    }

    /// Every request that came over the wire so far.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.requests()
    }

    /// Answers a request that did not come over the wire. A dropped connection is an empty response.
    pub fn handle(&self, request: &ReceivedRequest) -> Response<Bytes> {
        handle(&self.state, request)
    }
}

impl LocalStsBuilder {
    /// The account, 12 digits.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// The server's clock, by which signatures and credentials expire; the system's by default.
    #[must_use]
    pub fn clock(mut self, now: SharedNow) -> Self {
        self.now = now;
        self
    }

    /// Refuses signatures for any other region, as a regional endpoint does. By default every region is right.
    #[must_use]
    pub fn enforce_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// An audience that the web identity provider takes; once named, they replace the default,
    /// `sts.amazonaws.com`.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Whether GetWebIdentityToken is switched on for the account, as it is by default.
    #[must_use]
    pub fn outbound_federation(mut self, enabled: bool) -> Self {
        self.outbound_federation = enabled;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for an account that is not 12 digits; otherwise the system's, when no port or
    /// no thread is to be had.
    pub fn start(self) -> io::Result<LocalSts> {
        if self.account.len() != 12 || !self.account.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("an account id has 12 digits: {}", self.account),
            ));
        }
        let account = self.account.clone();
        let mut state = State::new(self.account, self.now);
        state.region = self.region;
        state.outbound_federation = self.outbound_federation;
        state.audiences = self.audiences.into_iter().collect();
        if state.audiences.is_empty() {
            state.audiences.insert("sts.amazonaws.com".to_owned());
        }
        if let Some(demo) = Arn::parse(&format!("arn:aws:iam::{account}:role/demo")) {
            state.add_role(demo, RoleRules::default());
        }
        let arn = state.user_arn("local");
        let user = Identity::new(Kind::User, &account, mint::principal_id("AIDA"), arn);
        let user = LocalKey::add(&mut state, user);
        let arn = format!("arn:aws:iam::{account}:root");
        let root = LocalKey::add(&mut state, Identity::new(Kind::Root, &account, account.clone(), arn));
        let state = Arc::new(Mutex::new(state));
        let served = Arc::clone(&state);
        Ok(LocalSts { state, user, root, server: LoopbackServer::start(move |request| handle(&served, &request))? })
    }
}

impl LocalKey {
    fn add(state: &mut State, identity: Identity) -> Self {
        let arn = identity.arn.clone();
        let (access_key_id, secret_access_key) = state.add_long_term_key(identity);
        Self { access_key_id, secret_access_key, arn }
    }

    /// `AKIA` and sixteen characters.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The key as a client takes it.
    pub fn credentials(&self) -> Credentials {
        Credentials::new(self.access_key_id.as_str(), self.secret_access_key.as_str())
    }

    /// Forty characters.
    pub fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// Whose key it is: `arn:aws:iam::123456789012:user/local`.
    pub fn arn(&self) -> &str {
        &self.arn
    }
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey")
            .field("access_key_id", &self.access_key_id)
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LocalSts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalSts").field("url", &self.url()).field("state", &*lock(&self.state)).finish_non_exhaustive()
    }
}

impl fmt::Debug for LocalStsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalStsBuilder")
            .field("account", &self.account)
            .field("region", &self.region)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}
