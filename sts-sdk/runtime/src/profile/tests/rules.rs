//! A row for each rule of the grammar.

use super::*;

// What a configuration file comes to: `profile.key=value|..`, what does not count, or the error.
fn outcome(config: &[u8], credentials: Option<&[u8]>) -> String {
    let files = match load(Some(config), credentials) {
        Ok(files) => files,
        Err(error) => return format!("error {error}"),
    };
    let mut parts = Vec::new();
    for (name, properties) in profiles(&files) {
        parts.push(format!("[{name}]"));
        parts.extend(properties.iter().map(|(key, value)| format!("{key}={value}")));
    }
    parts.extend(files.warnings().iter().map(|warning| format!("{warning}")));
    parts.join("|")
}

const NAMES: &str = "names are made of ASCII letters, digits and _ - / . % @ : +";

#[test]
fn a_configuration_file_is_read_by_these_rules() {
    let cases: &[(&str, &str)] = &[
        ("", ""),
        (" \t\n\r\n", ""),
        ("[profile a]\nk = v # c", "[a]|k=v"),
        ("[profile a]\nk = v\t; c", "[a]|k=v"),
        ("[profile a]\nk = v# c", "[a]|k=v# c"),
        ("[profile a]\nk = # c", "[a]|k="),
        ("[profile a]# note", "[a]"),
        ("[profile a] trailing", "error ~/.aws/config:1: Profile definition must end with ']': write `[profile name]`"),
        ("[profile a#b]", "error ~/.aws/config:1: Profile definition must end with ']': write `[profile name]`"),
        ("[profile a", "error ~/.aws/config:1: Profile definition must end with ']': write `[profile name]`"),
        ("[profile a]\nk = a=b", "[a]|k=a=b"),
        ("[profile a]\nK=1\nk=2", "[a]|k=2"),
        ("[profile a]\nk = v\n\tmore ; x", "[a]|k=v\nmore ; x"),
        ("[profile a]\nk = v\n # not a comment", "[a]|k=v\n# not a comment"),
        ("[profile a]\nk = v\n\n more", "[a]|k=v\nmore"),
        ("[profile a]\nk = v\n# a comment\n more", "[a]|k=v\nmore"),
        ("[profile a]\nk =\n x = 1\n\t \n y = 2", "[a]|k=\nx = 1\ny = 2"),
        ("[profile a]\nk =\n x = 1 # kept", "[a]|k=\nx = 1 # kept"),
        (
            "[profile a]\nk =\n x",
            "error ~/.aws/config:3: Expected an '=' sign defining a sub-property: write `key = value`",
        ),
        ("[profile a]\nk =\n = 1", "error ~/.aws/config:3: Sub-property did not have a name: write `key = value`"),
        ("[profile a]\r\nk = v\r\n", "[a]|k=v"),
        ("[profile a]\r\nk = v\r", "[a]|k=v"),
        ("\u{FEFF}[profile a]\nk = v", "[a]|k=v"),
        ("[ profile\ta ]\nk = v", "[a]|k=v"),
        ("[profile A]\n[profile a]", "[A]|[a]"),
        ("[profile a]\nk=1\nl=1\n[profile a]\nk=2", "[a]|k=2|l=1"),
        ("[default]\nk = v", "[default]|k=v"),
        ("[profile a b]\nk=v", "~/.aws/config:1: the section `[profile a b]` does not count: NAMES"),
        ("[]\nk=v", "~/.aws/config:1: the section `[]` does not count: NAMES"),
        ("[profile ä]\nk=v", "~/.aws/config:1: the section `[profile ä]` does not count: NAMES"),
        ("[profile a]\na b = v\n more\nc = d", "[a]|c=d|~/.aws/config:2: the property `a b` does not count: NAMES"),
        (
            "[a]\nk=v",
            "~/.aws/config:1: the section `[a]` does not count: for a profile, write `[profile a]` in this file",
        ),
        (
            "[profilea]",
            "~/.aws/config:1: the section `[profilea]` does not count: for a profile, write `[profile profilea]` in this file",
        ),
        (
            "[sso-sesion a]",
            "~/.aws/config:1: the section `[sso-sesion a]` does not count: sections are called `[profile name]`, `[sso-session name]` or `[services name]`",
        ),
        (
            "[default]\nk=1\n[profile default]\nl=2\n[default]\nm=3",
            "[default]|l=2|~/.aws/config:1: the section `[default]` does not count: there is a `[profile default]` at ~/.aws/config:3\
             |~/.aws/config:5: the section `[default]` does not count: there is a `[profile default]` at ~/.aws/config:3",
        ),
        (
            "[services a]\nsts =\n  # mine",
            "error ~/.aws/config:3: Expected an '=' sign defining a sub-property: a comment that is indented is none; remove the white space before it",
        ),
        ("k = v", "error ~/.aws/config:1: Expected a profile definition: start with a line such as `[default]`"),
        ("\n k = v", "error ~/.aws/config:2: Expected a profile definition: start with a line such as `[default]`"),
        ("[profile a]\nk : v", "error ~/.aws/config:2: Expected an '=' sign defining a property: write `key = value`"),
        (
            "[profile a]\n = v",
            "error ~/.aws/config:2: Expected a property definition, found continuation: a line that starts with white space goes on with the property before it; remove the white space",
        ),
        ("[profile a]\n= v", "error ~/.aws/config:2: Property did not have a name: write `key = value`"),
        (
            "[profile a]\nk=v\n[profile b]\n c",
            "error ~/.aws/config:4: Expected a property definition, found continuation: a line that starts with white space goes on with the property before it; remove the white space",
        ),
        ("[a b]\nk : v", "error ~/.aws/config:2: Expected an '=' sign defining a property: write `key = value`"),
        ("[profile a]\nk = v\0", "error ~/.aws/config:2: The line holds a NUL byte: save the file as UTF-8"),
        (
            "[services s]\nendpoint_url = x\nsts =\n endpoint_url = y",
            "~/.aws/config:2: the property `endpoint_url` does not count: in a `services` section, settings stand indented under a line such as `sts =`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(outcome(text.as_bytes(), None), expected.replace("NAMES", NAMES), "{text:?}");
    }
}

#[test]
fn a_credentials_file_is_merged_over_it() {
    let config = "[profile a]\nk=1\nl=1\n[default]\nk=0";
    let cases: &[(&str, &str)] = &[
        ("[a]\nk=2\nm=2", "[a]|k=2|l=1|m=2|[default]|k=0"),
        ("[default]\nm=2", "[a]|k=1|l=1|[default]|k=0|m=2"),
        ("[profilex]", "[a]|k=1|l=1|[default]|k=0|[profilex]"),
        (
            "[profile a]\nk=2",
            "[a]|k=1|l=1|[default]|k=0|~/.aws/credentials:1: the section `[profile a]` does not count: in this file, write `[a]`",
        ),
        (
            "[profile default]\nk=2",
            "[a]|k=1|l=1|[default]|k=0|~/.aws/credentials:1: the section `[profile default]` does not count: in this file, write `[default]`",
        ),
        (
            "[services a]\nk=2",
            "[a]|k=1|l=1|[default]|k=0|~/.aws/credentials:1: the section `[services a]` does not count: it belongs to the configuration file",
        ),
        (
            "[sso-session a]\nk=2",
            "[a]|k=1|l=1|[default]|k=0|~/.aws/credentials:1: the section `[sso-session a]` does not count: it belongs to the configuration file",
        ),
        ("[b c]\nk=2", "[a]|k=1|l=1|[default]|k=0|~/.aws/credentials:1: the section `[b c]` does not count: NAMES"),
        ("[a", "error ~/.aws/credentials:1: Profile definition must end with ']': write `[profile name]`"),
    ];
    for (text, expected) in cases {
        assert_eq!(outcome(config.as_bytes(), Some(text.as_bytes())), expected.replace("NAMES", NAMES), "{text:?}");
    }
}

#[test]
fn files_that_are_not_text_are_errors_with_a_line() {
    let cases: &[(&[u8], &str)] = &[
        (b"[default]\nk = \xFF\n", "~/.aws/config:2: The line is not UTF-8: save the file as UTF-8"),
        (b"\xEF\xBB\xBF[default]\n\n\n\xC3", "~/.aws/config:4: The line is not UTF-8: save the file as UTF-8"),
        (b"\xFF\xFE[\0d\0", "~/.aws/config:1: The file is UTF-16, as PowerShell writes it: save the file as UTF-8"),
        (b"[\0d\0", "~/.aws/config:1: The line holds a NUL byte: save the file as UTF-8"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(load(Some(bytes), None).expect_err("an error").to_string(), *expected);
    }
}

#[test]
fn sub_properties_are_found_by_lower_case_keys() {
    let text = "[profile a]\nservices = Mine\n[services Mine]\nSTS =\n Endpoint_URL = http://a\n\n endpoint_url = http://b\ns3 =\n[services Mine]\niam =\n endpoint_url =";
    let files = load(Some(text.as_bytes()), None).expect("well-formed");
    let services = files.services("Mine").expect("the services section");
    let url = services.get("sts").and_then(|group| group.sub("endpoint_url")).expect("the last of two");
    assert_eq!((url.value(), url.location().to_string().as_str()), ("http://b", "~/.aws/config:7"));
    let keys: Vec<_> = services.properties().map(|group| (group.key(), group.subs().len())).collect();
    assert_eq!(keys, [("iam", 1), ("s3", 0), ("sts", 2)]);
    assert_eq!(services.get("iam").and_then(|group| group.sub("endpoint_url")).map(Property::value), Some(""));
    assert_eq!(files.services_names().collect::<Vec<_>>(), ["Mine"]);
    assert!(files.services("mine").is_none() && files.warnings().is_empty());
}

#[test]
fn debug_shows_places_and_no_values() {
    let config = b"[default]\naws_secret_access_key = hunter2\ns3 =\n token = hunter2\n[bad name]\nk = hunter2";
    let files = load(Some(config), Some(b"[default]\nk = hunter2")).expect("well-formed");
    let shown = format!("{files:?} {:?}", files.profile("default"));
    assert!(shown.contains("aws_secret_access_key at ~/.aws/config:2") && !shown.contains("hunter2"), "{shown}");
    let error = load(Some(b"[default]\naws_secret_access_key: hunter2"), None).expect_err("no `=`");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}
