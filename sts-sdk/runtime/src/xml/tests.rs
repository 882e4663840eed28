use std::time::{Duration, UNIX_EPOCH};

use super::*;

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
fn well_formed_documents() {
    let cases: [(&[u8], &str); 20] = [
        (b"<a/>", "a()"),
        (b"<a></a>", "a()"),
        (b"<a ></a\n>", "a()"),
        (b"<a><b/><c>x</c></a>", "a(b()c())"),
        (b"<p:a xmlns:p='u'><p:b/></p:a>", "a(b())"),
        (b"<a xmlns='u' b='1' c=\"2\"/>", "a()"),
        (b"\xef\xbb\xbf<a/>", "a()"),
        (b"<?xml version=\"1.0\"?><a/>", "a()"),
        (b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a/>", "a()"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>", "a()"),
        (b"<!-- c --><?pi x?><a/><!-- c --><?pi?>\n ", "a()"),
        (b"\n <a/>\n", "a()"),
        (b"<a><!-- <b> --><?pi <b>?><b/></a>", "a(b())"),
        (b"<a><![CDATA[<b>&x;]]></a>", "a()"),
        (b"<a>text<b/>text</a>", "a(b())"),
        (b"<a>&lt;&#65;</a>", "a()"),
        (b"<a>></a>", "a()"),
        (b"<a b='>&amp;\"'/>", "a()"),
        ("<é><名/></é>".as_bytes(), "é(名())"),
        (b"<a><a><a/></a><a/></a>", "a(a(a())a())"),
    ];
    for (document, expected) in cases {
        let name = String::from_utf8_lossy(document);
        assert_eq!(outline(document).map_err(|error| error.to_string()).as_deref(), Ok(expected), "{name}");
    }
}

const WRONG_REFERENCE: &str = "holds a reference that is neither a character of XML nor one of lt, gt, amp, quot, apos";

#[test]
fn documents_refused() {
    let cases: [(&[u8], &str); 50] = [
        (b"", "the document has no root element"),
        (b"  \n", "the document has no root element"),
        (b"<?xml version='1.0'?>", "the document has no root element"),
        (b"<!-- only -->", "the document has no root element"),
        (b"text", "the document is not well-formed at line 1, column 1"),
        (b"\n text<a/>", "the document is not well-formed at line 2, column 2"),
        (b"\xff\xfe<\0a\0/\0>\0", "the document is not UTF-8 from byte 0 on"),
        (b"<a>\xe9</a>", "the document is not UTF-8 from byte 3 on"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "the document declares an encoding other than UTF-8"),
        (b" <?xml version='1.0'?><a/>", "the document is not well-formed at line 1, column 2"),
        (b"\xef\xbb\xbf\xef\xbb\xbf<a/>", "the document is not well-formed at line 1, column 2"),
        (b"<a>\0</a>", "the document holds a character that XML does not allow"),
        (b"<a b='\x01'/>", "the document holds a character that XML does not allow"),
        ("<a>\u{ffff}</a>".as_bytes(), "the document holds a character that XML does not allow"),
        (b"<!DOCTYPE a><a/>", "the document has a DTD"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "the document has a DTD"),
        (b"<!DOCTYPE a SYSTEM 'http://example.com/dtd'><a/>", "the document has a DTD"),
        (b"<a><!DOCTYPE a></a>", "the document is not well-formed at line 1, column 4"),
        (b"<a/><b/>", "the document goes on after its root element"),
        (b"<a></a><a/>", "the document goes on after its root element"),
        (b"<a/>text", "the document goes on after its root element"),
        (b"<a/>&amp;", "the document goes on after its root element"),
        (b"<a/><![CDATA[]]>", "the document goes on after its root element"),
        (b"<a/></a>", "the document goes on after its root element"),
        (b"<a/><", "the document is not well-formed at line 1, column 5"),
        (b"</a>", "the document is not well-formed at line 1, column 1"),
        (b"<a>", "the document ends before its end tag"),
        (b"<a>text", "the document ends before its end tag"),
        (b"<a><b></b>", "the document ends before its end tag"),
        (b"<a><b>", "b ends before its end tag"),
        (b"<a", "the document ends inside a tag"),
        (b"<a b", "the document is not well-formed at line 1, column 3"),
        (b"<a b='c'", "the document ends inside a tag"),
        (b"<a></a", "the document is not well-formed at line 1, column 4"),
        (b"<a></b>", "the document is closed by `</b>`"),
        (b"<a><b><c></b></c></a>", "b.c is closed by `</b>`"),
        (b"<p:a></a>", "the document is closed by `</a>`"),
        (b"<p:a></q:a>", "the document is closed by `</q:a>`"),
        (b"<a></ab>", "the document is closed by `</ab>`"),
        (b"<a></a b='c'>", "the document is not well-formed at line 1, column 4"),
        (b"<a b='1' b='2'/>", "the document holds an element with two attributes `b`"),
        (b"<a><c p:b='1' p:b=''/></a>", "the document holds an element with two attributes `p:b`"),
        (b"<a b=c/>", "the document is not well-formed at line 1, column 3"),
        (b"<a b='<'/>", "the document is not well-formed at line 1, column 3"),
        (b"<a b='&x;'/>", "the document holds a reference that is neither a character of XML nor one of lt, gt, amp, quot, apos"),
        (b"<a>]]></a>", "the document holds `]]>` outside a CDATA section"),
        (b"<a><!-- a -- b --></a>", "the document is not well-formed at line 1, column 4"),
        (b"<a><![CDATA[x]]</a>", "the document is not well-formed at line 1, column 4"),
        (b"<a><?xml version='1.0'?></a>", "the document is not well-formed at line 1, column 4"),
        (b"<a><?XML x?></a>", "the document is not well-formed"),
    ];
    for (document, problem) in cases {
        let name = String::from_utf8_lossy(document);
        let problem = Err(problem.to_owned());
        assert_eq!(outline(document).map_err(|error| error.to_string()), problem, "{name}");
        // Nothing changes when nobody asks for the elements.
        let skipped = Document::parse(document).and_then(Document::finish);
        assert_eq!(skipped.map(|()| String::new()).map_err(|error| error.to_string()), problem, "{name}, skipped");
    }
}

#[test]
fn limits() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(outline(nested(MAX_DEPTH).as_bytes()).is_ok());
    let error = outline(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err();
    assert!(error.to_string().ends_with(".a is nested more than 128 deep"), "{error}");
    assert!(error.to_string().len() < 600, "{error}");

    let attributes = |count: usize| (0..count).map(|number| format!(" a{number}=''")).collect::<String>();
    assert!(outline(format!("<a{}/>", attributes(MAX_ATTRIBUTES)).as_bytes()).is_ok());
    let error = outline(format!("<a{}/>", attributes(MAX_ATTRIBUTES + 1)).as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "the document holds an element of more than 128 attributes");

    let mut document = b"<a></a>".to_vec();
    document.resize(MAX_BYTES, b' ');
    assert!(outline(&document).is_ok());
    document.push(b' ');
    assert_eq!(outline(&document).unwrap_err().to_string(), "the document is longer than 16777216 bytes");

    let names = "n".repeat(1000);
    let error = outline(format!("<r><{names}><{names}><x></y>").as_bytes()).unwrap_err().to_string();
    assert!(error.len() < 200 && error.ends_with("....x is closed by `</y>`"), "{error}");
}

#[test]
fn texts() {
    let cases = [
        ("<s/>", ""),
        ("<s></s>", ""),
        ("<s> a\r\n\tb </s>", " a\r\n\tb "),
        ("<s>a&#x2B;b&amp;c</s>", "a+b&c"),
        ("<s>&lt;&gt;&amp;&quot;&apos;</s>", "<>&\"'"),
        ("<s>&#65;&#x42;&#x1F600;&#x63;&#9;</s>", "AB😀c\t"),
        ("<s>&amp;lt;</s>", "&lt;"),
        ("<s><![CDATA[a<b>&amp;]]></s>", "a<b>&amp;"),
        ("<s>a<![CDATA[b]]>c<!-- d -->e<?f g?>h</s>", "abceh"),
        ("<s><!-- a --></s>", ""),
        ("<s><![CDATA[]]></s>", ""),
        ("<s>&#x20;a&#32;</s>", " a "),
        ("<s>é中😀</s>", "é中😀"),
        ("<s>a > b ]] ></s>", "a > b ]] >"),
    ];
    for (document, expected) in cases {
        assert_eq!(text(document).as_deref(), Ok(expected), "{document}");
        let secret = read(document, |e| e.secret());
        assert_eq!(secret, Ok(Secret::from(expected)), "{document}");
    }
    let borrowed = read("<s>plain</s>", |root| Ok(matches!(root.text()?, Cow::Borrowed("plain"))));
    assert_eq!(borrowed, Ok(true));
}

#[test]
fn references_refused() {
    let dangling = "holds `&` where no reference follows";
    let cases = [
        ("&nbsp;", WRONG_REFERENCE),
        ("&LT;", WRONG_REFERENCE),
        ("&;", WRONG_REFERENCE),
        ("&#;", WRONG_REFERENCE),
        ("&#x;", WRONG_REFERENCE),
        ("&#X41;", WRONG_REFERENCE),
        ("&#0;", WRONG_REFERENCE),
        ("&#8;", WRONG_REFERENCE),
        ("&#xB;", WRONG_REFERENCE),
        ("&#xD800;", WRONG_REFERENCE),
        ("&#xFFFE;", WRONG_REFERENCE),
        ("&#x110000;", WRONG_REFERENCE),
        ("&#99999999999;", WRONG_REFERENCE),
        ("&#+65;", WRONG_REFERENCE),
        ("&#-65;", WRONG_REFERENCE),
        ("&# 65;", WRONG_REFERENCE),
        ("&#4a;", WRONG_REFERENCE),
        ("a & b", dangling),
        ("a&", dangling),
        ("&amp;&lt", dangling),
    ];
    for (reference, problem) in cases {
        let problem = format!("V {problem}");
        assert_eq!(member(reference, |e| e.string()), Err(problem.clone()), "{reference}");
        assert_eq!(member(reference, |_| Ok(())), Err(problem), "{reference}, skipped");
        assert!(text(&format!("<s a='{reference}'/>")).is_err(), "{reference} in an attribute");
    }
}

#[test]
fn an_element_is_not_a_text() {
    for inside in ["<x/>", "a<x>b</x>", "<x><y/></x>a"] {
        assert_eq!(member(inside, |e| e.string()), Err("V holds an element where text was expected".to_owned()));
    }
}

#[test]
fn attributes() {
    let found = read("<a x='1' xsi:type='t&amp;u' type=\"n\" e=''/>", |root| {
        let value = |name| root.attribute(name).map(Cow::into_owned);
        Ok(["x", "xsi:type", "type", "e", "X", "xsi", ""].map(value))
    });
    let expected = [Some("1"), Some("t&u"), Some("n"), Some(""), None, None, None];
    assert_eq!(found, Ok(expected.map(|value| value.map(str::to_owned))));

    let kept = read("<a x='1'><b x='2'><c x='3' y='4'/></b><d/></a>", |mut root| {
        let mut seen = Vec::new();
        while let Some(mut child) = root.next_child()? {
            while let Some(inner) = child.next_child()? {
                seen.push((inner.name(), inner.attribute("x").map(Cow::into_owned)));
            }
            seen.push((child.name(), child.attribute("x").map(Cow::into_owned)));
        }
        seen.push((root.name(), root.attribute("x").map(Cow::into_owned)));
        assert_eq!(root.attribute("y"), None);
        Ok(seen.into_iter().map(|(name, value)| format!("{name}={}", value.unwrap_or_default())).collect::<Vec<_>>().join(" "))
    });
    assert_eq!(kept.as_deref(), Ok("c=3 b=2 d= a=1"));
}

#[test]
fn children_are_skipped_where_they_are_not_read() {
    let names = read("<r><a><x><y>t</y></x></a><b/><c>t<z/></c><d>t</d></r>", |mut root| {
        let mut names = Vec::new();
        while let Some(mut child) = root.next_child()? {
            names.push(child.name().to_owned());
            match child.name() {
                // Read in part, not at all, as far as its own end.
                "a" => assert_eq!(child.next_child()?.map(|x| x.name()), Some("x")),
                "c" => while child.next_child()?.is_some() {},
                _ => {}
            }
        }
        assert!(root.next_child()?.is_none(), "and again");
        Ok(names.concat())
    });
    assert_eq!(names.as_deref(), Ok("abcd"));
}

#[test]
fn a_root_is_read_once() {
    let mut document = Document::parse(b"<a><b/></a>").unwrap();
    assert_eq!(document.root().unwrap().name(), "a");
    assert!(document.root().is_err());
    assert!(document.finish().is_ok());
}

#[test]
fn booleans_and_integers() {
    for (text, expected) in [("true", true), ("false", false), (" \n true\t", true)] {
        assert_eq!(member(text, |e| e.boolean()), Ok(expected), "{text:?}");
    }
    for text in ["", "True", "TRUE", "1", "0", "yes", "true false"] {
        assert_eq!(member(text, |e| e.boolean()), Err(format!("V is neither true nor false: `{text}`")));
    }
    assert_eq!(member("6", |e| e.integer()), Ok(6_i32));
    assert_eq!(member("\n -128 ", |e| e.integer()), Ok(-128_i8));
    assert_eq!(member("0032767", |e| e.integer()), Ok(i16::MAX));
    assert_eq!(member("-9223372036854775808", |e| e.integer()), Ok(i64::MIN));
    for text in ["", "-", "+1", "1.0", "1e3", "0x1", "1 2", "٣", "NaN"] {
        assert_eq!(member(text, |e| e.integer::<i64>()), Err(format!("V is not an integer: `{text}`")));
    }
    fn out_of_range<T>(text: &str) -> Result<T, String> {
        Err(format!("V is an integer out of range: `{text}`"))
    }
    assert_eq!(member("128", |e| e.integer::<i8>()), out_of_range("128"));
    assert_eq!(member("-32769", |e| e.integer::<i16>()), out_of_range("-32769"));
    assert_eq!(member("2147483648", |e| e.integer::<i32>()), out_of_range("2147483648"));
    assert_eq!(member("9223372036854775808", |e| e.integer::<i64>()), out_of_range("9223372036854775808"));
}

#[test]
fn floats() {
    let cases = [
        ("5.5", 5.5),
        (" -0.25\n", -0.25),
        ("10", 10.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("Infinity", f64::INFINITY),
        ("-Infinity", f64::NEG_INFINITY),
    ];
    for (text, expected) in cases {
        assert_eq!(member(text, |e| e.double()), Ok(expected), "{text}");
        #[expect(clippy::cast_possible_truncation, reason = "the nearest float is what is expected")]
        let expected = expected as f32;
        assert_eq!(member(text, |e| e.float()), Ok(expected), "{text}");
    }
    assert!(member("NaN", |e| e.double()).unwrap().is_nan());
    assert!(member("NaN", |e| e.float()).unwrap().is_nan());
    for text in ["", "inf", "nan", "infinity", "+Infinity", "INF", "-inf", "1,5", "0x1p3", ".", "e", "1 2"] {
        let problem = format!("V is not a number: `{text}`");
        assert_eq!(member(text, |e| e.double()).map(|_| ()), Err(problem.clone()));
        assert_eq!(member(text, |e| e.float()).map(|_| ()), Err(problem));
    }
    assert_eq!(member("1e400", |e| e.double()), Err("V is a number out of range: `1e400`".to_owned()));
    assert_eq!(member("1e39", |e| e.float()), Err("V is a number out of range: `1e39`".to_owned()));
}

#[test]
fn blobs() {
    let cases = [("", &b""[..]), ("dmFsdWU=", b"value"), ("\n dmFs\r\n\tdWU=\n", b"value"), ("+//+", &[0xfb, 0xff, 0xfe])];
    for (text, expected) in cases {
        assert_eq!(member(text, |e| e.blob()).as_deref(), Ok(expected), "{text:?}");
    }
    for text in ["dmFsdWU", "dmFs*WU=", "-__-", "dmFsdWV="] {
        let error = member(text, |e| e.blob()).unwrap_err();
        assert!(error.starts_with("V is not base64: ") && !error.contains(text), "{error}");
    }
}

#[test]
fn timestamps() {
    let millis = |millis| Ok(UNIX_EPOCH + Duration::from_millis(millis));
    let cases = [
        ("2011-07-11T19:55:29.611Z", TimestampFormat::DateTime, 1_310_414_129_611),
        ("\n2015-01-01T00:00:00+00:00 ", TimestampFormat::DateTime, 1_420_070_400_000),
        ("1422172800.5", TimestampFormat::EpochSeconds, 1_422_172_800_500),
        ("Tue, 29 Apr 2014 18:30:38 GMT", TimestampFormat::HttpDate, 1_398_796_238_000),
    ];
    for (text, format, expected) in cases {
        assert_eq!(member(text, |e| e.timestamp(format)), millis(expected), "{text}");
    }
    assert_eq!(
        member("tomorrow", |e| e.timestamp(TimestampFormat::DateTime)),
        Err("V is not an RFC 3339 date and time: `tomorrow`".to_owned())
    );
}

const ENTRY: MapNames<'_> = MapNames { entry: Some("entry"), key: "key", value: "value" };
const FLAT: MapNames<'_> = MapNames { entry: None, key: "K", value: "V" };

#[test]
fn lists() {
    let cases = [
        ("<L/>", "member", ""),
        ("<L></L>", "member", ""),
        ("<L>\n </L>", "member", ""),
        ("<L><member>a</member> <member/><member>b</member></L>", "member", "a||b"),
        ("<L><item>a</item><member>b</member></L>", "item", "a"),
        ("<L xmlns:p='u'><p:member>a</p:member></L>", "member", "a"),
    ];
    for (document, name, expected) in cases {
        let items = read(document, |root| root.list(name, |e| e.string()));
        assert_eq!(items.map(|items| items.join("|")).as_deref(), Ok(expected), "{document}");
    }
    let nested = read("<L><member><member>1</member><member>2</member></member><member/></L>", |root| {
        root.list("member", |inner| inner.list("member", |e| e.integer::<i32>()))
    });
    assert_eq!(nested, Ok(vec![vec![1, 2], vec![]]));
    let error = read("<R><L><member><N>x</N></member></L></R>", |mut root| {
        root.next_child()?.unwrap().list("member", |mut item| item.next_child()?.unwrap().integer::<i32>())
    });
    assert_eq!(error, Err("L.member.N is not an integer: `x`".to_owned()));
}

#[test]
fn maps() {
    let cases = [
        ("<M/>", ENTRY, ""),
        ("<M> </M>", ENTRY, ""),
        ("<M><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></M>", ENTRY, "a=1,b=2"),
        ("<M><entry><value>1</value><x/><key>a</key></entry><other/></M>", ENTRY, "a=1"),
        ("<M><entry><key>a</key><value>1</value></entry><entry><key>a</key><value>2</value></entry></M>", ENTRY, "a=2"),
        ("<M><entry><key/><value>1</value></entry></M>", ENTRY, "=1"),
        ("<M><entry><K>a</K><V>1</V></entry></M>", MapNames { entry: Some("entry"), ..FLAT }, "a=1"),
        ("<M><entry><K>a</K><V>1</V></entry></M>", FLAT, "a=1"),
    ];
    for (document, names, expected) in cases {
        let map: BTreeMap<String, i32> = read(document, |root| root.map(names, |e| e.integer())).unwrap();
        let pairs: Vec<String> = map.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(pairs.join(","), expected, "{document}");
    }
    let flattened = read("<R><M><K>a</K><V>1</V></M><M><V>2</V><K>b</K></M></R>", |mut root| {
        let mut map = BTreeMap::<String, i32>::new();
        while let Some(child) = root.next_child()? {
            map.extend([child.entry(FLAT, |e| e.integer())?]);
        }
        Ok(map)
    });
    assert_eq!(flattened, Ok(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
    for (document, problem) in [
        ("<R><M><entry><value>1</value></entry></M></R>", "M.entry.key is missing"),
        ("<R><M><entry><key>a</key></entry></M></R>", "M.entry.value is missing"),
        ("<R><M><entry><key>a</key><value>x</value></entry></M></R>", "M.entry.value is not an integer: `x`"),
    ] {
        let read = read(document, |mut root| root.next_child()?.unwrap().map::<String, i32>(ENTRY, |e| e.integer()));
        assert_eq!(read, Err(problem.to_owned()), "{document}");
    }
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
    assert_eq!(error(|credentials| credentials.error("holds no variant")).to_string(), "Result.Credentials holds no variant");
    assert_eq!(error(|credentials| credentials.required("X", Some(()).filter(|()| false)).unwrap_err()).path(), "Result.Credentials.X");
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
    for secret in ["hunter2&hunter2;", "&hunter2", "hunter2<hunter2/>", "hunter2]]>", "hunter2<![CDATA[hunter2", "hunter2<!hunter2>"] {
        let error = member(secret, |e| e.secret()).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
        let skipped = member(secret, |_| Ok(()));
        assert!(skipped.is_ok() || !skipped.unwrap_err().contains("hunter2"));
    }
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

/// Reads with every method of the interface, chosen at random, and answers whether all went well.
fn exercise(document: &[u8], random: &mut fastrand::Rng) -> bool {
    fn visit(mut element: Element<'_, '_>, random: &mut fastrand::Rng) -> Result<(), ReadError> {
        let _ = (element.attribute("c"), element.attribute("a:b"));
        match random.u8(0..16) {
            0 => element.string().map(drop),
            1 => element.secret().map(drop),
            2 => element.boolean().map(drop),
            3 => element.integer::<i8>().map(drop),
            4 => element.double().map(drop),
            5 => element.blob().map(drop),
            6 => element.timestamp(TimestampFormat::DateTime).map(drop),
            7 => element.list("member", |item| visit(item, random)).map(drop),
            8 => element.map::<String, ()>(ENTRY, |value| visit(value, random)).map(drop),
            9 => Ok(()),
            _ => {
                while let Some(child) = element.next_child()? {
                    visit(child, random)?;
                }
                element.required("x", Some(()))
            }
        }
    }
    let Ok(mut document) = Document::parse(document) else { return false };
    // A document is finished even where reading failed: that must end, too.
    let read = document.root().and_then(|root| visit(root, random)).is_ok();
    document.finish().is_ok() && read
}

#[test]
fn mutated_documents_neither_panic_nor_hang() {
    let mut random = fastrand::Rng::with_seed(4);
    let pieces: [&[u8]; 14] =
        [b"<", b">", b"</", b"/>", b"&", b";", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"\"", b"\xef\xbf\xbf", b"<!DOCTYPE a ["];
    let mut read = 0;
    for round in 0..40_000 {
        let mut document = SEEDS[random.usize(..SEEDS.len())].as_bytes().to_vec();
        for _ in 0..random.usize(0..4) {
            if document.len() < 2 {
                break;
            }
            let at = random.usize(..document.len());
            match random.u8(0..5) {
                0 => document[at] = random.u8(..),
                1 => drop(document.remove(at)),
                2 => document.truncate(at.max(1)),
                3 => drop(document.splice(at..at, pieces[random.usize(..pieces.len())].iter().copied())),
                _ => {
                    let end = random.usize(at..document.len());
                    let copied = document[at..end].to_vec();
                    drop(document.splice(at..at, copied));
                }
            }
        }
        if round % 100 == 0 {
            document = std::iter::repeat_with(|| random.u8(..)).take(64).collect();
        }
        read += usize::from(exercise(&document, &mut random));
        // What can be outlined is what can be skipped.
        let skipped = Document::parse(&document).and_then(Document::finish).is_ok();
        assert_eq!(outline(&document).is_ok(), skipped, "{}", String::from_utf8_lossy(&document));
    }
    assert!((100..39_000).contains(&read), "{read} documents were read: the mutations are of no use");
}

#[test]
fn every_prefix_of_a_document_is_refused() {
    for seed in SEEDS {
        let document = seed.trim_end().as_bytes();
        assert!(outline(document).is_ok());
        for end in 0..document.len() {
            assert!(outline(&document[..end]).is_err(), "{}", String::from_utf8_lossy(&document[..end]));
        }
    }
}
