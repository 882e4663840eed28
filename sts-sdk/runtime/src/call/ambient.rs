//! What a request says of where it comes from: the user agent, and the trace of a Lambda function.
//!
//! None of it is signed, and no answer depends on it.

use std::sync::Arc;

use ::http::{HeaderMap, HeaderName, HeaderValue, header::Entry};
use percent_encoding::{CONTROLS, utf8_percent_encode};

use crate::{config::Config, operation::ServiceSpec, os::Env};

/// `aws-query-runtime/0.1.0 ua/2.1 api/sts#0.1.0 os/linux lang/rust exec-env/AWS_Lambda_provided app/nightly`
pub(super) fn user_agent(service: &ServiceSpec, config: &Config) -> HeaderValue {
    let version = env!("CARGO_PKG_VERSION");
    let os = match std::env::consts::OS {
        os @ ("linux" | "macos" | "windows") => os,
        _ => "other",
    };
    let prefix: String =
        service.endpoint_prefix.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    let mut agent = format!("aws-query-runtime/{version} ua/2.1 api/{prefix}#{version} os/{os} lang/rust");
    if let Some(environment) = config.env().and_then(|env| set(env.as_ref(), "AWS_EXECUTION_ENV")) {
        agent.push_str(&format!(" exec-env/{}", token(&environment)));
    }
    if let Some(app) = config.app_id() {
        agent.push_str(&format!(" app/{}", token(app)));
    }
    super::attempt::text(&agent)
}

// A word of RFC 9110's `tchar`; anything else would end it.
fn token(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    text.trim().chars().map(|c| if fits(c) { c } else { '-' }).collect()
}

/// The trace that an invocation of a Lambda function belongs to, so that functions that call each other
/// in a circle are found out.
///
/// The runtime sets it anew for every invocation: it is read for every request. That the process is a function is
/// looked at once; elsewhere nothing is read.
#[derive(Debug)]
pub(super) struct Trace(Option<Arc<dyn Env>>);

impl Trace {
    pub(super) fn new(config: &Config) -> Self {
        Self(config.env().filter(|env| set(env.as_ref(), "AWS_LAMBDA_FUNCTION_NAME").is_some()).cloned())
    }

    /// Adds the header, unless it is there.
    pub(super) fn add(&self, headers: &mut HeaderMap) {
        let Some(env) = &self.0 else { return };
        if let Entry::Vacant(entry) = headers.entry(TRACE_ID)
            && let Some(trace) = set(env.as_ref(), "_X_AMZN_TRACE_ID")
            && let Ok(value) = HeaderValue::try_from(utf8_percent_encode(&trace, CONTROLS).to_string())
        {
            entry.insert(value);
        }
    }
}

fn set(env: &dyn Env, name: &str) -> Option<String> {
    env.var(name).ok().flatten().filter(|value| !value.is_empty())
}

const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{Bytes, HttpClient, Request, Response, TransportError, TransportErrorKind},
        os::{Files, StaticEnv, SystemFiles},
    };

    #[derive(Debug)]
    struct NoHttp;

    impl HttpClient for NoHttp {
        async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
            Err(TransportError::new(TransportErrorKind::Other, "not in this test"))
        }
    }

    const FUNCTION: (&str, &str) = ("AWS_LAMBDA_FUNCTION_NAME", "f");

    fn config(variables: &[(&str, &str)]) -> Config {
        let env: StaticEnv = variables.iter().copied().collect();
        Config::builder().env(env).http_client(NoHttp).build().expect("a configuration")
    }

    fn header(variables: &[(&str, &str)], before: Option<&str>) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Some(before) = before {
            headers.insert(TRACE_ID, before.parse().expect("a value"));
        }
        Trace::new(&config(variables)).add(&mut headers);
        let value = headers.get(TRACE_ID)?;
        Some(value.to_str().expect("ASCII").to_owned())
    }

    #[test]
    fn a_function_passes_its_trace_on() {
        type Case<'c> = (&'c [(&'c str, &'c str)], Option<&'c str>, Option<&'c str>);
        let cases: &[Case<'_>] = &[
            (&[], None, None),
            (&[("_X_AMZN_TRACE_ID", "Root=1")], None, None),
            (&[FUNCTION], None, None),
            (&[FUNCTION, ("_X_AMZN_TRACE_ID", "")], None, None),
            (&[("AWS_LAMBDA_FUNCTION_NAME", ""), ("_X_AMZN_TRACE_ID", "Root=1")], None, None),
            (&[FUNCTION, ("_X_AMZN_TRACE_ID", "Root=1;Parent=2;Sampled=1")], None, Some("Root=1;Parent=2;Sampled=1")),
            (&[FUNCTION, ("_X_AMZN_TRACE_ID", "Root=1")], Some("mine"), Some("mine")),
            (&[FUNCTION, ("_X_AMZN_TRACE_ID", "a b%\r\n\u{7F}ä")], None, Some("a b%%0D%0A%7F%C3%A4")),
        ];
        for (variables, before, expected) in cases {
            assert_eq!(header(variables, *before).as_deref(), *expected, "{variables:?} {before:?}");
        }
    }

    #[test]
    fn the_shared_cases_hold() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/credential-tests/recursion-detection.json");
        let Ok(bytes) = SystemFiles.read(path.as_ref(), 1 << 20) else {
            println!("skipped: no recursion-detection.json");
            return;
        };
        let cases: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        for case in cases.as_array().expect("cases") {
            let env = case["env"].as_object().expect("variables").iter();
            let env: Vec<_> = env.map(|(name, value)| (name.as_str(), value.as_str().expect("text"))).collect();
            let line = |key: &str| Some(case[key][0].as_str()?.strip_prefix("X-Amzn-Trace-Id: ").expect("the header"));
            assert_eq!(header(&env, line("requestHeadersBefore")).as_deref(), line("requestHeadersAfter"), "{case}");
        }
    }

    #[test]
    fn the_user_agent_names_application_and_environment() {
        let service = ServiceSpec::new("A", "2011-06-15", "a b");
        let agent = |config: &Config| user_agent(&service, config).to_str().expect("ASCII").to_owned();
        let plain = agent(&config(&[]));
        assert!(plain.starts_with("aws-query-runtime/") && plain.contains(" api/a-b#"), "{plain}");
        assert!(plain.ends_with(" lang/rust"), "{plain}");
        let variables = [("AWS_EXECUTION_ENV", "AWS_ECS FARGATE\r\nX: y"), ("AWS_SDK_UA_APP_ID", "from env")];
        let set = config(&variables);
        assert_eq!(agent(&set), format!("{plain} exec-env/AWS_ECS-FARGATE--X--y app/from-env"));
        let code = set.to_builder().app_id("(nightly)").build().expect("a configuration");
        assert_eq!(agent(&code), format!("{plain} exec-env/AWS_ECS-FARGATE--X--y app/-nightly-"));
    }
}
