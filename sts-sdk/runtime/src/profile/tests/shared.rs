//! The suite that AWS's SDKs share, where its data is present.

use super::*;

fn cases(name: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/credential-tests/");
    let Ok(bytes) = crate::os::SystemFiles.read(format!("{path}{name}").as_ref(), 1 << 20) else {
        println!("skipped: no {name}");
        return Vec::new();
    };
    let file: Value = serde_json::from_slice(&bytes).expect("JSON");
    file["tests"].as_array().expect("tests").clone()
}

#[test]
fn files_mean_what_the_shared_suite_says() {
    for case in cases("profile-parser-tests.json") {
        let input = |key: &str| case["input"][key].as_str().map(str::as_bytes);
        let loaded = load(input("configFile"), input("credentialsFile"));
        let name = &case["name"];
        match (loaded, case["output"]["errorContaining"].as_str()) {
            (Err(error), Some(expected)) => assert!(error.to_string().contains(expected), "{name}: {error}"),
            (Ok(files), None) => {
                let expected = &case["output"]["config"];
                assert_eq!(serde_json::json!(profiles(&files)), expected["profiles"], "{name}");
                let sessions: BTreeMap<_, _> = files
                    .sso_session_names()
                    .map(|name| (name.to_owned(), pairs(files.sso_session(name).expect("a session"))))
                    .collect();
                let none = serde_json::json!({});
                assert_eq!(serde_json::json!(sessions), *expected.get("sso_sessions").unwrap_or(&none), "{name}");
            }
            (loaded, expected) => panic!("{name}: {loaded:?} is not {expected:?}"),
        }
    }
}

#[test]
fn files_lie_where_the_shared_suite_says() {
    for case in cases("file-location-tests.json") {
        let variables = case["environment"].as_object().expect("variables");
        let env: StaticEnv = variables.iter().map(|(name, value)| (name, value.as_str().expect("text"))).collect();
        let style = match case["platform"].as_str() {
            Some("windows") => PathStyle::Windows,
            _ => PathStyle::Unix,
        };
        let files = ProfileFiles::load(&env, &StaticFiles::default().with_path_style(style)).expect("no files");
        let paths: Vec<_> = files.sources().iter().map(|source| source.path().to_str()).collect();
        let expected = [case["configLocation"].as_str(), case["credentialsLocation"].as_str()];
        assert_eq!(paths, expected, "{}", case["name"]);
    }
}
