//! Where does a text go on in the next line? Where Unicode lets it (UAX 14), and within a word that is wider than the line.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// The lines of a text, each no wider than that.
pub(super) fn lines(text: &str, widest: f32, width: impl Fn(&str) -> f32) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for (at, opportunity) in linebreaks(text) {
        let fits = |from: usize, to: usize| {
            text.get(from..to).is_some_and(|piece| width(piece.trim_end()) <= widest)
        };
        if !fits(begin, at) && end > begin {
            lines.extend(text.get(begin..end).map(str::trim_end));
            begin = end;
        }
        while !fits(begin, at) {
            let cut = cut(text.get(begin..at).unwrap_or_default(), widest, &width);
            lines.extend(text.get(begin..begin + cut));
            begin += cut;
        }
        end = at;
        if opportunity == BreakOpportunity::Mandatory && (begin < at || at < text.len()) {
            lines.extend(text.get(begin..end).map(str::trim_end));
            begin = end;
        }
    }
    lines
}

/// How many octets of a word that is too wide fit, one character at least.
fn cut(word: &str, widest: f32, width: impl Fn(&str) -> f32) -> usize {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let mut fitting =
        ends.clone().take_while(|end| word.get(..*end).is_some_and(|piece| width(piece) <= widest));
    let first = ends.clone().next().unwrap_or(word.len());
    fitting.by_ref().last().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Chinese character is two wide, any other one.
    fn width(text: &str) -> f32 {
        text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum()
    }

    #[test]
    fn a_line_is_filled_and_no_mark_begins_one() {
        assert_eq!(lines("符合条件,予以救助。", 8.0, width), ["符合条", "件,予以", "救助。"]);
        assert_eq!(lines("理由:\n一次性", 20.0, width), ["理由:", "一次性"]);
        assert_eq!(lines("", 20.0, width), [""; 0]);
    }

    #[test]
    fn a_word_that_is_wider_than_the_line_is_cut() {
        assert_eq!(lines("JQ2018-640104-000123", 8.0, width).concat(), "JQ2018-640104-000123");
        assert!(lines("640104197503120017", 8.0, width).iter().all(|line| width(line) <= 8.0));
        assert_eq!(lines("宽", 1.0, width), ["宽"]);
    }
}
