//! The model as it is written: Smithy's JSON AST, the overlay, traits, endpoint rules, partitions.
//!
//! Nothing here knows Rust, its names or its types.

pub mod ast;
mod c2j;
mod json;
pub mod load;
mod mixins;
pub mod overlay;
pub mod partitions;
pub mod rules;
pub mod traits;
