//! Which way requests take.

use std::net::SocketAddr;

use aws_query_runtime::http::reqwest::ReqwestClient;
use aws_query_runtime::http::{ProxyConfig, TransportSettings};
use sts_sdk::os::{StaticEnv, StaticFiles};
use sts_sdk::{Client, Config, Credentials};

use crate::authority::Authority;
use crate::servers::{Role, serve};

const HOST: &str = "sts.eu-west-1.amazonaws.com";

fn proxies(variables: &[(&str, String)]) -> ProxyConfig {
    let env: StaticEnv = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ProxyConfig::from_env(&env).expect("proxies")
}

fn client(transport: ReqwestClient, endpoint: Option<&str>) -> Client {
    let config = Config::builder().region("eu-west-1").http_client(transport).max_attempts(1);
    let config = config.credentials_provider(Credentials::new("AKIDEXAMPLE", "secret"));
    let config = match endpoint {
        Some(url) => config.endpoint_url(url),
        None => config,
    };
    Client::new(config.build().expect("settings")).expect("an endpoint")
}

// The error where there is one, as a user reads it.
async fn call(client: &Client) -> Result<String, String> {
    client.get_caller_identity().send().await.map(|identity| identity.account).map_err(|error| error.to_string())
}

fn trusting(authority: &Authority, proxy: ProxyConfig) -> TransportSettings {
    let mut settings = TransportSettings::default();
    settings.proxy = proxy;
    settings.ca_bundle = Some(authority.bundle());
    settings
}

fn secure(settings: &TransportSettings) -> Client {
    client(ReqwestClient::with_settings(settings).expect("a transport"), None)
}

async fn sts(authority: &Authority) -> SocketAddr {
    serve(Role::Sts, Some(authority.acceptor(HOST))).await.0
}

#[tokio::test]
async fn https_goes_through_a_tunnel_with_the_proxy_s_password() {
    let authority = Authority::new();
    let (proxy, seen) = serve(Role::Proxy { to: sts(&authority).await }, None).await;
    let url = format!("http://me:p%40ss%2F@{proxy}");
    let sts = secure(&trusting(&authority, proxies(&[("HTTPS_PROXY", url)])));
    assert_eq!(call(&sts).await.as_deref(), Ok("123456789012"));
    let head = seen.one();
    assert!(head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{head}");
    // `me:p@ss/`
    assert!(head.contains("Proxy-Authorization: Basic bWU6cEBzcy8=\r\n"), "{head}");
}

#[tokio::test]
async fn a_proxy_may_speak_tls_itself() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("127.0.0.1");
    let (proxy, seen) = serve(Role::Proxy { to: sts(&authority).await }, Some(acceptor)).await;
    let sts = secure(&trusting(&authority, proxies(&[("https_proxy", format!("https://{proxy}"))])));
    assert_eq!(call(&sts).await.as_deref(), Ok("123456789012"));
    assert!(seen.one().starts_with(&format!("CONNECT {HOST}:443 ")));
}

#[tokio::test]
async fn socks_proxies_are_given_the_name_to_resolve() {
    let authority = Authority::new();
    let (proxy, seen) = serve(Role::Socks { to: sts(&authority).await }, None).await;
    let sts = secure(&trusting(&authority, proxies(&[("ALL_PROXY", format!("socks5h://me:p%40ss@{proxy}"))])));
    assert_eq!(call(&sts).await.as_deref(), Ok("123456789012"));
    assert_eq!(seen.one(), format!("me:p@ss@{HOST}:443"));
}

#[tokio::test]
async fn http_is_forwarded() {
    let (server, at_server) = serve(Role::Sts, None).await;
    let (proxy, seen) = serve(Role::Proxy { to: server }, None).await;
    let mut settings = TransportSettings::default();
    settings.proxy = proxies(&[("http_proxy", format!("http://me:pass@{proxy}"))]);
    let transport = ReqwestClient::plaintext_with_settings(&settings).expect("a transport");
    let sts = client(transport, Some("http://sts.example.com/path"));
    assert_eq!(call(&sts).await.as_deref(), Ok("123456789012"));
    let head = seen.one();
    assert!(head.starts_with("POST http://sts.example.com/path/ HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    assert!(at_server.one().contains("host: sts.example.com\r\n"));
}

#[tokio::test]
async fn the_machine_itself_is_reached_directly() {
    let (server, at_server) = serve(Role::Sts, None).await;
    let (proxy, seen) = serve(Role::Proxy { to: server }, None).await;
    let mut settings = TransportSettings::default();
    settings.proxy = proxies(&[("ALL_PROXY", format!("http://{proxy}"))]);
    let transport = ReqwestClient::plaintext_with_settings(&settings).expect("a transport");
    assert_eq!(call(&client(transport, Some(&format!("http://{server}")))).await.as_deref(), Ok("123456789012"));
    assert_eq!((seen.all().len(), at_server.all().len()), (0, 1));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_password() {
    let authority = Authority::new();
    let (proxy, seen) = serve(Role::Closed, None).await;
    let url = format!("http://me:hunter2@{proxy}");
    let sts = secure(&trusting(&authority, proxies(&[("HTTPS_PROXY", url)])));
    let error = call(&sts).await.expect_err("407");
    let expected = format!(
        "no connection to {HOST} through the proxy http://me:[redacted]@{proxy} of HTTPS_PROXY: tunnel error: proxy authorization required"
    );
    assert!(error.contains(&expected) && !format!("{error} {sts:?}").contains("hunter2"), "{error}");
    assert_eq!(seen.all().len(), 1);
}

#[tokio::test]
async fn proxy_and_roots_need_no_code() {
    let authority = Authority::new();
    let (proxy, seen) = serve(Role::Proxy { to: sts(&authority).await }, None).await;
    let proxy = format!("http://{proxy}");
    let keys = "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
    let in_profile = format!("{keys}region = eu-west-1\nca_bundle = ~/ca.pem\n");
    let by_variables = [("AWS_REGION", "eu-west-1"), ("AWS_CA_BUNDLE", "/home/me/ca.pem")];
    for (variables, profile) in [(&by_variables[..], keys), (&[], in_profile.as_str())] {
        let fixed = [("HOME", "/home/me"), ("HTTPS_PROXY", proxy.as_str())];
        let env: StaticEnv = variables.iter().copied().chain(fixed).collect();
        let files = [("/home/me/.aws/credentials", profile), ("/home/me/ca.pem", authority.pem())];
        let config = Config::builder().env(env).files(StaticFiles::from_iter(files)).max_attempts(1).build();
        let sts = Client::new(config.expect("settings")).expect("an endpoint");
        assert_eq!(call(&sts).await.as_deref(), Ok("123456789012"), "{variables:?}");
    }
    let heads = seen.all();
    assert!(
        heads.len() == 2 && heads.iter().all(|head| head.starts_with(&format!("CONNECT {HOST}:443 "))),
        "{heads:?}"
    );
}
