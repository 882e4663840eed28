//! What STS refuses, with the codes and statuses of the service.

use super::*;
use crate::testing::RoleRules;

/// Parameters as a table computes them.
pub(super) type Owned = Vec<(&'static str, String)>;

pub(super) fn owned(params: &[(&'static str, &str)]) -> Owned {
    params.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

pub(super) fn assume(more: &[(&'static str, &str)]) -> Owned {
    owned(&[&[("RoleArn", DEMO), ("RoleSessionName", "s1")], more].concat())
}

pub(super) fn check(
    bench: &Bench,
    who: Option<&Credentials>,
    operation: &str,
    table: Vec<(&str, Owned, u16, &str, &str)>,
) {
    for (name, params, status, code, text) in table {
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
        let answer = match who {
            Some(who) => bench.call(who, operation, &params),
            None => bench.unsigned(operation, &params),
        };
        answer.assert_failure(name, status, code, text);
    }
}

#[test]
fn assume_role() {
    let bench = Bench::new();
    let rule = |name: &str, rules: RoleRules| {
        let arn = format!("arn:aws:iam::123456789012:role/{name}");
        bench.sts.add_role(&arn, rules);
        arn
    };
    let partner = rule("partner", RoleRules::default().external_id("partner-7"));
    let closed = rule("closed", RoleRules::default().trusted_principal("arn:aws:iam::123456789012:user/other"));
    let to = |role: &str, more: &[(&'static str, &str)]| {
        owned(&[&[("RoleArn", role), ("RoleSessionName", "s1")], more].concat())
    };
    let many_arns: Owned = (1..=11)
        .map(|n| -> (&'static str, String) {
            let names = [
                "PolicyArns.member.1.arn",
                "PolicyArns.member.2.arn",
                "PolicyArns.member.3.arn",
                "PolicyArns.member.4.arn",
                "PolicyArns.member.5.arn",
                "PolicyArns.member.6.arn",
                "PolicyArns.member.7.arn",
                "PolicyArns.member.8.arn",
                "PolicyArns.member.9.arn",
                "PolicyArns.member.10.arn",
                "PolicyArns.member.11.arn",
            ];
            (names[n - 1], format!("arn:aws:iam::aws:policy/P{n}"))
        })
        .chain(assume(&[]))
        .collect();
    let not_authorized = "User: arn:aws:iam::123456789012:user/local is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/nobody";
    let long_policy = format!(r#"{{"Statement": {{"Effect": "Allow", "Sid": "{}"}}}}"#, "x".repeat(2048));
    let serial = bench.sts.mfa_serial();
    let table = vec![
        ("unknown role", to("arn:aws:iam::123456789012:role/nobody", &[]), 403, "AccessDenied", not_authorized),
        ("no external id", to(&partner, &[]), 403, "AccessDenied", "sts:AssumeRole on resource"),
        (
            "wrong external id",
            to(&partner, &[("ExternalId", "partner-8")]),
            403,
            "AccessDenied",
            "sts:AssumeRole on resource",
        ),
        ("not trusted", to(&closed, &[]), 403, "AccessDenied", "sts:AssumeRole on resource"),
        (
            "over the role's maximum",
            assume(&[("DurationSeconds", "3601")]),
            400,
            "ValidationError",
            "MaxSessionDuration",
        ),
        ("code without serial", assume(&[("TokenCode", "123456")]), 403, "AccessDenied", "must provide both MFA"),
        ("serial without code", assume(&[("SerialNumber", &serial)]), 403, "AccessDenied", "must provide both MFA"),
        (
            "wrong code",
            assume(&[("SerialNumber", &serial), ("TokenCode", "000000")]),
            403,
            "AccessDenied",
            "invalid MFA",
        ),
        ("policy is no JSON", assume(&[("Policy", "{")]), 400, "MalformedPolicyDocument", "JSON"),
        ("policy without statement", assume(&[("Policy", "{}")]), 400, "MalformedPolicyDocument", "Statement"),
        (
            "policy without effect",
            assume(&[("Policy", r#"{"Statement": [{}]}"#)]),
            400,
            "MalformedPolicyDocument",
            "Effect",
        ),
        ("long policy", assume(&[("Policy", &long_policy)]), 400, "PackedPolicyTooLarge", "%"),
        (
            "eleven policy ARNs",
            many_arns,
            400,
            "ValidationError",
            "at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
        ),
        (
            "not a policy's ARN",
            assume(&[("PolicyArns.member.1.arn", "arn:aws:iam::aws:role/NotAPolicy")]),
            400,
            "ValidationError",
            "is not valid",
        ),
        (
            "tag twice",
            assume(&[
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", ""),
                ("Tags.member.2.Key", "A"),
                ("Tags.member.2.Value", ""),
            ]),
            400,
            "ValidationError",
            "Duplicate",
        ),
        (
            "reserved tag",
            assume(&[("Tags.member.1.Key", "AWS:x"), ("Tags.member.1.Value", "")]),
            400,
            "ValidationError",
            "reserved",
        ),
        (
            "transitive, no tag",
            assume(&[("TransitiveTagKeys.member.1", "a")]),
            400,
            "ValidationError",
            "not among the tags",
        ),
    ];
    check(&bench, Some(&bench.user()), "AssumeRole", table);
    bench
        .call(
            &bench.user(),
            "AssumeRole",
            &[("RoleArn", &partner), ("RoleSessionName", "s1"), ("ExternalId", "partner-7")],
        )
        .credentials();
    let other = (&bench.sts.add_user("other")).into();
    bench.call(&other, "AssumeRole", &[("RoleArn", &closed), ("RoleSessionName", "s1")]).credentials();
}

#[test]
fn durations_of_roles() {
    let bench = Bench::new();
    let role = "arn:aws:iam::123456789012:role/long";
    let assume = |who: &Credentials, seconds: &str| {
        let params = [("RoleArn", role), ("RoleSessionName", "s1"), ("DurationSeconds", seconds)];
        bench.call(who, "AssumeRole", &params)
    };
    bench.sts.add_role(role, RoleRules::default().max_session_duration(Duration::from_secs(43_200)));
    let session = assume(&bench.user(), "43200").credentials();
    assume(&session, "3600").credentials();
    assume(&session, "3601").assert_failure("chained", 400, "ValidationError", "role chaining");
}

#[test]
fn kinds_of_credentials() {
    let bench = Bench::new();
    let (user, root) = (bench.user(), bench.root());
    let role = bench.demo_session(&user);
    let session = bench.call(&user, "GetSessionToken", &[]).credentials();
    let root_session = bench.call(&root, "GetSessionToken", &[]).credentials();
    let federated = bench.call(&user, "GetFederationToken", &[("Name", "carol")]).credentials();
    let task = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
    let root_params = [("TargetPrincipal", "210987654321"), ("TaskPolicyArn.arn", task)];
    let member_root = bench.call(&user, "AssumeRoot", &root_params).credentials();
    let role_params = [("RoleArn", DEMO), ("RoleSessionName", "s1")];

    let session_credentials = "with session credentials";
    let table: Vec<(&str, &Credentials, &str, Params<'_>, &str)> = vec![
        ("role", &role, "GetSessionToken", &[], session_credentials),
        ("role", &role, "GetFederationToken", &[("Name", "dave")], session_credentials),
        ("session", &session, "GetSessionToken", &[], session_credentials),
        ("session", &session, "GetFederationToken", &[("Name", "dave")], session_credentials),
        ("root session", &root_session, "GetSessionToken", &[], session_credentials),
        ("federated", &federated, "GetSessionToken", &[], session_credentials),
        ("member root", &member_root, "GetFederationToken", &[("Name", "dave")], session_credentials),
        ("root", &root, "AssumeRole", &role_params, "root accounts"),
        ("root session", &root_session, "AssumeRole", &role_params, "root accounts"),
        ("root", &root, "AssumeRoot", &root_params, "not authorized to perform: sts:AssumeRoot"),
        ("federated", &federated, "AssumeRole", &role_params, "federated-user/carol is not authorized"),
        ("member root", &member_root, "AssumeRole", &role_params, "210987654321:root is not authorized"),
        ("session", &session, "GetAccessKeyInfo", &[("AccessKeyId", "AKIAAAAAAAAAAAAAAAAA")], "not authorized"),
    ];
    for (name, who, operation, params, text) in table {
        let answer = bench.call(who, operation, params);
        answer.assert_failure(&format!("{name}, {operation}"), 403, "AccessDenied", text);
    }
}

#[test]
fn assume_root() {
    let bench = Bench::new();
    let task = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";
    let params = |target: &str, task: &str| owned(&[("TargetPrincipal", target), ("TaskPolicyArn.arn", task)]);
    let target = |target: &str| params(target, task);
    let table = vec![
        ("a name", target("organization"), 400, "ValidationError", "TargetPrincipal"),
        ("13 digits", target("1234567890123"), 400, "ValidationError", "TargetPrincipal"),
        ("a user", target("arn:aws:iam::123456789012:user/x"), 400, "ValidationError", "TargetPrincipal"),
        (
            "other policy",
            params("123456789012", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            400,
            "ValidationError",
            "root-task",
        ),
        (
            "other task",
            params("123456789012", "arn:aws:iam::aws:policy/root-task/Else"),
            400,
            "ValidationError",
            "root-task",
        ),
        (
            "no task",
            owned(&[("TargetPrincipal", "123456789012")]),
            400,
            "ValidationError",
            "Value null at 'taskPolicyArn'",
        ),
    ];
    check(&bench, Some(&bench.user()), "AssumeRoot", table);
}

#[test]
fn signatures() {
    let bench = Bench::with(|builder| builder.enforce_region(signer::REGION));
    let user = bench.user();
    let session = bench.demo_session(&user);
    let with = |edit: &dyn Fn(&mut Credentials)| {
        let mut who = session.clone();
        edit(&mut who);
        who
    };
    let table = [
        ("unknown key", with(&|who| who.id = "ASIAAAAAAAAAAAAAAAAA".to_owned()), "InvalidClientTokenId"),
        ("no token", with(&|who| who.token = None), "InvalidClientTokenId"),
        ("other token", with(&|who| who.token = Some("x".to_owned())), "InvalidClientTokenId"),
        (
            "token with a long-term key",
            Credentials { token: session.token.clone(), ..user.clone() },
            "InvalidClientTokenId",
        ),
        ("wrong secret", with(&|who| who.secret.push('x')), "SignatureDoesNotMatch"),
    ];
    for (name, who, code) in table {
        bench.call(&who, "GetCallerIdentity", &[]).assert_failure(name, 403, code, "");
    }
    bench.unsigned("GetCallerIdentity", &[]).assert_failure("unsigned", 403, "MissingAuthenticationToken", "");
    let elsewhere = Bench::with(|builder| builder.enforce_region("us-east-1"));
    elsewhere.call(&elsewhere.user(), "GetCallerIdentity", &[]).assert_failure(
        "region",
        403,
        "SignatureDoesNotMatch",
        "Credential should be scoped to a valid region",
    );
    let body = signer::form("GetCallerIdentity", &[]);
    let late = signer::post(&user, bench.clock.now() - Duration::from_secs(301), &body);
    Answer::from(bench.sts.handle(&late)).assert_failure(
        "late",
        403,
        "SignatureDoesNotMatch",
        "Signature expired: 20241231T235459Z",
    );
}
