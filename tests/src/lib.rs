//! Tests of the parts together, from outside: each directory of `tests/` is one program, its data is
//! in `data/`. The library holds what the programs that call other people's servers share, and the client that
//! is generated from the fixture of pages and waiters, for tests to call.

pub use generated::client::{Client, OPERATIONS};
pub use generated::error::{Error, ErrorKind};
pub use generated::{operation, types};

#[rustfmt::skip]
#[path = "../../codegen/tests/golden/pages-and-waiters/expected/mod.rs"]
mod generated;
pub mod report;
