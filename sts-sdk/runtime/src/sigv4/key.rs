//! Signing keys: derived once for each day, region, service and secret, and kept ready to sign.

use std::sync::{Mutex, PoisonError};

use hmac::digest::Key;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Hex, SigningContext, hex};
use crate::secret::Secret;
use crate::timestamp::AmzDate;

/// Enough for a process that signs as a few identities for a few regions; the oldest key makes room.
const CAPACITY: usize = 16;

/// The longest key that HMAC-SHA-256 takes as it is.
const BLOCK: usize = 64;

/// Derived keys, oldest first.
#[derive(Default)]
pub(super) struct KeyCache(Mutex<Vec<Entry>>);

struct Entry {
    secret: Secret,
    /// `20150830`
    day: String,
    region: String,
    service: String,
    /// Has the key mixed in already.
    mac: Hmac<Sha256>,
}

impl KeyCache {
    /// The signature of the text in these parts. Nothing is locked while keys are derived or hashes computed.
    pub(super) fn sign(&self, context: &SigningContext<'_>, amz_date: &AmzDate, text: &[&str]) -> Hex {
        let day = amz_date.date();
        let mut mac = match self.find(context, day) {
            Some(mac) => mac,
            None => {
                let mac = derive(context, day);
                self.keep(context, day, &mac);
                mac
            }
        };
        for part in text {
            mac.update(part.as_bytes());
        }
        hex(&mac.finalize().into_bytes())
    }

    fn find(&self, context: &SigningContext<'_>, day: &str) -> Option<Hmac<Sha256>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().find(|entry| entry.is_for(context, day)).map(|entry| entry.mac.clone())
    }

    fn keep(&self, context: &SigningContext<'_>, day: &str, mac: &Hmac<Sha256>) {
        let entry = Entry {
            secret: context.secret_access_key.clone(),
            day: day.to_owned(),
            region: context.region.to_owned(),
            service: context.service.to_owned(),
            mac: mac.clone(),
        };
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have derived the same key; yesterday's keys sign nothing any more.
        entries.retain(|entry| entry.day.as_str() >= day && !entry.is_for(context, day));
        if entries.len() >= CAPACITY {
            entries.remove(0);
        }
        entries.push(entry);
    }

    #[cfg(test)]
    pub(super) fn days(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|entry| entry.day.clone()).collect()
    }
}

impl std::fmt::Debug for KeyCache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyCache")
    }
}

impl Entry {
    fn is_for(&self, context: &SigningContext<'_>, day: &str) -> bool {
        self.day == day
            && self.region == context.region
            && self.service == context.service
            && self.secret == *context.secret_access_key
    }
}

/// `HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), service), "aws4_request")`, ready to sign.
fn derive(context: &SigningContext<'_>, day: &str) -> Hmac<Sha256> {
    let secret = context.secret_access_key.expose();
    let mut first = Zeroizing::new(String::with_capacity(4 + secret.len()));
    first.push_str("AWS4");
    first.push_str(secret);
    [day, context.region, context.service, "aws4_request"].into_iter().fold(keyed(first.as_bytes()), |mut mac, part| {
        mac.update(part.as_bytes());
        let key = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
        keyed(&*key)
    })
}

/// HMAC with a key of any length: a long one counts as its hash, a short one is filled up with zeros.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(key)));
        hashed.as_slice()
    } else {
        key
    };
    let mut block = Zeroizing::new([0; BLOCK]);
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    Hmac::new(&Key::<Hmac<Sha256>>::from(*block))
}
