//! What is a case, from entry to the city's decision? The application of one student in one campaign.

pub mod act;
pub mod actor;
mod advance;
pub mod appeal;
pub mod attachment;
pub mod circumstances;
pub mod concern;
pub mod deadlines;
pub mod deed;
pub mod enrolment;
mod enter;
pub mod evidence;
pub mod guard;
pub mod matter;
mod objecting;
pub mod order;
pub mod record;
pub mod refusal;
mod refusal_text;
pub mod register;
pub mod road;
pub mod seats;
pub mod separation;
mod speaks_of;
mod standing;
pub mod state;
mod step;
mod suits;
pub mod transition;
mod upheld;
pub mod workflow;

use core::ops::Deref;

use serde::{Deserialize, Serialize};

pub use act::Act;
pub use actor::Actor;
pub use circumstances::Circumstances;
pub use concern::Concern;
pub use deed::{Deed, DeedKind};
pub use matter::{Matter, MatterOf};
pub use order::CaseOrder;
pub use record::Recorded;
pub use refusal::Refusal;
pub use road::{Position, Road};
pub use speaks_of::SpeaksOf;
pub use state::State;
pub use transition::{Allowed, HistoryRow, Transition};
pub use workflow::{Action, Stage};

use crate::access::Role;
use crate::id::{ApplicationId, CampaignId, DossierId, EditionId, PersonId};
use crate::time::Instant;
use evidence::{ConsentMark, ExceptionMark, Kinship, Objection, Opinion, PostingMark};
use evidence::{Ruling, Signature, Visit};
use seats::{SelfRecorded, Staff, StandIn};
use separation::{Hand, Part};
use state::Returned;

/// All that is written in a case besides its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    /// Which case.
    pub id: ApplicationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// Of which household.
    pub dossier: DossierId,
    /// For which student.
    pub student: PersonId,
    /// Along which unions.
    pub road: Road,
    /// The edition of its first submission, which it keeps.
    pub edition: Option<EditionId>,
    /// When it was first submitted.
    pub submitted: Option<Instant>,
    /// When it first arrived at the deciding union.
    pub arrived: Option<Instant>,
    /// That a union above returned it, until it goes up again.
    pub returned: Option<Returned>,
    /// Whether it was appealed once.
    pub appealed: bool,
    /// The matter on which an appeal was upheld.
    pub upheld: Option<Matter>,
    /// Who had a hand in it, each part once.
    pub hands: Vec<Hand>,
    /// Who keeps a seat at entry from above.
    pub stand_ins: Vec<StandIn>,
    /// Visits, in the order recorded; so in every list below.
    pub visits: Vec<Visit>,
    /// Opinions.
    pub opinions: Vec<Opinion>,
    /// Signatures.
    pub signatures: Vec<Signature>,
    /// Consents.
    pub consents: Vec<ConsentMark>,
    /// Its lines in postings.
    pub postings: Vec<PostingMark>,
    /// Objections, those carried over from an earlier application included.
    pub objections: Vec<Objection>,
    /// Rulings.
    pub rulings: Vec<Ruling>,
    /// Declared kinships.
    pub kinships: Vec<Kinship>,
    /// Exceptions allowed.
    pub exceptions: Vec<ExceptionMark>,
}

/// A case. Its state changes by [`Application::act`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    #[serde(flatten)]
    file: CaseFile,
    state: State,
    version: u64,
}

impl Deref for Application {
    type Target = CaseFile;

    fn deref(&self) -> &CaseFile {
        &self.file
    }
}

/// What a new case is about.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its id.
    pub id: ApplicationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// Of which household.
    pub dossier: DossierId,
    /// For which student.
    pub student: PersonId,
    /// Along which unions.
    pub road: Road,
    /// Objections that were open when the student's earlier applications ended, and follow into this one.
    pub objections: Vec<Objection>,
}

impl Application {
    /// A new draft, entered by a caseworker of the union that takes it, or one who fills that seat from above.
    ///
    /// # Errors
    /// [`Refusal`] when the actor does not sit in that seat.
    pub fn open(opening: Opening, by: &Actor, staff: &Staff, at: Instant) -> Result<Recorded, Refusal> {
        let Opening { id, campaign, dossier, student, road, objections } = opening;
        let file = CaseFile {
            id,
            campaign,
            dossier,
            student,
            road,
            edition: None,
            submitted: None,
            arrived: None,
            returned: None,
            appealed: false,
            upheld: None,
            hands: Vec::new(),
            stand_ins: Vec::new(),
            visits: Vec::new(),
            opinions: Vec::new(),
            signatures: Vec::new(),
            consents: Vec::new(),
            postings: Vec::new(),
            objections,
            rulings: Vec::new(),
            kinships: Vec::new(),
            exceptions: Vec::new(),
        };
        let mut case = Self { file, state: State::Draft { since: at }, version: 1 };
        let sitting = seats::sit(&case, (Role::Caseworker, seats::Seat::Entry), by, staff)?;
        case.adopt(&sitting.exceptions);
        case.mark(Hand { officer: by.officer, position: Some(sitting.position), part: Part::Prepared });
        Ok(Recorded { application: case, exceptions: sitting.exceptions, history: None })
    }

    /// Takes a case from the storage edge.
    pub const fn restored(file: CaseFile, state: State, version: u64) -> Self {
        Self { file, state, version }
    }

    /// Gives a case to the storage edge.
    pub fn into_parts(self) -> (CaseFile, State, u64) {
        (self.file, self.state, self.version)
    }

    /// Its state.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The label of its state.
    pub const fn stage(&self) -> Stage {
        self.state.stage()
    }

    /// Its version, which every act and record raises.
    pub const fn version(&self) -> u64 {
        self.version
    }

    fn mark(&mut self, hand: Hand) {
        if !self.file.hands.contains(&hand) {
            self.file.hands.push(hand);
        }
    }

    fn adopt(&mut self, exceptions: &[SelfRecorded]) {
        for exception in exceptions {
            if let SelfRecorded::SeatFilled(stand_in) = exception {
                self.file.stand_ins.push(*stand_in);
            }
        }
    }
}
