//! Error answers in all their forms, each a file of `data/errors`: the answer as it came, a line of
//! `====`, and what a user is told. `UPDATE=1` writes the second half anew.

use std::fs;
use std::path::Path;

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::Error;
use sts_sdk::os::{Env as _, ProcessEnv};

use crate::support::{Script, client, credentials};

const SEPARATOR: &str = "\n====\n";

/// ```text
/// 403
/// Content-Type: text/xml
///
/// <ErrorResponse>..
/// ```
struct Answer<'t> {
    status: u16,
    headers: Vec<(&'t str, &'t str)>,
    body: &'t str,
}

impl<'t> Answer<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let (status, headers) = head.split_once('\n').unwrap_or((head, ""));
        let headers = headers.lines().map(|line| line.split_once(": ")).collect::<Option<_>>()?;
        Some(Self { status: status.parse().ok()?, headers, body })
    }

    async fn error(&self) -> Error {
        let script = Script::new(ScriptedHttp::new().answer_with(self.status, &self.headers, self.body.to_owned()));
        let sts = client(script.config().max_attempts(1).credentials_provider(credentials()));
        let error = sts.get_caller_identity().send().await.expect_err("an error");
        assert_eq!(script.requests().len(), 1);
        error
    }
}

fn report(error: &Error) -> String {
    let told = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let kind = error.kind().map_or_else(|| "-".to_owned(), |kind| format!("{kind:?}"));
    let flags =
        [("retryable", error.is_retryable()), ("throttling", error.is_throttling()), ("timeout", error.is_timeout())];
    let flags: Vec<_> = flags.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
    format!(
        "code: {}\nmessage: {}\nrequest id: {}\nkind: {kind}\nflags: {}\n{error}\n",
        told(error.code()),
        told(error.message()),
        told(error.request_id()),
        if flags.is_empty() { "-".to_owned() } else { flags.join(", ") },
    )
}

#[tokio::test]
async fn errors_say_what_the_service_said() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/errors");
    let update = ProcessEnv.var("UPDATE").is_ok_and(|value| value.is_some());
    let mut files: Vec<_> =
        fs::read_dir(&directory).expect("data/errors").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() >= 40, "{} answers", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.display();
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (answer, expected) = text.split_once(SEPARATOR).unwrap_or((&text, ""));
        let parsed = Answer::parse(answer).unwrap_or_else(|| panic!("{name}: not an answer"));
        let error = parsed.error().await;
        assert_eq!(error.status(), Some(parsed.status), "{name}");
        assert_eq!(error.attempts(), 1, "{name}");
        let found = report(&error);
        if update {
            fs::write(&file, format!("{answer}{SEPARATOR}{found}")).unwrap_or_else(|error| panic!("{name}: {error}"));
        } else if found != expected {
            wrong.push(format!("{name}\n expected:\n{expected}\n found:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn bytes_that_are_no_text() {
    let cases: [&[u8]; 4] = [
        b"\xff\xfe<\0E\0r\0r\0o\0r\0>\0",
        b"<Error><Code>Access\xffDenied</Code></Error>",
        b"\0\0\0\0",
        b"\x1f\x8b\x08\0\0\0\0\0",
    ];
    for body in cases {
        let script = Script::new(ScriptedHttp::new().answer_with(400, &[], body));
        let error = script.client().get_caller_identity().send().await.expect_err("no answer of this operation");
        let text = error.to_string();
        assert_eq!((error.status(), error.code()), (Some(400), None), "{text}");
        let said = format!("the answer names no error code: {} bytes (HTTP 400 Bad Request, ", body.len());
        assert!(text.starts_with(&format!("GetCallerIdentity failed: {said}")), "{text}");
    }
}
