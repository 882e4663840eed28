//! "Did you mean": the valid name nearest to one that is not.

/// The candidate that a name is most likely a misspelling of: equal in another case or in another
/// namespace, or a few edits away; `None` if nothing is near.
#[must_use]
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let (namespace, name) = split(wrong);
    let (wanted_namespace, wanted_name) = (Wanted::new(namespace), Wanted::new(name));
    let distance = |candidate: &str| {
        let (namespace, name) = split(candidate);
        Some(wanted_namespace.distance(namespace)? + wanted_name.distance(name)?)
    };
    // The right name in a namespace that is not near is taken where nothing else is.
    let elsewhere = |candidate: &str| (!namespace.is_empty() && split(candidate).1 == name).then_some(usize::MAX);
    let others = candidates.into_iter().filter(|candidate| *candidate != wrong);
    let measured = others.filter_map(|c| Some((distance(c).or_else(|| elsewhere(c))?, c)));
    measured.min().map(|(_, candidate)| candidate)
}

// `com.example` and `Tag` of `com.example#Tag`: what ids have in common does not make them near.
fn split(id: &str) -> (&str, &str) {
    id.split_once('#').unwrap_or(("", id))
}

/// A help line: the question whether the nearest candidate is meant, or what else to do.
#[must_use]
pub fn did_you_mean<'c>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    otherwise: impl Into<String>,
) -> String {
    match nearest(wrong, candidates) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.into(),
    }
}

/// Bytes of names that are compared, at most.
const LONGEST: usize = 128;

/// A name to be near to.
struct Wanted<'n> {
    name: &'n str,
    letters: Histogram,
    /// Edits that make another name of it, at most.
    limit: usize,
}

impl<'n> Wanted<'n> {
    // A third of a name may differ, as in the Rust compiler, and never all of it.
    fn new(name: &'n str) -> Self {
        let length = name.chars().count();
        let limit = (length.clamp(3, LONGEST) / 3).min(length.saturating_sub(1));
        Self { name, letters: histogram(name), limit }
    }

    fn distance(&self, other: &str) -> Option<usize> {
        if self.name == other {
            return Some(0);
        }
        if self.name.eq_ignore_ascii_case(other) {
            return Some(1);
        }
        // What no order of letters makes near is not measured: a model may have thousands of names.
        let short = self.name.len() <= LONGEST && other.len() <= LONGEST;
        if !short || apart(&self.letters, other) > 2 * self.limit {
            return None;
        }
        let edits = strsim::damerau_levenshtein(self.name, other);
        (edits <= self.limit).then_some(edits + 1)
    }
}

type Histogram = [u8; 64];

fn histogram(text: &str) -> Histogram {
    let mut counts = [0_u8; 64];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte % 64)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

// Letters that one has and the other lacks: an edit changes at most two of them.
fn apart(letters: &Histogram, candidate: &str) -> usize {
    let other = histogram(candidate);
    letters.iter().zip(other).map(|(a, b)| usize::from(a.abs_diff(b))).sum()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found() {
        const NAMES: &[&str] = &["com.example#Tag", "com.example#TagList", "com.other#Role", "date-time", "String"];
        let cases = [
            ("com.example#Tagg", Some("com.example#Tag")),
            ("com.example#tag", Some("com.example#Tag")),
            ("com.example#TagLits", Some("com.example#TagList")),
            ("com.example#Role", Some("com.other#Role")),
            ("date_time", Some("date-time")),
            ("string", Some("String")),
            ("Strnig", Some("String")),
            ("com.exmaple#Tga", Some("com.example#Tag")),
            ("com.example#Gone", None),
            ("number", None),
            ("", None),
            ("A", None),
        ];
        for (wrong, expected) in cases {
            assert_eq!(nearest(wrong, NAMES.iter().copied()), expected, "{wrong}");
        }
    }
}
