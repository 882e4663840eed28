mod documents;
mod robustness;
mod values;

use std::time::{Duration, UNIX_EPOCH};

use super::*;

const WRONG_REFERENCE: &str = "holds a reference that is neither a character of XML nor one of lt, gt, amp, quot, apos";

const ENTRY: MapNames<'_> = MapNames { entry: Some("entry"), key: "key", value: "value" };

/// All of a document as it was read, elements as `name(..)`: a second reader that uses the interface throughout.
fn outline(document: &[u8]) -> Result<String, ReadError> {
    fn visit(mut element: Element<'_, '_>, out: &mut String) -> Result<(), ReadError> {
        out.push_str(element.name());
        out.push('(');
        while let Some(child) = element.next_child()? {
            visit(child, out)?;
        }
        out.push(')');
        Ok(())
    }
    let mut document = Document::parse(document)?;
    let mut out = String::new();
    visit(document.root()?, &mut out)?;
    document.finish()?;
    Ok(out)
}

/// The text of the root.
fn text(document: &str) -> Result<String, String> {
    read(document, |e| e.string())
}

fn read<T>(document: &str, read: impl FnOnce(Element<'_, '_>) -> Result<T, ReadError>) -> Result<T, String> {
    let mut document = Document::parse(document.as_bytes()).map_err(|error| error.to_string())?;
    let value = read(document.root().map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    document.finish().map_err(|error| error.to_string())?;
    Ok(value)
}

/// `read` applied to the element `V` in `<R><V>text</V></R>`.
fn member<T>(text: &str, of: impl FnOnce(Element<'_, '_>) -> Result<T, ReadError>) -> Result<T, String> {
    read(&format!("<R><V>{text}</V></R>"), |mut root| of(root.next_child()?.expect("there is a V")))
}

#[test]
fn errors_name_the_element() {
    let document = b"<R><Result><Credentials><Id>x</Id></Credentials></Result></R>";
    let error = |read: fn(&mut Element<'_, '_>) -> ReadError| {
        let mut document = Document::parse(document).unwrap();
        let mut root = document.root().unwrap();
        let mut result = root.next_child().unwrap().unwrap();
        let mut credentials = result.next_child().unwrap().unwrap();
        read(&mut credentials)
    };
    let missing = error(|credentials| {
        while credentials.next_child().unwrap().is_some() {}
        credentials.required::<String>("Secret", None).unwrap_err()
    });
    assert_eq!(missing.to_string(), "Result.Credentials.Secret is missing");
    assert_eq!(missing.path(), "Result.Credentials.Secret");
    let early = error(|credentials| credentials.required::<String>("Secret", None).unwrap_err());
    assert_eq!(early.path(), "Result.Credentials.Secret");
    let malformed = error(|credentials| credentials.next_child().unwrap().unwrap().integer::<i32>().unwrap_err());
    assert_eq!(malformed.to_string(), "Result.Credentials.Id is not an integer: `x`");
    assert_eq!(malformed.path(), "Result.Credentials.Id");
    assert_eq!(
        error(|credentials| credentials.error("holds no variant")).to_string(),
        "Result.Credentials holds no variant"
    );
    assert_eq!(
        error(|credentials| credentials.required("X", Some(()).filter(|()| false)).unwrap_err()).path(),
        "Result.Credentials.X"
    );
    // At the root there is nothing to name but the member.
    let mut document = Document::parse(b"<R/>").unwrap();
    assert_eq!(document.root().unwrap().required::<()>("Result", None).unwrap_err().path(), "Result");
}

#[test]
fn errors_show_little_of_a_value_and_nothing_of_a_secret() {
    let long = "z".repeat(1000);
    let error = member(&long, |e| e.boolean()).unwrap_err();
    assert_eq!(error, format!("V is neither true nor false: `{}...`", "z".repeat(40)));
    let error = member("a\u{85}b\nc", |e| e.integer::<i64>()).unwrap_err();
    assert_eq!(error, "V is not an integer: `a\u{fffd}b\u{fffd}c`");
    for secret in [
        "hunter2&hunter2;",
        "&hunter2",
        "hunter2<hunter2/>",
        "hunter2]]>",
        "hunter2<![CDATA[hunter2",
        "hunter2<!hunter2>",
    ] {
        let error = member(secret, |e| e.secret()).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
        let skipped = member(secret, |_| Ok(()));
        assert!(skipped.is_ok() || !skipped.unwrap_err().contains("hunter2"));
    }
}

#[test]
fn debug_shows_no_value() {
    let mut document = Document::parse(b"<r><Token a='hunter2'>hunter2</Token></r>").unwrap();
    let mut root = document.root().unwrap();
    assert_eq!(format!("{:?} {root:?}", root.document), "Document(38 of 41 bytes left, in [\"r\"]) Element(r)");
    assert_eq!(format!("{:?}", root.next_child().unwrap()), "Some(Element(Token))");
    assert!(!format!("{document:?}").contains("hunter2"));
}

#[test]
fn an_error_can_be_sent_between_threads() {
    fn check<T: std::error::Error + Send + Sync + 'static>() {}
    check::<ReadError>();
}

/// Documents that are valid and have some of everything.
const SEEDS: [&str; 3] = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><AResponse xmlns=\"https://example.com/doc/\"><AResult a:b='&lt;' c=\"d\"><Credentials>\
     <Token>a&#x2B;b&amp;c</Token><Expiration>2011-07-11T19:55:29.611Z</Expiration></Credentials><Size>6</Size><E/></AResult>\
     <ResponseMetadata><RequestId>c6104cbe</RequestId></ResponseMetadata></AResponse>\n",
    "<p:r xmlns:p='u'><L><member>a</member><member><![CDATA[<x>&]]></member></L><?pi x?><M><entry><key>k</key><value>1.5</value></entry></M></p:r>",
    "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>é 中 😀</Message></Error><RequestId/></ErrorResponse>",
];
