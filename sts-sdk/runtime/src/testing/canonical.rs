//! The canonical form of a received request, from which the signature is computed again.

use super::codec::{hex, sha256};
use super::form::raw_pairs;
use super::{ReceivedRequest, SignatureProblem};

/// The canonical request, six parts joined by line feeds:
///
/// ```text
/// POST
/// /
///
/// host:sts.amazonaws.com
/// x-amz-date:20150830T123600Z
///
/// host;x-amz-date
/// ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843
/// ```
pub(super) fn canonical_request(
    request: &ReceivedRequest,
    signed_headers: &[String],
    normalize_path: bool,
) -> Result<String, SignatureProblem> {
    let mut names: Vec<&str> = signed_headers.iter().map(String::as_str).collect();
    names.sort_unstable();
    let mut headers = String::new();
    for name in &names {
        let values: Vec<String> = request.header_values(name).map(single_spaced).collect();
        if values.is_empty() {
            return Err(SignatureProblem::mismatch(format!(
                "'{name}' is among the signed headers but not in the request"
            )));
        }
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    Ok([
        request.method.to_ascii_uppercase(),
        path(request.path(), normalize_path),
        query(request.query())?,
        headers,
        names.join(";"),
        hex(&sha256(&request.body)),
    ]
    .join("\n"))
}

// The path as it arrived is encoded already; it is encoded once more.
fn path(raw: &str, normalize: bool) -> String {
    if !normalize {
        return if raw.is_empty() { "/".to_owned() } else { encode(raw.as_bytes(), b"/") };
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let directory = ["/", "/.", "/.."].iter().any(|end| raw.ends_with(end));
    let tail = if directory && !kept.is_empty() { "/" } else { "" };
    encode(format!("/{}{tail}", kept.join("/")).as_bytes(), b"/")
}

fn query(raw: &str) -> Result<String, SignatureProblem> {
    let pairs =
        raw_pairs(raw).map_err(|problem| SignatureProblem::mismatch(format!("the query cannot be read: {problem}")))?;
    let mut pairs: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, _)| name != b"X-Amz-Signature")
        .map(|(name, value)| (encode(name, b""), encode(value, b"")))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(pairs.join("&"))
}

fn single_spaced(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn encode(bytes: &[u8], also_kept: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) || also_kept.contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let table = [
            ("", "/", "/"),
            ("/", "/", "/"),
            ("//", "/", "//"),
            ("/./", "/", "/./"),
            ("/a/..", "/", "/a/.."),
            ("/a/../../b", "/b", "/a/../../b"),
            ("/a/b/..", "/a/", "/a/b/.."),
            ("//a//", "/a/", "//a//"),
            ("/a/.", "/a/", "/a/."),
            ("/a b/\u{e9}%20", "/a%20b/%C3%A9%2520", "/a%20b/%C3%A9%2520"),
        ];
        for (raw, normalized, verbatim) in table {
            assert_eq!(path(raw, true), normalized, "{raw}");
            assert_eq!(path(raw, false), verbatim, "{raw}");
        }
    }

    #[test]
    fn queries() {
        let table = [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&A=3", "A=3&a=1&a=2"),
            ("k", "k="),
            ("a=x%2fy+z", "a=x%2Fy%2Bz"),
            ("a-=1&a=2", "a=2&a-=1"),
            ("X-Amz-Signature=0&X-Amz-Date=1", "X-Amz-Date=1"),
            ("\u{1234}=bar", "%E1%88%B4=bar"),
        ];
        for (raw, expected) in table {
            assert_eq!(query(raw).as_deref(), Ok(expected), "{raw}");
        }
        assert!(query("a=%").is_err());
    }
}
