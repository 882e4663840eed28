//! Any bytes as the shared configuration files: they are read or refused with a line that there is, and what was
//! read is read again when it is written down. What follows the first 0xFF is the credentials file.

#![no_main]

use aws_query_runtime::{
    os::{StaticEnv, StaticFiles},
    profile::{ProfileFiles, Section},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut files = data.splitn(2, |byte| *byte == 0xFF);
    let (config, credentials) = (files.next().unwrap_or_default(), files.next().unwrap_or_default());
    match load(config, credentials) {
        Ok(files) => {
            let written = render(&files);
            let again = load(written.as_bytes(), b"").expect("what was read can be read again");
            assert!(again.warnings().is_empty(), "{:?}\n{written}", again.warnings());
            assert_eq!(render(&again), written);
        }
        Err(error) => {
            let Some(location) = error.location() else { return };
            let text = if location.file() == "/config" { config } else { credentials };
            let lines = text.iter().filter(|byte| **byte == b'\n').count() + 1;
            assert!((1..=lines).contains(&location.line()), "{error}");
        }
    }
});

fn load(config: &[u8], credentials: &[u8]) -> Result<ProfileFiles, aws_query_runtime::profile::ProfileError> {
    let env = [("AWS_CONFIG_FILE", "/config"), ("AWS_SHARED_CREDENTIALS_FILE", "/credentials")];
    let files = StaticFiles::from_iter([("/config", config), ("/credentials", credentials)]);
    ProfileFiles::load(&env.into_iter().collect::<StaticEnv>(), &files)
}

fn render(files: &ProfileFiles) -> String {
    let mut text = String::new();
    let mut section = |kind: &str, name: &str, section: Option<&Section>| {
        text.push_str(&format!("[{kind} {name}]\r\n"));
        for property in section.expect("a section by its own name").properties() {
            text.push_str(&format!("{}={}\r\n", property.key(), property.value().replace('\n', "\r\n ")));
        }
    };
    files.profile_names().for_each(|name| section("profile", name, files.profile(name)));
    files.sso_session_names().for_each(|name| section("sso-session", name, files.sso_session(name)));
    files.services_names().for_each(|name| section("services", name, files.services(name)));
    text
}
