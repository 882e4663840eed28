//! What the environment comes to, in tables, and any login and text at random.

use proptest::prelude::*;

use super::*;
use crate::os::StaticEnv;

fn env(variables: &[(&str, &str)]) -> Result<ProxyConfig, ConfigError> {
    ProxyConfig::from_env(&variables.iter().copied().collect::<StaticEnv>())
}

#[test]
fn the_environment_chooses_a_proxy_for_each_scheme() {
    let none = |scheme: &str| format!("direct: no proxy is set for {scheme}");
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, &'c str);
    let cases: &[Case<'_>] = &[
        (&[], &none("https"), &none("http")),
        (&[("HTTPS_PROXY", "http://p:1")], "http://p:1 (HTTPS_PROXY)", &none("http")),
        (&[("HTTPS_PROXY", "http://p:1"), ("https_proxy", "http://q:1")], "http://q:1 (https_proxy)", &none("http")),
        (&[("HTTPS_PROXY", "http://p:1"), ("https_proxy", " ")], "http://p:1 (HTTPS_PROXY)", &none("http")),
        (&[("HTTP_PROXY", "http://p:1")], &none("https"), "http://p:1 (HTTP_PROXY)"),
        (&[("http_proxy", "http://p:1"), ("REQUEST_METHOD", "GET")], &none("https"), "http://p:1 (http_proxy)"),
        (&[("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")], &none("https"), &none("http")),
        (&[("ALL_PROXY", "http://p:1")], "http://p:1 (ALL_PROXY)", "http://p:1 (ALL_PROXY)"),
        (&[("all_proxy", "p:1"), ("HTTP_PROXY", "q")], "http://p:1 (all_proxy)", "http://q:80 (HTTP_PROXY)"),
        (&[("ALL_PROXY", "http://p"), ("NO_PROXY", "*")], "direct: NO_PROXY has `*`", "direct: NO_PROXY has `*`"),
        (
            &[("ALL_PROXY", "http://p"), ("NO_PROXY", "x"), ("no_proxy", "amazonaws.com")],
            "direct: no_proxy has `amazonaws.com`",
            "direct: no_proxy has `amazonaws.com`",
        ),
    ];
    for (variables, https, http) in cases {
        let proxies = env(variables).expect("proxies");
        let route = |scheme: &str| {
            proxies.route(&format!("{scheme}://sts.us-east-1.amazonaws.com/").parse().expect("a URL")).to_string()
        };
        assert_eq!((route("https").as_str(), route("http").as_str()), (*https, *http), "{variables:?}");
    }
    let cgi = env(&[("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")]).expect("proxies");
    assert!(cgi.is_none() && cgi.notes().len() == 1, "{:?}", cgi.notes());
}

#[test]
fn proxies_are_urls_or_errors_without_passwords() {
    type Shown<'c> = Result<(&'c str, &'c str), &'c str>;
    let cases: &[(&str, Shown<'_>)] = &[
        ("http://p:3128", Ok(("http://p:3128", "http://p:3128"))),
        ("HTTP://p", Ok(("http://p:80", "http://p:80"))),
        (" https://p/ ", Ok(("https://p:443", "https://p:443"))),
        ("p.example.com:3128", Ok(("http://p.example.com:3128", "http://p.example.com:3128"))),
        ("http://[::1]:3128", Ok(("http://[::1]:3128", "http://[::1]:3128"))),
        ("http://u@p:1", Ok(("http://u@p:1", "http://u@p:1"))),
        ("http://u:@p:1", Ok(("http://u@p:1", "http://u@p:1"))),
        ("http://u:hunter2@p:1", Ok(("http://u:[redacted]@p:1", "http://u:hunter2@p:1"))),
        ("http://a%40b:hunter2%21@p:1", Ok(("http://a%40b:[redacted]@p:1", "http://a%40b:hunter2%21@p:1"))),
        ("http://u:hunter2@x@p:1", Ok(("http://u:[redacted]@p:1", "http://u:hunter2%40x@p:1"))),
        ("u:hunter2@p:1", Ok(("http://u:[redacted]@p:1", "http://u:hunter2@p:1"))),
        ("socks5h://p", Ok(("socks5h://p:1080", "socks5h://p:1080"))),
        ("socks://p:1", Ok(("socks5h://p:1", "socks5h://p:1"))),
        ("ftp://u:hunter2@p", Err("a proxy's scheme is http")),
        ("http://", Err("not the URL of a proxy")),
        ("http://u:hunter2#@p:1", Err("port is not a number")),
        ("http://u:p/hunter2@p:1", Err("port is not a number")),
        ("http://p:0", Err("port is not a number")),
        ("http://p:", Err("port is not a number")),
        ("http://p:99999", Err("port is not a number")),
        (&format!("http://u:{}@p:1", "hunter2".repeat(10_000)), Err("URL is too long")),
        ("http://p q:1", Err("not the URL of a proxy")),
        ("http://p\r\nX: hunter2", Err("not the URL of a proxy")),
    ];
    for (url, expected) in cases {
        match (ProxyUrl::parse(url), expected) {
            (Ok(proxy), Ok((shown, whole))) => {
                assert_eq!((proxy.to_string().as_str(), proxy.expose().expose()), (*shown, *whole), "{url}");
                assert!(!format!("{proxy:?}").contains("hunter2"), "{proxy:?}");
            }
            (Err(error), Err(expected)) => {
                let error = error.to_string();
                assert!(error.contains(expected) && !error.contains("hunter2"), "{url}: {error}");
            }
            (result, _) => panic!("{url}: {result:?}"),
        }
    }
    let error = env(&[("HTTPS_PROXY", "ftp://hunter2@p")]).expect_err("a bad scheme").to_string();
    assert!(error.starts_with("environment variable HTTPS_PROXY: a proxy's scheme"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_login_reaches_the_transport(user in "\\PC{1,20}", password in "\\PC{1,20}") {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let url = format!("http://{}:{}@p:1", encoded(&user), encoded(&password));
        let proxy = ProxyUrl::parse(&url).expect("a proxy");
        let whole = proxy.expose();
        prop_assert_eq!(whole.expose(), url);
        prop_assert_eq!(&proxy.0.user, &Some(user));
        prop_assert_eq!(proxy.0.password.as_ref().map(Secret::expose), Some(password.as_str()));
    }

    #[test]
    fn any_text_is_a_proxy_or_an_error(text in "(http://|socks5://)?[a-z0-9:@/#%\\[\\]. é]{0,30}", list in "[-a-z0-9:/*.,\\[\\] ]{0,30}") {
        if let Ok(proxy) = ProxyUrl::parse(&text) {
            let uri: Uri = proxy.expose().expose().parse().expect("a URL");
            prop_assert!(uri.port_u16().is_some() && uri.authority().is_some(), "{}", text);
            let proxies = ProxyConfig::none().with_https(proxy).with_no_proxy(&list);
            let _ = proxies.route(&Uri::from_static("https://sts.amazonaws.com:443/")).to_string();
        }
    }
}
