//! How is an account made? It is proposed for an officer, by somebody else.

use actix_web::post;
use domain::access::Role;
use domain::account::{Account, Username};
use domain::confirmation::Confirmation;
use domain::duties::{Held, OwnPost};
use domain::id::{OfficerId, UnionId};
use domain::log::Act;
use domain::time::Day;
use persistence::accounts::Particulars;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::apart::{expect_apart, expect_known, expect_other};
use crate::body::Body;
use crate::problem::Problem;
use crate::sessions::password::NewPassword;
use crate::sessions::strength::Owner;
use crate::unions::expect_open;
use crate::write::{Answer, Write};

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    /// The name to sign in with.
    username: Username,
    /// The first password.
    password: NewPassword,
    /// The officer whose post it is.
    officer: OfficerId,
    /// The union where the post is.
    union: UnionId,
    /// The role; programs have `/service-accounts`.
    role: Role,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day; none while it is open.
    valid_to: Option<Day>,
}

/// Create an account.
///
/// At a union of one's own part of the tree, for somebody else. It is proposed, until another officer confirms it: an
/// administrator's, auditor's or finance officer's, who must have a citizen id on record, is good for nothing until then, and any
/// other for all but whole values, papers and confirming. Union, role and officer of an account never change: another
/// post is another account. Its owner changes the first password. Administrators of accounts, of security and auditors are
/// different officers, none of whom works on cases or money on the same days; a small union's may sit at the union above.
#[utoipa::path(request_body = NewAccount, responses((status = 201, description = "Created", body = Account)))]
#[post("/accounts")]
pub(super) async fn create_account(write: Write, body: Body<NewAccount>) -> Result<Answer, Problem> {
    let new = &body.value;
    let (role, officer) = (new.role, new.officer);
    if role == Role::Service {
        return Err(Problem::field(
            "/role",
            ["程序账号请用/service-accounts建立", "programs are made at /service-accounts"],
        ));
    }
    let valid_from = new.valid_from.unwrap_or_else(|| write.at().day());
    let said = Particulars {
        username: new.username.clone(),
        officer: Some(officer),
        union: new.union,
        role,
        scopes: Vec::new(),
        valid_from,
        valid_to: new.valid_to,
        confirmation: Confirmation::proposed(write.actor.officer, write.at()),
    };
    expect_other(&write.actor, said.officer, OwnPost::Give)?;
    let owner = async |work: &Work| Owner::of(work, new.username.as_str(), Some(officer), new.union).await;
    let owner = write.state().store.read(owner).await?;
    let hash = write.state().passwords.choose("/password", &new.password, owner).await?;
    let post = Held { role, first: valid_from, last: new.valid_to };
    write
        .once_felt(&body.octets, async |work| {
            let Some(found) = work.officers().find_within(write.actor.jurisdiction(), officer).await? else {
                return Err(Problem::field(
                    "/officer",
                    [
                        "管辖范围内没有这名人员,请核对",
                        "no such officer in your jurisdiction; look them up at GET /api/v1/officers",
                    ],
                ));
            };
            expect_apart(work, officer, post).await?;
            expect_known(work, &found, role).await?;
            let account = add(&write, work, &said, &hash).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            let answer = Answer::created(&format!("/accounts/{}", account.id), account.version, &account)?;
            Ok(Logged::new(answer, entry.change(&(), &account)?))
        })
        .await
}

/// Adds an account at a union of the administrator's jurisdiction.
pub(crate) async fn add(
    write: &Write,
    work: &Work,
    said: &Particulars,
    hash: &str,
) -> Result<Account, Problem> {
    if work.unions().find_within(write.actor.jurisdiction(), said.union).await?.is_none() {
        return Err(Problem::field(
            "/union",
            [
                "管辖范围内没有这个工会,请核对",
                "no such union in your jurisdiction; look it up at GET /api/v1/unions",
            ],
        ));
    }
    expect_open(work, said.union, "/union").await?;
    if said.valid_to.is_some_and(|last| last < said.valid_from) {
        return Err(Problem::field(
            "/valid_to",
            ["截止日不得早于起始日,请更正", "the last day is the first day or later; correct it"],
        ));
    }
    // A program has its secret from the service itself.
    let given = said.officer.is_some();
    Ok(work.accounts().add(said, hash, given).await?)
}
