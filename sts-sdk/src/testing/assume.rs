//! The operations that assume a role, or root of a member account.

use std::time::{Duration, SystemTime};

use super::answer::{Failure, Node};
use super::params::Param;
use super::restrictions::{Restrictions, same_key};
use super::service::Caller;
use super::session::{after, check_mfa};
use super::state::{Arn, Identity, Kind, Role, State};
use super::tokens::{
    ISSUER, Refusal, SAML_AUDIENCE, SAML_ISSUER, name_qualifier, read_saml_assertion, read_web_identity_token,
};

const HOUR: Duration = Duration::from_secs(3600);
const ROOT_TASKS: [&str; 5] = [
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
];
const ROOT_TASK_PREFIX: &str = "arn:aws:iam::aws:policy/root-task/";
/// Default and maximum of AssumeRoot.
const ROOT_DURATION: Duration = Duration::from_secs(900);

/// AssumeRole.
pub(super) fn role(state: &mut State, params: &Param, caller: &Caller) -> Result<Vec<Node>, Failure> {
    let role_arn = params.text_of("RoleArn").unwrap_or_default();
    let denied = || Failure::not_authorized(&caller.identity.arn, "AssumeRole", role_arn);
    let role = state.role(role_arn).cloned().ok_or_else(denied)?;
    if !trusts(&role, &principals_of(&caller.identity)) {
        return Err(denied());
    }
    if role.rules.external_id.is_some() && role.rules.external_id.as_deref() != params.text_of("ExternalId") {
        return Err(denied());
    }
    let duration = duration(params, &role)?;
    if caller.identity.kind == Kind::AssumedRole && duration > HOUR {
        return Err(Failure::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    let restrictions = Restrictions::of(params)?;
    let mut identity = role_session(state, &role, params.text_of("RoleSessionName").unwrap_or_default());
    identity.transitive_tags = transitive_tags(&caller.identity, &restrictions)?;
    identity.source_identity = source_identity(&caller.identity, params).ok_or_else(denied)?;
    // Last, because a code that was looked at is used up.
    let mfa = check_mfa(state, params)?;
    if role.rules.require_mfa && !mfa && !caller.identity.mfa {
        return Err(denied());
    }
    let source_identity = identity.source_identity.clone();
    let expires = after(state.now(), duration);
    let mut members = session_members(state, identity, expires, &restrictions);
    members.extend(source_identity.map(|text| Node::Text("SourceIdentity", text)));
    Ok(members)
}

/// AssumeRoleWithSAML.
pub(super) fn with_saml(state: &mut State, params: &Param) -> Result<Vec<Node>, Failure> {
    let text = |name| params.text_of(name).unwrap_or_default();
    let assertion = read_saml_assertion(&state.sealing_key, text("SAMLAssertion"), state.now())
        .map_err(|refusal| refused(refusal, "SAML assertion"))?;
    let provider = text("PrincipalArn");
    if provider != state.saml_provider_arn() {
        return Err(Failure::new(400, "InvalidIdentityToken", format!("There is no SAML provider {provider}")));
    }
    if !is_session_name(&assertion.subject) {
        return Err(Failure::new(
            400,
            "InvalidIdentityToken",
            r"The RoleSessionName of the assertion must match [\w+=,.@-]{2,64}",
        ));
    }
    let role = federated_role(state, params, "AssumeRoleWithSAML", provider)?;
    let duration = duration(params, &role)?;
    let restrictions = Restrictions::of(params)?;
    let identity = role_session(state, &role, &assertion.subject);
    let qualifier = name_qualifier(&role.arn.account, "local");
    let expires = after(state.now(), duration);
    let expires = assertion.session_not_on_or_after.map_or(expires, |end| expires.min(end));
    let mut members = session_members(state, identity, expires, &restrictions);
    members.extend([
        Node::Text("Subject", assertion.subject),
        Node::Text("SubjectType", "persistent".to_owned()),
        Node::Text("Issuer", SAML_ISSUER.to_owned()),
        Node::Text("Audience", SAML_AUDIENCE.to_owned()),
        Node::Text("NameQualifier", qualifier),
    ]);
    Ok(members)
}

/// AssumeRoleWithWebIdentity.
pub(super) fn with_web_identity(state: &mut State, params: &Param) -> Result<Vec<Node>, Failure> {
    let text = |name| params.text_of(name).unwrap_or_default();
    let token = read_web_identity_token(&state.sealing_key, text("WebIdentityToken"), state.now())
        .map_err(|refusal| refused(refusal, "web identity token"))?;
    if params.text_of("ProviderId").is_some() {
        return Err(Failure::validation(
            "ProviderId belongs to OAuth 2.0 access tokens; the token is an OpenID Connect one",
        ));
    }
    if !state.audiences.contains(&token.audience) {
        return Err(Failure::new(
            403,
            "IDPRejectedClaim",
            format!("The audience {} is not one of the provider's", token.audience),
        ));
    }
    let provider = state.oidc_provider_arn();
    let role = federated_role(state, params, "AssumeRoleWithWebIdentity", &provider)?;
    let duration = duration(params, &role)?;
    let restrictions = Restrictions::of(params)?;
    let identity = role_session(state, &role, text("RoleSessionName"));
    let expires = after(state.now(), duration);
    let mut members = session_members(state, identity, expires, &restrictions);
    members.extend([
        Node::Text("SubjectFromWebIdentityToken", token.subject),
        Node::Text("Provider", ISSUER.to_owned()),
        Node::Text("Audience", token.audience),
    ]);
    Ok(members)
}

/// AssumeRoot.
pub(super) fn root(state: &mut State, params: &Param, caller: &Caller) -> Result<Vec<Node>, Failure> {
    let target = params.text_of("TargetPrincipal").unwrap_or_default();
    let account = member_account(target).ok_or_else(|| {
        Failure::validation(format!(
            "TargetPrincipal {target} is neither an account id of 12 digits nor the ARN of an account's root"
        ))
    })?;
    let task = params.get("TaskPolicyArn").and_then(|descriptor| descriptor.text_of("arn")).unwrap_or_default();
    let known = task.strip_prefix(ROOT_TASK_PREFIX).is_some_and(|name| ROOT_TASKS.contains(&name));
    if !known {
        return Err(Failure::validation(format!("TaskPolicyArn {task} is not one of the root-task policies")));
    }
    let duration = params.seconds_of("DurationSeconds").map_or(ROOT_DURATION, Duration::from_secs);
    let arn = format!("arn:aws:iam::{account}:root");
    let mut identity = Identity::new(Kind::MemberRoot, account, account.to_owned(), arn);
    identity.source_identity.clone_from(&caller.identity.source_identity);
    let source_identity = identity.source_identity.clone();
    let expires = after(state.now(), duration);
    let mut members = vec![state.add_session(identity, expires)];
    members.extend(source_identity.map(|text| Node::Text("SourceIdentity", text)));
    Ok(members)
}

// 123456789012 or arn:aws:iam::123456789012:root
fn member_account(target: &str) -> Option<&str> {
    let account = match target.strip_prefix("arn:aws:iam::") {
        Some(rest) => rest.strip_suffix(":root")?,
        None => target,
    };
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

fn refused(refusal: Refusal, what: &str) -> Failure {
    match refusal {
        Refusal::Expired => Failure::new(400, "ExpiredTokenException", format!("The {what} is expired")),
        Refusal::Invalid => {
            Failure::new(400, "InvalidIdentityToken", format!("The {what} is not one of the account's provider"))
        }
    }
}

fn federated_role(state: &State, params: &Param, operation: &str, provider: &str) -> Result<Role, Failure> {
    let arn = params.text_of("RoleArn").unwrap_or_default();
    state
        .role(arn)
        .filter(|role| trusts(role, &[provider.to_owned()]))
        .cloned()
        .ok_or_else(|| Failure::access_denied(format!("Not authorized to perform sts:{operation}")))
}

fn trusts(role: &Role, principals: &[String]) -> bool {
    match &role.rules.trusted_principals {
        None => true,
        Some(trusted) => trusted.iter().any(|one| one == "*" || principals.contains(one)),
    }
}

// The names under which a trust policy may mention a caller.
fn principals_of(identity: &Identity) -> Vec<String> {
    let mut principals =
        vec![identity.arn.clone(), identity.account.clone(), format!("arn:aws:iam::{}:root", identity.account)];
    principals.extend(identity.role_arn.clone());
    principals
}

fn duration(params: &Param, role: &Role) -> Result<Duration, Failure> {
    let longest = role.rules.max_session_duration;
    match params.seconds_of("DurationSeconds").map(Duration::from_secs) {
        None => Ok(HOUR.min(longest)),
        Some(asked) if asked <= longest => Ok(asked),
        Some(_) => {
            Err(Failure::validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."))
        }
    }
}

fn role_session(state: &State, role: &Role, session_name: &str) -> Identity {
    let Arn { partition, account, name, text } = &role.arn;
    let account = if account.is_empty() { &state.account } else { account };
    let mut identity = Identity::new(
        Kind::AssumedRole,
        account,
        format!("{}:{session_name}", role.id),
        format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session_name}"),
    );
    identity.role_arn = Some(text.clone());
    identity
}

fn transitive_tags(caller: &Identity, restrictions: &Restrictions) -> Result<Vec<(String, String)>, Failure> {
    let inherited = &caller.transitive_tags;
    for (key, _) in &restrictions.tags {
        if inherited.iter().any(|(other, _)| same_key(key, other)) {
            return Err(Failure::validation(format!(
                "Tag {key} is a transitive tag of the calling session and cannot be set again."
            )));
        }
    }
    let passed_on = restrictions
        .tags
        .iter()
        .filter(|(key, _)| restrictions.transitive_keys.iter().any(|transitive| same_key(key, transitive)));
    Ok(inherited.iter().chain(passed_on).cloned().collect())
}

/// The inner option is the source identity; the outer one is `None` when the request wants to change it.
fn source_identity(caller: &Identity, params: &Param) -> Option<Option<String>> {
    let asked = params.text_of("SourceIdentity");
    match &caller.source_identity {
        Some(inherited) if asked.is_some_and(|asked| asked != inherited) => None,
        Some(inherited) => Some(Some(inherited.clone())),
        None => Some(asked.map(str::to_owned)),
    }
}

fn session_members(
    state: &mut State,
    identity: Identity,
    expires: SystemTime,
    restrictions: &Restrictions,
) -> Vec<Node> {
    let assumed = Node::Group(
        "AssumedRoleUser",
        vec![Node::Text("AssumedRoleId", identity.user_id.clone()), Node::Text("Arn", identity.arn.clone())],
    );
    let mut members = vec![state.add_session(identity, expires), assumed];
    members.extend(restrictions.packed_size());
    members
}

fn is_session_name(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}
