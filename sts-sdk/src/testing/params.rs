//! The parameters of a request as a tree: `Tags.member.1.Key` is `Tags`, its first element, its `Key`.

use std::collections::BTreeMap;

use super::answer::Failure;

/// No parameter of the service has more segments; a longer name is nobody's.
const MAX_SEGMENTS: usize = 8;

/// A parameter: its own text, if it was given one, and what is below it.
#[derive(Debug, Default)]
pub(super) struct Param {
    text: Option<String>,
    below: BTreeMap<String, Param>,
}

impl Param {
    /// Builds the tree from decoded pairs. The same name twice is refused.
    pub(super) fn tree(pairs: Vec<(String, String)>) -> Result<Self, Failure> {
        let mut root = Self::default();
        for (name, value) in pairs {
            if name.split('.').count() > MAX_SEGMENTS {
                return Err(Failure::malformed("a parameter's name has too many parts"));
            }
            let leaf =
                name.split('.').fold(&mut root, |param, segment| param.below.entry(segment.to_owned()).or_default());
            if leaf.text.replace(value).is_some() {
                return Err(Failure::malformed(format!("parameter {name} is given more than once")));
            }
        }
        Ok(root)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.below.get(name)
    }

    /// Its text, if it is nothing but text.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref().filter(|_| self.below.is_empty())
    }

    /// Has members, and no text beside them.
    pub(super) fn is_structure(&self) -> bool {
        self.text.is_none() && !self.below.is_empty()
    }

    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// A number; `None` also for what is none, which validation has refused before.
    pub(super) fn seconds_of(&self, name: &str) -> Option<u64> {
        self.text_of(name)?.parse().ok()
    }

    /// The elements of a list, with their indexes and in the order of these; gaps close up. `Tags=` is the
    /// empty list. `None` if this is no list.
    pub(super) fn elements(&self) -> Option<Vec<(u64, &Self)>> {
        match (self.text.as_deref(), self.below.get("member")) {
            (Some(""), None) if self.below.is_empty() => Some(Vec::new()),
            (None, Some(member)) if self.below.len() == 1 && member.text.is_none() => {
                let mut elements = member
                    .below
                    .iter()
                    .map(|(index, element)| Some((index_of(index)?, element)))
                    .collect::<Option<Vec<_>>>()?;
                elements.sort_by_key(|(index, _)| *index);
                Some(elements)
            }
            _ => None,
        }
    }

    /// The elements of the list `name`; none if it was not given.
    pub(super) fn list(&self, name: &str) -> Vec<&Self> {
        self.get(name).and_then(Self::elements).unwrap_or_default().into_iter().map(|(_, element)| element).collect()
    }
}

// 1, 2, 10; not 0, 01 or +1, of which two could name the same element.
fn index_of(text: &str) -> Option<u64> {
    text.parse().ok().filter(|index: &u64| *index > 0 && index.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(pairs: &[(&str, &str)]) -> Result<Param, Failure> {
        Param::tree(pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect())
    }

    #[test]
    fn lists_close_their_gaps() {
        let root = tree(&[
            ("L.member.10", "c"),
            ("L.member.2", "b"),
            ("L.member.18446744073709551615", "d"),
            ("L.member.1", "a"),
            ("E", ""),
        ])
        .unwrap();
        let texts: Vec<_> = root.list("L").iter().filter_map(|element| element.text()).collect();
        assert_eq!(texts, ["a", "b", "c", "d"]);
        assert!(root.get("E").unwrap().elements().unwrap().is_empty());
        assert!(root.list("absent").is_empty());
    }

    #[test]
    fn what_is_no_list() {
        for pairs in [
            &[("L.member.0", "a")][..],
            &[("L.member.01", "a")],
            &[("L.member.x", "a")],
            &[("L.member.18446744073709551616", "a")],
            &[("L.member", "a")],
            &[("L.1", "a")],
            &[("L", "a")],
            &[("L", ""), ("L.member.1", "a")],
        ] {
            assert!(tree(pairs).unwrap().get("L").unwrap().elements().is_none(), "{pairs:?}");
        }
    }

    #[test]
    fn what_is_no_tree() {
        assert_eq!(tree(&[("A", "1"), ("A", "1")]).unwrap_err().code, "MalformedInput");
        assert_eq!(tree(&[(&".".repeat(100_000), "1")]).unwrap_err().code, "MalformedInput");
        assert!(tree(&[("A..B", "1"), ("", "2")]).is_ok());
    }
}
