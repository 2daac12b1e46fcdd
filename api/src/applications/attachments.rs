//! What papers has a case? Files of known types, sealed, with their digest.

use actix_web::web::{Data, Payload};
use actix_web::{HttpResponse, delete, get, post};
use domain::application::attachment::AttachmentKind;
use domain::application::{Application, Deed, Matter};
use domain::id::{AccountId, ApplicationId, AttachmentId};
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::attachments::{Attachment, Removal};
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::{Desk, officer};
use super::record::{enter, written};
use crate::State;
use crate::body::File;
use crate::edge::hex;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, Path, Query};
use crate::problem::{Code, Problem};
use crate::upload::{Accepts, Upload, download};
use crate::write::{Answer, Write};

/// A file of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentView {
    /// Which.
    pub(crate) id: AttachmentId,
    /// What it proves.
    kind: AttachmentKind,
    /// What it was found to be.
    #[schema(example = "application/pdf")]
    media_type: String,
    /// Its length in octets.
    octets: i64,
    /// Its SHA-256, in hexadecimal digits.
    sha256: String,
    /// The account that brought it.
    created_by: AccountId,
    /// When.
    created_at: Instant,
    /// That it was taken out: it counts no more.
    removed: Option<AttachmentRemoval>,
}

/// That a file was taken out of its case.
#[derive(Debug, Serialize, ToSchema)]
struct AttachmentRemoval {
    /// The account that did it.
    by: AccountId,
    /// When.
    at: Instant,
}

impl From<Removal> for AttachmentRemoval {
    fn from(of: Removal) -> Self {
        Self { by: of.by, at: of.at }
    }
}

impl From<Attachment> for AttachmentView {
    fn from(of: Attachment) -> Self {
        Self {
            id: of.id,
            kind: of.kind,
            media_type: of.media_type,
            octets: of.octets,
            sha256: hex(&of.digest),
            created_by: of.created_by,
            created_at: of.created_at,
            removed: of.removed.map(AttachmentRemoval::from),
        }
    }
}

/// What the file proves.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct KindQuery {
    /// What the file proves.
    kind: AttachmentKind,
}

/// Attach a file.
///
/// The body is the file itself, up to 10 MiB: PDF, JPEG, PNG, WebP or HEIF. What it is, is read from it. The `ETag` is the
/// version of the whole case, which the file raises.
#[utoipa::path(params(ApplicationPath, KindQuery), request_body(content = File, content_type = "application/octet-stream"),
    responses((status = 201, description = "Attached", body = AttachmentView)))]
#[post("/applications/{id}/attachments")]
pub(super) async fn create_attachment(
    write: Write,
    path: Path<ApplicationPath>,
    query: Query<KindQuery>,
    payload: Payload,
) -> Result<Answer, Problem> {
    let Upload { media_type, octets } = Upload::read(payload, Accepts::Papers).await?;
    let (id, kind, by) = (path.0.id, query.0.kind, write.actor.account);
    write
        .once(&octets, async |work| {
            let desk = Desk::lock(work, write.actor.union, id, write.at()).await?;
            write.expect(desk.version())?;
            let (matter, actor) = (desk.matter(), officer(&write.actor)?);
            let case = Box::pin(enter(work, desk, Deed::Attachment, &actor, write.at())).await?.record;
            let (view, entry) =
                attach(work, (&case.application, matter), (kind, media_type, &octets), by).await?;
            let place = format!("/applications/{id}/attachments/{}", view.id);
            Ok(Logged::new(Answer::created(&place, version(&case), &view)?, entry))
        })
        .await
}

/// Keeps a file of that kind and media type with a case of that matter, in which it has been recorded, and gives the entry
/// of the log.
pub(crate) async fn attach(
    work: &Work,
    (case, matter): (&Application, Matter),
    (kind, media_type, octets): (AttachmentKind, &str, &[u8]),
    by: AccountId,
) -> Result<(AttachmentView, Entry), Problem> {
    let added = work.attachments().add((case, matter), kind, media_type, octets, by).await?;
    let view = AttachmentView::from(added);
    let entry = Entry::new(Act::AttachFile, Subject::new("application", case.id.raw())).change(&(), &view)?;
    Ok((view, entry))
}

/// Take out a file.
///
/// One that was attached by mistake: while the case is a draft, or until its next step; never one that a signature or an
/// exception names, or with which a ruling was given. It counts no more, and the list of files says who took it out. The
/// `ETag` is the version of the whole case.
#[utoipa::path(params(FilePath), responses((status = 200, description = "Taken out", body = AttachmentView)))]
#[delete("/applications/{id}/attachments/{attachment}")]
pub(super) async fn remove_attachment(write: Write, path: Path<FilePath>) -> Result<Answer, Problem> {
    let FilePath { id, attachment } = path.0;
    write
        .once(&[], async |work| {
            let case = written(work, &write, id, true, async |work, _, _| {
                let came = standing(work, id, attachment).await?;
                let history = work.applications().history(id).await?;
                let moved = history.last().is_some_and(|line| line.version > came.case_version);
                Ok(Deed::AttachmentRemoval { attachment, came: came.created_at, moved })
            })
            .await?
            .record;
            let before = standing(work, id, attachment).await?;
            let view = AttachmentView::from(work.attachments().remove(&before, write.actor.account).await?);
            let entry = Entry::new(Act::RemoveAttachment, Subject::new("application", id.raw()));
            let entry = entry.change(&AttachmentView::from(before), &view)?;
            Ok(Logged::new(Answer::ok(version(&case), &view)?, entry))
        })
        .await
}

/// A file of a case that counts.
async fn standing(work: &Work, id: ApplicationId, attachment: AttachmentId) -> Result<Attachment, Problem> {
    let files = work.attachments().standing(id).await?;
    let file = files.into_iter().find(|file| file.id == attachment);
    file.ok_or_else(|| Problem::new(Code::NotFound))
}

fn version(case: &CaseRecord) -> i64 {
    i64::try_from(case.application.version()).unwrap_or(i64::MAX)
}

/// List the files of a case.
///
/// Oldest first; those taken out are marked.
#[utoipa::path(params(ApplicationPath, ListQuery), responses((status = 200, description = "A page of the files", body = List<AttachmentView>)))]
#[get("/applications/{id}/attachments")]
pub(super) async fn list_attachments(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<ListQuery>,
) -> Result<List<AttachmentView>, Problem> {
    let (union, id, paging) = (signed_in.actor.union, path.0.id, query.0.paging()?);
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, id).await?;
            found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.attachments().list(id, paging).await?)
        })
        .await?;
    Ok(page.map(AttachmentView::from).into())
}

/// Which file of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct FilePath {
    /// The case.
    id: ApplicationId,
    /// The file.
    attachment: AttachmentId,
}

/// Read a file of a case.
///
/// Who read it stands in the log before it is given.
#[utoipa::path(params(FilePath), responses((status = 200, description = "The file", content(
    (File = "application/pdf"), (File = "image/jpeg"), (File = "image/png"), (File = "image/webp"), (File = "image/heif")))))]
#[get("/applications/{id}/attachments/{attachment}")]
pub(super) async fn read_attachment(write: Write, path: Path<FilePath>) -> Result<HttpResponse, Problem> {
    let FilePath { id, attachment } = path.0;
    let union = write.actor.union;
    let (file, octets) = write
        .state()
        .store
        .read(async |work| -> Result<_, Problem> {
            let absent = || Problem::new(Code::NotFound);
            work.applications().find(union, id).await?.ok_or_else(absent)?;
            let files = work.attachments().of_case(id).await?;
            let file = files.into_iter().find(|file| file.id == attachment).ok_or_else(absent)?;
            Ok((file, work.attachments().read(id, attachment).await?))
        })
        .await?;
    let entry = || Entry::new(Act::ReadAttachment, Subject::new("application", id.raw()));
    write.aside(async |_| Ok(Logged::new((), entry().change(&(), &attachment)?))).await?;
    Ok(download(file.media_type, octets))
}
