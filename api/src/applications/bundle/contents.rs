//! What belongs to a case? Its record, what each act rested on, its money, its papers, and the pages that hung on boards.

use domain::application::State as CaseState;
use domain::id::ApplicationId;
use domain::text::Language;
use persistence::{Paging, awards};
use serde::Serialize;

use super::MOST_OCTETS;
use super::zipped::Named;
use crate::applications::approval_form::read::FormOfCase;
use crate::applications::decisions::{CaseDecision, decided};
use crate::applications::view::ApplicationView;
use crate::applications::{approval_form, letter};
use crate::payments::PaymentView;
use crate::postings;
use crate::press::Ready;
use crate::press::paper::Paper;
use crate::problem::{Code, Problem};
use crate::write::Write;

/// More than any case has.
const ALL: Paging = Paging::first(10_000);

/// What belongs to a case beside its form.
pub(super) struct Contents {
    letter: Option<Paper>,
    postings: Vec<Paper>,
    decisions: Vec<CaseDecision>,
    money: Money,
    attachments: Vec<Named>,
}

/// The award, its payments, what the family said of them, and where the paper lies.
#[derive(Serialize)]
struct Money {
    awards: Vec<domain::award::Award>,
    payments: Vec<PaymentView>,
    receipts: Vec<domain::receipt::Receipt>,
    filings: Vec<domain::filing::Filing>,
}

impl Contents {
    /// Reads it, of a case on the reader's road.
    pub(super) async fn read(write: &Write, id: ApplicationId, language: Language) -> Result<Self, Problem> {
        let (state, union) = (write.state(), write.actor.union);
        let told = state
            .store
            .read(async |work| -> Result<_, Problem> {
                let found = work.applications().find(union, id).await?;
                let case = found.ok_or_else(|| Problem::new(Code::NotFound))?.application;
                let decisions = decided(work, &case, None, ALL.limit, language).await?.items;
                let of_case = awards::Filter { application: Some(id), ..awards::Filter::default() };
                let money = Money {
                    awards: work.awards().list(union, &of_case, ALL).await?.items,
                    payments: work.payments().of_case(id).await?.into_iter().map(PaymentView::from).collect(),
                    receipts: work.receipts().of_case(id).await?,
                    filings: work.filings().of_case(id).await?,
                };
                let files = work.attachments().standing(id).await?;
                if files.iter().map(|file| file.octets).sum::<i64>() > MOST_OCTETS {
                    return Err(too_large());
                }
                let mut attachments = Vec::with_capacity(files.len());
                for (at, file) in (1..).zip(files) {
                    let octets = work.attachments().read(id, file.id).await?;
                    let ending = ending(&file.media_type);
                    attachments.push((format!("材料/{at:02}-{}.{ending}", file.kind.word()), octets));
                }
                let mut pages = Vec::new();
                for mark in &case.postings {
                    pages.extend(postings::page::read(work, union, mark.posting).await?);
                }
                let over = matches!(case.state(), CaseState::Rejected { .. } | CaseState::Revoked { .. });
                Ok((over, pages, decisions, money, attachments))
            })
            .await?;
        let (over, postings, decisions, money, attachments) = told;
        let letter = if over { Some(letter::paper(state, union, id).await?) } else { None };
        Ok(Self { letter, postings, decisions, money, attachments })
    }

    /// The files, in the order of the table of contents.
    pub(super) async fn files(
        self,
        forms: &[FormOfCase],
        reader: &str,
        press: Ready,
    ) -> Result<Vec<Named>, Problem> {
        let mut files = Vec::new();
        for form in forms {
            let printed = press.clone().octets(vec![approval_form::paper(form, reader)]).await?;
            files.push(("审批表.pdf".to_owned(), printed));
            let view =
                ApplicationView::new(&form.desk, 0, None, form.desk.record.updated_at, Language::Chinese);
            files.push(("申请.json".to_owned(), json(&view)?));
        }
        if let Some(letter) = self.letter {
            files.push(("告知单.pdf".to_owned(), press.clone().octets(vec![letter]).await?));
        }
        for (at, page) in (1..).zip(self.postings) {
            files.push((format!("公示-{at}.pdf"), press.clone().octets(vec![page]).await?));
        }
        files.push(("办理依据.json".to_owned(), json(&self.decisions)?));
        files.push(("资金.json".to_owned(), json(&self.money)?));
        files.extend(self.attachments);
        Ok(files)
    }
}

fn json(of: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec_pretty(of).map_err(|_| Problem::new(Code::Internal))
}

/// How the name of a file ends that was found to be that.
fn ending(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/heif" => "heif",
        _ => "bin",
    }
}

fn too_large() -> Problem {
    let most = MOST_OCTETS >> 20;
    Problem::new(Code::Refused).by("bundle_too_large", None).detail(
        format!("附件合计超过{most}MiB,不能打包;请用GET /api/v1/applications/{{id}}/attachments逐个下载"),
        format!("the attachments are more than {most} MiB together: download each, as GET /api/v1/applications/{{id}}/attachments lists them"),
    )
}
