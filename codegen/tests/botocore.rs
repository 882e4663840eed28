//! botocore's form and Smithy's: from both the same code.
//!
//! `botocore/<rule>/` holds one small service in both forms, `smithy.json` and botocore's files. STS is compared where
//! the published models are beside the repository.

#![cfg(test)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Generated, Input, Options, Source, generate};
use proc_macro2::{TokenStream, TokenTree};

#[path = "support/repository.rs"]
mod repository;

// What is in a directory, sorted.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    entries
}

// Published models, on machines that have them.
fn shared(path: &str) -> Option<PathBuf> {
    let path = repository::root().join("../shared/models").join(path);
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
    }
    path.exists().then_some(path)
}

fn generated(name: &str, models: Vec<Source>, overlays: Vec<Source>) -> Generated {
    let options = Options { command: "test".to_owned(), module: "crate::generated".to_owned(), bridge: true };
    let input = Input { models, overlays, ..Input::default() };
    generate(&input, &options).unwrap_or_else(|problems| panic!("{name}:\n{problems}"))
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source { name: path.file_name().expect("a name").to_string_lossy().into_owned(), text }
}

fn sources(directory: &Path) -> (Vec<Source>, Vec<Source>) {
    let sources = entries(directory).iter().map(|path| source(path)).collect::<Vec<_>>();
    sources.into_iter().partition(|source| source.name == "smithy.json")
}

/// The files of a generated crate, by path.
fn files(generated: &Generated) -> BTreeMap<String, String> {
    generated.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
}

#[test]
fn both_forms_of_a_small_service_are_the_same_code() {
    let fixtures = entries(&repository::root().join("codegen/tests/botocore"));
    assert!(fixtures.len() >= 3, "{fixtures:?}");
    for fixture in fixtures {
        let name = fixture.display().to_string();
        let (smithy, botocore) = sources(&fixture);
        let (smithy, botocore) = (generated(&name, smithy, Vec::new()), generated(&name, botocore, Vec::new()));
        assert_eq!(smithy.diagnostics.to_string(), botocore.diagnostics.to_string(), "{name}");
        let (smithy, botocore) = (files(&smithy), files(&botocore));
        assert_eq!(smithy.keys().collect::<Vec<_>>(), botocore.keys().collect::<Vec<_>>(), "{name}");
        for (path, text) in smithy {
            assert_eq!(botocore[&path], text, "{name}: {path}");
        }
    }
}

/// The tokens of a file without its documentation, which the two models word differently.
fn undocumented(text: &str) -> String {
    fn strip(tokens: TokenStream) -> TokenStream {
        let mut kept = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let attribute = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
            if attribute && tokens.peek().is_some_and(is_documentation) {
                tokens.next();
                continue;
            }
            kept.push(match token {
                TokenTree::Group(group) => proc_macro2::Group::new(group.delimiter(), strip(group.stream())).into(),
                token => token,
            });
        }
        kept.into_iter().collect()
    }
    strip(text.parse().expect("tokens")).to_string()
}

fn is_documentation(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.stream().to_string().starts_with("doc"))
}

// What botocore's form of STS cannot say, and what becomes of it: examples, tests of endpoints and the rules in their
// other form make no code; the service's name in Smithy is in no code; the names of shapes that differ in case only are
// those of messages, which have no type. Documentation is worded alike and marked up differently.
#[test]
fn both_published_forms_of_sts_are_the_same_code() {
    let (Some(smithy), Some(botocore)) = (shared("sts.json"), shared("botocore/sts")) else { return };
    let overlay = |service: &str| {
        let mut overlay = repository::source("model/sts.overlay.json");
        // The name that AWS gave the service is not in botocore's files.
        overlay.text = overlay.text.replace("sts#AWSSecurityTokenServiceV20110615", service);
        vec![overlay]
    };
    let botocore: Vec<Source> = entries(&botocore).iter().map(|path| source(path)).collect();
    let smithy = vec![source(&smithy)];
    let pairs = [(Vec::new(), Vec::new()), (overlay("sts#AWSSecurityTokenServiceV20110615"), overlay("sts#STS"))];
    for (theirs, ours) in pairs {
        let smithy = files(&generated("Smithy's form", smithy.clone(), theirs));
        let botocore = files(&generated("botocore's form", botocore.clone(), ours));
        assert_eq!(smithy.keys().collect::<Vec<_>>(), botocore.keys().collect::<Vec<_>>());
        for (path, text) in smithy {
            assert_eq!(undocumented(&botocore[&path]), undocumented(&text), "{path}");
        }
    }
}

#[test]
fn iam_in_botocores_form_is_generated() {
    let Some(directory) = shared("botocore/iam") else { return };
    let generated = generated("iam", entries(&directory).iter().map(|path| source(path)).collect(), Vec::new());
    assert!(generated.service.operations.len() >= 176, "{}", generated.service.operations.len());
    for file in &generated.files {
        assert!(syn::parse_file(&file.text).is_ok(), "{} does not parse", file.path);
    }
    let problems = generated.diagnostics.to_string();
    assert!(!problems.contains("warning["), "{problems}");
}

#[test]
fn an_overlay_says_that_a_service_of_another_signature_takes_version_4() {
    let text = r#"{
        "metadata": {
            "apiVersion": "2009-04-15", "endpointPrefix": "x", "protocol": "query", "serviceId": "X", "signatureVersion": "v2"
        },
        "operations": { "GetThing": {} },
        "shapes": {}
    }"#;
    let overlay = r#"{ "smithy": "2.0", "shapes": { "com.amazonaws.x#X": { "type": "apply", "traits": {
        "smithy.api#auth": ["aws.auth#sigv4"],
        "aws.auth#sigv4": { "name": "x" },
        "codegen.rust#because": "It takes Version 4."
    } } } }"#;
    let source = |text: &str| vec![Source { name: "x.json".to_owned(), text: text.to_owned() }];
    let service = generated("x", source(text), source(overlay)).service;
    assert_eq!(service.signing_name.as_deref(), Some("x"));
    assert!(service.operations.iter().all(|operation| operation.signed), "{:?}", service.operations);
}
