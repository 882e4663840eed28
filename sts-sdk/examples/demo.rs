//! All operations of the service against a local STS, and what failures look like. Needs no AWS account
//! and no network.
//!
//! ```text
//! cargo run --features testing --example demo
//! ```
//!
//! Exits with a failure if any call ends otherwise than it should.

use std::collections::BTreeSet;
use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use sts_sdk::clock::{Clock, SystemClock};
use sts_sdk::testing::{LocalSts, ManualClock};
use sts_sdk::types::PolicyDescriptorType;
use sts_sdk::{CallOptions, Client, Config, ConfigBuilder, Credentials, OPERATIONS, Response};

const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const NO_ROLE: &str = "arn:aws:iam::123456789012:role/nobody";
const BOB: &str = "arn:aws:iam::123456789012:user/bob";
const MEMBER_ACCOUNT: &str = "210987654321";
const ROOT_TASK: &str = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";
const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the demo broke off: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every call ended as it should.
async fn run() -> Result<bool, Box<dyn Error>> {
    let demo = Demo::start()?;
    println!("a local STS at {}, called by {}\n", demo.sts.url(), demo.sts.access_key().arn());

    let mut report = Report::begin();
    demo.assume(&mut report).await;
    demo.inform(&mut report).await;
    demo.open_sessions(&mut report).await;

    println!("\nCalls that fail, as their callers read it:\n");
    demo.wrong_secret(&mut report).await?;
    demo.expired_token(&mut report).await?;
    demo.out_of_range(&mut report).await?;
    demo.unknown_role(&mut report).await;
    demo.throttled(&mut report).await;
    Ok(report.finish())
}

/// A local STS, a client of it that signs as the user `local`, and the clock of both.
struct Demo {
    sts: LocalSts,
    clock: ManualClock,
    client: Client,
}

impl Demo {
    fn start() -> Result<Self, Box<dyn Error>> {
        let clock = ManualClock::new(SystemClock.now());
        let sts = LocalSts::builder().clock(clock.shared()).start()?;
        let client = Client::new(config(&sts, &clock).build()?)?;
        Ok(Self { sts, clock, client })
    }

    async fn assume(&self, report: &mut Report) {
        let request = self.client.assume_role(ROLE, "nightly-report").duration_seconds(900).tag("Project", "Unicorn");
        let answer = timed(request.send_full()).await;
        report.row("AssumeRole", answer, |role| self.summary(&role.credentials));

        let assertion = self.sts.saml_assertion("alice", FIVE_MINUTES);
        let request = self.client.assume_role_with_saml(ROLE, self.sts.saml_provider_arn(), assertion);
        let answer = timed(request.send_full()).await;
        report.row("AssumeRoleWithSAML", answer, |role| self.summary(&role.credentials));

        let token = self.sts.web_identity_token("build-17", "sts.amazonaws.com", FIVE_MINUTES);
        let request = self.client.assume_role_with_web_identity(ROLE, "build-17", token);
        let answer = timed(request.send_full()).await;
        report.row("AssumeRoleWithWebIdentity", answer, |role| self.summary(&role.credentials));

        let request = self.client.assume_root(MEMBER_ACCOUNT, PolicyDescriptorType::default().arn(ROOT_TASK));
        let answer = timed(request.send_full()).await;
        report.row("AssumeRoot", answer, |root| self.summary(&root.credentials));
    }

    async fn inform(&self, report: &mut Report) {
        let encoded = self.sts.encoded_message(r#"{"allowed":false}"#);
        let answer = timed(self.client.decode_authorization_message(encoded).send_full()).await;
        report.row("DecodeAuthorizationMessage", answer, |decoded| decoded.decoded_message);

        let id = self.sts.access_key().access_key_id();
        let answer = timed(self.client.get_access_key_info(id).send_full()).await;
        report.row("GetAccessKeyInfo", answer, |info| format!("account {}", info.account));

        let answer = timed(self.client.get_caller_identity().send_full()).await;
        report.row("GetCallerIdentity", answer, |me| me.arn);
    }

    async fn open_sessions(&self, report: &mut Report) {
        let token = self.sts.trade_in_token(BOB, FIVE_MINUTES);
        let answer = timed(self.client.get_delegated_access_token(token).send_full()).await;
        report.row("GetDelegatedAccessToken", answer, |delegated| self.summary(&delegated.credentials));

        let answer = timed(self.client.get_federation_token("carol").send_full()).await;
        report.row("GetFederationToken", answer, |federated| self.summary(&federated.credentials));

        let request = self.client.get_session_token();
        let request = request.serial_number(self.sts.mfa_serial()).token_code(self.sts.mfa_code());
        let answer = timed(request.send_full()).await;
        report.row("GetSessionToken", answer, |session| self.summary(&session.credentials));

        let audience = vec!["https://api.example.com".to_owned()];
        let answer = timed(self.client.get_web_identity_token(audience, "RS256").send_full()).await;
        report.row("GetWebIdentityToken", answer, |token| format!("a token for {} s", self.seconds(token.expiration)));
    }

    async fn wrong_secret(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let wrong = Credentials::new(self.sts.access_key().access_key_id(), "not-the-secret-of-this-access-key");
        let client = self.client_with(|config| config.credentials_provider(wrong))?;
        let answer = client.get_caller_identity().send().await;
        report.failure("A wrong secret access key", answer, |error| error.code() == Some("SignatureDoesNotMatch"));
        Ok(())
    }

    async fn expired_token(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let role = self.client.assume_role(ROLE, "nightly-report").duration_seconds(900).send().await?;
        let client = self.client_with(|config| config.credentials_provider(role.credentials))?;
        let answer = client.get_caller_identity().send_full().await;
        report.success("Credentials good for 900 s, at once", 1, answer);

        self.clock.advance(Duration::from_secs(901));
        let answer = client.get_caller_identity().send().await;
        report.failure("The same after 901 s", answer, |error| error.code() == Some("ExpiredToken"));
        Ok(())
    }

    async fn out_of_range(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let answer = self.client.assume_role(ROLE, "x").duration_seconds(60).send().await;
        report.failure("Parameters out of range, found before anything is sent", answer, |error| {
            matches!(error, sts_sdk::Error::InvalidInput(_))
        });

        let unchecked = self.client_with(|config| config.validate_input(false))?;
        let answer = unchecked.assume_role(ROLE, "x").duration_seconds(60).send().await;
        report.failure("The same with that check off, found by the server", answer, |error| {
            error.code() == Some("ValidationError")
        });
        Ok(())
    }

    async fn unknown_role(&self, report: &mut Report) {
        let answer = self.client.assume_role(NO_ROLE, "nightly-report").send().await;
        report.failure("A role that does not exist", answer, |error| error.code() == Some("AccessDenied"));
    }

    async fn throttled(&self, report: &mut Report) {
        self.sts.throttle_next(1);
        let once = CallOptions::new().max_attempts(1);
        let answer = self.client.get_caller_identity().with(once).send().await;
        report.failure("Throttled, and only one attempt allowed", answer, |error| error.is_throttling());

        self.sts.throttle_next(1);
        let answer = self.client.get_caller_identity().send_full().await;
        report.success("Throttled once, then tried again", 2, answer);
    }

    /// Another client of the same server, with some settings changed.
    fn client_with(&self, change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Result<Client, Box<dyn Error>> {
        Ok(Client::new(change(config(&self.sts, &self.clock)).build()?)?)
    }

    /// What may be shown of credentials: `credentials ASIA.. for 900 s`.
    fn summary(&self, credentials: &Credentials) -> String {
        match credentials.expiration() {
            Some(end) => format!("credentials {} for {} s", credentials.access_key_id(), self.seconds(end)),
            None => format!("credentials {}", credentials.access_key_id()),
        }
    }

    // Rounded up: expirations are whole seconds, the clock's time is not.
    fn seconds(&self, end: SystemTime) -> f64 {
        end.duration_since(self.clock.now()).unwrap_or_default().as_secs_f64().ceil()
    }
}

/// Settings of a client that signs as the user `local`.
fn config(sts: &LocalSts, clock: &ManualClock) -> ConfigBuilder {
    let key = sts.access_key();
    Config::builder()
        .region("us-east-1")
        .endpoint_url(sts.url())
        .clock(clock.clone())
        .credentials_provider(Credentials::new(key.access_key_id(), key.secret_access_key()))
}

/// An answer and the milliseconds that it took.
async fn timed<T>(call: impl Future<Output = Result<T, sts_sdk::Error>>) -> (Result<T, sts_sdk::Error>, f64) {
    let start = SystemClock.now();
    let answer = call.await;
    let elapsed = SystemClock.now().duration_since(start).unwrap_or_default();
    (answer, elapsed.as_secs_f64() * 1000.0)
}

/// Prints what came back and remembers what should not have.
struct Report {
    answered: BTreeSet<&'static str>,
    surprises: usize,
}

impl Report {
    fn begin() -> Self {
        println!("{:<26}  {:<6}  {:>4}  {:>8}  {:>6}  answer", "operation", "signed", "HTTP", "attempts", "ms");
        Self { answered: BTreeSet::new(), surprises: 0 }
    }

    /// A line of the table.
    fn row<T>(
        &mut self,
        operation: &str,
        (answer, ms): (Result<Response<T>, sts_sdk::Error>, f64),
        summary: impl FnOnce(T) -> String,
    ) {
        let Some(spec) = OPERATIONS.iter().find(|spec| spec.name == operation) else {
            return self.surprise(&format!("{operation} is no operation of the service"));
        };
        match answer {
            Ok(Response { output, status, attempts, .. }) => {
                let signed = if spec.signed { "yes" } else { "no" };
                let summary = summary(output);
                println!("{operation:<26}  {signed:<6}  {status:>4}  {attempts:>8}  {ms:>6.1}  {summary}");
                self.answered.insert(spec.name);
            }
            Err(error) => self.surprise(&error.to_string()),
        }
    }

    /// A call that should have succeeded, at this attempt.
    fn success<T>(&mut self, what: &str, attempt: u32, answer: Result<Response<T>, sts_sdk::Error>) {
        match answer {
            Ok(answer) if answer.attempts == attempt => println!("{what}:\n    success at attempt {attempt}\n"),
            Ok(answer) => self.surprise(&format!("{what}: success at attempt {}", answer.attempts)),
            Err(error) => self.surprise(&format!("{what}: {error}")),
        }
    }

    /// A call that should have failed in a certain way.
    fn failure<T>(
        &mut self,
        what: &str,
        answer: Result<T, sts_sdk::Error>,
        expected: impl FnOnce(&sts_sdk::Error) -> bool,
    ) {
        match answer {
            Err(error) if expected(&error) => println!("{what}:\n    {error}\n"),
            Err(error) => self.surprise(&format!("{what}: {error}")),
            Ok(_) => self.surprise(&format!("{what}: this call should have failed")),
        }
    }

    fn surprise(&mut self, text: &str) {
        self.surprises += 1;
        println!("NOT AS EXPECTED: {text}");
    }

    /// Whether everything was as expected.
    fn finish(self) -> bool {
        println!("demo: {} of {} operations answered", self.answered.len(), OPERATIONS.len());
        self.surprises == 0 && self.answered.len() == OPERATIONS.len()
    }
}
