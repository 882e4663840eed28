//! Whole calls through the generated client: what goes out, what comes back, and what a user is told
//! when nothing good does. No test waits, and none leaves the machine: answers come from a script or
//! from a server on loopback, time is moved by hand.

#[cfg(test)]
mod ambient;
#[cfg(test)]
mod anonymous;
#[cfg(test)]
mod api;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod error_bodies;
#[cfg(test)]
mod error_codes;
#[cfg(test)]
mod error_texts;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod retry_scripts;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod support;
#[cfg(test)]
mod table;
#[cfg(test)]
mod transport;
