//! Tokens that are refused, and tokens that are not given.

use super::refusals::{assume, check, owned};
use super::*;

#[test]
fn web_identity() {
    let bench = Bench::with(|builder| builder.audience("mine"));
    let token =
        |audience: &str, lifetime| bench.sts.web_identity_token("pod-1234", audience, Duration::from_secs(lifetime));
    let good = token("mine", 60);
    let params = |token: &str, more: &[(&'static str, &str)]| assume(&[&[("WebIdentityToken", token)], more].concat());
    let mut closed = params(&good, &[]);
    closed[0].1 = "arn:aws:iam::123456789012:role/nobody".to_owned();
    let table = vec![
        ("expired", params(&token("mine", 0), &[]), 400, "ExpiredTokenException", "expired"),
        ("no token at all", params("not.a.token", &[]), 400, "InvalidIdentityToken", "web identity token"),
        (
            "of another server",
            params(&Bench::new().sts.web_identity_token("pod-1234", "mine", Duration::from_secs(60)), &[]),
            400,
            "InvalidIdentityToken",
            "provider",
        ),
        (
            "rejected audience",
            params(&token("sts.amazonaws.com", 60), &[]),
            403,
            "IDPRejectedClaim",
            "sts.amazonaws.com",
        ),
        ("provider id", params(&good, &[("ProviderId", "graph.facebook.com")]), 400, "ValidationError", "OAuth"),
        ("policy", params(&good, &[("Policy", "[]")]), 400, "MalformedPolicyDocument", "JSON"),
        ("unknown role", closed, 403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
    ];
    check(&bench, None, "AssumeRoleWithWebIdentity", table);
}

#[test]
fn saml() {
    let bench = Bench::new();
    let (minute, provider) = (Duration::from_secs(60), bench.sts.saml_provider_arn());
    let params = |assertion: &str, provider: &str| {
        owned(&[("RoleArn", DEMO), ("PrincipalArn", provider), ("SAMLAssertion", assertion)])
    };
    let assertion = |subject: &str, lifetime| bench.sts.saml_assertion(subject, lifetime);
    let table = vec![
        ("expired", params(&assertion("bob", Duration::ZERO), &provider), 400, "ExpiredTokenException", "expired"),
        ("no assertion", params("AAAA", &provider), 400, "InvalidIdentityToken", "SAML assertion"),
        (
            "other provider",
            params(&assertion("bob", minute), "arn:aws:iam::1:saml-provider/x"),
            400,
            "InvalidIdentityToken",
            "saml-provider/x",
        ),
        (
            "bad session name",
            params(&assertion("b\u{f6}b", minute), &provider),
            400,
            "InvalidIdentityToken",
            "RoleSessionName",
        ),
    ];
    check(&bench, None, "AssumeRoleWithSAML", table);
}

#[test]
fn outbound_tokens() {
    let bench = Bench::new();
    let base: [(&str, &str); 2] = [("Audience.member.1", "a"), ("SigningAlgorithm", "RS256")];
    let session = bench.demo_session(&bench.user());
    bench.clock.advance(Duration::from_secs(3600 - 300));
    assert_eq!(bench.call(&session, "GetWebIdentityToken", &base).status, 200);
    bench.clock.advance(Duration::from_secs(1));
    bench.call(&session, "GetWebIdentityToken", &base).assert_failure(
        "longer than the session",
        403,
        "SessionDurationEscalationException",
        "longer",
    );

    let (key, value) = ("k".repeat(126), "v".repeat(256));
    let names: Vec<(String, String)> = (1..=50)
        .flat_map(|n| {
            let member = format!("Tags.member.{n}");
            [(format!("{member}.Key"), format!("{key}{n:02}")), (format!("{member}.Value"), value.clone())]
        })
        .collect();
    let params: Vec<(&str, &str)> = names.iter().map(|(name, value)| (&**name, &**value)).chain(base).collect();
    bench.call(&bench.user(), "GetWebIdentityToken", &params).assert_failure(
        "fifty long tags",
        400,
        "JWTPayloadSizeExceededException",
        "bytes",
    );

    let closed = Bench::with(|builder| builder.outbound_federation(false));
    closed.call(&closed.user(), "GetWebIdentityToken", &base).assert_failure(
        "switched off",
        403,
        "OutboundWebIdentityFederationDisabledException",
        "not enabled",
    );
}

#[test]
fn tokens_of_others() {
    let bench = Bench::new();
    let user = bench.user();
    let expired = bench.sts.trade_in_token(DEMO, Duration::ZERO);
    // Sealed here, but for another purpose.
    let message = bench.sts.encoded_message("{\"arn\":\"a\",\"exp\":9999999999}");
    let table = [
        ("expired", "GetDelegatedAccessToken", ("TradeInToken", &*expired), "ExpiredTradeInTokenException", "expired"),
        ("no token", "GetDelegatedAccessToken", ("TradeInToken", "x"), "ValidationError", "trade-in"),
        ("other purpose", "GetDelegatedAccessToken", ("TradeInToken", &*message), "ValidationError", "trade-in"),
        (
            "no message",
            "DecodeAuthorizationMessage",
            ("EncodedMessage", "x"),
            "InvalidAuthorizationMessageException",
            "message",
        ),
        (
            "other purpose",
            "DecodeAuthorizationMessage",
            ("EncodedMessage", &*expired),
            "InvalidAuthorizationMessageException",
            "message",
        ),
        ("no key", "GetAccessKeyInfo", ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE0"), "ValidationError", "access key"),
    ];
    for (name, operation, param, code, text) in table {
        bench.call(&user, operation, &[param]).assert_failure(name, 400, code, text);
    }
}
