//! The grammar in tables: our own, and the suite that AWS's SDKs share.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::os::{PathStyle, StaticEnv, StaticFiles};

mod random;
mod rules;
mod shared;

/// Reads two files that lie where they do by default.
fn load(config: Option<&[u8]>, credentials: Option<&[u8]>) -> Result<ProfileFiles, ProfileError> {
    let env: StaticEnv = [("HOME", "/home/me")].into_iter().collect();
    let config = config.map(|text| ("/home/me/.aws/config", text));
    let credentials = credentials.map(|text| ("/home/me/.aws/credentials", text));
    let files: StaticFiles = config.into_iter().chain(credentials).collect();
    ProfileFiles::load(&env, &files)
}

/// Keys and values of all profiles.
fn profiles(files: &ProfileFiles) -> BTreeMap<String, BTreeMap<String, String>> {
    let all = files.profile_names().filter_map(|name| Some((name.to_owned(), pairs(files.profile(name)?))));
    all.collect()
}

fn pairs(section: &Section) -> BTreeMap<String, String> {
    section.properties().map(|property| (property.key().to_owned(), property.value().to_owned())).collect()
}
