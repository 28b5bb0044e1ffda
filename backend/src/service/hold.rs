//! An hour that is held: confirming it, which makes a visit of it, and holding it longer.
//!
//! What comes too late still counts as long as nobody has noticed: the place is still the holder's then. Whoever notices ends
//! the hold in the same transaction, so the two never both succeed.

use super::change::{self, Change, Changed, Limit};
use super::idempotency::Repeatable;
use super::lookup::Found;
use super::{Answer, Caller, book, letter, lookup, view};
use crate::db::bookings::{BookingChange, BookingRow};
use crate::domain::day::Offer;
use crate::domain::hold::HoldRule;
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::alternatives::Alternatives;
use chrono::{DateTime, TimeZone, Utc};
use serde_json::Value;
use shared::ProblemCode;
use shared::booking::{BookingStatus, MailStatus};
use std::sync::Arc;
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile.
const LOOKS: usize = 4;

/// What is asked of a hold.
enum Wish {
    /// The terms are accepted, in this version.
    Confirm(String),
    Extend,
}

/// Books what is held. Repeating it changes nothing. `body` is what `terms_version` was read from.
pub async fn confirm(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    terms_version: String,
    body: &Value,
) -> Result<Answer, ApiError> {
    let path = format!("/bookings/{id}/confirmation");
    let repeatable = Repeatable::new(&state.secrets, caller, &path, "", body);
    grant(state, caller, id, &Wish::Confirm(terms_version), repeatable).await
}

/// Holds the place a little longer, as long as that is possible.
pub async fn extend(state: &AppState, caller: &Caller, id: Uuid) -> Result<Answer, ApiError> {
    let path = format!("/bookings/{id}/hold-extension");
    let repeatable = Repeatable::new(&state.secrets, caller, &path, "", &Value::Null);
    grant(state, caller, id, &Wish::Extend, repeatable).await
}

async fn grant(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    wish: &Wish,
    repeatable: Option<Repeatable>,
) -> Result<Answer, ApiError> {
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(state).await?),
        None => None,
    };
    for _ in 0..LOOKS {
        if let Some(repeatable) = &repeatable
            && let Some(answer) = repeatable.find(state).await?
        {
            return Ok(answer);
        }
        let found = lookup::found(state, caller, id).await?;
        let now = state.clock.now();
        let show = |row: &BookingRow, mail| view::answer(state, 200, &found.offer, row, mail, caller.language, false);
        let granted = match view::booking_status(&found.row)? {
            BookingStatus::Held => {
                lookup::check_if_match(caller, &found)?;
                match wish {
                    Wish::Confirm(version) => Some(confirmation(state, &found, version, now)?),
                    Wish::Extend => extension(state, &found, now)?,
                }
            }
            BookingStatus::Expired => return Err(expired(state, &found.offer, &found.row)),
            BookingStatus::Cancelled => return Err(ProblemCode::AlreadyCancelled.into()),
            // It was confirmed before.
            _ => None,
        };
        let Some((row, mut change)) = granted else {
            let answer = show(&found.row, found.mail)?;
            return match &repeatable {
                Some(repeatable) => repeatable.keep(state, answer).await,
                None => Ok(answer),
            };
        };
        let answer = show(&row, if change.mail.is_some() { MailStatus::Queued } else { found.mail })?;
        change.record =
            repeatable.as_ref().map(|repeatable| repeatable.record(&state.secrets, &answer, now)).transpose()?;
        match change::write(state, change).await? {
            Changed::Done(_) => {
                tracing::info!(booking.id = %id, booking.status = row.status, "Confirmed or extended a hold");
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

/// The visit that a hold becomes.
fn confirmation(
    state: &AppState,
    found: &Found,
    terms_version: &str,
    now: DateTime<Utc>,
) -> Result<(BookingRow, Change), ApiError> {
    book::check_terms(&found.offer, Some(terms_version), now)?;
    // Check that the hour has not begun: the place was held up to there at most.
    if now.naive_utc() >= found.row.starts_at {
        return Err(ProblemCode::SlotPast.into());
    }
    let mut row = found.row.clone();
    row.status = view::become_status(&row, BookingStatus::Booked)?;
    row.held_until = None;
    terms_version.clone_into(&mut row.terms_version);
    row.version += 1;
    row.changed_at = now.naive_utc();
    let rules = found.offer.office.rules;
    let change = Change {
        id: row.id.clone(),
        version: found.row.version,
        set: BookingChange {
            status: Some(row.status.clone()),
            held_until: Some(None),
            terms_version: Some(row.terms_version.clone()),
            changed_at: Some(row.changed_at),
            ..BookingChange::default()
        },
        // A hold that has run out no longer counts, so that others may have come.
        limit: Some(Limit {
            email_key: row.email_key.clone(),
            service_day: (row.service_id.clone(), row.date),
            per_service_and_day: rules.per_service_and_day.into(),
            active: rules.active.into(),
        }),
        mail: Some(letter::outbox_row(state, LetterKind::Confirmation, &row, now)?),
        ..Change::default()
    };
    Ok((row, change))
}

/// The same hold for longer; none if it cannot be extended any more and still lasts.
fn extension(state: &AppState, found: &Found, now: DateTime<Utc>) -> Result<Option<(BookingRow, Change)>, ApiError> {
    let mut row = found.row.clone();
    let until = Utc.from_utc_datetime(&row.held_until.unwrap_or(row.created_at));
    let extended = HoldRule::extended(until, last_end(state, &row), now);
    let Some(extended) = extended else { return Err(expired(state, &found.offer, &row)) };
    if extended == until {
        return Ok(None);
    }
    row.held_until = Some(extended.naive_utc());
    row.version += 1;
    row.changed_at = now.naive_utc();
    let change = Change {
        id: row.id.clone(),
        version: found.row.version,
        set: BookingChange {
            held_until: Some(row.held_until),
            changed_at: Some(row.changed_at),
            ..BookingChange::default()
        },
        ..Change::default()
    };
    Ok(Some((row, change)))
}

/// The last instant to which a hold can be extended: never before its end, though the setting may have changed since.
pub(super) fn last_end(state: &AppState, row: &BookingRow) -> DateTime<Utc> {
    let last = state.plan.holds.last_end(Utc.from_utc_datetime(&row.created_at), Utc.from_utc_datetime(&row.starts_at));
    row.held_until.map_or(last, |until| last.max(until.and_utc()))
}

/// The hold is over; the nearest free hours are named, its own too if it is free.
pub(super) fn expired(state: &AppState, offer: &Offer, row: &BookingRow) -> ApiError {
    // What full hours are told is kept as they are told it, so this is another list of the same hours.
    let slots = state.answers.alternatives(offer, row.date, row.time).slots.clone();
    let alternatives = Arc::new(Alternatives::new(slots));
    ApiError::new(ProblemCode::HoldExpired).with(|parts| parts.alternatives = Some(alternatives))
}
