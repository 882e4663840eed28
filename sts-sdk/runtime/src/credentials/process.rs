//! Credentials that a program prints.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
//!
//! Knows the form of what it prints; the line to run is somebody else's.

use std::{
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime},
};

use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::{
    clock::{Clock, Sleep, SystemClock, TokioSleep},
    os::{Command, CommandOutput, SystemCommand},
    secret::Secret,
    timestamp::{self, TimestampFormat},
};

/// How long a program may take: a person may have to sign in.
pub const PROCESS_TIMEOUT: Duration = Duration::from_secs(300);
/// How long before their end credentials are asked for anew.
const EARLY: Duration = Duration::from_secs(300);
/// How long credentials without an end are kept.
const UNLIMITED: Duration = Duration::from_secs(900);
/// How long credentials are kept at least, whatever is said of their end.
const LEAST: Duration = Duration::from_secs(10);

/// Runs a command line with the platform's shell and reads the credentials that it prints, in JSON:
///
/// ```json
/// {"Version": 1, "AccessKeyId": "..", "SecretAccessKey": "..", "SessionToken": "..",
///  "Expiration": "2026-01-01T00:00:00Z", "AccountId": "123456789012"}
/// ```
///
/// The last three may be missing. The program is run again five minutes before the credentials end, or after
/// fifteen minutes where they do not say; never twice at a time, and not longer than [`PROCESS_TIMEOUT`].
///
/// `Debug` and errors do not show the line, which may hold a password; errors show what the program says on its standard
/// error.
#[derive(Clone, Debug)]
pub struct ProcessCredentials {
    line: Secret,
    origin: String,
    account_id: Option<String>,
    command: Arc<dyn Command>,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    known: Arc<Mutex<Option<Known>>>,
}

#[derive(Debug)]
struct Known {
    credentials: Credentials,
    until: SystemTime,
}

impl ProcessCredentials {
    /// By this line.
    #[must_use]
    pub fn new(line: impl Into<Secret>) -> Self {
        Self {
            line: line.into(),
            origin: "code".to_owned(),
            account_id: None,
            command: Arc::new(SystemCommand),
            clock: Arc::new(SystemClock),
            sleep: Arc::new(TokioSleep),
            known: Arc::default(),
        }
    }

    /// With another way of running programs.
    #[must_use]
    pub fn command(mut self, command: Arc<dyn Command>) -> Self {
        self.command = command;
        self
    }

    /// By this clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// By this timer.
    #[must_use]
    pub fn sleep(mut self, sleep: Arc<dyn Sleep>) -> Self {
        self.sleep = sleep;
        self
    }

    /// The account, where the program does not say.
    #[must_use]
    pub fn account_id(mut self, account_id: Option<String>) -> Self {
        self.account_id = account_id;
        self
    }

    /// Where the line stands, for errors.
    pub(super) fn origin(mut self, origin: String) -> Self {
        self.origin = origin;
        self
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.line == other.line && self.account_id == other.account_id
    }

    async fn run(&self) -> Result<Credentials, CredentialsError> {
        let mut running = self.command.run(self.line.expose());
        let mut timer = self.sleep.sleep(PROCESS_TIMEOUT);
        let raced = pin!(poll_fn(|context| match running.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => timer.as_mut().poll(context).map(|()| None),
        }));
        let output = match raced.await {
            Some(output) => output.map_err(|error| self.broken(format_args!("cannot be run: {error}")))?,
            None => {
                let limit = PROCESS_TIMEOUT.as_secs();
                return Err(self.broken(format_args!("was ended: it did not finish within {limit} s")));
            }
        };
        self.read(output)
    }

    fn read(&self, output: CommandOutput) -> Result<Credentials, CredentialsError> {
        if !output.success {
            let words = String::from_utf8_lossy(&output.stderr);
            let words = match words.trim() {
                "" => "it says nothing",
                words => words,
            };
            return Err(self.broken(format_args!("failed ({}): {words}", output.status)));
        }
        // serde_json's own texts repeat what they could not read.
        let value: Result<Value, _> = serde_json::from_slice(&output.stdout);
        let Ok(Value::Object(members)) = value else {
            return Err(self.broken(format_args!("did not print a JSON object ({} bytes)", output.stdout.len())));
        };
        let mut members = Members(members);
        match members.take("Version") {
            Some(Value::Number(version)) if version.as_u64() == Some(1) => {}
            _ => return Err(self.broken(format_args!("printed something whose `Version` is not the number 1"))),
        }
        let mut text =
            |name| members.text(name).map_err(|why| self.broken(format_args!("printed JSON whose `{name}` {why}")));
        let (key, secret, token) = (text("AccessKeyId")?, text("SecretAccessKey")?, text("SessionToken")?);
        let (expiration, account) = (text("Expiration")?, text("AccountId")?);
        let (Some(key), Some(secret)) = (key, secret) else {
            return Err(self.broken(format_args!("printed JSON without `AccessKeyId` or `SecretAccessKey`")));
        };
        let mut credentials = Credentials::new(key.expose(), secret);
        if let Some(token) = token {
            credentials = credentials.with_session_token(token);
        }
        if let Some(expiration) = expiration {
            let time = timestamp::parse(expiration.expose(), TimestampFormat::DateTime)
                .map_err(|_| self.broken(format_args!("printed JSON whose `Expiration` is not an RFC 3339 time")))?;
            credentials = credentials.with_expiration(time);
        }
        match account.map(|account| account.expose().to_owned()).or_else(|| self.account_id.clone()) {
            Some(account) => Ok(credentials.with_account_id(account)),
            None => Ok(credentials),
        }
    }

    fn broken(&self, what: std::fmt::Arguments<'_>) -> CredentialsError {
        CredentialsError::broken(format!("the credential process of {} {what}", self.origin))
    }
}

impl ProvideCredentials for ProcessCredentials {
    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        // Held while the program runs: nobody else starts a second one.
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if let Some(known) = known.as_ref().filter(|known| now < known.until) {
            return Ok(known.credentials.clone());
        }
        let credentials = self.run().await?;
        let now = self.clock.now();
        let end = match credentials.expiration() {
            Some(expiration) => expiration.checked_sub(EARLY).unwrap_or(expiration),
            None => now + UNLIMITED,
        };
        *known = Some(Known { credentials: credentials.clone(), until: end.max(now + LEAST) });
        Ok(credentials)
    }
}

/// Members of an object by their names, whatever their case.
struct Members(Map<String, Value>);

impl Members {
    fn take(&mut self, name: &str) -> Option<Value> {
        let key = self.0.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
        self.0.remove(&key)
    }

    /// A text; `null` and empty count as missing.
    fn text(&mut self, name: &str) -> Result<Option<Secret>, &'static str> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(Secret::from(text)).filter(|text| !text.expose().is_empty())),
            Some(_) => Err("is not a text"),
        }
    }
}

#[cfg(test)]
mod tests;
