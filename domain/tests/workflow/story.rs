//! How is a case told, act by act, with its officers named by number?

use domain::access::Role::{self, Caseworker, Head};
use domain::application::circumstances::Standing;
use domain::application::seats::SelfRecorded;
use domain::application::state::ReturnTo;
use domain::application::{Action, Application, Circumstances, Deed, Refusal};
use domain::time::Instant;

use crate::world::{THREE, World, act, at, matter, officer, papers, procedure};

pub(crate) const START: &str = "2018-07-30T09:00:00+08:00";
pub(crate) const LATER: &str = "2018-08-08T09:00:00+08:00";

/// A case in its world as it goes on.
pub(crate) struct Story<'a> {
    pub(crate) world: &'a World,
    pub(crate) case: Application,
    pub(crate) circumstances: Circumstances<'a>,
    pub(crate) now: Instant,
    pub(crate) exceptions: Vec<SelfRecorded>,
}

impl<'a> Story<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let (case, circumstances) =
            (world.draft(at(START)), world.circumstances(matter(0), Standing::Eligible));
        Self { world, case, circumstances, now: at(START), exceptions: Vec::new() }
    }

    pub(crate) fn by(&mut self, who: u128, role: Role, action: Action, to: ReturnTo) -> Result<(), Refusal> {
        let days = (self.now.day(), self.now.day().plus_days(4));
        let actors = self.world.actors();
        let by = actors.iter().find(|by| by.officer == officer(who) && by.role == role).unwrap();
        let tried = act(action, to, days).unwrap();
        let done = self.case.clone().act(tried, by, &self.circumstances, self.now)?;
        self.case = done.application;
        self.exceptions.extend(done.exceptions);
        Ok(())
    }

    pub(crate) fn head(&mut self, who: u128, action: Action) -> Result<(), Refusal> {
        self.by(who, Head, action, ReturnTo::Draft)
    }

    pub(crate) fn clerk(&mut self, who: u128, action: Action) {
        self.by(who, Caseworker, action, ReturnTo::Draft).unwrap();
    }

    pub(crate) fn record(&mut self, who: u128, role: Role, deed: Deed) -> Result<(), Refusal> {
        let actors = self.world.actors();
        let by = actors.iter().find(|by| by.officer == officer(who) && by.role == role).unwrap();
        self.case = self.case.clone().record(deed, by, &self.circumstances, self.now)?.application;
        Ok(())
    }

    pub(crate) fn papers(&mut self, who: u128) {
        let scan = 100 + u128::try_from(self.case.signatures.len()).unwrap();
        for deed in papers(self.now.day(), self.circumstances.matter, scan) {
            self.record(who, Caseworker, deed).unwrap();
        }
    }

    /// To the board: the caseworker and the head who do what entry does.
    pub(crate) fn posted(&mut self, clerk: u128, head: u128) {
        self.clerk(clerk, Action::Submit);
        self.papers(clerk);
        self.head(head, Action::Sign).unwrap();
        self.clerk(clerk, Action::Post);
    }

    /// To the desk above entry, by the same two.
    pub(crate) fn up(&mut self, clerk: u128, head: u128) {
        self.posted(clerk, head);
        self.now = at(LATER);
        self.head(head, Action::Forward).unwrap();
    }
}

/// Two officers at entry and in the county, two heads in the city.
pub(crate) fn full() -> World {
    let posts =
        [(0, 1, Caseworker), (0, 2, Head), (1, 11, Caseworker), (1, 12, Head), (2, 21, Head), (2, 22, Head)];
    World::new(&THREE, procedure(), &posts)
}
