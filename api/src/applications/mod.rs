//! Cases over HTTP: entered, read, moved, and given their evidence.

mod act;
mod attachments;
pub(crate) mod desk;
mod enter;
mod evidence;
mod find;
mod view;

use domain::access::Deed;
use domain::id::ApplicationId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::route::{Allow, Routes};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("applications")
        .allow(Allow::Can(Deed::ReadCases), || find::list_applications)
        .allow(Allow::Can(Deed::ReadCases), || find::find_application)
        .allow(Allow::Can(Deed::ReadCases), || find::find_assessment)
        .allow(Allow::Can(Deed::ReadCases), || find::list_history)
        .allow(Allow::Can(Deed::EnterCases), || enter::create_application)
        .allow_versioned(Allow::Can(Deed::EnterCases), || enter::change_enrolment)
        .allow_versioned(Allow::Can(Deed::ActOnCases), || act::act_on_application)
        .allow_versioned(Allow::Can(Deed::EnterCases), || evidence::create_visit)
        .allow_versioned(Allow::Can(Deed::EnterCases), || evidence::create_opinion)
        .allow_versioned(Allow::Can(Deed::EnterCases), || evidence::create_signature)
        .allow_versioned(Allow::Can(Deed::EnterCases), || evidence::create_consent)
        .allow_versioned(Allow::Can(Deed::DecideCases), || evidence::create_ruling)
        .allow_versioned(Allow::Can(Deed::DeclareKinship), || evidence::create_kinship)
        .allow_versioned(Allow::Can(Deed::MakeExceptions), || evidence::create_exception)
        .allow(Allow::Can(Deed::RecordObjections), || evidence::create_objection)
        .allow_versioned(Allow::Can(Deed::DecideCases), || evidence::decide_objection)
        .allow(Allow::Can(Deed::EnterCases), || attachments::create_attachment)
        .allow(Allow::Can(Deed::ReadCases), || attachments::list_attachments)
        .allow(Allow::Can(Deed::ReadCases), || attachments::read_attachment)
}

/// Which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ApplicationPath {
    /// The case.
    pub(super) id: ApplicationId,
}
