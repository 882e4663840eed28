//! Many clients over one transport: whose key signs, and what they share.

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::http::SharedHttpClient;
use sts_sdk::os::StaticEnv;
use sts_sdk::{Client, Config, Credentials};

use crate::support::{CREDENTIALS, IDENTITY, builder, scope};

#[tokio::test]
async fn identities_are_never_mixed() {
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let shared = SharedHttpClient::new(http.clone());
    let tenant = |id: &str, region: &str| {
        let config = Config::builder().region(region).shared_http_client(shared.clone());
        // The same secret, so that only the key's name tells them apart.
        let config = config.credentials_provider(Credentials::new(id, "the same secret"));
        Client::new(config.build().expect("a configuration")).expect("a client")
    };
    let clients = [tenant("AKIDA", "eu-west-1"), tenant("AKIDB", "eu-west-1"), tenant("AKIDA", "us-east-2")];
    let mut expected = Vec::new();
    for round in 0..30 {
        // Interleaved, and not in the same order every time.
        let client = &clients[(round * 7 + round / 3) % 3];
        client.get_caller_identity().send().await.expect("an identity");
        expected.push((round * 7 + round / 3) % 3);
    }
    let scopes = [["AKIDA", "eu-west-1"], ["AKIDB", "eu-west-1"], ["AKIDA", "us-east-2"]];
    let found: Vec<_> = http.requests().iter().map(scope).collect();
    let expected: Vec<_> = expected.into_iter().map(|client: usize| scopes[client].map(str::to_owned)).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn another_secret_is_another_signature() {
    // One client whose credentials change: the derived key of the first is of no use to the second.
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let config = Config::builder().region("eu-west-1").http_client(http.clone());
    let clock = aws_query_runtime::testing::ManualClock::new(std::time::SystemTime::UNIX_EPOCH);
    let config = config.clock(clock).credentials_provider(Credentials::new("AKIDA", "first")).build();
    let first = Client::new(config.expect("a configuration")).expect("a client");
    let config = first.config().to_builder().credentials_provider(Credentials::new("AKIDA", "second")).build();
    let second = Client::new(config.expect("a configuration")).expect("a client");
    for client in [&first, &second, &first] {
        client.get_caller_identity().send().await.expect("an identity");
    }
    let signatures: Vec<_> = http.requests().iter().map(|request| request.headers()["authorization"].clone()).collect();
    assert_ne!(signatures[0], signatures[1]);
    assert_eq!(signatures[0], signatures[2]);
}

#[tokio::test]
async fn environments_of_tenants_stay_apart() {
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let client = |id: &str| {
        let env: StaticEnv = [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", "s")]
            .into_iter()
            .collect();
        let config = Config::builder().env(env).http_client(http.clone()).build().expect("a configuration");
        Client::new(config).expect("a client")
    };
    let (a, b) = (client("AKIDA"), client("AKIDB"));
    // The same environment in another client of the same settings.
    let c =
        Client::new(a.config().to_builder().region("eu-west-2").build().expect("a configuration")).expect("a client");
    for client in [&a, &b, &c, &a] {
        client.get_caller_identity().send().await.expect("an identity");
    }
    let found: Vec<_> = http.requests().iter().map(|request| scope(request).join(" ")).collect();
    assert_eq!(found, ["AKIDA eu-west-1", "AKIDB eu-west-1", "AKIDA eu-west-2", "AKIDA eu-west-1"]);
}

#[tokio::test]
async fn another_profile_is_another_identity() {
    let file = "[a]\naws_access_key_id = AKIDA\naws_secret_access_key = s\n[b]\naws_access_key_id = AKIDB\naws_secret_access_key = s\n";
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let builder = builder(&[("AWS_PROFILE", "a"), ("AWS_REGION", "eu-west-1")], &[(CREDENTIALS, file)]);
    let a = Client::new(builder.http_client(http.clone()).build().expect("a configuration")).expect("a client");
    let b = Client::new(a.config().to_builder().profile("b").build().expect("a configuration")).expect("a client");
    for client in [&a, &b, &a] {
        client.get_caller_identity().send().await.expect("an identity");
    }
    let found: Vec<_> = http.requests().iter().map(|request| scope(request)[0].clone()).collect();
    assert_eq!(found, ["AKIDA", "AKIDB", "AKIDA"]);
}
