//! Pages and waiters of generated code, on a transport that answers from a script and a clock that only the
//! tests move.

#![cfg(test)]

mod expressions;
mod pages;
mod support;
mod waiters;
