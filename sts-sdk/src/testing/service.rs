//! From a request to its answer: parameters, operation, signature, constraints, then the operation itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use aws_query_runtime::testing::form::parse_form;
use aws_query_runtime::testing::{DropConnection, ReceivedRequest, VerifyOptions, verify};
use bytes::Bytes;
use http::Response;

use super::answer::{Envelope, Failure, Node};
use super::constraints::{Operation, operation};
use super::params::Param;
use super::state::{Fault, Identity, Kind, State};
use super::validate::validate;
use super::{assume, inform, mint, session};

const VERSION: &str = "2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded";

/// Who signed a request.
pub(super) struct Caller {
    pub(super) identity: Identity,
    /// When the credentials end; `None` of a long-term key.
    pub(super) expires: Option<SystemTime>,
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one request.
pub(super) fn handle(state: &Mutex<State>, request: &ReceivedRequest) -> Response<Bytes> {
    let state = &mut *lock(state);
    let envelope = Envelope {
        json: request.header_values("accept").any(|accept| accept.contains("application/json")),
        request_id: mint::request_id(),
        now: state.now(),
    };
    match state.faults.pop_front() {
        Some(Fault::Failure(failure)) => return envelope.failure(&failure),
        Some(Fault::DropConnection) => {
            let mut response = Response::new(Bytes::new());
            response.extensions_mut().insert(DropConnection);
            return response;
        }
        None => {}
    }
    let answer = parameters(request).and_then(|params| {
        let operation = find_operation(&params)?;
        let members = run(state, request, operation, &params)?;
        Ok(envelope.success(operation.name, &members))
    });
    answer.unwrap_or_else(|failure| envelope.failure(&failure))
}

// The parameters are those of the query and those of the body; GET has no body.
fn parameters(request: &ReceivedRequest) -> Result<Param, Failure> {
    if !matches!(request.method.as_str(), "GET" | "POST") {
        return Err(Failure::new(405, "MethodNotAllowed", "Only GET and POST are understood"));
    }
    if request.path() != "/" {
        return Err(Failure::new(404, "UnknownOperationException", "There is nothing at this path"));
    }
    if request.header("transfer-encoding").is_some() {
        return Err(Failure::new(411, "MissingContentLength", "The request needs a Content-Length"));
    }
    let mut pairs = form(request.query().as_bytes())?;
    pairs.retain(|(name, _)| !name.starts_with("X-Amz-"));
    let is_form = request
        .header("content-type")
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(FORM));
    if request.method == "POST" && is_form {
        pairs.extend(form(&request.body)?);
    }
    Param::tree(pairs)
}

fn form(bytes: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    parse_form(bytes).map_err(|problem| Failure::malformed(format!("The parameters cannot be read: {problem}")))
}

fn find_operation(params: &Param) -> Result<&'static Operation, Failure> {
    let action = params.text_of("Action").ok_or_else(|| {
        Failure::new(400, "MissingAction", "The request has no Action, in neither a form body nor the query")
    })?;
    let version = params.text_of("Version").unwrap_or("NO_VERSION_SPECIFIED");
    operation(action).filter(|_| version == VERSION).ok_or_else(|| {
        Failure::new(400, "InvalidAction", format!("Could not find operation {action} for version {version}"))
    })
}

fn run(
    state: &mut State,
    request: &ReceivedRequest,
    operation: &Operation,
    params: &Param,
) -> Result<Vec<Node>, Failure> {
    if !operation.signed {
        validate(params, operation.input)?;
        return match operation.name {
            "AssumeRoleWithSAML" => assume::with_saml(state, params),
            _ => assume::with_web_identity(state, params),
        };
    }
    let caller = authenticate(state, request)?;
    check_allowed(&caller, operation.name)?;
    validate(params, operation.input)?;
    match operation.name {
        "AssumeRole" => assume::role(state, params, &caller),
        "AssumeRoot" => assume::root(state, params, &caller),
        "DecodeAuthorizationMessage" => inform::decoded_message(state, params),
        "GetAccessKeyInfo" => inform::access_key_info(state, params),
        "GetDelegatedAccessToken" => session::delegated(state, params),
        "GetFederationToken" => session::federation(state, params, &caller),
        "GetSessionToken" => session::session(state, params, &caller),
        "GetWebIdentityToken" => inform::web_identity_token(state, params, &caller),
        _ => Ok(inform::caller_identity(&caller)),
    }
}

fn authenticate(state: &State, request: &ReceivedRequest) -> Result<Caller, Failure> {
    let mut options = VerifyOptions::new(state.now());
    options.service = Some("sts".to_owned());
    options.region.clone_from(&state.region);
    let verified = verify(request, &options, |id| state.key(id).map(|key| key.stored.clone()))?;
    match state.key(&verified.access_key_id) {
        Some(key) => Ok(Caller { identity: key.identity.clone(), expires: key.stored.expires }),
        None => Err(Failure::access_denied("The key was removed")),
    }
}

// Which credentials may call what, whatever their policies say.
fn check_allowed(caller: &Caller, operation: &str) -> Result<(), Failure> {
    let temporary = caller.expires.is_some();
    let identity = &caller.identity;
    match (operation, identity.kind) {
        ("GetCallerIdentity", _) => Ok(()),
        ("GetSessionToken" | "GetFederationToken", _) if temporary => {
            Err(Failure::access_denied(format!("Cannot call {operation} with session credentials")))
        }
        ("AssumeRole", Kind::Root) => Err(Failure::access_denied("Roles may not be assumed by root accounts.")),
        (_, Kind::FederatedUser | Kind::MemberRoot) | ("AssumeRoot", Kind::Root) => {
            Err(Failure::not_authorized(&identity.arn, operation, "*"))
        }
        // The sessions of GetSessionToken.
        (_, Kind::User | Kind::Root) if temporary && operation != "AssumeRole" => {
            Err(Failure::not_authorized(&identity.arn, operation, "*"))
        }
        _ => Ok(()),
    }
}
