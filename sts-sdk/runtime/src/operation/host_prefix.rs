//! What an operation puts before the host of its endpoint.
//!
//! See <https://smithy.io/2.0/spec/endpoint-traits.html>. Knows nothing of endpoints.

use crate::config::is_host_label;

/// Text and values of members, put together from left to right.
#[derive(Clone, Debug, Default)]
pub struct HostPrefix {
    text: String,
    /// The first member that cannot be part of a host name.
    wrong: Option<&'static str>,
}

impl HostPrefix {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Text of the model.
    #[must_use]
    pub fn literal(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// The value of a member: letters, digits and hyphens, or the call is refused in its name.
    #[must_use]
    pub fn label(mut self, member: &'static str, value: &str) -> Self {
        if !is_host_label(value) {
            self.wrong.get_or_insert(member);
        }
        self.text.push_str(value);
        self
    }

    /// The text, or the member that is wrong.
    pub(crate) fn finish(self) -> Result<String, &'static str> {
        self.wrong.map_or(Ok(self.text), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::HostPrefix;

    #[test]
    fn members_are_host_labels() {
        let prefix =
            |account: &str| HostPrefix::new().literal("data-").label("Account", account).literal(".x.").finish();
        assert_eq!(prefix("12-ab"), Ok("data-12-ab.x.".to_owned()));
        for wrong in ["", "a.b", "a/b", "a@b", "-a", "a-", "é", "a b", "a\r\nb", &"a".repeat(64)] {
            assert_eq!(prefix(wrong), Err("Account"), "{wrong:?}");
        }
        let both = HostPrefix::new().label("One", "").label("Other", "").finish();
        assert_eq!(both, Err("One"));
    }
}
