//! What hangs on the board? The posting on a page, with the digest of its list, by which it is known again (公示).

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::application::evidence::PostingKind;
use domain::campaign::Campaign;
use domain::id::{PostingId, UnionId};
use domain::money::yuan;
use domain::posting::PostingLine;
use domain::text::{Language, Tell};
use domain::union::Union;
use persistence::Work;
use persistence::postings::Posting;

use super::PostingPath;
use crate::State;
use crate::body::File;
use crate::edge::hex;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::press::paper::{Align, Band, Cell, Paper, Part, Row, Sheet, Size, Table};
use crate::problem::{Code, Problem};

/// Print a posting.
///
/// A PDF for the board: the list as it was frozen, its days, where doubts are heard, and the SHA-256 of the list, by which a photograph of
/// the page can be held against the record. It shows what may hang on a board, and nothing else.
#[utoipa::path(params(PostingPath), responses((status = 200, description = "The page", body = File, content_type = "application/pdf")))]
#[get("/postings/{id}/page.pdf")]
pub(super) async fn print_posting(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PostingPath>,
) -> Result<HttpResponse, Problem> {
    let press = state.press.ready().await?;
    let (reader, id) = (signed_in.actor.union, path.0.id);
    let page = state.store.read(async |work| read(work, reader, id).await).await?;
    press.print("posting.pdf", vec![page.ok_or_else(|| Problem::new(Code::Erased))?]).await
}

/// The page of a posting of cases whose road passes the reader's union; none of one of which every case was erased.
pub(crate) async fn read(work: &Work, reader: UnionId, id: PostingId) -> Result<Option<Paper>, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let posting = work.postings().find(reader, id).await?.ok_or_else(absent)?;
    let union = work.unions().find(posting.union).await?.ok_or_else(absent)?;
    let campaign = work.campaigns().find(posting.campaign).await?.ok_or_else(absent)?;
    Ok((!posting.lines.is_empty()).then(|| page(&posting, &union, &campaign)))
}

fn page(posting: &Posting, union: &Union, campaign: &Campaign) -> Paper {
    let (title, said) = match posting.kind {
        PostingKind::First => ("金秋助学拟救助对象公示", "经个人申请、入户走访,拟将下列家庭报上级工会审核"),
        PostingKind::Final => ("金秋助学救助名单公示", "经逐级审核,决定对下列家庭予以救助"),
    };
    let Posting { first_day, last_day, place, .. } = posting;
    let text = format!(
        "{said},现予公示。公示期自{first_day}起至{last_day}止(含当日)。如有异议,请在公示期内向{}或其上级工会反映,反映人的情况予以保密。",
        union.name
    );
    let rows = (1..).zip(&posting.lines).map(|(at, line)| row(at, line)).collect();
    let head = Row::of_names(["序号", "职工姓名", "申报单位", "子女", "院校所在地", "金额(元)"]);
    let table = Table {
        columns: vec![2, 4, 9, 2, 4, 4],
        head: vec![head],
        bands: vec![Band { name: None, rows }],
        size: Size::Body,
    };
    let parts = vec![
        Part::Title(format!("{}年{title}", campaign.year)),
        Part::Paragraph(text),
        Part::Room(1),
        Part::Table(table),
        Part::Room(1),
        Part::Line(Align::Left, format!("共{}人。张贴地点:{place}", posting.lines.len())),
        Part::Room(1),
        Part::Line(Align::Right, format!("{}(盖章)", union.name)),
        Part::Line(Align::Right, first_day.to_string()),
    ];
    let foot = format!("名单校验码(SHA-256):{}", hex(&posting.digest));
    Paper { title: title.to_owned(), sheet: Sheet::Upright, parts, foot }
}

fn row(at: u32, line: &PostingLine) -> Row {
    let place = line.place.map(|place| place.text(Language::Chinese)).unwrap_or_default();
    let sum = line.amount.map(|sum| yuan(sum.as_fen())).unwrap_or_default();
    let name = |text: &str| Cell::name(text);
    Row(vec![
        name(&at.to_string()),
        name(line.worker_name.as_str()),
        Cell::left(line.union.as_str().to_owned()),
        name(&line.relation),
        name(&place),
        name(&sum),
    ])
}
