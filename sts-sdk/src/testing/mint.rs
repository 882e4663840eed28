//! Makes the random parts: key ids, secrets, session tokens, principal ids, request ids. Good for tests only.

use aws_query_runtime::testing::codec::{base64, hex, random_bytes};

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// `AKIA` or `ASIA` and sixteen characters, of which the first ones tell the account.
pub(super) fn access_key_id(prefix: &str, account: &str) -> String {
    // Bits 46..7 of the first six bytes are the account; bit 47 marks keys that carry it.
    let account: u64 = account.parse().unwrap_or(0);
    let random = random_bytes(5);
    let head = (1 << 47) | (account << 7) | u64::from(random.first().copied().unwrap_or(0) & 0x7f);
    let bytes = head.to_be_bytes();
    let all: Vec<u8> = bytes.into_iter().skip(2).chain(random.into_iter().skip(1)).take(10).collect();
    format!("{prefix}{}", base32(&all))
}

/// The account that is written in a key id of this kind.
pub(super) fn account_of(access_key_id: &str) -> Option<String> {
    let digits = access_key_id.get(4..)?;
    if digits.len() < 16 {
        return None;
    }
    let head = digits.bytes().take(10).try_fold(0u64, |number, byte| {
        let digit = BASE32.iter().position(|other| *other == byte)?;
        Some((number << 5) | u64::try_from(digit).ok()?)
    })?;
    // Ten characters are fifty bits, of which the last two belong to the seventh byte.
    let head = head >> 2;
    let account = (head & !(1 << 47)) >> 7;
    (head >> 47 == 1 && account < 1_000_000_000_000).then(|| format!("{account:012}"))
}

/// Forty characters of base64.
pub(super) fn secret() -> String {
    base64(&random_bytes(30))
}

/// Some hundred characters, among them those that every encoding on the way treats differently: `+`, `/`, `=`.
pub(super) fn session_token() -> String {
    format!("LocalSts+/{}", base64(&random_bytes(202)))
}

/// `AIDA` or `AROA` and sixteen characters.
pub(super) fn principal_id(prefix: &str) -> String {
    format!("{prefix}{}", base32(&random_bytes(10)))
}

/// A version 4 UUID.
pub(super) fn request_id() -> String {
    let digits = hex(&random_bytes(16));
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

fn base32(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1)).collect();
    bits.chunks(5)
        .map(|chunk| chunk.iter().fold(0, |digit, bit| digit * 2 + usize::from(*bit)))
        .filter_map(|digit| BASE32.get(digit).copied().map(char::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_tell_their_account() {
        for account in ["000000000001", "123456789012", "999999999999"] {
            let id = access_key_id("ASIA", account);
            assert_eq!(id.len(), 20, "{id}");
            assert_eq!(account_of(&id).as_deref(), Some(account), "{id}");
        }
        for id in [
            "",
            "AKI\u{e9}",
            "AKIA",
            "AKIDEXAMPLE",
            "AKIAAAAAAAAAAAAAAAAA",
            "AKIA0000000000000000",
            "AKIA7777777777777777",
        ] {
            assert_eq!(account_of(id), None, "{id}");
        }
    }

    #[test]
    fn shapes() {
        assert_eq!(secret().len(), 40);
        assert_eq!(principal_id("AROA").len(), 20);
        assert!(session_token().ends_with('='));
        let id = request_id();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
        assert_ne!(request_id(), id);
    }
}
