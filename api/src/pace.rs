//! How slowly may a body come? No more slowly than a bad line brings it: whoever is slower is cut off.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use crate::problem::{Code, Problem};

/// For so long nothing need have come, in whatever time the rest does.
const PATIENCE: Duration = Duration::from_secs(10);
/// The slowest line that is waited for, in octets a second: half of the slowest mobile data.
const SLOWEST: u32 = 4 * 1024;

/// How long a body is held after its answer was made: until it is on its way.
const HELD: Duration = Duration::from_secs(2);

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// It has more octets than are taken.
    TooLarge,
    /// It came too slowly.
    TooSlow,
    /// Its sender went away, or it is not formed as HTTP says.
    Broken,
}

impl From<NotRead> for Problem {
    fn from(why: NotRead) -> Self {
        Self::new(match why {
            NotRead::TooLarge => Code::TooLarge,
            NotRead::TooSlow => Code::TooSlow,
            NotRead::Broken => Code::BadQuery,
        })
    }
}

/// Reads a body to its end, up to so many octets.
pub(crate) async fn read(
    mut body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    most: usize,
) -> Result<Bytes, NotRead> {
    let begun = Instant::now();
    let mut octets = BytesMut::new();
    loop {
        let next = tokio::time::timeout_at(begun + allowed(octets.len()), body.next());
        match next.await.map_err(|_| NotRead::TooSlow)? {
            None => return Ok(octets.freeze()),
            Some(Err(_)) => return Err(NotRead::Broken),
            Some(Ok(chunk)) if octets.len() + chunk.len() > most => return Err(NotRead::TooLarge),
            Some(Ok(chunk)) => octets.extend_from_slice(&chunk),
        }
    }
}

/// Lets a body without a length be held until its answer is on its way. The server reads what is left of such a body for as
/// long as it comes, once nobody holds it; one that is held ends its connection with the answer.
pub(crate) async fn hold<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return next.call(request).await;
    }
    let held = Rc::new(RefCell::new(request.take_payload()));
    let shared = Rc::clone(&held);
    let shared = futures_util::stream::poll_fn(move |context| shared.borrow_mut().poll_next_unpin(context));
    request.set_payload(Payload::Stream { payload: Box::pin(shared) });
    let answer = next.call(request).await;
    actix_web::rt::spawn(async move {
        tokio::time::sleep(HELD).await;
        drop(held);
    });
    answer
}

/// How long it may have taken until so many octets are there.
pub(crate) fn allowed(octets: usize) -> Duration {
    let octets = u32::try_from(octets).unwrap_or(u32::MAX);
    PATIENCE + Duration::from_secs(1) * octets / SLOWEST
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn octets(count: usize) -> Bytes {
        Bytes::from(vec![b' '; count])
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_steadily_is_read_and_what_drips_is_cut_off() {
        let every = |seconds: u64, count: usize| {
            Box::pin(stream::unfold(0, move |sent| async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                (sent < 100).then(|| (Ok(octets(count)), sent + 1))
            }))
        };
        assert_eq!(read(every(1, 5000), 1_000_000).await.map(|all| all.len()), Ok(500_000));
        assert_eq!(read(every(5, 1), 1_000_000).await, Err(NotRead::TooSlow));
        assert_eq!(read(every(11, 1_000_000), 10_000_000).await, Err(NotRead::TooSlow));
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_read_to_its_end() {
        let endless = Box::pin(stream::repeat_with(|| Ok(octets(1000))));
        assert_eq!(read(endless, 10_000).await, Err(NotRead::TooLarge));
    }
}
