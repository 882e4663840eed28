//! Sets of bytes as tables, for loops over texts that nearly always pass. Knows nothing of what the sets are for.

/// For every byte, whether it is in the set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// None.
    pub(crate) const EMPTY: Self = Self([false; 256]);
    /// `0-9A-Za-z`.
    pub(crate) const ALPHANUMERIC: Self =
        Self::EMPTY.with_range(b'0', b'9').with_range(b'A', b'Z').with_range(b'a', b'z');

    /// With these too, both ends included.
    pub(crate) const fn with_range(mut self, first: u8, last: u8) -> Self {
        let (mut byte, mut slots) = (0, self.0.as_mut_slice());
        while let [slot, rest @ ..] = slots {
            *slot |= first <= byte && byte <= last;
            (byte, slots) = (byte.wrapping_add(1), rest);
        }
        self
    }

    /// With these too.
    pub(crate) const fn with(mut self, mut bytes: &[u8]) -> Self {
        while let [byte, rest @ ..] = bytes {
            self = self.with_range(*byte, *byte);
            bytes = rest;
        }
        self
    }

    /// Those of ASCII that are not in the set, and no others.
    pub(crate) const fn ascii_complement(mut self) -> Self {
        let (mut byte, mut slots) = (0_u8, self.0.as_mut_slice());
        while let [slot, rest @ ..] = slots {
            *slot = byte.is_ascii() && !*slot;
            (byte, slots) = (byte.wrapping_add(1), rest);
        }
        self
    }

    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// How many bytes of the set `bytes` begins with.
    pub(crate) fn prefix_len(&self, bytes: &[u8]) -> usize {
        // No early exit inside a chunk.
        let (chunks, _) = bytes.as_chunks::<8>();
        let all = |chunk: &[u8; 8]| chunk.iter().fold(true, |all, byte| all & self.contains(*byte));
        let sure = 8 * chunks.iter().take_while(|chunk| all(chunk)).count();
        let rest = bytes.get(sure..).unwrap_or_default();
        sure + rest.iter().position(|byte| !self.contains(*byte)).unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_they_are_made_of() {
        let set = ByteSet::EMPTY.with_range(b'x', 0xFF).with(b"\0-");
        let complement = set.ascii_complement();
        for byte in 0..=0xFF {
            let expected = byte >= b'x' || byte == 0 || byte == b'-';
            assert_eq!(set.contains(byte), expected, "{byte}");
            assert_eq!(complement.contains(byte), byte < 128 && !expected, "{byte}");
            assert_eq!(ByteSet::ALPHANUMERIC.contains(byte), byte.is_ascii_alphanumeric(), "{byte}");
        }
    }

    #[test]
    fn a_prefix_ends_at_the_first_other_byte() {
        for len in 0..40 {
            let text = "a".repeat(len);
            assert_eq!(ByteSet::ALPHANUMERIC.prefix_len(text.as_bytes()), len);
            for after in ["-", "-a", "-aaaaaaaaa", "é"] {
                assert_eq!(ByteSet::ALPHANUMERIC.prefix_len(format!("{text}{after}").as_bytes()), len, "{after}");
            }
        }
    }
}
