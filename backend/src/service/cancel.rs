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

/// Cancels a booking. Repeating it changes nothing.
pub async fn cancel(state: &AppState, caller: &Caller, id: Uuid) -> Result<Answer, ApiError> {
    for _ in 0..LOOKS {
        let found = lookup::found(state, caller, id).await?;
        let show = |row, mail| view::answer(state, 200, &found.offer, row, mail, caller.language, false);
        if view::booking_status(&found.row)? == BookingStatus::Cancelled {
            return show(&found.row, found.mail);
        }
        lookup::check_if_match(caller, &found)?;
        let now = state.clock.now();
        change::check_changeable(&found, now)?;
        let mut row = found.row.clone();
        "cancelled".clone_into(&mut row.status);
        row.version += 1;
        row.changed_at = now.naive_utc();
        let written = change::write(
            state,
            Change {
                id: row.id.clone(),
                version: found.row.version,
                set: BookingChange {
                    status: Some(row.status.clone()),
                    changed_at: Some(row.changed_at),
                    ..BookingChange::default()
                },
                gives_up: Some(change::stretch(&found)),
                returns_at: state.freed.returns_at(now),
                mail: Some(letter::outbox_row(state, LetterKind::Cancelled, &row, now)?),
                ..Change::default()
            },
        );
        let changed = written.await?;
        if let Some(refusal) = change::refusal(&changed) {
            return Err(refusal);
        }
        if matches!(changed, Changed::Done(_)) {
            tracing::info!(booking.id = %id, "Cancelled a visit");
            return show(&row, found.mail);
        }
    }
    Err(ApiError::unavailable(1))
}
