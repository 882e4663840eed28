//! Every code that STS answers with, modelled or not, over HTTP: what it becomes, and whether it is
//! tried again.

use std::collections::BTreeSet;

use sts_sdk::ErrorKind;
use sts_sdk::error::CommonError;

use crate::support::{Bench, client, read_json, repository};

const ONCE: u32 = 1;
/// As often as a client tries by default.
const AGAIN: u32 = 3;

fn modelled() -> [(&'static str, u16, ErrorKind, u32); 12] {
    use ErrorKind as K;
    [
        ("ExpiredTokenException", 400, K::ExpiredTokenException, ONCE),
        ("ExpiredTradeInTokenException", 400, K::ExpiredTradeInTokenException, ONCE),
        ("IDPCommunicationError", 400, K::IDPCommunicationErrorException, AGAIN),
        ("IDPRejectedClaim", 403, K::IDPRejectedClaimException, ONCE),
        ("InvalidAuthorizationMessageException", 400, K::InvalidAuthorizationMessageException, ONCE),
        ("InvalidIdentityToken", 400, K::InvalidIdentityTokenException, ONCE),
        ("JWTPayloadSizeExceededException", 400, K::JWTPayloadSizeExceededException, ONCE),
        ("MalformedPolicyDocument", 400, K::MalformedPolicyDocumentException, ONCE),
        (
            "OutboundWebIdentityFederationDisabledException",
            403,
            K::OutboundWebIdentityFederationDisabledException,
            ONCE,
        ),
        ("PackedPolicyTooLarge", 400, K::PackedPolicyTooLargeException, ONCE),
        ("RegionDisabledException", 403, K::RegionDisabledException, ONCE),
        ("SessionDurationEscalationException", 403, K::SessionDurationEscalationException, ONCE),
    ]
}

fn unmodelled() -> Vec<(&'static str, u16, ErrorKind, u32)> {
    let common = |code, status, error, attempts| (code, status, ErrorKind::Common(error), attempts);
    vec![
        common("AccessDenied", 403, CommonError::AccessDenied, ONCE),
        common("AccessDeniedException", 403, CommonError::AccessDenied, ONCE),
        common("ExpiredToken", 403, CommonError::ExpiredToken, ONCE),
        common("IncompleteSignature", 400, CommonError::IncompleteSignature, ONCE),
        common("InternalError", 500, CommonError::InternalFailure, AGAIN),
        common("InternalFailure", 500, CommonError::InternalFailure, AGAIN),
        // The code counts, whatever the status.
        common("InternalFailure", 400, CommonError::InternalFailure, AGAIN),
        common("InvalidAction", 400, CommonError::InvalidAction, ONCE),
        common("InvalidClientTokenId", 403, CommonError::InvalidClientTokenId, ONCE),
        common("InvalidParameterValue", 400, CommonError::InvalidParameterValue, ONCE),
        common("MalformedInput", 400, CommonError::MalformedQueryString, ONCE),
        common("MalformedQueryString", 404, CommonError::MalformedQueryString, ONCE),
        common("MissingAction", 400, CommonError::MissingAction, ONCE),
        common("MissingAuthenticationToken", 403, CommonError::MissingAuthenticationToken, ONCE),
        common("MissingParameter", 400, CommonError::MissingParameter, ONCE),
        common("OptInRequired", 403, CommonError::OptInRequired, ONCE),
        common("RequestExpired", 400, CommonError::RequestExpired, ONCE),
        common("ServiceUnavailable", 503, CommonError::ServiceUnavailable, AGAIN),
        common("SignatureDoesNotMatch", 403, CommonError::SignatureDoesNotMatch, ONCE),
        common("Throttling", 400, CommonError::Throttling, AGAIN),
        common("ThrottlingException", 400, CommonError::Throttling, AGAIN),
        common("RequestLimitExceeded", 503, CommonError::Throttling, AGAIN),
        common("UnrecognizedClientException", 403, CommonError::UnrecognizedClient, ONCE),
        common("ValidationError", 400, CommonError::ValidationError, ONCE),
        ("TooManyRequestsException", 429, ErrorKind::Unknown, AGAIN),
        ("RequestTimeout", 400, ErrorKind::Unknown, AGAIN),
        ("SomethingNew", 400, ErrorKind::Unknown, ONCE),
        ("SomethingNew", 403, ErrorKind::Unknown, ONCE),
        ("SomethingNew", 404, ErrorKind::Unknown, ONCE),
        ("SomethingNew", 500, ErrorKind::Unknown, AGAIN),
        ("SomethingNew", 502, ErrorKind::Unknown, AGAIN),
        ("SomethingNew", 504, ErrorKind::Unknown, AGAIN),
        // Codes are compared as they are.
        ("accessdenied", 403, ErrorKind::Unknown, ONCE),
    ]
}

#[tokio::test]
async fn codes_become_kinds() {
    let bench = Bench::new();
    let sts = client(bench.config().credentials_provider(bench.user_credentials()));
    for (code, status, kind, attempts) in modelled().into_iter().chain(unmodelled()) {
        for _ in 0..attempts {
            bench.sts.fail_next(status, code, "text of the service");
        }
        let before = bench.requests();
        let error = sts.get_caller_identity().send().await.expect_err(code);
        let name = format!("{code} with {status}");
        assert_eq!((error.code(), error.status(), error.kind()), (Some(code), Some(status), Some(&kind)), "{name}");
        assert_eq!(error.message(), Some("text of the service"), "{name}");
        assert_eq!(error.is_retryable(), attempts == AGAIN, "{name}");
        assert_eq!(error.attempts(), attempts, "{name}");
        assert_eq!(bench.requests() - before, attempts as usize, "{name}");
        assert_eq!(
            error.is_throttling(),
            ["Throttl", "RequestLimit", "TooMany"].iter().any(|t| code.contains(t)),
            "{name}"
        );
        assert!(error.request_id().is_some_and(|id| id.len() == 36), "{name}");
        assert!(!error.is_timeout(), "{name}");
    }
    sts.get_caller_identity().send().await.expect("all faults have been used up");
}

#[test]
fn the_model_has_no_further_errors() {
    let model = read_json(&repository().join("model/sts.json"));
    let shapes = model["shapes"].as_object().expect("shapes");
    let errors = shapes.values().filter_map(|shape| {
        let traits = shape.get("traits")?;
        traits.get("smithy.api#error")?;
        let query = &traits["aws.protocols#awsQueryError"];
        Some((query["code"].as_str()?.to_owned(), query["httpResponseCode"].as_u64()?))
    });
    let known = modelled().map(|(code, status, ..)| (code.to_owned(), u64::from(status)));
    assert_eq!(errors.collect::<BTreeSet<_>>(), BTreeSet::from(known));
}

#[tokio::test]
async fn throttling_passes() {
    let bench = Bench::new();
    bench.sts.throttle_next(2);
    let answer = bench.user().get_caller_identity().send_full().await.expect("the third attempt");
    assert_eq!((answer.attempts, bench.requests(), bench.sleep.waits().len()), (3, 3, 2));
}

#[tokio::test]
async fn dropped_connections_are_tried_again() {
    let bench = Bench::new();
    bench.sts.drop_next_connection();
    let answer = bench.user().get_caller_identity().send_full().await.expect("the second attempt");
    assert_eq!((answer.attempts, bench.requests()), (2, 2));
}
