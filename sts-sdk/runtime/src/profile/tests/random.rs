//! Random files: nothing panics, and what is written is what is read.

use proptest::{collection, prelude::*};

use super::*;

// Text that has to do with the grammar.
fn grammar() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just(" ".to_owned()),
        Just("\t".to_owned()),
        Just("=".to_owned()),
        Just(" # ".to_owned()),
        Just(";".to_owned()),
        Just("[profile a]\n".to_owned()),
        Just("[default]\n".to_owned()),
        Just("[services a]\n".to_owned()),
        Just("\nkey = ".to_owned()),
        "\\PC{0,3}",
    ];
    collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_./%@:+-]{1,12}"
}

// A value of one line, and lines that go on with it.
fn value() -> impl Strategy<Value = String> {
    let line = "[!-~äß]([ -~]{0,20}[!-~])?";
    (line, collection::vec(line, 0..3)).prop_map(|(first, more)| {
        let first = first.replace(" #", "x").replace(" ;", "x");
        std::iter::once(first).chain(more).collect::<Vec<_>>().join("\n")
    })
}

type Profiles = BTreeMap<String, BTreeMap<String, String>>;

fn model() -> impl Strategy<Value = Profiles> {
    let key = name().prop_map(|key| key.to_ascii_lowercase()).prop_filter("a header", |key| !key.starts_with('['));
    collection::btree_map(name(), collection::btree_map(key, value(), 0..5), 0..5)
}

fn render(profiles: &Profiles, prefix: &str) -> String {
    let mut text = String::new();
    for (name, properties) in profiles {
        text.push_str(&format!("[{prefix}{name}] # profile\n\n"));
        for (key, value) in properties {
            text.push_str(&format!("{} ={}\r\n; comment\n", key.to_ascii_uppercase(), value.replace('\n', "\n\t ")));
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_files_or_errors(
        config in collection::vec(any::<u8>(), 0..200),
        credentials in collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = load(Some(&config), Some(&credentials));
    }

    #[test]
    fn any_text_is_a_file_or_an_error_with_a_line(config in grammar(), credentials in grammar()) {
        if let Err(error) = load(Some(config.as_bytes()), Some(credentials.as_bytes())) {
            let location = error.location().expect("a place");
            let text = if location.file() == "~/.aws/config" { &config } else { &credentials };
            prop_assert!((1..=text.split('\n').count()).contains(&location.line()), "{error}");
        }
    }

    #[test]
    fn what_is_written_is_read(model in model()) {
        let config = load(Some(render(&model, "profile ").as_bytes()), None).expect("well-formed");
        prop_assert_eq!(&profiles(&config), &model);
        let credentials = load(None, Some(render(&model, "").as_bytes())).expect("well-formed");
        prop_assert_eq!(&profiles(&credentials), &model);
    }
}
