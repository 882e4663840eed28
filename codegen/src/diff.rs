//! Compares the facts of two models. Placeholder until it is written.
