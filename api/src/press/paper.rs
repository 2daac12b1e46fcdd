//! What does a paper consist of? Titles, lines and tables, one below the other; where they come to stand is not said.

/// A paper: pages of one matter, numbered for themselves.
pub(crate) struct Paper {
    /// What it is, for the window of whoever opens it.
    pub(crate) title: String,
    /// How the sheets lie.
    pub(crate) sheet: Sheet,
    /// What stands on it, from top to bottom.
    pub(crate) parts: Vec<Part>,
    /// What stands small at the bottom of each page.
    pub(crate) foot: String,
}

/// How a sheet of A4 lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// Upright.
    Upright,
    /// Across, for tables of many columns.
    Across,
}

/// A part of a paper.
pub(crate) enum Part {
    /// Its title, in the middle.
    Title(String),
    /// A paragraph, its first line two characters in.
    Paragraph(String),
    /// A line at the edge that is said.
    Line(Align, String),
    /// So many empty lines.
    Room(u8),
    /// A table.
    Table(Table),
}

/// To which edge a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// The left.
    Left,
    /// Neither.
    Middle,
    /// The right.
    Right,
}

/// A table over the whole width.
pub(crate) struct Table {
    /// How wide its columns are, each in proportion to the others.
    pub(crate) columns: Vec<u16>,
    /// Rows that each page repeats.
    pub(crate) head: Vec<Row>,
    /// Its rows.
    pub(crate) bands: Vec<Band>,
    /// The size of its type.
    pub(crate) size: Size,
}

/// Rows of a table that have a name in common, which stands upright beside them.
pub(crate) struct Band {
    /// The name; none where the rows stand for themselves.
    pub(crate) name: Option<String>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

/// A row.
pub(crate) struct Row(pub(crate) Vec<Cell>);

/// A cell.
pub(crate) struct Cell {
    /// What stands in it.
    text: String,
    /// Over how many columns it goes.
    span: usize,
    /// To which edge its text stands.
    align: Align,
    /// Where a hand signs and a seal is set: the words for it at the bottom, and so many lines of room above.
    hand: Option<(String, u8)>,
}

/// A size of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// 小二, of titles.
    Title,
    /// 五号, of all that is read.
    Body,
    /// 小五, of forms.
    Form,
    /// 六号, of long tables and of what stands at the bottom.
    Small,
}

impl Size {
    /// In points.
    pub(super) const fn points(self) -> f32 {
        match self {
            Self::Title => 18.0,
            Self::Body => 10.5,
            Self::Form => 9.0,
            Self::Small => 7.5,
        }
    }

    /// From one line to the next, in points.
    pub(super) const fn leading(self) -> f32 {
        match self {
            Self::Title | Self::Body => self.points() * 1.5,
            Self::Form | Self::Small => self.points() * 1.3,
        }
    }
}

impl Row {
    /// A row of names and what they are, one after the other.
    pub(crate) fn of_pairs<const N: usize>(pairs: [(&str, String); N]) -> Self {
        Self(pairs.into_iter().flat_map(|(name, value)| [Cell::name(name), Cell::left(value)]).collect())
    }

    /// A row of headings.
    pub(crate) fn of_names<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        Self(names.into_iter().map(|name| Cell::name(name.as_ref())).collect())
    }

    /// A row of texts.
    pub(crate) fn of_texts(texts: impl IntoIterator<Item = String>) -> Self {
        Self(texts.into_iter().map(Cell::left).collect())
    }
}

impl Cell {
    /// What something is called.
    pub(crate) fn name(text: &str) -> Self {
        Self { text: text.to_owned(), span: 1, align: Align::Middle, hand: None }
    }

    /// What something is.
    pub(crate) const fn left(text: String) -> Self {
        Self { text, span: 1, align: Align::Left, hand: None }
    }

    /// What somebody writes by hand, signs and seals: what is known of it before, the words below, and the lines of room.
    pub(crate) fn by_hand(known: String, words: &str, room: u8) -> Self {
        Self { text: known, span: 1, align: Align::Left, hand: Some((words.to_owned(), room)) }
    }

    /// The same over so many columns.
    pub(crate) fn over(self, span: usize) -> Self {
        Self { span, ..self }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn span(&self) -> usize {
        self.span
    }

    pub(super) const fn align(&self) -> Align {
        self.align
    }

    pub(super) fn hand(&self) -> Option<(&str, u8)> {
        self.hand.as_ref().map(|(words, room)| (words.as_str(), *room))
    }
}
