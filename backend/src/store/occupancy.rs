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
    /// The plan of this process may have more desks: that of another one was changed since.
    capacity: u32,
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
            let counter = Counter {
                booked: u32::try_from(row.booked).unwrap_or(0),
                capacity: u32::try_from(row.capacity).unwrap_or(0),
                version: row.version,
            };
            let pool = pools.entry(row.pool_id.clone()).or_default();
            let known = pool.slots.get(&starts_at).copied();
            if known.is_some_and(|known| known.version >= counter.version) {
                continue;
            }
            // Also an empty counter says something when it is new: how many places there are.
            if known.is_none_or(|known| (known.booked, known.capacity) != (counter.booked, counter.capacity)) {
                pool.generation.rise();
            }
            pool.slots.insert(starts_at, counter);
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

    /// Works with the places of a pool as they are at one moment: how many of a slot are free that has so many desks by
    /// the plan.
    pub fn with<T>(&self, pool: &str, work: impl FnOnce(&dyn Fn(DateTime<Utc>, u16) -> u32) -> T) -> T {
        let pools = self.pools.read().unwrap_or_else(PoisonError::into_inner);
        let slots = pools.get(pool).map(|pool| &pool.slots);
        work(&|starts_at, desks| {
            let counter = slots.and_then(|slots| slots.get(&starts_at));
            counter.map_or(desks.into(), |counter| counter.capacity.min(desks.into()).saturating_sub(counter.booked))
        })
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
        let row = |booked, capacity, version| CounterRow {
            pool_id: "pool".to_owned(),
            starts_at: starts_at.naive_utc(),
            capacity,
            booked,
            version,
        };
        let free = |occupancy: &Occupancy| occupancy.with("pool", |free| free(starts_at, 5));
        let occupancy = Occupancy::default();
        occupancy.apply(&[row(3, 5, 7)]);
        let generation = occupancy.generation("pool");
        let before = generation.now();
        occupancy.apply(&[row(2, 5, 6)]);
        assert_eq!((free(&occupancy), generation.now()), (2, before));
        occupancy.apply(&[row(2, 5, 8)]);
        assert_eq!(free(&occupancy), 3);
        assert_ne!(generation.now(), before);
        occupancy.forget(starts_at + chrono::Duration::seconds(1));
        assert_eq!(free(&occupancy), 5);
    }

    #[test]
    fn a_counter_never_shows_more_than_it_has_or_than_the_plan_has() {
        let starts_at: DateTime<Utc> = "2026-12-01T08:00:00Z".parse().unwrap();
        let occupancy = Occupancy::default();
        let generation = occupancy.generation("pool");
        for (version, booked, capacity, desks, free) in
            [(0, 0, 0, 4, 0), (1, 0, 3, 4, 3), (2, 1, 4, 4, 3), (3, 1, 5, 4, 3), (4, 5, 5, 4, 0), (5, 5, 5, 6, 0)]
        {
            let before = generation.now();
            let starts_at_utc = starts_at.naive_utc();
            let row = CounterRow { pool_id: "pool".to_owned(), starts_at: starts_at_utc, capacity, booked, version };
            occupancy.apply(&[row]);
            assert_eq!(occupancy.with("pool", |free| free(starts_at, desks)), free, "{booked} of {capacity}, {desks}");
            assert_eq!(generation.now() > before, version < 5, "only what differs is heard of");
        }
    }
}
