//! Where does each part come to stand? One below the other, on as many sheets as it takes; a table goes on with its head, and a row
//! that is higher than a sheet goes on in the next.

use super::broken::lines;
use super::paper::{Align, Band, Cell, Paper, Part, Row, Sheet, Size, Table};
use super::typeface::Face;

/// A sheet of A4, its edge, and the room within a cell, in points.
const SHORT: f32 = 595.28;
const LONG: f32 = 841.89;
const EDGE: f32 = 48.0;
const WITHIN: f32 = 3.0;
/// How wide the names of bands are.
const BAND: f32 = 22.0;
/// From one character of a name that stands upright to the next.
const UPRIGHT: f32 = 12.0;
/// The most lines at the bottom of a sheet.
const FEET: usize = 2;
/// The most characters that are named there.
const NAMED: usize = 8;
/// How far below its top the foot of a line of type is, of its leading.
const BASE: f32 = 0.74;

/// What is drawn on a sheet, in points from its upper left corner.
pub(super) enum Mark {
    /// A text whose foot begins there, in that size.
    Text(f32, f32, f32, String),
    /// A frame: its corner, and how wide and high it is.
    Frame(f32, f32, f32, f32),
}

/// The sheets of a paper.
pub(super) struct Laid {
    /// How wide and high each is.
    pub(super) size: (f32, f32),
    /// What is drawn on each.
    pub(super) sheets: Vec<Vec<Mark>>,
}

/// Lays a paper out.
pub(super) fn lay(paper: &Paper, face: &Face<'_>) -> Laid {
    let size = match paper.sheet {
        Sheet::Upright => (SHORT, LONG),
        Sheet::Across => (LONG, SHORT),
    };
    let mut setting = Setting { face, size, sheets: vec![Vec::new()], y: EDGE };
    for part in &paper.parts {
        setting.part(part);
    }
    setting.feet(&paper.foot);
    Laid { size, sheets: setting.sheets }
}

/// Where it is laid out: what stands already, and how far down the last sheet is filled.
struct Setting<'f> {
    face: &'f Face<'f>,
    size: (f32, f32),
    sheets: Vec<Vec<Mark>>,
    y: f32,
}

/// A row, broken into lines, each cell with where it begins and how wide it is.
struct Broken<'r> {
    cells: Vec<(&'r Cell, f32, f32, Vec<&'r str>)>,
    size: Size,
    /// How much higher it is than its lines ask for.
    extra: f32,
}

impl Setting<'_> {
    fn wide(&self) -> f32 {
        2.0f32.mul_add(-EDGE, self.size.0)
    }

    /// How far down a sheet may be filled.
    fn bottom(&self) -> f32 {
        self.size.1 - EDGE
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    fn next_sheet(&mut self) {
        self.sheets.push(Vec::new());
        self.y = EDGE;
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Title(text) => {
                self.lines(text, Align::Middle, Size::Title);
                self.y += Size::Body.leading() / 2.0;
            }
            Part::Paragraph(text) => self.lines(&format!("\u{3000}\u{3000}{text}"), Align::Left, Size::Body),
            Part::Line(align, text) => self.lines(text, *align, Size::Body),
            Part::Room(lines) => self.y += f32::from(*lines) * Size::Body.leading(),
            Part::Table(table) => self.table(table),
        }
    }

    fn lines(&mut self, text: &str, align: Align, size: Size) {
        let (wide, face) = (self.wide(), self.face);
        for line in lines(text, wide, |piece| face.width(piece, size.points())) {
            if self.y + size.leading() > self.bottom() {
                self.next_sheet();
            }
            self.line(line, align, size, (EDGE, wide));
            self.y += size.leading();
        }
    }

    /// Sets a line at the height that is reached, between there and so far to the right.
    fn line(&mut self, text: &str, align: Align, size: Size, (left, wide): (f32, f32)) {
        let over = wide - self.face.width(text, size.points());
        let x = match align {
            Align::Left => left,
            Align::Middle => over.mul_add(0.5, left),
            Align::Right => left + over,
        };
        let foot = size.leading().mul_add(BASE, self.y);
        self.mark(Mark::Text(x, foot, size.points(), text.to_owned()));
    }

    fn table(&mut self, table: &Table) {
        let named = table.bands.iter().any(|band| band.name.is_some());
        let begin = if named { EDGE + BAND } else { EDGE };
        let head: Vec<Broken<'_>> = table.head.iter().map(|row| self.broken(row, table, begin)).collect();
        for row in &head {
            self.row(row, (0, usize::MAX));
        }
        for band in &table.bands {
            self.band(band, table, &head, begin);
        }
    }

    /// Sets a band. One that has a name and fits on a sheet is not divided, and is high enough for its name.
    fn band(&mut self, band: &Band, table: &Table, head: &[Broken<'_>], begin: f32) {
        let mut rows: Vec<Broken<'_>> = band.rows.iter().map(|row| self.broken(row, table, begin)).collect();
        let high: f32 = rows.iter().map(|row| row.high(row.most())).sum();
        let named = band.name.as_deref().map_or(0.0, upright);
        if let Some(last) = rows.last_mut() {
            last.extra = (named - high).max(0.0);
        }
        let (whole, sheet) = (high.max(named), self.bottom() - EDGE);
        if band.name.is_some() && whole <= sheet && self.y + whole > self.bottom() {
            self.go_on(head);
        }
        let mut since = self.y;
        for row in &rows {
            let most = row.most();
            let mut from = 0;
            while from < most {
                if self.y + row.high(most - from) > self.bottom() && self.y > EDGE {
                    self.name(band, since);
                    self.go_on(head);
                    since = self.y;
                }
                let fit = row.fitting(self.bottom() - self.y).clamp(1, most - from);
                self.row(row, (from, fit));
                from += fit;
            }
        }
        self.name(band, since);
    }

    /// Goes on with a table on the next sheet.
    fn go_on(&mut self, head: &[Broken<'_>]) {
        self.next_sheet();
        for row in head {
            self.row(row, (0, usize::MAX));
        }
    }

    /// Writes the name of a band beside its rows, from there to the height that is reached; where that is too low for it, on another sheet
    /// alone.
    fn name(&mut self, band: &Band, since: f32) {
        let Some(name) = &band.name else { return };
        let (reached, high) = (self.y, upright(name));
        if reached <= since {
            return;
        }
        self.mark(Mark::Frame(EDGE, since, BAND, reached - since));
        // What adds up of many heights is a little off.
        if reached - since < high - 0.5 {
            return;
        }
        self.y = (reached - since - high).mul_add(0.5, since);
        for character in name.chars() {
            self.line(&character.to_string(), Align::Middle, Size::Body, (EDGE, BAND));
            self.y += UPRIGHT;
        }
        self.y = reached;
    }

    fn broken<'r>(&self, row: &'r Row, table: &Table, begin: f32) -> Broken<'r> {
        let (face, size) = (self.face, table.size);
        let all: f32 = table.columns.iter().copied().map(f32::from).sum();
        let right = EDGE + self.wide();
        let mut widths = table.columns.iter().map(|of| f32::from(*of) * (right - begin) / all);
        let mut x = begin;
        let cells = row.0.iter().map(|cell| {
            let wide: f32 = widths.by_ref().take(cell.span()).sum();
            let left = x;
            x += wide;
            let room = 2.0f32.mul_add(-WITHIN, wide);
            (cell, left, wide, lines(cell.text(), room, |piece| face.width(piece, size.points())))
        });
        Broken { cells: cells.collect(), size, extra: 0.0 }
    }

    /// Draws so many lines of a row from that one on, and goes below it.
    fn row(&mut self, row: &Broken<'_>, (from, count): (usize, usize)) {
        let count = count.min(row.most() - from);
        let (top, high, size) = (self.y, row.high(count), row.size);
        for (cell, left, wide, lines) in &row.cells {
            self.mark(Mark::Frame(*left, top, *wide, high));
            let shown: Vec<&str> = lines.iter().skip(from).take(count).copied().collect();
            let inner = (left + WITHIN, 2.0f32.mul_add(-WITHIN, *wide));
            let text = times(shown.len(), size.leading());
            self.y = if cell.hand().is_some() { top + WITHIN } else { (high - text).mul_add(0.5, top) };
            for line in shown {
                self.line(line, cell.align(), size, inner);
                self.y += size.leading();
            }
            if let Some((words, _)) = cell.hand().filter(|_| from + count == row.most()) {
                self.y = top + high - size.leading() - WITHIN;
                self.line(words, Align::Right, size, inner);
            }
        }
        self.y = top + high;
    }

    /// Writes at the bottom of each sheet what it is, which of how many, and which characters have to be written by hand.
    fn feet(&mut self, foot: &str) {
        let count = self.sheets.len();
        let (size, wide, y) = (Size::Small, self.wide(), self.bottom() + Size::Small.leading());
        for (at, mut sheet) in (1..).zip(std::mem::take(&mut self.sheets)) {
            let lacking = lacking(&sheet, self.face);
            let told = if lacking.is_empty() { foot.to_owned() } else { format!("{foot} {lacking}") };
            let page = format!("第{at}页 共{count}页");
            let right = EDGE + wide - self.face.width(&page, size.points());
            sheet.push(Mark::Text(right, y, size.points(), page));
            let room = right - EDGE - WITHIN;
            let told = lines(&told, room, |piece| self.face.width(piece, size.points()));
            for (line, text) in (0_u16..).zip(told.into_iter().take(FEET)) {
                sheet.push(Mark::Text(
                    EDGE,
                    f32::from(line).mul_add(size.leading(), y),
                    size.points(),
                    text.to_owned(),
                ));
            }
            self.sheets.push(sheet);
        }
    }
}

/// What is said of characters on a sheet that the type lacks; nothing where it lacks none.
fn lacking(sheet: &[Mark], face: &Face<'_>) -> String {
    let texts =
        sheet.iter().filter_map(|mark| if let Mark::Text(_, _, _, text) = mark { Some(text) } else { None });
    let mut lacking: Vec<char> = texts.flat_map(|text| text.chars()).filter(|c| face.lacks(*c)).collect();
    lacking.sort_unstable();
    lacking.dedup();
    if lacking.is_empty() {
        return String::new();
    }
    let points: Vec<String> =
        lacking.iter().take(NAMED).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let more = if lacking.len() > NAMED { format!("等{}字", lacking.len()) } else { String::new() };
    format!("(“〓”处为本机字库没有的字,请手写:{}{more})", points.join("、"))
}

impl Broken<'_> {
    /// The most lines of a cell, with the room that a hand needs.
    fn most(&self) -> usize {
        let of = |cell: &Cell, lines: &[&str]| {
            lines.len() + cell.hand().map_or(0, |(_, room)| usize::from(room) + 1)
        };
        self.cells.iter().map(|(cell, _, _, lines)| of(cell, lines)).max().unwrap_or(1).max(1)
    }

    /// How high so many lines are.
    fn high(&self, lines: usize) -> f32 {
        2.0f32.mul_add(WITHIN, times(lines, self.size.leading())) + self.extra
    }

    /// How many lines so much room takes.
    fn fitting(&self, room: f32) -> usize {
        fitting(2.0f32.mul_add(-WITHIN, room), self.size.leading())
    }
}

/// How high a name is that stands upright.
fn upright(name: &str) -> f32 {
    times(name.chars().count(), UPRIGHT) + 2.0 * WITHIN
}

/// So many times that.
fn times(count: usize, high: f32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX)) * high
}

/// How many lines that are so high fit into so much room; a sheet has few.
fn fitting(room: f32, high: f32) -> usize {
    (0..=200).take_while(|count| times(*count, high) <= room).last().unwrap_or(0)
}
