//! Every way in which a signed request can be wrong, with the code that says so.

use super::*;

type Edit = fn(&mut ReceivedRequest, &mut VerifyOptions, &mut StoredKey);

fn set(request: &mut ReceivedRequest, name: &str, edit: impl Fn(&str) -> String) {
    for (other, value) in &mut request.headers {
        if other.eq_ignore_ascii_case(name) {
            *value = edit(value);
        }
    }
}

fn replace(request: &mut ReceivedRequest, from: &str, to: &str) {
    assert!(request.target.contains(from) || request.headers.iter().any(|(_, value)| value.contains(from)), "{from}");
    request.target = request.target.replace(from, to);
    set(request, "authorization", |value| value.replace(from, to));
}

#[test]
fn problems_have_the_codes_of_the_service() {
    let table: Vec<(&str, ReceivedRequest, Edit, u16, &str, &str)> = vec![
        (
            "unsigned",
            plain(),
            |r, _, _| r.headers.retain(|(name, _)| name != "Authorization"),
            403,
            "MissingAuthenticationToken",
            "Authentication Token",
        ),
        (
            "no signature",
            plain(),
            |r, _, _| replace(r, "Signature=", "Sig="),
            400,
            "IncompleteSignature",
            "lacks Signature",
        ),
        (
            "no credential",
            plain(),
            |r, _, _| replace(r, "Credential=", "Cred="),
            400,
            "IncompleteSignature",
            "lacks Credential",
        ),
        (
            "no signed headers",
            plain(),
            |r, _, _| replace(r, "SignedHeaders=", "Signed="),
            400,
            "IncompleteSignature",
            "lacks SignedHeaders",
        ),
        (
            "no date",
            plain(),
            |r, _, _| r.headers.retain(|(name, _)| name != "X-Amz-Date"),
            400,
            "IncompleteSignature",
            "lacks X-Amz-Date",
        ),
        (
            "nothing but the algorithm",
            plain(),
            |r, _, _| set(r, "authorization", |_| "AWS4-HMAC-SHA256".to_owned()),
            400,
            "IncompleteSignature",
            "lacks Credential, SignedHeaders, Signature",
        ),
        (
            "bad date",
            plain(),
            |r, _, _| set(r, "x-amz-date", |_| "2015".to_owned()),
            400,
            "IncompleteSignature",
            "YYYYMMDD",
        ),
        (
            "bad credential",
            plain(),
            |r, _, _| replace(r, "/aws4_request", ""),
            400,
            "IncompleteSignature",
            "five parts",
        ),
        (
            "other algorithm",
            plain(),
            |r, _, _| replace(r, "AWS4-HMAC-SHA256", "Bearer"),
            400,
            "IncompleteSignature",
            "Bearer",
        ),
        (
            "upper case",
            plain(),
            |r, _, _| replace(r, "host;x-amz-date", "host;X-Amz-Date"),
            400,
            "IncompleteSignature",
            "lower case",
        ),
        (
            "two headers",
            plain(),
            |r, _, _| {
                let again = r.headers[3].clone();
                r.headers.push(again);
            },
            400,
            "IncompleteSignature",
            "more than one",
        ),
        ("both forms", plain(), |r, _, _| r.target = plain_presigned().target, 400, "IncompleteSignature", "both"),
        (
            "query, no date",
            plain_presigned(),
            |r, _, _| replace(r, "X-Amz-Date", "X-Date"),
            400,
            "IncompleteSignature",
            "lacks X-Amz-Date",
        ),
        (
            "query, no signature",
            plain_presigned(),
            |r, _, _| replace(r, "X-Amz-Signature", "X-Sig"),
            400,
            "IncompleteSignature",
            "lacks Signature",
        ),
        (
            "query, no algorithm",
            plain_presigned(),
            |r, _, _| replace(r, "X-Amz-Algorithm", "X-Alg"),
            400,
            "IncompleteSignature",
            "algorithm",
        ),
        (
            "query, expires",
            plain_presigned(),
            |r, _, _| replace(r, "Expires=900", "Expires=604801"),
            400,
            "IncompleteSignature",
            "X-Amz-Expires",
        ),
        (
            "query, expires words",
            plain_presigned(),
            |r, _, _| replace(r, "Expires=900", "Expires=soon"),
            400,
            "IncompleteSignature",
            "X-Amz-Expires",
        ),
        (
            "query, twice",
            plain_presigned(),
            |r, _, _| r.target.push_str("&X-Amz-Date=1"),
            400,
            "IncompleteSignature",
            "more than once",
        ),
        (
            "unknown key",
            plain(),
            |r, _, _| replace(r, "AKIDEXAMPLE", "AKIDOTHER"),
            403,
            "InvalidClientTokenId",
            "invalid",
        ),
        (
            "missing token",
            plain(),
            |_, _, k| k.session_token = Some(TOKEN.to_owned()),
            403,
            "InvalidClientTokenId",
            "invalid",
        ),
        (
            "wrong token",
            post("sts.amazonaws.com", "us-east-1", Some(TOKEN), GLOBAL_WITH_TOKEN),
            |_, _, k| k.session_token = Some("other".to_owned()),
            403,
            "InvalidClientTokenId",
            "invalid",
        ),
        (
            "token of nobody",
            post("sts.amazonaws.com", "us-east-1", Some(TOKEN), GLOBAL_WITH_TOKEN),
            |_, _, _| (),
            403,
            "InvalidClientTokenId",
            "invalid",
        ),
        ("expired", plain(), |_, _, k| k.expires = Some(at(SIGNED_AT)), 403, "ExpiredToken", "expired"),
        ("host not signed", plain(), |r, _, _| replace(r, "host;", ""), 403, "SignatureDoesNotMatch", "'host' must be"),
        (
            "x-amz- not signed",
            plain(),
            |r, _, _| r.headers.push(("X-Amz-Meta".to_owned(), "1".to_owned())),
            403,
            "SignatureDoesNotMatch",
            "'x-amz-meta' is in the request",
        ),
        (
            "signed, not there",
            plain(),
            |r, _, _| replace(r, "SignedHeaders=", "SignedHeaders=accept;"),
            403,
            "SignatureDoesNotMatch",
            "'accept' is among",
        ),
        (
            "wrong region",
            plain(),
            |_, o, _| o.region = Some("eu-west-1".to_owned()),
            403,
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region",
        ),
        (
            "wrong service",
            plain(),
            |_, o, _| o.service = Some("iam".to_owned()),
            403,
            "SignatureDoesNotMatch",
            "correct service: 'iam'",
        ),
        (
            "wrong terminator",
            plain(),
            |r, _, _| replace(r, "aws4_request", "aws5_request"),
            403,
            "SignatureDoesNotMatch",
            "terminator",
        ),
        (
            "wrong day",
            plain(),
            |r, _, _| replace(r, "20150830", "20150831"),
            403,
            "SignatureDoesNotMatch",
            "'20150831' != '20150830'",
        ),
        ("wrong secret", plain(), |_, _, k| k.secret.push('x'), 403, "SignatureDoesNotMatch", "we calculated"),
        (
            "old",
            plain(),
            |_, o, _| o.now = at(SIGNED_AT + 301),
            403,
            "SignatureDoesNotMatch",
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)",
        ),
        (
            "early",
            plain(),
            |_, o, _| o.now = at(SIGNED_AT - 301),
            403,
            "SignatureDoesNotMatch",
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)",
        ),
        (
            "query, old",
            plain_presigned(),
            |_, o, _| o.now = at(SIGNED_AT + 901),
            400,
            "RequestExpired",
            "Signature expired",
        ),
        (
            "query, early",
            plain_presigned(),
            |_, o, _| o.now = at(SIGNED_AT - 901),
            400,
            "RequestExpired",
            "not yet current",
        ),
        (
            "wrong body hash",
            plain(),
            |r, _, _| {
                r.headers.push(("x-amz-content-sha256".to_owned(), "UNSIGNED-PAYLOAD".to_owned()));
                replace(r, "host;", "host;x-amz-content-sha256;");
            },
            403,
            "SignatureDoesNotMatch",
            "hash of the body",
        ),
    ];
    for (name, mut request, edit, status, code, text) in table {
        let (mut options, mut stored) = (options(), key(None));
        edit(&mut request, &mut options, &mut stored);
        let problem = check(&request, &options, &stored).expect_err(name);
        assert_eq!((problem.status(), problem.code()), (status, code), "{name}: {problem}");
        assert!(problem.to_string().contains(text), "{name}: {problem}");
    }
}

#[test]
fn the_window_includes_its_ends() {
    for (request, skew) in [(plain(), 300), (plain_presigned(), 900)] {
        for now in [SIGNED_AT - skew, SIGNED_AT + skew] {
            let options = VerifyOptions { now: at(now), ..options() };
            check(&request, &options, &key(None)).unwrap();
        }
    }
}

#[test]
fn a_key_is_good_until_the_second_it_expires() {
    let mut stored = key(None);
    stored.expires = Some(at(SIGNED_AT + 1));
    check(&plain(), &options(), &stored).unwrap();
}
