//! Without credentials: what works, what is refused before it is sent, and that nobody asks for any.

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::credentials::CredentialsErrorKind;
use sts_sdk::error::CommonError;
use sts_sdk::{Error, ErrorKind, OPERATIONS};

use crate::support::{
    Bench, EVERY_OPERATION, Script, UNSIGNED, Untouchable, answer, client, credentials, credentials_element, header,
};

const SIGNATURE_HEADERS: [&str; 3] = ["authorization", "x-amz-date", "x-amz-security-token"];

#[test]
fn the_table_of_calls_is_complete() {
    let names = EVERY_OPERATION.map(|(name, _)| name);
    assert_eq!(OPERATIONS.map(|operation| operation.name), names);
    let unsigned: Vec<_> = OPERATIONS.iter().filter(|operation| !operation.signed).map(|o| o.name).collect();
    assert_eq!(unsigned, UNSIGNED);
}

#[tokio::test]
async fn unsigned_operations_are_never_signed() {
    for (name, call) in EVERY_OPERATION.into_iter().filter(|(name, _)| UNSIGNED.contains(name)) {
        let body = answer(name, &credentials_element("secret", "token"));
        let script = Script::new(ScriptedHttp::new().answer(200, body));
        let clients = [
            ("nothing said", client(script.config())),
            ("anonymous", client(script.config().anonymous())),
            ("anonymous, anything goes", client(script.config().anonymous().allow_signed_operations())),
            ("credentials", client(script.config().credentials_provider(credentials()))),
            ("credentials that nobody may ask for", client(script.config().credentials_provider(Untouchable))),
        ];
        for (who, sts) in &clients {
            call(sts).await.unwrap_or_else(|error| panic!("{name}, {who}: {error}"));
            let request = script.requests().pop().expect("a request");
            for forbidden in SIGNATURE_HEADERS {
                assert_eq!(header(&request, forbidden), None, "{name}, {who}: {forbidden}");
            }
            assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
        }
        assert_eq!(script.requests().len(), clients.len());
    }
}

#[tokio::test]
async fn signed_operations_are_refused_before_they_are_sent() {
    let script = Script::new(ScriptedHttp::new().answer(200, ""));
    let sts = client(script.config().anonymous());
    for (name, call) in EVERY_OPERATION.into_iter().filter(|(name, _)| !UNSIGNED.contains(name)) {
        let error = call(&sts).await.expect_err(name);
        let Error::Credentials(refused) = &error else { panic!("{name}: {error:?}") };
        assert_eq!(refused.error().kind(), CredentialsErrorKind::Anonymous, "{name}");
        assert!(error.to_string().starts_with(&format!("{name} was not sent: ")), "{error}");
        assert_eq!((error.attempts(), error.is_retryable()), (0, false), "{name}");
    }
    assert!(script.requests().is_empty());
    assert!(script.sleep.waits().is_empty());
}

#[tokio::test]
async fn the_server_may_be_left_to_refuse() {
    let bench = Bench::new();
    let sts = client(bench.config().anonymous().allow_signed_operations());
    for (name, call) in EVERY_OPERATION.into_iter().filter(|(name, _)| !UNSIGNED.contains(name)) {
        let before = bench.requests();
        let error = call(&sts).await.expect_err(name);
        assert_eq!(error.code(), Some("MissingAuthenticationToken"), "{name}: {error}");
        assert_eq!(error.kind(), Some(&ErrorKind::Common(CommonError::MissingAuthenticationToken)), "{name}");
        assert_eq!((error.status(), bench.requests() - before), (Some(403), 1), "{name}");
        let request = bench.sts.requests().pop().expect("a request");
        for forbidden in SIGNATURE_HEADERS {
            assert_eq!(request.header(forbidden), None, "{name}: {forbidden}");
        }
    }
}

// Without a region nothing can be signed; what needs no signature needs none.
#[tokio::test]
async fn no_region_is_needed_without_a_signature() {
    let bench = Bench::new();
    let config = sts_sdk::Config::builder().endpoint_url(bench.sts.url()).clock(bench.clock.clone()).anonymous();
    let token = bench.sts.web_identity_token("bob", "sts.amazonaws.com", std::time::Duration::from_secs(60));
    let role = client(config).assume_role_with_web_identity(crate::support::DEMO, "web", token).send().await;
    role.expect("a session");
}
