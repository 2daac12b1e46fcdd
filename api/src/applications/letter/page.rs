//! What is the family given in the hand? The letter on a page, to be sealed, with a line for who takes it (告知单).

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::id::{ApplicationId, UnionId};
use domain::text::Language;

use super::{Letter, Tells, read};
use crate::State;
use crate::applications::ApplicationPath;
use crate::body::File;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::press::paper::{Align, Paper, Part, Sheet};
use crate::problem::Problem;

/// Print the letter to the family of a case that was rejected or revoked.
///
/// The same as `/letter` says, in Chinese, as a PDF of one case: who decided and why, each finding that was not met with its clause, and
/// how it may be heard again; with room for the seal, and a line for whoever takes it.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "The page", body = File, content_type = "application/pdf")))]
#[get("/applications/{id}/letter.pdf")]
pub(in crate::applications) async fn print_letter(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
) -> Result<HttpResponse, Problem> {
    let press = state.press.ready().await?;
    press.print("letter.pdf", vec![paper(&state, signed_in.actor.union, path.0.id).await?]).await
}

/// The letter of a case on a union's road, on a page.
pub(in crate::applications) async fn paper(
    state: &State,
    union: UnionId,
    id: ApplicationId,
) -> Result<Paper, Problem> {
    Ok(page(&read(state, union, id, Language::Chinese).await?))
}

fn page(letter: &Letter) -> Paper {
    let title = match letter.tells {
        Tells::Rejection => "金秋助学申请不予通过告知单",
        Tells::Revocation => "金秋助学撤销核准告知单",
    };
    let mut lines: Vec<&str> = letter.text.lines().collect();
    let (last, first) = (lines.pop().unwrap_or_default(), lines.first().copied().unwrap_or_default());
    let mut parts = vec![Part::Title(title.to_owned()), Part::Line(Align::Left, first.to_owned())];
    parts.extend(lines.iter().skip(1).map(|line| Part::Paragraph((*line).to_owned())));
    parts.extend([
        Part::Room(3),
        Part::Line(Align::Right, last.to_owned()),
        Part::Line(Align::Right, "(盖章)".to_owned()),
        Part::Room(4),
        Part::Line(Align::Left, "本告知单已收到。领取人(签字):                    年    月    日".to_owned()),
    ]);
    let foot = format!("编号:{}", letter.number);
    Paper { title: title.to_owned(), sheet: Sheet::Upright, parts, foot }
}
