//! Finished answers, kept until something changes.

use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Different questions that are kept; then all are forgotten. Questions are bounded by what clients ask, not by us.
const CAPACITY: usize = 1_024;

/// From so much on a clock counts as set back. Requests that came a moment earlier than the one that made a value may use it.
const SET_BACK: TimeDelta = TimeDelta::seconds(1);

/// Something finished.
#[derive(Debug)]
struct Kept<V> {
    value: Arc<V>,
    generation: u64,
    made_at: DateTime<Utc>,
    valid_until: Option<DateTime<Utc>>,
}

impl<V> Kept<V> {
    /// Not before it was made, either: a clock that was set back may have gone back over a release.
    fn is_in_time(&self, now: DateTime<Utc>) -> bool {
        self.made_at <= now + SET_BACK && self.valid_until.is_none_or(|until| now < until)
    }
}

#[derive(Debug)]
struct Cell<V> {
    kept: ArcSwapOption<Kept<V>>,
    building: Mutex<()>,
}

/// A cache whose values hold for one generation of the data and until an instant. What is there is found without a lock;
/// a new question copies the table of questions, which is small beside making the answer.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    cells: ArcSwap<HashMap<K, Arc<Cell<V>>>>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { cells: ArcSwap::default() }
    }
}

impl<K: Hash + Eq + Copy, V> Cache<K, V> {
    /// The value for `key` as of this generation and instant. `build` gives the value and until when it holds. While
    /// one task builds, others get the last value if only the generation is past.
    pub(crate) fn get(
        &self,
        key: K,
        generation: u64,
        now: DateTime<Utc>,
        build: impl FnOnce() -> (V, Option<DateTime<Utc>>),
    ) -> Arc<V> {
        match self.cells.load().get(&key) {
            Some(cell) => cell.get(generation, now, build),
            None => self.add(key).get(generation, now, build),
        }
    }

    /// The cell of a new question, or the one that somebody else has made for it meanwhile.
    fn add(&self, key: K) -> Arc<Cell<V>> {
        let new = Arc::new(Cell { kept: ArcSwapOption::empty(), building: Mutex::new(()) });
        let before = self.cells.rcu(|cells| {
            let full = cells.len() >= CAPACITY;
            let mut cells = if full { HashMap::new() } else { HashMap::clone(cells) };
            cells.entry(key).or_insert_with(|| Arc::clone(&new));
            cells
        });
        before.get(&key).cloned().filter(|_| before.len() < CAPACITY).unwrap_or(new)
    }
}

impl<V> Cell<V> {
    fn get(&self, generation: u64, now: DateTime<Utc>, build: impl FnOnce() -> (V, Option<DateTime<Utc>>)) -> Arc<V> {
        if let Some(value) = self.current(generation, now) {
            return value;
        }
        let building = match self.building.try_lock() {
            Ok(guard) => guard,
            // Somebody is at it; what was true a moment ago is good enough as long as the clock does not contradict.
            Err(_) => match self.current(0, now) {
                Some(value) => return value,
                None => self.building.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        if let Some(value) = self.current(generation, now) {
            return value;
        }
        let (value, valid_until) = build();
        let value = Arc::new(value);
        self.kept.store(Some(Arc::new(Kept { value: Arc::clone(&value), generation, made_at: now, valid_until })));
        drop(building);
        value
    }

    /// The kept value, if it is of this generation or a later one and in time.
    fn current(&self, generation: u64, now: DateTime<Utc>) -> Option<Arc<V>> {
        let kept = self.kept.load();
        let kept = kept.as_ref().filter(|kept| kept.generation >= generation && kept.is_in_time(now))?;
        Some(Arc::clone(&kept.value))
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Cache};
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
        // Set back, but not by so little as requests that overtake each other.
        assert_eq!(get(2, until - Duration::seconds(1)), 3);
        assert_eq!(get(2, until - Duration::seconds(2)), 4);
    }

    #[test]
    fn too_many_questions_are_forgotten_and_answered_anew() {
        let now: DateTime<Utc> = "2026-12-01T08:00:00Z".parse().unwrap();
        let cache = Cache::default();
        for key in 0..=CAPACITY {
            assert_eq!(*cache.get(key, 0, now, || (key, None)), key);
        }
        assert_eq!(*cache.get(0, 0, now, || (usize::MAX, None)), usize::MAX);
        assert_eq!(*cache.get(CAPACITY, 0, now, || (usize::MAX, None)), CAPACITY);
        assert!(cache.cells.load().len() <= CAPACITY);
    }
}
