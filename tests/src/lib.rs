//! Tests of the parts together, from outside: each directory of `tests/` is one program, its data is
//! in `data/`. The library itself is empty.
