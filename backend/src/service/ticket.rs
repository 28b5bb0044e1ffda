//! The kiosk: a code becomes a numbered ticket.

use super::idempotency::Repeatable;
use super::token::{self, Principal};
use super::{Answer, Caller, book, lookup, view};
use crate::db::DbConn;
use crate::db::bookings::{self, BookingRow};
use crate::db::idempotency_records::{self, IdempotencyRow, RequestKey};
use crate::db::tickets::{self, TicketRow};
use crate::domain::day::Offer;
use crate::domain::role::Role;
use crate::guesses::Guesses;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::answers::local;
use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use diesel::QueryResult;
use serde_json::Value;
use shared::booking::BookingStatus;
use shared::kiosk::{Ticket, TicketAnswer};
use shared::{Language, ProblemCode, ReservationCode};
use std::sync::Arc;
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile.
const LOOKS: usize = 4;

/// What became of asking for a ticket.
enum Issued {
    New(Answer),
    /// Drawn before.
    Known(Answer),
    /// The same request came before.
    Repeated(Box<IdempotencyRow>),
}

/// Gives the ticket for a code: 201 when it is new, 200 when it was drawn before.
/// `body` is what `code` was read from.
///
/// Who asks, whether he may try a code, what is known of it, and the draw are one transaction: while a whole crowd books, a
/// ticket would wait at each of its steps for what a worker has ready.
pub async fn issue(
    state: Arc<AppState>,
    guesses: &Arc<Guesses>,
    caller: &Caller,
    code: &ReservationCode,
    body: &Value,
) -> Result<Answer, ApiError> {
    let token = caller.bearer.as_deref().and_then(|token| token::key(&state.secrets, token));
    let token = token.ok_or(ProblemCode::Unauthorized)?;
    let repeatable = Repeatable::new(&state.secrets, caller, "/kiosk/tickets", "", body);
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(&state).await?),
        None => None,
    };
    let now = state.clock.now();
    let counter = Counter {
        state: Arc::clone(&state),
        code: book::code_key(&state, code),
        repeatable: repeatable.clone(),
        language: caller.language,
        now,
    };
    let guesses = Arc::clone(guesses);
    let issued = state.db.write(move |conn| {
        let kiosk = match token::authorise_in(conn, &token, &[Role::Kiosk], now)? {
            Ok(kiosk) => kiosk,
            Err(refusal) => return Ok((None, Err(refusal))),
        };
        match guesses.begin(kiosk.id, now) {
            Ok(attempt) => Ok((Some(attempt), counter.issue(conn, &kiosk)?)),
            Err(refusal) => Ok((None, Err(refusal))),
        }
    });
    let (attempt, issued) = issued.await?;
    let answer = match issued {
        Ok(issued) => issued.answer(&state, repeatable.as_ref()).await,
        Err(refusal) => Err(refusal),
    };
    if let Some(attempt) = attempt {
        attempt.end(code, answer.as_ref().err().map(ApiError::code), now);
    }
    answer
}

impl Issued {
    async fn answer(self, state: &AppState, repeatable: Option<&Repeatable>) -> Result<Answer, ApiError> {
        match (self, repeatable) {
            (Self::Repeated(record), Some(repeatable)) => repeatable.repeat(state, &record).await,
            (Self::Repeated(_), None) => Err(ApiError::internal("repeated without a key")),
            // A new one has kept its answer already.
            (Self::Known(answer), Some(repeatable)) => repeatable.keep(state, answer).await,
            (Self::New(answer) | Self::Known(answer), _) => Ok(answer),
        }
    }
}

/// Somebody at a kiosk, before the counter.
struct Counter {
    state: Arc<AppState>,
    /// The code's hash.
    code: Vec<u8>,
    repeatable: Option<Repeatable>,
    language: Language,
    now: DateTime<Utc>,
}

impl Counter {
    fn issue(&self, conn: &mut DbConn, kiosk: &Principal) -> QueryResult<Result<Issued, ApiError>> {
        for _ in 0..LOOKS {
            if let Some(repeatable) = &self.repeatable {
                let kept = idempotency_records::find(conn, &[RequestKey::apart(&repeatable.key)])?.pop();
                if let Some(record) = kept {
                    return Ok(Ok(Issued::Repeated(Box::new(record))));
                }
            }
            let Some((booking, ticket)) = tickets::find_by_code(conn, &self.code)? else {
                return Ok(Err(ProblemCode::CodeUnknown.into()));
            };
            let paper = match self.check(kiosk, &booking, ticket.is_some()) {
                Ok(paper) => paper,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if let Some(ticket) = ticket {
                return Ok(paper.answer(200, &ticket).map(Issued::Known));
            }
            let id = Uuid::now_v7().to_string();
            if let Some(ticket) = tickets::draw(conn, &booking, id, self.now.naive_utc())? {
                return self.answer_new(conn, &paper, &ticket);
            }
            // Somebody has changed the booking meanwhile.
        }
        Ok(Err(ApiError::unavailable(1)))
    }

    fn check(&self, kiosk: &Principal, booking: &BookingRow, has_ticket: bool) -> Result<Paper, ApiError> {
        let offer = lookup::offer(&self.state, booking)?;
        check(kiosk, &offer, booking, has_ticket, self.now)?;
        Ok(Paper::new(&offer, booking, self.language))
    }

    /// The answer, kept if it may be asked for again.
    fn answer_new(
        &self,
        conn: &mut DbConn,
        paper: &Paper,
        ticket: &TicketRow,
    ) -> QueryResult<Result<Issued, ApiError>> {
        let answer = match paper.answer(201, ticket) {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(repeatable) = &self.repeatable {
            match repeatable.record(&self.state.secrets, &answer, self.now) {
                Ok(record) => idempotency_records::insert(conn, &record)?,
                Err(error) => return Ok(Err(error.into())),
            };
        }
        tracing::info!(booking.id = %ticket.booking_id, ticket.id = %ticket.id, "Issued a ticket");
        Ok(Ok(Issued::New(answer)))
    }
}

/// Notes that a ticket was printed, which makes the booking `checked_in`. Repeating it changes nothing.
pub async fn confirm_print(
    state: &AppState,
    kiosk: &Principal,
    ticket_id: Uuid,
    language: Language,
) -> Result<Answer, ApiError> {
    let id = ticket_id.to_string();
    let found = state.db.read(move |conn| {
        let Some(ticket) = tickets::find(conn, &id)? else { return Ok(None) };
        Ok(bookings::find(conn, &ticket.booking_id)?.map(|booking| (ticket, booking)))
    });
    let (mut ticket, booking) = found.await?.ok_or(ProblemCode::NotFound)?;
    let offer = lookup::offer(state, &booking)?;
    if kiosk.office_id.as_ref().is_some_and(|office| *office != booking.office_id) {
        return Err(ProblemCode::WrongOffice.into());
    }
    if ticket.printed_at.is_none() {
        let now = state.clock.now().naive_utc();
        let (id, booking_id) = (ticket.id.clone(), booking.id.clone());
        let printed = state.db.write(move |conn| {
            tickets::set_printed(conn, &id, now)?;
            bookings::check_in(conn, &booking_id, now)?;
            tickets::find(conn, &id)
        });
        ticket = printed.await?.ok_or(ProblemCode::NotFound)?;
    }
    Paper::new(&offer, &booking, language).answer(200, &ticket)
}

fn check(
    kiosk: &Principal,
    offer: &Offer,
    booking: &BookingRow,
    has_ticket: bool,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    // Check that the code belongs to the kiosk's office.
    if kiosk.office_id.as_ref().is_some_and(|office| *office != booking.office_id) {
        return Err(ProblemCode::WrongOffice.into());
    }
    // Check that there is a visit.
    match view::booking_status(booking)? {
        BookingStatus::Booked | BookingStatus::CheckedIn => {}
        BookingStatus::Cancelled | BookingStatus::Expired => return Err(ProblemCode::BookingCancelled.into()),
        BookingStatus::Held => return Err(ProblemCode::CodeUnknown.into()),
        BookingStatus::Completed | BookingStatus::NoShow => return Err(too_late()),
    }
    if has_ticket {
        return Ok(());
    }
    // Check that it is time.
    let starts_at = Utc.from_utc_datetime(&booking.starts_at);
    let rules = offer.office.rules;
    let opens_at = starts_at - Duration::minutes(rules.ticket_opens_minutes.into());
    if now < opens_at {
        let opens_at = local(offer.office, opens_at);
        return Err(ApiError::new(ProblemCode::TooEarly).with(|parts| {
            parts.values.push(("time", shared::local_time::format(opens_at.time())));
            parts.extra.opens_at = Some(opens_at);
        }));
    }
    if now > starts_at + Duration::minutes(rules.ticket_closes_minutes.into()) { Err(too_late()) } else { Ok(()) }
}

fn too_late() -> ApiError {
    ApiError::new(ProblemCode::TooLate).with(|parts| parts.extra.walk_in = Some(true))
}

/// What a ticket says besides its number.
struct Paper {
    letter: char,
    service: String,
    time: NaiveTime,
    timezone: Tz,
    language: Language,
}

impl Paper {
    fn new(offer: &Offer, booking: &BookingRow, language: Language) -> Self {
        Self {
            letter: offer.service.ticket_letter,
            service: offer.service.name.get(language).clone(),
            time: booking.time,
            timezone: offer.office.timezone,
            language,
        }
    }

    fn answer(&self, status: u16, ticket: &TicketRow) -> Result<Answer, ApiError> {
        let at = |instant| Utc.from_utc_datetime(&instant).with_timezone(&self.timezone).fixed_offset();
        let dto = TicketAnswer {
            ticket: Ticket {
                id: ticket.id.parse().map_err(ApiError::internal)?,
                number: format!("{}{:03}", self.letter, ticket.number),
                service: self.service.clone(),
                time: self.time,
                issued_at: at(ticket.issued_at),
                printed_at: ticket.printed_at.map(at),
            },
        };
        let body = serde_json::to_string(&dto).map_err(ApiError::internal)?;
        Ok(Answer { status, location: None, etag: None, language: self.language, body, repeated: false })
    }
}
