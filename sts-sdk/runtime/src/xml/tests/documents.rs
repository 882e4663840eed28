use super::*;

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
        (
            b"<a b='&x;'/>",
            "the document holds a reference that is neither a character of XML nor one of lt, gt, amp, quot, apos",
        ),
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
        Ok(seen
            .into_iter()
            .map(|(name, value)| format!("{name}={}", value.unwrap_or_default()))
            .collect::<Vec<_>>()
            .join(" "))
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
fn every_prefix_of_a_document_is_refused() {
    for seed in SEEDS {
        let document = seed.trim_end().as_bytes();
        assert!(outline(document).is_ok());
        for end in 0..document.len() {
            assert!(outline(&document[..end]).is_err(), "{}", String::from_utf8_lossy(&document[..end]));
        }
    }
}
