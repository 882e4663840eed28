//! gzip of large request bodies, for operations whose model allows it.
//!
//! Only with the `compression` feature, which a generated crate turns on when its model needs it.
//! See <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use bytes::Bytes;

/// The compressed body, from this many bytes on.
#[cfg(feature = "compression")]
pub(crate) fn gzip(body: &Bytes, min_bytes: u32) -> Option<Bytes> {
    use std::io::Write;

    if body.len() < usize::try_from(min_bytes).unwrap_or(usize::MAX) {
        return None;
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Nothing is compressed without the feature.
#[cfg(not(feature = "compression"))]
pub(crate) fn gzip(_body: &Bytes, _min_bytes: u32) -> Option<Bytes> {
    None
}
