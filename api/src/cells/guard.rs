//! How does a text stay a text in a file of lines? What a program would reckon when it opens the file is marked, and the mark is taken off
//! when it comes back.

use std::borrow::Cow;

/// A text without the mark before it by which it is kept from being reckoned.
pub(crate) fn unguarded(said: &str) -> &str {
    match said.strip_prefix('\'') {
        Some(text) if text.starts_with(RECKONED) => text,
        _ => said,
    }
}

/// The same text, so marked that no program reckons it when it opens a file of lines.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(RECKONED) { format!("'{text}").into() } else { text.into() }
}

/// With what a cell begins that is reckoned.
const RECKONED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_reckoned_is_marked_and_comes_back() {
        for text in ["=1+1", "+86", "-5", "@SUM"] {
            assert!(guarded(text).starts_with('\''));
            assert_eq!(unguarded(&guarded(text)), text);
        }
        assert_eq!(guarded("宁夏"), "宁夏");
    }
}
