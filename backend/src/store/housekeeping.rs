//! Clearing away what nobody needs any more. Every replica does it; doing it twice changes nothing.

mod mail_folder;
pub mod retention;

use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{
    Db, DbError, address_locks, bookings, code_requests, crowded_slots, idempotency_records, occupancy_changes, outbox,
    spent_challenges,
};
use chrono::{DateTime, Duration as Days, NaiveDateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often codes and letters of visits are forgotten that are over.
const INTERVAL: Duration = Duration::from_mins(1);

/// How many times rarer the rest is done.
const REST: u64 = 15;

/// Bookings cleared in one transaction: others wait for it.
const PORTION: i64 = 200;

/// Forgets the codes and letters of visits that are over: nobody needs them any more.
pub async fn clear_visits(db: &Db, now: NaiveDateTime) -> Result<(), DbError> {
    loop {
        // Looked for outside of the transaction: most of the time there is nothing.
        let ids = db.read(move |conn| bookings::with_readable_code(conn, now, PORTION)).await?;
        if ids.is_empty() {
            return Ok(());
        }
        let cleared = db.write(move |conn| {
            // Also what was never sent: it would only tell of a visit that is over.
            outbox::supersede(conn, &ids, now)?;
            outbox::clear_contents(conn, &ids)?;
            bookings::forget_codes(conn, &ids)
        });
        cleared.await?;
    }
}

/// Keeps house until `stop`.
pub async fn keep(db: Db, clock: Arc<dyn Clock>, occupancy: Arc<Occupancy>, stop: CancellationToken) {
    for minute in 0_u64.. {
        let now = clock.now();
        let result = match clear_visits(&db, now.naive_utc()).await {
            Ok(()) if minute.is_multiple_of(REST) => clear_rest(&db, &occupancy, now).await,
            result => result,
        };
        if let Err(error) = result {
            tracing::warn!(error = %error, "Housekeeping failed; it is tried again later");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// Forgets what is kept for a day.
async fn clear_rest(db: &Db, occupancy: &Occupancy, now: DateTime<Utc>) -> Result<(), DbError> {
    let day_ago = now - Days::days(1);
    occupancy.forget(day_ago);
    let before = day_ago.naive_utc();
    clear_answers(db, before).await?;
    free_codes(db, before).await?;
    db.write(move |conn| {
        address_locks::delete_before(conn, before)?;
        crowded_slots::delete_before(conn, before)?;
        code_requests::delete_before(conn, before)?;
        // Not at once: another server's clock may be behind, and a request may wait to be written.
        spent_challenges::delete_expired(conn, before)?;
        occupancy_changes::delete_before(conn, before)?;
        Ok(())
    })
    .await
}

/// Lets the codes of visits that ended before `before` be drawn again. They are looked for beside the writer too.
async fn free_codes(db: &Db, before: NaiveDateTime) -> Result<(), DbError> {
    loop {
        let ids = db.read(move |conn| bookings::with_kept_code(conn, before, PORTION)).await?;
        if ids.is_empty() {
            return Ok(());
        }
        db.write(move |conn| bookings::free_codes(conn, &ids)).await?;
    }
}

/// Forgets answers that were given before `before`. SQLite reads all of them to find those: beside the writer.
pub async fn clear_answers(db: &Db, before: NaiveDateTime) -> Result<(), DbError> {
    loop {
        let old = db.read(move |conn| idempotency_records::older_than(conn, before, PORTION)).await?;
        if old.is_empty() {
            return Ok(());
        }
        db.write(move |conn| idempotency_records::delete(conn, &old)).await?;
    }
}
