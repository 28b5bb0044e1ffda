//! Guessing codes at a kiosk does not pay: after a few wrong ones come growing pauses, per kiosk and in all, and after a
//! hundred in a day the kiosk has to wait until the next. A code with a wrong check digit is no guess, since nothing is
//! looked up for it.
//!
//! Kept in memory: each replica counts for itself.

use crate::limits::rate_limited;
use crate::problem::ApiError;
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use shared::{ProblemCode, ReservationCode};
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Wrong codes in a row that cost nothing: people mistype and mix up.
const FREE: u32 = 5;

/// The longest pause of one kiosk, in seconds.
const LONGEST_PAUSE: i64 = 60;

/// Wrong codes after which a kiosk stops for the day.
const DAILY_STOP: u32 = 100;

/// Wrong codes at all kiosks together, within a minute, after which all have to wait for the next.
const PER_MINUTE_IN_ALL: u32 = 60;

/// Counts wrong codes.
pub struct Guesses {
    enabled: bool,
    hasher: RandomState,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    day: NaiveDate,
    kiosks: HashMap<Uuid, Kiosk>,
    /// Codes that came too early today, by their hash: such an answer tells that there is a booking, but only once.
    early: HashSet<u64>,
    minute: i64,
    in_minute: u32,
}

#[derive(Default, Clone, Copy)]
struct Kiosk {
    /// Wrong codes since the last right one.
    in_row: u32,
    today: u32,
    wait_until: Option<DateTime<Utc>>,
}

impl Guesses {
    /// Nothing was guessed yet; `enabled` is the switch of all limits.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, hasher: RandomState::new(), counts: Mutex::default() }
    }

    /// Refuses to look a code up when there were too many wrong ones.
    pub fn check(&self, kiosk: Uuid, now: DateTime<Utc>) -> Result<(), ApiError> {
        if !self.enabled {
            return Ok(());
        }
        let counts = self.counts(now);
        let kiosk = counts.kiosks.get(&kiosk).copied().unwrap_or_default();
        let stop = (kiosk.today >= DAILY_STOP).then(|| tomorrow(now));
        let full_minute = counts.in_minute >= PER_MINUTE_IN_ALL;
        let all_wait = full_minute.then(|| now + Duration::seconds(60 - now.timestamp().rem_euclid(60)));
        let wait_until = [kiosk.wait_until, stop, all_wait].into_iter().flatten().max();
        match wait_until.map(|until| (until - now).num_milliseconds()) {
            Some(millis @ 1..) => Err(rate_limited(u32::try_from((millis + 999) / 1000).unwrap_or(u32::MAX))),
            _ => Ok(()),
        }
    }

    /// Counts what came of a code.
    pub fn note(&self, kiosk: Uuid, code: &ReservationCode, problem: Option<ProblemCode>, now: DateTime<Utc>) {
        let hash = self.hasher.hash_one(code.digits());
        let mut counts = self.counts(now);
        match problem {
            Some(ProblemCode::CodeUnknown | ProblemCode::WrongOffice) => counts.wrong(kiosk, true, now),
            Some(ProblemCode::TooEarly) if counts.early.insert(hash) => counts.wrong(kiosk, false, now),
            None => {
                let kiosk = counts.kiosks.entry(kiosk).or_default();
                (kiosk.in_row, kiosk.wait_until) = (0, None);
            }
            Some(_) => {}
        }
    }

    fn counts(&self, now: DateTime<Utc>) -> MutexGuard<'_, Counts> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.day != now.date_naive() {
            *counts = Counts { day: now.date_naive(), ..Counts::default() };
        }
        let minute = now.timestamp().div_euclid(60);
        if counts.minute != minute {
            (counts.minute, counts.in_minute) = (minute, 0);
        }
        counts
    }
}

impl Counts {
    fn wrong(&mut self, kiosk: Uuid, counts_for_the_day: bool, now: DateTime<Utc>) {
        self.in_minute += 1;
        let kiosk = self.kiosks.entry(kiosk).or_default();
        kiosk.in_row += 1;
        kiosk.today += u32::from(counts_for_the_day);
        if let Some(steps) = kiosk.in_row.checked_sub(FREE) {
            let pause = 2_i64.saturating_pow(steps).min(LONGEST_PAUSE);
            kiosk.wait_until = Some(now + Duration::seconds(pause));
        }
    }
}

fn tomorrow(now: DateTime<Utc>) -> DateTime<Utc> {
    let next = now.date_naive().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    next.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::{DAILY_STOP, FREE, Guesses};
    use chrono::{DateTime, Duration, Utc};
    use shared::ProblemCode::{CodeUnknown, TooEarly, WrongOffice};
    use shared::ReservationCode;
    use uuid::Uuid;

    fn noon() -> DateTime<Utc> {
        "2026-12-07T12:00:00Z".parse().unwrap()
    }

    fn code(number: u32) -> ReservationCode {
        ReservationCode::from_number(number)
    }

    fn wait(guesses: &Guesses, kiosk: Uuid, now: DateTime<Utc>) -> Option<u32> {
        guesses.check(kiosk, now).err().and_then(|error| error.parts().retry_after)
    }

    #[test]
    fn pauses_grow_until_a_right_code_comes() {
        let (guesses, kiosk, now) = (Guesses::new(true), Uuid::from_u128(1), noon());
        for number in 1..FREE {
            guesses.note(kiosk, &code(number), Some(CodeUnknown), now);
            assert_eq!(wait(&guesses, kiosk, now), None);
        }
        for (number, expected) in [(FREE, 1), (FREE + 1, 2), (FREE + 2, 4)] {
            guesses.note(kiosk, &code(number), Some(WrongOffice), now);
            assert_eq!(wait(&guesses, kiosk, now), Some(expected));
        }
        assert_eq!(wait(&guesses, Uuid::from_u128(2), now), None);
        guesses.note(kiosk, &code(9), None, now);
        assert_eq!(wait(&guesses, kiosk, now), None);
    }

    #[test]
    fn a_hundred_wrong_codes_stop_a_kiosk_until_midnight() {
        let (guesses, kiosk, mut now) = (Guesses::new(true), Uuid::from_u128(1), noon());
        for number in 0..DAILY_STOP {
            now += Duration::minutes(2);
            assert_eq!(wait(&guesses, kiosk, now), None, "{number}");
            guesses.note(kiosk, &code(number), Some(CodeUnknown), now);
        }
        now += Duration::minutes(2);
        assert!(wait(&guesses, kiosk, now) > Some(3600));
        assert_eq!(wait(&guesses, kiosk, noon() + Duration::days(1)), None);
    }

    #[test]
    fn an_early_code_counts_once_and_never_for_the_day() {
        let (guesses, kiosk, now) = (Guesses::new(true), Uuid::from_u128(1), noon());
        for _ in 0..1000 {
            guesses.note(kiosk, &code(7), Some(TooEarly), now);
        }
        assert_eq!(wait(&guesses, kiosk, now), None);
    }

    #[test]
    fn many_kiosks_together_do_not_guess_faster() {
        let (guesses, now) = (Guesses::new(true), noon());
        for number in 0..60 {
            guesses.note(Uuid::from_u128(number.into()), &code(number), Some(CodeUnknown), now);
        }
        assert_eq!(wait(&guesses, Uuid::from_u128(99), now), Some(60));
        assert_eq!(wait(&guesses, Uuid::from_u128(99), now + Duration::seconds(61)), None);
    }
}
