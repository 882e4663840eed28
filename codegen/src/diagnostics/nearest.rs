//! "Did you mean": the valid name nearest to one that is not.

/// The candidate that a name is most likely a misspelling of: equal in another case, equal behind the
/// namespace, or a few edits away; `None` if nothing is near.
#[must_use]
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // A third of the name may differ, as in the Rust compiler.
    let limit = wrong.chars().count().clamp(3, LONGEST) / 3;
    let local = |id: &str| id.split_once('#').map(|(_, name)| name.to_ascii_lowercase());
    let (lower, name) = (wrong.to_ascii_lowercase(), local(wrong));
    let letters = histogram(wrong);
    let distance = |candidate: &str| {
        if candidate.eq_ignore_ascii_case(&lower) {
            return Some(0);
        }
        if name.is_some() && local(candidate) == name {
            return Some(1);
        }
        // What no order of letters can make near is not measured; a model may have thousands of names.
        let near = candidate.len() <= LONGEST && wrong.len() <= LONGEST && apart(&letters, candidate) <= 2 * limit;
        let edits = near.then(|| strsim::damerau_levenshtein(wrong, candidate))?;
        (edits <= limit).then_some(edits + 1)
    };
    let measured = candidates.into_iter().filter(|candidate| *candidate != wrong);
    let measured = measured.filter_map(|candidate| Some((distance(candidate)?, candidate)));
    measured.min().map(|(_, candidate)| candidate)
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
            ("com.example#Gone", Some("com.example#Tag")),
            ("number", None),
            ("", None),
        ];
        for (wrong, expected) in cases {
            assert_eq!(nearest(wrong, NAMES.iter().copied()), expected, "{wrong}");
        }
    }
}
