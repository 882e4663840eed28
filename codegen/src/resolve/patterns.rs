//! Patterns that are character classes with repeats, compiled to plain data.
//!
//! ECMA meaning: `\w` and `\d` are ASCII. A pattern beyond that (groups, alternatives, look-around,
//! overlapping repeats) is left to the server, and the caller notes it.

use crate::ir::Step;

/// The steps of `^..$`, or `None` where the pattern is more than classes and repeats.
pub(crate) fn compile(pattern: &str) -> Option<Vec<Step>> {
    let body = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let mut parser = Parser { characters: body.chars().collect(), at: 0 };
    let mut steps: Vec<Step> = Vec::new();
    while parser.peek().is_some() {
        let (ranges, categories, negated) = parser.class()?;
        let (min, max) = parser.repeat()?;
        steps.push(Step { ranges: merge(ranges), categories, negated, min, max });
    }
    deterministic(&steps).then_some(steps)
}

struct Parser {
    characters: Vec<char>,
    at: usize,
}

type Class = (Vec<(char, char)>, Vec<char>, bool);

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn class(&mut self) -> Option<Class> {
        let mut ranges = Vec::new();
        let mut categories = Vec::new();
        match self.next()? {
            '[' => {}
            '\\' => {
                self.escape(&mut ranges, &mut categories)?;
                return Some((ranges, categories, false));
            }
            '(' | ')' | '|' | '.' | '?' | '*' | '+' | '{' | '}' | '^' | '$' => return None,
            literal => return Some((vec![(literal, literal)], categories, false)),
        }
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        loop {
            let low = match self.next()? {
                ']' => return Some((ranges, categories, negated)),
                '\\' => match self.escape(&mut ranges, &mut categories)? {
                    Some(literal) => literal,
                    None => continue,
                },
                literal => literal,
            };
            // `a-z`, but not the `-` of `[.@-]`.
            let high = match (self.peek(), self.characters.get(self.at + 1)) {
                (Some('-'), Some(next)) if *next != ']' => {
                    self.at += 1;
                    match self.next()? {
                        '\\' => self.escape(&mut Vec::new(), &mut Vec::new())??,
                        literal => literal,
                    }
                }
                _ => low,
            };
            if low > high {
                return None;
            }
            // A literal escape has already been added as a range of its own; ranges merge.
            ranges.push((low, high));
        }
    }

    // The character that an escape stands for, or the class it adds to what is collected.
    fn escape(&mut self, ranges: &mut Vec<(char, char)>, categories: &mut Vec<char>) -> Option<Option<char>> {
        let literal = match self.next()? {
            'w' => {
                ranges.extend([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
                return Some(None);
            }
            'd' => {
                ranges.push(('0', '9'));
                return Some(None);
            }
            's' => {
                ranges.extend([('\t', '\r'), (' ', ' '), ('\u{A0}', '\u{A0}'), ('\u{1680}', '\u{1680}')]);
                ranges.extend([('\u{2000}', '\u{200A}'), ('\u{2028}', '\u{2029}'), ('\u{202F}', '\u{202F}')]);
                ranges.extend([('\u{205F}', '\u{205F}'), ('\u{3000}', '\u{3000}'), ('\u{FEFF}', '\u{FEFF}')]);
                return Some(None);
            }
            'p' => {
                let name = self.braced()?;
                let mut letters = name.chars();
                match (letters.next(), letters.next()) {
                    (Some(letter @ ('L' | 'M' | 'N' | 'P' | 'S' | 'Z' | 'C')), None) => categories.push(letter),
                    _ => return None,
                }
                return Some(None);
            }
            'u' if self.peek() == Some('{') => char::from_u32(u32::from_str_radix(&self.braced()?, 16).ok()?)?,
            'u' => self.hex(4)?,
            'x' => self.hex(2)?,
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'W' | 'D' | 'S' | 'P' | 'b' | 'B' => return None,
            other if other.is_ascii_alphanumeric() => return None,
            other => other,
        };
        ranges.push((literal, literal));
        Some(Some(literal))
    }

    fn braced(&mut self) -> Option<String> {
        let mut text = String::new();
        (self.next()? == '{').then_some(())?;
        loop {
            match self.next()? {
                '}' => return Some(text),
                other => text.push(other),
            }
        }
    }

    // `\uD7FF` and `\uE000` bound the surrogates, which no Rust string holds.
    fn hex(&mut self, digits: usize) -> Option<char> {
        let mut value = 0;
        for _ in 0..digits {
            value = value * 16 + self.next()?.to_digit(16)?;
        }
        char::from_u32(value)
    }

    fn repeat(&mut self) -> Option<(u32, Option<u32>)> {
        let repeat = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let text = self.braced()?;
                self.at -= 1;
                match text.split_once(',') {
                    None => (text.parse().ok()?, Some(text.parse().ok()?)),
                    Some((min, "")) => (min.parse().ok()?, None),
                    Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
                }
            }
            _ => return Some((1, Some(1))),
        };
        self.at += 1;
        // A lazy or possessive mark, or a repeat of a repeat.
        match self.peek() {
            Some('?' | '+' | '*') => None,
            _ => Some(repeat),
        }
    }
}

fn merge(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    ranges.sort_unstable();
    let mut merged: Vec<(char, char)> = Vec::new();
    for (low, high) in ranges {
        match merged.last_mut() {
            Some((_, end)) if u32::from(low) <= u32::from(*end) + 1 => *end = (*end).max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}

// Steps are matched greedily, which is right if what follows a variable step cannot be mistaken for it.
fn deterministic(steps: &[Step]) -> bool {
    let plain = |step: &Step| step.categories.is_empty() && !step.negated;
    steps.iter().zip(steps.iter().skip(1)).all(|(step, next)| {
        let fixed = step.max == Some(step.min);
        let disjoint = plain(step)
            && plain(next)
            && step.ranges.iter().all(|(low, high)| next.ranges.iter().all(|(from, to)| high < from || to < low));
        fixed || (disjoint && next.min > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn classes_with_repeats_compile() {
        type Ranges = &'static [(char, char)];
        let cases: &[(&str, Ranges, u32, Option<u32>)] = &[
            (r"^[\w+=,.@-]*$", &[('+', '.'), ('0', '9'), ('=', '='), ('@', 'Z'), ('_', '_'), ('a', 'z')], 0, None),
            (r"^[\d]*$", &[('0', '9')], 0, None),
            (r"^[\u0009\u000A\u000D\u0020-\u00FF]+$", &[('\t', '\n'), ('\r', '\r'), (' ', '\u{FF}')], 1, None),
            (r"^[a-z]{6}$", &[('a', 'z')], 6, Some(6)),
            (r"^[a-z]{2,3}$", &[('a', 'z')], 2, Some(3)),
            (r"^[\u{10000}-\u{10FFFF}]+$", &[('\u{10000}', '\u{10FFFF}')], 1, None),
            (r"^[\uE000-\uFFFD]?$", &[('\u{E000}', '\u{FFFD}')], 0, Some(1)),
        ];
        for (pattern, ranges, min, max) in cases {
            let steps = compile(pattern).unwrap_or_else(|| panic!("{pattern} does not compile"));
            let [step] = steps.as_slice() else { panic!("{pattern}: {steps:?}") };
            assert_eq!((step.ranges.as_slice(), step.min, step.max), (*ranges, *min, *max), "{pattern}");
        }
        let categories = compile(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$").expect("categories");
        assert_eq!(categories[0].categories, ['L', 'Z', 'N']);
    }

    #[test]
    fn sequences_compile_when_greed_cannot_err() {
        assert_eq!(compile(r"^arn:[a-z]+:x$").map(|steps| steps.len()), Some(7));
        assert!(compile(r"^[a-z]+z$").is_none(), "the repeat would eat the z");
        assert!(compile(r"^[a-z]*[0-9]*x$").is_none(), "an optional step may be passed over");
    }

    #[test]
    fn the_rest_is_left_to_the_server() {
        for pattern in [
            r"[a-z]+",
            r"^(a|b)$",
            r"^(?!x)[a-z]+$",
            r"^.*$",
            r"^[z-a]$",
            r"^\p{Lu}+$",
            r"^[a",
            r"^[a]{2$",
            r"^[\uD800]$",
            r"^a+?$",
        ] {
            assert!(compile(pattern).is_none(), "{pattern}");
        }
    }
}
