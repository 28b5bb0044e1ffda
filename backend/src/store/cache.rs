//! Finished answers, kept until something changes.

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Different questions that are kept; then all are forgotten. Questions are bounded by what clients ask, not by us.
const CAPACITY: usize = 4_096;

/// Something finished.
#[derive(Debug)]
struct Kept<V> {
    value: Arc<V>,
    generation: u64,
    valid_until: Option<DateTime<Utc>>,
}

#[derive(Debug)]
struct Cell<V> {
    kept: ArcSwapOption<Kept<V>>,
    building: Mutex<()>,
}

/// A cache whose values hold for one generation of the data and until an instant.
#[derive(Debug)]
pub(super) struct Cache<K, V> {
    cells: RwLock<HashMap<K, Arc<Cell<V>>>>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { cells: RwLock::new(HashMap::new()) }
    }
}

impl<K: Hash + Eq, V> Cache<K, V> {
    /// The value for `key` as of this generation and instant. `build` gives the value and until when it holds. While
    /// one task builds, others get the last value if only the generation is past.
    pub(super) fn get(
        &self,
        key: K,
        generation: u64,
        now: DateTime<Utc>,
        build: impl FnOnce() -> (V, Option<DateTime<Utc>>),
    ) -> Arc<V> {
        let in_time = |kept: &Kept<V>| kept.valid_until.is_none_or(|until| now < until);
        let cell = self.cell(key);
        if let Some(kept) = &*cell.kept.load()
            && kept.generation >= generation
            && in_time(kept)
        {
            return Arc::clone(&kept.value);
        }
        let building = if let Ok(guard) = cell.building.try_lock() {
            guard
        } else {
            if let Some(kept) = &*cell.kept.load()
                && in_time(kept)
            {
                return Arc::clone(&kept.value);
            }
            cell.building.lock().unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(kept) = &*cell.kept.load()
            && kept.generation >= generation
            && in_time(kept)
        {
            return Arc::clone(&kept.value);
        }
        let (value, valid_until) = build();
        let value = Arc::new(value);
        cell.kept.store(Some(Arc::new(Kept { value: Arc::clone(&value), generation, valid_until })));
        drop(building);
        value
    }

    fn cell(&self, key: K) -> Arc<Cell<V>> {
        if let Some(cell) = self.cells.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(cell);
        }
        let mut cells = self.cells.write().unwrap_or_else(PoisonError::into_inner);
        if cells.len() >= CAPACITY {
            cells.clear();
        }
        let empty = || Arc::new(Cell { kept: ArcSwapOption::empty(), building: Mutex::new(()) });
        Arc::clone(cells.entry(key).or_insert_with(empty))
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;
    use chrono::{DateTime, Duration, Utc};
    use std::cell::Cell;

    #[test]
    fn builds_once_per_generation_and_again_when_the_time_is_over() {
        let now: DateTime<Utc> = "2026-12-01T08:00:00Z".parse().unwrap();
        let until = now + Duration::minutes(1);
        let (cache, built) = (Cache::default(), Cell::new(0));
        let get = |generation, now| {
            *cache.get("key", generation, now, || {
                built.set(built.get() + 1);
                (built.get(), Some(until))
            })
        };
        assert_eq!([get(1, now), get(1, now)], [1, 1]);
        assert_eq!(get(2, now), 2);
        assert_eq!(get(2, until - Duration::microseconds(1)), 2);
        assert_eq!(get(2, until), 3);
    }
}
