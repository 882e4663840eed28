//! A request as it arrived, kept raw: what was signed are the bytes on the wire.

use std::fmt;

use bytes::Bytes;

/// A request as it arrived. Its `Debug` shows which headers and parameters there were, and of their values
/// only those known to be harmless.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// `POST`, as written by the client.
    pub method: String,
    /// The target of the request line, undecoded: `/path?query`.
    pub target: String,
    /// Names and values; values of one name in the order of arrival. From a [`LoopbackServer`], names are
    /// in lower case, in the order in which each first arrived, and bytes that are not UTF-8 are replaced.
    ///
    /// [`LoopbackServer`]: super::LoopbackServer
    pub headers: Vec<(String, String)>,
    /// The body, complete.
    pub body: Bytes,
}

impl ReceivedRequest {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    /// All values of a header in the order of arrival.
    pub fn header_values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path of the target, undecoded. An absolute target (`http://host/path`) gives its path.
    pub fn path(&self) -> &str {
        let (path, _) = self.split_target();
        path
    }

    /// The query string of the target, undecoded and without `?`; empty when there is none.
    pub fn query(&self) -> &str {
        let (_, query) = self.split_target();
        query
    }

    fn split_target(&self) -> (&str, &str) {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let path = match path.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => {
                rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
            }
            _ => path,
        };
        (path, query)
    }
}

/// Headers whose values say nothing secret. Every other value is hidden: a list of the secret ones would
/// miss the next.
const SHOWN_HEADERS: [&str; 14] = [
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-user-agent",
    "x-amzn-trace-id",
];

const SHOWN_PARAMETERS: [&str; 6] =
    ["Action", "Version", "X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"];

const HIDDEN: &str = "<redacted>";

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(shown_header).collect();
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("query", &shown_form(self.query()))
            .field("headers", &headers)
            .field("body", &std::str::from_utf8(&self.body).map_or_else(|_| HIDDEN.to_owned(), shown_form))
            .finish()
    }
}

fn shown_header((name, value): &(String, String)) -> (&str, &str) {
    let shown = SHOWN_HEADERS.iter().any(|shown| name.eq_ignore_ascii_case(shown));
    (name, if shown { value } else { HIDDEN })
}

// What has no `=` may be a body that is no form at all, so nothing of it is shown.
fn shown_form(form: &str) -> String {
    let pieces: Vec<String> = form
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.split_once('=') {
            Some((name, _)) if SHOWN_PARAMETERS.contains(&name) => piece.to_owned(),
            Some((name, _)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) => {
                format!("{name}={HIDDEN}")
            }
            _ => HIDDEN.to_owned(),
        })
        .collect();
    pieces.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> ReceivedRequest {
        ReceivedRequest {
            method: "POST".to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    #[test]
    fn parts_of_targets() {
        let table = [
            ("/", "/", ""),
            ("/a%20b?x=1&y=?", "/a%20b", "x=1&y=?"),
            ("http://127.0.0.1:80/a?b", "/a", "b"),
            ("http://127.0.0.1", "/", ""),
            ("/a://b/c", "/a://b/c", ""),
            ("", "", ""),
        ];
        for (target, path, query) in table {
            assert_eq!((request(target).path(), request(target).query()), (path, query), "{target}");
        }
    }

    #[test]
    fn debug_hides_values() {
        let mut received = request("/?Action=A&X-Amz-Signature=SECRET1&X-Amz-Security-Token=SECRET2");
        received.headers = vec![
            ("Host".to_owned(), "localhost".to_owned()),
            ("Authorization".to_owned(), "SECRET3".to_owned()),
            ("x-future-token".to_owned(), "SECRET4".to_owned()),
        ];
        for body in ["Version=1&TokenCode=SECRET5", "{\"key\": \"SECRET6\"}", "{\"key=\": \"SECRET7=\"}"] {
            received.body = Bytes::from(body);
            let text = format!("{received:?}");
            assert!(!text.contains("SECRET"), "{text}");
            assert!(text.contains("Action=A&X-Amz-Signature=<redacted>"), "{text}");
            assert!(text.contains("localhost"), "{text}");
        }
    }
}
