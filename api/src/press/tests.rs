//! Does the document have each glyph of each text? What is drawn of a character is compared with what the typeface has of it; a
//! missing one is silent otherwise.

use super::paper::{Align, Band, Cell, Paper, Part, Row, Sheet, Size, Table};
use super::*;

/// Names with characters that old sets lack (Unicode's extension A, and that of GBK), marks of every kind, figures.
const SAID: &str = "丁建国 马秀兰 㛃 䶮 玥 〇 宁夏回族自治区银川市兴庆区 4,000.00元 JQ2018-640104-000123 (盖章)“公示”——□■ ABCxyz0123456789X";

fn paper(text: &str) -> Paper {
    let row = || Row(vec![Cell::name("职工姓名"), Cell::left(text.to_owned())]);
    let table = Table {
        columns: vec![1, 4],
        head: vec![Row::of_names(["项目", "内容"])],
        bands: vec![Band { name: Some("职工情况".to_owned()), rows: (0..40).map(|_| row()).collect() }],
        size: Size::Body,
    };
    let parts = vec![
        Part::Title("困难职工子女助学审批表".to_owned()),
        Part::Paragraph(text.to_owned()),
        Part::Line(Align::Right, "(盖章) 年 月 日".to_owned()),
        Part::Table(table),
    ];
    Paper { title: "审批表".to_owned(), sheet: Sheet::Upright, parts, foot: "内部资料".to_owned() }
}

fn typeface() -> Typeface {
    Typeface::find(None).expect("fonts-noto-cjk is installed, as tests/run sees to")
}

#[test]
fn the_type_has_every_character_that_is_said_and_tells_of_one_that_it_lacks() {
    let typeface = typeface();
    let face = typeface.face().expect("a face");
    let lacking: String = SAID.chars().filter(|c| face.lacks(*c)).collect();
    assert_eq!(lacking, "");
    let laid = layout::lay(&paper("张\u{F8FF}"), &face);
    let told = laid.sheets.iter().flatten().any(|mark| match mark {
        layout::Mark::Text(_, _, _, text) => text.contains("请手写:U+F8FF"),
        layout::Mark::Frame(..) => false,
    });
    assert!(told);
}

#[test]
fn all_that_is_said_stands_on_the_sheets_within_their_edges() {
    let typeface = typeface();
    let face = typeface.face().expect("a face");
    let long = SAID.repeat(60);
    for text in [SAID, &long] {
        let laid = layout::lay(&paper(text), &face);
        let (wide, high) = laid.size;
        let mut said = String::new();
        for mark in laid.sheets.iter().flatten() {
            match mark {
                layout::Mark::Text(x, y, size, text) => {
                    assert!(
                        *x > 0.0 && *y > 0.0 && *y < high && x + face.width(text, *size) < wide,
                        "{text}"
                    );
                    said.push_str(text);
                }
                layout::Mark::Frame(x, y, w, h) => assert!(x + w < wide && y + h < high),
            }
        }
        let times = said.matches("JQ2018-640104-000123").count();
        assert_eq!(
            times,
            text.matches("JQ2018-640104-000123").count() * 41,
            "of {} sheets",
            laid.sheets.len()
        );
    }
}

#[test]
fn a_name_that_stands_upright_is_whole_however_few_its_rows_are() {
    let typeface = typeface();
    let face = typeface.face().expect("a face");
    let row = || Row(vec![Cell::name("姓名"), Cell::left("丁建国".to_owned())]);
    let bands = (0..60)
        .map(|at| Band {
            name: Some("家庭成员".to_owned()), rows: (0..=at % 3).map(|_| row()).collect()
        });
    let table = Table { columns: vec![1, 4], head: Vec::new(), bands: bands.collect(), size: Size::Form };
    let paper = Paper {
        title: String::new(),
        sheet: Sheet::Upright,
        parts: vec![Part::Table(table)],
        foot: String::new(),
    };
    let laid = layout::lay(&paper, &face);
    let said = |word: &str| {
        let texts = laid.sheets.iter().flatten();
        texts.filter(|mark| matches!(mark, layout::Mark::Text(_, _, _, text) if text == word)).count()
    };
    assert_eq!(["家", "庭", "成", "员"].map(said), [60; 4]);
    assert!(laid.sheets.len() > 2);
}

/// What poppler draws of a document's first page: a grey picture, its rows of so many octets.
fn drawn(document: &[u8]) -> (usize, Vec<u8>) {
    use std::io::Write;
    let folder = std::env::temp_dir();
    let path = folder.join(format!("jinqiu-press-{}.pdf", std::process::id()));
    std::fs::File::create(&path).and_then(|mut file| file.write_all(document)).expect("a file");
    let drawn = std::process::Command::new("pdftoppm").args(["-gray", "-r", "72"]).arg(&path).output();
    std::fs::remove_file(&path).expect("it was there");
    let drawn = drawn.expect("poppler-utils is installed, as tests/run sees to").stdout;
    // P5, how wide and high, the most of a value, and the picture.
    let mut ends =
        drawn.iter().enumerate().filter(|(_, octet)| octet.is_ascii_whitespace()).map(|(at, _)| at);
    let end = ends.by_ref().nth(3).expect("a head");
    let head = String::from_utf8_lossy(drawn.get(..end).expect("a head")).into_owned();
    let wide = head.split_whitespace().nth(1).and_then(|wide| wide.parse().ok()).expect("a width");
    (wide, drawn.get(end + 1..).expect("a picture").to_vec())
}

/// How dark each point is in a frame about a line of type.
fn within(
    (wide, picture): &(usize, Vec<u8>),
    (left, top): (usize, usize),
    (x, y): (usize, usize),
) -> Vec<u8> {
    let row = |at: usize| picture.get(at * wide + left..at * wide + left + x).map_or(&[][..], |row| row);
    (top..top + y).flat_map(|at| row(at).iter().copied()).collect()
}

#[test]
fn each_character_is_drawn_and_no_two_are_drawn_alike() {
    let typeface = typeface();
    let face = typeface.face().expect("a face");
    let mut characters: Vec<char> = SAID.chars().filter(|c| !c.is_whitespace()).collect();
    characters.sort_unstable();
    characters.dedup();
    characters.extend(['\u{F8FF}', ' ']);
    // One by one, in type that is large enough to tell them apart.
    let (size, step, in_a_row) = (28.0, 40_u16, 12);
    let mut places = Vec::new();
    let marks = characters.iter().enumerate().map(|(at, c)| {
        let (row, column) =
            (u16::try_from(at / in_a_row).expect("few"), u16::try_from(at % in_a_row).expect("few"));
        let (x, y) = (20 + column * step, 20 + row * step);
        places.push((*c, (usize::from(x), usize::from(y))));
        layout::Mark::Text(f32::from(x) + 4.0, f32::from(y) + 30.0, size, c.to_string())
    });
    let sheet = layout::Laid { size: (595.0, 841.0), sheets: vec![marks.collect()] };
    let document = pdf::written("glyphs", &[sheet], &typeface, &face).expect("a document");
    let picture = drawn(&document);
    let mut seen = std::collections::BTreeMap::new();
    for (c, place) in places {
        let ink = within(&picture, place, (38, 38));
        assert_eq!(ink.iter().any(|grey| *grey < 128), c != ' ', "U+{:04X}", u32::from(c));
        if let Some(other) = seen.insert(ink, c) {
            panic!("{c} is drawn as {other} is");
        }
    }
}
