//! Cases over HTTP: entered, read, moved, and given their evidence.

mod act;
mod allowed;
mod approval_form;
mod as_of;
mod assessment;
pub(crate) mod attachments;
mod bundle;
mod consents;
pub(crate) mod decisions;
pub(crate) mod desk;
mod enrolment;
pub(crate) mod enter;
mod exceptions;
mod find;
mod kinships;
mod lapse;
mod letter;
mod many;
mod objections;
mod opinions;
pub(crate) mod prepared;
pub(crate) mod record;
mod renewal;
mod rulings;
pub(crate) mod settled;
mod signatures;
mod view;
pub(crate) mod visits;

use domain::access::Deed;
use domain::id::ApplicationId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::route::{Allow, Routes};

pub(crate) use desk::{Seldom, no_edition, officer};
pub use lapse::sweep;
pub(crate) use lapse::sweep_on;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("applications")
        // Before the paths of one case, which it would otherwise be taken for.
        .allow(Allow::Can(Deed::ActOnCases), || many::act_on_applications)
        .allow(Allow::Can(Deed::PrintPapers), || approval_form::print_approval_forms)
        .allow(Allow::Can(Deed::ReadCases), || find::list_applications)
        .allow(Allow::Can(Deed::ReadCases), || find::find_application)
        .allow(Allow::Can(Deed::ReadCases), || assessment::find_assessment)
        .allow(Allow::Can(Deed::ReadCases), || decisions::list_decisions)
        .allow(Allow::Can(Deed::ReadCases), || as_of::find_state)
        .allow(Allow::Can(Deed::ReadCases), || letter::find_letter)
        .allow(Allow::Can(Deed::ReadCases), || letter::print_letter)
        .allow(Allow::Can(Deed::ReadCases), || find::list_history)
        .allow(Allow::Can(Deed::EnterCases), || enter::create_application)
        .allow_versioned(Allow::Can(Deed::EnterCases), || enrolment::change_enrolment)
        .allow_versioned(Allow::Can(Deed::ActOnCases), || act::act_on_application)
        .allow_versioned(Allow::Can(Deed::EnterCases), || visits::create_visit)
        .allow_versioned(Allow::Can(Deed::EnterCases), || opinions::create_opinion)
        .allow_versioned(Allow::Can(Deed::EnterCases), || signatures::create_signature)
        .allow_versioned(Allow::Can(Deed::EnterCases), || consents::create_consent)
        .allow_versioned(Allow::Can(Deed::EnterCases), || consents::withdraw_consent)
        .allow_versioned(Allow::Can(Deed::DecideCases), || rulings::create_ruling)
        .allow_versioned(Allow::Can(Deed::DeclareKinship), || kinships::create_kinship)
        .allow_versioned(Allow::Can(Deed::DeclareKinship), || kinships::withdraw_kinship)
        .allow_versioned(Allow::Can(Deed::MakeExceptions), || exceptions::create_exception)
        .allow_versioned(Allow::Can(Deed::MakeExceptions), || exceptions::end_exception)
        .allow(Allow::Can(Deed::RecordObjections), || objections::create_objection)
        .allow_versioned(Allow::Can(Deed::DecideCases), || objections::decide_objection)
        .allow_versioned(Allow::Can(Deed::EnterCases), || attachments::create_attachment)
        .allow_versioned(Allow::Can(Deed::EnterCases), || attachments::remove_attachment)
        .allow(Allow::Can(Deed::ReadCases), || attachments::list_attachments)
        .allow(Allow::Can(Deed::ReadPapers), || attachments::read_attachment)
        .allow(Allow::Can(Deed::PrintPapers), || bundle::bundle_application)
}

/// Which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ApplicationPath {
    /// The case.
    pub(super) id: ApplicationId,
}
