//! What a test of an awsQuery client needs on the other side of the wire: a loopback HTTP server, a
//! verifier of Signature Version 4, and a clock that only the test moves.
//!
//! Nothing here knows a service; the behaviour of one is the server's handler. Nothing here shares code
//! with the client either: a signer checked by its own canonicalization would agree with its own mistakes.

pub mod calendar;
mod canonical;
pub mod codec;
pub mod form;
mod now;
mod problem;
mod request;
mod scripted;
mod server;
mod signed;
pub mod verify;

pub use now::{ManualClock, SharedNow, system_now};
pub use problem::SignatureProblem;
pub use request::ReceivedRequest;
pub use scripted::{InstantSleep, ScriptedHttp};
pub use server::{DropConnection, LoopbackServer};
pub use verify::{StoredKey, Verified, VerifyOptions, verify};
