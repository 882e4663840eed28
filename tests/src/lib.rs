//! Tests of the parts together, from outside: each directory of `tests/` is one program, its data is
//! in `data/`. The library holds what the programs that call other people's servers share.

pub mod report;
