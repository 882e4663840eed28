use super::*;

/// One part of the canonical request: 1 path, 2 query.
fn part(request: &SignableRequest<'_>, normalize_path: bool, number: usize) -> String {
    let secret = Secret::from(SECRET);
    let context = SigningContext { normalize_path, ..context(&secret, "us-east-1") };
    stages_headers(request, &context).canonical_request.lines().nth(number).unwrap().to_owned()
}

#[test]
fn paths() {
    let cases = [
        ("", "/", "/"),
        ("/", "/", "/"),
        ("//", "/", "//"),
        ("/./", "/", "/./"),
        ("/custom/", "/custom/", "/custom/"),
        ("/custom", "/custom", "/custom"),
        ("//a//b//", "/a/b/", "//a//b//"),
        ("/a/../b", "/b", "/a/../b"),
        ("/a/b/../..", "/", "/a/b/../.."),
        ("/../../a", "/a", "/../../a"),
        ("/a/./b/.", "/a/b", "/a/./b/."),
        ("/a%20b", "/a%2520b", "/a%2520b"),
        ("/a b", "/a%20b", "/a%20b"),
        ("/ü~-._", "/%C3%BC~-._", "/%C3%BC~-._"),
        ("/..a/.b.", "/..a/.b.", "/..a/.b."),
        ("/a:b+c", "/a%3Ab%2Bc", "/a%3Ab%2Bc"),
    ];
    for (path, normalized, kept) in cases {
        let request = get(path, "", &[HOST]);
        assert_eq!(part(&request, true, 1), normalized, "{path:?} normalized");
        assert_eq!(part(&request, false, 1), kept, "{path:?} kept");
    }
}

#[test]
fn queries() {
    let cases = [
        ("", ""),
        ("a=b", "a=b"),
        ("a", "a="),
        ("a=", "a="),
        ("b=1&a=2", "a=2&b=1"),
        ("a=2&a=1", "a=1&a=2"),
        ("a=1&A=1&_=1", "A=1&_=1&a=1"),
        ("a1=x&a=y", "a=y&a1=x"),
        ("&&a=1&", "a=1"),
        ("a=b=c", "a=b%3Dc"),
        ("ሴ=bar", "%E1%88%B4=bar"),
        ("a=%7e%2f", "a=~%2F"),
        ("a=x+y%20z", "a=x%20y%20z"),
        ("a=%zz%", "a=%25zz%25"),
        ("a=%ff", "a=%FF"),
        // By encoded text: `%` comes before `-`, `/` itself would come after it.
        ("a-=1&a/=2", "a%2F=2&a-=1"),
    ];
    for (query, canonical) in cases {
        assert_eq!(part(&get("/", query, &[HOST]), true, 2), canonical, "{query:?}");
    }
}

#[test]
fn headers() {
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(Headers, &str, &str); 8] = [
        (&[("Host", "h")], "host:h\nx-amz-date:20150830T123600Z\n", "host;x-amz-date"),
        (
            &[("host", " \th\t "), ("a", " b   c \t d ")],
            "a:b c d\nhost:h\nx-amz-date:20150830T123600Z\n",
            "a;host;x-amz-date",
        ),
        (
            &[("My-Header1", "4"), ("host", "h"), ("my-header1", "1"), ("MY-HEADER1", "")],
            "host:h\nmy-header1:4,1,\nx-amz-date:20150830T123600Z\n",
            "host;my-header1;x-amz-date",
        ),
        (&[("host", "h"), ("empty", "")], "empty:\nhost:h\nx-amz-date:20150830T123600Z\n", "empty;host;x-amz-date"),
        (
            &[("host", "h"), ("content-length", "13")],
            "content-length:13\nhost:h\nx-amz-date:20150830T123600Z\n",
            "content-length;host;x-amz-date",
        ),
        // Left from an earlier attempt.
        (
            &[
                ("host", "h"),
                ("X-Amz-Date", "19700101T000000Z"),
                ("x-amz-security-token", "old"),
                ("Authorization", "old"),
            ],
            "host:h\nx-amz-date:20150830T123600Z\n",
            "host;x-amz-date",
        ),
        (
            &[("host", "h"), ("x-amz-content-sha256", "given")],
            "host:h\nx-amz-content-sha256:given\nx-amz-date:20150830T123600Z\n",
            "host;x-amz-content-sha256;x-amz-date",
        ),
        (
            &[("host", "h"), ("x-amz-e", "1"), ("x-amz-d", "2")],
            "host:h\nx-amz-d:2\nx-amz-date:20150830T123600Z\nx-amz-e:1\n",
            "host;x-amz-d;x-amz-date;x-amz-e",
        ),
    ];
    let secret = Secret::from(SECRET);
    for (headers, lines, names) in cases {
        let stages = stages_headers(&get("/", "", headers), &context(&secret, "us-east-1"));
        let empty = hex(&Sha256::digest(b""));
        assert_eq!(stages.canonical_request, format!("GET\n/\n\n{lines}\n{names}\n{}", empty.as_str()), "{headers:?}");
        assert_eq!(stages.signed_headers, names, "{headers:?}");
    }
}

#[test]
fn some_headers_are_never_signed() {
    let secret = Secret::from(SECRET);
    let plain = stages_headers(&get("/", "", &[HOST]), &context(&secret, "us-east-1"));
    for name in UNSIGNED_HEADERS {
        for name in [name.to_owned(), name.to_ascii_uppercase()] {
            let headers = [HOST, (&*name, "x")];
            let stages = stages_headers(&get("/", "", &headers), &context(&secret, "us-east-1"));
            assert_eq!(stages.canonical_request, plain.canonical_request, "{name}");
        }
    }
}

#[test]
fn the_payload_header_is_signed_where_asked_for() {
    let secret = Secret::from(SECRET);
    let headers = [HOST, ("x-amz-content-sha256", "old")];
    let request = SignableRequest { payload: BODY, ..get("/", "", &headers) };
    let context = SigningContext { payload_header: true, ..context(&secret, "us-east-1") };
    let signed = Signer::new().sign_headers(&request, &context);
    let hash = "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843";
    assert_eq!(signed.content_sha256.as_deref(), Some(hash));
    assert!(signed.authorization.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"));
    assert!(stages_headers(&request, &context).canonical_request.contains(&format!("\nx-amz-content-sha256:{hash}\n")));
}
