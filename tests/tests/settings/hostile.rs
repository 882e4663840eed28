//! Whatever stands in variables and files: an error or a configuration, never a panic, and never a secret in a
//! text.

use proptest::prelude::*;
use sts_sdk::{Client, SETTINGS};

use crate::support::{CONFIG, CREDENTIALS, builder};

fn names() -> Vec<&'static str> {
    SETTINGS.iter().flat_map(|setting| setting.all_variables().chain(setting.profile_keys.iter().copied())).collect()
}

// Values as people write them, and others.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        prop::sample::select(vec![
            "true",
            "FALSE",
            "0",
            "4294967296",
            "us-east-1",
            "fips-us-east-1",
            "us-esat-1",
            "a",
            "default",
            "legacy",
            "adaptive",
            "auto",
            "http://h",
            "https://u:p@h/#",
            "~/x",
            "/",
            "http://[::1]:8080/a%2e",
            "-",
            "é",
            "'\"",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,40}",
        any::<String>(),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "[default]",
            "[profile a]",
            "[services a]",
            "[a]",
            "[sso-session a]",
            "sts =",
            "# x"
        ])
        .prop_map(str::to_owned),
        (prop::sample::select(names()), value()).prop_map(|(key, value)| format!("{key} = {value}")),
        value().prop_map(|value| format!("  endpoint_url = {value}")),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_no_secret_is_shown(
        variables in prop::collection::vec((prop::sample::select(names()), value()), 0..8),
        config in prop::collection::vec(line(), 0..12),
        credentials in prop::collection::vec(line(), 0..8),
    ) {
        let mut variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        variables.push(("AWS_SECRET_ACCESS_KEY", "hunter2hunter2"));
        let (config, credentials) = (config.join("\n"), credentials.join("\n"));
        let files = [(CONFIG, config.as_str()), (CREDENTIALS, credentials.as_str())];
        let builder = builder(&variables, &files);
        let explained = Client::explain(&builder);
        prop_assert!(!explained.to_string().contains("hunter2"));
        let lines = explained.files().len() + explained.problems().len() + explained.notes().len();
        let rows: usize = explained.settings().iter().map(|row| row.to_string().lines().count()).sum();
        let titles = usize::from(!explained.problems().is_empty()) + usize::from(!explained.notes().is_empty());
        prop_assert_eq!(explained.to_string().lines().count(), lines + rows + titles);
        let debug = format!("{builder:?}");
        prop_assert!(!debug.contains("hunter2"));
        // What cannot be built says why.
        let built = builder.clone().build().and_then(|config| {
            let _ = config.explain().to_string();
            config.to_builder().build()
        });
        if let Err(error) = built {
            prop_assert!(!error.to_string().contains("hunter2"));
            prop_assert!(!explained.problems().is_empty(), "{error}");
        }
    }
}

// A value that ends its line would write lines of its own into a log.
#[test]
fn texts_stay_on_their_line() {
    let variables = [
        ("AWS_CONFIG_FILE", "/a\nforged"),
        ("AWS_CA_BUNDLE", "/b\nforged"),
        ("AWS_PROFILE", "c\u{1b}[2J\u{202e}\nforged"),
    ];
    let section = "[default]\nservices = a\n  forged\nregion =\n";
    for (variables, files) in [(&variables[..], &[][..]), (&[], &[(CONFIG, section)])] {
        let explained = Client::explain(&builder(variables, files));
        let text = explained.to_string();
        assert!(text.contains("forged") && !text.lines().any(|line| line.trim_start().starts_with("forged")), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(explained.problems().iter().all(|problem| problem.lines().count() == 1), "{text}");
    }
}
