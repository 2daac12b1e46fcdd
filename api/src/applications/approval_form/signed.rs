//! Where does a hand sign, and a seal go? The worker, the visitors, and the four opinions, each with what is recorded already (N14, N15).

use domain::application::State;
use domain::application::evidence::{PostingKind, Visit};
use domain::money::yuan;
use domain::text::{Language, Tell};

use super::read::FormOfCase;
use crate::press::paper::{Band, Cell, Row};

const SEALED: &str = "负责人(签字):       (盖章)   年  月  日";

/// What the worker asks for and promises.
pub(super) fn asked() -> Band {
    let promise =
        "本人申请本年度金秋助学。以上内容和所附材料真实、完整;同意工会及有关部门核对家庭情况,并按规定公示。"
            .to_owned();
    let cell = Cell::by_hand(promise, "申请人(签字):                  年   月   日", 1).over(6);
    Band { name: Some("申请".to_owned()), rows: vec![Row(vec![cell])] }
}

/// What the visitors saw.
pub(super) fn visited(form: &FormOfCase) -> Band {
    let known = Visit::latest(&form.desk.record.application.visits).map(|visit| {
        let names: Vec<String> = visit
            .visitors
            .iter()
            .filter_map(|visitor| form.names.get(visitor))
            .map(|name| name.as_str().to_owned())
            .collect();
        let (manner, agrees) =
            (visit.manner.text(Language::Chinese), if visit.agrees { "情况属实" } else { "情况不符" });
        format!("{} {manner},走访人:{};核实结论:{agrees}。", visit.day, names.join("、"))
    });
    let words = "走访人(签字,不少于两人):                  年   月   日";
    let cell = Cell::by_hand(known.unwrap_or_default(), words, 1).over(6);
    Band { name: Some("走访".to_owned()), rows: vec![Row(vec![cell])] }
}

/// The four opinions.
pub(super) fn opinions(form: &FormOfCase) -> Band {
    let block = |name: &str, known: String| Cell::by_hand(format!("{name}\n{known}"), SEALED, 2).over(3);
    let rows = vec![
        Row(vec![
            block("基层工会意见:", String::new()),
            block("所在单位或街道审核意见及公示结果:", format!("{}{}", said(form), posted(form))),
        ]),
        Row(vec![
            block("县(市、区)总工会、局(委)工会审核意见:", String::new()),
            block("市总工会(职工服务中心)审批意见:", approved(form)),
        ]),
    ];
    Band { name: Some("审批意见".to_owned()), rows }
}

/// What the workplace or the street said.
fn said(form: &FormOfCase) -> String {
    let latest = form.desk.record.application.opinions.iter().max_by_key(|opinion| opinion.day);
    latest.map_or_else(String::new, |opinion| {
        let word = if opinion.in_favour { "同意" } else { "不同意" };
        format!("{} {}意见:{word};", opinion.day, opinion.from.text(Language::Chinese))
    })
}

/// When and how long it was posted, and whether anybody objected.
fn posted(form: &FormOfCase) -> String {
    let application = &form.desk.record.application;
    let mark = application.postings.iter().rev().find(|mark| mark.kind == PostingKind::First && !mark.lifted);
    mark.map_or_else(String::new, |mark| {
        let objections = application.objections.len();
        let heard = if objections == 0 {
            "未收到异议".to_owned()
        } else {
            format!("收到异议{objections}件")
        };
        let heard = if form.today > mark.last_day { heard } else { "公示期未满".to_owned() };
        format!("{}至{}公示,{heard}。", mark.first_day, mark.last_day)
    })
}

/// What was approved.
fn approved(form: &FormOfCase) -> String {
    match form.desk.record.application.state() {
        State::Approved { .. } => {
            let sum = form.desk.assessment().amount.map(|sum| yuan(sum.as_fen())).unwrap_or_default();
            format!("同意救助,核定助学金{sum}元。")
        }
        _ => String::new(),
    }
}
