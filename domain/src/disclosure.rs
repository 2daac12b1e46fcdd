//! Who may see which whole value of whom, and what for? One table; whatever is not in it is not shown.

use crate::access::Role;
use crate::text::{Tell, Told, reasons};
use crate::union::Level;
use crate::words::{named, spoken};

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
        /// Audit.
        Audit "审计核查"
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
    Row(Role::Caseworker,    ABOVE, P::NationalReport, Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address]),
    Row(Role::Head,          ANY,   P::VerifyIdentity, Of::Families, Reach::All, &[F::CitizenId]),
    Row(Role::Head,          ANY,   P::ContactFamily,  Of::Families, Reach::All, &[F::Phone, F::Address]),
    Row(Role::Head,          ANY,   P::Other,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Finance,       ANY,   P::Payment,        Of::Families, Reach::All, &[F::CitizenId, F::Card, F::Account]),
    Row(Role::SecurityAdmin, ANY,   P::VerifyIdentity, Of::Officers, Reach::All, &[F::CitizenId, F::Phone]),
    Row(Role::Auditor,       ANY,   P::Audit,          Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address, F::Card, F::Account]),
    Row(Role::Auditor,       ANY,   P::Audit,          Of::Officers, Reach::All, &[F::CitizenId]),
    Row(Role::Service,       ANY,   P::Payment,        Of::Families, Reach::All, &[F::CitizenId, F::Card, F::Account]),
    Row(Role::Service,       ANY,   P::NationalReport, Of::Families, Reach::All, &[F::CitizenId, F::Phone, F::Address]),
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
        may.dedup();
        return Err(NotShown::Purpose { role, purpose, of, may });
    };
    match fields.iter().find(|field| !row.5.contains(field)) {
        Some(field) => Err(NotShown::Field { role, purpose, field: *field, may: row.5.to_vec() }),
        None => Ok(row.4),
    }
}

/// Why a whole value is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// The role sees none for that purpose.
    Purpose {
        /// The role.
        role: Role,
        /// The purpose.
        purpose: DisclosurePurpose,
        /// Of whom.
        of: Of,
        /// For which purposes it sees any of them.
        may: Vec<DisclosurePurpose>,
    },
    /// It sees others for that purpose.
    Field {
        /// The role.
        role: Role,
        /// The purpose.
        purpose: DisclosurePurpose,
        /// What it does not see.
        field: SensitiveField,
        /// What it sees.
        may: Vec<SensitiveField>,
    },
    /// The family is another union's.
    NotOwn,
}

/// Words one after another, in both languages.
fn listed<T: Tell>(words: &[T]) -> Told {
    use crate::text::Language::{Chinese, English};
    let joined = |language, by| words.iter().map(|word| word.text(language)).collect::<Vec<_>>().join(by);
    if words.is_empty() {
        return Told::new("无", "none");
    }
    Told::new(joined(Chinese, "、"), joined(English, ", "))
}

impl Tell for Of {
    fn tell(&self) -> Told {
        match self {
            Self::Families => Told::new("家庭成员", "members of families"),
            Self::Officers => Told::new("工会人员", "officers"),
        }
    }
}

impl Tell for NotShown {
    fn tell(&self) -> Told {
        use crate::text::Language::{Chinese, English};
        match self {
            Self::Purpose { role, purpose, of, may } => {
                let (of, may) = (of.tell(), listed(may));
                let [of_cn, may_cn] = [of.text(Chinese), may.text(Chinese)];
                let [of_en, may_en] = [of.text(English), may.text(English)];
                Told::new(
                    format!(
                        "{role:#}不能以“{purpose:#}”查阅{of_cn}的完整信息(可用的用途:{may_cn});请改用途,或由有权限的人员查阅"
                    ),
                    format!(
                        "the role {role} sees no whole values of {of_en} for the purpose {purpose} (purposes that it has: {may_en}); name another purpose, or let somebody look who may"
                    ),
                )
            }
            Self::Field { role, purpose, field, may } => {
                let may = listed(may);
                let [may_cn, may_en] = [may.text(Chinese), may.text(English)];
                Told::new(
                    format!("{role:#}以“{purpose:#}”不能查阅{field:#}(可查阅:{may_cn});请去掉该项,或改用途"),
                    format!(
                        "for the purpose {purpose} the role {role} does not see {field} (it sees: {may_en}); leave it out, or name another purpose"
                    ),
                )
            }
            Self::NotOwn => Told::new(
                "经办人只查阅本工会建档、受理或本人办理过的家庭;其他家庭请由其所在工会或本工会负责人查阅",
                "a caseworker sees families of their own union, and those on whose case they have acted; let the family's union look, or a head of yours",
            ),
        }
    }
}

/// A purpose that asks for reasons came without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReasons;

reasons! {
    NoReasons {
        Self => "用途为“其他”时须写明理由", "the purpose other asks for reasons; write them";
    }
}

impl DisclosurePurpose {
    /// Whether reasons are asked for.
    pub const fn needs_reasons(self) -> bool {
        matches!(self, Self::Other)
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
