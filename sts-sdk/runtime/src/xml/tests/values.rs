use super::*;

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
    let cases =
        [("", &b""[..]), ("dmFsdWU=", b"value"), ("\n dmFs\r\n\tdWU=\n", b"value"), ("+//+", &[0xfb, 0xff, 0xfe])];
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
        (
            "<M><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></M>",
            ENTRY,
            "a=1,b=2",
        ),
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
fn attributes_are_values() {
    let document = "<a s='x&amp;y' b='true' i=' -7 ' f='0.1' d='2.5E3' t='1970-01-01T00:00:01Z'/>";
    let found = read(document, |root| {
        let value = |name| root.attribute_value(name).ok_or_else(|| root.error(format_args!("lacks {name}")));
        Ok((
            value("s")?.string()?,
            value("s")?.secret()?,
            value("b")?.boolean()?,
            value("i")?.integer::<i8>()?,
            (value("f")?.float()?, value("d")?.double()?),
            value("t")?.timestamp(TimestampFormat::DateTime)?,
            root.attribute_value("none").is_none(),
        ))
    });
    let text = "x&y".to_owned();
    let second = UNIX_EPOCH + Duration::from_secs(1);
    assert_eq!(found, Ok((text.clone(), Secret::from(text), true, -7, (0.1, 2500.0), second, true)));
}

#[test]
fn attributes_that_are_not_what_they_should_be() {
    type Read = fn(Attribute<'_, '_, '_>) -> Result<(), ReadError>;
    let cases: [(Read, &str); 5] = [
        (|v| v.boolean().map(drop), "A.x is neither true nor false: `300?`"),
        (|v| v.integer::<i8>().map(drop), "A.x is not an integer: `300?`"),
        (|v| v.float().map(drop), "A.x is not a number: `300?`"),
        (|v| v.double().map(drop), "A.x is not a number: `300?`"),
        (|v| v.timestamp(TimestampFormat::DateTime).map(drop), "A.x is not an RFC 3339 date and time: `300?`"),
    ];
    for (convert, expected) in cases {
        let error = read("<R><A x='300?'/></R>", |mut root| match root.next_child()? {
            Some(child) => child.attribute_value("x").map_or(Ok(()), convert),
            None => Ok(()),
        });
        assert_eq!(error, Err(expected.to_owned()));
    }
    let shown = read("<A x='1'/>", |root| Ok(format!("{:?}", root.attribute_value("x"))));
    assert_eq!(shown.as_deref(), Ok("Some(Attribute(x))"));
}
