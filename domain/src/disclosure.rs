//! Who may see which whole value of whom, and what for? One table; whatever is not in it is not shown.

mod not_shown;

use crate::access::Role;
use crate::application::evidence::ConsentPurpose;
use crate::text::reasons;
use crate::union::Level;
use crate::words::{named, spoken};

pub use self::not_shown::NotShown;

spoken! {
    /// What a whole value is wanted for (查阅用途).
    DisclosurePurpose {
        /// Compare with the document that lies on the desk.
        VerifyIdentity "核实身份"
        /// Call the family, or go there.
        ContactFamily "联系家庭"
        /// Pay, or see that it is paid to the right card.
        Payment "发放资金"
        /// Enter into the national system, or report to it.
        NationalReport "报送全国系统"
        /// Print a form that is signed and sealed by hand, or a list for the files (N30, N31).
        Paper "制作纸质材料"
        /// Audit.
        Audit "审计核查"
        /// Tell a person what is held about them (个人信息保护法 45), with reasons.
        PersonalCopy "答复本人查阅复制"
        /// Something else, with reasons.
        Other "其他"
    }

    /// A value that views show with stars.
    SensitiveField {
        /// 身份证号.
        CitizenId "身份证号"
        /// 联系电话.
        Phone "联系电话"
        /// 家庭住址.
        Address "家庭住址"
        /// 会员卡号 or another card.
        Card "银行卡号"
        /// 开户银行 and 账号.
        Account "银行账号"
    }
}

named! {
    /// Whose value it is.
    SubjectKind {
        /// A member of a dossier's household, by number.
        Member
        /// The student of a case.
        Student
        /// The worker of a case.
        Worker
        /// An officer.
        Officer
    }
}

/// Of whom a row of the table speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Members of households.
    Families,
    /// Officers.
    Officers,
}

impl SubjectKind {
    /// Of whom it is one.
    pub const fn of(self) -> Of {
        match self {
            Self::Member | Self::Student | Self::Worker => Of::Families,
            Self::Officer => Of::Officers,
        }
    }
}

/// How far somebody sees, within their jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Families whose dossier their own union keeps, or whose case it took, and cases that they have acted on.
    Own,
    /// Students and workers of approved cases: there is nothing to report of others.
    Approved,
    /// All of whom the jurisdiction knows.
    All,
}

/// A row: who, what for, of whom, how far, what.
struct Row(Role, &'static [Level], DisclosurePurpose, Of, Reach, &'static [SensitiveField]);

const ANY: &[Level] = &[Level::Grassroots, Level::County, Level::City];
const ABOVE: &[Level] = &[Level::County, Level::City];

use DisclosurePurpose as P;
use SensitiveField as F;

/// The whole of who sees what. Administrators of accounts have no row: they see no family, and officers with stars.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row(Role::Caseworker,    ANY,   P::VerifyIdentity, Of::Families, Reach::Own, &[F::CitizenId]),
    Row(Role::Caseworker,    ANY,   P::ContactFamily,  Of::Families, Reach::Own, &[F::Phone, F::Address]),
    Row(Role::Caseworker,    ANY,   P::Payment,        Of::Families, Reach::Own, &[F::Card, F::Account]),
    Row(Role::Caseworker,    ABOVE, P::NationalReport, Of::Families, Reach::Approved, &[F::CitizenId, F::Phone, F::Address]),
    Row(Role::Caseworker,    &[Level::Grassroots], P::Paper, Of::Families, Reach::Own, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Caseworker,    ABOVE, P::Paper,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Head,          ANY,   P::Paper,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Finance,       ANY,   P::Paper,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Card, F::Account]),
    Row(Role::Head,          ANY,   P::VerifyIdentity, Of::Families, Reach::All, &[F::CitizenId]),
    Row(Role::Head,          ANY,   P::ContactFamily,  Of::Families, Reach::All, &[F::Phone, F::Address]),
    Row(Role::Head,          ANY,   P::PersonalCopy,   Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Head,          ANY,   P::Other,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Finance,       ANY,   P::Payment,        Of::Families, Reach::All, &[F::CitizenId, F::Card, F::Account]),
    Row(Role::SecurityAdmin, ANY,   P::VerifyIdentity, Of::Officers, Reach::All, &[F::CitizenId, F::Phone]),
    Row(Role::Auditor,       ANY,   P::Audit,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Auditor,       ANY,   P::Audit,          Of::Officers, Reach::All, &[F::CitizenId]),
    Row(Role::Service,       ANY,   P::Payment,        Of::Families, Reach::All, &[F::CitizenId, F::Card, F::Account]),
    Row(Role::Service,       ANY,   P::NationalReport, Of::Families, Reach::Approved, &[F::CitizenId, F::Phone, F::Address]),
];

/// Whether a role at a level sees those fields for that purpose, and how far.
///
/// # Errors
/// [`NotShown`] says what it may not, with what it may.
pub fn shows(
    (role, level): (Role, Level),
    purpose: DisclosurePurpose,
    of: Of,
    fields: &[SensitiveField],
) -> Result<Reach, NotShown> {
    let mine = |row: &&Row| row.0 == role && row.1.contains(&level);
    let Some(row) = TABLE.iter().filter(mine).find(|row| row.2 == purpose && row.3 == of) else {
        let mut may: Vec<_> = TABLE.iter().filter(mine).filter(|row| row.3 == of).map(|row| row.2).collect();
        // What may be printed is not asked for by itself.
        may.retain(|purpose| *purpose != P::Paper);
        may.dedup();
        return Err(NotShown::Purpose { role, purpose, of, may });
    };
    match fields.iter().find(|field| !row.5.contains(field)) {
        Some(field) => Err(NotShown::Field { role, purpose, field: *field, may: row.5.to_vec() }),
        None => Ok(row.4),
    }
}

/// A purpose that asks for reasons came without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReasons;

reasons! {
    NoReasons {
        Self => "用途为“其他”或“答复本人查阅复制”时须写明理由", "this purpose asks for reasons; write them";
    }
}

impl DisclosurePurpose {
    /// Whether reasons are asked for.
    pub const fn needs_reasons(self) -> bool {
        matches!(self, Self::PersonalCopy | Self::Other)
    }

    /// What families agree to, or no longer, where somebody outside is told for it (个人信息保护法 23).
    pub const fn provision(self) -> Option<ConsentPurpose> {
        match self {
            Self::Payment => Some(ConsentPurpose::ProvisionToBank),
            Self::NationalReport => Some(ConsentPurpose::ProvisionToNationalSystem),
            Self::VerifyIdentity
            | Self::ContactFamily
            | Self::Paper
            | Self::Audit
            | Self::PersonalCopy
            | Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::access::{Deed, holds};

    #[test]
    fn who_has_a_row_holds_the_deed_and_nobody_else() {
        for role in Role::VARIANTS {
            let has = TABLE.iter().any(|row| row.0 == *role);
            assert_eq!(has, holds(*role, Level::City, Deed::Disclose), "{role:?}");
        }
    }

    #[test]
    fn an_administrator_of_accounts_sees_nothing_for_any_purpose() {
        for purpose in DisclosurePurpose::VARIANTS {
            for of in [Of::Families, Of::Officers] {
                let asked = shows((Role::AccountAdmin, Level::City), *purpose, of, &[]);
                assert!(matches!(asked, Err(NotShown::Purpose { may, .. }) if may.is_empty()));
            }
        }
    }

    #[test]
    fn no_two_rows_speak_of_the_same() {
        for (at, row) in TABLE.iter().enumerate() {
            let same = |other: &&Row| {
                (other.0, other.2, other.3) == (row.0, row.2, row.3)
                    && other.1.iter().any(|level| row.1.contains(level))
            };
            assert_eq!(TABLE.iter().filter(same).count(), 1, "row {at}");
        }
    }

    #[test]
    fn finance_sees_cards_for_payment_and_no_phone() {
        let finance = (Role::Finance, Level::City);
        assert_eq!(shows(finance, P::Payment, Of::Families, &[F::Card]), Ok(Reach::All));
        let phone = shows(finance, P::Payment, Of::Families, &[F::Card, F::Phone]).unwrap_err();
        assert!(matches!(phone, NotShown::Field { field: F::Phone, .. }), "{phone:?}");
        assert!(shows(finance, P::Audit, Of::Families, &[F::Card]).is_err());
    }
}
