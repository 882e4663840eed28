//! The nearest of known names, for "did you mean". Knows nothing of what the names are for.

/// The known name that this one was most likely meant to be: the same letters in another case or with other
/// separators, or few slips of the fingers away. `None` where none is near, or where it is known itself.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let folded = fold(name);
    // One slip in a short name, two in a long one.
    let limit = if folded.len() < 8 { 1 } else { 2 };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        if candidate == name {
            return None;
        }
        let distance = distance(&folded, &fold(candidate), limit);
        if let Some(distance) = distance
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> Vec<u8> {
    name.bytes()
        .map(|byte| match byte {
            b'_' | b'.' | b' ' => b'-',
            byte => byte.to_ascii_lowercase(),
        })
        .collect()
}

// Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit || a.len().max(b.len()) > LONGEST {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (i, &byte) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut left = i + 1;
        next.push(left);
        let mut last_b = None;
        for (j, (&other, pair)) in b.iter().zip(row.windows(2)).enumerate() {
            let &[diagonal, above] = pair else { continue };
            let mut least = (diagonal + usize::from(byte != other)).min(above + 1).min(left + 1);
            if last_a == Some(other)
                && last_b == Some(byte)
                && let Some(&swapped) = j.checked_sub(1).and_then(|j| before.get(j))
            {
                least = least.min(swapped + 1);
            }
            next.push(least);
            left = least;
            last_b = Some(other);
        }
        before = std::mem::replace(&mut row, next);
        last_a = Some(byte);
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

const LONGEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen() {
        let known = ["AWS_REGION", "AWS_PROFILE", "aws_access_key_id", "region", "us-east-1", "us-west-1", "eu-west-1"];
        let cases = [
            ("AWS_REIGON", Some("AWS_REGION")),
            ("AWS_REGON", Some("AWS_REGION")),
            ("aws_region", Some("AWS_REGION")),
            ("AWS-REGION", Some("AWS_REGION")),
            ("aws_acess_key_id", Some("aws_access_key_id")),
            ("aws-access-key-id", Some("aws_access_key_id")),
            ("us-esat-1", Some("us-east-1")),
            ("us-east1", Some("us-east-1")),
            ("us-east-1a", Some("us-east-1")),
            ("US-WEST-1", Some("us-west-1")),
            ("regoin", Some("region")),
            ("AWS_REGION", None),
            ("AWS_VAULT", None),
            ("", None),
            ("moon", None),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }

    #[test]
    fn distances_are_symmetric() {
        let cases = [("ab", "ba", Some(1)), ("abc", "abc", Some(0)), ("a", "abc", Some(2)), ("abcd", "efgh", None)];
        for (a, b, expected) in cases {
            assert_eq!(distance(a.as_bytes(), b.as_bytes(), 2), expected, "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes(), 2), expected, "{b} {a}");
        }
    }
}
