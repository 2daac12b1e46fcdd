//! May this caller use this route? Every request passes here; what is not declared is refused.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use domain::access::Actor;
use domain::confinement::Confinement;
use domain::id::AccountId;

use crate::State;
use crate::problem::{Code, Problem};
use crate::readings::on_record;
use crate::route::{Allow, Declared};
use crate::sessions::token::Claims;

/// Who is signed in: what the gate found, for handlers to take.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who acts.
    pub actor: Actor,
    /// The account that signed in: the actor's, unless its post was lent.
    pub own: AccountId,
    /// What they must do before anything else, if so.
    pub confined: Option<Confinement>,
    /// What their access token says.
    pub claims: Claims,
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let found = request.extensions().get::<Self>().cloned();
        // A route that is open to anybody and asks who it is has been declared wrongly.
        std::future::ready(found.ok_or_else(|| Problem::new(Code::Internal)))
    }
}

/// Lets a request through to its handler, or refuses it.
pub async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match admit(&request).await {
        Ok(signed_in) => {
            if let Some(signed_in) = signed_in.clone() {
                request.extensions_mut().insert(signed_in);
            }
            let answer = next.call(request).await?;
            if let Some(signed_in) = signed_in.filter(|_| answer.status().is_success())
                && let Err(problem) = on_record(answer.request(), &signed_in).await
            {
                let (request, _) = answer.into_parts();
                return Ok(ServiceResponse::from_err(problem, request).map_into_right_body());
            }
            Ok(answer.map_into_left_body())
        }
        Err(problem) => Ok(request.error_response(problem).map_into_right_body()),
    }
}

/// Who is admitted: somebody signed in, or anybody.
async fn admit(request: &ServiceRequest) -> Result<Option<SignedIn>, Problem> {
    let state = request.app_data::<Data<State>>().cloned().ok_or_else(|| Problem::new(Code::Internal))?;
    state.refresh_clock().await?;
    let pattern = request.match_pattern().ok_or_else(|| Problem::new(Code::NotFound))?;
    let method = if request.method() == "HEAD" { "GET" } else { request.method().as_str() };
    let Some(route) = state.routes.of(method, &pattern) else {
        let methods = state.routes.methods(&pattern);
        let code = if methods.is_empty() { Code::NotFound } else { Code::MethodNotAllowed };
        return Err(Problem::new(code).allow(methods.join(", ")));
    };
    let signed_in = identify(request, &state, route.allow).await?;
    no_more_than_declared(request, route)?;
    Ok(signed_in)
}

/// Who it is, where the route is not open to anybody.
async fn identify(
    request: &ServiceRequest,
    state: &State,
    allow: Allow,
) -> Result<Option<SignedIn>, Problem> {
    let Allow::Can(deed) = allow else { return Ok(None) };
    let token = bearer(request).ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let vouched = request.extensions().get::<Claims>().cloned();
    let signed_in = state.authenticate(token, vouched).await?;
    if let Some(confined) = signed_in.confined.filter(|confined| !confined.permits(deed)) {
        return Err(Problem::new(match confined {
            Confinement::PasswordGiven => Code::PasswordGiven,
            Confinement::NoSecondFactor => Code::SecondFactorRequired,
        }));
    }
    match signed_in.actor.refuses(deed) {
        None => Ok(Some(signed_in)),
        Some(no) => Err(Problem::new(Code::Forbidden).telling(no)),
    }
}

/// A parameter or a body that the route does not know is refused: whoever sends one expects something of it.
fn no_more_than_declared(request: &ServiceRequest, route: Declared) -> Result<(), Problem> {
    if !route.queried && !request.query_string().is_empty() {
        return Err(Problem::new(Code::BadQuery).detail(
            "此路径不接受查询参数,请去掉问号及其后的内容",
            "this path takes no parameters: leave out what follows the question mark",
        ));
    }
    let headers = request.headers();
    // An empty object, which some clients always send, says nothing.
    let empty = headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0" || length == "2");
    if !route.has_body && (!empty || headers.contains_key(TRANSFER_ENCODING)) {
        return Err(Problem::new(Code::UnexpectedBody));
    }
    Ok(())
}

/// The access token that a request brings, if it brings any.
pub(crate) fn bearer(request: &ServiceRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
