//! The operations that tell something: identities, accounts of keys, decoded messages, outbound tokens.

use std::time::Duration;

use aws_query_runtime::testing::calendar;

use super::answer::{Failure, Node};
use super::json::quote;
use super::mint;
use super::params::Param;
use super::restrictions::Restrictions;
use super::service::Caller;
use super::session::after;
use super::state::State;
use super::tokens::{jwt, unseal};

/// The purpose of sealed authorization messages.
pub(super) const MESSAGE: &str = "message";

const TOKEN_DURATION: Duration = Duration::from_secs(300);
/// Bytes of a token's payload. The service's own limit is not published; tags can exceed this one.
const MAX_JWT_PAYLOAD: usize = 8192;

/// GetCallerIdentity.
pub(super) fn caller_identity(caller: &Caller) -> Vec<Node> {
    let identity = &caller.identity;
    vec![
        Node::Text("Arn", identity.arn.clone()),
        Node::Text("UserId", identity.user_id.clone()),
        Node::Text("Account", identity.account.clone()),
    ]
}

/// GetAccessKeyInfo.
pub(super) fn access_key_info(state: &State, params: &Param) -> Result<Vec<Node>, Failure> {
    let id = params.text_of("AccessKeyId").unwrap_or_default();
    state
        .key(id)
        .map(|key| key.identity.account.clone())
        .or_else(|| mint::account_of(id))
        .map(|account| vec![Node::Text("Account", account)])
        .ok_or_else(|| Failure::validation(format!("{id} is not an access key id")))
}

/// DecodeAuthorizationMessage.
pub(super) fn decoded_message(state: &State, params: &Param) -> Result<Vec<Node>, Failure> {
    let encoded = params.text_of("EncodedMessage").unwrap_or_default();
    match unseal(&state.sealing_key, MESSAGE, encoded) {
        Some(message) => Ok(vec![Node::Text("DecodedMessage", message)]),
        None => Err(Failure::new(
            400,
            "InvalidAuthorizationMessageException",
            "The message is not one that this service encoded",
        )),
    }
}

/// GetWebIdentityToken.
pub(super) fn web_identity_token(state: &State, params: &Param, caller: &Caller) -> Result<Vec<Node>, Failure> {
    if !state.outbound_federation {
        return Err(Failure::new(
            403,
            "OutboundWebIdentityFederationDisabledException",
            "Outbound web identity federation is not enabled for the account",
        ));
    }
    let duration = params.seconds_of("DurationSeconds").map_or(TOKEN_DURATION, Duration::from_secs);
    let expires = after(state.now(), duration);
    if caller.expires.is_some_and(|end| end < expires) {
        return Err(Failure::new(
            403,
            "SessionDurationEscalationException",
            "The token would be valid for longer than the session that asks for it",
        ));
    }
    let payload = payload(state, params, caller, calendar::epoch_seconds(expires))?;
    if payload.len() > MAX_JWT_PAYLOAD {
        return Err(Failure::new(
            400,
            "JWTPayloadSizeExceededException",
            format!("The payload has {} bytes; {MAX_JWT_PAYLOAD} are allowed", payload.len()),
        ));
    }
    let algorithm = params.text_of("SigningAlgorithm").unwrap_or_default();
    let token = jwt(&state.sealing_key, algorithm, &payload);
    Ok(vec![Node::Text("WebIdentityToken", token), Node::Time("Expiration", expires)])
}

fn payload(state: &State, params: &Param, caller: &Caller, expires: u64) -> Result<String, Failure> {
    let audiences: Vec<String> =
        params.list("Audience").iter().filter_map(|audience| audience.text().map(quote)).collect();
    let tags: Vec<String> =
        Restrictions::tags_of(params)?.iter().map(|(key, value)| format!("{}:{}", quote(key), quote(value))).collect();
    let account = &caller.identity.account;
    Ok(format!(
        "{{\"iss\":{},\"sub\":{},\"aud\":[{}],\"iat\":{},\"exp\":{expires},\"jti\":{},\
         \"https://sts.amazonaws.com/\":{{\"aws_account\":{},\"principal_id\":{},\"request_tags\":{{{}}}}}}}",
        quote(&format!("https://{account}.tokens.sts.local.test")),
        quote(&caller.identity.arn),
        audiences.join(","),
        calendar::epoch_seconds(state.now()),
        quote(&mint::request_id()),
        quote(account),
        quote(&caller.identity.arn),
        tags.join(",")
    ))
}
