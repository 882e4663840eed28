//! Placeholder while the workspace is laid out.

#[cfg(feature = "testing")]
pub mod testing;
