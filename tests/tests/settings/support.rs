//! Environments and files that exist in the tests only.

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::os::{PathStyle, StaticEnv, StaticFiles};
use sts_sdk::{Client, Config, ConfigBuilder, Credentials};

pub(crate) const CONFIG: &str = "/home/me/.aws/config";
pub(crate) const CREDENTIALS: &str = "/home/me/.aws/credentials";

pub(crate) const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>\
    <UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

/// A builder that reads these variables and files, and nothing of the machine's.
pub(crate) fn builder(variables: &[(&str, &str)], files: &[(&str, &str)]) -> ConfigBuilder {
    let home = [("HOME", "/home/me")];
    let env: StaticEnv = home.iter().chain(variables).copied().collect();
    let files: StaticFiles = files.iter().map(|(path, text)| (*path, *text)).collect();
    Config::builder().env(env).files(files.with_path_style(PathStyle::Unix))
}

/// With a transport that answers GetCallerIdentity, and credentials.
pub(crate) fn scripted(builder: ConfigBuilder) -> (ConfigBuilder, ScriptedHttp) {
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let builder = builder.http_client(http.clone()).credentials_provider(Credentials::new("AKIDEXAMPLE", "secret"));
    (builder, http)
}

/// The URL that a call goes to, with the region of its signature; or what is wrong.
pub(crate) async fn address(builder: ConfigBuilder) -> Result<String, String> {
    let (builder, http) = scripted(builder);
    let client = builder.build().and_then(Client::new).map_err(|error| error.to_string())?;
    client.get_caller_identity().send().await.map_err(|error| error.to_string())?;
    let requests = http.requests();
    let request = requests.first().expect("a request");
    Ok(format!("{} {}", request.uri(), scope(request)[1]))
}

/// Access key id, and region, of a request's signature.
pub(crate) fn scope(request: &http::Request<bytes::Bytes>) -> [String; 2] {
    let authorization = request.headers()["authorization"].to_str().expect("text");
    let credential = authorization.split_once("Credential=").expect("a credential").1;
    let mut parts = credential.split('/');
    let key = parts.next().expect("a key").to_owned();
    [key, parts.nth(1).expect("a region").to_owned()]
}
