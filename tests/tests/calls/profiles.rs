//! Who signs where credentials come from the shared files.

use aws_query_runtime::os::{Command, CommandFuture, CommandOutput};
use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::os::{StaticEnv, StaticFiles};

use crate::support::{Script, client, identity};

/// Prints a key that is named after the line.
#[derive(Debug)]
struct Printer;

impl Command for Printer {
    fn run(&self, line: &str) -> CommandFuture {
        let keys = format!(r#"{{"Version":1,"AccessKeyId":"{line}","SecretAccessKey":"s","SessionToken":"t"}}"#);
        Box::pin(std::future::ready(Ok(CommandOutput::printed(keys))))
    }
}

const KEYS: &str = "aws_secret_access_key = s\naws_access_key_id =";

// The access key id in the signature, or the error.
async fn signer(variables: &[(&str, &str)], credentials: &str) -> Result<String, String> {
    let script = Script::new(ScriptedHttp::new().answer(200, identity()));
    let env: StaticEnv = variables.iter().copied().chain([("HOME", "/home/me")]).collect();
    let files = StaticFiles::from_iter([("/home/me/.aws/credentials", credentials.replace("KEYS", KEYS))]);
    let sts = client(script.config().env(env).files(files).command(Printer));
    let answer = sts.get_caller_identity().send().await;
    let requests = script.requests();
    match answer {
        Ok(_) => {
            let value = requests.last().and_then(|request| request.headers().get("authorization"));
            let value = value.expect("a signature").to_str().expect("ASCII");
            let id = value.split(['=', '/']).nth(1).expect("a credential scope");
            Ok(id.to_owned())
        }
        Err(error) => {
            assert!(requests.is_empty(), "{error}");
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn the_selected_profile_signs_or_nobody_does() {
    let variables = [("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "s")];
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, Result<&'c str, &'c str>);
    let cases: &[Case<'_>] = &[
        (&[], "[default]\nKEYS DEFAULT\n[a]\nKEYS A", Ok("DEFAULT")),
        (&[("AWS_PROFILE", "a")], "[default]\nKEYS DEFAULT\n[a]\nKEYS A", Ok("A")),
        (&variables, "[default]\nKEYS DEFAULT", Ok("ENV")),
        (&[], "[default]\ncredential_process = PRINTED\nKEYS DEFAULT", Ok("PRINTED")),
        (&variables[..1], "[default]\nKEYS DEFAULT", Err("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")),
        (
            &[],
            "[default]\nrole_arn = r\nsource_profile = a\nKEYS DEFAULT\n[a]\nKEYS A",
            Err("`role_arn` at ~/.aws/credentials:2"),
        ),
        (&[], "[default]\nsso_account_id = 1\nKEYS DEFAULT", Err("`sso_account_id` at ~/.aws/credentials:2")),
        (
            &[],
            "[default]\naws_access_key_id = A",
            Err("`aws_access_key_id` at ~/.aws/credentials:2 and no `aws_secret_access_key`"),
        ),
        (&[], "", Err("there is no profile `default`")),
    ];
    for (variables, credentials, expected) in cases {
        match (signer(variables, credentials).await, expected) {
            (Ok(id), Ok(expected)) => assert_eq!(id, *expected, "{credentials}"),
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{credentials}: {error}"),
            (result, _) => panic!("{credentials}: {result:?}"),
        }
    }
}
