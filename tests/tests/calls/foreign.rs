//! Answers of servers that imitate STS, in their own spelling: what can be read is, and what cannot
//! is said with its path.

use std::time::{Duration, SystemTime};

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::{Error, Secret};

use crate::support::{DEMO, Script, answer, credentials_element, identity};

fn script(body: &str) -> Script {
    Script::new(ScriptedHttp::new().answer(200, body.to_owned()))
}

/// What every answer to AssumeRole below says.
struct Said {
    key: &'static str,
    secret: &'static str,
    token: &'static str,
    /// Seconds since 1970.
    expires: u64,
    arn: Option<&'static str>,
    id: Option<&'static str>,
    packed: Option<i32>,
    request_id: Option<&'static str>,
}

#[tokio::test]
async fn assume_role() {
    let cases = [
        (
            "nothing but credentials",
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>K</AccessKeyId>\
             <SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>\
             <Expiration>2025-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
            Said {
                key: "K",
                secret: "S",
                token: "T",
                expires: 1_735_689_600,
                arn: None,
                id: None,
                packed: None,
                request_id: None,
            },
        ),
        (
            "MinIO: an element of its own name, an empty user, a fraction",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AssumeRoleResponse \
             xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser><Arn></Arn>\
             <AssumeRoleId></AssumeRoleId></AssumedRoleUser><Credentials><AccessKeyId>Y4RJU1RNFGK48LGO9I2S\
             </AccessKeyId><SecretAccessKey>sYLRKS1Z7hSjluf6gEbb9066hnx315wHTiACPAjg</SecretAccessKey>\
             <Expiration>2025-01-01T01:02:03.456Z</Expiration><SessionToken>eyJhbGciOiJIUzUxMiJ9.e30.x</SessionToken>\
             </Credentials></AssumeRoleResult><ResponseMetadata><RequestId>16D4B3C2A1F0E9D8</RequestId>\
             </ResponseMetadata></AssumeRoleResponse>",
            Said {
                key: "Y4RJU1RNFGK48LGO9I2S",
                secret: "sYLRKS1Z7hSjluf6gEbb9066hnx315wHTiACPAjg",
                token: "eyJhbGciOiJIUzUxMiJ9.e30.x",
                expires: 1_735_693_323,
                arn: Some(""),
                id: None,
                packed: None,
                request_id: Some("16D4B3C2A1F0E9D8"),
            },
        ),
        (
            "Ceph: other order, no metadata, elements nobody knows",
            "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts:::assumed-role/demo/one</Arn>\
             <AssumedRoleId>7d1a:one</AssumedRoleId></AssumedRoleUser><PackedPolicySize>0</PackedPolicySize>\
             <Future><Credentials><AccessKeyId>wrong</AccessKeyId></Credentials></Future><Credentials>\
             <Expiration>2025-01-01T00:00:00.000000Z</Expiration><SessionToken>T+/=</SessionToken><Extra/>\
             <SecretAccessKey>S&amp;&lt;</SecretAccessKey><AccessKeyId>K</AccessKeyId></Credentials>\
             </AssumeRoleResult></AssumeRoleResponse>",
            Said {
                key: "K",
                secret: "S&<",
                token: "T+/=",
                expires: 1_735_689_600,
                arn: Some("arn:aws:sts:::assumed-role/demo/one"),
                id: Some("7d1a:one"),
                packed: Some(0),
                request_id: None,
            },
        ),
        (
            "moto: indented, padded numbers",
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/\n2011-06-15/\">\n  <AssumeRoleResult>\n    \
             <SourceIdentity/>\n    <Credentials>\n      <SessionToken>T</SessionToken>\n      \
             <SecretAccessKey>S</SecretAccessKey>\n      <Expiration>\n2025-01-01T00:00:00Z\n</Expiration>\n      \
             <AccessKeyId>K</AccessKeyId>\n    </Credentials>\n    <AssumedRoleUser>\n      \
             <Arn>arn:aws:sts::123456789012:assumed-role/demo/one</Arn>\n      \
             <AssumedRoleId>ARO123EXAMPLE123:one</AssumedRoleId>\n    </AssumedRoleUser>\n    \
             <PackedPolicySize> 6 </PackedPolicySize>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    \
             <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>\n  </ResponseMetadata>\n\
             </AssumeRoleResponse>\n",
            Said {
                key: "K",
                secret: "S",
                token: "T",
                expires: 1_735_689_600,
                arn: Some("arn:aws:sts::123456789012:assumed-role/demo/one"),
                id: Some("ARO123EXAMPLE123:one"),
                packed: Some(6),
                request_id: Some("c6104cbe-af31-11e0-8154-cbc7ccf896c7"),
            },
        ),
        (
            "prefixes, comments, CDATA, an offset",
            "\u{feff}<!-- generated --><s:AssumeRoleResponse xmlns:s=\"urn:x\"><s:ResponseMetadata><s:RequestId>first\
             </s:RequestId></s:ResponseMetadata><s:AssumeRoleResult><s:Credentials><s:AccessKeyId>K</s:AccessKeyId>\
             <s:SecretAccessKey><![CDATA[S<>]]></s:SecretAccessKey><s:SessionToken>T<!-- -->T</s:SessionToken>\
             <s:Expiration>2025-01-01T01:00:00+01:00</s:Expiration></s:Credentials></s:AssumeRoleResult>\
             </s:AssumeRoleResponse>",
            Said {
                key: "K",
                secret: "S<>",
                token: "TT",
                expires: 1_735_689_600,
                arn: None,
                id: None,
                packed: None,
                request_id: Some("first"),
            },
        ),
    ];
    for (name, body, said) in cases {
        let answer = script(body).client().assume_role(DEMO, "one").send_full().await;
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        let (role, credentials) = (&answer.output, &answer.output.credentials);
        assert_eq!(credentials.access_key_id().trim(), said.key, "{name}");
        assert_eq!(credentials.secret_access_key().expose(), said.secret, "{name}");
        assert_eq!(credentials.session_token().map(Secret::expose), Some(said.token), "{name}");
        let expires = credentials.expiration().expect("an expiration");
        let since = expires.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        assert_eq!(since.as_secs(), said.expires, "{name}");
        assert_eq!(role.assumed_role_user.as_ref().map(|user| user.arn.as_str()), said.arn, "{name}");
        let id = role.assumed_role_user.as_ref().and_then(|user| user.assumed_role_id.as_deref());
        assert_eq!(id, said.id, "{name}");
        assert_eq!(role.packed_policy_size, said.packed, "{name}");
        assert_eq!(answer.request_id.as_deref(), said.request_id, "{name}");
    }
}

#[tokio::test]
async fn fractions_of_seconds_are_kept() {
    let members = credentials_element("S", "T").replace("01:00:00Z", "01:00:00.25Z");
    let role = script(&answer("AssumeRole", &members)).client().assume_role(DEMO, "one").send().await.expect("a role");
    let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_735_693_200_250);
    assert_eq!(role.credentials.expiration(), Some(expected));
}

#[tokio::test]
async fn request_ids_of_answers() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], "id-in-body"),
        (&[("x-amzn-requestid", "of-sts")], "of-sts"),
        (&[("X-Amz-Request-Id", "of-others")], "of-others"),
        (&[("x-amz-request-id", "of-others"), ("x-amzn-requestid", "of-sts")], "of-sts"),
        (&[("x-amzn-requestid", ""), ("x-amz-request-id", "of-others")], "of-others"),
        (&[("x-amzn-requestid", "")], "id-in-body"),
    ];
    for (headers, expected) in cases {
        let script = Script::new(ScriptedHttp::new().answer_with(200, headers, identity()));
        let answer = script.client().get_caller_identity().send_full().await.expect("an identity");
        assert_eq!(answer.request_id.as_deref(), Some(*expected), "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_with_its_path() {
    let whole = credentials_element("S", "T");
    let without = |element: &str| whole.replace(element, "");
    let cases = [
        (without("<SecretAccessKey>S</SecretAccessKey>"), "AssumeRoleResult.Credentials.SecretAccessKey is missing"),
        (without("<SessionToken>T</SessionToken>"), "AssumeRoleResult.Credentials.SessionToken is missing"),
        (without("<AccessKeyId>ASIAEXAMPLE</AccessKeyId>"), "AssumeRoleResult.Credentials.AccessKeyId is missing"),
        (
            without("<Expiration>2025-01-01T01:00:00Z</Expiration>"),
            "AssumeRoleResult.Credentials.Expiration is missing",
        ),
        (String::new(), "AssumeRoleResult.Credentials is missing"),
        ("<Credentials/>".to_owned(), "AssumeRoleResult.Credentials.AccessKeyId is missing"),
        // Names have a case.
        (
            whole.replace("SecretAccessKey", "secretAccessKey"),
            "AssumeRoleResult.Credentials.SecretAccessKey is missing",
        ),
        (
            format!("{whole}<AssumedRoleUser><AssumedRoleId>a</AssumedRoleId></AssumedRoleUser>"),
            "AssumeRoleResult.AssumedRoleUser.Arn is missing",
        ),
        (
            format!("{whole}<PackedPolicySize>much</PackedPolicySize>"),
            "AssumeRoleResult.PackedPolicySize is not an integer: `much`",
        ),
        (
            whole.replace("2025-01-01T01:00:00Z", "1735693200"),
            "AssumeRoleResult.Credentials.Expiration is not an RFC 3339 date and time: `1735693200`",
        ),
    ];
    for (members, expected) in cases {
        let headers = [("x-amzn-requestid", "id-1")];
        let http = ScriptedHttp::new().answer_with(200, &headers, answer("AssumeRole", &members));
        let script = Script::new(http);
        let error = script.client().assume_role(DEMO, "one").send().await.expect_err(expected);
        assert!(matches!(&error, Error::Unreadable(_)), "{error:?}");
        assert_eq!((error.status(), error.request_id(), error.attempts()), (Some(200), Some("id-1"), 1), "{expected}");
        assert_eq!((error.code(), error.is_retryable()), (None, false), "{expected}");
        let text = format!(
            "the answer to AssumeRole cannot be read: {expected} (HTTP 200, request id id-1, \
             https://sts.us-east-1.amazonaws.com, us-east-1, 1 attempt, RoleArn {DEMO}, RoleSessionName one)"
        );
        assert_eq!(error.to_string(), text);
        assert_eq!(script.requests().len(), 1, "a role may have been assumed: not asked for again");
    }
}

#[tokio::test]
async fn answers_of_something_else() {
    let cases = [
        (answer("GetSessionToken", ""), "the document is <GetSessionTokenResponse>, not <GetCallerIdentityResponse>"),
        ("<html><body/></html>".to_owned(), "the document is <html>, not <GetCallerIdentityResponse>"),
        (
            "<GetCallerIdentityResponse><Other/></GetCallerIdentityResponse>".to_owned(),
            "the document has no <GetCallerIdentityResult>",
        ),
    ];
    for (body, expected) in cases {
        let error = script(&body).client().get_caller_identity().send().await.expect_err(expected);
        let text = error.to_string();
        assert!(text.starts_with(&format!("the answer to GetCallerIdentity cannot be read: {expected} (")), "{text}");
    }
}
