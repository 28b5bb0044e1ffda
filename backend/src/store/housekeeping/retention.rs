//! Erasing the addresses of visits that were over long enough ago. What was booked stays, for counts.

use super::mail_folder;
use crate::clock::Clock;
use crate::db::{DatabaseUrl, Db, DbError, address_locks, bookings, outbox};
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How often it is done.
const INTERVAL: Duration = Duration::from_mins(15);

/// Bookings erased in one transaction: others wait for it.
const PORTION: i64 = 200;

/// Of its time, it works only one part in so many: an old database has years to erase, and residents who book meanwhile.
const SHARE: u32 = 5;

/// The hours (UTC) in which SQLite's file is written anew: nobody books, in Europe.
const NIGHT: std::ops::Range<u32> = 1..4;

/// A larger file of SQLite is left to its operator: writing it anew would hold up bookings for too long.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Erases addresses when their time is over, and what is left of them outside of the tables.
pub struct Retention {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long after the visit an address is kept.
    pub keep_for: TimeDelta,
    /// Where e-mails lie as files, if any do.
    pub mail_dir: PathBuf,
    /// Rung when a resident had an address erased.
    pub erased: Arc<Notify>,
    /// For the metrics.
    pub gauges: RetentionGauges,
}

/// What the retention did, for the metrics.
#[derive(Debug, Clone, Default)]
pub struct RetentionGauges {
    erased: Counter,
    last_run: Gauge,
}

impl RetentionGauges {
    /// Shows them among the metrics.
    pub fn register(&self, registry: &mut Registry) {
        let erased = "Bookings whose address this server erased because their time was over";
        registry.register("retention_erased", erased, self.erased.clone());
        let last_run = "Unix time of the last complete run of the retention; 0 before the first";
        registry.register("retention_last_run_timestamp_seconds", last_run, self.last_run.clone());
    }
}

impl Retention {
    /// Works until `stop`.
    pub async fn keep(self, stop: CancellationToken) {
        let mut compacted = None;
        loop {
            let now = self.clock.now();
            let mut result = self.run(&stop).await;
            if result.is_ok() && is_time_to_compact(compacted, now) {
                compacted = Some(now);
                result = compact(&self.db).await;
            }
            match result {
                Ok(()) => {
                    self.gauges.last_run.set(now.timestamp());
                }
                Err(error) => tracing::warn!(error = %error, "The retention failed; it is tried again later"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.erased.notified() => {}
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }

    /// Erases all that is due, and its traces.
    pub async fn run(&self, stop: &CancellationToken) -> Result<(), DbError> {
        let now = self.clock.now();
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let erased = erase_portion(&self.db, now, self.keep_for).await?;
            if erased == 0 {
                break;
            }
            self.gauges.erased.inc_by(erased as u64);
            tracing::info!(bookings = erased, "Erased the addresses of {erased} visits whose time is over");
            tokio::select! {
                () = tokio::time::sleep(begun.elapsed() * (SHARE - 1)) => {}
                () = stop.cancelled() => {}
            }
        }
        sweep_traces(&self.db, &self.mail_dir).await
    }
}

/// Once in a night; also soon after a start, since a server may be started anew every evening.
fn is_time_to_compact(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    NIGHT.contains(&now.hour()) && last.is_none_or(|last| now - last > TimeDelta::hours(12))
}

/// Drops what erased values have left in SQLite's file, by writing it anew. Nobody can book meanwhile.
pub async fn compact(db: &Db) -> Result<(), DbError> {
    let DatabaseUrl::Sqlite(path) = db.url() else { return Ok(()) };
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    if size > LARGEST {
        tracing::warn!(bytes = size, "The database is too large to be written anew beside the server; see PRIVACY.md");
        return Ok(());
    }
    db.compact().await
}

/// Erases the addresses of some visits that ended more than `keep_for` ago; gives how many.
async fn erase_portion(db: &Db, now: DateTime<Utc>, keep_for: TimeDelta) -> Result<usize, DbError> {
    let (before, now) = ((now - keep_for).naive_utc(), now.naive_utc());
    // Looked for outside of the transaction: most of the time there is nothing.
    let ids = db.read(move |conn| bookings::to_erase(conn, before, PORTION)).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    // As many as were found: another replica may have erased them meanwhile, and there may be more.
    let found = ids.len();
    db.write(move |conn| {
        // Nobody who booked so long ago holds one; only that the rest of the housekeeping may have been prevented.
        address_locks::delete_before(conn, before)?;
        // The bookings first: whoever changes one at the same time waits for its row, and then finds it erased.
        bookings::erase(conn, &ids, now)?;
        outbox::erase(conn, &ids, now)
    })
    .await?;
    Ok(found)
}

/// What is left of erased addresses outside of the tables: files of e-mails, and the log of SQLite.
pub async fn sweep_traces(db: &Db, mail_dir: &Path) -> Result<(), DbError> {
    mail_folder::sweep(db, mail_dir).await?;
    db.truncate_log().await
}

#[cfg(test)]
mod tests {
    use super::is_time_to_compact;
    use chrono::{DateTime, Utc};

    #[test]
    fn the_file_is_written_anew_once_a_night_also_by_a_server_that_starts_every_evening() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (evening, night) = (at("2026-11-25T22:00:00Z"), at("2026-11-26T01:05:00Z"));
        assert!(!is_time_to_compact(None, evening));
        assert!(is_time_to_compact(None, night));
        assert!(!is_time_to_compact(Some(night), at("2026-11-26T03:50:00Z")));
        assert!(is_time_to_compact(Some(night), at("2026-11-27T01:00:00Z")));
    }
}
