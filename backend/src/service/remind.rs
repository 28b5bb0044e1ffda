//! Reminding residents of their visits on the day before.
//!
//! A reminder is a row of the outbox that names the day it is of: a unique index holds that there is one, whichever replica
//! writes it and however often a server starts. Who has been told of the visit since the time of reminders (it was booked,
//! moved or its letter sent again) is not reminded of it, nor is who has given it up: then the booking, which is locked,
//! has another version.

use super::{letter, lookup, view};
use crate::db::bookings::{self, BookingRow};
use crate::db::outbox::{self, OutboxRow};
use crate::db::{DbConn, DbError};
use crate::domain::reminder::Due;
use crate::mail::LetterKind;
use crate::state::AppState;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::QueryResult;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Reminders written in one transaction: others wait for it.
const PORTION: i64 = 100;

/// How long one waits when the database does not answer.
const PAUSE: Duration = Duration::from_secs(5);

/// Reminds at `time` of each day, and at the start of what was missed, until `stop`. Every replica does it.
pub async fn keep(state: Arc<AppState>, time: NaiveTime, stop: CancellationToken) {
    loop {
        let now = state.clock.now();
        if let Err(error) = remind(&state, time, now).await {
            tracing::warn!(error = %error, "Reminders can't be written; it is tried again");
            if tokio::time::timeout(PAUSE, stop.cancelled()).await.is_ok() {
                return;
            }
            continue;
        }
        let next = state.plan.offices.iter().filter_map(|office| Due::next(office.timezone, time, now)).min();
        let come = async {
            match next {
                Some(at) => state.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = come => {}
        }
    }
}

/// Writes all reminders that are due at `now`. Whoever books or moves a visit after they were due needs none, so that doing
/// it once is enough.
pub async fn remind(state: &AppState, time: NaiveTime, now: DateTime<Utc>) -> Result<(), DbError> {
    for office in &state.plan.offices {
        for due in Due::at(office.timezone, time, now) {
            let written = remind_of(state, &office.id, due, now).await?;
            if written > 0 {
                state.reminders_written.notify_one();
                tracing::info!(office.id, visits.date = %due.date, "Wrote {written} reminders of visits on {}", due.date);
            }
        }
    }
    Ok(())
}

async fn remind_of(state: &AppState, office_id: &str, due: Due, now: DateTime<Utc>) -> Result<usize, DbError> {
    let (mut written, mut last) = (0, String::new());
    loop {
        let (office, after) = (office_id.to_owned(), last.clone());
        let found = state.db.read(move |conn| {
            bookings::to_remind(conn, (&office, due.date), due.since.naive_utc(), now.naive_utc(), (&after, PORTION))
        });
        let found = found.await?;
        let Some(booking) = found.last() else { return Ok(written) };
        last.clone_from(&booking.id);
        let letters: BTreeMap<(String, i32), OutboxRow> = found
            .iter()
            .filter(|booking| is_of_use(state, booking, due, now))
            .filter_map(|booking| Some((key(booking), letter(state, booking, now)?)))
            .collect();
        written += state.db.write(move |conn| write(conn, &letters, due.date)).await?;
    }
}

/// On the day itself, which is late, whoever can't cancel any more is left alone.
fn is_of_use(state: &AppState, booking: &BookingRow, due: Due, now: DateTime<Utc>) -> bool {
    let Ok(offer) = lookup::offer(state, booking) else { return true };
    due.is_ahead(offer.office.timezone, now) || now < view::change_until(&offer, booking)
}

fn key(booking: &BookingRow) -> (String, i32) {
    (booking.id.clone(), booking.version)
}

/// What can't be read is left to other letters to complain of: nobody else is to miss their reminder.
fn letter(state: &AppState, booking: &BookingRow, now: DateTime<Utc>) -> Option<OutboxRow> {
    letter::outbox_row(state, LetterKind::Reminder, booking, now)
        .inspect_err(|_| tracing::warn!(booking.id = %booking.id, "A reminder can't be written: was the key changed?"))
        .ok()
}

/// Writes those whose bookings are still as they were. Whoever changes one meanwhile waits, and finds the reminder.
fn write(conn: &mut DbConn, letters: &BTreeMap<(String, i32), OutboxRow>, date: NaiveDate) -> QueryResult<usize> {
    let ids: Vec<&str> = letters.keys().map(|(id, _)| id.as_str()).collect();
    let standing = bookings::lock_versions(conn, &ids)?;
    let rows: Vec<OutboxRow> = standing.iter().filter_map(|key| letters.get(key).cloned()).collect();
    outbox::insert_reminders(conn, &rows, date)
}
