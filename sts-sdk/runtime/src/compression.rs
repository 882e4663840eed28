//! gzip of large request bodies, for operations whose model allows it.
//!
//! Only with the `compression` feature, which a generated crate turns on when its model needs it.
//! See <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use bytes::Bytes;

/// Bytes below which a body is sent as it is: AWS's default.
#[cfg(feature = "compression")]
const MIN_BYTES: usize = 10_240;

/// The compressed body, where compressing is worth it.
#[cfg(feature = "compression")]
pub(crate) fn gzip(body: &Bytes) -> Option<Bytes> {
    use std::io::Write;

    if body.len() < MIN_BYTES {
        return None;
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Nothing is compressed without the feature.
#[cfg(not(feature = "compression"))]
pub(crate) fn gzip(_body: &Bytes) -> Option<Bytes> {
    None
}
