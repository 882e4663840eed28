//! Text that must not leak: keys, tokens, assertions, one-time codes. Knows nothing of where they come from.

use std::fmt;
use std::hint::black_box;

use zeroize::Zeroize;

/// A secret text. `Debug` prints `[redacted]`, there is no `Display`, and the memory is overwritten when the
/// value is dropped. Copies made of [`Secret::expose`]'s result are the caller's to look after.
///
/// ```
/// use aws_query_runtime::secret::Secret;
///
/// let token = Secret::from("AQoDYXdzEXAMPLE");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "AQoDYXdzEXAMPLE");
/// ```
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself. Call it where the secret is used, not where it is passed on.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Takes the allocation over, so that no copy of the text stays behind.
impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Takes as long for two texts that differ in their first byte as for two that differ in their last; only the
/// length shows.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = left.iter().zip(right).fold(0, |difference, (a, b)| difference | (a ^ b));
        left.len() == right.len() && black_box(difference) == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(format!("{:#?}", Some(&secret)).matches("hunter2").count(), 0);
    }

    #[test]
    fn equality_is_that_of_the_texts() {
        let cases = [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a", "ab", false),
            ("ab", "a", false),
            ("xa", "ya", false),
            ("é", "é", true),
        ];
        for (left, right, equal) in cases {
            assert_eq!(Secret::from(left) == Secret::from(right.to_owned()), equal, "{left:?} and {right:?}");
        }
    }

    #[test]
    fn a_clone_outlives_its_original() {
        let original = Secret::from("token");
        let clone = original.clone();
        drop(original);
        assert_eq!(clone.expose(), "token");
    }
}
