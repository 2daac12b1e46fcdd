//! How often may somebody ask? So many times a second by address until they are signed in, and by account from then on.
//! Asked before a body is read and before the database is asked anything, in each process apart.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use domain::id::AccountId;
use governor::clock::Clock as Passes;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use moka::sync::Cache;

use crate::State;
use crate::address::Address;
use crate::clock::Clock;
use crate::gate::bearer;
use crate::health;
use crate::problem::{Code, Problem};

/// So many seconds' worth may come at once: a screen that opens, an office that begins its day.
const AT_ONCE_SECONDS: u32 = 10;
/// How many callers are remembered, and for how long after their last request: by then they may do all again.
const REMEMBERED: u64 = 50_000;
const IDLE: Duration = Duration::from_mins(1);

/// How many requests a second are taken, all the time; 0 is without a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Reading requests of an account.
    pub account_reads_a_second: u32,
    /// All other requests of an account.
    pub account_writes_a_second: u32,
    /// Requests without a good access token, of an address.
    pub address_requests_a_second: u32,
}

/// Who asks, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Caller {
    Reads(AccountId),
    Writes(AccountId),
    Stranger(Address),
}

/// What is left of what a caller may do.
type Left = RateLimiter<NotKeyed, InMemoryState, Clock, NoOpMiddleware<Duration>>;

/// How often each caller has asked of late.
pub(crate) struct Rates {
    allowed: Allowed,
    clock: Clock,
    callers: Cache<Caller, Arc<Left>>,
}

impl Passes for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.passed()
    }
}

impl Caller {
    const fn allowed(self, allowed: Allowed) -> u32 {
        match self {
            Self::Reads(_) => allowed.account_reads_a_second,
            Self::Writes(_) => allowed.account_writes_a_second,
            Self::Stranger(_) => allowed.address_requests_a_second,
        }
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Reads(_) => "account_reads",
            Self::Writes(_) => "account_writes",
            Self::Stranger(_) => "address",
        }
    }
}

impl Rates {
    /// By that clock.
    pub(crate) fn new(allowed: Allowed, clock: Clock) -> Self {
        let callers = Cache::builder().max_capacity(REMEMBERED).time_to_idle(IDLE).build();
        Self { allowed, clock, callers }
    }

    /// Counts a request, unless there were too many.
    fn count(&self, caller: Caller) -> Result<(), Problem> {
        let Some(allowed) = NonZeroU32::new(caller.allowed(self.allowed)) else { return Ok(()) };
        let left = self.callers.get_with(caller, || {
            let at_once = allowed.saturating_mul(NonZeroU32::MIN.saturating_add(AT_ONCE_SECONDS - 1));
            let quota = Quota::per_second(allowed).allow_burst(at_once);
            Arc::new(RateLimiter::direct_with_clock(quota, self.clock.clone()))
        });
        left.check().map_err(|until| {
            metrics::counter!("jinqiu_requests_refused_total", "by" => caller.kind()).increment(1);
            let wait = until.wait_time_from(self.clock.passed());
            let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(1).max(1);
            too_many(caller, allowed, seconds)
        })
    }
}

fn too_many(caller: Caller, allowed: NonZeroU32, seconds: u32) -> Problem {
    let (chinese, english) = match caller {
        Caller::Reads(_) => ("该账号读取", "an account reads"),
        Caller::Writes(_) => ("该账号提交", "an account sends changes"),
        Caller::Stranger(_) => ("该网络地址未登录的访问", "an address is answered without sign-in"),
    };
    Problem::new(Code::TooManyRequests).retry_after(seconds).detail(
        format!("{chinese}每秒不超过{allowed}次,请{seconds}秒后再试;批量办理请按此速度进行"),
        format!(
            "{english} at most {allowed} times a second: try again in {seconds} seconds, and keep to that pace where \
             there is much to do"
        ),
    )
}

/// Lets a request on, or refuses it. What a good token says is left for the gate.
pub(crate) async fn keep<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match ask(&request) {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(problem) => Ok(request.error_response(problem).map_into_right_body()),
    }
}

fn ask(request: &ServiceRequest) -> Result<(), Problem> {
    if health::supervises(request.path()) {
        return Ok(());
    }
    let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal))?;
    let now = state.clock.real();
    let claims = bearer(request).and_then(|token| state.tokens.check(token, now));
    let Some(claims) = claims else {
        return state.rates.count(Caller::Stranger(Address::of_request(request.request())));
    };
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let account = claims.sub;
    if state.tokens.are_known(now) {
        request.extensions_mut().insert(claims);
    }
    state.rates.count(if reads { Caller::Reads(account) } else { Caller::Writes(account) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: Allowed =
        Allowed { account_reads_a_second: 3, account_writes_a_second: 0, address_requests_a_second: 2 };

    fn stranger(text: &str) -> Caller {
        Caller::Stranger(Address::of(text.parse().unwrap(), std::iter::empty(), &[]))
    }

    /// How many requests of a caller are taken before one is refused, of a thousand.
    fn taken(rates: &Rates, caller: Caller) -> usize {
        (0..1000).take_while(|_| rates.count(caller).is_ok()).count()
    }

    #[test]
    fn ten_seconds_worth_comes_at_once_and_then_so_many_a_second() {
        let clock = Clock::system();
        clock.stop();
        let rates = Rates::new(ALLOWED, clock.clone());
        let caller = stranger("192.0.2.1");
        assert_eq!(taken(&rates, caller), 20);
        clock.advance(1);
        assert_eq!(taken(&rates, caller), 2);
        clock.advance(3600);
        assert_eq!(taken(&rates, caller), 20);
    }

    #[test]
    fn callers_count_apart_and_0_is_without_a_limit() {
        let clock = Clock::system();
        clock.stop();
        let rates = Rates::new(ALLOWED, clock);
        let account = AccountId::new(uuid::Uuid::from_u128(1));
        assert_eq!(taken(&rates, stranger("2001:db8::1")), 20);
        // Of IPv6 the whole /64 is one.
        assert_eq!(taken(&rates, stranger("2001:db8::2")), 0);
        assert_eq!(taken(&rates, stranger("2001:db8:0:1::1")), 20);
        assert_eq!(taken(&rates, Caller::Reads(account)), 30);
        assert_eq!(taken(&rates, Caller::Writes(account)), 1000);
    }

    #[test]
    fn of_a_flood_of_addresses_no_more_are_remembered_than_there_is_room_for() {
        let rates = Rates::new(ALLOWED, Clock::system());
        for n in 0..60_000_u32 {
            let _ = rates.count(stranger(&std::net::Ipv4Addr::from_bits(n).to_string()));
        }
        rates.callers.run_pending_tasks();
        assert!(rates.callers.entry_count() <= REMEMBERED, "{}", rates.callers.entry_count());
    }
}
