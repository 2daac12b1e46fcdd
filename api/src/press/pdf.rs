//! How are sheets written down? As PDF, with the glyphs that they use of the typeface, and the text behind each glyph.

use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::layout::{Laid, Mark};
use super::marks::printed;
use super::typeface::{Face, Typeface};

/// Why a document was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    /// A sheet has no size.
    #[error("a sheet has no size")]
    Size,
    /// The writer of documents refuses.
    #[error("{0:?}")]
    Document(krilla::error::KrillaError),
}

/// The octets of a document of these sheets.
pub(super) fn written(
    title: &str,
    papers: &[Laid],
    typeface: &Typeface,
    face: &Face<'_>,
) -> Result<Vec<u8>, NotWritten> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()).producer("jinqiu".to_owned()),
    );
    for paper in papers {
        let (wide, high) = paper.size;
        for sheet in &paper.sheets {
            let settings = PageSettings::from_wh(wide, high).ok_or(NotWritten::Size)?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for mark in sheet {
                draw(&mut surface, mark, typeface, face);
            }
            surface.finish();
            page.finish();
        }
    }
    document.finish().map_err(NotWritten::Document)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, typeface: &Typeface, face: &Face<'_>) {
    match mark {
        Mark::Frame(x, y, wide, high) => {
            let Some(frame) = Rect::from_xywh(*x, *y, *wide, *high) else { return };
            let mut path = PathBuilder::new();
            path.push_rect(frame);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { width: 0.6, ..Stroke::default() }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Text(x, y, size, text) => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { opacity: NormalizedF32::ONE, ..Fill::default() }));
            let glyphs: Vec<KrillaGlyph> = glyphs(text, face).collect();
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, typeface.font(), text, *size, false);
        }
    }
}

/// The glyphs of a text, each with where its character stands in it: a reader copies the text, and not glyphs.
fn glyphs(text: &str, face: &Face<'_>) -> impl Iterator<Item = KrillaGlyph> {
    let printed = printed(text);
    let ends: Vec<usize> = printed.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect();
    printed.into_iter().zip(ends).map(|((at, c), end)| {
        let (glyph, wide) = face.glyph(c);
        KrillaGlyph::new(GlyphId::new(glyph.to_u32()), wide, 0.0, 0.0, 0.0, at..end, None)
    })
}
