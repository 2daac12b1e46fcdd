//! How is one member of a household written? As the dossier has it, with the identifiers beside.

use domain::address::Address;
use domain::bank_account::{AccountNumber, BankAccount};
use domain::bank_card::BankCard;
use domain::citizen_id::CitizenId;
use domain::code_list::Code;
use domain::dossier::{Education, Member, MemberNumber};
use domain::id::PersonId;
use domain::name::{PersonName, Remark, Title};
use domain::person::Identifiers;
use domain::phone::Phone;
use domain::relation::RelationCode;
use domain::sex::Sex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::household::{optional, said};
use crate::body::Field;
use crate::given::{Given, meant};
use crate::problem::Problem;

/// An account at a bank, for those without a card.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonAccount)]
pub(super) struct AccountForm {
    /// 开户银行, with its branch.
    #[validate(nested)]
    bank: Field<Title>,
    /// 账号, of 8 to 32 digits.
    #[validate(nested)]
    #[schema(value_type = String, example = "6403000000000012")]
    number: Field<Given<AccountNumber>>,
}

impl AccountForm {
    /// The account that is meant, where that one is kept; `flaw` is called when it cannot be known.
    fn meant(&self, kept: Option<&BankAccount>, flaw: impl FnOnce()) -> Result<Option<BankAccount>, Problem> {
        let number = meant(Some(&self.number), kept.map(|account| &account.number), flaw)?;
        let bank = self.bank.legal()?;
        Ok(number.map(|number| BankAccount { bank, number }))
    }
}

/// By what a person is known. Answers show them with stars; stars sent back unchanged mean unchanged.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonIdentifiers)]
pub(super) struct IdentifiersForm {
    /// 身份证号, eighteen characters; null when it is not known.
    #[validate(nested)]
    #[schema(value_type = Option<String>, example = "640104197405121014")]
    citizen_id: Option<Field<Given<CitizenId>>>,
    /// 联系电话: a mobile number, or a landline with its area code.
    #[validate(nested)]
    #[schema(value_type = Option<String>, example = "13995000001")]
    phone: Option<Field<Given<Phone>>>,
    /// 家庭住址.
    #[validate(nested)]
    #[schema(value_type = Option<String>, example = "银川市兴庆区示例路1号")]
    address: Option<Field<Given<Address>>>,
    /// 会员卡号 or another card of the person.
    #[validate(nested)]
    #[schema(value_type = Option<String>, example = "6217000000000000012")]
    pub(super) card: Option<Field<Given<BankCard>>>,
    /// An account of the person, where there is no card.
    #[validate(nested)]
    pub(super) account: Option<AccountForm>,
}

/// One member of the household, the worker included.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HouseholdMember)]
pub(super) struct MemberForm {
    /// The number within the dossier: it stays when others leave, and names the person in a change.
    #[validate(nested)]
    pub(super) number: Field<MemberNumber>,
    /// By what the person is known.
    #[serde(default)]
    #[validate(nested)]
    pub(super) identifiers: IdentifiersForm,
    /// The name on the identity card.
    #[validate(nested)]
    name: Field<PersonName>,
    /// What the member is to the worker, by GB/T 4761; the worker is 01 or 02.
    #[validate(nested)]
    relation: Field<RelationCode>,
    /// Whether the member lives with the others (共同生活), a student away at school included.
    #[validate(nested)]
    #[schema(value_type = Option<bool>)]
    lives_together: Option<Field<bool>>,
    /// The sex.
    #[validate(nested)]
    sex: Option<Field<Sex>>,
    /// Of the list `ethnicity`.
    #[validate(nested)]
    ethnicity: Option<Field<Code>>,
    /// Of the list `political_status`.
    #[validate(nested)]
    political_status: Option<Field<Code>>,
    /// Of the list `health`.
    #[validate(nested)]
    health: Option<Field<Code>>,
    /// Of the list `disability`.
    #[validate(nested)]
    disability: Option<Field<Code>>,
    /// Of the list `marital_status`.
    #[validate(nested)]
    marital_status: Option<Field<Code>>,
    /// Of the list `work_status`.
    #[validate(nested)]
    work_status: Option<Field<Code>>,
    /// Of the list `household_registration`.
    #[validate(nested)]
    household_registration: Option<Field<Code>>,
    /// Of the list `model_worker`.
    #[validate(nested)]
    model_worker: Option<Field<Code>>,
    /// Where the member learns, if anywhere.
    #[validate(nested)]
    education: Option<Field<Education>>,
    /// Anything else.
    #[validate(nested)]
    remark: Option<Field<Remark>>,
}

impl IdentifiersForm {
    /// The identifiers that are meant, where those are kept; `flaw` is told of each that is not.
    fn resolve(&self, kept: &Identifiers, mut flaw: impl FnMut(&str)) -> Result<Identifiers, Problem> {
        Ok(Identifiers {
            citizen_id: meant(self.citizen_id.as_ref(), kept.citizen_id.as_ref(), || flaw("citizen_id"))?,
            phone: meant(self.phone.as_ref(), kept.phone.as_ref(), || flaw("phone"))?,
            address: meant(self.address.as_ref(), kept.address.as_ref(), || flaw("address"))?,
            card: meant(self.card.as_ref(), kept.card.as_ref(), || flaw("card"))?,
            account: match &self.account {
                Some(account) => account.meant(kept.account.as_ref(), || flaw("account/number"))?,
                None => None,
            },
        })
    }
}

impl From<&Identifiers> for IdentifiersForm {
    fn from(kept: &Identifiers) -> Self {
        fn whole<T: Clone>(value: Option<&T>) -> Option<Field<Given<T>>> {
            value.map(|value| Field::Legal(Given::Whole(value.clone())))
        }
        Self {
            citizen_id: whole(kept.citizen_id.as_ref()),
            phone: whole(kept.phone.as_ref()),
            address: whole(kept.address.as_ref()),
            card: whole(kept.card.as_ref()),
            account: kept.account.as_ref().map(|account| AccountForm {
                bank: Field::Legal(account.bank.clone()),
                number: Field::Legal(Given::Whole(account.number.clone())),
            }),
        }
    }
}

impl MemberForm {
    /// The identifiers that are meant, where those are kept.
    pub(super) fn identifiers(
        &self,
        kept: &Identifiers,
        flaw: impl FnMut(&str),
    ) -> Result<Identifiers, Problem> {
        self.identifiers.resolve(kept, flaw)
    }

    /// The citizen id, where it was sent whole.
    pub(super) fn citizen_id(&self) -> Result<Option<CitizenId>, Problem> {
        Ok(match optional(self.identifiers.citizen_id.as_ref())? {
            Some(Given::Whole(number)) => Some(number),
            Some(Given::Masked(_)) | None => None,
        })
    }

    /// The member, as that person.
    pub(super) fn member(&self, person: PersonId) -> Result<Member, Problem> {
        Ok(Member {
            number: self.number.legal()?,
            person,
            name: self.name.legal()?,
            relation: self.relation.legal()?,
            lives_together: optional(self.lives_together.as_ref())?,
            sex: optional(self.sex.as_ref())?,
            ethnicity: optional(self.ethnicity.as_ref())?,
            political_status: optional(self.political_status.as_ref())?,
            health: optional(self.health.as_ref())?,
            disability: optional(self.disability.as_ref())?,
            marital_status: optional(self.marital_status.as_ref())?,
            work_status: optional(self.work_status.as_ref())?,
            household_registration: optional(self.household_registration.as_ref())?,
            model_worker: optional(self.model_worker.as_ref())?,
            education: optional(self.education.as_ref())?,
            remark: optional(self.remark.as_ref())?,
        })
    }

    /// How a kept member is shown.
    pub(super) fn shown(member: &Member, identifiers: &Identifiers) -> Self {
        Self {
            number: Field::Legal(member.number),
            identifiers: identifiers.into(),
            name: Field::Legal(member.name.clone()),
            relation: Field::Legal(member.relation),
            lives_together: said(member.lives_together.as_ref()),
            sex: said(member.sex.as_ref()),
            ethnicity: said(member.ethnicity.as_ref()),
            political_status: said(member.political_status.as_ref()),
            health: said(member.health.as_ref()),
            disability: said(member.disability.as_ref()),
            marital_status: said(member.marital_status.as_ref()),
            work_status: said(member.work_status.as_ref()),
            household_registration: said(member.household_registration.as_ref()),
            model_worker: said(member.model_worker.as_ref()),
            education: said(member.education.as_ref()),
            remark: said(member.remark.as_ref()),
        }
    }
}
