mod canonical;

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "AQoDYXdzEXAMPLEtoken//==";
const BODY: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HOST: (&str, &str) = ("host", "example.com");

/// 2015-08-30T12:36:00Z
fn time() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_440_938_160)
}

fn context<'a>(secret: &'a Secret, region: &'a str) -> SigningContext<'a> {
    SigningContext::new("AKIDEXAMPLE", secret, region, "sts", time())
}

fn get<'a>(path: &'a str, query: &'a str, headers: &'a [(&'a str, &'a str)]) -> SignableRequest<'a> {
    SignableRequest { method: "GET", path, query, headers, payload: b"" }
}

#[test]
fn header_signing() {
    let cases = [
        (
            "sts.amazonaws.com",
            "us-east-1",
            false,
            "cf058f7dc4e62100d1c40115a89347edaae7323199de567d0a1781c9d47480a2",
            "ae746e79801deb5f6702bc507e0f82a0cf4e25bae7683c99c2e186f2899785cd",
        ),
        (
            "sts.eu-west-1.amazonaws.com",
            "eu-west-1",
            false,
            "1713a95ac99d88ded2b2162b304f1479a1d28b63458600ad59c4d46a150cc64b",
            "2af6e5bd8c8831dca0955f18133eb9d7b7a82ed090e565dc4f3ab02a75689265",
        ),
        (
            "sts.amazonaws.com",
            "us-east-1",
            true,
            "47d72196413c86a3d30ba24e3673957183564e0c421e1211be7d7f5da4714aa3",
            "43d8bc75c1c8b2d631cb1e04caca1a27e3054001d9ad4757f147cf698c28d920",
        ),
        (
            "sts.eu-west-1.amazonaws.com",
            "eu-west-1",
            true,
            "2194dbbc801e3042ff35f99ba213b252ac77cc35d00e691ed69bd2464d625aa1",
            "50a30881a943c5eddb81dd6bac30b1657afe23d4d9cfd1c4e7bf5f492a705799",
        ),
    ];
    let (secret, token) = (Secret::from(SECRET), Secret::from(TOKEN));
    let signer = Signer::new();
    for (host, region, with_token, canonical_hash, signature) in cases {
        let headers = [FORM, ("host", host)];
        let request = SignableRequest { method: "POST", path: "/", query: "", headers: &headers, payload: BODY };
        let context = SigningContext { session_token: with_token.then_some(&token), ..context(&secret, region) };
        let (token_line, token_name) = if with_token {
            (format!("x-amz-security-token:{TOKEN}\n"), ";x-amz-security-token")
        } else {
            (String::new(), "")
        };
        let names = format!("content-type;host;x-amz-date{token_name}");
        let stages = stages_headers(&request, &context);
        assert_eq!(
            stages.canonical_request,
            format!(
                "POST\n/\n\ncontent-type:application/x-www-form-urlencoded\nhost:{host}\nx-amz-date:20150830T123600Z\n\
                 {token_line}\n{names}\nab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843"
            )
        );
        assert_eq!(
            stages.string_to_sign,
            format!("AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/{region}/sts/aws4_request\n{canonical_hash}")
        );
        assert_eq!(stages.signature, signature);
        assert_eq!(stages.signed_headers, names);
        // The first of these derives the key, the second finds it.
        for _ in 0..2 {
            let signed = signer.sign_headers(&request, &context);
            assert_eq!(
                signed.authorization,
                format!(
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/{region}/sts/aws4_request, SignedHeaders={names}, Signature={signature}"
                )
            );
            assert_eq!((signed.signature(), signed.amz_date.as_str()), (signature, "20150830T123600Z"));
            assert_eq!(signed.content_sha256, None);
        }
    }
}

#[test]
fn presigned_urls() {
    let (secret, token) = (Secret::from(SECRET), Secret::from(TOKEN));
    let common = "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F";
    let cases = [
        (
            &[("host", "sts.us-east-1.amazonaws.com")][..],
            "us-east-1",
            900,
            None,
            "host",
            "5a3cd482f53090096e4f1d3b6254f632db4963169d0498b7368d028297ab9fc7",
            "us-east-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=b8a60026b8fb293184b5bdc008c9ea49cd27b73d135864209c23cb05014051a4",
        ),
        (
            &[("host", "sts.us-east-1.amazonaws.com")],
            "us-east-1",
            900,
            Some(&token),
            "host",
            "da0633c45a58978712ea70566d10faec4989f8ab1f6ae0e2a274f0e44e16cd80",
            "us-east-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Security-Token=AQoDYXdzEXAMPLEtoken%2F%2F%3D%3D\
             &X-Amz-Signature=6b545e72d96270b7d40714666239a91c10b6b325d49a8136b480a86c0371b68c",
        ),
        (
            &[("x-k8s-aws-id", "demo-cluster"), ("Host", "sts.us-west-2.amazonaws.com")],
            "us-west-2",
            60,
            None,
            "host;x-k8s-aws-id",
            "",
            "us-west-2%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id\
             &X-Amz-Signature=5f39bbdd50af8c9e2b66a55c011578f7b1f441605ca9f9c6952b9d7a2d410fee",
        ),
    ];
    for (headers, region, expires, token, signed_headers, canonical_hash, query) in cases {
        let request = get("/", "Action=GetCallerIdentity&Version=2011-06-15", headers);
        let context = SigningContext { session_token: token, ..context(&secret, region) };
        let expires = Duration::from_secs(expires);
        let stages = stages_query(&request, &context, expires).unwrap();
        assert!(stages.string_to_sign.ends_with(canonical_hash), "{region} {token:?}");
        let presigned = Signer::new().presign(&request, &context, expires).unwrap();
        assert_eq!(presigned.query.expose(), format!("{common}{query}"));
        assert_eq!((&*presigned.signed_headers, &*stages.signed_headers), (signed_headers, signed_headers));
        assert!(query.ends_with(&stages.signature));
    }
}

#[test]
fn eks_token() {
    let secret = Secret::from(SECRET);
    let headers = [("host", "sts.us-west-2.amazonaws.com"), ("x-k8s-aws-id", "demo-cluster")];
    let request = get("/", "Action=GetCallerIdentity&Version=2011-06-15", &headers);
    let presigned = Signer::new().presign(&request, &context(&secret, "us-west-2"), Duration::from_secs(60)).unwrap();
    let url = format!("https://sts.us-west-2.amazonaws.com/?{}", presigned.query.expose());
    assert_eq!(
        format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(url)),
        "k8s-aws-v1.aHR0cHM6Ly9zdHMudXMtd2VzdC0yLmFtYXpvbmF3cy5jb20vP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSZWZXJzaW9uPTIwMTEtMDYtMTUmWC1BbXotQWxnb3JpdGhtPUFXUzQtSE1BQy1TSEEyNTYmWC1BbXotQ3JlZGVudGlhbD1BS0lERVhBTVBMRSUyRjIwMTUwODMwJTJGdXMtd2VzdC0yJTJGc3RzJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAxNTA4MzBUMTIzNjAwWiZYLUFtei1FeHBpcmVzPTYwJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCUzQngtazhzLWF3cy1pZCZYLUFtei1TaWduYXR1cmU9NWYzOWJiZGQ1MGFmOGM5ZTJiNjZhNTVjMDExNTc4ZjdiMWY0NDE2MDVjYTlmOWM2OTUyYjlkN2EyZDQxMGZlZQ"
    );
}

#[test]
fn expiry_has_bounds() {
    let secret = Secret::from(SECRET);
    let request = get("/", "", &[HOST]);
    let millis = |millis| Signer::new().presign(&request, &context(&secret, "r"), Duration::from_millis(millis));
    for (expires, sent) in [(1000, "1"), (1999, "1"), (604_800_000, "604800")] {
        let query = millis(expires).unwrap().query;
        assert!(query.expose().contains(&format!("&X-Amz-Expires={sent}&")), "{expires}");
    }
    for expires in [0, 999, 604_800_001, u64::MAX] {
        assert_eq!(millis(expires).unwrap_err(), SignError::Expires(Duration::from_millis(expires)));
        assert!(stages_query(&request, &context(&secret, "r"), Duration::from_millis(expires)).is_err());
    }
    assert_eq!(
        millis(604_801_000).unwrap_err().to_string(),
        "a presigned request can be valid for 1 s to 604800 s, not for 604801s"
    );
}

#[test]
fn keys_are_those_of_the_context() {
    let secrets = [SECRET, "other", "", &"k".repeat(60), &"k".repeat(61), &"k".repeat(200)].map(Secret::from);
    let signer = Signer::new();
    let mut signatures = Vec::new();
    // Twice, so that the second round finds every key among the others.
    for _ in 0..2 {
        for secret in &secrets {
            for (region, service) in [("us-east-1", "sts"), ("us-east-1", "iam")] {
                let context = SigningContext { service, ..context(secret, region) };
                let request = get("/", "", &[HOST]);
                let signature = signer.sign_headers(&request, &context).signature().to_owned();
                assert_eq!(signature, stages_headers(&request, &context).signature);
                signatures.push(signature);
            }
        }
    }
    let mut different = signatures.clone();
    different.sort();
    different.dedup();
    assert_eq!((signatures.len(), different.len()), (24, 12));
}

#[test]
fn the_cache_keeps_the_newest_keys() {
    let secret = Secret::from(SECRET);
    let signer = Signer::new();
    let sign = |region: &str, days: u64| {
        let time = time() + Duration::from_secs(days * 86_400);
        let _ = signer.sign_headers(&get("/", "", &[HOST]), &SigningContext { time, ..context(&secret, region) });
        signer.keys.days()
    };
    assert_eq!(sign("a", 0), ["20150830"]);
    assert_eq!(sign("a", 0), ["20150830"]);
    assert_eq!(sign("b", 0), ["20150830", "20150830"]);
    assert_eq!(sign("a", 1), ["20150831"], "keys of past days are dropped");
    assert_eq!(sign("a", 0), ["20150831", "20150830"], "a clock set back does not cost newer keys");
    for region in 0..100 {
        assert!(sign(&region.to_string(), 2).len() <= 16);
    }
    assert_eq!(signer.keys.days().len(), 16);
}

#[test]
fn threads_share_a_signer() {
    let signer = Signer::new();
    std::thread::scope(|scope| {
        for region in ["us-east-1", "eu-west-1", "us-east-1", "eu-west-1"] {
            let signer = &signer;
            scope.spawn(move || {
                let secret = Secret::from(SECRET);
                let request = get("/", "", &[HOST]);
                let expected = stages_headers(&request, &context(&secret, region)).signature;
                for _ in 0..50 {
                    assert_eq!(signer.sign_headers(&request, &context(&secret, region)).signature(), expected);
                }
            });
        }
    });
    assert_eq!(signer.keys.days().len(), 2);
}

#[test]
fn a_signature_of_others_is_verified_by_their_list() {
    let secret = Secret::from(SECRET);
    let headers = [HOST, ("amz-sdk-request", "attempt=1"), ("x-amz-date", "20150830T123600Z"), ("accept", "*/*")];
    let stages =
        stages_of_signed(&get("/", "", &headers), &context(&secret, "us-east-1"), "amz-sdk-request;host;x-amz-date");
    assert!(
        stages.canonical_request.starts_with(
            "GET\n/\n\namz-sdk-request:attempt=1\nhost:example.com\nx-amz-date:20150830T123600Z\n\namz-sdk-request;host;x-amz-date\n"
        ),
        "{}",
        stages.canonical_request
    );
}

#[test]
fn debug_shows_no_secret() {
    let (secret, token) = (Secret::from(SECRET), Secret::from(TOKEN));
    let headers = [HOST, ("x-secret", TOKEN)];
    let request = SignableRequest { payload: TOKEN.as_bytes(), ..get("/", TOKEN, &headers) };
    let context = SigningContext { session_token: Some(&token), ..context(&secret, "us-east-1") };
    let signer = Signer::new();
    let signed = signer.sign_headers(&request, &context);
    let presigned = signer.presign(&request, &context, Duration::from_secs(60)).unwrap();
    let stages = stages_headers(&request, &context);
    for text in [
        format!("{request:?}"),
        format!("{context:?}"),
        format!("{signer:?}"),
        format!("{signed:?}"),
        format!("{presigned:?}"),
        format!("{stages:?}"),
    ] {
        for hidden in [SECRET, TOKEN, signed.signature(), "AQoDYXdz"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}
