//! Which mark is printed of one that was typed? Beside a Chinese character the wide one that Chinese print has; the text behind it stays
//! as it was typed.

/// The marks that Chinese print has wide.
const WIDE: [(char, char); 7] = [
    (',', '\u{FF0C}'),
    (';', '\u{FF1B}'),
    (':', '\u{FF1A}'),
    ('?', '\u{FF1F}'),
    ('!', '\u{FF01}'),
    ('(', '\u{FF08}'),
    (')', '\u{FF09}'),
];

/// The characters that are printed of a text, each with where its own begins.
pub(super) fn printed(text: &str) -> Vec<(usize, char)> {
    let mut printed: Vec<(usize, char)> = text.char_indices().collect();
    let mut open = Vec::new();
    for at in 0..printed.len() {
        let Some((_, typed)) = printed.get(at).copied() else { continue };
        let Some((_, wide)) = WIDE.iter().find(|(narrow, _)| *narrow == typed) else { continue };
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let by_itself = beside.filter_map(|at| printed.get(at)).any(|(_, c)| is_chinese(*c));
        let as_wide = if typed == ')' { open.pop().unwrap_or(by_itself) } else { by_itself };
        if typed == '(' {
            open.push(as_wide);
        }
        if let Some((_, c)) = printed.get_mut(at).filter(|_| as_wide) {
            *c = *wide;
        }
    }
    printed
}

/// Whether it is a Chinese character, or a wide mark.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{301F}' | '\u{3400}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF1F}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_beside_chinese_are_wide_and_others_are_not() {
        let print = |text| printed(text).into_iter().map(|(_, c)| c).collect::<String>();
        assert_eq!(print("符合(通知一);收入"), "符合\u{FF08}通知一\u{FF09}\u{FF1B}收入");
        assert_eq!(print("码(SHA-256):be"), "码\u{FF08}SHA-256\u{FF09}\u{FF1A}be");
        assert_eq!(print("4,000.00 a:b (x)"), "4,000.00 a:b (x)");
        assert_eq!(printed("元)"), [(0, '元'), (3, '\u{FF09}')]);
    }
}
