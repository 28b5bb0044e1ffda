//! Clearing away what nobody needs any more. Every replica does it; doing it twice changes nothing.

use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{
    Db, DbError, address_locks, bookings, crowded_slots, idempotency_records, occupancy_changes, outbox,
    spent_challenges,
};
use chrono::{Duration as Days, NaiveDateTime};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is done.
const INTERVAL: Duration = Duration::from_mins(15);

/// Bookings cleared in one transaction: others wait for it.
const PORTION: i64 = 200;

/// Forgets the codes and letters of visits that are over: nobody needs them any more.
pub async fn clear_visits(db: &Db, now: NaiveDateTime) -> Result<(), DbError> {
    loop {
        let cleared = db.write(move |conn| {
            let ids = bookings::with_readable_code(conn, now, PORTION)?;
            // Also what was never sent: it would only tell of a visit that is over.
            outbox::supersede(conn, &ids, now)?;
            outbox::clear_contents(conn, &ids)?;
            bookings::forget_codes(conn, &ids)
        });
        if cleared.await? == 0 {
            return Ok(());
        }
    }
}

/// Keeps house until `stop`.
pub async fn keep(db: Db, clock: Arc<dyn Clock>, occupancy: Arc<Occupancy>, stop: CancellationToken) {
    loop {
        let now = clock.now();
        let day_ago = now - Days::days(1);
        occupancy.forget(day_ago);
        let before = day_ago.naive_utc();
        let cleared = db.write(move |conn| {
            idempotency_records::delete_before(conn, before)?;
            address_locks::delete_before(conn, before)?;
            bookings::free_codes(conn, before)?;
            crowded_slots::delete_before(conn, before)?;
            spent_challenges::delete_expired(conn, now.naive_utc())?;
            occupancy_changes::delete_before(conn, before)
        });
        let result = match cleared.await {
            Ok(_) => clear_visits(&db, now.naive_utc()).await,
            Err(error) => Err(error),
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
