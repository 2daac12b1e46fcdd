//! What does the union hand in? Its list on a page, to be signed and sealed, with a line for whoever receives it (申报名单).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::campaign::Campaign;
use domain::declaration::{Declaration, DeclarationState, DeclaredCase};
use domain::id::UnionId;
use domain::money::yuan;
use domain::name::Title;
use domain::text::{Language, Tell};
use domain::union::Union;
use persistence::Work;
use persistence::applications::CaseRecord;

use super::DeclarationPath;
use crate::State;
use crate::body::File;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::press::minute;
use crate::press::paper::{Align, Band, Cell, Paper, Part, Row, Sheet, Size, Table};
use crate::problem::{Code, Problem};

/// Print a declaration.
///
/// A PDF to be signed, sealed and handed in with the material: the cases with number, names and sum, the totals, and lines for the union's
/// head and for the centre that receives it. No identifiers stand on it.
#[utoipa::path(params(DeclarationPath), responses((status = 200, description = "The page", body = File, content_type = "application/pdf")))]
#[get("/declarations/{id}/page.pdf")]
pub(super) async fn print_declaration(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<DeclarationPath>,
) -> Result<HttpResponse, Problem> {
    let press = state.press.ready().await?;
    let (actor, id) = (signed_in.actor, path.0.id);
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let absent = || Problem::new(Code::NotFound);
            let found = work.declarations().find(actor.jurisdiction(), id).await?;
            let declaration = found.ok_or_else(absent)?;
            let union = work.unions().find(declaration.union).await?.ok_or_else(absent)?;
            let campaign = work.campaigns().find(declaration.campaign).await?.ok_or_else(absent)?;
            let lines = work.declarations().cases(&declaration).await?;
            let rows = rows(work, &union, &lines).await?;
            Ok(page(&declaration, &union, &campaign, rows))
        })
        .await?;
    press.print("declaration.pdf", vec![page]).await
}

/// The rows, by the numbers of the cases; one that was erased since has its sum alone.
async fn rows(work: &Work, union: &Union, lines: &[DeclaredCase]) -> Result<Vec<Row>, Problem> {
    let ids: Vec<_> = lines.iter().map(|line| line.application).collect();
    let cases = work.applications().some(union.id, &ids).await?;
    let by_id: BTreeMap<_, _> = cases.iter().map(|case| (case.application.id, case)).collect();
    let mut found: Vec<(Option<&CaseRecord>, &DeclaredCase)> =
        lines.iter().map(|line| (by_id.get(&line.application).copied(), line)).collect();
    found.sort_by_key(|(case, _)| case.map(|case| case.number.clone()));
    let mut takers = BTreeMap::new();
    for taker in cases.iter().filter_map(taker) {
        if let Entry::Vacant(place) = takers.entry(taker) {
            let _ = place.insert(work.unions().find(taker).await?.map(|union| union.name));
        }
    }
    let named = |case: &CaseRecord| takers.get(&taker(case)?).cloned().flatten();
    Ok((1_u32..).zip(found).map(|(at, (case, line))| row(at, case, case.and_then(named), line)).collect())
}

/// The union that took a case.
fn taker(case: &CaseRecord) -> Option<UnionId> {
    case.application.road.stops.first().map(|stop| stop.union)
}

fn row(at: u32, case: Option<&CaseRecord>, taker: Option<Title>, line: &DeclaredCase) -> Row {
    let tier = case.and_then(|case| case.frozen.as_ref()?.assessment.tier);
    let place = tier.map(|tier| tier.place.text(Language::Chinese));
    let cohort = tier.map(|tier| tier.cohort.text(Language::Chinese));
    let sum = line.amount_fen.map(|sum| yuan(sum.as_fen()));
    let name = |text: Option<String>| Cell::name(&text.unwrap_or_default());
    Row(vec![
        name(Some(at.to_string())),
        name(case.map(|case| case.number.clone())),
        Cell::left(taker.map(|name| name.as_str().to_owned()).unwrap_or_default()),
        name(case.map(|case| case.worker_name.as_str().to_owned())),
        name(case.map(|case| case.student_name.as_str().to_owned())),
        name(place),
        name(cohort),
        name(sum),
    ])
}

fn page(declaration: &Declaration, union: &Union, campaign: &Campaign, rows: Vec<Row>) -> Paper {
    let title = format!("{}年金秋助学申报名单", campaign.year);
    let head = format!(
        "申报单位:{}    第{}次申报    {}",
        union.name,
        declaration.number,
        minute(declaration.declared_at)
    );
    let totals = if declaration.cases == 0 {
        "本单位本次无申报对象(零申报)。".to_owned()
    } else {
        format!("合计:{}人 {}元", declaration.cases, yuan(declaration.amount_fen.as_fen()))
    };
    let headings = ["序号", "申请编号", "受理工会", "职工姓名", "学生姓名", "所在地", "类别", "金额(元)"];
    let table = Table {
        columns: vec![4, 19, 15, 8, 8, 6, 9, 9],
        head: vec![Row::of_names(headings)],
        bands: vec![Band { name: None, rows }],
        size: Size::Form,
    };
    let due = declaration.due.map(|due| format!("申报截止:{due}")).unwrap_or_default();
    let late = if declaration.late { "逾期申报。" } else { "" };
    let given_back = match (declaration.state, &declaration.reason) {
        (DeclarationState::Returned, Some(reason)) => format!("已退回,不再有效:{reason}"),
        _ => String::new(),
    };
    let parts = vec![
        Part::Title(title.clone()),
        Part::Line(Align::Left, head),
        Part::Line(Align::Left, format!("{late}{given_back}")),
        Part::Table(table),
        Part::Room(1),
        Part::Line(Align::Left, totals),
        Part::Room(1),
        Part::Line(Align::Right, "负责人(签字):                (盖章)    年   月   日".to_owned()),
        Part::Room(2),
        Part::Line(Align::Left, "市职工服务中心签收(签字):                (盖章)    年   月   日".to_owned()),
    ];
    Paper { title, sheet: Sheet::Upright, parts, foot: due }
}
