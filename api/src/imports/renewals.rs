//! Which families of a union are there to be renewed? Those on file that have no case in the campaign yet, each as it is kept, in the
//! columns of the template.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::application::Stage;
use domain::application::enrolment::Enrolment;
use domain::dossier::{DossierStatus, Income, MemberNumber};
use domain::edition::Aid;
use domain::id::{CampaignId, UnionId};
use domain::money::{Money, yuan};
use domain::year::Year;
use persistence::dossiers::{DossierRecord, Filter, WholeDossier};
use persistence::{Paging, Work};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use uuid::Uuid;

use super::cell::Choices;
use super::columns::{Column, Field, Kind};
use super::edition_of;
use super::template::{book, columns};
use crate::State;
use crate::body::File;
use crate::cells::book::SPREADSHEET;
use crate::dossiers::HouseholdForm;
use crate::gate::SignedIn;
use crate::list::Query;
use crate::problem::{Code, Problem};
use crate::upload::named;

/// The most families of a sheet.
const MOST: usize = 1_000;
/// So many dossiers are read at once.
const AT_ONCE: u64 = 20;

/// Whose families, for which campaign.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RenewalQuery {
    /// The campaign of one's own city, named by its year.
    #[param(value_type = i32, minimum = 1900, maximum = 2199, example = 2019)]
    campaign: Year,
    /// The union that keeps the dossiers; one's own unless said.
    union: Option<UnionId>,
    /// Whether all dossiers of the union that are not closed are wanted, to be corrected, proposed ones and those with a case among
    /// them.
    all: Option<bool>,
}

/// The sheet of families to be renewed.
///
/// The template with the families of a union that are on file, or were not reviewed, and have no live case in the campaign: numbers and
/// addresses with stars, which mean unchanged, and each row with its dossier and version. Sums are empty unless they are known for the
/// months of the edition; a student who was aided before and whose course is not over is put down to apply again. Filled in, the sheet is
/// given to `POST /imports`. At most 1,000 families. With `all=true` it has every dossier that is not closed.
#[utoipa::path(params(RenewalQuery), responses((status = 200, description = "The sheet", body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/imports/renewals.xlsx")]
pub(super) async fn sheet_of_renewals(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<RenewalQuery>,
) -> Result<HttpResponse, Problem> {
    let union = query.0.union.unwrap_or(signed_in.actor.union);
    let (within, today) = (signed_in.actor.jurisdiction(), state.clock.business().day());
    let year = query.0.campaign;
    let (campaign, edition) =
        state.store.read(async |work| edition_of(work, (within, union), year).await).await?;
    let sheet = Sheet {
        campaign: (campaign, year, edition.content.aid),
        choices: Choices::on(today)?,
        all: query.0.all == Some(true),
    };
    let (mut rows, mut families, mut after) = (Vec::new(), 0_usize, None::<Uuid>);
    loop {
        let filter = Filter { union: Some(union), ..Filter::default() };
        let page = Paging { after, ..Paging::first(AT_ONCE) };
        let read = async |work: &Work| -> Result<_, Problem> {
            let page = work.dossiers().list(within, &filter, page).await?;
            let mut some = Vec::new();
            for record in page.items {
                some.extend(sheet.family(work, record).await?);
            }
            Ok((some, page.next))
        };
        let (some, next) = state.store.read(read).await?;
        for family in some {
            families += 1;
            rows.extend(family);
        }
        if families > MOST {
            return Err(Problem::new(Code::Refused).by("too_many_rows", None).detail(
                format!("待续报的户超过{MOST}户,请先就一部分家庭录入申请"),
                format!("more than {MOST} families are to be renewed; enter the cases of some first"),
            ));
        }
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(named(SPREADSHEET, "renewals.xlsx", book(&state, rows).await?))
}

/// A sheet of families.
struct Sheet {
    campaign: (CampaignId, Year, Aid),
    choices: Choices,
    all: bool,
}

impl Sheet {
    /// The rows of a family, where it is to be renewed.
    async fn family(&self, work: &Work, record: DossierRecord) -> Result<Option<Vec<Vec<String>>>, Problem> {
        match record.standing.status {
            DossierStatus::OnFile | DossierStatus::Lapsed => {}
            DossierStatus::Proposed if self.all => {}
            DossierStatus::Proposed | DossierStatus::Closed => return Ok(None),
        }
        let cases = work.applications().of_dossier(record.id).await?;
        let own = |case: &persistence::applications::CaseRecord| case.application.campaign == self.campaign.0;
        if !self.all && cases.iter().any(|case| own(case) && case.application.stage().live()) {
            return Ok(None);
        }
        let goes_on = |enrolment: &Enrolment| {
            let (from, years) = (enrolment.admission_year, enrolment.years);
            let ends = from.zip(years).map(|(from, years)| i64::from(from.get()) + i64::from(years.get()));
            ends.is_none_or(|ends| ends > i64::from(self.campaign.1.number()))
        };
        // Of several cases of a student the last is the newest.
        let enrolments: BTreeMap<MemberNumber, &Enrolment> = cases
            .iter()
            .filter(|case| case.application.stage() == Stage::Approved && goes_on(&case.enrolment))
            .map(|case| (case.enrolment.member, &case.enrolment))
            .collect();
        let whole = work.dossiers().whole(record).await?;
        Ok(Some(self.rows(&whole, &enrolments)?))
    }

    fn rows(
        &self,
        whole: &WholeDossier,
        enrolments: &BTreeMap<MemberNumber, &Enrolment>,
    ) -> Result<Vec<Vec<String>>, Problem> {
        let form =
            serde_json::to_value(HouseholdForm::kept(whole)).map_err(|_| Problem::new(Code::Internal))?;
        let members = form.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut rows = Vec::new();
        for (kept, member) in whole.household.members.iter().zip(&members) {
            let enrolment = enrolments.get(&kept.number).map(serde_json::to_value);
            let enrolment = enrolment.transpose().map_err(|_| Problem::new(Code::Internal))?;
            let row = columns().filter(|column| column.field != Field::Faults);
            rows.push(
                row.map(|column| self.cell(column, whole, &form, (kept.number, member, enrolment.as_ref())))
                    .collect(),
            );
        }
        Ok(rows)
    }

    fn cell(
        &self,
        column: &Column,
        whole: &WholeDossier,
        form: &Value,
        (number, member, enrolment): (MemberNumber, &Value, Option<&Value>),
    ) -> String {
        let household = &whole.household;
        let shown =
            |value: Option<&Value>| value.map(|value| self.shown(column.kind, value)).unwrap_or_default();
        let sum = |fen: Option<i64>| fen.map(yuan).unwrap_or_default();
        let months = &self.campaign.2.months;
        match column.field {
            Field::Family | Field::Dossier => whole.record.id.to_string(),
            Field::Version => whole.record.version.to_string(),
            Field::Number => number.to_string(),
            Field::Member(pointer) => shown(member.pointer(pointer)),
            Field::Household(pointer) if number == household.worker => shown(form.pointer(pointer)),
            Field::TakesMoney if household.card_of == Some(number) => "是".to_owned(),
            Field::Income(kind) => {
                let told = household.incomes.iter().flatten();
                let told = told
                    .filter(|income| (income.months.from, income.months.to) == (months.from(), months.to()));
                let told: Vec<&Income> = told.collect();
                let own = |income: &&&Income| income.member == number;
                match told.iter().filter(own).find(|income| income.kind == kind) {
                    Some(income) => sum(income.amount_fen.map(Money::as_fen)),
                    // Of whom any income is told, and of the worker of a family of which any is, the others are none.
                    None if told.iter().any(|income| own(&income)) => "0".to_owned(),
                    None if number == household.worker && !told.is_empty() => "0".to_owned(),
                    None => String::new(),
                }
            }
            Field::Tuition => {
                let mut own = household.tuition.iter().flatten().filter(|tuition| {
                    tuition.member == number && tuition.school_year == *self.campaign.2.school_year
                });
                sum(own.next().and_then(|tuition| tuition.amount_fen).map(Money::as_fen))
            }
            Field::Applies if enrolment.is_some() => "是".to_owned(),
            Field::TakesMoney
            | Field::Household(_)
            | Field::UnionAid
            | Field::UnionAidOn
            | Field::Applies
            | Field::Faults => String::new(),
            Field::Enrolment(pointer) => shown(enrolment.and_then(|enrolment| enrolment.pointer(pointer))),
        }
    }

    /// How a value of a form is written in a cell of that kind.
    fn shown(&self, kind: Kind, value: &Value) -> String {
        let code = |list: &str, value: &Value| {
            let code = value.as_str().unwrap_or_default();
            self.choices.shown(list, code).unwrap_or(code).to_owned()
        };
        match (kind, value) {
            (_, Value::Null) => String::new(),
            (Kind::Truth, value) => if value.as_bool() == Some(true) { "是" } else { "否" }.to_owned(),
            (Kind::Listed(list), value) => code(list, value),
            (Kind::ListedMany(list), Value::Array(some)) => {
                some.iter().map(|one| code(list, one)).collect::<Vec<_>>().join("、")
            }
            (Kind::Words(words), value) => {
                let word = value.as_str().unwrap_or_default();
                words()
                    .into_iter()
                    .find(|(_, known)| *known == word)
                    .map(|(shown, _)| shown)
                    .unwrap_or_default()
            }
            (Kind::School, value) => value.get("code").and_then(Value::as_str).unwrap_or_default().to_owned(),
            (_, Value::String(text)) => text.clone(),
            (_, value) => value.to_string(),
        }
    }
}
