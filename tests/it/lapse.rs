//! What becomes of a draft whose time is over? Nobody submits it, another may be entered, and a sweep ends it.

use api::State;
use api::clock::Clock;
use harness::{Service, json, on_both, race};

use crate::cast::Cast;
use crate::counts::figures_are_what_counting_gives;
use crate::family::{UNDER, three};

/// The last moment of a draft of 30 July, and the first after it.
const LAST: &str = "2018-08-29T23:59:00+08:00";
pub(crate) const OVER: &str = "2018-08-30T00:00:00+08:00";

/// A process of its own, to sweep.
pub(crate) async fn sweeper(service: &Service) -> State {
    let state = State::new(service.store().await, Clock::settable()).unwrap();
    state.refresh_clock().await.unwrap();
    state
}

on_both! {
    async fn a_draft_past_its_time_is_not_submitted_and_makes_room_for_another(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        service.set_clock(OVER).await;
        case.refuses(&people.caseworker, json!({"action": "submit"}), "expired", None).await;
        let other = people.enter(&case.dossier, 2).await;
        assert_eq!((case.place().await.0, other.place().await.0), ("withdrawn".to_owned(), "draft".to_owned()));
        let history = case.history().await;
        assert_eq!((history.len(), &history[0]["action"], &history[0]["by"]), (1, &json!("expire"), &json!(null)));
        assert_eq!(service.numbers("SELECT count(*) FROM log_entries WHERE act = 'lapse_draft' AND account IS NULL").await, [1]);
        figures_are_what_counting_gives(&service).await;
    }

    async fn a_sweep_ends_what_is_over_and_nothing_else(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        service.set_clock(LAST).await;
        assert_eq!(api::sweep(&sweeper(&service).await).await.unwrap(), 0);
        assert_eq!(case.place().await.0, "draft");
        service.set_clock(OVER).await;
        assert_eq!(api::sweep(&sweeper(&service).await).await.unwrap(), 1);
        assert_eq!(case.place().await.0, "withdrawn");
        assert_eq!(case.view().await["state"]["cause"]["by"], "expiry");
        assert_eq!(api::sweep(&sweeper(&service).await).await.unwrap(), 0);
        figures_are_what_counting_gives(&service).await;
    }

    async fn of_several_sweeps_at_once_one_ends_a_draft(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        service.set_clock(OVER).await;
        let sweepers = [sweeper(&service).await, sweeper(&service).await, sweeper(&service).await];
        let ended = race(3, |number| api::sweep(&sweepers[number])).await;
        assert_eq!(ended.into_iter().map(Result::unwrap).sum::<usize>(), 1);
        assert_eq!((case.version().await, case.history().await.len()), (2, 1));
        figures_are_what_counting_gives(&service).await;
    }
}
