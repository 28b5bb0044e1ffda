//! Counters of one kind, by the generic cell rate algorithm (GCRA): of each key one instant is kept, the one at which all
//! of its quota will be there again. Of so many keys at most, however many there are.

use super::Standing;
use crate::config::Quota;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Counters are spread over so many locks.
const SHARDS: usize = 64;

/// How often a full shard is searched for keys that are idle by now.
const SEARCH_EVERY: Duration = Duration::from_secs(1);

/// What is counted: an address, a network, a hash.
pub(super) type Key = u128;

/// Counters with one quota.
pub(super) struct Bucket {
    quota: Quota,
    /// In which one request's worth of the quota comes back.
    period: Duration,
    shards: Vec<Mutex<Shard>>,
    /// Keys in a shard at most.
    room: usize,
    hasher: RandomState,
}

#[derive(Default)]
struct Shard {
    full_again: HashMap<Key, Instant>,
    searched: Option<Instant>,
}

impl Bucket {
    /// Counters of at most about `most` keys.
    pub(super) fn new(quota: Quota, most: usize) -> Self {
        let shards = std::iter::repeat_with(Mutex::default).take(SHARDS).collect();
        let period = quota.window / quota.limit.get();
        Self { quota, period, shards, room: most.div_ceil(SHARDS), hasher: RandomState::new() }
    }

    /// Counts a request; `None` if it has a new key and there is no room for it.
    pub(super) fn count(&self, key: Key, now: Instant) -> Option<Standing> {
        let mut shard = self.shard(key);
        if !shard.full_again.contains_key(&key) && !shard.makes_room(self.room, now) {
            return None;
        }
        Some(self.take(&mut shard, key, now))
    }

    /// Counts a request also if there is no room; for keys of which there are few.
    pub(super) fn count_always(&self, key: Key, now: Instant) -> Standing {
        self.take(&mut self.shard(key), key, now)
    }

    fn take(&self, shard: &mut Shard, key: Key, now: Instant) -> Standing {
        let full_again = shard.full_again.entry(key).or_insert(now);
        let used = full_again.saturating_duration_since(now);
        let beyond = (used + self.period).saturating_sub(self.quota.window);
        if !beyond.is_zero() {
            return self.standing(used, Some(beyond));
        }
        *full_again = now + used + self.period;
        self.standing(used + self.period, None)
    }

    /// Takes back what a request was counted for.
    pub(super) fn take_back(&self, key: Key) {
        if let Some(full_again) = self.shard(key).full_again.get_mut(&key) {
            *full_again = full_again.checked_sub(self.period).unwrap_or(*full_again);
        }
    }

    /// Forgets keys that have all of their quota again.
    pub(super) fn forget_idle(&self, now: Instant) {
        for shard in &self.shards {
            let mut shard = lock(shard);
            shard.forget_idle(now);
            shard.full_again.shrink_to_fit();
        }
    }

    /// How many keys are kept.
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).full_again.len()).sum()
    }

    fn standing(&self, used: Duration, wait: Option<Duration>) -> Standing {
        let left = self.quota.window.saturating_sub(used).as_nanos();
        let remaining = left.checked_div(self.period.as_nanos()).unwrap_or(u128::from(self.quota.limit.get()));
        Standing {
            quota: self.quota,
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX).min(self.quota.limit.get()),
            reset_after: seconds_up(used),
            retry_after: wait.map(|wait| seconds_up(wait).max(1)),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "the remainder lies within the shards")]
    fn shard(&self, key: Key) -> MutexGuard<'_, Shard> {
        let hash = self.hasher.hash_one(key).to_ne_bytes()[0];
        lock(&self.shards[usize::from(hash) % SHARDS])
    }
}

impl Shard {
    fn makes_room(&mut self, room: usize, now: Instant) -> bool {
        let searched_lately = self.searched.is_some_and(|then| now.saturating_duration_since(then) < SEARCH_EVERY);
        if self.full_again.len() >= room && !searched_lately {
            self.forget_idle(now);
            self.searched = Some(now);
        }
        self.full_again.len() < room
    }

    fn forget_idle(&mut self, now: Instant) {
        self.full_again.retain(|_, full_again| now < *full_again);
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn seconds_up(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Bucket, SHARDS};
    use crate::config::Quota;
    use proptest::prelude::*;
    use std::num::NonZeroU32;
    use std::time::{Duration, Instant};

    fn bucket(limit: u32, seconds: u64, most: usize) -> Bucket {
        let quota = Quota { limit: NonZeroU32::new(limit).unwrap(), window: Duration::from_secs(seconds) };
        Bucket::new(quota, most)
    }

    #[test]
    fn a_key_has_its_quota_and_then_waits_for_its_share() {
        let (bucket, start) = (bucket(3, 60, 100), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let remaining: Vec<_> = (0..3).map(|_| bucket.count(1, start).unwrap().remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = bucket.count(1, at(5)).unwrap();
        assert_eq!((refused.remaining, refused.retry_after, refused.reset_after), (0, Some(15), 55));
        assert_eq!(bucket.count(1, at(20)).unwrap().retry_after, None);
        assert_eq!(bucket.count(1, at(20)).unwrap().retry_after, Some(20));
        assert_eq!(bucket.count(2, at(20)).unwrap().remaining, 2);
    }

    #[test]
    fn what_is_taken_back_was_not_counted() {
        let (bucket, now) = (bucket(1, 60, 100), Instant::now());
        for _ in 0..5 {
            assert_eq!(bucket.count(1, now).unwrap().retry_after, None);
            bucket.take_back(1);
        }
        bucket.count(1, now);
        assert!(bucket.count(1, now).unwrap().retry_after.is_some());
    }

    #[test]
    fn made_up_keys_fill_the_room_and_no_more() {
        let (bucket, now) = (bucket(1, 60, 1000), Instant::now());
        let known = bucket.count(u128::MAX, now).unwrap();
        assert_eq!(known.retry_after, None);
        let without_room = (0..100_000).filter(|key| bucket.count(*key, now).is_none()).count();
        assert!(bucket.len() <= 1000 + SHARDS, "{}", bucket.len());
        assert!(without_room >= 98_000, "{without_room}");
        assert!(bucket.count(u128::MAX, now).unwrap().retry_after.is_some(), "who is known still counts");
        let later = now + Duration::from_secs(61);
        assert!(bucket.count(100_001, later).is_some(), "who is idle makes room");
        bucket.forget_idle(later + Duration::from_secs(61));
        assert_eq!(bucket.len(), 0);
    }

    proptest! {
        /// Whatever the pattern, no window holds more than the quota and what came back within it.
        #[test]
        fn never_more_than_the_quota(pauses in prop::collection::vec(0_u64..3_000, 1..200), limit in 1_u32..20) {
            let (bucket, start) = (bucket(limit, 10, 10), Instant::now());
            let mut at = Duration::ZERO;
            let mut accepted = Vec::new();
            for pause in pauses {
                at += Duration::from_millis(pause);
                let standing = bucket.count(7, start + at).unwrap();
                if standing.retry_after.is_none() {
                    accepted.push(at);
                }
                prop_assert!(standing.remaining < limit);
            }
            for (i, first) in accepted.iter().enumerate() {
                let within = accepted[i..].iter().filter(|at| **at < *first + Duration::from_secs(10)).count();
                prop_assert!(within <= 2 * limit as usize, "{within} of {limit}");
            }
        }
    }
}
