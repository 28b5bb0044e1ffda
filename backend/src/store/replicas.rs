//! Hearing of what other replicas have changed.
//!
//! Each writes a version with every transaction that changes occupancy; the others look for new versions several times
//! a second and then read the counters again. With SQLite there is one process, and nothing to hear.

use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{Db, DbError, Engine, occupancy_changes, slot_counters};
use chrono::Duration as Days;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often one looks.
const INTERVAL: Duration = Duration::from_millis(200);

/// Whether memory shows what all replicas have written, as far as can be known.
#[derive(Debug, Default)]
pub struct Freshness(AtomicBool);

impl Freshness {
    /// Whether a refusal may be given from memory.
    pub fn is_fresh(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, fresh: bool) {
        self.0.store(fresh, Ordering::Relaxed);
    }
}

/// Reads the counters of all slots that are not long over.
pub async fn load(db: &Db, clock: &dyn Clock, occupancy: &Occupancy) -> Result<(), DbError> {
    let since = clock.now() - Days::days(1);
    let rows = db.read(move |conn| slot_counters::since(conn, since.naive_utc())).await?;
    occupancy.apply(&rows);
    occupancy.forget(since);
    Ok(())
}

/// Follows the other replicas until `stop`.
pub async fn follow(
    db: Db,
    clock: Arc<dyn Clock>,
    occupancy: Arc<Occupancy>,
    freshness: Arc<Freshness>,
    replica: String,
    stop: CancellationToken,
) {
    freshness.set(true);
    if db.engine() == Engine::Sqlite {
        return;
    }
    let mut seen = Vec::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
        let own = replica.clone();
        let versions = db.read(move |conn| occupancy_changes::of_others(conn, &own)).await;
        let caught_up = match versions {
            Ok(versions) if versions == seen => true,
            Ok(versions) => {
                let loaded = load(&db, &*clock, &occupancy).await.is_ok();
                if loaded {
                    seen = versions;
                }
                loaded
            }
            Err(_) => false,
        };
        freshness.set(caught_up);
    }
}
