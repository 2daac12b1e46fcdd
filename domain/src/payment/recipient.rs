//! Onto which card, or into which account? The worker's card, the student being named, or what is the student's own (N22, N26).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bank_account::BankAccount;
use crate::bank_card::BankCard;
use crate::dossier::{Household, Member};
use crate::fund::Payee;
use crate::id::PersonId;
use crate::name::{PersonName, Title};
use crate::person::Identifiers;

/// Who gets the money of an award, and where: as it was when the payment was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Whose card or account it is.
    pub holder: PersonName,
    /// For which student.
    pub student: PersonName,
    /// The card; else the account.
    pub card: Option<BankCard>,
    /// The account, where there is no card.
    pub account: Option<BankAccount>,
}

/// The same as an officer is shown it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecipientView {
    /// Whose card or account it is.
    pub holder: PersonName,
    /// For which student.
    pub student: PersonName,
    /// The card, all but its last four digits hidden.
    #[schema(example = "***************0012")]
    pub card: Option<String>,
    /// The bank of the account.
    pub bank: Option<Title>,
    /// The account's number, all but its last four digits hidden.
    pub account: Option<String>,
}

impl Payee {
    /// The member of a household onto whose card the aid of that student goes: of a worker's card the one that the dossier
    /// names, where it is the worker's own.
    pub fn holder(self, household: &Household, student: PersonId) -> Option<&Member> {
        match self {
            Self::WorkerCard => {
                household.member(household.card_of?).filter(|member| member.relation.is_worker())
            }
            Self::StudentAccount => household.members.iter().find(|member| member.person == student),
        }
    }
}

impl Recipient {
    /// The recipient, where a card or an account of the holder is known. A membership card is a card, and no account stands in.
    pub fn of(payee: Payee, holder: &Member, student: &PersonName, known: &Identifiers) -> Option<Self> {
        let account = match payee {
            Payee::WorkerCard => None,
            Payee::StudentAccount => known.account.clone().filter(|_| known.card.is_none()),
        };
        let there = known.card.is_some() || account.is_some();
        there.then(|| Self {
            holder: holder.name.clone(),
            student: student.clone(),
            card: known.card.clone(),
            account,
        })
    }

    /// The whole number of the card, or of the account, as a bank is told it.
    pub fn number(&self) -> String {
        let account = || self.account.clone().map(|account| account.number.into());
        self.card.clone().map(String::from).or_else(account).unwrap_or_default()
    }

    /// The bank of the account; nothing of a card, whose number tells.
    pub fn bank(&self) -> Option<&Title> {
        self.account.as_ref().map(|account| &account.bank)
    }

    /// What the bank is told the money is for.
    pub fn purpose(&self) -> String {
        format!("金秋助学 {}", self.student.as_str())
    }

    /// As an officer is shown it.
    pub fn view(&self) -> RecipientView {
        RecipientView {
            holder: self.holder.clone(),
            student: self.student.clone(),
            card: self.card.as_ref().map(BankCard::masked),
            bank: self.bank().cloned(),
            account: self.account.as_ref().map(|account| account.number.masked()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::sample::family as household;

    fn known(card: bool, account: bool) -> Identifiers {
        Identifiers {
            card: card.then(|| "6217000000000000012".parse().unwrap()),
            account: account.then(|| BankAccount {
                bank: "银行".to_owned().try_into().unwrap(),
                number: "6403000000000012".parse().unwrap(),
            }),
            ..Identifiers::default()
        }
    }

    #[test]
    fn a_workers_card_is_the_workers_own_and_no_account_stands_in_for_it() {
        let mut family = household();
        let student = family.members.last().unwrap().clone();
        let holder = Payee::WorkerCard.holder(&family, student.person).unwrap().clone();
        assert!(holder.relation.is_worker());
        let recipient = |known: &Identifiers| Recipient::of(Payee::WorkerCard, &holder, &student.name, known);
        assert!(recipient(&known(true, true)).unwrap().account.is_none());
        assert_eq!(recipient(&known(false, true)), None);
        family.card_of = Some(student.number);
        assert_eq!(Payee::WorkerCard.holder(&family, student.person), None);
    }

    #[test]
    fn a_student_is_paid_onto_a_card_of_their_own_or_else_into_an_account() {
        let family = household();
        let student = family.members.last().unwrap();
        assert_eq!(Payee::StudentAccount.holder(&family, student.person), Some(student));
        let recipient =
            |known: &Identifiers| Recipient::of(Payee::StudentAccount, student, &student.name, known);
        for (card, account, by_card, by_account) in
            [(true, true, true, false), (true, false, true, false), (false, true, false, true)]
        {
            let paid = recipient(&known(card, account)).unwrap();
            assert_eq!((paid.card.is_some(), paid.account.is_some()), (by_card, by_account));
        }
        assert_eq!(recipient(&known(false, false)), None);
    }
}
