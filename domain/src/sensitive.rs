//! What must never be printed? Identifiers of people: their `Debug` is masked and they have no `Display`.

/// Half-width characters for full-width ones, as an input method leaves them in numbers.
pub(crate) fn half_width(text: &str) -> String {
    text.chars().map(narrow).collect()
}

fn narrow(c: char) -> char {
    const OFFSET: u32 = 0xFEE0;
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - OFFSET).unwrap_or(c),
        _ => c,
    }
}

/// The text with all but its last characters hidden.
pub(crate) fn all_but_last(text: &str, shown: usize) -> String {
    let hidden = text.chars().count().saturating_sub(shown);
    text.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
}

/// A text in which of each number of so many digits or more the last ones stay.
pub(crate) fn starred(text: &str, shortest: usize, shown: usize) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|one, next| is_digit(*one) == is_digit(*next));
    let told = runs.map(|run| {
        let is_number = run.len() >= shortest && run.iter().all(|c| is_digit(*c));
        let run = String::from_iter(run);
        if is_number { all_but_last(&run, shown) } else { run }
    });
    told.collect()
}

/// The doors of a text that identifies a person: in through parsing, whole only through `reveal`.
/// The type parses itself in `fn parse(&str) -> Result<Self, …>` and masks itself in `fn masked(&self)`.
macro_rules! sealed_text {
    ($name:ident, $error:ty) => {
        impl $name {
            /// The whole value: for sealing, matching, and disclosure with a purpose.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.masked())
            }
        }
    };
}

pub(crate) use sealed_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_half_width_and_nothing_else_changes() {
        assert_eq!(half_width("640104Ｘ　回"), "640104X 回");
    }

    #[test]
    fn a_mask_keeps_the_length_and_hides_a_short_text_only_as_far_as_asked() {
        assert_eq!(all_but_last("12345", 2), "***45");
        assert_eq!(all_but_last("1", 2), "1");
    }
}
