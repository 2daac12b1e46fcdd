//! Is the service alive, is it ready, how busy is it, and with which keys does it sign?

use actix_web::web::{Data, Json, ServiceConfig, get};
use actix_web::{HttpResponse, Responder};
use serde_json::json;

use crate::State;
use crate::problem::{Code, Problem};

/// These paths need no sign-in and lie beside the versioned ones.
pub(crate) fn mount(config: &mut ServiceConfig) {
    config
        .route("/health/live", get().to(live))
        .route("/health/ready", get().to(ready))
        .route("/metrics", get().to(figures))
        .route("/.well-known/jwks.json", get().to(keys));
}

/// Whether whoever supervises the service asks there, who is to be answered whatever others do.
pub(crate) fn supervises(path: &str) -> bool {
    ["/health/live", "/health/ready", "/metrics"].contains(&path)
}

async fn live() -> impl Responder {
    Json(json!({ "status": "live" }))
}

async fn ready(state: Data<State>) -> Result<impl Responder, Problem> {
    if state.stopping.is_asked() {
        return Err(Problem::new(Code::Unavailable).retry_after(1));
    }
    state.store.ready().await?;
    Ok(Json(json!({ "status": "ready" })))
}

async fn figures(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(state.figures.render())
}

async fn keys(state: Data<State>) -> Result<impl Responder, Problem> {
    state.know_keys().await?;
    Ok(Json(state.tokens.public(state.clock.real())))
}
