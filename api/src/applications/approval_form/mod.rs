//! How is the approval form (附件3) printed? Of one case or of many, with whole values, each on record; blank where a hand signs (N14, N30).

mod family;
pub(super) mod read;
mod signed;
mod student;
mod worker;

use actix_web::{HttpResponse, post};
use domain::disclosure::{Reach, SensitiveField};
use domain::id::{ApplicationId, DisclosureId};
use domain::log::Act;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use self::read::FormOfCase;
use crate::body::{Body, File};
use crate::disclosures::{disclose_on_paper, of_case, on_paper};
use crate::limits::Rows;
use crate::press::paper::{Align, Paper, Part, Sheet, Size, Table};
use crate::press::reader;
use crate::problem::{Problem, ProblemView};
use crate::write::Write;

/// What the form shows of worker and student.
const SHOWN: [SensitiveField; 5] = [
    SensitiveField::CitizenId,
    SensitiveField::Phone,
    SensitiveField::Address,
    SensitiveField::Card,
    SensitiveField::Account,
];

/// The columns of the form, which all of its bands keep to.
const COLUMNS: [u16; 6] = [16, 26, 16, 20, 16, 26];

/// Which cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApprovalForms {
    /// The cases, in the order in which their forms are to lie.
    #[schema(value_type = Vec<ApplicationId>, min_items = 1, max_items = 50)]
    applications: Rows<ApplicationId, 1, 50>,
}

/// Print approval forms.
///
/// The form of 附件3 of each case, to be signed and sealed by hand, in one PDF: worker, student, household, the income line as it is
/// reckoned, visit and posting where they are recorded, and the four opinions with room for hand and seal. It has whole citizen ids,
/// telephones, addresses, cards and accounts of worker and student, those of others of the household not at all; the reader and the
/// time stand on each page. The values count on the reader's day, are on record as a disclosure, and are kept in no answer, so an
/// `Idempotency-Key` is not taken. What is not known is left blank.
#[utoipa::path(request_body = NewApprovalForms, responses((status = 200, description = "The forms", body = File, content_type = "application/pdf"),
    (status = 404, description = "One of them is not there, or outside your jurisdiction", body = ProblemView, content_type = "application/problem+json"),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/applications/approval-forms")]
pub(super) async fn print_approval_forms(
    write: Write,
    body: Body<NewApprovalForms>,
) -> Result<HttpResponse, Problem> {
    let press = write.state().press.ready().await?;
    let wanted = &body.value.applications;
    let forms = Forms::read(&write, wanted).await?;
    write
        .aside(async |work| {
            let disclosure = forms.disclose(work, &write).await?;
            let about = Subject::new("disclosure", disclosure.raw());
            let entry = Entry::new(Act::PrintApprovalForms, about).change(&(), &wanted.to_vec())?;
            Ok(Logged::new((), entry))
        })
        .await?;
    let reader = reader(&write).await?;
    let papers = forms.cases.iter().map(|form| paper(form, &reader)).collect();
    press.print("approval-forms.pdf", papers).await
}

/// Forms, with the values that their reader may see whole.
pub(super) struct Forms {
    /// The forms.
    pub(super) cases: Vec<FormOfCase>,
    fields: Vec<SensitiveField>,
    reach: Reach,
}

impl Forms {
    /// Reads those that are asked for.
    pub(super) async fn read(write: &Write, wanted: &[ApplicationId]) -> Result<Self, Problem> {
        let (fields, reach) = on_paper(write, &SHOWN)?;
        Ok(Self { cases: read::read(write, wanted, &fields).await?, fields, reach })
    }

    /// Writes down whose values they show.
    pub(super) async fn disclose(&self, work: &Work, write: &Write) -> Result<DisclosureId, Problem> {
        let all_own = self.cases.iter().all(|form| form.is_of(&write.actor));
        let shown = self.cases.iter().map(|form| form.values(&self.fields)).sum();
        let subjects = self.cases.iter().flat_map(|form| of_case(form.id(), form.taker.id)).collect();
        disclose_on_paper(work, write, (&self.fields, self.reach), all_own, (shown, subjects)).await
    }
}

/// The form of a case.
pub(super) fn paper(form: &FormOfCase, reader: &str) -> Paper {
    let desk = &form.desk;
    let year = desk.campaign.year;
    let title = format!("{year}年困难职工(农民工)子女助学审批表");
    let head =
        format!("编号:{}    申报单位:{}    打印日期:{}", desk.record.number, form.taker.name, form.today);
    let bands = [
        worker::band(form),
        student::band(form),
        family::members(form),
        family::income(form),
        signed::asked(),
        signed::visited(form),
        signed::opinions(form),
    ];
    let table = Table { columns: COLUMNS.to_vec(), head: Vec::new(), bands: bands.into(), size: Size::Form };
    let attached = "附:录取通知书或学籍证明、学费收据或收费标准、户口簿、身份证、收入证明、劳动合同(农民工)、诊断证明等复印件。本表一式三份,由基层工会、上级工会、市职工服务中心各存一份。";
    Paper {
        title: title.clone(),
        sheet: Sheet::Upright,
        parts: vec![
            Part::Title(title),
            Part::Line(Align::Left, head),
            Part::Table(table),
            Part::Line(Align::Left, attached.to_owned()),
        ],
        foot: format!("{} {} 内部资料,请妥善保管。{reader}", desk.record.number, desk.record.worker_name),
    }
}
