//! What are awards paid with, as their records stand today? Read for many at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::award::Award;
use domain::dossier::Household;
use domain::fund::Fund;
use domain::id::{ApplicationId, DossierId, EditionId, PersonId};
use domain::payment::{Grounds, KnownCard, PaymentDays, PaymentObstacle, Prospect, Recipient};
use domain::time::Day;
use persistence::Work;
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;

use crate::problem::Problem;

/// An award with what stands between it and its payment.
pub(crate) struct Prospected {
    /// The award.
    pub(crate) award: Award,
    /// Its case.
    pub(crate) case: CaseRecord,
    /// All that stands in the way.
    pub(crate) obstacles: Vec<PaymentObstacle>,
    /// To whom it goes, where that is known.
    pub(crate) recipient: Option<Recipient>,
    /// What it rests on.
    pub(crate) grounds: Grounds,
}

/// What is known of the households of many cases.
struct Households {
    dossiers: BTreeMap<DossierId, (DossierRecord, Household)>,
    identifiers: BTreeMap<PersonId, domain::person::Identifiers>,
    sharing: BTreeSet<PersonId>,
    acknowledged: BTreeSet<DossierId>,
}

/// Each of these awards of a fund as it stands on that day, in the same order.
pub(crate) async fn prospects(
    work: &Work,
    fund: &Fund,
    awards: Vec<Award>,
    today: Day,
) -> Result<Vec<Prospected>, Problem> {
    let ids: Vec<ApplicationId> = awards.iter().map(|award| award.application).collect();
    let cases = work.applications().some(fund.union, &ids).await?;
    let finals = final_postings(work, &cases).await?;
    let in_force = work.campaigns().edition_in_force(fund.campaign).await?;
    let days = in_force.map(|edition| edition.content.procedure.payment_days());
    let households = Households::of(work, fund, &cases).await?;
    let mut cases: BTreeMap<ApplicationId, CaseRecord> =
        cases.into_iter().map(|case| (case.application.id, case)).collect();
    // A case that was erased, or that left the road of the fund's union, is paid no more.
    let those = awards.into_iter().filter_map(|award| Some((cases.remove(&award.application)?, award)));
    let prospected = |(case, award): (CaseRecord, Award)| {
        let asked = case.application.edition.is_some_and(|edition| finals.contains(&edition));
        households.prospect(fund, (award, case), asked, (today, days))
    };
    Ok(those.filter_map(prospected).collect())
}

/// The editions of these cases that ask for a posting of the decided list (N22).
async fn final_postings(work: &Work, cases: &[CaseRecord]) -> Result<BTreeSet<EditionId>, Problem> {
    let editions: BTreeSet<EditionId> = cases.iter().filter_map(|case| case.application.edition).collect();
    let mut asking = BTreeSet::new();
    for id in editions {
        let edition = work.campaigns().edition(id).await?;
        if edition.is_none_or(|edition| edition.content.procedure.final_posting.value) {
            asking.insert(id);
        }
    }
    Ok(asking)
}

impl Households {
    async fn of(work: &Work, fund: &Fund, cases: &[CaseRecord]) -> Result<Self, Problem> {
        let ids: BTreeSet<DossierId> = cases.iter().map(|case| case.application.dossier).collect();
        let ids: Vec<DossierId> = ids.into_iter().collect();
        let dossiers = work.dossiers().of_cases(&ids).await?;
        let dossiers: BTreeMap<_, _> = dossiers.into_iter().map(|read| (read.0.id, read)).collect();
        let acknowledged = if fund.national_record_first {
            work.national_records().acknowledged(&ids).await?
        } else {
            BTreeSet::new()
        };
        let holder = |case: &CaseRecord| {
            let (_, household) = dossiers.get(&case.application.dossier)?;
            fund.payee.holder(household, case.application.student).map(|member| member.person)
        };
        let holders: BTreeSet<PersonId> = cases.iter().filter_map(holder).collect();
        let holders: Vec<PersonId> = holders.into_iter().collect();
        let identifiers = work.persons().identifiers(&holders).await?;
        let sharing = work.persons().sharing(&holders).await?;
        Ok(Self { dossiers, identifiers, sharing, acknowledged })
    }

    fn prospect(
        &self,
        fund: &Fund,
        (award, case): (Award, CaseRecord),
        final_posting: bool,
        (today, days): (Day, Option<PaymentDays>),
    ) -> Option<Prospected> {
        let application = &case.application;
        let (dossier, household) = self.dossiers.get(&application.dossier)?;
        let holder = fund.payee.holder(household, application.student);
        let known = holder.and_then(|member| Some((member, self.identifiers.get(&member.person)?)));
        let recipient =
            known.and_then(|(member, known)| Recipient::of(fund.payee, member, &case.student_name, known));
        let card = match (holder, &recipient) {
            (None, _) => KnownCard::OfNobody,
            (Some(_), None) => KnownCard::NoNumber,
            (Some(member), Some(_)) if self.sharing.contains(&member.person) => KnownCard::Shared,
            (Some(_), Some(_)) => KnownCard::Own,
        };
        let prospect = Prospect {
            today,
            days,
            case: application,
            final_posting,
            fund,
            card,
            acknowledged: self.acknowledged.contains(&dossier.id),
        };
        let obstacles = prospect.obstacles();
        let grounds = Grounds {
            application_version: i64::try_from(application.version()).ok()?,
            dossier: dossier.id,
            dossier_version: dossier.version,
            posting: application.final_posting().filter(|_| final_posting).map(|mark| mark.posting),
        };
        Some(Prospected { award, case, obstacles, recipient, grounds })
    }
}
