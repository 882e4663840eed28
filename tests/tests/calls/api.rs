//! What programs rely on when they compile: bounds of types, and the calls as the documentation has
//! them.

use std::fmt::{Debug, Display};

use sts_sdk::operation::{assume_role, get_caller_identity, get_session_token};
use sts_sdk::{
    CallOptions, Client, Config, ConfigBuilder, ConfigError, Credentials, CredentialsError, Error, ErrorKind, Prepared,
    Response, Secret,
};

use crate::support::{Bench, DEMO};

fn is_shared<T: Clone + Debug + Send + Sync + 'static>() {}
fn is_value<T: Clone + Debug + PartialEq + Eq + Send + Sync + 'static>() {}
fn is_error<T: std::error::Error + Display + Send + Sync + 'static>() {}
fn is_future<T: Future + Send + 'static>(future: T) -> T {
    future
}

#[test]
fn types_can_be_shared() {
    is_shared::<Client>();
    is_shared::<Config>();
    is_shared::<ConfigBuilder>();
    is_shared::<CallOptions>();
    is_shared::<Prepared>();
    is_shared::<Response<get_caller_identity::GetCallerIdentityOutput>>();
    is_shared::<assume_role::AssumeRoleRequest>();
    is_shared::<assume_role::AssumeRoleRequest<Client>>();
    is_value::<Credentials>();
    is_value::<Secret>();
    is_value::<ErrorKind>();
    is_value::<assume_role::AssumeRoleInput>();
    is_value::<assume_role::AssumeRoleOutput>();
    is_value::<get_session_token::GetSessionTokenInput>();
    is_error::<Error>();
    is_error::<ConfigError>();
    is_error::<CredentialsError>();
    assert!(size_of::<Error>() <= 64, "errors are passed by value: {} bytes", size_of::<Error>());
}

#[tokio::test]
async fn futures_can_be_spawned() {
    let bench = Bench::new();
    let sts = bench.user();
    let call = tokio::spawn(is_future(sts.get_caller_identity().send()));
    call.await.expect("a task").expect("an identity");
    let call = tokio::spawn(is_future(sts.assume_role(DEMO, "spawned").send_full()));
    assert_eq!(call.await.expect("a task").expect("a role").status, 200);
    drop(is_future(Client::from_env()));
}

// `?` into the error types that programs use.
async fn documented(sts: Client, s3_config: ConfigBuilder) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let me = sts.get_caller_identity().send().await?;
    let whoami: (String, String, String) = (me.arn, me.account, me.user_id);
    assert_eq!(whoami.1, "123456789012");

    let role = sts
        .assume_role("arn:aws:iam::123456789012:role/demo", "nightly-report")
        .duration_seconds(900)
        .tag("Project", "Unicorn")
        .send()
        .await?;
    let s3 = s3_config.credentials_provider(role.credentials);
    Ok(Client::new(s3.build()?)?)
}

#[tokio::test]
async fn the_documented_calls_compile_and_work() {
    let bench = Bench::new();
    let as_role = documented(bench.user(), bench.config()).await.expect("a client");
    let me = as_role.get_caller_identity().send().await.expect("an identity");
    assert_eq!(me.arn, "arn:aws:sts::123456789012:assumed-role/demo/nightly-report");
}

#[tokio::test]
async fn errors_are_branched_on() {
    let bench = Bench::new();
    bench.sts.fail_next(403, "RegionDisabledException", "not here");
    let branch = match bench.user().assume_role(DEMO, "one").send().await {
        Ok(_) => "worked",
        Err(error) if error.is_retryable() => "later",
        Err(error) => match error.kind() {
            Some(ErrorKind::RegionDisabledException) => "elsewhere",
            Some(ErrorKind::Common(_)) => "common",
            _ => "unknown",
        },
    };
    assert_eq!(branch, "elsewhere");
}

#[test]
fn requests_show_what_they_will_send() {
    let bench = Bench::new();
    let request = bench.user().assume_role(DEMO, "one").duration_seconds(900).tag("a b", "ü+=");
    assert_eq!(request.input().duration_seconds, Some(900));
    let prepared = request.prepare().expect("a request");
    assert_eq!(
        std::str::from_utf8(prepared.request().body()),
        Ok("Action=AssumeRole&Version=2011-06-15\
            &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo&RoleSessionName=one&DurationSeconds=900\
            &Tags.member.1.Key=a%20b&Tags.member.1.Value=%C3%BC%2B%3D")
    );
    let names: Vec<_> = prepared.request().headers().keys().map(http::HeaderName::as_str).collect();
    assert_eq!(names, ["host", "content-type"]);
    assert_eq!(bench.requests(), 0);
}
