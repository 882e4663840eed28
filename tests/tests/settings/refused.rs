//! Values that do not fit: the error names the place and the value, and says what is allowed. Files that
//! cannot be read as they should: the error names the line.

use sts_sdk::{Client, ConfigBuilder};

use crate::support::{CONFIG, CREDENTIALS, builder};

fn error(builder: ConfigBuilder) -> String {
    builder
        .region("eu-west-1")
        .endpoint_url("http://127.0.0.1:1")
        .build()
        .and_then(Client::new)
        .expect_err("an error")
        .to_string()
}

#[test]
fn variables_that_do_not_fit() {
    let cases = [
        (("AWS_USE_FIPS_ENDPOINT", "yes"), "environment variable AWS_USE_FIPS_ENDPOINT is `yes`: write true or false"),
        (
            ("AWS_USE_DUALSTACK_ENDPOINT", "1"),
            "environment variable AWS_USE_DUALSTACK_ENDPOINT is `1`: write true or false",
        ),
        (("AWS_MAX_ATTEMPTS", "0"), "environment variable AWS_MAX_ATTEMPTS is `0`: write a number, at least 1"),
        (("AWS_MAX_ATTEMPTS", "-1"), "environment variable AWS_MAX_ATTEMPTS is `-1`: write a number, at least 1"),
        (
            ("AWS_MAX_ATTEMPTS", "99999999999"),
            "environment variable AWS_MAX_ATTEMPTS is `99999999999`: write a number, at least 1",
        ),
        (
            ("AWS_RETRY_MODE", "stubborn"),
            "environment variable AWS_RETRY_MODE is `stubborn`: write standard, legacy or adaptive",
        ),
        (
            ("AWS_DEFAULTS_MODE", "fast"),
            "environment variable AWS_DEFAULTS_MODE is `fast`: write legacy, standard, in-region, cross-region, mobile or auto",
        ),
        (
            ("AWS_CA_BUNDLE", "~/ca.pem"),
            "environment variable AWS_CA_BUNDLE: the CA bundle /home/me/ca.pem cannot be read: entity not found",
        ),
        (
            ("HTTPS_PROXY", "ftp://u:hunter2@h"),
            "environment variable HTTPS_PROXY: a proxy's scheme is http, https, socks5, socks5h, socks4 or socks4a",
        ),
        (
            ("AWS_PROFILE", "dve"),
            "environment variable AWS_PROFILE: there is no profile `dve` in ~/.aws/config and ~/.aws/credentials; did you mean `dev`? There are: `default`, `dev`",
        ),
        (
            ("AWS_DEFAULT_PROFILE", "x"),
            "environment variable AWS_DEFAULT_PROFILE: there is no profile `x` in ~/.aws/config and ~/.aws/credentials; there are: `default`, `dev`",
        ),
    ];
    for (variable, expected) in cases {
        let found = error(builder(&[variable], &[(CONFIG, "[default]\n[profile dev]\n")]));
        assert_eq!(found, expected, "{variable:?}");
    }
}

#[test]
fn keys_that_do_not_fit() {
    let cases = [
        ("use_fips_endpoint = maybe", "`use_fips_endpoint` at ~/.aws/config:2 is `maybe`: write true or false"),
        ("max_attempts = three", "`max_attempts` at ~/.aws/config:2 is `three`: write a number, at least 1"),
        ("\nretry_mode = x\n y", "`retry_mode` at ~/.aws/config:3 is `x\u{FFFD}y`: write standard, legacy or adaptive"),
        ("parameter_validation = 0", "`parameter_validation` at ~/.aws/config:2 is `0`: write true or false"),
        (
            "ca_bundle = /none.pem",
            "`ca_bundle` at ~/.aws/config:2: the CA bundle /none.pem cannot be read: entity not found",
        ),
        ("tcp_keepalive = on", "`tcp_keepalive` at ~/.aws/config:2 is `on`: write true or false"),
        (
            "max_attempts = 0\nretry_mode = x",
            "2 settings are wrong: `retry_mode` at ~/.aws/config:3 is `x`: write standard, legacy or adaptive; `max_attempts` at ~/.aws/config:2 is `0`: write a number, at least 1",
        ),
    ];
    for (line, expected) in cases {
        let found = error(builder(&[], &[(CONFIG, &format!("[default]\n{line}\n"))]));
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn files_that_cannot_be_read() {
    let cases = [
        ((CONFIG, "[default"), "~/.aws/config:1: "),
        ((CONFIG, "[default]\nregion = eu-west-1\nnonsense hunter2\n"), "~/.aws/config:3: "),
        ((CREDENTIALS, "aws_secret_access_key = hunter2\n"), "~/.aws/credentials:1: "),
        ((CREDENTIALS, "[default]\n\0"), "~/.aws/credentials:2: "),
    ];
    for (file, expected) in cases {
        let found = error(builder(&[], &[file]));
        assert!(found.starts_with(expected) && !found.contains("hunter2"), "{found}");
    }
}

#[test]
fn a_bundle_without_certificates_is_named_with_its_setting() {
    let files = [("/ca.pem", "no certificate"), (CONFIG, "[default]\nregion = eu-west-1\nca_bundle = /ca.pem\n")];
    let said = "the CA bundle /ca.pem (`ca_bundle` at ~/.aws/config:3) holds no certificate";
    let client = |builder: ConfigBuilder| builder.build().and_then(Client::new).map(|_| ()).map_err(|e| e.to_string());
    let error = client(builder(&[], &files)).expect_err("no certificate");
    assert_eq!(error, format!("{said}; in PEM form they start with `-----BEGIN CERTIFICATE-----`"));
    assert_eq!(client(builder(&[("AWS_ENDPOINT_URL", "http://localhost:4566")], &files)), Ok(()));
    let explained = Client::explain(&builder(&[], &files));
    assert_eq!(explained.notes(), [format!("{said}: nothing can be called by https")]);
}

#[test]
fn missing_profiles_say_what_may_have_them() {
    let config = "[profile a]\n[dev]\n[devel]\n";
    let credentials = ("AWS_SHARED_CREDENTIALS_FILE", "/none");
    let found = error(builder(&[("AWS_PROFILE", "dev"), credentials], &[(CONFIG, config)]));
    assert_eq!(
        found,
        "environment variable AWS_PROFILE: there is no profile `dev` in ~/.aws/config and /none; ~/.aws/config:2: the \
         section `[dev]` does not count: for a profile, write `[profile dev]` in this file; /none, which \
         AWS_SHARED_CREDENTIALS_FILE names, does not exist; it counts as empty; there are: `a`"
    );
}

#[test]
fn endpoint_rules_say_what_they_were_asked_with() {
    let builder = builder(
        &[("AWS_USE_FIPS_ENDPOINT", "true")],
        &[(CONFIG, "[default]\nregion = eu-west-1\nendpoint_url = http://localhost:4566\n")],
    );
    let error = builder.build().and_then(Client::new).expect_err("no endpoint").to_string();
    assert_eq!(
        error,
        "Invalid Configuration: FIPS and custom endpoint are not supported; region: eu-west-1 (`region` at \
         ~/.aws/config:2); FIPS endpoint: true (environment variable AWS_USE_FIPS_ENDPOINT); endpoint URL: \
         http://localhost:4566 (`endpoint_url` at ~/.aws/config:3)"
    );
}

#[test]
fn no_region_names_every_place() {
    let builder = builder(&[("AWS_DEFAULT_REGION", "")], &[(CONFIG, "[default]\nsource_profile = a\n[profile a]\n")]);
    let error = builder.build().and_then(Client::new).expect_err("no region").to_string();
    assert_eq!(
        error,
        "no region: set one in code, in AWS_REGION, or as `region` of the profile. Looked at: code (not set), \
         environment variable AWS_REGION (not set), environment variable AWS_DEFAULT_REGION (empty, which counts as not \
         set), `region` of profile `default` (not set), `region` of profile `a` (not set), environment variable \
         AMAZON_REGION (not set); ~/.aws/config: read; ~/.aws/credentials: there is none (Invalid Configuration: Missing \
         Region)"
    );
}
