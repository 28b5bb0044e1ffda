//! Moving a visit: the new place is won before the old one is given up, or nothing changes.

use super::change::{self, Change, Changed, Limit};
use super::{Answer, Caller, book, hold, letter, lookup, view};
use crate::db::bookings::BookingChange;
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::state::AppState;
use shared::booking::{MailStatus, MoveRequest};
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile.
const LOOKS: usize = 4;

/// Moves a booking to another hour.
pub async fn relocate(state: &AppState, caller: &Caller, id: Uuid, to: MoveRequest) -> Result<Answer, ApiError> {
    for _ in 0..LOOKS {
        let found = lookup::found(state, caller, id).await?;
        lookup::check_if_match(caller, &found)?;
        let now = state.clock.now();
        change::check_changeable(state, &found, now)?;
        let held = found.row.held_until.is_some();
        if found.row.held_until.is_some_and(|until| until <= now.naive_utc()) {
            return Err(hold::expired(state, &found.offer, &found.row));
        }
        if (found.row.date, found.row.time) == (to.date, to.time) {
            return view::answer(state, 200, &found.offer, &found.row, found.mail, caller.language, false);
        }
        let offer = &found.offer;
        let start = book::place(offer, caller.language, to.date, to.time, now)?;
        let mut row = found.row.clone();
        (row.date, row.time) = (to.date, to.time);
        row.pool_id.clone_from(&offer.pool.id);
        (row.starts_at, row.ends_at) = (start.starts_at.naive_utc(), start.ends_at.naive_utc());
        // No hold reaches into its hour.
        row.held_until = row.held_until.map(|until| until.min(row.starts_at));
        row.version += 1;
        row.changed_at = now.naive_utc();
        let desks = start.slots.iter().map(|slot| slot.capacity);
        let written = change::write(
            state,
            Change {
                id: row.id.clone(),
                version: found.row.version,
                set: BookingChange {
                    pool_id: Some(row.pool_id.clone()),
                    date: Some(row.date),
                    time: Some(row.time),
                    starts_at: Some(row.starts_at),
                    ends_at: Some(row.ends_at),
                    held_until: held.then_some(row.held_until),
                    changed_at: Some(row.changed_at),
                    ..BookingChange::default()
                },
                take: book::slot_keys(offer, &start).into_iter().zip(desks).collect(),
                gives_up: Some(change::stretch(&found)),
                returns_at: if held { None } else { state.freed.returns_at(now) },
                limit: Some(Limit {
                    email_key: row.email_key.clone(),
                    service_day: (row.service_id.clone(), row.date),
                    per_service_and_day: offer.office.rules.per_service_and_day.into(),
                    active: offer.office.rules.active.into(),
                }),
                mail: if held { None } else { Some(letter::outbox_row(state, LetterKind::Moved, &row, now)?) },
                ..Change::default()
            },
        );
        match written.await? {
            Changed::Done(_) => {
                tracing::info!(booking.id = %id, "Moved a visit");
                let mail = if held { found.mail } else { MailStatus::Queued };
                return view::answer(state, 200, offer, &row, mail, caller.language, false);
            }
            Changed::Full(_) => return Err(book::slot_full(state, offer, to.date, to.time)),
            changed => {
                if let Some(refusal) = change::refusal(&changed) {
                    return Err(refusal);
                }
            }
        }
    }
    Err(ApiError::unavailable(1))
}
