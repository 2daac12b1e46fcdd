//! Who may do what? One table of role, level and deed.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// What an account is for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// 经办人: enters and prepares.
    Caseworker,
    /// 负责人: signs and decides.
    Head,
    /// 财务: pays.
    Finance,
    /// 账号管理员: unions, officers, accounts.
    AccountAdmin,
    /// 安全管理员: keys, sessions, limits.
    SecurityAdmin,
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// A program; decides nothing.
    Service,
}
