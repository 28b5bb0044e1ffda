//! Erasing what is known of a person because they ask for it: by the link of one booking, or for all of an address.

use super::change::{self, Change, Changed};
use super::idempotency::Repeatable;
use super::lookup::{self, Found};
use super::{Answer, Caller, book, view};
use crate::db::bookings::{self, BookingChange, BookingRow};
use crate::db::{address_locks, code_requests, outbox};
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::state::AppState;
use chrono::{DateTime, Utc};
use serde_json::Value;
use shared::booking::{BookingStatus, MailStatus};
use shared::{EmailAddress, ProblemCode};
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile.
const LOOKS: usize = 4;

/// Erases the address of a booking. A visit that is still ahead is given up with it. Nobody is told by e-mail: there is
/// no address any more.
pub async fn erase(state: &AppState, caller: &Caller, id: Uuid) -> Result<Answer, ApiError> {
    let path = format!("/bookings/{id}/erasure");
    let repeatable = Repeatable::new(&state.secrets, caller, &path, "", &Value::Null);
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(state).await?),
        None => None,
    };
    let answer = Answer {
        status: 204,
        location: None,
        etag: None,
        language: caller.language,
        body: String::new(),
        repeated: false,
    };
    for _ in 0..LOOKS {
        // First, since the token has died by the very request that is repeated.
        if let Some(repeatable) = &repeatable
            && let Some(answer) = repeatable.find(state).await?
        {
            return Ok(answer);
        }
        let found = lookup::found(state, caller, id).await?;
        lookup::check_if_match(caller, &found)?;
        let now = state.clock.now();
        let mut change = erasure(state, &found, now)?;
        let record = repeatable.as_ref().map(|repeatable| repeatable.record(&state.secrets, &answer, now));
        change.record = record.transpose()?;
        match change::write(state, change).await? {
            Changed::Done(_) => {
                tracing::info!(booking.id = %id, "Erased a booking's address, as its holder asked");
                state.erased.notify_one();
                return Ok(answer);
            }
            Changed::Repeated(record) => return change::replay(state, repeatable.as_ref(), &record).await,
            changed => {
                if let Some(refusal) = change::refusal(&changed) {
                    return Err(refusal);
                }
            }
        }
    }
    Err(ApiError::unavailable(1))
}

/// What became of the bookings of an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Bookings whose address is gone.
    pub erased: usize,
    /// Of these, visits that were ahead and are given up.
    pub cancelled: usize,
    /// Bookings that keep their address for now: visits that are taking place, or about to, and what came meanwhile.
    pub kept: usize,
}

/// Erases an address, in all its spellings, from all its bookings.
pub async fn erase_address(state: &AppState, email: &EmailAddress) -> Result<Erased, ApiError> {
    let key = book::email_key(state, email);
    let mut result = Erased::default();
    for _ in 0..LOOKS {
        for row in of_address(state, &key).await? {
            let found = Found { offer: lookup::offer(state, &row)?, row, mail: MailStatus::Sent };
            let change = match erasure(state, &found, state.clock.now()) {
                Ok(change) => change,
                Err(error) if error.code() == ProblemCode::ChangeTooLate => continue,
                Err(error) => return Err(error),
            };
            let gives_up = change.set.status.is_some();
            // Whatever else became of it, the next look finds it again.
            if let Changed::Done(_) = change::write(state, change).await? {
                tracing::info!(booking.id = %found.row.id, "Erased a booking's address, as its owner asked");
                result.erased += 1;
                result.cancelled += usize::from(gives_up);
            }
        }
    }
    result.kept = of_address(state, &key).await?.len();
    let traces = state.db.write(move |conn| {
        code_requests::delete(conn, &key)?;
        address_locks::delete(conn, &key)
    });
    traces.await?;
    state.erased.notify_one();
    Ok(result)
}

async fn of_address(state: &AppState, email_key: &[u8]) -> Result<Vec<BookingRow>, ApiError> {
    let key = email_key.to_vec();
    Ok(state.db.read(move |conn| bookings::of_address(conn, &key)).await?)
}

/// The change that erases a booking, and cancels it if it is ahead.
fn erasure(state: &AppState, found: &Found, now: DateTime<Utc>) -> Result<Change, ApiError> {
    let row = &found.row;
    let erasure = Change { id: row.id.clone(), version: row.version, erases: true, ..Change::default() };
    let over = now.naive_utc() >= row.ends_at;
    match view::booking_status(row)? {
        BookingStatus::Booked | BookingStatus::Held | BookingStatus::CheckedIn if !over => {}
        _ => return Ok(erasure),
    }
    change::check_changeable(state, found, now)?;
    let held = row.held_until.is_some();
    let untold =
        outbox::untold(Uuid::now_v7().to_string(), row.id.clone(), LetterKind::Cancelled.as_str(), now.naive_utc());
    Ok(Change {
        set: BookingChange {
            status: Some(view::become_status(row, BookingStatus::Cancelled)?),
            held_until: held.then_some(None),
            changed_at: Some(now.naive_utc()),
            ..BookingChange::default()
        },
        gives_up: Some(change::stretch(found)),
        returns_at: if held { None } else { state.freed.returns_at(now) },
        mail: (!held).then_some(untold),
        ..erasure
    })
}
