//! By what is a person known outside? Identifiers, kept sealed in one place and never in a dossier's version.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Address;
use crate::bank_account::{AccountNumber, BankAccount};
use crate::bank_card::BankCard;
use crate::citizen_id::CitizenId;
use crate::disclosure::SensitiveField;
use crate::phone::Phone;

/// The identifiers of one person; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Identifiers {
    /// 身份证号.
    pub citizen_id: Option<CitizenId>,
    /// 联系电话.
    pub phone: Option<Phone>,
    /// 家庭住址.
    pub address: Option<Address>,
    /// 会员卡号 or another card of the person.
    pub card: Option<BankCard>,
    /// An account of the person, where there is no card.
    pub account: Option<BankAccount>,
}

/// Identifiers as an ordinary reader sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedIdentifiers {
    /// The last two characters.
    #[schema(example = "****************14")]
    pub citizen_id: Option<String>,
    /// The start and the last four digits.
    #[schema(example = "139****0001")]
    pub phone: Option<String>,
    /// Stars, where there is one.
    #[schema(example = "******")]
    pub address: Option<String>,
    /// The last four digits.
    #[schema(example = "***************0012")]
    pub card: Option<String>,
    /// The last four digits of the account's number.
    #[schema(example = "************0012")]
    pub account: Option<String>,
}

impl Identifiers {
    /// Those of them that were asked for.
    #[must_use]
    pub fn only(self, fields: &[SensitiveField]) -> Self {
        fn kept<T>(value: Option<T>, asked: bool) -> Option<T> {
            value.filter(|_| asked)
        }
        let asked = |field| fields.contains(&field);
        Self {
            citizen_id: kept(self.citizen_id, asked(SensitiveField::CitizenId)),
            phone: kept(self.phone, asked(SensitiveField::Phone)),
            address: kept(self.address, asked(SensitiveField::Address)),
            card: kept(self.card, asked(SensitiveField::Card)),
            account: kept(self.account, asked(SensitiveField::Account)),
        }
    }

    /// How many of them are known.
    pub fn count(&self) -> u32 {
        let known = [
            self.citizen_id.is_some(),
            self.phone.is_some(),
            self.address.is_some(),
            self.card.is_some(),
            self.account.is_some(),
        ];
        known.into_iter().map(u32::from).sum()
    }

    /// What an ordinary reader may see of them; the whole is disclosed with a purpose.
    pub fn masked(&self) -> MaskedIdentifiers {
        MaskedIdentifiers {
            citizen_id: self.citizen_id.as_ref().map(CitizenId::masked),
            phone: self.phone.as_ref().map(Phone::masked),
            address: self.address.as_ref().map(Address::masked),
            card: self.card.as_ref().map(BankCard::masked),
            account: self.account.as_ref().map(|account| AccountNumber::masked(&account.number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_values_are_in_no_debug_text() {
        let all = Identifiers {
            citizen_id: Some("640104197405121014".parse().unwrap()),
            phone: Some("13995000001".parse().unwrap()),
            address: Some("银川市兴庆区示例路1号".parse().unwrap()),
            card: Some("6217000000000000012".parse().unwrap()),
            account: Some(BankAccount {
                bank: "宁夏银行".parse().unwrap(),
                number: "6403000000000012".parse().unwrap(),
            }),
        };
        let debug = format!("{all:?}{:?}", all.masked());
        for secret in ["19740512", "9950", "示例路", "62170", "64030"] {
            assert!(!debug.contains(secret), "{secret} in {debug}");
        }
    }
}
