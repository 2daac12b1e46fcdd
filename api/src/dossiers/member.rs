//! How is one member of a household written? As the dossier has it, with the identifiers beside.

use domain::address::Address;
use domain::bank_account::{AccountNumber, BankAccount};
use domain::bank_card::BankCard;
use domain::citizen_id::CitizenId;
use domain::code_list::Code;
use domain::dossier::{Education, Member, MemberNumber};
use domain::id::PersonId;
use domain::left_out::left_out;
use domain::name::{PersonName, Remark, Title};
use domain::person::Identifiers;
use domain::phone::Phone;
use domain::relation::RelationCode;
use domain::sex::Sex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::given::{Given, meant};

/// An account at a bank, for those without a card.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonAccount)]
pub(super) struct AccountForm {
    /// 开户银行, with its branch.
    bank: Title,
    /// 账号, of 8 to 32 digits.
    #[schema(value_type = String, example = "6403000000000012")]
    number: Given<AccountNumber>,
}

impl AccountForm {
    /// The account that is meant, where that one is kept; `flaw` is called when it cannot be known.
    fn meant(&self, kept: Option<&BankAccount>, flaw: impl FnOnce()) -> Option<BankAccount> {
        let number = meant(Some(&self.number), kept.map(|account| &account.number), flaw)?;
        Some(BankAccount { bank: self.bank.clone(), number })
    }
}

/// By what a person is known. Answers show them with stars; stars sent back unchanged mean unchanged.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonIdentifiers)]
pub(super) struct IdentifiersForm {
    /// 身份证号, eighteen characters; null when it is not known.
    #[schema(value_type = Option<String>, example = "640104197405121014")]
    citizen_id: Option<Given<CitizenId>>,
    /// 联系电话: a mobile number, or a landline with its area code.
    #[schema(value_type = Option<String>, example = "13995000001")]
    phone: Option<Given<Phone>>,
    /// 家庭住址.
    #[schema(value_type = Option<String>, example = "银川市兴庆区示例路1号")]
    address: Option<Given<Address>>,
    /// 会员卡号 or another card of the person.
    #[schema(value_type = Option<String>, example = "6217000000000000012")]
    pub(super) card: Option<Given<BankCard>>,
    /// An account of the person, where there is no card.
    pub(super) account: Option<AccountForm>,
}

/// One member of the household, the worker included.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HouseholdMember)]
pub(super) struct MemberForm {
    /// The number within the dossier: it stays when others leave, and names the person in a change.
    pub(super) number: MemberNumber,
    /// By what the person is known.
    #[serde(default, deserialize_with = "left_out")]
    pub(super) identifiers: IdentifiersForm,
    /// The name on the identity card.
    name: PersonName,
    /// What the member is to the worker, by GB/T 4761; the worker is 01 or 02.
    relation: RelationCode,
    /// Whether the member lives with the others (共同生活), a student away at school included.
    #[schema(value_type = Option<bool>)]
    lives_together: Option<bool>,
    /// The sex.
    sex: Option<Sex>,
    /// Of the list `ethnicity`.
    ethnicity: Option<Code>,
    /// Of the list `political_status`.
    political_status: Option<Code>,
    /// Of the list `health`.
    health: Option<Code>,
    /// Of the list `disability`.
    disability: Option<Code>,
    /// Of the list `marital_status`.
    marital_status: Option<Code>,
    /// Of the list `work_status`.
    work_status: Option<Code>,
    /// Of the list `household_registration`.
    household_registration: Option<Code>,
    /// Of the list `model_worker`.
    model_worker: Option<Code>,
    /// Where the member learns, if anywhere.
    education: Option<Education>,
    /// Anything else.
    remark: Option<Remark>,
}

impl IdentifiersForm {
    /// The identifiers that are meant, where those are kept; `flaw` is told of each that is not.
    fn resolve(&self, kept: &Identifiers, mut flaw: impl FnMut(&str)) -> Identifiers {
        Identifiers {
            citizen_id: meant(self.citizen_id.as_ref(), kept.citizen_id.as_ref(), || flaw("citizen_id")),
            phone: meant(self.phone.as_ref(), kept.phone.as_ref(), || flaw("phone")),
            address: meant(self.address.as_ref(), kept.address.as_ref(), || flaw("address")),
            card: meant(self.card.as_ref(), kept.card.as_ref(), || flaw("card")),
            account: self
                .account
                .as_ref()
                .and_then(|account| account.meant(kept.account.as_ref(), || flaw("account/number"))),
        }
    }
}

impl From<&Identifiers> for IdentifiersForm {
    fn from(kept: &Identifiers) -> Self {
        fn whole<T: Clone>(value: Option<&T>) -> Option<Given<T>> {
            value.map(|value| Given::Whole(value.clone()))
        }
        Self {
            citizen_id: whole(kept.citizen_id.as_ref()),
            phone: whole(kept.phone.as_ref()),
            address: whole(kept.address.as_ref()),
            card: whole(kept.card.as_ref()),
            account: kept.account.as_ref().map(|account| AccountForm {
                bank: account.bank.clone(),
                number: Given::Whole(account.number.clone()),
            }),
        }
    }
}

impl MemberForm {
    /// The identifiers that are meant, where those are kept.
    pub(super) fn identifiers(&self, kept: &Identifiers, flaw: impl FnMut(&str)) -> Identifiers {
        self.identifiers.resolve(kept, flaw)
    }

    /// The citizen id, where it was sent whole.
    pub(super) fn citizen_id(&self) -> Option<CitizenId> {
        match &self.identifiers.citizen_id {
            Some(Given::Whole(number)) => Some(number.clone()),
            Some(Given::Masked(_)) | None => None,
        }
    }

    /// The member, as that person.
    pub(super) fn member(&self, person: PersonId) -> Member {
        Member {
            number: self.number,
            person,
            name: self.name.clone(),
            relation: self.relation,
            lives_together: self.lives_together,
            sex: self.sex,
            ethnicity: self.ethnicity.clone(),
            political_status: self.political_status.clone(),
            health: self.health.clone(),
            disability: self.disability.clone(),
            marital_status: self.marital_status.clone(),
            work_status: self.work_status.clone(),
            household_registration: self.household_registration.clone(),
            model_worker: self.model_worker.clone(),
            education: self.education.clone(),
            remark: self.remark.clone(),
        }
    }

    /// How a kept member is shown.
    pub(super) fn shown(member: &Member, identifiers: &Identifiers) -> Self {
        Self {
            number: member.number,
            identifiers: identifiers.into(),
            name: member.name.clone(),
            relation: member.relation,
            lives_together: member.lives_together,
            sex: member.sex,
            ethnicity: member.ethnicity.clone(),
            political_status: member.political_status.clone(),
            health: member.health.clone(),
            disability: member.disability.clone(),
            marital_status: member.marital_status.clone(),
            work_status: member.work_status.clone(),
            household_registration: member.household_registration.clone(),
            model_worker: member.model_worker.clone(),
            education: member.education.clone(),
            remark: member.remark.clone(),
        }
    }
}
