//! Which requests go through a proxy: what code or environment variables say, as a value.
//!
//! Knows neither how a proxy is spoken to nor who asks.

use std::{borrow::Cow, fmt, sync::Arc};

use ::http::Uri;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::no_proxy::NoProxy;
use crate::{config::ConfigError, os::Env, secret::Secret};

/// Proxies for http and https endpoints, and the hosts that are reached without.
///
/// Addresses of the machine itself (`localhost`, 127.0.0.0/8, ::1) and of the metadata services (169.254.169.254,
/// 169.254.170.2, 169.254.170.23, fd00:ec2::254, fd00:ec2::23) are never reached through a proxy.
///
/// ```
/// use aws_query_runtime::http::{ProxyConfig, ProxyUrl};
///
/// # fn main() -> Result<(), aws_query_runtime::ConfigError> {
/// let proxies = ProxyConfig::none().with_https(ProxyUrl::parse("http://me:hunter2@proxy.example.com:3128")?);
/// let proxies = proxies.with_no_proxy("internal.example.com, 10.0.0.0/8");
/// let route = |url: &'static str| proxies.route(&url.parse().expect("a URL")).to_string();
/// assert_eq!(route("https://sts.eu-west-1.amazonaws.com/"), "http://me:[redacted]@proxy.example.com:3128 (code)");
/// assert_eq!(route("https://10.1.2.3/"), "direct: the list of hosts without proxy in code has `10.0.0.0/8`");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyConfig {
    http: Option<ProxyUrl>,
    https: Option<ProxyUrl>,
    bypass: NoProxy,
    notes: Vec<String>,
}

impl ProxyConfig {
    /// No proxy.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// For http endpoints.
    #[must_use]
    pub fn with_http(mut self, proxy: ProxyUrl) -> Self {
        self.http = Some(proxy);
        self
    }

    /// For https endpoints.
    #[must_use]
    pub fn with_https(mut self, proxy: ProxyUrl) -> Self {
        self.https = Some(proxy);
        self
    }

    /// Hosts that are reached without a proxy, separated by commas or white space: `example.com` and
    /// `.example.com` are that name and all below it, `*` is every host; addresses, ranges (`10.0.0.0/8`) and ports
    /// (`example.com:8080`) can be named too.
    #[must_use]
    pub fn with_no_proxy(mut self, hosts: &str) -> Self {
        self.bypass = NoProxy::parse(hosts, Cow::Borrowed("the list of hosts without proxy in code"));
        self
    }

    /// What the environment says: `HTTPS_PROXY` for https, `HTTP_PROXY` for http, `ALL_PROXY` where the one for the
    /// scheme is not set, `NO_PROXY`; in lower case first. Empty counts as unset.
    ///
    /// `HTTP_PROXY` in upper case is ignored where `REQUEST_METHOD` is set: in a CGI program, whoever sends the
    /// header `Proxy` sets it.
    ///
    /// # Errors
    ///
    /// A variable that is not the URL of a proxy. The text names it and does not repeat the URL: it may hold a
    /// password.
    pub fn from_env(env: &dyn Env) -> Result<Self, ConfigError> {
        let mut notes = Vec::new();
        let cgi = variable(env, "REQUEST_METHOD")?.is_some();
        let mut first = |names: &[&'static str]| {
            for name in names {
                if let Some(value) = variable(env, name)? {
                    if *name == "HTTP_PROXY" && cgi {
                        notes.push(
                            "HTTP_PROXY is ignored, because REQUEST_METHOD is set: in a CGI program, whoever \
                                    sends the header `Proxy` sets it; set http_proxy instead"
                                .to_owned(),
                        );
                        continue;
                    }
                    return Ok(Some((*name, value)));
                }
            }
            Ok(None)
        };
        let url = |found: Option<(&'static str, String)>| match found {
            None => Ok(None),
            Some((name, value)) => ProxyUrl::new(&value, Cow::Borrowed(name)).map(Some),
        };
        let https = url(first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?)?;
        let http = url(first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])?)?;
        let bypass = match first(&["no_proxy", "NO_PROXY"])? {
            Some((name, hosts)) => NoProxy::parse(&hosts, Cow::Borrowed(name)),
            None => NoProxy::default(),
        };
        notes.extend(bypass.notes());
        Ok(Self { http, https, bypass, notes })
    }

    /// The way to an endpoint.
    #[must_use]
    pub fn route(&self, endpoint: &Uri) -> Route<'_> {
        let https = endpoint.scheme_str() == Some("https");
        let (proxy, scheme) = if https { (&self.https, "https") } else { (&self.http, "http") };
        let Some(proxy) = proxy else {
            return Route::Direct(format!("no proxy is set for {scheme}").into());
        };
        let port = endpoint.port_u16().unwrap_or(if https { 443 } else { 80 });
        match self.bypass.matching(endpoint.host().unwrap_or_default(), port) {
            Some(why) => Route::Direct(why.into()),
            None => Route::Proxy(proxy),
        }
    }

    /// Whether no request goes through a proxy.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.http.is_none() && self.https.is_none()
    }

    /// The proxy for http endpoints.
    #[must_use]
    pub fn http(&self) -> Option<&ProxyUrl> {
        self.http.as_ref()
    }

    /// The proxy for https endpoints.
    #[must_use]
    pub fn https(&self) -> Option<&ProxyUrl> {
        self.https.as_ref()
    }

    /// What was passed over, and why.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn variable(env: &dyn Env, name: &str) -> Result<Option<String>, ConfigError> {
    let value = env.var(name).map_err(|_| ConfigError::new(format!("environment variable {name} is not Unicode")))?;
    Ok(value.filter(|value| !value.trim().is_empty()))
}

/// The way to an endpoint. Shown without passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// Without a proxy, for this reason.
    Direct(Cow<'p, str>),
    /// Through this proxy.
    Proxy(&'p ProxyUrl),
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct(why) => write!(f, "direct: {why}"),
            Self::Proxy(proxy) => write!(f, "{proxy} ({})", proxy.origin()),
        }
    }
}

/// The address of a proxy, with a user name and password where it asks for them. Shown without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Arc<Parts>);

#[derive(PartialEq, Eq)]
struct Parts {
    scheme: &'static str,
    /// As they are, not percent-encoded.
    user: Option<String>,
    password: Option<Secret>,
    /// With the port.
    address: String,
    origin: Cow<'static, str>,
}

impl ProxyUrl {
    /// `http://proxy.example.com:3128`, `https://..`, `socks5://..` (also `socks5h`, `socks4`, `socks4a`), or
    /// `proxy.example.com:3128` for http; before the host `user:password@`, percent-encoded. Ports default to 80, 443
    /// and 1080. Names of endpoints are resolved by the proxy, except with `socks5` and `socks4`.
    ///
    /// # Errors
    ///
    /// It is none of these. The text does not repeat it: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, ConfigError> {
        Self::new(url, Cow::Borrowed("code"))
    }

    fn new(url: &str, origin: Cow<'static, str>) -> Result<Self, ConfigError> {
        let error = |reason: &str| {
            let subject =
                if origin == "code" { "the proxy in code" } else { &format!("environment variable {origin}") };
            Err(ConfigError::new(format!("{subject}: {reason}")))
        };
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let (scheme, port) = match scheme.to_ascii_lowercase().as_str() {
            "http" => ("http", 80),
            "https" => ("https", 443),
            "socks5" => ("socks5", 1080),
            // As desktops write it.
            "socks5h" | "socks" => ("socks5h", 1080),
            "socks4" => ("socks4", 1080),
            "socks4a" => ("socks4a", 1080),
            _ => return error("a proxy's scheme is http, https, socks5, socks5h, socks4 or socks4a"),
        };
        let authority = rest.find(['/', '?', '#']).and_then(|at| rest.get(..at)).unwrap_or(rest);
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        // `Authority` knows ports and brackets; what it lets pass besides is no host.
        let parsed: Option<::http::uri::Authority> = host.parse().ok();
        let Some(host) = parsed.filter(|host| crate::config::is_host(host.host())) else {
            return error(
                "this is not the URL of a proxy; write `http://host:port`, and percent-encode what is special in user \
                 name and password",
            );
        };
        let digits = host.as_str().strip_prefix(host.host()).unwrap_or_default();
        let port = match digits.strip_prefix(':').map(str::parse::<u16>) {
            None | Some(Ok(0)) if digits.is_empty() => port,
            Some(Ok(port)) if port > 0 => port,
            _ => return error("the proxy's port is not a number from 1 to 65535"),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, ""))) {
            None => (None, None),
            Some((user, "")) => (Some(decoded(user)), None),
            Some((user, password)) => (Some(decoded(user)), Some(Secret::from(decoded(password)))),
        };
        let address = format!("{}:{port}", host.host());
        let proxy = Self(Arc::new(Parts { scheme, user, password, address, origin: origin.clone() }));
        // Transports pass over what they cannot read, and connect directly.
        if proxy.expose().expose().parse::<Uri>().is_err() {
            return error("the proxy's URL is too long");
        }
        Ok(proxy)
    }

    /// Where it was set: the name of a variable, or `code`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// `http`, `https`, `socks5`, `socks5h`, `socks4` or `socks4a`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.scheme
    }

    /// The host with its port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// The whole URL, for a transport.
    #[must_use]
    pub fn expose(&self) -> Secret {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let Parts { scheme, user, password, address, .. } = &*self.0;
        let login = match (user, password) {
            (None, _) => String::new(),
            (Some(user), None) => format!("{}@", encoded(user)),
            (Some(user), Some(password)) => format!("{}:{}@", encoded(user), encoded(password.expose())),
        };
        Secret::from(format!("{scheme}://{login}{address}"))
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { scheme, user, password, address, .. } = &*self.0;
        write!(f, "{scheme}://")?;
        if let Some(user) = user {
            write!(f, "{}", utf8_percent_encode(user, NON_ALPHANUMERIC))?;
            f.write_str(if password.is_some() { ":[redacted]@" } else { "@" })?;
        }
        f.write_str(address)
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({})", self.origin())
    }
}

#[cfg(test)]
mod tests;
