//! Calls every operation on moto, an STS that others wrote, and compares its answers with what is known
//! of it: with our signatures verified by botocore's signer, and every answer parsed by our reader.
//!
//! Run by `cargo xtask third-party`, which starts the servers and says where they are. Operations that
//! moto lacks are called as well, so that the list of them stays true. Knows nothing of how moto is
//! installed or started.

use std::{
    error::Error as _,
    process::ExitCode,
    time::{Duration, SystemTime},
};

use integration_tests::report::{Outcome, Report, differs, same};
use sts_sdk::{
    CallOptions, Client, Config, ConfigBuilder, Credentials, Error, ErrorKind, Response,
    clock::{Clock, SystemClock},
    error::CommonError,
    os::{Env, ProcessEnv},
    types::PolicyDescriptorType,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let servers = match Servers::from_env() {
        Ok(servers) => servers,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut report = Report::default();
    if let Err(reason) = all(&servers, &mut report).await {
        report.check("a client for moto", Err(reason));
    }
    report.finish()
}

// Fails only where no client can be made.
async fn all(servers: &Servers, report: &mut Report) -> Result<(), String> {
    signed_operations(servers, report).await?;
    minted_credentials(servers, report).await?;
    refusals(servers, report).await?;
    unsigned_operations(servers, report).await?;
    not_in_moto(servers, report).await
}

async fn signed_operations(servers: &Servers, report: &mut Report) -> Result<(), String> {
    let sts = servers.verifying(&servers.admin)?;

    let whoami = async || {
        let answer = sts.get_caller_identity().send_full().await.map_err(in_full)?;
        answered_at_once(&answer)?;
        same("account", &answer.output.account, &servers.account)?;
        same("arn", &answer.output.arn, &servers.admin_arn)?;
        differs("user id", &answer.output.user_id, &String::new())?;
        Ok(answer.output.arn)
    };
    report.check("GetCallerIdentity of a user", whoami().await);

    let assume_role = async || {
        let before = SystemClock.now();
        let answer = assume_demo(&sts, servers).send_full().await.map_err(in_full)?;
        answered_at_once(&answer)?;
        let role = answer.output;
        lasts(&role.credentials, before, 900)?;
        let user = role.assumed_role_user.ok_or("AssumedRoleUser is missing")?;
        same("arn", &user.arn, &servers.session_arn("demo", SESSION))?;
        let id = user.assumed_role_id.ok_or("AssumedRoleId is missing")?;
        same("session in the id", &id.split_once(':').map(|(_, session)| session), &Some(SESSION))?;
        same("packed policy size", &role.packed_policy_size, &Some(6))?;
        same("source identity", &role.source_identity, &None)?;
        Ok(format!("8 members, {}", user.arn))
    };
    report.check("AssumeRole", assume_role().await);

    let session_token = async || {
        let before = SystemClock.now();
        let output = sts.get_session_token().duration_seconds(1800).send().await.map_err(in_full)?;
        lasts(&output.credentials, before, 1800)?;
        Ok(output.credentials.access_key_id().to_owned())
    };
    report.check("GetSessionToken", session_token().await);

    let federation_token = async || {
        let before = SystemClock.now();
        let output = sts
            .get_federation_token("zoe@example.com")
            .policy(POLICY)
            .policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
            .duration_seconds(129_600)
            .tag("Project", "Ünïcorn+co=1")
            .send()
            .await
            .map_err(in_full)?;
        lasts(&output.credentials, before, 129_600)?;
        let account = &servers.account;
        same("arn", &output.federated_user.arn, &format!("arn:aws:sts::{account}:federated-user/zoe@example.com"))?;
        same("id", &output.federated_user.federated_user_id, &format!("{account}:zoe@example.com"))?;
        same("packed policy size", &output.packed_policy_size, &Some(6))?;
        Ok(output.federated_user.arn)
    };
    report.check("GetFederationToken", federation_token().await);

    let key_info = async || {
        let key = servers.nobody.access_key_id();
        let account = sts.get_access_key_info(key).send().await.map_err(in_full)?.account;
        same("account", &account, &servers.account)?;
        Ok(account)
    };
    report.check("GetAccessKeyInfo", key_info().await);
    Ok(())
}

// moto verifies the session token and the signature of credentials that AssumeRole gave.
async fn minted_credentials(servers: &Servers, report: &mut Report) -> Result<(), String> {
    let admin = servers.verifying(&servers.admin)?;

    let as_role = async || {
        let role = assume_demo(&admin, servers).send().await.map_err(in_full)?.credentials;
        let sts = servers.verifying(&role)?;
        let me = sts.get_caller_identity().send().await.map_err(in_full)?;
        same("arn", &me.arn, &servers.session_arn("demo", SESSION))?;
        same("session in the id", &me.user_id.split_once(':').map(|(_, session)| session), &Some(SESSION))?;
        // The one action that the role's policy allows, and one that it does not.
        let federated = sts.get_federation_token("bob").send().await.map_err(in_full)?.federated_user.arn;
        same("arn", &federated, &format!("arn:aws:sts::{}:federated-user/bob", servers.account))?;
        refused(sts.get_session_token().send().await, &role, CommonError::AccessDenied, "sts:GetSessionToken")?;
        let (id, secret) = (role.access_key_id(), role.secret_access_key().expose());
        let token = role.session_token().ok_or("SessionToken is missing")?.expose();
        for (secret, token, kind) in [
            (secret.to_owned(), format!("{token}x"), CommonError::InvalidClientTokenId),
            (format!("{secret}x"), token.to_owned(), CommonError::SignatureDoesNotMatch),
        ] {
            let altered = Credentials::new(id, secret).with_session_token(token);
            let answer = servers.verifying(&altered)?.get_caller_identity().send().await;
            refused(answer, &altered, kind, "")?;
        }
        Ok(me.arn)
    };
    report.check("the role's credentials: identity, permissions, token and signature", as_role().await);

    let other_account = async || {
        let role = admin.assume_role("arn:aws:iam::111122223333:role/team/other", "audit");
        let credentials = role.send().await.map_err(in_full)?.credentials;
        let me = servers.verifying(&credentials)?.get_caller_identity().send().await.map_err(in_full)?;
        same("account", &me.account.as_str(), &"111122223333")?;
        same("arn", &me.arn.as_str(), &"arn:aws:sts::111122223333:assumed-role/other/audit")?;
        Ok(me.arn)
    };
    report.check("the credentials of a role in another account", other_account().await);

    // moto does not know the keys that these two hand out, which are always the same.
    let session = async || {
        let credentials = admin.get_session_token().send().await.map_err(in_full)?.credentials;
        let answer = servers.verifying(&credentials)?.get_caller_identity().send().await;
        refused(answer, &credentials, CommonError::InvalidClientTokenId, "")
    };
    report.check("the credentials of GetSessionToken are unknown to moto", session().await);
    let federated = async || {
        let credentials = admin.get_federation_token("zoe").send().await.map_err(in_full)?.credentials;
        let answer = servers.verifying(&credentials)?.get_caller_identity().send().await;
        refused(answer, &credentials, CommonError::InvalidClientTokenId, "")
    };
    report.check("the credentials of GetFederationToken are unknown to moto", federated().await);
    Ok(())
}

async fn refusals(servers: &Servers, report: &mut Report) -> Result<(), String> {
    let secret = servers.admin.secret_access_key().expose();
    let stranger = Credentials::new("AKIAUNKNOWN000000000", secret);
    let forger = Credentials::new(servers.admin.access_key_id(), format!("{secret}x"));

    for (name, credentials, kind) in [
        ("a wrong secret", &forger, CommonError::SignatureDoesNotMatch),
        ("an unknown access key id", &stranger, CommonError::InvalidClientTokenId),
    ] {
        let answer = servers.verifying(credentials)?.get_caller_identity().send().await;
        report.check(name, refused(answer, credentials, kind, ""));
    }

    let nobody = servers.verifying(&servers.nobody)?;
    let whoami = async || {
        let me = nobody.get_caller_identity().send().await.map_err(in_full)?;
        same("arn", &me.arn, &servers.nobody_arn)?;
        Ok(me.arn)
    };
    report.check("GetCallerIdentity needs no permission", whoami().await);
    let denied = CommonError::AccessDenied;
    let answer = nobody.get_session_token().send().await;
    let message = format!("User: {} is not authorized to perform: sts:GetSessionToken", servers.nobody_arn);
    report.check("no permission", refused(answer, &servers.nobody, denied, &message));
    let answer = nobody.assume_role(&servers.role, SESSION).external_id(&servers.external_id).send().await;
    report.check("no permission to assume a role", refused(answer, &servers.nobody, denied, "sts:AssumeRole"));

    // The trust policy compares it, so it arrives as it was given.
    let admin = servers.verifying(&servers.admin)?;
    let answer = admin.assume_role(&servers.role, SESSION).external_id("unicorn-43").send().await;
    report.check("another external id", refused(answer, &servers.admin, denied, "sts:AssumeRole"));
    Ok(())
}

async fn unsigned_operations(servers: &Servers, report: &mut Report) -> Result<(), String> {
    let sts = servers.open()?;

    let web_identity = async || {
        let before = SystemClock.now();
        let answer = sts
            .assume_role_with_web_identity(&servers.role, SESSION, "header.payload.signature")
            .provider_id("www.amazon.com")
            .policy(POLICY)
            .duration_seconds(900)
            .send_full()
            .await
            .map_err(in_full)?;
        answered_at_once(&answer)?;
        lasts(&answer.output.credentials, before, 900)?;
        let user = answer.output.assumed_role_user.ok_or("AssumedRoleUser is missing")?;
        same("arn", &user.arn, &servers.session_arn("demo", SESSION))?;
        same("id", &user.assumed_role_id, &Some(format!("ARO123EXAMPLE123:{SESSION}")))?;
        Ok(user.arn)
    };
    report.check("AssumeRoleWithWebIdentity", web_identity().await);

    let saml = async || {
        let before = SystemClock.now();
        let provider = format!("arn:aws:iam::{}:saml-provider/idp", servers.account);
        let federated = format!("arn:aws:iam::{}:role/federated", servers.account);
        let answer = sts
            .assume_role_with_saml(federated, provider, servers.saml_assertion.as_str())
            .send_full()
            .await
            .map_err(in_full)?;
        answered_at_once(&answer)?;
        // The duration and the name stand in the assertion: it arrived whole.
        lasts(&answer.output.credentials, before, 1200)?;
        let user = answer.output.assumed_role_user.ok_or("AssumedRoleUser is missing")?;
        same("arn", &user.arn, &servers.session_arn("federated", "zoë@example.com"))?;
        same("packed policy size", &answer.output.packed_policy_size, &Some(123))?;
        same("subject type", &answer.output.subject_type.as_deref(), &Some("persistent"))?;
        same("audience", &answer.output.audience.as_deref(), &Some("https://signin.aws.amazon.com/saml"))?;
        Ok(user.arn)
    };
    report.check("AssumeRoleWithSAML", saml().await);
    Ok(())
}

async fn not_in_moto(servers: &Servers, report: &mut Report) -> Result<(), String> {
    let sts = servers.verifying(&servers.admin)?;
    let once = || CallOptions::new().max_attempts(1);
    let task = PolicyDescriptorType::default().arn("arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy");

    missing(report, "AssumeRoot", sts.assume_root("111122223333", task).with(once()).send().await);
    let answer = sts.decode_authorization_message("encoded").with(once()).send().await;
    missing(report, "DecodeAuthorizationMessage", answer);
    let answer = sts.get_delegated_access_token("trade-in").with(once()).send().await;
    missing(report, "GetDelegatedAccessToken", answer);
    let audience = ["https://example.com".to_owned()];
    let answer = sts.get_web_identity_token(audience, "ES384").with(once()).send().await;
    missing(report, "GetWebIdentityToken", answer);
    // Why there is a second instance: moto looks for a signature in everything while it verifies.
    let answer = sts.assume_role_with_web_identity(&servers.role, SESSION, "token").with(once()).send().await;
    missing(report, "AssumeRoleWithWebIdentity while verifying", answer);
    let answer = sts.assume_role_with_saml(&servers.role, &servers.role, "assertion").with(once()).send().await;
    missing(report, "AssumeRoleWithSAML while verifying", answer);
    // moto verifies a form that it has parsed and written again, blanks as `+`; the service takes the
    // bytes as sent. Blanks are signed right: check_requests.py has them.
    let answer = sts.get_federation_token("zoe").tag("a", "b c").send().await;
    let refusal = refused(answer, &servers.admin, CommonError::SignatureDoesNotMatch, "");
    report.check("not in moto: verifying a blank sent as `%20`", refusal);
    Ok(())
}

const SESSION: &str = "nightly.report+1=a,b@c-d_e";
// Without blanks: see `not_in_moto`.
const POLICY: &str = concat!(
    "{\n\"Version\":\t\"2012-10-17\",\n\"Statement\":\r\n",
    "[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"*\"}]\r\n}",
);

// With 8 members.
fn assume_demo(sts: &Client, servers: &Servers) -> sts_sdk::operation::assume_role::AssumeRoleRequest {
    sts.assume_role(&servers.role, SESSION)
        .policy(POLICY)
        .duration_seconds(900)
        .tag("Project", "Ünïcorn+co=1")
        .tag("empty", "")
        .transitive_tag_key("Project")
        .external_id(&servers.external_id)
        .source_identity("alice@example.com")
}

fn answered_at_once<T>(answer: &Response<T>) -> Result<(), String> {
    same("status", &answer.status, &200)?;
    same("attempts", &answer.attempts, &1)?;
    let id = answer.request_id.as_deref().unwrap_or_default();
    differs("request id", &id, &"")
}

// moto counts from its own clock, which is this machine's, and so between the two readings.
fn lasts(credentials: &Credentials, before: SystemTime, seconds: u64) -> Result<(), String> {
    let duration = Duration::from_secs(seconds);
    let expiration = credentials.expiration().ok_or("Expiration is missing")?;
    // Whole seconds, where it does not write fractions.
    let earliest = before + duration - Duration::from_secs(1);
    let latest = SystemClock.now() + duration;
    let token = credentials.session_token().map_or("", |token| token.expose());
    differs("session token", &token, &"")?;
    differs("secret access key", &credentials.secret_access_key().expose(), &"")?;
    if expiration < earliest || expiration > latest {
        return Err(format!("expires at {expiration:?}, wanted {earliest:?} to {latest:?}"));
    }
    Ok(())
}

fn refused<T>(answer: Result<T, Error>, signer: &Credentials, kind: CommonError, message: &str) -> Outcome {
    let Err(error) = answer else { return Err(format!("it was answered, wanted {kind:?}")) };
    same("kind", &error.kind(), &Some(&ErrorKind::Common(kind)))?;
    same("code", &error.code(), &Some(format!("{kind:?}").as_str()))?;
    same("status", &error.status(), &Some(403))?;
    same("attempts", &error.attempts(), &1)?;
    same("retryable", &error.is_retryable(), &false)?;
    if !error.message().is_some_and(|text| text.contains(message)) {
        return Err(format!("the message is {:?}, wanted {message:?} in it", error.message()));
    }
    let shown = format!("{error} {error:?}");
    let token = signer.session_token().map(|token| token.expose());
    for secret in [Some(signer.secret_access_key().expose()), token].into_iter().flatten() {
        if shown.contains(secret) {
            return Err("the error's text shows a secret of the call".to_owned());
        }
    }
    Ok(error.to_string())
}

// With its causes, which `Display` leaves to the chain.
fn in_full(error: Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(&format!(": {next}"));
        cause = next.source();
    }
    text
}

// moto answers what it lacks, and what it cannot verify, with a page for people.
fn missing<T>(report: &mut Report, operation: &str, answer: Result<T, Error>) {
    let outcome = match answer {
        Err(error)
            if error.status() == Some(500)
                && error.code().is_none()
                && error.kind() == Some(&ErrorKind::Unknown)
                && error.attempts() == 1 =>
        {
            Ok(error.to_string())
        }
        Err(error) => Err(format!("wanted HTTP 500 without a code, got {error}")),
        Ok(_) => Err("moto has it now, check its answer".to_owned()),
    };
    report.check(&format!("not in moto: {operation}"), outcome);
}

/// Where the servers are, and what they know.
struct Servers {
    verifying_url: String,
    open_url: String,
    account: String,
    admin: Credentials,
    admin_arn: String,
    nobody: Credentials,
    nobody_arn: String,
    role: String,
    external_id: String,
    saml_assertion: String,
}

impl Servers {
    fn from_env() -> Result<Self, String> {
        let read = |name: &str| match ProcessEnv.var(name) {
            Ok(Some(value)) => Ok(value),
            _ => Err(format!("{name} is not set: `cargo xtask third-party` runs this program")),
        };
        Ok(Self {
            verifying_url: read("MOTO_URL")?,
            open_url: read("MOTO_OPEN_URL")?,
            account: read("MOTO_ACCOUNT")?,
            admin: Credentials::new(read("MOTO_ADMIN_ACCESS_KEY_ID")?, read("MOTO_ADMIN_SECRET_ACCESS_KEY")?),
            admin_arn: read("MOTO_ADMIN_ARN")?,
            nobody: Credentials::new(read("MOTO_NOBODY_ACCESS_KEY_ID")?, read("MOTO_NOBODY_SECRET_ACCESS_KEY")?),
            nobody_arn: read("MOTO_NOBODY_ARN")?,
            role: read("MOTO_ROLE_ARN")?,
            external_id: read("MOTO_EXTERNAL_ID")?,
            saml_assertion: read("MOTO_SAML_ASSERTION")?,
        })
    }

    fn verifying(&self, signer: &Credentials) -> Result<Client, String> {
        client(Config::builder().endpoint_url(&self.verifying_url).credentials_provider(signer.clone()))
    }

    fn open(&self) -> Result<Client, String> {
        client(Config::builder().endpoint_url(&self.open_url).anonymous())
    }

    fn session_arn(&self, role: &str, session: &str) -> String {
        format!("arn:aws:sts::{}:assumed-role/{role}/{session}", self.account)
    }
}

fn client(config: ConfigBuilder) -> Result<Client, String> {
    let config = config.region("us-east-1").build().map_err(|error| error.to_string())?;
    Client::new(config).map_err(|error| error.to_string())
}
