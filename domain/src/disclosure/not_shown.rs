//! Why is a whole value not shown? With what the asker may see instead.

use super::{DisclosurePurpose, Of, SensitiveField};
use crate::access::Role;
use crate::application::evidence::ConsentPurpose;
use crate::text::Language::{Chinese, English};
use crate::text::{Tell, Told};

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
    /// No approved case names the person.
    NotApproved,
    /// Of all who were asked for, the family has taken back that others are told.
    TakenBack {
        /// What was taken back.
        covers: ConsentPurpose,
    },
}

/// Words one after another, in both languages.
fn listed<T: Tell>(words: &[T]) -> Told {
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
        match self {
            Self::Purpose { role, purpose, of, may } => {
                let (of, may) = (of.tell(), listed(may));
                Told::new(
                    format!(
                        "{role:#}不能以“{purpose:#}”查阅{}的完整信息(可用的用途:{});请改用途,或由有权限的人员查阅",
                        of.text(Chinese),
                        may.text(Chinese)
                    ),
                    format!(
                        "the role {role} sees no whole values of {} for the purpose {purpose} (purposes that it has: {}); name another purpose, or let somebody look who may",
                        of.text(English),
                        may.text(English)
                    ),
                )
            }
            Self::Field { role, purpose, field, may } => {
                let may = listed(may);
                Told::new(
                    format!(
                        "{role:#}以“{purpose:#}”不能查阅{field:#}(可查阅:{});请去掉该项,或改用途",
                        may.text(Chinese)
                    ),
                    format!(
                        "for the purpose {purpose} the role {role} does not see {field} (it sees: {}); leave it out, or name another purpose",
                        may.text(English)
                    ),
                )
            }
            Self::NotApproved => Told::new(
                "报送全国系统只查阅已批准申请的学生和职工(kind为student或worker),请去掉其他对象",
                "for the national report students and workers of approved cases are shown (kind student or worker); leave the others out",
            ),
            Self::TakenBack { covers } => Told::new(
                format!(
                    "家庭已撤回“{covers:#}”的同意(个人信息保护法第二十三条),不再向程序提供;请由财务人员查阅并另行办理,或由经办人重新取得同意并登记(POST /applications/{{id}}/consents)"
                ),
                format!(
                    "the family has taken back the consent {covers}, so no program is shown these values; let finance look and do it otherwise, or let a caseworker ask again and record the consent (POST /applications/{{id}}/consents)"
                ),
            ),
            Self::NotOwn => Told::new(
                "经办人只查阅本工会建档、受理或本人办理过的家庭;其他家庭请由其所在工会或本工会负责人查阅",
                "a caseworker sees families of their own union, and those on whose case they have acted; let the family's union look, or a head of yours",
            ),
        }
    }
}
