use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use super::*;

const HEAD: &str = "Action=Op&Version=2011-06-15";
const ENTRY: MapNames<'_> = MapNames { entry: Some("entry"), key: "key", value: "value" };
const FLAT: MapNames<'_> = MapNames { entry: None, key: "K", value: "V" };

fn written(write: impl FnOnce(&mut Members<'_>)) -> String {
    let mut writer = QueryWriter::new("Op", "2011-06-15");
    write(&mut writer.members());
    let body = writer.finish();
    body.text.strip_prefix(HEAD).expect("the envelope comes first").to_owned()
}

#[test]
fn an_empty_input_is_the_envelope() {
    assert_eq!(written(|_| {}), "");
    assert_eq!(QueryWriter::new("a b", "1&2").finish().text, "Action=a%20b&Version=1%262");
}

#[test]
fn strings_are_encoded() {
    let cases = [
        ("", ""),
        ("abcXYZ019-._~", "abcXYZ019-._~"),
        (" ", "%20"),
        ("+", "%2B"),
        ("%", "%25"),
        ("a\nb\r\n", "a%0Ab%0D%0A"),
        ("/:=,@+*()", "%2F%3A%3D%2C%40%2B%2A%28%29"),
        ("!'$&;?[]", "%21%27%24%26%3B%3F%5B%5D"),
        ("é中😀", "%C3%A9%E4%B8%AD%F0%9F%98%80"),
        ("\0\u{7f}", "%00%7F"),
        ("arn:aws:iam::1:role/a", "arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa"),
        (r#"{"a": "é~*"}"#, "%7B%22a%22%3A%20%22%C3%A9~%2A%22%7D"),
    ];
    for (text, encoded) in cases {
        assert_eq!(written(|m| m.key("Foo").string(text)), format!("&Foo={encoded}"), "{text:?}");
        assert_eq!(written(|m| m.key("Foo").secret(&text.into())), format!("&Foo={encoded}"), "secret {text:?}");
    }
}

#[test]
fn scalars() {
    let time = UNIX_EPOCH + Duration::from_secs(1_422_172_800);
    type Write = fn(Value<'_>, SystemTime);
    let cases: [(&str, Write, &str); 27] = [
        ("true", |v, _| v.boolean(true), "true"),
        ("false", |v, _| v.boolean(false), "false"),
        ("byte", |v, _| v.integer(-128_i8), "-128"),
        ("integer", |v, _| v.integer(10), "10"),
        ("long", |v, _| v.integer(i64::MIN), "-9223372036854775808"),
        ("zero", |v, _| v.integer(0_u32), "0"),
        ("float", |v, _| v.float(10.8), "10.8"),
        ("whole float", |v, _| v.float(5.0), "5"),
        ("negative float", |v, _| v.float(-0.1), "-0.1"),
        ("float NaN", |v, _| v.float(f32::NAN), "NaN"),
        ("float infinity", |v, _| v.float(f32::INFINITY), "Infinity"),
        ("float minus infinity", |v, _| v.float(f32::NEG_INFINITY), "-Infinity"),
        ("double", |v, _| v.double(5.5), "5.5"),
        ("long double", |v, _| v.double(0.1 + 0.2), "0.30000000000000004"),
        ("large double", |v, _| v.double(1e21), "1000000000000000000000"),
        ("small double", |v, _| v.double(1e-7), "0.0000001"),
        ("NaN", |v, _| v.double(f64::NAN), "NaN"),
        ("infinity", |v, _| v.double(f64::INFINITY), "Infinity"),
        ("minus infinity", |v, _| v.double(f64::NEG_INFINITY), "-Infinity"),
        ("blob", |v, _| v.blob(b"value"), "dmFsdWU%3D"),
        ("blob with both symbols", |v, _| v.blob(&[0xfb, 0xff, 0xfe]), "%2B%2F%2F%2B"),
        ("empty blob", |v, _| v.blob(b""), ""),
        ("date-time", |v, t| v.timestamp(t, TimestampFormat::DateTime), "2015-01-25T08%3A00%3A00Z"),
        (
            "fraction",
            |v, t| v.timestamp(t + Duration::from_millis(120), TimestampFormat::DateTime),
            "2015-01-25T08%3A00%3A00.12Z",
        ),
        ("epoch-seconds", |v, t| v.timestamp(t, TimestampFormat::EpochSeconds), "1422172800"),
        (
            "http-date",
            |v, t| v.timestamp(t, TimestampFormat::HttpDate),
            "Sun%2C%2025%20Jan%202015%2008%3A00%3A00%20GMT",
        ),
        (
            "before 1970",
            |v, _| v.timestamp(UNIX_EPOCH - Duration::from_millis(500), TimestampFormat::EpochSeconds),
            "-0.5",
        ),
    ];
    for (name, write, value) in cases {
        assert_eq!(written(|m| write(m.key("Foo"), time)), format!("&Foo={value}"), "{name}");
    }
}

#[test]
fn keys() {
    let letters = || ["a", "b"];
    let map = || BTreeMap::from([("bar", "Bar"), ("foo", "Foo")]);
    let cases = [
        ("nested", written(|m| m.key("A").members().key("B").string("x")), "&A.B=x"),
        (
            "sibling after nested",
            written(|m| {
                m.key("A").members().key("B").string("x");
                m.key("C").string("y");
            }),
            "&A.B=x&C=y",
        ),
        (
            "recursive",
            written(|m| m.key("A").members().key("B").members().key("A").members().key("B").string("x")),
            "&A.B.A.B=x",
        ),
        (
            "list",
            written(|m| m.key("L").list(Some("member"), letters(), |v, s| v.string(s))),
            "&L.member.1=a&L.member.2=b",
        ),
        (
            "renamed list",
            written(|m| m.key("L").list(Some("item"), letters(), |v, s| v.string(s))),
            "&L.item.1=a&L.item.2=b",
        ),
        ("flattened list", written(|m| m.key("L").list(None, letters(), |v, s| v.string(s))), "&L.1=a&L.2=b"),
        ("empty list", written(|m| m.key("L").list(Some("member"), [""; 0], |v, s| v.string(s))), "&L="),
        ("empty flattened list", written(|m| m.key("L").list(None, [""; 0], |v, s| v.string(s))), "&L="),
        (
            "nested empty list",
            written(|m| m.key("A").members().key("L").list(Some("member"), [""; 0], |v, s| v.string(s))),
            "&A.L=",
        ),
        (
            "list of an empty string",
            written(|m| m.key("L").list(Some("member"), [""], |v, s| v.string(s))),
            "&L.member.1=",
        ),
        (
            "list of structures",
            written(|m| {
                m.key("L").list(Some("member"), letters(), |v, s| {
                    let mut item = v.members();
                    item.key("X").string(s);
                    item.key("Y").integer(1);
                })
            }),
            "&L.member.1.X=a&L.member.1.Y=1&L.member.2.X=b&L.member.2.Y=1",
        ),
        (
            "list of lists",
            written(|m| {
                m.key("L")
                    .list(Some("member"), [letters(), letters()], |v, l| v.list(Some("member"), l, |v, s| v.string(s)))
            }),
            "&L.member.1.member.1=a&L.member.1.member.2=b&L.member.2.member.1=a&L.member.2.member.2=b",
        ),
        (
            "map",
            written(|m| m.key("M").map(ENTRY, map(), |v, s| v.string(s))),
            "&M.entry.1.key=bar&M.entry.1.value=Bar&M.entry.2.key=foo&M.entry.2.value=Foo",
        ),
        (
            "flattened, renamed map",
            written(|m| m.key("Hi").map(FLAT, map(), |v, s| v.string(s))),
            "&Hi.1.K=bar&Hi.1.V=Bar&Hi.2.K=foo&Hi.2.V=Foo",
        ),
        ("empty map", written(|m| m.key("M").map(ENTRY, [("", ""); 0], |v, s| v.string(s))), ""),
        (
            "map keys are values",
            written(|m| m.key("M").map(ENTRY, [("a b", "c d")], |v, s| v.string(s))),
            "&M.entry.1.key=a%20b&M.entry.1.value=c%20d",
        ),
        (
            "map of lists",
            written(|m| {
                m.key("M").map(ENTRY, [("k", letters())], |v, l| v.list(Some("member"), l, |v, s| v.string(s)))
            }),
            "&M.entry.1.key=k&M.entry.1.value.member.1=a&M.entry.1.value.member.2=b",
        ),
        (
            "map of structures",
            written(|m| m.key("M").map(ENTRY, [("k", "x")], |v, s| v.members().key("F").string(s))),
            "&M.entry.1.key=k&M.entry.1.value.F=x",
        ),
        ("unusual names", written(|m| m.key("a b").members().key("é").string("x")), "&a%20b.%C3%A9=x"),
        (
            "twelve elements",
            written(|m| m.key("L").list(None, 1..=12, |v, n| v.integer(n))),
            "&L.1=1&L.2=2&L.3=3&L.4=4&L.5=5&L.6=6&L.7=7&L.8=8&L.9=9&L.10=10&L.11=11&L.12=12",
        ),
        ("value not written", written(|m| drop(m.key("A"))), ""),
    ];
    for (name, written, expected) in cases {
        assert_eq!(written, expected, "{name}");
    }
}

#[test]
fn samples_of_sts_requests() {
    let assume_role = written(|m| {
        m.key("RoleArn").string("arn:aws:iam::111122223333:role/demo");
        m.key("RoleSessionName").string("alice");
        m.key("PolicyArns").list(Some("member"), ["arn:aws:iam::aws:policy/ReadOnlyAccess"], |v, arn| {
            v.members().key("arn").string(arn)
        });
        m.key("DurationSeconds").integer(900);
        m.key("Tags").list(Some("member"), [("team", "blue one"), ("env", "")], |v, (key, value)| {
            let mut tag = v.members();
            tag.key("Key").string(key);
            tag.key("Value").string(value);
        });
        m.key("TransitiveTagKeys").list(Some("member"), [""; 0], |v, key| v.string(key));
    });
    assert_eq!(
        assume_role,
        "&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fdemo&RoleSessionName=alice\
         &PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess&DurationSeconds=900\
         &Tags.member.1.Key=team&Tags.member.1.Value=blue%20one&Tags.member.2.Key=env&Tags.member.2.Value=&TransitiveTagKeys="
    );
    let cases = [
        (written(|m| m.key("TaskPolicyArn").members().key("arn").string("x")), "&TaskPolicyArn.arn=x"),
        (
            written(|m| {
                m.key("ProvidedContexts").list(Some("member"), [("p", "c")], |v, (provider, assertion)| {
                    let mut context = v.members();
                    context.key("ProviderArn").string(provider);
                    context.key("ContextAssertion").string(assertion);
                });
            }),
            "&ProvidedContexts.member.1.ProviderArn=p&ProvidedContexts.member.1.ContextAssertion=c",
        ),
        (
            written(|m| {
                m.key("Audience").list(Some("member"), ["a", "b"], |v, audience| v.string(audience));
                m.key("SigningAlgorithm").string("RS256");
            }),
            "&Audience.member.1=a&Audience.member.2=b&SigningAlgorithm=RS256",
        ),
    ];
    for (written, expected) in cases {
        assert_eq!(written, expected);
    }
}

fn with_secrets(padding: usize) -> Body {
    let mut writer = QueryWriter::new("Op", "1");
    let mut input = writer.members();
    input.key("Before").string(&"x".repeat(padding));
    input.key("Token").secret(&"a+b é/=".into());
    input.key("Middle").string(&"%".repeat(padding));
    input.key("Codes").list(None, ["123456", ""], |v, code| v.secret(&code.into()));
    input.key("After").string(&"z".repeat(padding));
    writer.finish()
}

#[test]
fn secrets_are_found_again() {
    for padding in [0, 1, 500, 5000] {
        let body = with_secrets(padding);
        let encoded: Vec<&str> = body.secrets.iter().map(|range| body.text.get(range.clone()).unwrap()).collect();
        assert_eq!(encoded, ["a%2Bb%20%C3%A9%2F%3D", "123456", ""]);
        let values: Vec<Secret> = body.secret_values().collect();
        assert_eq!(values, ["a+b é/=", "123456", ""].map(Secret::from));
    }
}

#[test]
fn debug_shows_no_value() {
    let mut writer = QueryWriter::new("Op", "1");
    let mut input = writer.members();
    input.key("Code").secret(&"hunter2".into());
    assert_eq!(format!("{input:?}").matches("hunter2").count(), 0);
    assert_eq!(format!("{:?}", input.key("Code")).matches("hunter2").count(), 0);
    assert_eq!(format!("{writer:?}"), "QueryWriter(32 bytes, 1 secrets)");
    assert_eq!(format!("{:?}", writer.finish()), "Body(32 bytes, 1 secrets)");
}

#[test]
fn no_number_outgrows_the_room_left_for_it() {
    for number in
        [f64::MIN, f64::MIN_POSITIVE, -f64::from_bits(1), -2.225_073_858_507_201e-308, -1.797_693_134_862_315_7e308]
    {
        assert!(number.to_string().len() <= 360, "{number}");
    }
}

#[test]
fn bytes_are_the_text() {
    let text = with_secrets(10).text.clone();
    assert_eq!(with_secrets(10).into_bytes(), text.as_bytes());
    let plain = QueryWriter::new("Op", "1").finish();
    assert_eq!(plain.into_bytes(), &b"Action=Op&Version=1"[..]);
}

#[test]
fn what_is_encoded_decodes_to_itself() {
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..2000 {
        let length = random.usize(..40);
        let text: String = std::iter::repeat_with(|| random.char(..)).take(length).collect();
        let pair = written(|m| m.key("K").string(&text));
        let encoded = pair.strip_prefix("&K=").unwrap();
        assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{encoded}");
        assert_eq!(percent_decode(encoded.as_bytes()).decode_utf8().unwrap(), text);
    }
}
