//! As of which day does somebody ask? One parameter, with one meaning, wherever it is taken.

use domain::as_of::AsOf;
use domain::time::Day;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::problem::{Problem, Wrong};

/// As of when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOfQuery {
    /// As it stood at the end of this day in Beijing, which is no day to come; as it stands unless said.
    as_of: Option<Day>,
}

impl AsOfQuery {
    /// The end of the day that is asked for.
    pub(crate) fn asked(&self, state: &State) -> Result<Option<AsOf>, Problem> {
        asked(self.as_of, state)
    }
}

/// The end of the day that is asked for; a day to come is refused.
pub(crate) fn asked(day: Option<Day>, state: &State) -> Result<Option<AsOf>, Problem> {
    let today = state.clock.business().day();
    let of = |day| AsOf::of(day, today).map_err(|no| Problem::invalid(vec![Wrong::new("/as_of", no)]));
    day.map(of).transpose()
}
