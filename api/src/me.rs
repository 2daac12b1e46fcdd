//! Who am I, in which posts may I act, and what may I do? And my own password.

use actix_web::web::{Data, Json};
use actix_web::{get, put};
use domain::access::{Deed, Role};
use domain::account::Account;
use domain::confinement::Confinement;
use domain::delegation::Delegation;
use domain::id::{AccountId, DelegationId, UnionId};
use domain::log::Act;
use domain::mandate::Mandate;
use domain::officer::Officer;
use domain::union::Level;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use utoipa::ToSchema;

use crate::State;
use crate::address::Address;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::problem::{Code, Problem, ProblemView};
use crate::route::{Allow, Routes};
use crate::sessions::guard::guarded;
use crate::sessions::password::NewPassword;
use crate::sessions::strength::Owner;
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("me")
        .allow(Allow::Can(Deed::SeeOneself), || find_me)
        .allow(Allow::Can(Deed::ChangeOwnPassword), || change_password)
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The account in whose post one acts: one's own, or the one that was lent.
    account: Account,
    /// The officer; none for a program.
    officer: Option<Officer>,
    /// The delegation by which one acts; none in a post of one's own.
    delegation: Option<DelegationId>,
    /// An auditor's mandate of today: without one there is nothing for them but this.
    mandate: Option<Mandate>,
    /// The union for which one acts: the city for officers of its service centre, that of the mandate for an auditor.
    acts_for: UnionId,
    /// The level at which one acts.
    level: Level,
    /// The role in which one acts.
    role: Role,
    /// What must be done before this session is good for anything else; null when nothing must.
    confined: Option<Confinement>,
    /// What one may do, as the document names it on each route.
    permissions: Vec<Deed>,
    /// The officer's posts of today, this one included.
    posts: Vec<Account>,
    /// The posts that are lent to the officer today: each is entered by `/sessions/delegated`.
    delegations: Vec<Delegation>,
    /// Those of one's own posts that are lent to others today.
    lent: Vec<Delegation>,
}

/// Who am I?
#[utoipa::path(responses((status = 200, description = "The account and what it may do", body = Me)))]
#[get("/me")]
async fn find_me(state: Data<State>, signed_in: SignedIn) -> Result<Json<Me>, Problem> {
    let SignedIn { actor, confined, .. } = signed_in;
    let today = state.clock.business().day();
    let me = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.accounts().find(actor.account).await?;
            let account = found.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
            let permissions = Deed::VARIANTS
                .iter()
                .copied()
                .filter(|deed| actor.may(*deed) && confined.is_none_or(|confined| confined.permits(*deed)));
            let mut me = Me {
                account,
                officer: None,
                delegation: actor.delegation,
                mandate: None,
                acts_for: actor.union,
                level: actor.level,
                role: actor.role,
                confined,
                permissions: permissions.collect(),
                posts: Vec::new(),
                delegations: Vec::new(),
                lent: Vec::new(),
            };
            if actor.mandate.is_some() {
                me.mandate = work.mandates().in_force(actor.account, today).await?;
            }
            if let Some(officer) = actor.officer {
                me.officer = work.officers().find(officer).await?;
                me.posts = work.accounts().of_officers(&[officer], today).await?;
                me.delegations = work.delegations().to_officer(officer, today).await?;
                let posts: Vec<_> = me.posts.iter().map(|post| post.id).collect();
                me.lent = work.delegations().of_accounts(&posts, today).await?;
            }
            Ok(me)
        })
        .await?;
    Ok(Json(me))
}

/// The password there is and the one that shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The password there is.
    #[schema(format = Password, example = "correct horse battery")]
    current: String,
    /// The password that shall be.
    new: NewPassword,
}

/// Change one's password.
///
/// That of the account that signed in, also while acting in a lent post. All its other sessions end: here at
/// once, on other processes within five seconds. The new one is refused when it names its owner or is soon guessed; it is
/// good until its owner changes it.
#[utoipa::path(request_body = PasswordChange, responses((status = 204, description = "Changed"),
    (status = 429, description = "Too many were wrong: none is looked at before `Retry-After`", body = ProblemView, content_type = "application/problem+json")))]
#[put("/me/password")]
async fn change_password(
    write: Write,
    signed_in: SignedIn,
    address: Address,
    body: Body<PasswordChange>,
) -> Result<Answer, Problem> {
    let state = write.state();
    let (id, session) = (write.own, signed_in.claims.sid);
    let new = body.value.new.clone();
    guarded(state, id, address, async || expect_password(state, id, &body.value.current, "/current").await)
        .await?;
    if body.value.current == new.reveal() {
        // Whoever gave the password would go on knowing it.
        let said = ["新密码与现用密码相同,请另设", "the password that there is already; choose another one"];
        return Err(Problem::field("/new", said));
    }
    let owner = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let account = work.accounts().find(id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            Owner::of(work, account.username.as_str(), account.officer, account.union).await
        })
        .await?;
    let hash = state.passwords.choose("/new", &new, owner).await?;
    let now = state.clock.real();
    write
        .once_felt(&body.octets, async |work| {
            let account = work.accounts().find(id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            work.accounts().set_password(&account, &hash).await?;
            work.sign_ins().forget_codes(id).await?;
            work.sessions().end_others(id, session, now).await?;
            let entry = Entry::new(Act::ChangePassword, Subject::new("account", id.raw()));
            Ok(Logged::new(Answer::empty(), entry))
        })
        .await
}

/// Refuses what is not the password of that account; `pointer` names its field.
pub(crate) async fn expect_password(
    state: &State,
    id: AccountId,
    password: &str,
    pointer: &str,
) -> Result<(), Problem> {
    let hash = state.store.read(async |work| work.accounts().password_hash(id).await).await?;
    if state.passwords.verify(password, hash).await? {
        return Ok(());
    }
    Err(Problem::field(
        pointer,
        ["与现用密码不符,请重新输入", "not the password of this account; type it again"],
    ))
}
