//! What does a bank do that is told over HTTP? It answers at `orders/{id}` as [`crate::bank`] says, as well or as badly as it is set to.
//!
//! `PUT /manners` with a list sets how it behaves to the orders that come next; `GET /orders` shows its books.

use std::io;
use std::net::TcpListener;
use std::sync::{Mutex, PoisonError};

use actix_web::dev::Server;
use actix_web::web::{self, Bytes, Data, Json, Path};
use actix_web::{App, HttpResponse, HttpServer};
use domain::id::PaymentId;

use super::books::{Books, Says};
pub use super::books::{Kept, Manner};
use crate::bank::BankOrder;

type Shared = Data<Mutex<Books>>;

/// Answers at that listener until it is stopped.
///
/// # Errors
/// What the system says of the listener.
pub fn serve(listener: TcpListener) -> io::Result<Server> {
    let books: Shared = Data::new(Mutex::new(Books::default()));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(books.clone())
            .route("/manners", web::put().to(behave))
            .route("/orders", web::get().to(show))
            .route("/orders/{id}", web::put().to(told))
            .route("/orders/{id}", web::get().to(asked))
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

async fn behave(books: Shared, manners: Json<Vec<Manner>>) -> HttpResponse {
    of(&books, |books| books.behave(manners.into_inner()));
    HttpResponse::NoContent().finish()
}

async fn show(books: Shared) -> HttpResponse {
    of(&books, |books| HttpResponse::Ok().json(books.orders()))
}

async fn told(books: Shared, id: Path<PaymentId>, order: Json<BankOrder>) -> HttpResponse {
    answer(of(&books, |books| books.told(*id, &order)))
}

async fn asked(books: Shared, id: Path<PaymentId>) -> HttpResponse {
    answer(of(&books, |books| books.asked(*id)))
}

fn of<T>(books: &Shared, deed: impl FnOnce(&mut Books) -> T) -> T {
    deed(&mut books.lock().unwrap_or_else(PoisonError::into_inner))
}

fn answer(says: Says) -> HttpResponse {
    match says {
        Says::Record(record) => HttpResponse::Ok().json(record),
        Says::Nothing => HttpResponse::NotFound().finish(),
        Says::Busy => HttpResponse::ServiceUnavailable().finish(),
        // The headings are out, and what they announce never comes.
        Says::Breaks => HttpResponse::Ok().streaming(futures_util::stream::once(async {
            Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into())
        })),
    }
}
