//! Credentials that one call hands out and the next one uses, and whose they are.

use super::*;
use crate::testing::RoleRules;

#[test]
fn long_term_keys() {
    let bench = Bench::new();
    let (id, account, arn) = bench.identity(&bench.user());
    assert!(id.starts_with("AIDA") && id.len() == 20, "{id}");
    assert_eq!(account, "123456789012");
    assert_eq!(arn, "arn:aws:iam::123456789012:user/local");
    assert_eq!(arn, bench.sts.access_key().arn());

    let other = bench.sts.add_user("other");
    assert_eq!(bench.identity(&(&other).into()).2, "arn:aws:iam::123456789012:user/other");

    let (id, account, arn) = bench.identity(&bench.root());
    assert_eq!((&*id, &*account), ("123456789012", "123456789012"));
    assert_eq!(arn, "arn:aws:iam::123456789012:root");
}

#[test]
fn assume_role() {
    let bench = Bench::new();
    let answer = bench.call(
        &bench.user(),
        "AssumeRole",
        &[
            ("RoleArn", DEMO),
            ("RoleSessionName", "nightly"),
            ("DurationSeconds", "900"),
            ("SourceIdentity", "alice"),
            ("Policy", r#"{"Statement": {"Effect": "Deny"}}"#),
        ],
    );
    assert_eq!(answer.get("Expiration"), "2025-01-01T00:15:00Z");
    assert_eq!(answer.get("Arn"), "arn:aws:sts::123456789012:assumed-role/demo/nightly");
    assert_eq!(answer.get("SourceIdentity"), "alice");
    assert_eq!(answer.get("PackedPolicySize"), "1");
    let session = answer.credentials();
    assert!(session.id.starts_with("ASIA"), "{}", session.id);
    let (id, account, arn) = bench.identity(&session);
    assert_eq!(id, answer.get("AssumedRoleId"));
    assert!(id.starts_with("AROA") && id.ends_with(":nightly"), "{id}");
    assert_eq!(account, "123456789012");
    assert_eq!(arn, answer.get("Arn"));

    let plain = bench.call(&bench.user(), "AssumeRole", &[("RoleArn", DEMO), ("RoleSessionName", "plain")]);
    assert_eq!(plain.get("Expiration"), "2025-01-01T01:00:00Z");
    assert_eq!(plain.find("SourceIdentity"), None);
    assert_eq!(plain.find("PackedPolicySize"), None);
    // The role's id is the same in every session.
    assert_eq!(plain.get("AssumedRoleId").split(':').next(), id.split(':').next());
}

#[test]
fn roles_of_other_accounts_and_partitions() {
    let bench = Bench::new();
    let role = "arn:aws-cn:iam::210987654321:role/path/to/deploy";
    bench.sts.add_role(role, RoleRules::default());
    let answer = bench.call(&bench.user(), "AssumeRole", &[("RoleArn", role), ("RoleSessionName", "s1")]);
    assert_eq!(answer.get("Arn"), "arn:aws-cn:sts::210987654321:assumed-role/deploy/s1");
    assert_eq!(bench.identity(&answer.credentials()).1, "210987654321");
}

#[test]
fn credentials_expire_by_the_servers_clock() {
    let bench = Bench::new();
    let session = bench.demo_session(&bench.user());
    bench.clock.advance(Duration::from_secs(3599));
    assert_eq!(bench.call(&session, "GetCallerIdentity", &[]).status, 200);
    bench.clock.advance(Duration::from_secs(1));
    bench.call(&session, "GetCallerIdentity", &[]).assert_failure("after an hour", 403, "ExpiredToken", "expired");
    assert_eq!(bench.call(&bench.user(), "GetCallerIdentity", &[]).status, 200);
}

#[test]
fn chained_roles_carry_what_is_transitive() {
    let bench = Bench::new();
    let first = bench
        .call(
            &bench.user(),
            "AssumeRole",
            &[
                ("RoleArn", DEMO),
                ("RoleSessionName", "first"),
                ("SourceIdentity", "alice"),
                ("Tags.member.1.Key", "Project"),
                ("Tags.member.1.Value", "Unicorn"),
                ("Tags.member.2.Key", "Stage"),
                ("Tags.member.2.Value", ""),
                ("TransitiveTagKeys.member.1", "project"),
            ],
        )
        .credentials();
    let again = |params: Params<'_>| {
        let all = [&[("RoleArn", DEMO), ("RoleSessionName", "second")], params].concat();
        bench.call(&first, "AssumeRole", &all)
    };
    let second = again(&[("Tags.member.1.Key", "Stage"), ("Tags.member.1.Value", "x")]);
    assert_eq!(second.get("SourceIdentity"), "alice");
    assert_eq!(bench.identity(&second.credentials()).2, "arn:aws:sts::123456789012:assumed-role/demo/second");
    again(&[("Tags.member.1.Key", "PROJECT"), ("Tags.member.1.Value", "x")]).assert_failure(
        "inherited tag",
        400,
        "ValidationError",
        "PROJECT",
    );
    again(&[("SourceIdentity", "bob")]).assert_failure("other source identity", 403, "AccessDenied", "AssumeRole");
}

#[test]
fn web_identity() {
    let bench = Bench::new();
    let token = bench.sts.web_identity_token("pod-1234", "sts.amazonaws.com", Duration::from_secs(60));
    let answer = bench.unsigned(
        "AssumeRoleWithWebIdentity",
        &[("RoleArn", DEMO), ("RoleSessionName", "pod"), ("WebIdentityToken", &token)],
    );
    assert_eq!(answer.get("SubjectFromWebIdentityToken"), "pod-1234");
    assert_eq!(answer.get("Audience"), "sts.amazonaws.com");
    assert_eq!(answer.get("Provider"), "https://idp.local.test");
    assert_eq!(answer.get("Expiration"), "2025-01-01T01:00:00Z");
    assert_eq!(bench.identity(&answer.credentials()).2, "arn:aws:sts::123456789012:assumed-role/demo/pod");
}

#[test]
fn saml() {
    let bench = Bench::new();
    let provider = bench.sts.saml_provider_arn();
    let table = [
        (bench.sts.saml_assertion("bob@example.test", Duration::from_secs(60)), "2025-01-01T01:00:00Z"),
        (
            bench.sts.saml_assertion_for_session("bob@example.test", Duration::from_secs(60), Duration::from_secs(600)),
            "2025-01-01T00:10:00Z",
        ),
    ];
    for (assertion, expires) in table {
        let params = [("RoleArn", DEMO), ("PrincipalArn", &*provider), ("SAMLAssertion", &*assertion)];
        let answer = bench.unsigned("AssumeRoleWithSAML", &params);
        assert_eq!(answer.get("Expiration"), expires);
        assert_eq!(answer.get("Subject"), "bob@example.test");
        assert_eq!(answer.get("SubjectType"), "persistent");
        assert_eq!(answer.get("Issuer"), "https://saml.local.test");
        assert_eq!(answer.get("Audience"), "https://signin.aws.amazon.com/saml");
        assert_eq!(answer.get("NameQualifier").len(), 28);
        let (id, _, arn) = bench.identity(&answer.credentials());
        assert!(id.ends_with(":bob@example.test"), "{id}");
        assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/demo/bob@example.test");
    }
}

#[test]
fn root_of_a_member_account() {
    let bench = Bench::new();
    for target in ["210987654321", "arn:aws:iam::210987654321:root"] {
        let answer = bench.call(
            &bench.user(),
            "AssumeRoot",
            &[
                ("TargetPrincipal", target),
                ("TaskPolicyArn.arn", "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"),
            ],
        );
        assert_eq!(answer.get("Expiration"), "2025-01-01T00:15:00Z");
        let expected = ["210987654321", "210987654321", "arn:aws:iam::210987654321:root"].map(str::to_owned);
        assert_eq!(<[String; 3]>::from(bench.identity(&answer.credentials())), expected);
    }
}

#[test]
fn federated_users() {
    let bench = Bench::new();
    let answer = bench.call(&bench.user(), "GetFederationToken", &[("Name", "carol")]);
    assert_eq!(answer.get("Expiration"), "2025-01-01T12:00:00Z");
    assert_eq!(answer.get("FederatedUserId"), "123456789012:carol");
    let expected = ["123456789012:carol", "123456789012", "arn:aws:sts::123456789012:federated-user/carol"];
    assert_eq!(<[String; 3]>::from(bench.identity(&answer.credentials())), expected.map(str::to_owned));
}

#[test]
fn sessions_of_users_and_of_root() {
    let bench = Bench::new();
    for (who, expires) in [(bench.user(), "2025-01-01T12:00:00Z"), (bench.root(), "2025-01-01T01:00:00Z")] {
        let answer = bench.call(&who, "GetSessionToken", &[]);
        assert_eq!(answer.get("Expiration"), expires);
        let session = answer.credentials();
        assert_eq!(bench.identity(&session), bench.identity(&who));
    }
    let user_session = bench.call(&bench.user(), "GetSessionToken", &[]).credentials();
    bench.demo_session(&user_session);
}

#[test]
fn multi_factor_authentication() {
    let bench = Bench::new();
    let role = "arn:aws:iam::123456789012:role/guarded";
    bench.sts.add_role(role, RoleRules::default().require_mfa());
    let assume = |who: &Credentials, mfa: Params<'_>| {
        bench.call(who, "AssumeRole", &[&[("RoleArn", role), ("RoleSessionName", "s1")], mfa].concat())
    };
    let serial = bench.sts.mfa_serial();
    assume(&bench.user(), &[]).assert_failure("no code", 403, "AccessDenied", "sts:AssumeRole");

    let code = bench.sts.mfa_code();
    let params = [("SerialNumber", &*serial), ("TokenCode", &*code)];
    assume(&bench.user(), &params).credentials();
    assume(&bench.user(), &params).assert_failure("used code", 403, "AccessDenied", "invalid MFA");

    // A session that was made with a code needs no other.
    let code = bench.sts.mfa_code();
    let params = [("SerialNumber", &*serial), ("TokenCode", &*code)];
    let session = bench.call(&bench.user(), "GetSessionToken", &params).credentials();
    assume(&session, &[]).credentials();

    let code = bench.sts.mfa_code();
    bench.clock.advance(Duration::from_secs(60));
    let params = [("SerialNumber", &*serial), ("TokenCode", &*code)];
    assume(&bench.user(), &params).assert_failure("old code", 403, "AccessDenied", "invalid MFA");
}

#[test]
fn a_refused_call_does_not_use_up_the_code() {
    let bench = Bench::new();
    let (serial, code) = (bench.sts.mfa_serial(), bench.sts.mfa_code());
    let assume = |duration: &str| {
        let params = [
            ("RoleArn", DEMO),
            ("RoleSessionName", "s1"),
            ("DurationSeconds", duration),
            ("SerialNumber", &serial),
            ("TokenCode", &code),
        ];
        bench.call(&bench.user(), "AssumeRole", &params)
    };
    assume("7200").assert_failure("too long", 400, "ValidationError", "MaxSessionDuration");
    assume("900").credentials();
}

#[test]
fn delegated_access() {
    let bench = Bench::new();
    let principal = "arn:aws:sts::210987654321:assumed-role/partner/job";
    let token = bench.sts.trade_in_token(principal, Duration::from_secs(60));
    let answer = bench.call(&bench.user(), "GetDelegatedAccessToken", &[("TradeInToken", &token)]);
    assert_eq!(answer.get("AssumedPrincipal"), principal);
    let (id, account, arn) = bench.identity(&answer.credentials());
    assert!(id.starts_with("AROA") && id.ends_with(":job"), "{id}");
    assert_eq!((&*account, &*arn), ("210987654321", principal));
}

#[test]
fn what_is_told() {
    let bench = Bench::new();
    let user = bench.user();
    let message = r#"{"allowed": false, "note": "<&>"}"#;
    let encoded = bench.sts.encoded_message(message);
    let answer = bench.call(&user, "DecodeAuthorizationMessage", &[("EncodedMessage", &encoded)]);
    assert_eq!(
        answer.get("DecodedMessage"),
        "{&quot;allowed&quot;: false, &quot;note&quot;: &quot;&lt;&amp;&gt;&quot;}"
    );

    let answer = bench.call(&user, "GetAccessKeyInfo", &[("AccessKeyId", &user.id)]);
    assert_eq!(answer.get("Account"), "123456789012");
    let foreign = Bench::with(|builder| builder.account("210987654321")).user().id;
    let answer = bench.call(&user, "GetAccessKeyInfo", &[("AccessKeyId", &foreign)]);
    assert_eq!(answer.get("Account"), "210987654321");

    let params = [
        ("Audience.member.1", "https://api.example.test"),
        ("Audience.member.2", "b"),
        ("SigningAlgorithm", "ES384"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "blue"),
    ];
    let answer = bench.call(&user, "GetWebIdentityToken", &params);
    assert_eq!(answer.get("Expiration"), "2025-01-01T00:05:00Z");
    let token = answer.get("WebIdentityToken");
    let parts: Vec<String> = token
        .split('.')
        .take(2)
        .map(|part| aws_query_runtime::testing::codec::base64_url_decode(part).unwrap())
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    assert!(parts[0].contains("\"alg\":\"ES384\""), "{}", parts[0]);
    for claim in [
        "\"sub\":\"arn:aws:iam::123456789012:user/local\"",
        "\"aud\":[\"https://api.example.test\",\"b\"]",
        "\"iat\":1735689600,\"exp\":1735689900",
        "\"request_tags\":{\"team\":\"blue\"}",
    ] {
        assert!(parts[1].contains(claim), "{claim} in {}", parts[1]);
    }
}
