//! What requests say of where they come from.

use std::sync::{Arc, Mutex};

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::os::{Env, NotUnicode};

use crate::support::{Script, client, credentials, identity};

/// A Lambda function, whose runtime sets the trace anew for each invocation.
#[derive(Clone, Debug, Default)]
struct Function(Arc<Mutex<String>>);

impl Env for Function {
    fn var(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        Ok(match name {
            "AWS_LAMBDA_FUNCTION_NAME" => Some("nightly-report".to_owned()),
            "AWS_EXECUTION_ENV" => Some("AWS_Lambda_provided.al2023".to_owned()),
            "_X_AMZN_TRACE_ID" => Some(self.0.lock().expect("no panic").clone()),
            _ => None,
        })
    }
}

#[tokio::test]
async fn every_invocation_has_its_trace() {
    let script = Script::new(ScriptedHttp::new().answer(200, identity()));
    let function = Function::default();
    let sts = client(script.config().env(function.clone()).app_id("reports").credentials_provider(credentials()));
    for trace in ["Root=1-a;Sampled=1", "Root=1-b;Sampled=0", ""] {
        *function.0.lock().expect("no panic") = trace.to_owned();
        sts.get_caller_identity().send().await.expect("an identity");
        let requests = script.requests();
        let headers = requests.last().expect("a request").headers();
        let text = |name: &str| headers.get(name).map(|value| value.to_str().expect("ASCII"));
        assert_eq!(text("x-amzn-trace-id").unwrap_or_default(), trace);
        let authorization = text("authorization").expect("a signature");
        assert!(!authorization.contains("x-amzn-trace-id") && !authorization.contains("user-agent"), "{authorization}");
        let agent = text("user-agent").expect("a user agent");
        assert!(agent.ends_with(" exec-env/AWS_Lambda_provided.al2023 app/reports"), "{agent}");
    }
}
