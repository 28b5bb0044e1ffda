//! Clearing away what nobody needs any more. Every replica does it; doing it twice changes nothing.

use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{Db, address_locks, idempotency_records, occupancy_changes};
use chrono::Duration as Days;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is done.
const INTERVAL: Duration = Duration::from_mins(15);

/// Keeps house until `stop`.
pub async fn keep(db: Db, clock: Arc<dyn Clock>, occupancy: Arc<Occupancy>, stop: CancellationToken) {
    loop {
        let day_ago = clock.now() - Days::days(1);
        occupancy.forget(day_ago);
        let before = day_ago.naive_utc();
        let cleared = db.write(move |conn| {
            idempotency_records::delete_before(conn, before)?;
            address_locks::delete_before(conn, before)?;
            occupancy_changes::delete_before(conn, before)
        });
        if let Err(error) = cleared.await {
            tracing::warn!(error = %error, "Housekeeping failed; it is tried again later");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}
