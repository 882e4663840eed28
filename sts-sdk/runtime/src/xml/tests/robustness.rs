use super::*;

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
    let Ok(mut document) = Document::parse(document) else {
        return false;
    };
    // A document is finished even where reading failed: that must end, too.
    let read = document.root().and_then(|root| visit(root, random)).is_ok();
    document.finish().is_ok() && read
}

#[test]
fn mutated_documents_neither_panic_nor_hang() {
    let mut random = fastrand::Rng::with_seed(4);
    let pieces: [&[u8]; 14] = [
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b";",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"\"",
        b"\xef\xbf\xbf",
        b"<!DOCTYPE a [",
    ];
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
