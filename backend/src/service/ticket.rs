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

/// What became of drawing a ticket.
enum Drawn {
    New(Answer),
    Known(TicketRow),
    /// The booking changed meanwhile.
    Stale,
}

/// What the database knows of a code, and of the request's key.
struct Look {
    kept: Option<IdempotencyRow>,
    found: Option<(BookingRow, Option<TicketRow>)>,
}

/// Gives the ticket for a code: 201 when it is new, 200 when it was drawn before.
/// `body` is what `code` was read from.
///
/// Who asks, whether he may try a code, and what is known of it, is one step: when a whole crowd books at the same time,
/// a ticket waits at each of its steps.
pub async fn issue(
    state: &AppState,
    guesses: &Arc<Guesses>,
    caller: &Caller,
    code: &ReservationCode,
    body: &Value,
) -> Result<Answer, ApiError> {
    let token = caller.bearer.as_deref().and_then(|token| token::key(&state.secrets, token));
    let token = token.ok_or(ProblemCode::Unauthorized)?;
    let repeatable = Repeatable::new(&state.secrets, caller, "/kiosk/tickets", "", body);
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(state).await?),
        None => None,
    };
    let asked = Asked { code: book::code_key(state, code), key: repeatable.as_ref().map(|one| one.key.clone()) };
    let (now, guesses, first) = (state.clock.now(), Arc::clone(guesses), asked.clone());
    let begun = state.db.read(move |conn| {
        let kiosk = match token::authorise_in(conn, &token, &[Role::Kiosk], now)? {
            Ok(kiosk) => kiosk,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match guesses.begin(kiosk.id, now) {
            Ok(attempt) => Ok(Ok((kiosk, attempt, first.look(conn)?))),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    let (kiosk, attempt, look) = begun.await??;
    let issued = issue_after(state, &kiosk, look, &asked, caller.language, repeatable.as_ref()).await;
    attempt.end(code, issued.as_ref().err().map(ApiError::code), now);
    issued
}

/// What is looked for: hashes of the code and of the idempotency key.
#[derive(Clone)]
struct Asked {
    code: Vec<u8>,
    key: Option<Vec<u8>>,
}

impl Asked {
    fn look(&self, conn: &mut DbConn) -> QueryResult<Look> {
        let kept = match &self.key {
            Some(key) => idempotency_records::find(conn, &[RequestKey::apart(key)])?.pop(),
            None => None,
        };
        Ok(Look { kept, found: tickets::find_by_code(conn, &self.code)? })
    }
}

async fn issue_after(
    state: &AppState,
    kiosk: &Principal,
    mut look: Look,
    asked: &Asked,
    language: Language,
    repeatable: Option<&Repeatable>,
) -> Result<Answer, ApiError> {
    for _ in 0..LOOKS {
        if let (Some(repeatable), Some(record)) = (repeatable, &look.kept) {
            return repeatable.repeat(state, record).await;
        }
        if let Some(answer) = issue_once(state, kiosk, look.found, language, repeatable).await? {
            return match repeatable {
                // A ticket that was drawn before; a new one has kept its answer already.
                Some(repeatable) if answer.status == 200 => repeatable.keep(state, answer).await,
                _ => Ok(answer),
            };
        }
        let again = asked.clone();
        look = state.db.read(move |conn| again.look(conn)).await?;
    }
    Err(ApiError::unavailable(1))
}

/// None if the booking changed meanwhile.
async fn issue_once(
    state: &AppState,
    kiosk: &Principal,
    found: Option<(BookingRow, Option<TicketRow>)>,
    language: Language,
    repeatable: Option<&Repeatable>,
) -> Result<Option<Answer>, ApiError> {
    let (booking, ticket) = found.ok_or(ProblemCode::CodeUnknown)?;
    let offer = lookup::offer(state, &booking)?;
    let now = state.clock.now();
    check(kiosk, &offer, &booking, ticket.is_some(), now)?;
    let paper = Paper::new(&offer, &booking, language);
    if let Some(ticket) = ticket {
        return paper.answer(200, &ticket).map(Some);
    }
    match draw(state, booking, paper.clone(), repeatable.cloned(), now).await? {
        Drawn::New(answer) => Ok(Some(answer)),
        Drawn::Known(ticket) => paper.answer(200, &ticket).map(Some),
        Drawn::Stale => Ok(None),
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

async fn draw(
    state: &AppState,
    booking: BookingRow,
    paper: Paper,
    repeatable: Option<Repeatable>,
    now: DateTime<Utc>,
) -> Result<Drawn, ApiError> {
    let ticket_id = Uuid::now_v7().to_string();
    let secrets = Arc::clone(&state.secrets);
    let drawn = state.db.write(move |conn| {
        let Some(ticket) = tickets::draw(conn, &booking, ticket_id.clone(), now.naive_utc())? else {
            let known = tickets::of_booking(conn, &booking.id)?;
            return Ok(Ok(known.map_or(Drawn::Stale, Drawn::Known)));
        };
        let answer = match paper.answer(201, &ticket) {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(repeatable) = &repeatable {
            match repeatable.record(&secrets, &answer, now) {
                Ok(record) => idempotency_records::insert(conn, &record)?,
                Err(error) => return Ok(Err(error.into())),
            };
        }
        tracing::info!(booking.id = %booking.id, ticket.id = %ticket.id, "Issued a ticket");
        Ok(Ok(Drawn::New(answer)))
    });
    drawn.await?
}

/// What a ticket says besides its number.
#[derive(Clone)]
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
