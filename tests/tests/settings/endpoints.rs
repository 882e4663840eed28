//! Where a call goes: endpoint URLs in their order, regions and partitions, closures, signing regions.

use sts_sdk::endpoint as rules;
use sts_sdk::{Client, Config, ConfigBuilder, Endpoint, EndpointError, EndpointQuery};

use crate::support::{CONFIG, address, builder};

type Code = fn(ConfigBuilder) -> ConfigBuilder;

struct Case {
    code: Code,
    variables: &'static [(&'static str, &'static str)],
    config: &'static str,
    expected: Result<&'static str, &'static str>,
}

const PLAIN: Code = |builder| builder;
const SERVICE: (&str, &str) = ("AWS_ENDPOINT_URL_STS", "http://service");
const ALL: (&str, &str) = ("AWS_ENDPOINT_URL", "http://all");
const IGNORE: (&str, &str) = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
const BOTH: &str = "[default]\nregion = eu-west-1\nservices = local\nendpoint_url = http://profile\n\
                    [services local]\nsts =\n  endpoint_url = http://section\niam =\n  endpoint_url = http://iam\n";
const OWN: &str = "https://sts.eu-west-1.amazonaws.com/ eu-west-1";

#[tokio::test]
async fn endpoint_urls_count_in_their_order() {
    let case = |code, variables, config, expected| Case { code, variables, config, expected };
    let cases = [
        case(
            |b| b.service_endpoint_url("STS", "http://mine").endpoint_url("http://code"),
            &[SERVICE, ALL],
            BOTH,
            Ok("http://mine/ eu-west-1"),
        ),
        case(|b| b.service_endpoint_url("sts", "http://mine"), &[SERVICE, ALL], BOTH, Ok("http://mine/ eu-west-1")),
        case(
            |b| b.service_endpoint_url("IAM", "http://mine").endpoint_url("http://code"),
            &[SERVICE, ALL],
            BOTH,
            Ok("http://code/ eu-west-1"),
        ),
        case(|b| b.endpoint_url("http://code"), &[SERVICE, ALL], BOTH, Ok("http://code/ eu-west-1")),
        case(PLAIN, &[SERVICE, ALL], BOTH, Ok("http://service/ eu-west-1")),
        case(PLAIN, &[ALL], BOTH, Ok("http://all/ eu-west-1")),
        case(PLAIN, &[("AWS_ENDPOINT_URL_IAM", "http://iam")], BOTH, Ok("http://section/ eu-west-1")),
        case(PLAIN, &[], BOTH, Ok("http://section/ eu-west-1")),
        case(PLAIN, &[("AWS_ENDPOINT_URL_STS", ""), ("AWS_ENDPOINT_URL", "")], BOTH, Ok("http://section/ eu-west-1")),
        case(
            PLAIN,
            &[],
            "[default]\nregion = eu-west-1\nendpoint_url = http://profile\n",
            Ok("http://profile/ eu-west-1"),
        ),
        case(
            PLAIN,
            &[],
            "[default]\nregion = eu-west-1\nservices = s\nendpoint_url = http://profile\n[services s]\niam =\n  endpoint_url = http://iam\n",
            Ok("http://profile/ eu-west-1"),
        ),
        case(PLAIN, &[], "[default]\nregion = eu-west-1\n", Ok(OWN)),
        // Left alone, but for those in code.
        case(PLAIN, &[SERVICE, ALL, IGNORE], BOTH, Ok(OWN)),
        case(
            PLAIN,
            &[],
            "[default]\nregion = eu-west-1\nignore_configured_endpoint_urls = true\nendpoint_url = http://profile\n",
            Ok(OWN),
        ),
        case(|b| b.ignore_configured_endpoint_urls(true), &[SERVICE], BOTH, Ok(OWN)),
        case(|b| b.ignore_configured_endpoint_urls(false), &[SERVICE, IGNORE], BOTH, Ok("http://service/ eu-west-1")),
        case(|b| b.endpoint_url("http://code"), &[IGNORE], BOTH, Ok("http://code/ eu-west-1")),
        // Paths and ports are kept.
        case(PLAIN, &[("AWS_ENDPOINT_URL", "http://h:8080/custom")], BOTH, Ok("http://h:8080/custom/ eu-west-1")),
        // A section that is missing matters only where it would count.
        case(
            PLAIN,
            &[],
            "[default]\nregion = eu-west-1\nservices = locla\n[services local]\n",
            Err(
                "`services` at ~/.aws/config:3: there is no section `[services locla]`; did you mean `local`? There are: `local`",
            ),
        ),
        case(PLAIN, &[SERVICE], "[default]\nregion = eu-west-1\nservices = locla\n", Ok("http://service/ eu-west-1")),
        case(PLAIN, &[IGNORE], "[default]\nregion = eu-west-1\nservices = locla\n", Ok(OWN)),
        // A URL that is none names its place, and not itself.
        case(
            PLAIN,
            &[("AWS_ENDPOINT_URL_STS", "https://u:hunter2@h")],
            BOTH,
            Err("environment variable AWS_ENDPOINT_URL_STS: the URL holds a user name or password; remove it"),
        ),
        case(
            PLAIN,
            &[],
            "[default]\nendpoint_url = h\n",
            Err("`endpoint_url` at ~/.aws/config:2: the URL has no scheme; write `https://host` or `http://host`"),
        ),
        case(
            PLAIN,
            &[],
            "[default]\nservices = s\n[services s]\nsts =\n  endpoint_url = ftp://h\n",
            Err("`sts.endpoint_url` at ~/.aws/config:5: the URL's scheme is neither http nor https"),
        ),
    ];
    for Case { code, variables, config, expected } in cases {
        let found = address(code(builder(variables, &[(CONFIG, config)]))).await;
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(found, expected, "{variables:?} {config}");
    }
}

#[tokio::test]
async fn regions_and_flags_choose_the_host() {
    let region = |name: &'static str| move |b: ConfigBuilder| b.region(name);
    type Case<'c> = (Box<dyn Fn(ConfigBuilder) -> ConfigBuilder>, &'c [(&'c str, &'c str)], Result<&'c str, &'c str>);
    const LEGACY: (&str, &str) = ("AWS_STS_REGIONAL_ENDPOINTS", "legacy");
    let cases: Vec<Case<'_>> = vec![
        (Box::new(region("cn-north-1")), &[], Ok("https://sts.cn-north-1.amazonaws.com.cn/ cn-north-1")),
        (
            Box::new(region("us-gov-west-1")),
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            Ok("https://sts.us-gov-west-1.amazonaws.com/ us-gov-west-1"),
        ),
        (Box::new(region("us-iso-east-1")), &[], Ok("https://sts.us-iso-east-1.c2s.ic.gov/ us-iso-east-1")),
        (Box::new(region("us-isob-east-1")), &[], Ok("https://sts.us-isob-east-1.sc2s.sgov.gov/ us-isob-east-1")),
        (Box::new(region("eusc-de-east-1")), &[], Ok("https://sts.eusc-de-east-1.amazonaws.eu/ eusc-de-east-1")),
        (Box::new(region("eu-isoe-west-1")), &[], Ok("https://sts.eu-isoe-west-1.cloud.adc-e.uk/ eu-isoe-west-1")),
        (
            Box::new(region("eu-west-1")),
            &[("AWS_USE_DUALSTACK_ENDPOINT", "true")],
            Ok("https://sts.eu-west-1.api.aws/ eu-west-1"),
        ),
        (
            Box::new(region("us-east-2")),
            &[("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_USE_DUALSTACK_ENDPOINT", "true")],
            Ok("https://sts-fips.us-east-2.api.aws/ us-east-2"),
        ),
        (Box::new(region("fips-us-east-2")), &[], Ok("https://sts-fips.us-east-2.amazonaws.com/ us-east-2")),
        (
            Box::new(|b| b),
            &[("AWS_REGION", "us-east-2-fips")],
            Ok("https://sts-fips.us-east-2.amazonaws.com/ us-east-2"),
        ),
        (Box::new(region("us-east-9")), &[], Ok("https://sts.us-east-9.amazonaws.com/ us-east-9")),
        // The global endpoint, on request.
        (Box::new(ConfigBuilder::global_endpoint), &[], Ok("https://sts.amazonaws.com/ us-east-1")),
        (Box::new(|b| b), &[("AWS_REGION", "aws-global")], Ok("https://sts.amazonaws.com/ us-east-1")),
        (Box::new(region("eu-west-1")), &[LEGACY], Ok("https://sts.amazonaws.com/ us-east-1")),
        (Box::new(region("eu-south-1")), &[LEGACY], Ok("https://sts.eu-south-1.amazonaws.com/ eu-south-1")),
        (
            Box::new(region("eu-west-1")),
            &[("AWS_STS_REGIONAL_ENDPOINTS", "regional")],
            Ok("https://sts.eu-west-1.amazonaws.com/ eu-west-1"),
        ),
        (
            Box::new(|b| b.region("eu-west-1").endpoint_flag("AWS::STS::UseGlobalEndpoint", false)),
            &[LEGACY],
            Ok("https://sts.eu-west-1.amazonaws.com/ eu-west-1"),
        ),
        (
            Box::new(region("eu-west-1")),
            &[("AWS_STS_REGIONAL_ENDPOINTS", "global")],
            Err("environment variable AWS_STS_REGIONAL_ENDPOINTS is `global`: write legacy or regional"),
        ),
        // Names that are none, unless a custom endpoint takes them.
        (
            Box::new(region("us-east1")),
            &[],
            Err(
                "the region in code: `us-east1` is not a region; did you mean `us-east-1`? A custom endpoint takes any name",
            ),
        ),
        (
            Box::new(region("moon")),
            &[],
            Err(
                "the region in code: `moon` is not a region; regions look like `eu-west-1`, and regions() lists them. A custom endpoint takes any name",
            ),
        ),
        (Box::new(region("moon")), &[("AWS_ENDPOINT_URL_STS", "http://h")], Ok("http://h/ moon")),
        (
            Box::new(region("moon")),
            &[("AWS_ENDPOINT_URL_IAM", "http://h")],
            Err(
                "the region in code: `moon` is not a region; regions look like `eu-west-1`, and regions() lists them. A custom endpoint takes any name",
            ),
        ),
        (
            Box::new(|b| b),
            &[("AWS_REGION", "moon"), ("AWS_ENDPOINT_URL_IAM", "http://h")],
            Err(
                "environment variable AWS_REGION: `moon` is not a region; regions look like `eu-west-1`, and regions() lists them. A custom endpoint takes any name",
            ),
        ),
        // A custom endpoint may stand for a region.
        (
            Box::new(|b| b.region("eu-west-1").signing_region("us-east-1")),
            &[("AWS_ENDPOINT_URL", "http://h")],
            Ok("http://h/ us-east-1"),
        ),
        (Box::new(|b| b.signing_region("us-east-1").endpoint_url("http://h")), &[], Ok("http://h/ us-east-1")),
        (Box::new(|b| b.signing_region("moon").endpoint_url("http://h")), &[], Ok("http://h/ moon")),
        (
            Box::new(|b| b.region("eu-west-1").signing_region("us-east1")),
            &[],
            Err(
                "the signing region in code: `us-east1` is not a region; did you mean `us-east-1`? A custom endpoint takes any name",
            ),
        ),
        (
            Box::new(|b| b.region("eu-west-1").signing_region("a/b").endpoint_url("http://h")),
            &[],
            Err("the signing region in code: `a/b` cannot be a region; regions look like `eu-west-1`"),
        ),
        (
            Box::new(|b| b.signing_region("fips-us-east-1").endpoint_url("http://h")),
            &[],
            Err("the signing region in code: `fips-us-east-1` is not signed for; write `us-east-1`"),
        ),
        // No host has the name of a region that is none.
        (
            Box::new(|b| b.global_endpoint().use_fips(true)),
            &[],
            Err(
                "`aws-global` has no endpoint with these settings, for https://sts-fips.aws-global.amazonaws.com does not exist; choose a region",
            ),
        ),
        (
            Box::new(region("aws-cn-global")),
            &[],
            Err(
                "`aws-cn-global` has no endpoint with these settings, for https://sts.aws-cn-global.amazonaws.com.cn does not exist; choose a region",
            ),
        ),
        (Box::new(region("aws-cn-global")), &[("AWS_ENDPOINT_URL", "http://h")], Ok("http://h/ aws-cn-global")),
    ];
    for (number, (code, variables, expected)) in cases.into_iter().enumerate() {
        let found = address(code(builder(variables, &[]))).await;
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{number}: {variables:?}");
    }
    let section = "[default]\nregion = eu-west-1\nsts_regional_endpoints = legacy\n";
    let found = address(builder(&[], &[(CONFIG, section)])).await;
    assert_eq!(found.as_deref(), Ok("https://sts.amazonaws.com/ us-east-1"));
}

// The rules of Paws, Perl's SDK, in the order in which it asks them.
fn paws(query: &EndpointQuery<'_>) -> Result<Endpoint, EndpointError> {
    let service = query.endpoint_prefix;
    Ok(match query.region {
        Some(region) if region.starts_with("cn-") => {
            Endpoint::new(format!("https://{service}.{region}.amazonaws.com.cn"))
        }
        Some(region) => Endpoint::new(format!("https://{service}.{region}.amazonaws.com")),
        None => Endpoint::new(format!("https://{service}.amazonaws.com")).signing_region("us-east-1"),
    })
}

#[tokio::test]
async fn a_closure_decides_where_requests_go() {
    type Case<'c> = (Code, &'c [(&'c str, &'c str)], Result<&'c str, &'c str>);
    let cases: &[Case<'_>] = &[
        (|b| b.endpoint_resolver(paws), &[], Ok("https://sts.amazonaws.com/ us-east-1")),
        (
            |b| b.endpoint_resolver(paws),
            &[("AWS_REGION", "cn-north-1")],
            Ok("https://sts.cn-north-1.amazonaws.com.cn/ cn-north-1"),
        ),
        (
            |b| b.endpoint_resolver(paws),
            &[("AWS_REGION", "us-gov-west-1")],
            Ok("https://sts.us-gov-west-1.amazonaws.com/ us-gov-west-1"),
        ),
        (
            |b| b.endpoint_resolver(paws),
            &[("AWS_REGION", "my-cloud")],
            Ok("https://sts.my-cloud.amazonaws.com/ my-cloud"),
        ),
        // A URL in code comes before it, one of the environment after.
        (
            |b| b.endpoint_resolver(paws).endpoint_url("http://code"),
            &[("AWS_REGION", "eu-west-1")],
            Ok("http://code/ eu-west-1"),
        ),
        (
            |b| b.endpoint_resolver(paws),
            &[("AWS_REGION", "eu-west-1"), ("AWS_ENDPOINT_URL", "http://all")],
            Ok("https://sts.eu-west-1.amazonaws.com/ eu-west-1"),
        ),
        (
            |b| {
                b.endpoint_resolver(|query| {
                    let flags = format!("{}-{}-{}", query.service_id, query.use_fips, query.use_dual_stack);
                    Ok(Endpoint::new(format!("http://{}", flags.to_lowercase())).signing_region("x"))
                })
            },
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            Ok("http://sts-true-false/ x"),
        ),
        (
            |b| b.endpoint_resolver(|_| Ok(Endpoint::new("https://me:hunter2@h"))),
            &[("AWS_REGION", "eu-west-1")],
            Err("the endpoint that the endpoint resolver answers: the URL holds a user name or password; remove it"),
        ),
        (
            |b| b.endpoint_resolver(|_| Ok(Endpoint::new("https://h").signing_region("a/b"))),
            &[("AWS_REGION", "eu-west-1")],
            Err(
                "the endpoint that the endpoint resolver answers: `a/b` cannot be a region; regions look like `eu-west-1`",
            ),
        ),
        (
            |b| b.endpoint_resolver(|_| Err(EndpointError::new("not today"))),
            &[("AWS_REGION", "eu-west-1")],
            Err("not today"),
        ),
    ];
    for (code, variables, expected) in cases {
        let found = address(code(builder(variables, &[]))).await;
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{variables:?}");
    }
}

#[test]
fn urls_with_passwords_are_not_shown() {
    const URL: &str = "https://me:hunter2@h";
    let shown = [
        format!("{:?}", builder(&[], &[]).endpoint_url(URL)),
        format!("{:?}", builder(&[], &[]).service_endpoint_url("STS", URL)),
        format!("{:?}", Endpoint::new(URL)),
        format!("{:?}", Client::explain(&builder(&[], &[]).endpoint_resolver(|_| Ok(Endpoint::new(URL))))),
    ];
    for shown in shown {
        assert!(!shown.contains("hunter2") && shown.contains("user name or password"), "{shown}");
    }
    assert!(format!("{:?}", Endpoint::new("https://h")).contains("\"https://h\""));
}

#[test]
fn a_profile_in_code_needs_files() {
    let said = "the profile in code is `dev`, and no files are read: start from Config::environment(), or give env() and files()";
    let settings = Config::builder().region("eu-west-1").profile("dev");
    assert_eq!(Client::explain(&settings).problems(), [said]);
    assert_eq!(settings.build().map(|_| ()).map_err(|error| error.to_string()), Err(said.to_owned()));
}

#[test]
fn known_regions_have_endpoints() {
    for region in sts_sdk::regions() {
        let params = rules::Params { region: Some(region.name.to_owned()), ..rules::Params::default() };
        let endpoint = rules::resolve(&params).expect(region.name);
        assert!(endpoint.url().starts_with(&format!("https://sts.{}.", region.name)), "{}", endpoint.url());
    }
}
