//! Code before the environment, the environment before the profile, the profile before the names that only some
//! SDKs read, all of them before the default: for every setting, each pair of neighbours.

use std::time::SystemTime;

use aws_query_runtime::testing::{InstantSleep, ManualClock, ScriptedHttp};
use sts_sdk::{Client, ConfigBuilder, Credentials};

use crate::support::{CONFIG, builder};

/// A setting with a value of its own for every place.
struct Setting {
    name: &'static str,
    code: Option<(Code, &'static str)>,
    variables: &'static [(&'static str, &'static str)],
    keys: &'static [(&'static str, &'static str)],
    late: &'static [(&'static str, &'static str)],
    default: Option<&'static str>,
}

type Code = fn(ConfigBuilder) -> ConfigBuilder;

const SETTINGS: &[Setting] = &[
    Setting {
        name: "region",
        code: Some((|builder| builder.region("eu-west-1"), "eu-west-1")),
        variables: &[("AWS_REGION", "eu-west-2"), ("AWS_DEFAULT_REGION", "eu-west-3")],
        keys: &[("region", "eu-north-1")],
        late: &[("AMAZON_REGION", "eu-south-1")],
        default: None,
    },
    Setting {
        name: "profile",
        code: Some((|builder| builder.profile("a"), "a")),
        variables: &[("AWS_PROFILE", "b")],
        keys: &[],
        late: &[("AWS_DEFAULT_PROFILE", "c")],
        default: Some("default"),
    },
    Setting {
        name: "FIPS endpoint",
        code: Some((|builder| builder.use_fips(true), "true")),
        variables: &[("AWS_USE_FIPS_ENDPOINT", "False")],
        keys: &[("use_fips_endpoint", "true")],
        late: &[],
        default: Some("false"),
    },
    Setting {
        name: "dual stack",
        code: Some((|builder| builder.use_dual_stack(true), "true")),
        variables: &[("AWS_USE_DUALSTACK_ENDPOINT", "false")],
        keys: &[("use_dualstack_endpoint", "TRUE")],
        late: &[],
        default: Some("false"),
    },
    Setting {
        name: "ignore endpoint URLs",
        code: Some((|builder| builder.ignore_configured_endpoint_urls(true), "true")),
        variables: &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")],
        keys: &[("ignore_configured_endpoint_urls", "true")],
        late: &[],
        default: Some("false"),
    },
    Setting {
        name: "endpoint URL",
        code: Some((|builder| builder.endpoint_url("http://code"), "http://code")),
        variables: &[("AWS_ENDPOINT_URL", "http://variable")],
        keys: &[("endpoint_url", "http://profile")],
        late: &[],
        default: None,
    },
    Setting {
        name: "defaults mode",
        code: Some((|builder| builder.defaults_mode("mobile"), "mobile")),
        variables: &[("AWS_DEFAULTS_MODE", "In-Region")],
        keys: &[("defaults_mode", "cross-region")],
        late: &[],
        default: Some("standard"),
    },
    Setting {
        name: "retry mode",
        code: None,
        variables: &[("AWS_RETRY_MODE", " Legacy ")],
        keys: &[("retry_mode", "adaptive")],
        late: &[],
        default: Some("standard"),
    },
    Setting {
        name: "attempts at most",
        code: Some((|builder| builder.max_attempts(9), "9")),
        variables: &[("AWS_MAX_ATTEMPTS", "8")],
        keys: &[("max_attempts", "7")],
        late: &[],
        default: Some("3"),
    },
    Setting {
        name: "parameter validation",
        code: Some((|builder| builder.validate_input(true), "true")),
        variables: &[],
        keys: &[("parameter_validation", "false")],
        late: &[],
        default: Some("true"),
    },
    Setting {
        name: "no request compression",
        code: Some((|builder| builder.request_compression(false), "true")),
        variables: &[("AWS_DISABLE_REQUEST_COMPRESSION", "false")],
        keys: &[("disable_request_compression", "true")],
        late: &[],
        default: Some("false"),
    },
    Setting {
        name: "request compression threshold",
        code: Some((|builder| builder.request_min_compression_size_bytes(1), "1")),
        variables: &[("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "0")],
        keys: &[("request_min_compression_size_bytes", "10485760")],
        late: &[],
        default: Some("10240"),
    },
    Setting {
        name: "no host prefixes",
        code: Some((|builder| builder.host_prefix_injection(false), "true")),
        variables: &[("AWS_DISABLE_HOST_PREFIX_INJECTION", "false")],
        keys: &[("disable_host_prefix_injection", "true")],
        late: &[],
        default: Some("false"),
    },
    Setting {
        name: "application id",
        code: Some((|builder| builder.app_id("code"), "code")),
        variables: &[("AWS_SDK_UA_APP_ID", "variable")],
        keys: &[("sdk_ua_app_id", "profile"), ("sdk-ua-app-id", "hyphens")],
        late: &[],
        default: None,
    },
    Setting {
        name: "TCP keepalive",
        code: Some((|builder| builder.tcp_keepalive(false), "false")),
        variables: &[],
        keys: &[("tcp_keepalive", "true")],
        late: &[("BOTOCORE_TCP_KEEPALIVE", "false")],
        default: Some("true"),
    },
];

impl Setting {
    /// The places with what is expected of them, the first that counts first.
    fn places(&self) -> Vec<(Place, Option<&'static str>)> {
        let expected = |text: &'static str| Some(text);
        let mut places = Vec::new();
        places.extend(self.code.map(|(code, value)| (Place::Code(code), expected(value))));
        places.extend(self.variables.iter().map(|(name, value)| (Place::Variable(name, value), expected(value))));
        places.extend(self.keys.iter().map(|(key, value)| (Place::Key(key, value), expected(value))));
        places.extend(self.late.iter().map(|(name, value)| (Place::Variable(name, value), expected(value))));
        places.push((Place::Nowhere, self.default));
        places
    }
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Code(Code),
    Variable(&'static str, &'static str),
    Key(&'static str, &'static str),
    Nowhere,
}

fn with(places: &[Place]) -> ConfigBuilder {
    let profiles = "[profile a]\n[profile b]\n[profile c]\n[default]\n";
    let (mut variables, mut file) = (Vec::new(), profiles.to_owned());
    for place in places {
        match place {
            Place::Variable(name, value) => variables.push((*name, *value)),
            Place::Key(key, value) => file.push_str(&format!("{key} = {value}\n")),
            Place::Code(_) | Place::Nowhere => {}
        }
    }
    let builder = builder(&variables, &[(CONFIG, &file)]);
    places.iter().fold(builder, |builder, place| match place {
        Place::Code(code) => code(builder),
        _ => builder,
    })
}

#[test]
fn each_place_comes_before_the_next() {
    let mut rows = 0;
    for setting in SETTINGS {
        for pair in setting.places().windows(2) {
            let [(winner, expected), (loser, _)] = pair else { unreachable!("windows of two") };
            for places in [&[*winner, *loser][..], &[*winner]] {
                let explanation = with(places).explain();
                let row = explanation.setting(setting.name).expect(setting.name);
                let expected = expected.map(|expected| match setting.default {
                    Some("true" | "false" | "standard") => expected.trim().to_ascii_lowercase(),
                    _ => expected.to_owned(),
                });
                assert_eq!(row.value(), expected.as_deref(), "{}: {places:?}", setting.name);
                assert_eq!(explanation.problems(), [""; 0], "{}: {places:?}", setting.name);
            }
            rows += 1;
        }
        let explanation = with(&[]).explain();
        assert_eq!(explanation.setting(setting.name).and_then(|row| row.value()), setting.default, "{}", setting.name);
    }
    // As many as there are in the table; a row that is lost is noticed.
    assert_eq!(rows, 46);
}

#[test]
fn what_counts_is_what_the_configuration_has() {
    let file =
        "[default]\nregion = eu-north-1\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nsdk_ua_app_id = x\n";
    let config = builder(&[], &[(CONFIG, file)]).build().expect("a configuration");
    assert_eq!(
        (config.region(), config.use_fips(), config.use_dual_stack(), config.app_id()),
        (Some("eu-north-1"), true, true, Some("x"))
    );
    // Started from again, and asked again, the same.
    let again = config.to_builder().use_fips(false).build().expect("a configuration");
    assert_eq!((again.region(), again.use_fips(), again.use_dual_stack()), (Some("eu-north-1"), false, true));
    let other = again.to_builder().profile("nobody").build().expect_err("no such profile").to_string();
    assert!(other.starts_with("code: there is no profile `nobody`"), "{other}");
}

#[test]
fn requests_are_made_as_the_profile_says() {
    let file = "[default]\nregion = eu-north-1\ndisable_request_compression = true\n\
                request_min_compression_size_bytes = 7\ndisable_host_prefix_injection = true\n";
    let config = builder(&[], &[(CONFIG, file)]).build().expect("a configuration");
    assert!(!config.request_compression() && !config.host_prefix_injection());
    assert_eq!(config.request_min_compression_size_bytes(), 7);
}

#[tokio::test]
async fn a_call_is_tried_as_often_as_is_set() {
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, u32);
    let cases: &[Case<'_>] = &[
        (&[], "", 3),
        (&[], "[default]\nmax_attempts = 2\n", 2),
        (&[("AWS_MAX_ATTEMPTS", "5")], "[default]\nmax_attempts = 2\n", 5),
        (&[("AWS_RETRY_MODE", "adaptive")], "", 3),
        (&[("AWS_RETRY_MODE", "legacy"), ("AWS_MAX_ATTEMPTS", "1")], "", 1),
    ];
    for (variables, file, expected) in cases {
        let http = ScriptedHttp::new().answer(503, "");
        let sleep = InstantSleep::new(ManualClock::new(SystemTime::UNIX_EPOCH));
        let builder = builder(variables, &[(CONFIG, file)]).region("eu-west-1").http_client(http.clone()).sleep(sleep);
        let builder = builder.credentials_provider(Credentials::new("AKIDEXAMPLE", "secret"));
        let client = builder.build().and_then(Client::new).expect("a client");
        let error = client.get_caller_identity().send().await.expect_err("no answer");
        assert_eq!((error.attempts(), http.requests().len()), (*expected, *expected as usize), "{variables:?} {file}");
    }
}

#[tokio::test]
async fn inputs_are_checked_unless_the_profile_says_no() {
    for (file, sent) in
        [("", 0), ("[default]\nparameter_validation = true\n", 0), ("[default]\nparameter_validation = false\n", 1)]
    {
        let http = ScriptedHttp::new().answer(400, "");
        let builder = builder(&[], &[(CONFIG, file)]).region("eu-west-1").http_client(http.clone());
        let builder = builder.credentials_provider(Credentials::new("AKIDEXAMPLE", "secret"));
        let client = builder.build().and_then(Client::new).expect("a client");
        let error = client.assume_role("arn:aws:iam::123456789012:role/demo", "x").send().await.expect_err("too short");
        assert_eq!(http.requests().len(), sent, "{error}");
    }
}

#[test]
fn a_region_is_inherited_from_the_source_profile() {
    let cases = [
        ("[default]\nsource_profile = a\n[profile a]\nregion = eu-west-1\n", Some("eu-west-1")),
        (
            "[default]\nsource_profile = a\n[profile a]\nsource_profile = b\n[profile b]\nregion = eu-west-2\n",
            Some("eu-west-2"),
        ),
        ("[default]\nregion = eu-west-3\nsource_profile = a\n[profile a]\nregion = eu-west-1\n", Some("eu-west-3")),
        ("[default]\nsource_profile = default\n", None),
        ("[default]\nsource_profile = a\n[profile a]\nsource_profile = default\n", None),
        ("[default]\nsource_profile = nobody\n", None),
    ];
    for (file, expected) in cases {
        let config = builder(&[], &[(CONFIG, file)]).build().expect("a configuration");
        assert_eq!(config.region(), expected, "{file}");
    }
}
