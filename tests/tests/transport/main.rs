//! The default transport against servers and proxies on loopback: which way a request takes, whom it trusts, and
//! what a user is told when there is no way. The proxies bring every request to one server, whatever
//! its name, so that no name is resolved.

#[cfg(test)]
mod authority;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod trust;
