//! jinqiu: the JSON REST service of a city federation's yearly aid campaign.
//!
//! A request passes the edge (id, language, log), the gate (permission), its handler (load, decide,
//! record, answer) and the store (one transaction). ARCHITECTURE.md follows one all the way.

mod answer;
pub mod bank;
pub mod body;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod edge;
pub mod gate;
pub mod imports;
pub mod list;
pub mod log;
pub mod logging;
pub mod problem;
pub mod route;
pub mod sessions;
pub mod write;

mod accounts;
mod address;
mod applications;
mod areas;
mod as_of;
mod assessments;
mod attend;
mod awards;
mod calendars;
mod campaigns;
mod catalogue;
mod cells;
mod code_lists;
mod concerns;
mod connections;
mod consents;
mod deadline;
mod declarations;
mod delegations;
mod disclosures;
mod docs;
mod dossiers;
mod entries;
mod erasures;
mod exceptions;
mod fault;
mod figures;
mod filings;
mod forget;
mod funds;
#[cfg(test)]
mod fuzz;
mod given;
mod health;
mod jobs;
mod labels;
mod ledger;
mod limits;
mod mandates;
mod me;
#[cfg(feature = "mocks")]
pub mod mocks;
mod name_lists;
mod national_records;
mod officers;
mod once;
mod origin;
mod pace;
mod parameters;
mod patterns;
mod payment_batches;
mod payments;
mod personal_copies;
mod postings;
mod press;
mod rates;
pub mod readings;
mod receipts;
mod remembered;
mod samples;
mod schools;
mod second_factor;
mod sent;
mod service_accounts;
mod standing_purposes;
mod state;
mod stopping;
mod streamed;
mod unfit;
mod unions;
mod upload;
mod whole;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, scope};
use actix_web::{App, HttpServer};
use tokio::task::LocalSet;

pub use address::Proxy;
pub use applications::sweep;
pub use connections::{Most, listen};
pub use docs::DOCUMENT;
pub use forget::{forget_answers, forget_files};
pub use origin::Origin;
pub use rates::Allowed;
pub use state::State;

use crate::route::Routes;

/// Every declared route: those of the demonstration too.
pub fn routes() -> Routes {
    earnest_routes().and(demo::routes())
}

/// The routes of a service in earnest, chapter by chapter.
pub(crate) fn earnest_routes() -> Routes {
    Routes::default()
        .and(sessions::routes())
        .and(sessions::own::routes())
        .and(me::routes())
        .and(second_factor::routes())
        .and(unions::routes())
        .and(officers::routes())
        .and(accounts::routes())
        .and(delegations::routes())
        .and(service_accounts::routes())
        .and(mandates::routes())
        .and(samples::routes())
        .and(patterns::routes())
        .and(readings::routes())
        .and(disclosures::routes())
        .and(personal_copies::routes())
        .and(standing_purposes::routes())
        .and(assessments::routes())
        .and(applications::routes())
        .and(postings::routes())
        .and(concerns::routes())
        .and(funds::routes())
        .and(awards::routes())
        .and(ledger::routes())
        .and(payment_batches::routes())
        .and(payments::routes())
        .and(receipts::routes())
        .and(filings::routes())
        .and(declarations::routes())
        .and(name_lists::routes())
        .and(national_records::routes())
        .and(exceptions::routes())
        .and(consents::routes())
        .and(campaigns::routes())
        .and(schools::routes())
        .and(code_lists::routes())
        .and(areas::routes())
        .and(calendars::routes())
        .and(dossiers::routes())
        .and(jobs::routes())
        .and(erasures::routes())
        .and(log::routes())
}

/// The application around a state.
pub fn app(
    state: Data<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let routes = state.routes.clone();
    let browsers = Condition::new(!state.origins.is_empty(), origin::cors(&state.origins));
    App::new()
        .app_data(state)
        // First, for the document lies below the prefix and needs no sign-in.
        .configure(health::mount)
        .configure(docs::mount)
        .service(scope(route::PREFIX).wrap(from_fn(gate::gate)).configure(|config| routes.mount(config)))
        .default_service(actix_web::web::to(|| async {
            problem::Problem::new(problem::Code::NotFound).reject()
        }))
        .wrap(from_fn(deadline::keep))
        .wrap(from_fn(rates::keep))
        .wrap(from_fn(edge::edge))
        .wrap(Compress::default())
        .wrap(browsers)
        .wrap(from_fn(pace::hold))
}

/// Serves until the process is asked to stop, as `stopping` says.
pub async fn serve(state: State, listener: std::net::TcpListener, workers: usize) -> std::io::Result<()> {
    tokio::spawn(figures::tidy(state.figures.clone()));
    let connections = state.connections();
    let state = Data::new(state);
    let beside = LocalSet::new();
    beside.spawn_local(applications::sweep_on(state.clone()));
    beside.spawn_local(forget::forget_on(state.clone()));
    beside.spawn_local(erasures::clear_on(state.clone()));
    beside.spawn_local(attend::attend_on(state.clone()));
    beside.spawn_local(log::seal_on(state.clone()));
    beside.spawn_local(bank::speak_on(state.clone()));
    beside.spawn_local(imports::go_on(state.clone()));
    let shared = state.clone();
    let server = HttpServer::new(move || app(shared.clone()))
        .workers(workers)
        .on_connect(move |stream, beside| connections.greet(stream, beside))
        .client_request_timeout(std::time::Duration::from_secs(10))
        .shutdown_timeout(stopping::UNDER_WAY_S)
        .disable_signals()
        .listen(listener)?
        .run();
    let stopped = stopping::by_signals(state, server.handle());
    let ends = Box::pin(async {
        tokio::select! {
            ended = server => ended,
            ended = stopped => ended,
        }
    });
    beside.run_until(ends).await
}
