//! Holds that have run out: they end in the transaction of whoever comes next, and of housekeeping (`returning`). Their
//! places come back at once, unlike those of visits that are given up: nobody could agree on that instant with anybody, since
//! whoever waits for it may be first.

use super::places;
use crate::db::DbConn;
use crate::db::bookings::{self, HoldRow};
use crate::db::slot_counters::{self, CounterRow};
use crate::domain::standing::SlotKey;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Notify;

/// Ends those of these holds that have run out, and erases their addresses. The counters that changed.
pub fn expire(conn: &mut DbConn, holds: &[HoldRow], now: DateTime<Utc>) -> QueryResult<Vec<CounterRow>> {
    if holds.is_empty() {
        return Ok(Vec::new());
    }
    // Their counters first, as every writer does. Whoever has counters locked already may meet another one here, which
    // PostgreSQL finds out; that transaction is then run again.
    let stretches = holds.iter().map(HoldRow::stretch).collect();
    let locked = slot_counters::lock_stretches(conn, stretches)?;
    let ids: Vec<&str> = holds.iter().map(|hold| hold.id.as_str()).collect();
    // One may have been confirmed or extended meanwhile.
    let ended = bookings::expire(conn, &ids, now.naive_utc())?;
    // One that was moved meanwhile has other places, whose counters are not locked here. Once more, from the beginning.
    if ended.iter().any(|hold| !holds.contains(hold)) {
        return Err(diesel::result::Error::RollbackTransaction);
    }
    let freed = |hold: &HoldRow| {
        let stretch = hold.stretch();
        locked.iter().map(CounterRow::key).filter(move |key| stretch.holds(key))
    };
    let freed: Vec<SlotKey> = ended.iter().flat_map(freed).collect();
    places::give_up(conn, &freed, None)
}

/// Ends holds that have run out on any of these slots of one pool or more. The counters that changed.
pub fn expire_on(conn: &mut DbConn, slots: &[SlotKey], now: DateTime<Utc>) -> QueryResult<Vec<CounterRow>> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let mut due = bookings::overdue_holds(conn, now.naive_utc(), None)?;
    due.retain(|hold| slots.iter().any(|slot| hold.stretch().holds(slot)));
    expire(conn, &due, now)
}

/// Brings counters up to date with those that changed since; what is not among them is left.
pub fn renew(counters: &mut [CounterRow], changed: &[CounterRow]) {
    for row in changed {
        if let Some(counter) = counters.iter_mut().find(|counter| counter.place() == row.place()) {
            counter.clone_from(row);
        }
    }
}

/// When the next hold runs out, as far as this server knows: from then on memory may show an hour as taken that is not.
#[derive(Debug)]
pub struct NextExpiry {
    at: AtomicI64,
}

impl Default for NextExpiry {
    fn default() -> Self {
        Self { at: AtomicI64::new(i64::MAX) }
    }
}

impl NextExpiry {
    /// Notes a new hold. Rings if it runs out before all others that are known to last.
    pub fn note(&self, until: DateTime<Utc>, now: DateTime<Utc>, ring: &Notify) {
        let (until, now) = (until.timestamp_millis(), now.timestamp_millis());
        let known = self.at.fetch_min(until, Ordering::Relaxed);
        if known > until || known <= now {
            ring.notify_one();
        }
    }

    /// Notes what the database says.
    pub fn set(&self, next: Option<DateTime<Utc>>) {
        self.at.store(next.map_or(i64::MAX, |next| next.timestamp_millis()), Ordering::Relaxed);
    }

    /// Whether one has run out.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.at.load(Ordering::Relaxed) <= now.timestamp_millis()
    }
}
