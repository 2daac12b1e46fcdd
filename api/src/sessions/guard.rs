//! May a password be tried at this moment? Asked and counted before it is looked at, so that many guesses at once do not
//! slip past the count, and while a wait is on nobody is told whether one was right.

use domain::id::AccountId;
use domain::sign_in::{CodeVerdict, Verdict};
use domain::time::Instant;
use persistence::sign_ins::Typed;

use super::factor::TypedCode;
use super::line::{Lines, Turn};
use crate::State;
use crate::address::Address;
use crate::problem::{Code, Problem};

/// Who tries to sign in at this moment.
#[derive(Default)]
pub(crate) struct Guard {
    lines: Lines,
}

impl Guard {
    /// Counts an attempt, if it may be made, as of the instant at which it is counted: a turn may be long in coming.
    pub(crate) async fn admit(&self, state: &State, typed: &Typed) -> Result<Turn, Problem> {
        let now = || state.clock.real();
        let before = state.store.read(async |work| work.sign_ins().stands(typed, now()).await).await?;
        // A pair that waits already is told so without a write; a new one is given its instant below.
        let asked = now();
        if let (Some(_), Verdict::Wait(until)) = (before.free_at, before.judge(asked)) {
            return Err(wait(until, asked));
        }
        let attempt = async |told, now| {
            state.store.count_sign_ins(now, async |counts| counts.attempt(typed, told, now).await).await
        };
        let mut turn = self.lines.turn(typed).await?;
        let mut counted = now();
        let mut verdict = attempt(false, counted).await?;
        if matches!(verdict, Verdict::Wait(_)) {
            // Those under way count as wrong: whether they are is waited for before anybody is told to wait for them. Also by
            // whoever began alone, for others may have been counted since.
            turn = turn.alone().await?;
            counted = now();
            verdict = attempt(true, counted).await?;
        }
        match verdict {
            Verdict::Try(_) => Ok(turn.beside_others()),
            Verdict::Wait(until) => Err(wait(until, counted)),
        }
    }
}

/// Looks at a password of somebody who is signed in, counted as a sign-in is: whoever holds another's session shall not
/// guess it either. What is not valid has failed.
pub(crate) async fn guarded<T>(
    state: &State,
    own: AccountId,
    address: Address,
    deed: impl AsyncFnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    let username = username(state, own).await?;
    let typed = Typed::new(&*state.store.keys().await?, &username, &address.to_string());
    let turn = state.guard.admit(state, &typed).await?;
    let outcome = deed().await;
    if !is_wrong(&outcome) {
        let now = state.clock.real();
        state.store.count_sign_ins(now, async |counts| counts.was_right(&typed, false, now).await).await?;
    }
    drop(turn);
    outcome
}

/// Looks at a code of somebody who is signed in, counted as one at sign-in is.
pub(crate) async fn guarded_code<T>(
    state: &State,
    own: AccountId,
    code: &TypedCode,
    deed: impl AsyncFnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    let username = username(state, own).await?;
    admit_code(state, own, &username, code).await?;
    let outcome = deed().await;
    if !is_wrong(&outcome) && code.is_by_time() {
        let now = state.clock.real();
        state.store.count_sign_ins(now, async |counts| counts.code_was_right(own, now).await).await?;
    }
    outcome
}

/// Counts a code, if one may be tried; a recovery code may at any time.
pub(crate) async fn admit_code(
    state: &State,
    own: AccountId,
    username: &str,
    code: &TypedCode,
) -> Result<(), Problem> {
    if !code.is_by_time() {
        return Ok(());
    }
    let now = state.clock.real();
    let attempt =
        state.store.count_sign_ins(now, async |counts| counts.attempt_code(own, username, now).await);
    match attempt.await? {
        CodeVerdict::Try(_) => Ok(()),
        CodeVerdict::Wait(until) => Err(wait_for_a_code(until, now)),
    }
}

async fn username(state: &State, own: AccountId) -> Result<String, Problem> {
    let account = state.store.read(async |work| work.accounts().find(own).await).await?;
    let account = account.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    Ok(account.username.into())
}

fn is_wrong<T>(outcome: &Result<T, Problem>) -> bool {
    matches!(outcome, Err(problem) if problem.code == Code::Invalid)
}

fn seconds(until: Instant, now: Instant) -> u32 {
    metrics::counter!("jinqiu_sign_ins_total", "outcome" => "waits").increment(1);
    let micros = until.as_micros().saturating_sub(now.as_micros());
    u32::try_from(micros.saturating_add(999_999) / 1_000_000).unwrap_or(1).max(1)
}

fn wait(until: Instant, now: Instant) -> Problem {
    let seconds = seconds(until, now);
    Problem::new(Code::TooManyRequests).retry_after(seconds).detail(
        format!("登录失败次数过多,请{seconds}秒后再试;也可换用曾成功登录的网络,或请安全管理员解除等待"),
        format!(
            "too many sign-ins failed: try again in {seconds} seconds; or from where you have signed in before, or \
             let the security administrator lift the wait"
        ),
    )
}

fn wait_for_a_code(until: Instant, now: Instant) -> Problem {
    let seconds = seconds(until, now);
    Problem::new(Code::TooManyRequests).retry_after(seconds).detail(
        format!(
            "验证码错误次数过多,请{seconds}秒后再试;也可使用恢复码,或请安全管理员解除等待。若非本人操作,说明密码已被他人知悉,请立即修改密码"
        ),
        format!(
            "too many codes were wrong: try again in {seconds} seconds; or use a recovery code, or let the security \
             administrator lift the wait. If it was not you, somebody knows your password: change it at once"
        ),
    )
}
