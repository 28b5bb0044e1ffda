//! Guessing codes at a kiosk does not pay: after a few wrong ones come growing pauses, per kiosk and in all, and after a
//! hundred in a day the kiosk has to wait until the next. A code with a wrong check digit is no guess, since nothing is
//! looked up for it.
//!
//! Kept in memory: each replica counts for itself, and afresh after a restart. With N replicas a kiosk's token is good for
//! N times the hundred; SECURITY.md does the sum.

use crate::config::Quota;
use crate::limits::Counted;
use crate::metrics::Metrics;
use crate::problem::ApiError;
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use prometheus_client::metrics::counter::Counter;
use shared::{ProblemCode, ReservationCode};
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Wrong codes in a row that cost nothing: people mistype and mix up.
const FREE: u32 = 5;

/// The longest pause of one kiosk, in seconds.
const LONGEST_PAUSE: i64 = 60;

/// Wrong codes after which a kiosk stops for the day.
const DAILY_STOP: u32 = 100;

/// The quota that answers name when there were too many.
const POLICY: &str = "wrong-codes";
const PER_DAY: Quota = Quota::of(DAILY_STOP, std::time::Duration::from_hours(24));

/// Wrong codes at all kiosks together, within a minute, after which all have to wait for the next.
const PER_MINUTE_IN_ALL: u32 = 60;

/// Counts wrong codes.
pub struct Guesses {
    enabled: bool,
    hasher: RandomState,
    counts: Mutex<Counts>,
    wrong: Counter,
    refusals: Counter,
}

#[derive(Default)]
struct Counts {
    day: NaiveDate,
    kiosks: HashMap<Uuid, Kiosk>,
    /// Codes that came too early today, by their hash: such an answer tells that there is a booking, but only once.
    early: HashSet<u64>,
    minute: i64,
    in_minute: u32,
    /// Attempts under way: each may turn out to be wrong.
    open: u32,
}

#[derive(Default, Clone, Copy)]
struct Kiosk {
    /// Wrong codes since the last right one.
    in_row: u32,
    today: u32,
    wait_until: Option<DateTime<Utc>>,
    open: u32,
}

/// A code that is being looked up. Until it ends it counts as wrong, so that many at once guess no faster.
pub struct Attempt {
    guesses: Arc<Guesses>,
    kiosk: Uuid,
}

impl Guesses {
    /// Nothing was guessed yet; `enabled` is the switch of all limits. Its figures are added to `metrics`.
    pub fn new(enabled: bool, metrics: &Metrics) -> Self {
        let (wrong, refusals) = (Counter::default(), Counter::default());
        metrics.register(|registry| {
            registry.register("wrong_codes", "Codes at kiosks that were wrong", wrong.clone());
            let help = "Codes at kiosks that were not looked up after too many wrong ones";
            registry.register("wrong_codes_refusals", help, refusals.clone());
        });
        Self { enabled, hasher: RandomState::new(), counts: Mutex::default(), wrong, refusals }
    }

    /// Lets a code be looked up, unless there were too many wrong ones.
    pub fn begin(self: &Arc<Self>, kiosk: Uuid, now: DateTime<Utc>) -> Result<Attempt, ApiError> {
        let mut counts = self.counts(now);
        let wait = if self.enabled { counts.wait(kiosk, now) } else { None };
        if let Some(refusal) = wait.and_then(|seconds| Counted::exhausted(POLICY, PER_DAY, seconds).refusal()) {
            self.refusals.inc();
            return Err(refusal);
        }
        counts.open += 1;
        counts.kiosks.entry(kiosk).or_default().open += 1;
        Ok(Attempt { guesses: Arc::clone(self), kiosk })
    }

    fn counts(&self, now: DateTime<Utc>) -> MutexGuard<'_, Counts> {
        let mut counts = self.lock();
        if counts.day != now.date_naive() {
            counts.begin_day(now.date_naive());
        }
        let minute = now.timestamp().div_euclid(60);
        if counts.minute != minute {
            (counts.minute, counts.in_minute) = (minute, 0);
        }
        counts
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt {
    /// Counts what came of the code.
    pub fn end(self, code: &ReservationCode, problem: Option<ProblemCode>, now: DateTime<Utc>) {
        let hash = self.guesses.hasher.hash_one(code.digits());
        let mut counts = self.guesses.counts(now);
        let wrong = match problem {
            Some(ProblemCode::CodeUnknown | ProblemCode::WrongOffice) => counts.wrong(self.kiosk, true, now),
            Some(ProblemCode::TooEarly) if counts.early.insert(hash) => counts.wrong(self.kiosk, false, now),
            None => {
                let kiosk = counts.kiosks.entry(self.kiosk).or_default();
                (kiosk.in_row, kiosk.wait_until) = (0, None);
                false
            }
            Some(_) => false,
        };
        self.guesses.wrong.inc_by(wrong.into());
    }
}

impl Drop for Attempt {
    /// Also when the call was given up: then its answer reached nobody.
    fn drop(&mut self) {
        let mut counts = self.guesses.lock();
        counts.open = counts.open.saturating_sub(1);
        if let Some(kiosk) = counts.kiosks.get_mut(&self.kiosk) {
            kiosk.open = kiosk.open.saturating_sub(1);
        }
    }
}

impl Counts {
    /// A new day: only what is under way stays.
    fn begin_day(&mut self, day: NaiveDate) {
        self.kiosks.retain(|_, kiosk| kiosk.open > 0);
        for kiosk in self.kiosks.values_mut() {
            *kiosk = Kiosk { open: kiosk.open, ..Kiosk::default() };
        }
        self.early.clear();
        self.day = day;
    }

    /// Seconds to wait before the next code.
    fn wait(&self, kiosk: Uuid, now: DateTime<Utc>) -> Option<u32> {
        let kiosk = self.kiosks.get(&kiosk).copied().unwrap_or_default();
        let stop = (kiosk.today + kiosk.open >= DAILY_STOP).then(|| tomorrow(now));
        let full_minute = self.in_minute + self.open >= PER_MINUTE_IN_ALL;
        let all_wait = full_minute.then(|| now + Duration::seconds(60 - now.timestamp().rem_euclid(60)));
        // After so many wrong ones, one after the other.
        let in_turn = (kiosk.open > 0 && kiosk.in_row + kiosk.open >= FREE).then(|| now + Duration::seconds(1));
        // A pause that is longer than any was given by a clock that was ahead.
        let longest = now + Duration::seconds(LONGEST_PAUSE);
        let pause = kiosk.wait_until.filter(|until| *until <= longest);
        let until = [pause, stop, all_wait, in_turn].into_iter().flatten().max()?;
        match (until - now).num_milliseconds() {
            millis @ 1.. => Some(u32::try_from((millis + 999) / 1000).unwrap_or(u32::MAX)),
            _ => None,
        }
    }

    fn wrong(&mut self, kiosk: Uuid, counts_for_the_day: bool, now: DateTime<Utc>) -> bool {
        self.in_minute += 1;
        let kiosk = self.kiosks.entry(kiosk).or_default();
        kiosk.in_row += 1;
        kiosk.today += u32::from(counts_for_the_day);
        if let Some(steps) = kiosk.in_row.checked_sub(FREE) {
            let pause = 2_i64.saturating_pow(steps).min(LONGEST_PAUSE);
            kiosk.wait_until = Some(now + Duration::seconds(pause));
        }
        true
    }
}

fn tomorrow(now: DateTime<Utc>) -> DateTime<Utc> {
    let next = now.date_naive().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    next.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::{DAILY_STOP, FREE, Guesses, LONGEST_PAUSE, PER_MINUTE_IN_ALL};
    use crate::metrics::Metrics;
    use chrono::{DateTime, Duration, Utc};
    use proptest::prelude::*;
    use shared::ProblemCode::{CodeUnknown, TooEarly, WrongOffice};
    use shared::{ProblemCode, ReservationCode};
    use std::sync::Arc;
    use uuid::Uuid;

    const KIOSK: Uuid = Uuid::from_u128(1);

    fn noon() -> DateTime<Utc> {
        "2026-12-07T12:00:00Z".parse().unwrap()
    }

    fn new() -> Arc<Guesses> {
        Arc::new(Guesses::new(true, &Metrics::new()))
    }

    /// Tries a code; the seconds to wait if it was not looked up.
    fn guess(
        guesses: &Arc<Guesses>,
        kiosk: Uuid,
        number: u32,
        problem: Option<ProblemCode>,
        now: DateTime<Utc>,
    ) -> Option<u32> {
        match guesses.begin(kiosk, now) {
            Ok(attempt) => {
                attempt.end(&ReservationCode::from_number(number), problem, now);
                None
            }
            Err(error) => error.parts().retry_after,
        }
    }

    fn wait(guesses: &Arc<Guesses>, kiosk: Uuid, now: DateTime<Utc>) -> Option<u32> {
        guesses.begin(kiosk, now).err().and_then(|error| error.parts().retry_after)
    }

    #[test]
    fn pauses_grow_until_a_right_code_comes() {
        let (guesses, mut now) = (new(), noon());
        for number in 1..FREE {
            assert_eq!(guess(&guesses, KIOSK, number, Some(CodeUnknown), now), None);
            assert_eq!(wait(&guesses, KIOSK, now), None);
        }
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(guess(&guesses, KIOSK, 0, Some(WrongOffice), now), None);
            assert_eq!(wait(&guesses, KIOSK, now), Some(expected));
            now += Duration::seconds(expected.into());
        }
        assert_eq!(wait(&guesses, Uuid::from_u128(2), now), None);
        assert_eq!(guess(&guesses, KIOSK, 9, None, now), None);
        assert_eq!(guess(&guesses, KIOSK, 0, Some(CodeUnknown), now), None);
        assert_eq!(wait(&guesses, KIOSK, now), None);
    }

    /// A guesser who never lets up, for a fortnight: what `SECURITY.md` counts on.
    #[test]
    fn day_after_day_a_kiosk_gets_a_hundred_wrong_codes_and_no_more() {
        let (guesses, mut now) = (new(), "2026-12-07T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
        for day in 0..14 {
            let midnight = now + Duration::days(1);
            let mut looked_up = 0;
            while now < midnight {
                match guess(&guesses, KIOSK, looked_up, Some(if day % 2 == 0 { CodeUnknown } else { WrongOffice }), now)
                {
                    None => looked_up += 1,
                    Some(seconds) => now += Duration::seconds(seconds.into()),
                }
            }
            assert_eq!(looked_up, DAILY_STOP, "day {day}");
        }
    }

    #[test]
    fn right_codes_between_wrong_ones_do_not_put_the_daily_stop_off() {
        let (guesses, mut now) = (new(), noon());
        let mut wrong = 0;
        for number in 0..1_000 {
            now += Duration::seconds(10);
            wrong += u32::from(guess(&guesses, KIOSK, number, Some(CodeUnknown), now).is_none());
            guess(&guesses, KIOSK, number, None, now);
        }
        assert_eq!(wrong, DAILY_STOP);
    }

    #[test]
    fn an_early_code_counts_once_and_never_for_the_day() {
        let (guesses, mut now) = (new(), noon());
        for _ in 0..1000 {
            assert_eq!(guess(&guesses, KIOSK, 7, Some(TooEarly), now), None);
        }
        for number in 0..2 * DAILY_STOP {
            now += Duration::seconds(LONGEST_PAUSE);
            assert_eq!(guess(&guesses, KIOSK, number, Some(TooEarly), now), None, "{number}");
        }
        now += Duration::seconds(LONGEST_PAUSE);
        assert_eq!(wait(&guesses, KIOSK, now), None);
    }

    #[test]
    fn many_kiosks_together_do_not_guess_faster() {
        let (guesses, now) = (new(), noon());
        for number in 0..PER_MINUTE_IN_ALL {
            assert_eq!(guess(&guesses, Uuid::from_u128(number.into()), number, Some(CodeUnknown), now), None);
        }
        assert_eq!(wait(&guesses, Uuid::from_u128(99), now), Some(60));
        assert_eq!(wait(&guesses, Uuid::from_u128(99), now + Duration::seconds(61)), None);
    }

    #[test]
    fn many_at_once_do_not_guess_faster() {
        let (guesses, now) = (new(), noon());
        let attempts: Vec<_> = (0..50).map(|_| guesses.begin(KIOSK, now)).collect();
        assert_eq!(attempts.iter().filter(|attempt| attempt.is_ok()).count(), FREE as usize);
        drop(attempts);
        assert_eq!(wait(&guesses, KIOSK, now), None, "what was given up counts no more");
        let kiosks = (0..200).map(|kiosk| guesses.begin(Uuid::from_u128(kiosk), now));
        let open: Vec<_> = kiosks.filter_map(Result::ok).collect();
        assert_eq!(open.len(), PER_MINUTE_IN_ALL as usize);
    }

    proptest! {
        /// Whatever the pattern of right, wrong and early codes at three kiosks: the stops hold.
        #[test]
        fn the_stops_hold(steps in prop::collection::vec((0_u128..3, 0_u8..4, 0_i64..90), 1..600)) {
            let (guesses, mut now) = (new(), noon());
            let mut wrong = std::collections::HashMap::<_, u32>::new();
            for (at, (kiosk, outcome, pause)) in (0_u32..).zip(steps) {
                now += Duration::seconds(pause);
                let problem = [Some(CodeUnknown), Some(WrongOffice), Some(TooEarly), None][usize::from(outcome)];
                if guess(&guesses, Uuid::from_u128(kiosk), at, problem, now).is_none() && outcome < 2 {
                    *wrong.entry((kiosk, now.date_naive())).or_default() += 1;
                }
            }
            prop_assert!(wrong.values().all(|wrong| *wrong <= DAILY_STOP));
        }
    }
}
