//! The document and its readable pages, from inside the binary: no internet is needed.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, redirect};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The document as it was reviewed, byte for byte.
pub const DOCUMENT: &str = include_str!("../../openapi/openapi.json");

/// These paths need no sign-in.
pub(crate) fn mount(config: &mut ServiceConfig) {
    config
        .route("/api/v1/openapi.json", get().to(document))
        .service(redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json")))
        .route("/openapi.json", get().to(document));
}

async fn document() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT)
}
