//! Answers as they go over the wire: results and errors, in XML or, to a client that asks for it, in JSON.

use std::borrow::Cow;
use std::time::SystemTime;

use aws_query_runtime::testing::{SignatureProblem, calendar};
use bytes::Bytes;
use http::{Response, StatusCode, header::HeaderValue};

use super::json::quote;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// A member of a result.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(&'static str, String),
    Number(&'static str, u64),
    Time(&'static str, SystemTime),
    Group(&'static str, Vec<Node>),
}

/// An error of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) code: Cow<'static, str>,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: Cow::Borrowed(code), message: message.into() }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(400, "MalformedInput", message)
    }

    pub(super) fn access_denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    /// `User: ARN is not authorized to perform: sts:AssumeRole on resource: ROLE`
    pub(super) fn not_authorized(caller: &str, operation: &str, resource: &str) -> Self {
        Self::access_denied(format!(
            "User: {caller} is not authorized to perform: sts:{operation} on resource: {resource}"
        ))
    }
}

impl From<SignatureProblem> for Failure {
    fn from(problem: SignatureProblem) -> Self {
        Self::new(problem.status(), problem.code(), problem.to_string())
    }
}

/// How, when and under which id a request is answered.
pub(super) struct Envelope {
    pub(super) json: bool,
    pub(super) request_id: String,
    pub(super) now: SystemTime,
}

impl Envelope {
    pub(super) fn success(&self, operation: &str, members: &[Node]) -> Response<Bytes> {
        let id = &self.request_id;
        let body = if self.json {
            format!(
                "{{\"{operation}Response\":{{\"{operation}Result\":{},\"ResponseMetadata\":{{\"RequestId\":{}}}}}}}",
                json_object(members),
                quote(id)
            )
        } else {
            let members: String = members.iter().map(xml).collect();
            format!(
                "<{operation}Response xmlns=\"{NAMESPACE}\">\n<{operation}Result>{members}</{operation}Result>\n\
                 <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>\n</{operation}Response>\n"
            )
        };
        self.response(200, body)
    }

    pub(super) fn failure(&self, failure: &Failure) -> Response<Bytes> {
        let id = &self.request_id;
        let side = if failure.status < 500 { "Sender" } else { "Receiver" };
        let body = if self.json {
            format!(
                "{{\"Error\":{{\"Code\":{},\"Message\":{},\"Type\":\"{side}\"}},\"RequestId\":{}}}",
                quote(&failure.code),
                quote(&failure.message),
                quote(id)
            )
        } else {
            format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\">\n<Error><Type>{side}</Type><Code>{}</Code>\
                 <Message>{}</Message></Error>\n<RequestId>{id}</RequestId>\n</ErrorResponse>\n",
                escape(&failure.code),
                escape(&failure.message)
            )
        };
        self.response(failure.status, body)
    }

    // The date is the service's: clients correct their clocks by it.
    fn response(&self, status: u16, body: String) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let content_type = if self.json { "application/json" } else { "text/xml" };
        let headers = [
            ("x-amzn-requestid", self.request_id.clone()),
            ("content-type", content_type.to_owned()),
            ("date", calendar::http_date(self.now)),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn xml(node: &Node) -> String {
    let (name, content) = match node {
        Node::Text(name, text) => (name, escape(text)),
        Node::Number(name, number) => (name, number.to_string()),
        Node::Time(name, time) => (name, calendar::extended(*time)),
        Node::Group(name, members) => (name, members.iter().map(xml).collect()),
    };
    format!("<{name}>{content}</{name}>")
}

/// Text of an XML element. A carriage return would be read back as a line feed, so it is a reference; what
/// XML cannot say at all is replaced.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#xD;"),
            '\t' | '\n' => escaped.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

fn json_object(members: &[Node]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|node| match node {
            Node::Text(name, text) => format!("\"{name}\":{}", quote(text)),
            Node::Number(name, number) => format!("\"{name}\":{number}"),
            Node::Time(name, time) => format!("\"{name}\":{}", calendar::epoch_seconds(*time)),
            Node::Group(name, members) => format!("\"{name}\":{}", json_object(members)),
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(json: bool) -> Envelope {
        Envelope { json, request_id: "id-1".to_owned(), now: SystemTime::UNIX_EPOCH }
    }

    fn body(response: &Response<Bytes>) -> &str {
        std::str::from_utf8(response.body()).unwrap()
    }

    #[test]
    fn results_in_both_forms() {
        let members = [
            Node::Text("Arn", "a&<b>\"\r\n\u{1}".to_owned()),
            Node::Group("Credentials", vec![Node::Time("Expiration", SystemTime::UNIX_EPOCH)]),
            Node::Number("PackedPolicySize", 6),
        ];
        let xml = envelope(false).success("Op", &members);
        assert_eq!(
            body(&xml),
            "<OpResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n\
             <OpResult><Arn>a&amp;&lt;b&gt;&quot;&#xD;\n\u{fffd}</Arn>\
             <Credentials><Expiration>1970-01-01T00:00:00Z</Expiration></Credentials>\
             <PackedPolicySize>6</PackedPolicySize></OpResult>\n\
             <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>\n</OpResponse>\n"
        );
        assert_eq!(xml.status(), 200);
        assert_eq!(xml.headers()["content-type"], "text/xml");
        assert_eq!(xml.headers()["x-amzn-requestid"], "id-1");
        assert_eq!(xml.headers()["date"], "Thu, 01 Jan 1970 00:00:00 GMT");
        let json = envelope(true).success("Op", &members);
        assert_eq!(
            body(&json),
            "{\"OpResponse\":{\"OpResult\":{\"Arn\":\"a&<b>\\\"\\u000d\\u000a\\u0001\",\"Credentials\":{\"Expiration\":0},\
             \"PackedPolicySize\":6},\"ResponseMetadata\":{\"RequestId\":\"id-1\"}}}"
        );
        assert_eq!(json.headers()["content-type"], "application/json");
    }

    #[test]
    fn errors_in_both_forms() {
        for (status, side) in [(400, "Sender"), (403, "Sender"), (500, "Receiver"), (503, "Receiver")] {
            let failure = Failure::new(status, "Code", "a<b");
            let xml = envelope(false).failure(&failure);
            assert_eq!(xml.status(), status);
            let expected = format!("<Error><Type>{side}</Type><Code>Code</Code><Message>a&lt;b</Message></Error>");
            assert!(body(&xml).contains(&expected), "{}", body(&xml));
            assert!(body(&xml).contains("<RequestId>id-1</RequestId>"));
            let json = envelope(true).failure(&failure);
            let expected = format!(
                "{{\"Error\":{{\"Code\":\"Code\",\"Message\":\"a<b\",\"Type\":\"{side}\"}},\"RequestId\":\"id-1\"}}"
            );
            assert_eq!(body(&json), expected);
        }
    }
}
