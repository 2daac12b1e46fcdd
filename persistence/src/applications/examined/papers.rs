//! Has a case the papers that the log says were attached to it, each as it came, and no others?

use std::collections::BTreeMap;

use domain::application::attachment::AttachmentKind;
use domain::id::{AccountId, AttachmentId};
use domain::log::Act;
use domain::time::Instant;
use serde::Deserialize;

use crate::attachments::{Attachment, File};
use crate::log::Said;

/// A file as the log tells it.
#[derive(Deserialize)]
struct Told {
    id: AttachmentId,
    kind: AttachmentKind,
    media_type: String,
    octets: i64,
    sha256: String,
    created_by: AccountId,
    created_at: Instant,
    removed: Option<ToldRemoval>,
}

/// That it was taken out, as the log tells it.
#[derive(Deserialize)]
struct ToldRemoval {
    by: AccountId,
    at: Instant,
}

impl Told {
    fn is(&self, file: &Attachment) -> bool {
        let removal = file.removed.map(|removed| (removed.by, removed.at));
        (self.kind, &self.media_type, self.octets) == (file.kind, &file.media_type, file.octets)
            && self.sha256 == hex::encode(&file.digest)
            && (self.created_by, self.created_at) == (file.created_by, file.created_at)
            && self.removed.as_ref().map(|removed| (removed.by, removed.at)) == removal
    }
}

/// The files that are not what the log says, or that only one of the two knows.
pub(super) fn differing(files: &[File], said: &[Said]) -> Vec<AttachmentId> {
    let mut told = told(said);
    let mut differing = Vec::new();
    for (id, file) in files {
        let same = told.remove(id).zip(file.as_ref()).is_some_and(|(told, file)| told.is(file));
        if !same {
            differing.push(*id);
        }
    }
    differing.extend(told.into_keys());
    differing
}

/// What the log says last of each file.
fn told(said: &[Said]) -> BTreeMap<AttachmentId, Told> {
    let mut all: BTreeMap<AttachmentId, Told> = BTreeMap::new();
    for said in said.iter().filter(|said| said.act != Act::EnterApplication) {
        let after = said.detail.get("after").cloned().unwrap_or_default();
        if let Ok(file) = serde_json::from_value::<Told>(after) {
            all.insert(file.id, file);
        }
    }
    all
}
