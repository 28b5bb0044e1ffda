//! Giving a visit up.

use super::change::{self, Change, Changed};
use super::{Answer, Caller, letter, lookup, view};
use crate::db::bookings::BookingChange;
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::state::AppState;
use shared::booking::BookingStatus;
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile.
const LOOKS: usize = 4;

/// Cancels a booking. Repeating it changes nothing. A hold is given up without a word: its place comes back at once.
pub async fn cancel(state: &AppState, caller: &Caller, id: Uuid) -> Result<Answer, ApiError> {
    for _ in 0..LOOKS {
        let found = lookup::found(state, caller, id).await?;
        let show = |row, mail| view::answer(state, 200, &found.offer, row, mail, caller.language, false);
        let status = view::booking_status(&found.row)?;
        if matches!(status, BookingStatus::Cancelled | BookingStatus::Expired) {
            return show(&found.row, found.mail);
        }
        lookup::check_if_match(caller, &found)?;
        let now = state.clock.now();
        change::check_changeable(state, &found, now)?;
        let mut row = found.row.clone();
        row.status = view::become_status(&row, BookingStatus::Cancelled)?;
        let held = row.held_until.take().is_some();
        row.version += 1;
        row.changed_at = now.naive_utc();
        let written = change::write(
            state,
            Change {
                id: row.id.clone(),
                version: found.row.version,
                set: BookingChange {
                    status: Some(row.status.clone()),
                    held_until: held.then_some(None),
                    changed_at: Some(row.changed_at),
                    ..BookingChange::default()
                },
                gives_up: Some(change::stretch(&found)),
                returns_at: if held { None } else { state.freed.returns_at(now) },
                mail: if held { None } else { Some(letter::outbox_row(state, LetterKind::Cancelled, &row, now)?) },
                forgets: held,
                ..Change::default()
            },
        );
        let changed = written.await?;
        if let Some(refusal) = change::refusal(&changed) {
            return Err(refusal);
        }
        if matches!(changed, Changed::Done(_)) {
            tracing::info!(booking.id = %id, held, "Cancelled a visit");
            if held {
                row.email_sealed.clear();
            }
            return show(&row, found.mail);
        }
    }
    Err(ApiError::unavailable(1))
}
