//! The address that requests of a client go to: URI, `Host` header and path to sign, computed once.

use ::http::{HeaderValue, Uri, uri};

use crate::config::{ConfigError, is_host_label};

/// An endpoint's address. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Target {
    uri: Uri,
    host: HeaderValue,
}

impl Target {
    /// From an endpoint's URL. A path is kept and ends with a slash.
    pub(super) fn new(url: &str) -> Result<Self, ConfigError> {
        let wrong = || ConfigError::new(format!("the endpoint `{url}` is not an http or https URL"));
        let parsed: Uri = url.parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(authority)) = (parsed.scheme(), parsed.authority()) else { return Err(wrong()) };
        let path = parsed.path().trim_end_matches('/');
        Self::assemble(scheme.as_str(), authority.as_str(), &format!("{path}/")).ok_or_else(wrong)
    }

    /// With this text before the host; `None` if the two are no host name.
    pub(super) fn with_prefix(&self, prefix: &str) -> Option<Self> {
        let labels = prefix.strip_suffix('.').unwrap_or(prefix).split('.').all(is_host_label);
        let authority = self.uri.authority()?;
        if !labels {
            return None;
        }
        Self::assemble(self.uri.scheme_str()?, &format!("{prefix}{authority}"), self.uri.path())
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(super) fn host(&self) -> &HeaderValue {
        &self.host
    }

    pub(super) fn host_text(&self) -> &str {
        self.host.to_str().unwrap_or_default()
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    // The host is lower case, and a port is named where it is not the scheme's own.
    fn assemble(scheme: &str, authority: &str, path: &str) -> Option<Self> {
        let authority = authority.to_ascii_lowercase();
        let default = if scheme == "https" { ":443" } else { ":80" };
        let host = authority.strip_suffix(default).unwrap_or(&authority).to_owned();
        let uri = uri::Builder::new().scheme(scheme).authority(host.as_str()).path_and_query(path).build().ok()?;
        Some(Self { uri, host: HeaderValue::from_str(&host).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn urls_become_targets() {
        let cases = [
            (
                "https://sts.us-east-1.amazonaws.com",
                "https://sts.us-east-1.amazonaws.com/",
                "sts.us-east-1.amazonaws.com",
            ),
            ("https://Example.COM:443/Custom", "https://example.com/Custom/", "example.com"),
            ("http://127.0.0.1:8080/a/b/", "http://127.0.0.1:8080/a/b/", "127.0.0.1:8080"),
            ("http://[::1]:80", "http://[::1]/", "[::1]"),
            ("https://host:80", "https://host:80/", "host:80"),
        ];
        for (url, uri, host) in cases {
            let target = Target::new(url).expect(url);
            assert_eq!((target.uri().to_string().as_str(), target.host_text()), (uri, host), "{url}");
        }
        for url in ["", "sts", "/path", "https://"] {
            assert!(Target::new(url).is_err(), "{url}");
        }
    }

    #[test]
    fn prefixes_must_be_labels() {
        let target = Target::new("https://example.com/x").expect("a target");
        let prefixed = target.with_prefix("foo.bar.").expect("labels");
        assert_eq!(prefixed.uri().to_string(), "https://foo.bar.example.com/x/");
        for prefix in ["a/b.", "a@", "", ".", "a..", "-a.", "é."] {
            assert!(target.with_prefix(prefix).is_none(), "{prefix}");
        }
    }
}
