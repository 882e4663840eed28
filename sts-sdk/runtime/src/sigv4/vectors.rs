//! The published Signature Version 4 vectors, stage by stage, where their data is at hand: directories of
//! `request.txt` and `context.json`, with the expected text of each stage beside them.

#![expect(clippy::disallowed_methods, reason = "the vectors are files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{SignableRequest, Signer, SigningContext, stages_headers, stages_of_signed, stages_query};
use crate::secret::Secret;
use crate::timestamp::{TimestampFormat, parse};

#[test]
fn every_vector_passes_in_every_stage() {
    let Some(root) = vectors() else {
        println!("skipped: shared/sigv4-tests is not there");
        return;
    };
    let mut directories: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    directories.retain(|path| path.join("context.json").is_file());
    directories.sort();
    assert!(directories.len() >= 19, "only {} vectors", directories.len());
    // One signer for all: a key of one case must not sign another.
    let signer = Signer::new();
    for directory in directories {
        Case::read(&directory).check(&directory, &signer);
    }
}

fn vectors() -> Option<PathBuf> {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.find_map(|directory| Some(directory.join("shared/sigv4-tests")).filter(|path| path.is_dir()))
}

struct Case {
    request: String,
    context: serde_json::Value,
}

impl Case {
    fn read(directory: &Path) -> Self {
        let request = fs::read_to_string(directory.join("request.txt")).unwrap();
        let context = fs::read_to_string(directory.join("context.json")).unwrap();
        Self { request, context: serde_json::from_str(&context).unwrap() }
    }

    fn check(&self, directory: &Path, signer: &Signer) {
        let name = directory.file_name().unwrap().to_str().unwrap();
        let check = |stage: &str, actual: &str| {
            let expected = fs::read_to_string(directory.join(format!("{stage}.txt"))).unwrap();
            assert_eq!(actual, expected, "{name}: {stage}");
        };

        let (head, body) = self.request.split_once("\n\n").unwrap_or((self.request.trim_end(), ""));
        let mut lines = head.lines();
        let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
        let target = target.strip_suffix(" HTTP/1.1").unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: Vec<(&str, &str)> = lines.map(|line| line.split_once(':').unwrap()).collect();
        let request = SignableRequest { method, path, query, headers: &headers, payload: body.as_bytes() };

        let text = |pointer: &str| self.context.pointer(pointer).and_then(|value| value.as_str()).unwrap();
        let secret = Secret::from(text("/credentials/secret_access_key"));
        let token = self.context.pointer("/credentials/token").map(|token| Secret::from(token.as_str().unwrap()));
        let context = SigningContext {
            session_token: token.as_ref(),
            normalize_path: self.context["normalize"].as_bool().unwrap(),
            payload_header: self.context["sign_body"].as_bool().unwrap(),
            ..SigningContext::new(
                text("/credentials/access_key_id"),
                &secret,
                text("/region"),
                text("/service"),
                parse(text("/timestamp"), TimestampFormat::DateTime).unwrap(),
            )
        };
        let expires = Duration::from_secs(self.context["expiration_in_seconds"].as_u64().unwrap());

        let stages = stages_headers(&request, &context);
        check("header-canonical-request", &stages.canonical_request);
        check("header-string-to-sign", &stages.string_to_sign);
        check("header-signature", &stages.signature);
        let signed = signer.sign_headers(&request, &context);
        assert_eq!(signed.signature(), stages.signature, "{name}: the signer and the stages agree");
        let mut added = vec![];
        added.extend(token.as_ref().map(|token| ("X-Amz-Security-Token", token.expose())));
        added.push(("X-Amz-Date", signed.amz_date.as_str()));
        added.extend(signed.content_sha256.as_deref().map(|hash| ("x-amz-content-sha256", hash)));
        let sent: Vec<_> = headers.iter().chain(&added).copied().collect();
        let lines: String = sent.iter().map(|(name, value)| format!("\n{name}:{value}")).collect();
        let authorization = &signed.authorization;
        let request_line = head.lines().next().unwrap();
        check("header-signed-request", &format!("{request_line}{lines}\nAuthorization:{authorization}\n\n{body}"));

        let received = SignableRequest { headers: &sent, ..request };
        let verified = stages_of_signed(&received, &context, &stages.signed_headers);
        assert_eq!(verified.canonical_request, stages.canonical_request, "{name}: as received");
        assert_eq!(verified.signature, stages.signature, "{name}: as received");

        let stages = stages_query(&request, &context, expires).unwrap();
        check("query-canonical-request", &stages.canonical_request);
        check("query-string-to-sign", &stages.string_to_sign);
        check("query-signature", &stages.signature);
        let presigned = signer.presign(&request, &context, expires).unwrap();
        assert_eq!(presigned.signed_headers, stages.signed_headers, "{name}: signed headers");
        let expected = fs::read_to_string(directory.join("query-signed-request.txt")).unwrap();
        let (expected_line, expected_rest) = expected.split_once('\n').unwrap();
        let expected_target =
            expected_line.strip_prefix(method).unwrap().strip_suffix(" HTTP/1.1").unwrap().trim_start();
        let (expected_path, expected_query) = expected_target.split_once('?').unwrap();
        assert_eq!(path, expected_path, "{name}: query-signed-request, path");
        // The order of the parameters is the signer's choice.
        assert_eq!(sorted(presigned.query.expose()), sorted(expected_query), "{name}: query-signed-request, query");
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        assert_eq!(format!("{lines}\n{body}"), expected_rest, "{name}: query-signed-request, headers and body");
    }
}

fn sorted(query: &str) -> Vec<&str> {
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs
}
