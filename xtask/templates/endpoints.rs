//! Endpoint tests and smoke tests: through the rules alone, and through whole requests of clients, encoded and
//! signed. Nothing is sent anywhere, least of all to AWS.

use aws_query_runtime::{ConfigBuilder, endpoint::Endpoint};
use http::Request;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use the_generated_crate::{Client, OPERATIONS, bridge};

use crate::{Canned, Report, equal, list, object, text, unplaced};

const RULE_SET: &str = "smithy.rules#endpointRuleSet";

/// The service of a model, as far as endpoint tests ask.
pub(crate) struct Service<'m> {
    shapes: &'m Map<String, Value>,
    traits: &'m Value,
}

impl<'m> Service<'m> {
    pub(crate) fn new(shapes: &'m Map<String, Value>, service: &'m Value) -> Self {
        Self { shapes, traits: service.get("traits").unwrap_or(&Value::Null) }
    }

    /// Runs every endpoint test. Those that `contradictions` names are known to fail.
    pub(crate) async fn cases(&self, contradictions: &[&str], report: &mut Report) {
        for case in list(self.traits.get("smithy.rules#endpointTests"), "testCases") {
            let known = text(case, "documentation").is_some_and(|name| contradictions.contains(&name));
            report.add_known("endpoint", case, by_rules(case), known);
            for input in list(Some(case), "operationInputs") {
                report.add_known("call", case, self.by_call(case, input).await, known);
            }
            // Where the test names no operation, one that binds nothing stands for all.
            if list(Some(case), "operationInputs").next().is_none()
                && let Some(input) = self.built_ins(case)
            {
                let config = settings(unplaced(&Canned::new(200, &[], "")), &input).map(ConfigBuilder::build);
                if let Ok(Err(refusal)) = config {
                    // Settings are stricter than rules, about what may be a region for example.
                    println!("refused call     {}: {refusal}", text(case, "documentation").unwrap_or("?"));
                    continue;
                }
                report.add_known("call", case, self.by_call(case, &input).await, known);
            }
        }
    }

    // The input of an operation that leads to the parameters of a test, if settings can.
    fn built_ins(&self, case: &Value) -> Option<Value> {
        let operation = self.plain_operation()?;
        let parameters = self.traits.get(RULE_SET)?.get("parameters")?;
        let (mut built_ins, mut client) = (Map::new(), Map::new());
        for (name, value) in object(case, "params") {
            let parameter = parameters.get(name)?;
            if let Some(built_in) = text(parameter, "builtIn") {
                built_ins.insert(built_in.to_owned(), value.clone());
            } else if self.traits.get("smithy.rules#clientContextParams").is_some_and(|own| own.get(name).is_some()) {
                client.insert(name.clone(), value.clone());
            } else if parameter.get("default") != Some(value) {
                return None;
            }
        }
        Some(json!({ "operationName": operation, "builtInParams": built_ins, "clientParams": client }))
    }

    // An operation without required members, of which endpoint and host are the client's.
    fn plain_operation(&self) -> Option<&'static str> {
        let plain = |name: &str| {
            let (_, operation) = self.operation(name)?;
            let own = ["smithy.api#endpoint", "smithy.rules#staticContextParams", "smithy.rules#operationContextParams"];
            let traits = operation.get("traits");
            let input = operation.get("input").and_then(|input| text(input, "target"));
            let input = input.and_then(|id| self.shapes.get(id)).unwrap_or(&Value::Null);
            let mut members = object(input, "members").map(|(_, member)| member.get("traits"));
            let bound = members.any(|traits| traits.is_some_and(|traits| traits.get("smithy.rules#contextParam").is_some()));
            Some(!bound && !own.iter().any(|id| traits.is_some_and(|traits| traits.get(id).is_some())))
        };
        let operations = OPERATIONS.iter().filter(|spec| !spec.members.iter().any(|member| member.required));
        operations.map(|spec| spec.name).find(|name| plain(name) == Some(true))
    }

    fn operation(&self, name: &str) -> Option<(&String, &Value)> {
        let named = |id: &str| id.split_once('#').is_some_and(|(_, own)| own == name);
        self.shapes.iter().find(|(id, shape)| text(shape, "type") == Some("operation") && named(id))
    }

    // Address, headers and scope of the signature of a whole request.
    async fn by_call(&self, case: &Value, input: &Value) -> Result<(), String> {
        let expected = case.get("expect").ok_or("the case expects nothing")?;
        let operation = text(input, "operationName").ok_or("no operation is named")?;
        let region = input.get("builtInParams").and_then(|params| text(params, "AWS::Region"));
        let answer = format!("<{operation}Response><{operation}Result/></{operation}Response>");
        let http = Canned::new(200, &[], &answer);
        let outcome = match settings(unplaced(&http), input)?.build().and_then(Client::new) {
            Err(error) => Err(error.to_string()),
            Ok(client) => {
                let empty = json!({});
                let params = input.get("operationParams").unwrap_or(&empty);
                // What is answered is not this case's subject.
                let outcome = bridge::call(&client, operation, params).await?;
                match (http.request(), bridge::prepare(&client, operation, params)?) {
                    (Some(request), _) => Ok((request, true)),
                    // A custom endpoint, and no region to sign for.
                    (None, Ok(prepared)) if region.is_none() => Ok((prepared.into_request(), false)),
                    (None, _) => Err(outcome.err().map_or_else(String::new, |error| error.to_string())),
                }
            }
        };
        match (outcome, expected.get("endpoint"), text(expected, "error")) {
            (Ok((request, signed)), Some(endpoint), None) => {
                self.request(operation, endpoint, &request)?;
                if signed { self.scope(endpoint, region, &request) } else { Ok(()) }
            }
            (Err(error), None, Some(expected)) if error.contains(expected) => Ok(()),
            (Err(error), ..) => Err(format!("expected {expected}, but: {error}")),
            (Ok((request, _)), ..) => Err(format!("expected {expected}, but a request to {}", request.uri())),
        }
    }

    fn request(&self, operation: &str, endpoint: &Value, request: &Request<Bytes>) -> Result<(), String> {
        let url = text(endpoint, "url").unwrap_or_default().trim_end_matches('/');
        let traits = self.operation(operation).and_then(|(_, shape)| shape.get("traits"));
        let found = request.uri().to_string();
        match traits.and_then(|traits| traits.get("smithy.api#endpoint")) {
            // The operation's prefix stands before the host.
            Some(_) => {
                let host = url.split_once("://").map_or(url, |(_, host)| host);
                if !found.ends_with(&format!("{host}/")) {
                    return Err(format!("the address is {found}, expected a prefix of {url}"));
                }
            }
            None => equal("address", &format!("{url}/").to_ascii_lowercase(), &found.to_ascii_lowercase())?,
        }
        for (name, values) in object(endpoint, "headers") {
            let expected: Vec<&str> = values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let found: Vec<&str> =
                request.headers().get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
            equal(name, &format!("{expected:?}"), &format!("{found:?}"))?;
            let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
            if let Some(signed) = authorization.and_then(|value| value.split("SignedHeaders=").nth(1))
                && !signed.split([';', ',']).any(|header| header == name.to_ascii_lowercase())
            {
                return Err(format!("header {name} is not signed: {signed}"));
            }
        }
        Ok(())
    }

    fn scope(&self, endpoint: &Value, region: Option<&str>, request: &Request<Bytes>) -> Result<(), String> {
        let Some(service) = self.traits.get("aws.auth#sigv4").and_then(|sigv4| text(sigv4, "name")) else {
            return Ok(());
        };
        let Some(authorization) = request.headers().get("authorization").and_then(|value| value.to_str().ok()) else {
            // The operation is not signed.
            return Ok(());
        };
        let scheme = sigv4(endpoint);
        let wanted = |key: &str| scheme.and_then(|scheme| text(scheme, key));
        let region = wanted("signingRegion").or(region).unwrap_or_default();
        let scope = format!("/{region}/{}/aws4_request", wanted("signingName").unwrap_or(service));
        if authorization.contains(&scope) { Ok(()) } else { Err(format!("the scope is not {scope}: {authorization}")) }
    }
}

/// The request of a smoke test is prepared; what the service would answer is not this runner's subject.
pub(crate) fn smoke_case(operation: &str, case: &Value) -> Result<(), String> {
    let empty = json!({});
    let vendor = case.get("vendorParams").unwrap_or(&empty);
    let mut built_ins = Map::new();
    let names = [
        ("region", "AWS::Region"),
        ("useFips", "AWS::UseFIPS"),
        ("useDualstack", "AWS::UseDualStack"),
        ("uri", "SDK::Endpoint"),
    ];
    for (key, built_in) in names {
        built_ins.extend(vendor.get(key).map(|value| (built_in.to_owned(), value.clone())));
    }
    let settings = settings(unplaced(&Canned::new(200, &[], "")).validate_input(true), &json!({ "builtInParams": built_ins }))?;
    let client = settings.build().and_then(Client::new).map_err(|error| error.to_string())?;
    let prepared = bridge::prepare(&client, operation, case.get("params").unwrap_or(&empty))?;
    let request = prepared.map_err(|error| error.to_string())?.into_request();
    let action = format!("Action={operation}&");
    if request.body().starts_with(action.as_bytes()) { Ok(()) } else { Err(format!("the body is {:?}", request.body())) }
}

// What a test says of the client.
fn settings(mut config: ConfigBuilder, input: &Value) -> Result<ConfigBuilder, String> {
    for (name, value) in object(input, "builtInParams").chain(object(input, "clientParams")) {
        config = match (name.as_str(), value) {
            ("AWS::Region", Value::String(region)) => config.region(region),
            ("SDK::Endpoint", Value::String(url)) => config.endpoint_url(url),
            ("AWS::UseFIPS", Value::Bool(flag)) => config.use_fips(*flag),
            ("AWS::UseDualStack", Value::Bool(flag)) => config.use_dual_stack(*flag),
            (name, Value::Bool(flag)) => config.endpoint_flag(name, *flag),
            (name, Value::String(text)) => config.endpoint_text(name, text),
            (name, value) => return Err(format!("no setting {name} can be {value}")),
        };
    }
    Ok(config)
}

fn sigv4(endpoint: &Value) -> Option<&Value> {
    list(endpoint.get("properties"), "authSchemes").find(|scheme| text(scheme, "name") == Some("sigv4"))
}

// URL, headers, scheme or error of the compiled rules.
fn by_rules(case: &Value) -> Result<(), String> {
    let empty = json!({});
    let params = case.get("params").unwrap_or(&empty);
    let resolved: Result<Endpoint, String> = bridge::endpoint(params).ok_or("the service has no endpoint rules")?;
    let expected = case.get("expect").ok_or("the case expects nothing")?;
    match (resolved, expected.get("endpoint"), text(expected, "error")) {
        (Ok(endpoint), Some(expected), None) => {
            equal("url", text(expected, "url").unwrap_or_default(), endpoint.url())?;
            let scheme = sigv4(expected);
            let wanted = |key: &str| scheme.and_then(|scheme| text(scheme, key)).unwrap_or("(unset)").to_owned();
            equal("signing name", &wanted("signingName"), endpoint.name_to_sign().unwrap_or("(unset)"))?;
            equal("signing region", &wanted("signingRegion"), endpoint.region_to_sign().unwrap_or("(unset)"))?;
            let raw = scheme.and_then(|scheme| scheme.get("disableDoubleEncoding")).and_then(Value::as_bool);
            equal("raw path", &raw.unwrap_or(false).to_string(), &endpoint.signs_path_as_it_is().to_string())?;
            let mut wanted: Vec<(String, &str)> = object(expected, "headers")
                .flat_map(|(name, values)| {
                    let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
                    values.map(|value| (name.to_ascii_lowercase(), value))
                })
                .collect();
            let mut found: Vec<(String, &str)> =
                endpoint.headers().map(|(name, value)| (name.to_owned(), value)).collect();
            wanted.sort();
            found.sort();
            equal("headers", &format!("{wanted:?}"), &format!("{found:?}"))
        }
        (Err(error), None, Some(expected)) => equal("error", expected, &error),
        (resolved, _, _) => Err(format!("expected {expected}, resolved {resolved:?}")),
    }
}
