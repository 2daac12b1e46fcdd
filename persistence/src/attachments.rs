//! Attachments: what each file proves, of which type it is, and its digest; the bytes lie in sealed files. Of one that
//! was taken out the row stays, and says so.

use domain::application::attachment::AttachmentKind;
use domain::application::{Application, Matter};
use domain::id::{AccountId, ApplicationId, AttachmentId};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::decode::{Row, instant};
use crate::page::page;
use crate::{Page, Paging, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) kind: String,
        pub(super) media_type: String,
        pub(super) octets: i64,
        pub(super) digest: Vec<u8>,
        pub(super) matter: Vec<u8>,
        pub(super) case_version: i64,
        pub(super) created_by: Uuid,
        pub(super) created_at: i64,
        pub(super) removed_by: Option<Uuid>,
        pub(super) removed_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file that proves something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Which.
    pub id: AttachmentId,
    /// What it proves.
    pub kind: AttachmentKind,
    /// What it was found to be.
    pub media_type: String,
    /// Its length.
    pub octets: i64,
    /// Its SHA-256.
    pub digest: Vec<u8>,
    /// What the case was about when it came.
    pub matter: Matter,
    /// The version that the case had by its coming.
    pub case_version: u64,
    /// Who brought it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Instant,
    /// That it was taken out; it counts no more.
    pub removed: Option<Removal>,
}

/// That a file was taken out of its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Who did it.
    pub by: AccountId,
    /// When.
    pub at: Instant,
}

/// A file as its row has it; none where what stands there is none.
pub(crate) type File = (AttachmentId, Option<Attachment>);

/// The attachments, within one transaction. The case they belong to has been read within its road before.
pub struct Attachments<'w> {
    work: &'w Work,
}

impl Work {
    /// The attachments.
    pub const fn attachments(&self) -> Attachments<'_> {
        Attachments { work: self }
    }
}

impl Attachments<'_> {
    /// The attachments of a case that count, oldest first.
    pub async fn standing(&self, case: ApplicationId) -> Result<Vec<Attachment>, StoreError> {
        let mut all = self.of_case(case).await?;
        all.retain(|file| file.removed.is_none());
        Ok(all)
    }

    /// The attachments of these cases that count, each with its case.
    pub async fn of_cases(
        &self,
        cases: &[ApplicationId],
    ) -> Result<Vec<(ApplicationId, Attachment)>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Application.is_in(cases.iter().map(|case| case.raw())))
            .filter(row::Column::RemovedAt.is_null())
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(|row| Ok((ApplicationId::new(row.application), decode(row)?))).collect()
    }

    /// The attachments of a case, oldest first, those taken out among them.
    pub async fn of_case(&self, case: ApplicationId) -> Result<Vec<Attachment>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Application.eq(case.raw()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(decode).collect()
    }

    /// The files of these cases, each with its case, those taken out among them, without believing any of it.
    pub(crate) async fn as_they_lie(&self, cases: &[Uuid]) -> Result<Vec<(Uuid, File)>, StoreError> {
        let rows = row::Entity::find().filter(row::Column::Application.is_in(cases.iter().copied()));
        let file = |row: row::Model| (row.application, (AttachmentId::new(row.id), decode(row).ok()));
        Ok(rows.all(self.work.db()).await?.into_iter().map(file).collect())
    }

    /// The files of these cases, those taken out among them.
    pub(crate) async fn ids_of(&self, cases: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let rows = row::Entity::find().filter(row::Column::Application.is_in(cases.iter().copied()));
        Ok(rows.all(self.work.db()).await?.into_iter().map(|row| row.id).collect())
    }

    /// A page of the attachments of a case, oldest first.
    pub async fn list(&self, case: ApplicationId, paging: Paging) -> Result<Page<Attachment>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Application.eq(case.raw()));
        page!(query, row::Column::Id, paging, self.work.db()).try_map(decode)
    }

    /// Keeps a file with a case of that matter, in which it has just been recorded.
    pub async fn add(
        &self,
        (case, matter): (&Application, Matter),
        kind: AttachmentKind,
        media_type: &str,
        octets: &[u8],
        by: AccountId,
    ) -> Result<Attachment, StoreError> {
        let id = self.work.new_id()?;
        self.work.write_file(case.id.raw(), id, octets).await?;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets);
        let row = row::ActiveModel {
            id: Set(id),
            application: Set(case.id.raw()),
            kind: Set(kind.word().to_owned()),
            media_type: Set(media_type.to_owned()),
            octets: Set(i64::try_from(octets.len()).unwrap_or(i64::MAX)),
            digest: Set(digest.as_ref().to_vec()),
            matter: Set(matter.raw().to_vec()),
            case_version: Set(i64::try_from(case.version()).unwrap_or(i64::MAX)),
            created_by: Set(by.raw()),
            created_at: Set(self.work.now()?),
            removed_by: Set(None),
            removed_at: Set(None),
        }
        .insert(self.work.db())
        .await?;
        decode(row)
    }

    /// Takes a file out of its case: its row stays, and it counts no more.
    pub async fn remove(&self, file: &Attachment, by: AccountId) -> Result<Attachment, StoreError> {
        let at = self.work.now()?;
        row::Entity::update_many()
            .col_expr(row::Column::RemovedBy, by.raw().into())
            .col_expr(row::Column::RemovedAt, at.into())
            .filter(row::Column::Id.eq(file.id.raw()))
            .exec(self.work.db())
            .await?;
        Ok(Attachment { removed: Some(Removal { by, at: instant(at) }), ..file.clone() })
    }

    /// The bytes of an attachment of a case.
    pub async fn read(&self, case: ApplicationId, id: AttachmentId) -> Result<Vec<u8>, StoreError> {
        self.work.read_file(case.raw(), id.raw()).await
    }
}

fn decode(row: row::Model) -> Result<Attachment, StoreError> {
    let at = Row { table: "attachments", id: &row.id };
    let removed = row.removed_by.zip(row.removed_at);
    Ok(Attachment {
        id: AttachmentId::new(row.id),
        kind: at.text("kind", &row.kind)?,
        media_type: row.media_type,
        octets: row.octets,
        digest: row.digest,
        matter: Matter::new(row.matter.try_into().map_err(|_| at.wrong("matter", "it has no 32 octets"))?),
        created_by: AccountId::new(row.created_by),
        created_at: instant(row.created_at),
        case_version: u64::try_from(row.case_version).map_err(|error| at.wrong("case_version", error))?,
        removed: removed.map(|(by, at)| Removal { by: AccountId::new(by), at: instant(at) }),
    })
}
