//! Which characters does a reader see? The rule of every text; the patterns in the document are held to it by a test.

/// First and last of the characters that show nothing, steer how others are shown, or mean nothing elsewhere: controls,
/// formats, fillers, variation selectors, tags, private use, and what is no character. Characters that are only newer than
/// this table pass, for a rare ideograph of a name may be one.
const HIDDEN: &[(u32, u32)] = &[
    (0x0000, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFF),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0x000E_0000, 0x000E_0FFF),
];

/// Blanks: within a text they part words, at its ends nobody sees them.
const BLANKS: &[(u32, u32)] = &[
    (0x0020, 0x0020),
    (0x00A0, 0x00A0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
];

/// Marks that are drawn onto the character before them, whichever it is, and onto Hebrew and Arabic letters: no text begins
/// with one.
const MARKS: &[(u32, u32)] = &[
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0x302A, 0x302F),
    (0x3099, 0x309A),
    (0xFE20, 0xFE2F),
];

fn among(ranges: &[(u32, u32)], c: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// Whether a reader does not see it, or sees others wrongly by it. A line feed is one, where a text has no lines.
pub(crate) fn is_hidden(c: char, lines: bool) -> bool {
    among(HIDDEN, c) && !(lines && c == '\n')
}

/// Whether it may stand within a text, but not at its ends.
pub(crate) fn is_blank(c: char) -> bool {
    among(BLANKS, c) || c == '\n'
}

/// Whether it needs a character before it.
pub(crate) fn is_mark(c: char) -> bool {
    among(MARKS, c)
}

#[cfg(test)]
pub(crate) use tests::pattern;

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as a regular expression of ECMA 262, which Python reads alike. Its classes say which characters do not fit,
    /// for those are few: who makes texts of a pattern need not go through all the others.
    pub(crate) fn pattern(lines: bool) -> String {
        let inner = class(|c| is_hidden(c, lines));
        let last = class(|c| is_hidden(c, lines) || is_blank(c));
        let first = class(|c| is_hidden(c, lines) || is_blank(c) || is_mark(c));
        format!("^{first}({inner}*{last})?$")
    }

    /// A class of the characters that do not fit.
    fn class(unfit: impl Fn(char) -> bool) -> String {
        let mut ranges: Vec<(char, char)> = Vec::new();
        let mut open = false;
        for c in '\0'..=char::MAX {
            let no = unfit(c);
            match ranges.last_mut() {
                Some((_, last)) if no && open => *last = c,
                _ if no => ranges.push((c, c)),
                _ => {}
            }
            open = no;
        }
        let ranges = ranges.into_iter().map(|(first, last)| {
            if first == last { written(first) } else { format!("{}-{}", written(first), written(last)) }
        });
        format!("[^{}]", ranges.collect::<String>())
    }

    /// Characters beyond U+FFFF have no escape that all readers of patterns know, so they stand for themselves.
    fn written(c: char) -> String {
        if u32::from(c) > 0xFFFF { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }
    }

    #[test]
    fn what_no_reader_sees_is_hidden() {
        let unseen = ('\u{200b}'..='\u{200f}').chain('\u{202a}'..='\u{202e}').chain('\u{2060}'..='\u{2064}');
        let unseen =
            unseen.chain('\u{2066}'..='\u{2069}').chain(['\u{feff}', '\u{ad}', '\u{3164}', '\u{2028}']);
        let unseen =
            unseen.chain(['\0', '\t', '\u{7f}', '\u{85}', '\u{fe0f}', '\u{e000}', '\u{e0041}', '\u{fffd}']);
        for c in unseen {
            assert!(is_hidden(c, true), "U+{:04X}", u32::from(c));
        }
        assert!(is_hidden('\n', false) && !is_hidden('\n', true));
        for c in ('\0'..=char::MAX).filter(|c| c.is_control() && *c != '\n') {
            assert!(is_hidden(c, true), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn what_is_space_is_a_blank_or_hidden_and_no_letter_is_either() {
        for c in ('\0'..=char::MAX).filter(|c| c.is_whitespace()) {
            assert!(is_blank(c) || is_hidden(c, true), "U+{:04X}", u32::from(c));
        }
        // The two fillers of Hangul are letters by their category only.
        let fillers = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];
        let letters = ('\0'..=char::MAX).filter(|c| c.is_alphanumeric() && !fillers.contains(c));
        for c in letters {
            assert!(!is_hidden(c, false) && !is_blank(c), "U+{:04X}", u32::from(c));
        }
    }
}
