//! The summary of an item: rustdoc shows the first paragraph of its documentation wherever it is listed.

use super::markdown::Block;

/// A paragraph of at most this many characters is short enough as it is.
const SHORT: usize = 112;
/// What ends in a full stop and no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "U.S.", "Inc.", "No.", "approx.", "incl."];

/// Makes a paragraph of the first sentence, where the text begins with a long paragraph.
pub(super) fn split(blocks: &mut Vec<Block>) {
    let Some(Block::Paragraph(lines)) = blocks.first_mut() else { return };
    let one = lines.len() == 1;
    let Some(words) = lines.first_mut() else { return };
    let length = words.iter().map(|word| word.chars().count() + 1).sum::<usize>();
    if one && length <= SHORT {
        return;
    }
    let Some(end) = sentence(words).filter(|end| *end < words.len()) else { return };
    let rest = words.split_off(end);
    let summary = vec![std::mem::replace(words, rest)];
    blocks.insert(0, Block::Paragraph(summary));
}

// The number of words of the first sentence; never in the middle of a link, emphasis or parentheses.
fn sentence(words: &[String]) -> Option<usize> {
    let (mut brackets, mut stars) = (0_i32, 0_usize);
    for (at, pair) in words.windows(2).enumerate() {
        let [word, next] = pair else { continue };
        let code = word.contains('`');
        if !code {
            brackets += count(word, &['(', '[']) - count(word, &[')', ']']);
            stars += word.replace("\\*", "").matches('*').count();
        } else if word.starts_with('(') {
            brackets += 1;
        } else if word.trim_end_matches(['.', ',']).ends_with(')') {
            brackets -= 1;
        }
        let ends = word.ends_with('.') && !ABBREVIATIONS.iter().any(|known| word.trim_start_matches('(') == *known);
        let begins = next.starts_with(|c: char| c.is_uppercase() || matches!(c, '`' | '[' | '*'));
        if ends && begins && brackets == 0 && stars.is_multiple_of(2) {
            return Some(at + 1);
        }
    }
    None
}

fn count(word: &str, marks: &[char]) -> i32 {
    i32::try_from(word.chars().filter(|c| marks.contains(c)).count()).unwrap_or_default()
}
