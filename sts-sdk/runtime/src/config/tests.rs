//! Settings from code and environment, as a configuration has them.

use super::*;
use crate::{
    http::{HttpClient, TransportError},
    operation::ServiceSpec,
    os::StaticEnv,
};

static BEANSTALK: ServiceSpec = ServiceSpec::new("Elastic Beanstalk", "2010-12-01", "elasticbeanstalk");
static STS: ServiceSpec = ServiceSpec::new("STS", "2011-06-15", "sts");

#[derive(Debug)]
pub(crate) struct NoHttp;

impl HttpClient for NoHttp {
    async fn send(&self, _: ::http::Request<bytes::Bytes>) -> Result<::http::Response<bytes::Bytes>, TransportError> {
        Err(TransportError::new(crate::http::TransportErrorKind::Other, "not in this test"))
    }
}

fn env(variables: &[(&str, &str)]) -> ConfigBuilder {
    Config::builder().http_client(NoHttp).env(variables.iter().copied().collect::<StaticEnv>())
}

#[test]
fn code_wins_over_the_environment() {
    let variables =
        [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-2"), ("AWS_USE_FIPS_ENDPOINT", "TRUE")];
    let config = env(&variables).build().expect("a configuration");
    assert_eq!((config.region(), config.use_fips()), (Some("eu-west-1"), true));
    let config = env(&variables).region("us-east-1").use_fips(false).build().expect("a configuration");
    assert_eq!((config.region(), config.use_fips()), (Some("us-east-1"), false));
    let config = env(&[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "eu-west-2")]).build().expect("a configuration");
    assert_eq!(config.region(), Some("eu-west-2"));
    assert_eq!(env(&[]).build().expect("a configuration").region(), None);
}

#[test]
fn the_environment_names_endpoints_by_service() {
    let specific = [("AWS_ENDPOINT_URL_ELASTIC_BEANSTALK", "http://a:1/x"), ("AWS_ENDPOINT_URL", "http://b")];
    type Case<'c> = (&'c [(&'c str, &'c str)], Option<&'c str>, Option<&'c str>);
    let cases: &[Case<'_>] = &[
        (&specific, None, Some("http://a:1/x")),
        (&[("AWS_ENDPOINT_URL", "http://b")], None, Some("http://b")),
        (&specific, Some("http://code"), Some("http://code")),
        (&[("AWS_ENDPOINT_URL", "")], None, None),
    ];
    for (variables, code, expected) in cases {
        let builder = env(variables);
        let builder = match code {
            Some(url) => builder.endpoint_url(*url),
            None => builder,
        };
        let config = builder.build().and_then(|config| config.for_service(&BEANSTALK)).expect("a configuration");
        assert_eq!(config.endpoint_url(), *expected, "{variables:?}");
    }
}

#[test]
fn the_last_word_on_identity_counts() {
    let anonymous = |config: &Config| matches!(config.identity(), Identity::Anonymous { .. });
    let key = crate::Credentials::new("a", "b");
    let config = env(&[]).anonymous().build().expect("a configuration");
    assert!(anonymous(&config));
    let config = config.to_builder().credentials_provider(key).build().expect("with credentials");
    assert!(!anonymous(&config));
    assert!(anonymous(&config.to_builder().anonymous().build().expect("without credentials")));
}

#[cfg(feature = "reqwest")]
#[test]
fn transports_are_made_once_and_by_what_the_endpoint_needs() {
    let config = Config::builder().env(StaticEnv::default()).build().expect("a configuration");
    let transport = |config: &Config, url| config.transport(url).map(|client| format!("{:p}", client.as_ptr()));
    let plain = transport(&config, "http://127.0.0.1:1").expect("no roots are needed");
    // A machine without root certificates, where nothing but http can work, says so.
    match transport(&config, "https://127.0.0.1:1") {
        Ok(secure) => assert_ne!(secure, plain),
        Err(error) => assert!(error.to_string().contains("TLS"), "{error}"),
    }
    let same = config.to_builder().region("eu-west-1").build().expect("a configuration");
    assert_eq!(transport(&same, "HTTP://h").expect("the same"), plain);
    let other = config.to_builder().tcp_keepalive(false).build().expect("a configuration");
    assert_ne!(transport(&other, "http://h").expect("another"), plain);
}

#[test]
fn mistakes_are_errors_that_say_what_to_do() {
    let cases: &[(ConfigBuilder, &str)] = &[
        (env(&[("AWS_REGION", "us east 1")]), "variable AWS_REGION: `us east 1` cannot be a region"),
        (env(&[]).region("evil.com/#"), "`evil.com/#` cannot be a region"),
        (env(&[]).region("123"), "cannot be a region"),
        (env(&[]).endpoint_url("sts.example.com"), "the endpoint URL in code: the URL has no scheme"),
        (env(&[]).endpoint_url("https://user:hunter2@h"), "user name or password"),
        (env(&[]).endpoint_url("ftp://h"), "scheme is neither http nor https"),
        (env(&[]).endpoint_url("https://h/#hunter2"), "has a fragment"),
        (env(&[]).endpoint_url("https://h:99999"), "port is not a number"),
        (env(&[]).endpoint_url("https://h:"), "port is not a number"),
        (env(&[]).endpoint_url("https://h!i"), "host is not a host name"),
        (env(&[]).endpoint_url("https://[::1%25lo]"), "URL"),
        (env(&[]).endpoint_url("https://h/{x}"), "must be percent-encoded"),
        (env(&[]).endpoint_url("https://h/%2"), "must be percent-encoded"),
        (env(&[]).endpoint_url("https://h/?a=b"), "has a query"),
        (env(&[("AWS_USE_FIPS_ENDPOINT", "yes")]), "AWS_USE_FIPS_ENDPOINT is `yes`: write true or false"),
    ];
    for (builder, expected) in cases {
        let error = builder.clone().build().expect_err(expected).to_string();
        assert!(error.contains(expected) && !error.contains("hunter2"), "{error} lacks {expected}");
    }
    let error = env(&[("AWS_ENDPOINT_URL", "nonsense")]).build().and_then(|config| config.for_service(&STS));
    assert!(error.expect_err("a bad URL").to_string().starts_with("environment variable AWS_ENDPOINT_URL: "));
}
