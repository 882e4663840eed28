//! A table for each function; the rows are ours, what they show is what the specification says.

use super::*;

#[test]
fn urls_have_parts() {
    let cases = [
        ("https://tools.example", "https", "tools.example", "/", "/", false),
        ("http://tools.example:80/a/b", "http", "tools.example:80", "/a/b", "/a/b/", false),
        ("https://tools.example:8443/a/", "https", "tools.example:8443", "/a/", "/a/", false),
        ("https://tools.example/%2F/../x", "https", "tools.example", "/%2F/../x", "/%2F/../x/", false),
        ("https://10.0.0.1", "https", "10.0.0.1", "/", "/", true),
        ("http://10.0.0.1:8080", "http", "10.0.0.1:8080", "/", "/", true),
        ("https://10.0.0.256", "https", "10.0.0.256", "/", "/", false),
        ("https://[fe80::1]", "https", "[fe80::1]", "/", "/", true),
        ("https://[fe80::1]:8443/x", "https", "[fe80::1]:8443", "/x", "/x/", true),
        ("https://user:password@tools.example/x", "https", "tools.example", "/x", "/x/", false),
    ];
    for (url, scheme, authority, path, normalized, is_ip) in cases {
        let parsed = parse_url(url).expect(url);
        let found = (parsed.scheme, parsed.authority, parsed.path, parsed.is_ip);
        assert_eq!(found, (scheme, authority, path, is_ip), "{url}");
        assert_eq!(parsed.normalized_path(), normalized, "{url}");
    }
    let others = [
        "",
        "tools.example",
        "tools.example:443",
        "ftp://tools.example",
        "https://",
        "https:///path",
        "https://tools.example?a=b",
        "https://tools.example/x?",
        "https://tools.example/#top",
        "https://tools example",
        "https://tools.example:port",
        "https://tools.example:65536",
        "https://tools.example:",
        "https://[tools]",
        "https://[fe80::1",
        "https://[fe80::1]8443",
    ];
    for url in others {
        assert_eq!(parse_url(url), None, "{url}");
    }
}

#[test]
fn arns_have_parts() {
    let cases = [
        ("arn:aws:sns:us-west-2:012345678910:tools", ["aws", "sns", "us-west-2", "012345678910"], &["tools"][..]),
        ("arn:aws:iam::012345678910:user/jane", ["aws", "iam", "", "012345678910"], &["user", "jane"]),
        ("arn:aws-cn:s3:::shed", ["aws-cn", "s3", "", ""], &["shed"]),
        ("arn:aws:x:r:a:one:two/three", ["aws", "x", "r", "a"], &["one", "two", "three"]),
        ("arn:aws:x:r:a:one//:two", ["aws", "x", "r", "a"], &["one", "", "", "two"]),
    ];
    for (arn, fields, resource) in cases {
        let parsed = parse_arn(arn).expect(arn);
        assert_eq!([parsed.partition, parsed.service, parsed.region, parsed.account_id], fields, "{arn}");
        assert_eq!(parsed.resource_id, resource, "{arn}");
    }
    for text in
        ["", "arn", "arn:aws:s3::", "arn:aws:s3:::", "arn::s3:::x", "arn:aws::r:a:x", "ARN:aws:s3:::x", "x:aws:s3:::x"]
    {
        assert_eq!(parse_arn(text), None, "{text}");
    }
}

#[test]
fn substrings_are_whole_or_nothing() {
    let cases = [
        ("hammer", 0, 4, false, Some("hamm")),
        ("hammer", 2, 6, false, Some("mmer")),
        ("hammer", 0, 4, true, Some("mmer")),
        ("hammer", 1, 6, true, Some("hamme")),
        ("hammer", 0, 6, true, Some("hammer")),
        ("hammer", 0, 7, false, None),
        ("hammer", 0, 7, true, None),
        ("hammer", 3, 3, false, None),
        ("hammer", 4, 3, true, None),
        ("", 0, 1, false, None),
        ("hammér", 0, 2, false, None),
    ];
    for (text, start, stop, reverse, expected) in cases {
        assert_eq!(substring(text, start, stop, reverse), expected, "{text} {start} {stop} {reverse}");
    }
}

#[test]
fn texts_are_split_up_to_a_limit() {
    let cases = [
        ("a--b--c", "--", 0, &["a", "b", "c"][..]),
        ("a--b--c", "--", 1, &["a--b--c"]),
        ("a--b--c", "--", 2, &["a", "b--c"]),
        ("a--b--c", "--", 9, &["a", "b", "c"]),
        ("", "--", 0, &[""]),
        ("----", "--", 0, &["", "", ""]),
        ("--b--", "--", 2, &["", "b--"]),
        ("abc", "x", 0, &["abc"]),
        ("abc", "", 0, &["abc"]),
    ];
    for (text, delimiter, limit, expected) in cases {
        assert_eq!(split(text, delimiter, limit), expected, "{text} {delimiter} {limit}");
    }
}

#[test]
fn elements_are_counted_from_both_ends() {
    let list = ["a", "b", "c"];
    let cases =
        [(0, Some("a")), (2, Some("c")), (3, None), (-1, Some("c")), (-3, Some("a")), (-4, None), (isize::MIN, None)];
    for (index, expected) in cases {
        assert_eq!(element(&list, index), expected, "{index}");
    }
    assert_eq!(element(&["owned".to_owned()], 0), Some("owned"));
}

#[test]
fn all_but_unreserved_characters_are_encoded() {
    let cases = [
        ("aZ09-_.~", "aZ09-_.~"),
        (" /:,?#[]", "%20%2F%3A%2C%3F%23%5B%5D"),
        ("a+b&c=d", "a%2Bb%26c%3Dd"),
        ("%2f", "%252f"),
        ("é€", "%C3%A9%E2%82%AC"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(uri_encode(text), expected, "{text}");
    }
}

#[test]
fn host_labels_follow_rfc_1123() {
    let long = "a".repeat(63);
    let longer = "a".repeat(64);
    let cases = [
        ("tools", true, true),
        ("0-9", true, true),
        ("Tools", true, true),
        (long.as_str(), true, true),
        (longer.as_str(), false, false),
        ("", false, false),
        ("-a", false, false),
        ("a-", false, false),
        ("a_b", false, false),
        ("é", false, false),
        ("a.b", false, true),
        ("a..b", false, false),
        (".a", false, false),
        ("a.", false, false),
    ];
    for (text, plain, dotted) in cases {
        assert_eq!((is_valid_host_label(text, false), is_valid_host_label(text, true)), (plain, dotted), "{text}");
    }
}

#[test]
fn buckets_can_be_hosts_if_they_are_lower_case_labels() {
    let cases = [
        ("shed", true, true),
        ("tool-shed-7", true, true),
        ("tool.shed", false, true),
        ("ab", false, false),
        ("Shed", false, false),
        ("-shed", false, false),
        ("10.0.0.1", false, false),
        ("tool.-shed", false, false),
        ("tool_shed", false, false),
    ];
    for (text, plain, dotted) in cases {
        let found = (is_virtual_hostable_s3_bucket(text, false), is_virtual_hostable_s3_bucket(text, true));
        assert_eq!(found, (plain, dotted), "{text}");
    }
    assert!(!is_virtual_hostable_s3_bucket(&"a".repeat(64), true));
}
