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
        let mut compacted = self.clock.now();
        loop {
            let now = self.clock.now();
            let mut result = self.run(&stop).await;
            if result.is_ok() && NIGHT.contains(&now.hour()) && now - compacted > TimeDelta::hours(12) {
                compacted = now;
                result = self.compact().await;
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

    /// Drops what erased values have left in SQLite's file.
    pub async fn compact(&self) -> Result<(), DbError> {
        let DatabaseUrl::Sqlite(path) = self.db.url() else { return Ok(()) };
        let size = std::fs::metadata(path).map_or(0, |file| file.len());
        if size > LARGEST {
            tracing::info!(bytes = size, "The database is too large to be written anew each night; see PRIVACY.md");
            return Ok(());
        }
        self.db.compact().await
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
        outbox::erase(conn, &ids, now)?;
        bookings::erase(conn, &ids, now)
    })
    .await?;
    Ok(found)
}

/// What is left of erased addresses outside of the tables: files of e-mails, and the log of SQLite.
pub async fn sweep_traces(db: &Db, mail_dir: &Path) -> Result<(), DbError> {
    mail_folder::sweep(db, mail_dir).await?;
    db.truncate_log().await
}
