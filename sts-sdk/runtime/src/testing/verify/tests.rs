//! Vectors computed by other signers, then everything that must be refused.

#![expect(clippy::disallowed_methods, reason = "the vectors are files")]

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::*;

mod problems;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "AQoDYXdzEXAMPLEtoken//==";
const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";
/// 20150830T123600Z
const SIGNED_AT: u64 = 1_440_938_160;

const GLOBAL: &str = "ae746e79801deb5f6702bc507e0f82a0cf4e25bae7683c99c2e186f2899785cd";
const IRELAND: &str = "2af6e5bd8c8831dca0955f18133eb9d7b7a82ed090e565dc4f3ab02a75689265";
const GLOBAL_WITH_TOKEN: &str = "43d8bc75c1c8b2d631cb1e04caca1a27e3054001d9ad4757f147cf698c28d920";
const IRELAND_WITH_TOKEN: &str = "50a30881a943c5eddb81dd6bac30b1657afe23d4d9cfd1c4e7bf5f492a705799";

const PRESIGNED: &str = "b8a60026b8fb293184b5bdc008c9ea49cd27b73d135864209c23cb05014051a4";
const PRESIGNED_WITH_TOKEN: &str = "6b545e72d96270b7d40714666239a91c10b6b325d49a8136b480a86c0371b68c";
const EKS: &str = "5f39bbdd50af8c9e2b66a55c011578f7b1f441605ca9f9c6952b9d7a2d410fee";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn options() -> VerifyOptions {
    VerifyOptions { service: Some("sts".to_owned()), ..VerifyOptions::new(at(SIGNED_AT)) }
}

fn key(token: Option<&str>) -> StoredKey {
    StoredKey { secret: SECRET.to_owned(), session_token: token.map(str::to_owned), expires: None }
}

fn check(request: &ReceivedRequest, options: &VerifyOptions, stored: &StoredKey) -> Result<Verified, SignatureProblem> {
    verify(request, options, |id| (id == "AKIDEXAMPLE").then(|| stored.clone()))
}

fn post(host: &str, region: &str, token: Option<&str>, signature: &str) -> ReceivedRequest {
    let (name, value) = match token {
        Some(token) => (";x-amz-security-token", Some(("X-Amz-Security-Token", token))),
        None => ("", None),
    };
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/{region}/sts/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date{name}, Signature={signature}"
    );
    let headers = [
        ("Host", host),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("X-Amz-Date", "20150830T123600Z"),
        ("Authorization", &authorization),
    ];
    ReceivedRequest {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers: headers.into_iter().chain(value).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: Bytes::from_static(BODY.as_bytes()),
    }
}

fn presigned(
    region: &str,
    expires: u32,
    signed_headers: &str,
    token: Option<&str>,
    signature: &str,
) -> ReceivedRequest {
    let token = token.map_or(String::new(), |token| format!("&X-Amz-Security-Token={token}"));
    let mut headers = vec![("Host".to_owned(), format!("sts.{region}.amazonaws.com"))];
    if signed_headers.contains("k8s") {
        headers.push(("x-k8s-aws-id".to_owned(), "demo-cluster".to_owned()));
    }
    ReceivedRequest {
        method: "GET".to_owned(),
        target: format!(
            "/?{BODY}&X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F{region}%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z\
             &X-Amz-Expires={expires}&X-Amz-SignedHeaders={signed_headers}{token}&X-Amz-Signature={signature}"
        ),
        headers,
        body: Bytes::new(),
    }
}

fn plain() -> ReceivedRequest {
    post("sts.amazonaws.com", "us-east-1", None, GLOBAL)
}

fn plain_presigned() -> ReceivedRequest {
    presigned("us-east-1", 900, "host", None, PRESIGNED)
}

/// Requests that are right, with the key they were signed with.
fn vectors() -> Vec<(&'static str, ReceivedRequest, StoredKey)> {
    let ireland = "sts.eu-west-1.amazonaws.com";
    let escaped = "AQoDYXdzEXAMPLEtoken%2F%2F%3D%3D";
    let (long_term, temporary) = (key(None), key(Some(TOKEN)));
    vec![
        ("global", plain(), long_term.clone()),
        ("regional", post(ireland, "eu-west-1", None, IRELAND), long_term.clone()),
        ("global, token", post("sts.amazonaws.com", "us-east-1", Some(TOKEN), GLOBAL_WITH_TOKEN), temporary.clone()),
        ("regional, token", post(ireland, "eu-west-1", Some(TOKEN), IRELAND_WITH_TOKEN), temporary.clone()),
        ("presigned", plain_presigned(), long_term.clone()),
        ("presigned, token", presigned("us-east-1", 900, "host", Some(escaped), PRESIGNED_WITH_TOKEN), temporary),
        ("EKS", presigned("us-west-2", 60, "host%3Bx-k8s-aws-id", None, EKS), long_term),
    ]
}

#[test]
fn worked_vectors_are_accepted() {
    for (name, request, stored) in vectors() {
        let verified = check(&request, &options(), &stored).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!(verified.access_key_id, "AKIDEXAMPLE", "{name}");
        assert_eq!(verified.service, "sts", "{name}");
        assert_eq!(verified.signed_at, at(SIGNED_AT), "{name}");
        assert_eq!(verified.presigned, request.method == "GET", "{name}");
        assert!(request.header("host").unwrap().contains("amazonaws.com"), "{name}");
    }
}

#[test]
fn worked_vectors_are_refused_after_any_change() {
    for (name, request, stored) in vectors() {
        assert_every_change_is_refused(name, &request, &options(), &stored);
    }
}

/// Changes one character of method, path, query, each signed header, the body and the signature.
fn assert_every_change_is_refused(name: &str, request: &ReceivedRequest, options: &VerifyOptions, stored: &StoredKey) {
    let signed = check(request, options, stored).unwrap().signed_headers;
    let mut changed: Vec<(String, ReceivedRequest)> = Vec::new();
    let mut change = |what: String, edit: &dyn Fn(&mut ReceivedRequest)| {
        let mut other = request.clone();
        edit(&mut other);
        assert_ne!(&other, request, "{name}: {what} changes nothing");
        changed.push((what, other));
    };
    change("method".to_owned(), &|r| r.method = "PUT".to_owned());
    change("path".to_owned(), &|r| r.target.insert_str(1, "x/"));
    change("query".to_owned(), &|r| {
        let separator = if r.target.contains('?') { '&' } else { '?' };
        r.target.push_str(&format!("{separator}x=1"));
    });
    change("body".to_owned(), &|r| {
        let mut body = r.body.to_vec();
        match body.last_mut() {
            Some(last) => *last ^= 1,
            None => body.push(b'x'),
        }
        r.body = Bytes::from(body);
    });
    for (at, (header, value)) in request.headers.iter().enumerate() {
        if !value.is_empty() && signed.contains(&header.to_ascii_lowercase()) {
            change(format!("header {header}"), &|r| flip_last(&mut r.headers[at].1));
        }
        if header.eq_ignore_ascii_case("authorization") {
            change("signature".to_owned(), &|r| flip_last(&mut r.headers[at].1));
        }
    }
    if request.target.contains("X-Amz-Signature=") {
        let signature = request.target.find("X-Amz-Signature=").unwrap() + "X-Amz-Signature=".len();
        change("signature".to_owned(), &|r| {
            let old = r.target.remove(signature);
            r.target.insert(signature, flipped(old));
        });
    }
    for (what, other) in changed {
        let result = check(&other, options, stored);
        assert!(result.is_err(), "{name}: accepted with another {what}");
    }
}

fn flip_last(text: &mut String) {
    let last = text.pop().unwrap();
    text.push(flipped(last));
}

fn flipped(old: char) -> char {
    if old == '0' { '1' } else { '0' }
}

#[test]
fn nothing_hostile_panics() {
    for authorization in [
        "",
        " ",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ,,,=,==",
        "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;, Signature=é",
    ] {
        for target in ["", "?", "/?%", "/?X-Amz-Date=%ff&X-Amz-Signature", "é", "http://"] {
            let request = ReceivedRequest {
                method: String::new(),
                target: target.to_owned(),
                headers: vec![
                    ("authorization".to_owned(), authorization.to_owned()),
                    ("x-amz-date".to_owned(), "é".to_owned()),
                ],
                body: Bytes::from_static(b"\xff"),
            };
            check(&request, &options(), &key(None)).unwrap_err();
        }
    }
}

#[test]
fn debug_shows_no_secret() {
    let text = format!("{:?}", key(Some(TOKEN)));
    assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
}

/// The vectors beside the repository, signed by the C implementation.
#[test]
fn published_vectors() {
    let Some(folder) = shared("sigv4-tests") else {
        println!("skipped: no sigv4-tests beside the repository");
        return;
    };
    let mut seen = 0;
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        if !case.join("context.json").is_file() {
            continue;
        }
        let context: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(case.join("context.json")).unwrap()).unwrap();
        let stored = StoredKey {
            secret: context["credentials"]["secret_access_key"].as_str().unwrap().to_owned(),
            session_token: context["credentials"]["token"].as_str().map(str::to_owned),
            expires: None,
        };
        let options = VerifyOptions {
            service: Some("service".to_owned()),
            region: Some("us-east-1".to_owned()),
            normalize_path: context["normalize"].as_bool().unwrap(),
            ..VerifyOptions::new(at(SIGNED_AT))
        };
        for file in ["header-signed-request.txt", "query-signed-request.txt"] {
            let name = format!("{}/{file}", case.display());
            let request = parse(&fs::read_to_string(case.join(file)).unwrap());
            check(&request, &options, &stored).unwrap_or_else(|problem| panic!("{name}: {problem}"));
            assert_every_change_is_refused(&name, &request, &options, &stored);
            seen += 1;
        }
    }
    assert!(seen >= 38, "only {seen} vectors");
}

fn parse(text: &str) -> ReceivedRequest {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, rest) = lines.next().unwrap().split_once(' ').unwrap();
    ReceivedRequest {
        method: method.to_owned(),
        target: rest.strip_suffix(" HTTP/1.1").unwrap().to_owned(),
        headers: lines
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

fn shared(folder: &str) -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .skip(1)
        .map(|ancestor| ancestor.join("shared").join(folder))
        .find(|path| path.is_dir())
}
