//! Settings of how requests are made: compression of bodies, prefixes of hosts.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html>.

use super::{Config, ConfigBuilder};

/// What was set, and nothing where nothing was.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    pub(crate) compression: Option<bool>,
    pub(crate) min_compression: Option<u32>,
    pub(crate) host_prefix: Option<bool>,
}

impl ConfigBuilder {
    /// Whether large bodies are compressed with gzip where an operation's model allows it; they are
    /// unless this says no. Takes the feature `compression`, which a generated crate turns on if its
    /// service has such operations; without it every body is sent as it is, which services accept.
    pub fn request_compression(mut self, compress: bool) -> Self {
        self.requests.compression = Some(compress);
        self
    }

    /// Bytes from which a body is compressed: 0 to 10,485,760, 10,240 unless set.
    pub fn request_min_compression_size_bytes(mut self, size: u32) -> Self {
        self.requests.min_compression = Some(size);
        self
    }

    /// Whether operations put their prefix before the host of the endpoint, `data.` for example; they
    /// do unless this says no. For endpoints that answer under one name only.
    pub fn host_prefix_injection(mut self, inject: bool) -> Self {
        self.requests.host_prefix = Some(inject);
        self
    }
}

impl Config {
    /// Whether large bodies are compressed where an operation's model allows it.
    #[must_use]
    pub fn request_compression(&self) -> bool {
        self.0.resolved.compression
    }

    /// Bytes from which a body is compressed.
    #[must_use]
    pub fn request_min_compression_size_bytes(&self) -> u32 {
        self.0.resolved.min_compression
    }

    /// Whether operations put their prefix before the host of the endpoint.
    #[must_use]
    pub fn host_prefix_injection(&self) -> bool {
        self.0.resolved.host_prefix
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::NoHttp;
    use crate::{Config, ConfigBuilder};

    fn builder() -> ConfigBuilder {
        Config::builder().region("us-east-1").http_client(NoHttp)
    }

    #[test]
    fn settings_are_kept_and_have_defaults() {
        let plain = builder().build().expect("settings");
        assert!(plain.request_compression() && plain.host_prefix_injection());
        assert_eq!(plain.request_min_compression_size_bytes(), 10_240);
        let set =
            builder().request_compression(false).request_min_compression_size_bytes(0).host_prefix_injection(false);
        let set = set.build().expect("settings").to_builder().build().expect("settings");
        assert!(!set.request_compression() && !set.host_prefix_injection());
        assert_eq!(set.request_min_compression_size_bytes(), 0);
    }

    #[test]
    fn a_size_out_of_range_is_an_error() {
        assert!(builder().request_min_compression_size_bytes(10_485_760).build().is_ok());
        let error = builder().request_min_compression_size_bytes(10_485_761).build().expect_err("out of range");
        assert_eq!(
            error.to_string(),
            "the request compression threshold in code is `10485761`: write a number from 0 to 10485760"
        );
    }
}
