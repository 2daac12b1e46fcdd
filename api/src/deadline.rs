//! How long may a request take? As long as its body may, and half a minute for what is done with it.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::middleware::Next;
use persistence::patience;

use crate::pace;
use crate::problem::{Code, Problem};
use crate::upload;

/// What a write, a hash and whoever waits for them take together is far less.
const DONE_WITHIN: Duration = Duration::from_secs(30);

/// Gives a request up that takes longer: whatever it waits for is not coming.
pub(crate) async fn keep<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let most = body_within(&request) + DONE_WITHIN;
    let route = request.match_pattern();
    tokio::time::timeout(most, patience::shared(next.call(request))).await.unwrap_or_else(|_| {
        tracing::error!(route, seconds = most.as_secs(), "a request was given up: it took too long");
        Err(Problem::new(Code::Unavailable).retry_after(1).into())
    })
}

/// How long the body may take to come.
fn body_within(request: &ServiceRequest) -> Duration {
    let headers = request.headers();
    let said = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let whole = if headers.contains_key(TRANSFER_ENCODING) { upload::MOST_OCTETS } else { said.unwrap_or(0) };
    pace::allowed(whole.min(upload::MOST_OCTETS))
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::web::get;
    use actix_web::{App, HttpResponse};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_hangs_is_given_up_and_what_takes_a_while_is_answered() {
        let slow = |seconds: u64| {
            get().to(move || async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                HttpResponse::new(StatusCode::NO_CONTENT)
            })
        };
        let app = App::new().route("/slow", slow(20)).route("/hangs", slow(1_000_000)).wrap(from_fn(keep));
        let app = init_service(app).await;
        let ask = |path: &str| TestRequest::get().uri(path).to_request();
        let answer = try_call_service(&app, ask("/slow")).await.map_err(|error| error.to_string());
        assert_eq!(answer.map(|answer| answer.status()), Ok(StatusCode::NO_CONTENT));
        let given_up = try_call_service(&app, ask("/hangs")).await.unwrap_err();
        assert_eq!(given_up.as_response_error().status_code(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
