//! Settings from code, environment and files, as a client of STS has them.
// All of this is test code: without saying so, clippy takes the functions for production code.
#![cfg(test)]

mod credentials;
mod endpoints;
mod explained;
mod hostile;
mod precedence;
mod readme;
mod refused;
mod support;
mod tenants;
