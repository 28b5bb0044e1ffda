//! How many places are taken, in memory: what every answer about days is made of.
//!
//! Only committed counters enter, in whatever order commits are told; a counter's version decides which is newer.

use crate::db::slot_counters::CounterRow;
use chrono::{DateTime, TimeZone, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counter {
    booked: u32,
    version: i64,
}

/// A number that rises whenever something in a pool changes: answers made at an older one are stale. Reading it takes no
/// lock, since every answer begins with it.
#[derive(Debug, Clone, Default)]
pub struct Generation(Arc<AtomicU64>);

impl Generation {
    /// The number as it is now.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Called with the changed counters still locked: whoever sees the new number waits for them.
    fn rise(&self) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

/// The counters of one pool.
#[derive(Debug, Default)]
struct PoolCounters {
    generation: Generation,
    slots: HashMap<DateTime<Utc>, Counter>,
}

/// The places taken in all pools.
#[derive(Debug, Default)]
pub struct Occupancy {
    pools: RwLock<HashMap<String, PoolCounters>>,
}

impl Occupancy {
    /// Takes counters over, unless newer ones are known.
    pub fn apply(&self, rows: &[CounterRow]) {
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let starts_at = Utc.from_utc_datetime(&row.starts_at);
            let counter = Counter { booked: u32::try_from(row.booked).unwrap_or(0), version: row.version };
            let pool = pools.entry(row.pool_id.clone()).or_default();
            let known = pool.slots.entry(starts_at).or_insert(Counter { booked: 0, version: -1 });
            if counter.version > known.version {
                // The first reading of an empty counter changes nothing that an answer says.
                if counter.booked != known.booked {
                    pool.generation.rise();
                }
                *known = counter;
            }
        }
    }

    /// Forgets slots that began before `before`.
    pub fn forget(&self, before: DateTime<Utc>) {
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        for pool in pools.values_mut() {
            pool.slots.retain(|starts_at, _| *starts_at >= before);
        }
    }

    /// The generation of a pool, to be kept by those who read it often.
    pub fn generation(&self, pool: &str) -> Generation {
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        pools.entry(pool.to_owned()).or_default().generation.clone()
    }

    /// Works with the taken places of a pool as they are at one moment.
    pub fn with<T>(&self, pool: &str, work: impl FnOnce(&dyn Fn(DateTime<Utc>) -> u32) -> T) -> T {
        let pools = self.pools.read().unwrap_or_else(PoisonError::into_inner);
        let slots = pools.get(pool).map(|pool| &pool.slots);
        work(&|starts_at| slots.and_then(|slots| slots.get(&starts_at)).map_or(0, |counter| counter.booked))
    }
}

#[cfg(test)]
mod tests {
    use super::Occupancy;
    use crate::db::slot_counters::CounterRow;
    use chrono::{DateTime, Utc};

    #[test]
    fn an_older_counter_never_replaces_a_newer_one() {
        let starts_at: DateTime<Utc> = "2026-12-01T08:00:00Z".parse().unwrap();
        let row = |booked, version| CounterRow {
            pool_id: "pool".to_owned(),
            starts_at: starts_at.naive_utc(),
            capacity: 5,
            booked,
            version,
        };
        let taken = |occupancy: &Occupancy| occupancy.with("pool", |taken| taken(starts_at));
        let occupancy = Occupancy::default();
        occupancy.apply(&[row(3, 7)]);
        let generation = occupancy.generation("pool");
        let before = generation.now();
        occupancy.apply(&[row(2, 6)]);
        assert_eq!((taken(&occupancy), generation.now()), (3, before));
        occupancy.apply(&[row(2, 8)]);
        assert_eq!(taken(&occupancy), 2);
        assert_ne!(generation.now(), before);
        occupancy.forget(starts_at + chrono::Duration::seconds(1));
        assert_eq!(taken(&occupancy), 0);
    }
}
