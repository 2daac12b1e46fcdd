//! In which type is it printed? In a Chinese one of the machine, found where Debian's packages put it, and read when it is first
//! asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use krilla::text::Font;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::marks::printed;

/// Where the type lies that is looked for, the best first: each with Debian's package.
pub(crate) const KNOWN: [(&str, &str); 3] = [
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "fonts-noto-cjk"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
];

/// What is printed where the type lacks a character: printers' own mark for it.
const LACKING: char = '〓';

/// A typeface.
pub(crate) struct Typeface {
    octets: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

/// Why there is no type to print in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoTypeface {
    /// None of those that are known is there.
    Absent,
    /// The file that the settings name cannot be read.
    Unread(PathBuf, String),
    /// A file is no typeface with Chinese characters.
    Unfit(PathBuf),
}

impl Typeface {
    /// The one that the settings name, or the first that is there.
    pub(crate) fn find(named: Option<&Path>) -> Result<Self, NoTypeface> {
        let known = || KNOWN.iter().map(|(path, _)| Path::new(path)).find(|path| path.is_file());
        Self::read(named.or_else(known).ok_or(NoTypeface::Absent)?)
    }

    fn read(path: &Path) -> Result<Self, NoTypeface> {
        let octets =
            std::fs::read(path).map_err(|cause| NoTypeface::Unread(path.to_owned(), cause.to_string()))?;
        Self::of(octets).ok_or_else(|| NoTypeface::Unfit(path.to_owned()))
    }

    fn of(octets: Vec<u8>) -> Option<Self> {
        let index = match FileRef::new(&octets).ok()? {
            FileRef::Font(_) => 0,
            FileRef::Collection(all) => {
                (0..all.len()).find(|at| all.get(*at).is_ok_and(|one| is_simplified(&one))).unwrap_or(0)
            }
        };
        let octets = Arc::new(octets);
        let font = Font::new(octets.clone().into(), index)?;
        let typeface = Self { octets, index, font };
        let chinese = typeface.face()?.charmap.map('〓').is_some();
        chinese.then_some(typeface)
    }

    /// What it is to set in it.
    pub(super) fn face(&self) -> Option<Face<'_>> {
        let font = FontRef::from_index(&self.octets, self.index).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        Some(Face { charmap: font.charmap(), metrics, units })
    }

    /// The same for who writes the document.
    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }
}

/// Whether a face draws characters as mainland China writes them.
fn is_simplified(font: &FontRef<'_>) -> bool {
    let names = font.localized_strings(StringId::FAMILY_NAME);
    let name: Vec<String> = names.map(|name| name.chars().collect()).collect();
    name.iter().any(|name| name.ends_with(" SC"))
}

/// A typeface that is set in.
pub(super) struct Face<'t> {
    charmap: Charmap<'t>,
    metrics: GlyphMetrics<'t>,
    units: f32,
}

impl Face<'_> {
    /// The glyph of a character, and how wide it is, of a type that is one high.
    pub(super) fn glyph(&self, c: char) -> (GlyphId, f32) {
        let glyph = self.charmap.map(c).or_else(|| self.charmap.map(LACKING)).unwrap_or_default();
        (glyph, self.metrics.advance_width(glyph).unwrap_or(self.units) / self.units)
    }

    /// Whether it lacks a character.
    pub(super) fn lacks(&self, c: char) -> bool {
        self.charmap.map(c).is_none()
    }

    /// How wide a text is in that size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        printed(text).into_iter().map(|(_, c)| self.glyph(c).1 * size).sum()
    }
}
