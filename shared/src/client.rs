//! A client of the API on `reqwest`, for the browser and natively.
//!
//! The page, the tests and the load tools use it, and Rust integrators can. It knows the paths and the types, nothing
//! else: caching is the browser's or the caller's matter.

use crate::availability::{DaySlots, Days};
use crate::booking::{Booking, BookingRequest, ConfirmationRequest, MoveRequest, ResendRequest};
use crate::challenge::{self, Challenge};
use crate::kiosk::{KioskAnswer, TicketAnswer, TicketRequest};
use crate::office::{Items, Office};
use crate::service::Service;
use crate::terms::Terms;
use crate::{Language, Problem};
use chrono::NaiveDate;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use uuid::Uuid;

/// Why a call brought no answer to work with.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No answer came; whether the request arrived is not known. Safe to repeat with the same idempotency key.
    #[error("no answer from the server")]
    Network(#[source] reqwest::Error),
    /// The API said what is wrong.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// An answer that the API does not give: a proxy's page, say.
    #[error("the server answered in an unknown way, with status {0}")]
    Unexpected(u16),
}

/// A client of one server.
#[derive(Debug, Clone)]
pub struct ApiClient {
    http: reqwest::Client,
    origin: String,
    language: Language,
}

impl ApiClient {
    /// A client for the server at `origin` (`https://wizyta.example.pl`), whose texts come in `language`.
    pub fn new(origin: &str, language: Language) -> Self {
        Self { http: reqwest::Client::new(), origin: origin.trim_end_matches('/').to_owned(), language }
    }

    /// The offices.
    pub async fn offices(&self) -> Result<Items<Office>, ClientError> {
        self.get("/offices").await
    }

    /// The services, in the order of the drop-down.
    pub async fn services(&self) -> Result<Items<Service>, ClientError> {
        self.get("/services").await
    }

    /// The days of a service from the office's today to the end of its horizon.
    pub async fn upcoming_days(&self, service: &str) -> Result<Days, ClientError> {
        self.get(&format!("/services/{service}/days")).await
    }

    /// The days of a service from `from` to `to`, at most [`crate::availability::MAX_DAYS`].
    pub async fn days(&self, service: &str, from: NaiveDate, to: NaiveDate) -> Result<Days, ClientError> {
        self.get(&format!("/services/{service}/days?from={from}&to={to}")).await
    }

    /// The hours of a day.
    pub async fn day(&self, service: &str, date: NaiveDate) -> Result<DaySlots, ClientError> {
        self.get(&format!("/services/{service}/days/{date}")).await
    }

    /// The terms in force.
    pub async fn terms(&self) -> Result<Terms, ClientError> {
        self.get("/terms").await
    }

    /// A challenge, to be solved for a booking if it is `required`.
    pub async fn challenge(&self) -> Result<Challenge, ClientError> {
        self.get("/challenge").await
    }

    /// Books a visit. Repeating it with the same `key` never books twice. `work` is the solution of a challenge, empty
    /// where none is needed.
    pub async fn book(&self, booking: &BookingRequest, key: &str, work: &str) -> Result<Booking, ClientError> {
        let mut request = self.request(Method::POST, "/bookings").header("Idempotency-Key", key);
        if !work.is_empty() {
            request = request.header(challenge::HEADER, work);
        }
        answer(with_json(request, booking)).await
    }

    /// Makes a visit of a hold. Repeating it with the same `key` brings the same answer.
    pub async fn confirm(
        &self,
        id: Uuid,
        token: &str,
        accepted: &ConfirmationRequest,
        key: &str,
    ) -> Result<Booking, ClientError> {
        let path = format!("/bookings/{id}/confirmation");
        let request = self.request(Method::POST, &path).bearer_auth(token).header("Idempotency-Key", key);
        answer(with_json(request, accepted)).await
    }

    /// Holds a place for longer. Repeating it with the same `key` brings the same answer.
    pub async fn extend_hold(&self, id: Uuid, token: &str, key: &str) -> Result<Booking, ClientError> {
        let path = format!("/bookings/{id}/hold-extension");
        answer(self.request(Method::POST, &path).bearer_auth(token).header("Idempotency-Key", key)).await
    }

    /// The booking with this id.
    pub async fn booking(&self, id: Uuid, token: &str) -> Result<Booking, ClientError> {
        answer(self.request(Method::GET, &format!("/bookings/{id}")).bearer_auth(token)).await
    }

    /// Moves a booking to another place.
    pub async fn move_booking(&self, id: Uuid, token: &str, to: &MoveRequest) -> Result<Booking, ClientError> {
        let request = self.request(Method::PATCH, &format!("/bookings/{id}")).bearer_auth(token);
        answer(with_json(request, to)).await
    }

    /// Cancels a booking.
    pub async fn cancel(&self, id: Uuid, token: &str) -> Result<Booking, ClientError> {
        answer(self.request(Method::POST, &format!("/bookings/{id}/cancellation")).bearer_auth(token)).await
    }

    /// Erases what a booking holds of a person, and cancels a visit that is still ahead; then `token` is none any more.
    /// Repeating it with the same `key` brings the same answer.
    pub async fn erase(&self, id: Uuid, token: &str, key: &str) -> Result<(), ClientError> {
        let request = self.request(Method::POST, &format!("/bookings/{id}/erasure")).bearer_auth(token);
        sent(request.header("Idempotency-Key", key)).await.map(drop)
    }

    /// Sends the confirmation again, or to a corrected address; then the answer brings a new token and `token` is none any
    /// more. Repeating it with the same `key` and the old token brings the same answer.
    pub async fn resend(
        &self,
        id: Uuid,
        token: &str,
        resend: &ResendRequest,
        key: &str,
    ) -> Result<Booking, ClientError> {
        let path = format!("/bookings/{id}/confirmation-email");
        let request = self.request(Method::POST, &path).bearer_auth(token).header("Idempotency-Key", key);
        answer(with_json(request, resend)).await
    }

    /// The visit as an iCalendar file.
    pub async fn calendar(&self, id: Uuid, token: &str) -> Result<String, ClientError> {
        let request = self.request(Method::GET, &format!("/bookings/{id}/calendar.ics")).bearer_auth(token);
        String::from_utf8(sent(request).await?.1).map_err(|_| ClientError::Unexpected(200))
    }

    /// Whose kiosk this is; `token` is the kiosk's.
    pub async fn kiosk(&self, token: &str) -> Result<KioskAnswer, ClientError> {
        answer(self.request(Method::GET, "/kiosk").bearer_auth(token)).await
    }

    /// Turns a code into a ticket; `token` is the kiosk's.
    pub async fn issue_ticket(&self, token: &str, ticket: &TicketRequest) -> Result<TicketAnswer, ClientError> {
        answer(with_json(self.request(Method::POST, "/kiosk/tickets").bearer_auth(token), ticket)).await
    }

    /// Tells that the ticket was printed; `token` is the kiosk's.
    pub async fn confirm_print(&self, token: &str, ticket: Uuid) -> Result<TicketAnswer, ClientError> {
        let path = format!("/kiosk/tickets/{ticket}/print-confirmation");
        answer(self.request(Method::POST, &path).bearer_auth(token)).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        answer(self.request(Method::GET, path)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/v1{path}", self.origin);
        self.http.request(method, url).header(ACCEPT_LANGUAGE, self.language.code())
    }
}

fn with_json(request: RequestBuilder, body: &impl Serialize) -> RequestBuilder {
    // Our request types always serialise; an empty body would be refused with a clear answer.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    request.header(CONTENT_TYPE, "application/json").body(bytes)
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ClientError> {
    let (status, body) = sent(request).await?;
    serde_json::from_slice(&body).map_err(|_| ClientError::Unexpected(status))
}

/// An exchange with the server. Boxed, so that the many calls above do not each carry it within them.
fn sent(request: RequestBuilder) -> Exchange {
    Box::pin(bytes(request))
}

#[cfg(not(target_arch = "wasm32"))]
type Exchange = Pin<Box<dyn Future<Output = Result<(u16, Vec<u8>), ClientError>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Exchange = Pin<Box<dyn Future<Output = Result<(u16, Vec<u8>), ClientError>>>>;

async fn bytes(request: RequestBuilder) -> Result<(u16, Vec<u8>), ClientError> {
    let response = request.send().await.map_err(ClientError::Network)?;
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    let body = response.bytes().await.map_err(ClientError::Network)?;
    if status.is_success() {
        return Ok((status.as_u16(), body.to_vec()));
    }
    let Ok(mut problem) = serde_json::from_slice::<Box<Problem>>(&body) else {
        return Err(ClientError::Unexpected(status.as_u16()));
    };
    problem.retry_after = retry_after;
    Err(ClientError::Problem(problem))
}
