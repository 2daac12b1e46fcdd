//! How did a posting look where it hung? Photographs, added while it runs.

use actix_web::web::{Data, Payload};
use actix_web::{HttpResponse, get, post};
use domain::id::{AttachmentId, OfficerId, PostingId};
use domain::log::Act;
use domain::time::Instant;
use persistence::postings::{Photograph, Posting};
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{PostingPath, PostingView};
use crate::State;
use crate::applications::desk::officer;
use crate::body::File;
use crate::edge::hex;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::upload::{Accepts, Upload, download};
use crate::write::{Answer, Write};

/// The most photographs of a posting.
const MOST: usize = 20;

/// A photograph of a posting where it hangs.
#[derive(Serialize, ToSchema)]
pub(super) struct PhotographView {
    /// Which.
    id: AttachmentId,
    /// What it was found to be.
    #[schema(example = "image/jpeg")]
    media_type: String,
    /// Its length in octets.
    octets: i64,
    /// Its SHA-256, in hexadecimal digits.
    sha256: String,
    /// Who put it there.
    added_by: OfficerId,
    /// When.
    added_at: Instant,
}

impl From<Photograph> for PhotographView {
    fn from(of: Photograph) -> Self {
        let Photograph { id, media_type, octets, digest, officer: added_by, created_at: added_at } = of;
        Self { id, media_type, octets, sha256: hex(&digest), added_by, added_at }
    }
}

/// Add a photograph to a posting.
///
/// The body is the file itself, up to 10 MiB: JPEG, PNG, WebP or HEIF. While the posting runs, and at most twenty.
#[utoipa::path(params(PostingPath), request_body(content = File, content_type = "application/octet-stream"),
    responses((status = 200, description = "Added", body = PostingView)))]
#[post("/postings/{id}/photographs")]
pub(super) async fn add_photograph(
    write: Write,
    path: Path<PostingPath>,
    payload: Payload,
) -> Result<Answer, Problem> {
    let Upload { media_type, octets } = Upload::read(payload, Accepts::Pictures).await?;
    let by = officer(&write.actor)?.officer;
    let (union, id) = (write.actor.union, path.0.id);
    write
        .once(&octets, async |work| {
            let absent = || Problem::new(Code::NotFound);
            let posting = work.postings().find(union, id).await?.ok_or_else(absent)?;
            write.expect(posting.version)?;
            may_add(&posting, write.at())?;
            let added = work.postings().add_photograph(&posting, media_type, &octets, by).await?;
            let entry = Entry::new(Act::AddPhotograph, Subject::new("posting", id.raw()));
            let entry = entry.change(&(), &PhotographView::from(added))?;
            let posting = work.postings().find(union, id).await?.ok_or_else(absent)?;
            Ok(Logged::new(Answer::ok(posting.version, &PostingView::from(posting))?, entry))
        })
        .await
}

fn may_add(posting: &Posting, at: Instant) -> Result<(), Problem> {
    let (first, last) = (posting.first_day, posting.last_day);
    if !(first..=last).contains(&at.day()) {
        return Err(Problem::new(Code::Refused).by("posting_not_running", None).detail(
            format!("照片须在公示期内({first}至{last})补充;公示已结束的,请另作情况说明"),
            format!(
                "photographs are added while it runs, {first} to {last}; explain in the case what is missing"
            ),
        ));
    }
    if posting.photographs.len() >= MOST {
        return Err(Problem::new(Code::Refused).by("photographs_enough", None).detail(
            format!("每次公示最多{MOST}张照片,已足够,无须再传"),
            format!("a posting has at most {MOST} photographs; these are enough"),
        ));
    }
    Ok(())
}

/// Which photograph of which posting.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct PhotographPath {
    /// The posting.
    id: PostingId,
    /// The photograph.
    photograph: AttachmentId,
}

/// Read a photograph of a posting.
#[utoipa::path(params(PhotographPath), responses((status = 200, description = "The photograph", content(
    (File = "image/jpeg"), (File = "image/png"), (File = "image/webp"), (File = "image/heif")))))]
#[get("/postings/{id}/photographs/{photograph}")]
pub(super) async fn read_photograph(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PhotographPath>,
) -> Result<HttpResponse, Problem> {
    let union = signed_in.actor.union;
    let PhotographPath { id, photograph } = path.0;
    let (media_type, octets) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let posting = work.postings().find(union, id).await?;
            let found = posting.and_then(|of| of.photographs.into_iter().find(|one| one.id == photograph));
            let found = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok((found.media_type, work.postings().read_photograph(id, photograph).await?))
        })
        .await?;
    Ok(download(media_type, octets))
}
