//! The table of settings in the README is the table of the code. `UPDATE=1` writes it anew.

use std::fs;
use std::path::Path;

use sts_sdk::SETTINGS;
use sts_sdk::os::{Env as _, ProcessEnv};
use sts_sdk::settings::{Kind, Setting, Treatment};

const START: &str = "<!-- settings: written by tests/settings/readme.rs -->\n";
const END: &str = "<!-- end of settings -->\n";

fn row(setting: &Setting) -> String {
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let mut variables = list(setting.variables);
    if !setting.late_variables.is_empty() {
        let before = if variables.is_empty() { "" } else { "; " };
        variables.push_str(&format!("{before}last {}", list(setting.late_variables)));
    }
    let treatment = match setting.treatment {
        Treatment::Honoured => "honoured",
        Treatment::Refused => "**refused**",
        Treatment::Ignored => "ignored",
        treatment => panic!("{treatment:?}"),
    };
    let allowed = match setting.kind {
        Kind::Text | Kind::Secret | Kind::Path | Kind::Url => String::new(),
        kind => format!(" ({})", kind.allowed()),
    };
    let note =
        setting.note.replace('<', "&lt;").replace("`AWS_ENDPOINT_URL_&lt;SERVICE>`", "`AWS_ENDPOINT_URL_<SERVICE>`");
    format!("| {} | {variables} | {} | {treatment} | {note}{allowed} |\n", setting.name, list(setting.profile_keys))
}

#[test]
fn the_readme_has_every_setting() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).expect("the README");
    let (before, rest) = readme.split_once(START).expect("the start of the table");
    let (found, after) = rest.split_once(END).expect("the end of the table");
    let rows: String = SETTINGS.iter().map(row).collect();
    let expected = format!("| Setting | Variables | Keys of a profile | | |\n|---|---|---|---|---|\n{rows}");
    if ProcessEnv.var("UPDATE").is_ok_and(|value| value.is_some()) {
        fs::write(&path, format!("{before}{START}{expected}{END}{after}")).expect("a file that can be written");
    } else {
        assert_eq!(found, expected, "UPDATE=1 writes the table anew");
    }
}

// What the shared settings are is AWS's to say; none of them may be missing.
#[test]
fn every_key_and_variable_is_in_the_table() {
    let known: Vec<_> = SETTINGS
        .iter()
        .flat_map(|setting| setting.all_variables().chain(setting.profile_keys.iter().copied()))
        .collect();
    for name in include_str!("../../data/settings.txt").split_whitespace() {
        assert!(known.contains(&name), "{name}");
    }
}
