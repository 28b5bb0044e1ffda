//! How full the outbox is.

use crate::db::{Db, DbError, outbox};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// How full the outbox is, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxGauges {
    /// Letters that wait to be sent.
    pub queued: u64,
    /// Letters that were given up and are still kept.
    pub failed: u64,
    /// Age of the oldest letter that waits; zero if none does.
    pub oldest_queued: Duration,
}

/// Reads the gauges.
pub async fn gauges(db: &Db, now: DateTime<Utc>) -> Result<OutboxGauges, DbError> {
    let levels = db.read(outbox::levels).await?;
    let age = levels.oldest_queued.map(|oldest| now - oldest.and_utc()).and_then(|age| age.to_std().ok());
    Ok(OutboxGauges {
        queued: levels.queued.unsigned_abs(),
        failed: levels.failed.unsigned_abs(),
        oldest_queued: age.unwrap_or_default(),
    })
}
