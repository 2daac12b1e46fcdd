//! Is this the code of the second factor? By time (RFC 6238: SHA-1, six digits, thirty seconds, a step to either side), or
//! one of those for who has lost it.

use aws_lc_rs::rand;
use domain::access::Role;
use domain::id::AccountId;
use domain::text::{Told, reasons};
use domain::time::Instant;
use persistence::Work;
use persistence::second_factors::SecondFactor;
use serde::Deserialize;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// How long a step is, in seconds, and how many to either side are taken.
const STEP_SECONDS: u64 = 30;
const SKEW: u16 = 1;
const DIGITS: u8 = 6;
/// The octets of a secret, as RFC 4226 recommends for SHA-1.
const SECRET_OCTETS: usize = 20;
/// How many codes there are for who loses the device.
const CODES: usize = 10;
/// The octets of such a code: 80 bits.
const CODE_OCTETS: usize = 10;

/// A code as it is typed: six digits, or a recovery code of sixteen letters and digits; blanks and hyphens do not count.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 6, max_length = 32, example = "492039")]
pub(crate) struct TypedCode(String);

/// A text that is no code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotCode;

reasons! {
    NotCode {
        Self => "验证码为6位数字,或16位恢复码,请核对",
            "a code has six digits, or is a recovery code of sixteen letters and digits; check it";
    }
}

impl TryFrom<String> for TypedCode {
    type Error = NotCode;

    fn try_from(text: String) -> Result<Self, NotCode> {
        if text.len() > 32 {
            return Err(NotCode);
        }
        let bare = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect::<String>().to_ascii_uppercase();
        let digits = bare.len() == usize::from(DIGITS) && bare.bytes().all(|b| b.is_ascii_digit());
        let recovery = bare.len() == 16 && bare.bytes().all(|b| b.is_ascii_alphanumeric());
        if digits || recovery { Ok(Self(bare)) } else { Err(NotCode) }
    }
}

impl TypedCode {
    /// Whether it is one by time, of which there are so few that tries are counted.
    pub(crate) fn is_by_time(&self) -> bool {
        self.0.len() == usize::from(DIGITS)
    }
}

fn totp(secret: &[u8]) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS)
        .with_secret(Secret::new(secret.into()))
        .build_noncompliant()
}

/// A new secret.
pub(crate) fn new_secret() -> Result<[u8; SECRET_OCTETS], Problem> {
    let mut octets = [0; SECRET_OCTETS];
    rand::fill(&mut octets).map_err(|_| Problem::new(Code::Internal))?;
    Ok(octets)
}

/// A secret as it is typed into a device.
pub(crate) fn base32(secret: &[u8]) -> String {
    Secret::new(secret.into()).to_base32()
}

/// Ten new codes for who loses the device, each four groups of four.
pub(crate) fn new_codes() -> Result<Vec<String>, Problem> {
    let code = |_| {
        let mut octets = [0; CODE_OCTETS];
        rand::fill(&mut octets).map_err(|_| Problem::new(Code::Internal))?;
        Ok(base32(&octets))
    };
    (0..CODES).map(code).collect()
}

/// A recovery code as it is shown: four groups of four.
pub(crate) fn grouped(code: &str) -> String {
    let marks = code
        .chars()
        .enumerate()
        .flat_map(|(at, mark)| (at > 0 && at % 4 == 0).then_some('-').into_iter().chain([mark]));
    marks.collect()
}

/// Takes a code by time; each step is good once.
pub(crate) async fn take_step(
    work: &Work,
    factor: &SecondFactor,
    code: &TypedCode,
    now: Instant,
) -> Result<bool, Problem> {
    let seconds = u64::try_from(now.as_micros() / 1_000_000).unwrap_or(0);
    let step = totp(&factor.secret).check(&code.0, seconds);
    let Some(step) = step.and_then(|step| i64::try_from(step).ok()) else { return Ok(false) };
    Ok(work.second_factors().use_step(factor.account, step).await?)
}

/// Takes a code by time, or one for who has lost the device.
pub(crate) async fn take(
    work: &Work,
    factor: &SecondFactor,
    code: &TypedCode,
    now: Instant,
) -> Result<bool, Problem> {
    if !code.is_by_time() {
        return Ok(work.second_factors().use_code(factor.account, &code.0, now).await?);
    }
    take_step(work, factor, code, now).await
}

/// Whether somebody in one of those roles must have a second factor and has none.
pub(crate) async fn is_lacking(
    work: &Work,
    own: AccountId,
    roles: [Role; 2],
    policy: &[Role],
) -> Result<bool, Problem> {
    let required = roles.iter().any(|role| policy.contains(role));
    Ok(required && !work.second_factors().is_confirmed(own).await?)
}

/// What a role may not be without.
pub(crate) fn keeps_it(role: Role) -> Told {
    Told::new(
        format!("{role:#}须启用二次验证,不能停用;更换设备请由安全管理员解除后重新启用"),
        format!(
            "the role {role} may not be without a second factor; to change the device, let the security administrator take it away, and begin anew"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1; the last six of its eight digits.
        let totp = totp(b"12345678901234567890");
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(totp.check(code, seconds), Some(seconds / 30), "{seconds}");
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 90), None);
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_grouped() {
        let read = |text: &str| TypedCode::try_from(text.to_owned()).map(|code| code.0).ok();
        assert_eq!(read("492 039").as_deref(), Some("492039"));
        assert_eq!(read("abcd-efgh-2345-6723").as_deref(), Some("ABCDEFGH23456723"));
        for text in ["", "49203", "4920391", "49203a", "abcd-efgh-2345-672", "492039'--"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn ten_codes_are_ten_and_show_in_groups() {
        let codes = new_codes().unwrap();
        let mut once = codes.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 10);
        for code in codes {
            let shown = grouped(&code);
            assert_eq!(shown.len(), 19);
            assert_eq!(TypedCode::try_from(shown).unwrap().0, code);
        }
    }
}
