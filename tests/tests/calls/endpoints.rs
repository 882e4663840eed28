//! The endpoint tests of the model: through the compiled rules, and through clients, where it is the
//! address and the scope of the signature that count.

use std::path::Path;

use aws_query_runtime::testing::ScriptedHttp;
use serde_json::Value;
use sts_sdk::endpoint::{Params, resolve};
use sts_sdk::{Client, Config, ConfigBuilder};

use crate::support::{Script, credentials, header, identity, read_json, repository, shared};

struct Case {
    name: String,
    params: Params,
    expect: Expect,
    /// Built-ins of the calls that go with it.
    calls: Vec<Value>,
}

enum Expect {
    Error(String),
    Endpoint { url: String, signing_name: Option<String>, signing_region: Option<String> },
}

fn cases(model: &Path) -> Vec<Case> {
    let model = read_json(model);
    let shapes = model["shapes"].as_object().expect("shapes");
    let service = shapes.values().find(|shape| shape["type"] == "service").expect("a service");
    let tests = service["traits"]["smithy.rules#endpointTests"]["testCases"].as_array().expect("endpoint tests");
    tests.iter().map(case).collect()
}

fn case(test: &Value) -> Case {
    let name = test["documentation"].as_str().unwrap_or_default().to_owned();
    let mut params = Params::default();
    for (parameter, value) in test.get("params").and_then(Value::as_object).into_iter().flatten() {
        let text = || Some(value.as_str().expect("a text").to_owned());
        let flag = || value.as_bool().expect("a flag");
        match parameter.as_str() {
            "Region" => params.region = text(),
            "Endpoint" => params.endpoint = text(),
            "UseFIPS" => params.use_fips = flag(),
            "UseDualStack" => params.use_dual_stack = flag(),
            "UseGlobalEndpoint" => params.use_global_endpoint = flag(),
            _ => panic!("{name}: {parameter}"),
        }
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let expect = &test["expect"];
    let expect = match text(&expect["error"]) {
        Some(error) => Expect::Error(error),
        None => {
            let endpoint = &expect["endpoint"];
            let scheme = &endpoint["properties"]["authSchemes"][0];
            Expect::Endpoint {
                url: text(&endpoint["url"]).expect("a URL"),
                signing_name: text(&scheme["signingName"]),
                signing_region: text(&scheme["signingRegion"]),
            }
        }
    };
    let calls = test.get("operationInputs").and_then(Value::as_array).cloned().unwrap_or_default();
    Case { name, params, expect, calls }
}

// What the rules say, from settings.
fn by_settings(case: &Case, script: &Script) -> ConfigBuilder {
    let params = &case.params;
    let mut config = Config::builder().http_client(script.http.clone()).credentials_provider(credentials());
    if let Some(region) = &params.region {
        config = config.region(region);
    }
    if let Some(endpoint) = &params.endpoint {
        config = config.endpoint_url(endpoint);
    }
    if params.use_global_endpoint {
        config = config.endpoint_flag("AWS::STS::UseGlobalEndpoint", true);
    }
    config.use_fips(params.use_fips).use_dual_stack(params.use_dual_stack)
}

fn by_built_ins(built_ins: &Value, script: &Script) -> ConfigBuilder {
    let mut config = Config::builder().http_client(script.http.clone()).credentials_provider(credentials());
    for (name, value) in built_ins.as_object().expect("built-ins") {
        let text = || value.as_str().expect("a text");
        let flag = || value.as_bool().expect("a flag");
        config = match name.as_str() {
            "AWS::Region" => config.region(text()),
            "SDK::Endpoint" => config.endpoint_url(text()),
            "AWS::UseFIPS" => config.use_fips(flag()),
            "AWS::UseDualStack" => config.use_dual_stack(flag()),
            name => config.endpoint_flag(name, flag()),
        };
    }
    config
}

fn check_rules(case: &Case) {
    let name = &case.name;
    match (resolve(&case.params), &case.expect) {
        (Err(found), Expect::Error(expected)) => assert_eq!(&found.to_string(), expected, "{name}"),
        (Ok(found), Expect::Endpoint { url, signing_name, signing_region }) => {
            assert_eq!(found.url(), url, "{name}");
            assert_eq!(found.name_to_sign(), signing_name.as_deref(), "{name}");
            assert_eq!(found.region_to_sign(), signing_region.as_deref(), "{name}");
        }
        (found, _) => panic!("{name}: {found:?}"),
    }
}

async fn check_client(case: &Case, config: ConfigBuilder, script: &Script) {
    let name = &case.name;
    match (config.build().and_then(Client::new), &case.expect) {
        (Err(found), Expect::Error(expected)) => assert!(found.to_string().contains(expected), "{name}: {found}"),
        (Ok(sts), Expect::Endpoint { url, signing_name, signing_region }) => {
            let before = script.requests().len();
            // Neither endpoint nor region is a matter of the operation.
            let result = sts.get_caller_identity().send().await;
            let region = signing_region.as_deref().or(case.params.region.as_deref());
            let Some(region) = region else {
                let error = result.expect_err("nothing to sign for").to_string();
                assert!(error.contains("a region is needed"), "{name}: {error}");
                return;
            };
            result.unwrap_or_else(|error| panic!("{name}: {error}"));
            let request = &script.requests()[before];
            assert_eq!(request.uri().to_string(), format!("{url}/"), "{name}");
            assert_eq!(header(request, "host"), url.strip_prefix("https://"), "{name}");
            let scope = format!("/{region}/{}/aws4_request", signing_name.as_deref().unwrap_or("sts"));
            let authorization = header(request, "authorization").expect("a signature");
            assert!(authorization.contains(&scope), "{name}: {authorization}");
        }
        (found, _) => panic!("{name}: {found:?}"),
    }
}

async fn check(model: &Path) {
    let cases = cases(model);
    let (mut errors, mut global, mut calls) = (0, 0, 0);
    for case in &cases {
        let script = Script::new(ScriptedHttp::new().answer(200, identity()));
        check_rules(case);
        check_client(case, by_settings(case, &script), &script).await;
        for call in &case.calls {
            assert_eq!(call["operationName"], "GetCallerIdentity", "{}", case.name);
            check_client(case, by_built_ins(&call["builtInParams"], &script), &script).await;
            calls += 1;
        }
        errors += usize::from(matches!(case.expect, Expect::Error(_)));
        global += usize::from(case.params.use_global_endpoint);
    }
    assert!(cases.len() >= 60 && errors >= 3 && global >= 15 && calls >= 15, "{errors} {global} {calls}");
}

#[tokio::test]
async fn the_model_s_own_cases() {
    check(&repository().join("model/sts.json")).await;
}

#[tokio::test]
async fn the_published_cases() {
    if let Some(model) = shared("models/sts.json") {
        check(&model).await;
    }
}

#[test]
fn cases_of_our_own() {
    let params = |change: fn(&mut Params)| {
        let mut params = Params { region: Some("us-east-1".to_owned()), ..Params::default() };
        change(&mut params);
        params
    };
    let cases: [(Params, Result<&str, &str>); 8] = [
        (params(|p| p.region = Some("cn-north-1".into())), Ok("https://sts.cn-north-1.amazonaws.com.cn")),
        (params(|p| p.region = Some("us-iso-east-1".into())), Ok("https://sts.us-iso-east-1.c2s.ic.gov")),
        (params(|p| p.use_fips = true), Ok("https://sts-fips.us-east-1.amazonaws.com")),
        (params(|p| p.use_dual_stack = true), Ok("https://sts.us-east-1.api.aws")),
        (params(|p| p.use_global_endpoint = true), Ok("https://sts.amazonaws.com")),
        (params(|p| p.region = Some("mars-north-1".into())), Ok("https://sts.mars-north-1.amazonaws.com")),
        (params(|p| p.region = None), Err("Invalid Configuration: Missing Region")),
        (params(|p| p.endpoint = Some("http://h/p".into())), Ok("http://h/p")),
    ];
    for (params, expected) in cases {
        let found = resolve(&params);
        let found = found.as_ref().map(|endpoint| endpoint.url()).map_err(ToString::to_string);
        assert_eq!(found, expected.map_err(str::to_owned), "{params:?}");
    }
}
