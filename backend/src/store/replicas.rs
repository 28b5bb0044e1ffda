//! Hearing of what other replicas have changed.
//!
//! Each writes a version with every transaction that changes occupancy; the others look for new versions several times
//! a second and then read the counters again. With SQLite there is one process, and nothing to hear.

use super::doubt::Doubt;
use super::occupancy::Occupancy;
use super::writer::Replica;
use crate::clock::Clock;
use crate::db::{Db, DbError, Engine, occupancy_changes, slot_counters};
use arc_swap::ArcSwapOption;
use chrono::Duration as Days;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often one looks.
const INTERVAL: Duration = Duration::from_millis(100);

/// For how long a look counts.
const FRESH: Duration = Duration::from_millis(250);

/// Whether memory shows what all replicas have written, as far as can be known.
#[derive(Debug)]
pub struct Freshness {
    engine: Engine,
    looked_at: ArcSwapOption<Instant>,
}

impl Freshness {
    /// Nothing has been looked at yet.
    pub const fn new(engine: Engine) -> Self {
        Self { engine, looked_at: ArcSwapOption::const_empty() }
    }

    /// Whether a refusal may be given from memory.
    pub fn is_fresh(&self) -> bool {
        let looked_at = self.looked_at.load();
        // With SQLite nobody else writes.
        looked_at.as_ref().is_some_and(|at| self.engine == Engine::Sqlite || at.elapsed() < FRESH)
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
    replica: Arc<Replica>,
    stop: CancellationToken,
) {
    let (mut seen, mut doubt) = (Vec::new(), Doubt::default());
    loop {
        let at = Instant::now();
        if replica.take_doubt() {
            doubt.begin(at);
        }
        // All are asked, so that none is left for the next look.
        let again = doubt.is_due(at) | replica.take_stale() | db.take_late();
        match look(&db, &*clock, &occupancy, &replica, &seen, again).await {
            Ok(versions) => {
                seen = versions;
                freshness.looked_at.store(Some(Arc::new(at)));
            }
            Err(_) => replica.look_again(),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// Reads the counters `again`, or if somebody has changed them.
async fn look(
    db: &Db,
    clock: &dyn Clock,
    occupancy: &Occupancy,
    replica: &Replica,
    seen: &[(String, i64)],
    again: bool,
) -> Result<Vec<(String, i64)>, DbError> {
    let versions = match db.engine() {
        Engine::Sqlite => Vec::new(),
        Engine::Postgres => {
            let own = replica.id().to_owned();
            db.read(move |conn| occupancy_changes::of_others(conn, &own)).await?
        }
    };
    if again || versions != seen {
        load(db, clock, occupancy).await?;
    }
    Ok(versions)
}
