//! Digests and text forms of bytes for servers of tests: SHA-256, HMAC, hex, base64, random bytes.
//!
//! HMAC is written out here so that a verifier shares as little as possible with the client it checks.

use std::iter;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const BLOCK: usize = 64;

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// HMAC-SHA-256 (RFC 2104).
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = sha256(key);
        &hashed[..]
    } else {
        key
    };
    let pad =
        |with: u8| key.iter().copied().chain(iter::repeat(0)).take(BLOCK).map(|byte| byte ^ with).collect::<Vec<u8>>();
    let mut inner = pad(0x36);
    inner.extend_from_slice(message);
    let mut outer = pad(0x5c);
    outer.extend_from_slice(&sha256(&inner));
    sha256(&outer)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Equality whose duration depends on the lengths alone.
pub fn constant_time_eq(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64 with padding.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// URL-safe base64 without padding, as in a JWT.
pub fn base64_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads URL-safe base64 without padding.
pub fn base64_url_decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Bytes that differ from call to call. Not fit for anything but tests.
pub fn random_bytes(count: usize) -> Vec<u8> {
    iter::repeat_with(|| fastrand::u8(..)).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_of_known_messages() {
        // Cases 2 and 6 of RFC 4231: a short key, and one longer than a block.
        let table: [(&[u8], &[u8], &str); 2] = [
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, message, expected) in table {
            assert_eq!(hex(&hmac_sha256(key, message)), expected);
        }
    }

    #[test]
    fn comparison_sees_every_byte() {
        assert!(constant_time_eq(b"abc", b"abc"));
        for other in [&b"abd"[..], b"xbc", b"ab", b"abcd", b""] {
            assert!(!constant_time_eq(b"abc", other), "{other:?}");
        }
    }

    #[test]
    fn base64_forms() {
        let bytes = [0xfb, 0xff, 0xfe, 0x01];
        assert_eq!(base64(&bytes), "+//+AQ==");
        assert_eq!(base64_url(&bytes), "-__-AQ");
        assert_eq!(base64_decode("+//+AQ==").unwrap(), bytes);
        assert_eq!(base64_url_decode("-__-AQ").unwrap(), bytes);
        assert_eq!(base64_decode("not base64!"), None);
    }
}
