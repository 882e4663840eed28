//! The operations that make sessions without a role: of a user, of a federated user, of a traded-in token.

use std::time::{Duration, SystemTime};

use super::answer::{Failure, Node};
use super::json::Json;
use super::mint;
use super::params::Param;
use super::restrictions::Restrictions;
use super::service::Caller;
use super::state::{Identity, Kind, State};
use super::tokens::unseal;
use aws_query_runtime::testing::calendar;

/// The purpose of sealed trade-in tokens.
pub(super) const TRADE_IN: &str = "trade-in";

const DEFAULT_DURATION: Duration = Duration::from_secs(43_200);
/// Root's sessions are no longer than this, whatever was asked for.
const ROOT_MAX: Duration = Duration::from_secs(3600);
const DELEGATED_DURATION: Duration = Duration::from_secs(3600);

/// GetSessionToken.
pub(super) fn session(state: &mut State, params: &Param, caller: &Caller) -> Result<Vec<Node>, Failure> {
    let mut identity = caller.identity.clone();
    identity.mfa = check_mfa(state, params)?;
    let expires = after(state.now(), duration(params, caller));
    Ok(vec![state.add_session(identity, expires)])
}

/// GetFederationToken.
pub(super) fn federation(state: &mut State, params: &Param, caller: &Caller) -> Result<Vec<Node>, Failure> {
    let restrictions = Restrictions::of(params)?;
    let name = params.text_of("Name").unwrap_or_default();
    let account = &caller.identity.account;
    let identity = Identity::new(
        Kind::FederatedUser,
        account,
        format!("{account}:{name}"),
        format!("arn:aws:sts::{account}:federated-user/{name}"),
    );
    let user = Node::Group(
        "FederatedUser",
        vec![Node::Text("FederatedUserId", identity.user_id.clone()), Node::Text("Arn", identity.arn.clone())],
    );
    let expires = after(state.now(), duration(params, caller));
    let mut members = vec![state.add_session(identity, expires), user];
    members.extend(restrictions.packed_size());
    Ok(members)
}

/// GetDelegatedAccessToken.
pub(super) fn delegated(state: &mut State, params: &Param) -> Result<Vec<Node>, Failure> {
    let token = params.text_of("TradeInToken").unwrap_or_default();
    let content = unseal(&state.sealing_key, TRADE_IN, token).and_then(|content| Json::parse(&content));
    let field = |name: &str| content.as_ref().and_then(|content| content.get(name));
    let (Some(arn), Some(expires)) = (field("arn").and_then(Json::text), field("exp").and_then(Json::seconds)) else {
        return Err(Failure::validation("The trade-in token is not one of this service"));
    };
    if expires <= calendar::epoch_seconds(state.now()) {
        return Err(Failure::new(400, "ExpiredTradeInTokenException", "The trade-in token is expired"));
    }
    let identity = delegate(arn, &state.account);
    let expires = after(state.now(), DELEGATED_DURATION);
    Ok(vec![state.add_session(identity, expires), Node::Text("AssumedPrincipal", arn.to_owned())])
}

// arn:aws:sts::123456789012:assumed-role/demo/session, or a user's ARN
fn delegate(arn: &str, own_account: &str) -> Identity {
    let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
    let session = arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.rsplit('/').next());
    let (kind, user_id) = match session {
        Some(session) => (Kind::AssumedRole, format!("{}:{session}", mint::principal_id("AROA"))),
        None => (Kind::User, mint::principal_id("AIDA")),
    };
    Identity::new(kind, account.unwrap_or(own_account), user_id, arn.to_owned())
}

/// Whether the request carries a code of the MFA device; a wrong one, or half of what is needed, is an error.
pub(super) fn check_mfa(state: &mut State, params: &Param) -> Result<bool, Failure> {
    match (params.text_of("SerialNumber"), params.text_of("TokenCode")) {
        (None, None) => Ok(false),
        (Some(serial), Some(code)) if state.use_mfa_code(serial, code) => Ok(true),
        (Some(_), Some(_)) => {
            Err(Failure::access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code."))
        }
        _ => Err(Failure::access_denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
        )),
    }
}

fn duration(params: &Param, caller: &Caller) -> Duration {
    let asked = params.seconds_of("DurationSeconds").map_or(DEFAULT_DURATION, Duration::from_secs);
    if caller.identity.kind == Kind::Root { asked.min(ROOT_MAX) } else { asked }
}

/// `now` plus `duration`; `now` where a clock of a test stands at the end of time.
pub(super) fn after(now: SystemTime, duration: Duration) -> SystemTime {
    now.checked_add(duration).unwrap_or(now)
}
