//! Placeholder while the workspace is laid out.
pub mod query;
pub mod secret;
pub mod sigv4;
pub mod timestamp;
pub mod xml;
