//! Letting freed places come back at their instant, and holds end at theirs, also where nobody asks for them. Every replica does it; the counters'
//! locks let each place come back once.

use super::batch::Writer;
use super::holds::{self, NextExpiry};
use super::occupancy::Occupancy;
use super::places;
use super::writer::Replica;
use crate::clock::Clock;
use crate::db::slot_counters::CounterRow;
use crate::db::{Db, DbConn, DbError, bookings, freed_places, occupancy_changes, slot_counters};
use crate::domain::freed::Delay;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Slots of one transaction: others wait for it.
const PORTION: i64 = 200;

/// One looks at least so often: another replica may have freed a place and died.
const INTERVAL: Duration = Duration::from_mins(1);

/// How long one waits when the database does not answer.
const PAUSE: Duration = Duration::from_secs(2);

/// What becomes of places that are given up.
#[derive(Debug)]
pub struct FreedPlaces {
    delay: Delay,
    /// Rung when a place was freed that comes back later.
    pub waiting: Arc<Notify>,
    /// When the next hold runs out.
    pub next_expiry: Arc<NextExpiry>,
}

impl FreedPlaces {
    /// They come back after this delay.
    pub fn new(delay: Delay) -> Self {
        Self { delay, waiting: Arc::default(), next_expiry: Arc::default() }
    }

    /// Notes that a place is held until then.
    pub fn held_until(&self, until: DateTime<Utc>, now: DateTime<Utc>) {
        self.next_expiry.note(until, now, &self.waiting);
    }

    /// When a place comes back that is given up now; none: at once.
    pub fn returns_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        (!self.delay.is_none()).then(|| now + self.delay.at(rand::random()))
    }
}

/// What the task works with.
pub struct Returning {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Places taken, in memory.
    pub occupancy: Arc<Occupancy>,
    /// This process.
    pub replica: Arc<Replica>,
    /// Rung when a place was freed, or held.
    pub waiting: Arc<Notify>,
    /// When the next hold runs out.
    pub next_expiry: Arc<NextExpiry>,
}

impl Returning {
    /// Works until `stop`.
    pub async fn keep(self, stop: CancellationToken) {
        loop {
            let next = match self.return_all().await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(error = %error, "Freed places can't come back; it is tried again");
                    if tokio::time::timeout(PAUSE, stop.cancelled()).await.is_ok() {
                        return;
                    }
                    continue;
                }
            };
            let come = async {
                match next {
                    Some(at) => self.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.waiting.notified() => {}
                () = come => {}
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }

    /// Lets all come back whose time has come; when the next does.
    async fn return_all(&self) -> Result<Option<DateTime<Utc>>, DbError> {
        loop {
            let (now, writer) = (self.clock.now(), self.replica.announce());
            let returned = self.db.write(move |conn| return_some(conn, &writer, now)).await;
            let Some(counters) = returned.inspect_err(|error| self.replica.doubt(error))? else { break };
            self.occupancy.apply(&counters);
        }
        let next = self.db.read(|conn| Ok((freed_places::next(conn)?, bookings::next_expiry(conn)?))).await?;
        let (freed, held) = (next.0.map(|at| at.and_utc()), next.1.map(|at| at.and_utc()));
        self.next_expiry.set(held);
        Ok(freed.into_iter().chain(held).min())
    }
}

/// None if nothing is due.
fn return_some(conn: &mut DbConn, writer: &Writer, now: DateTime<Utc>) -> QueryResult<Option<Vec<CounterRow>>> {
    let mut slots = freed_places::due_slots(conn, now.naive_utc(), PORTION)?;
    // One kind at a time, for counters are locked in one order.
    let overdue =
        if slots.is_empty() { bookings::overdue_holds(conn, now.naive_utc(), Some(PORTION))? } else { Vec::new() };
    if slots.is_empty() && overdue.is_empty() {
        return Ok(None);
    }
    slots.sort();
    let mut counters = slot_counters::lock(conn, slots.iter().map(|slot| CounterRow::new(slot, 0)).collect())?;
    let mut changed = places::return_due(conn, &slots, &mut counters, now)?;
    changed.extend(holds::expire(conn, &overdue, now)?);
    if !changed.is_empty() {
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    Ok(Some(changed))
}
