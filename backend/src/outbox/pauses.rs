//! How long a letter waits for its next try, and when it is given up.

use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How long a letter, or the whole outbox, waits after a failure.
#[derive(Debug, Clone)]
pub struct Pauses {
    /// A letter's pause after its first failure; it doubles with each.
    pub first: Duration,
    /// A letter's longest pause.
    pub longest: Duration,
    /// A letter is given up only when it is so old: over four days a long weekend without a mail server passes.
    pub give_up_after: TimeDelta,
    /// A letter is given up only after so many tries: a server that was off for a week has tried none.
    pub give_up_tries: u32,
    /// The whole outbox's pause after the mail server was out of reach; it doubles with each time in a row.
    pub outage_first: Duration,
    /// The whole outbox's longest pause: so late do letters go out once the mail server is back.
    pub outage_longest: Duration,
    /// A number from 0 to 1, so that letters and replicas that failed together do not come back together.
    pub jitter: fn() -> f64,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5),
            longest: Duration::from_hours(2),
            give_up_after: TimeDelta::days(4),
            give_up_tries: 10,
            outage_first: Duration::from_secs(2),
            outage_longest: Duration::from_mins(1),
            jitter: rand::random::<f64>,
        }
    }
}

impl Pauses {
    /// When a letter that failed now, for the `tries`-th time, is due again; none if it is given up.
    pub fn next_try(&self, tries: u32, created_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let pause = self.jittered(doubled(self.first, self.longest, tries));
        (!self.is_hopeless(tries, created_at, now)).then(|| now + pause)
    }

    /// Whether a letter that failed now, for the `tries`-th time, is given up.
    pub fn is_hopeless(&self, tries: u32, created_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        tries >= self.give_up_tries && now - created_at >= self.give_up_after
    }

    /// How long to leave the mail server alone that was out of reach for the `times`-th time in a row.
    pub fn outage(&self, times: u32) -> Duration {
        self.jittered(doubled(self.outage_first, self.outage_longest, times))
    }

    /// Up to a quarter longer, never shorter.
    fn jittered(&self, pause: Duration) -> Duration {
        pause.mul_f64(1.0 + (self.jitter)().clamp(0.0, 1.0) / 4.0)
    }
}

fn doubled(first: Duration, longest: Duration, times: u32) -> Duration {
    let factor = 1_u32.checked_shl(times.saturating_sub(1)).unwrap_or(u32::MAX);
    first.saturating_mul(factor).min(longest)
}

#[cfg(test)]
mod tests {
    use super::Pauses;
    use chrono::{DateTime, TimeDelta, Utc};
    use std::time::Duration;

    fn pauses(jitter: fn() -> f64) -> Pauses {
        Pauses { jitter, ..Pauses::default() }
    }

    #[test]
    fn a_letter_is_tried_within_seconds_then_hourly_for_four_days() {
        for (jitter, tries_in_all) in [(|| 0.0, 57), (|| 1.0, 48)] as [(fn() -> f64, u32); 2] {
            let pauses = pauses(jitter);
            let created_at = DateTime::<Utc>::UNIX_EPOCH;
            let (mut now, mut tries) = (created_at, 1);
            let mut longest = TimeDelta::zero();
            while let Some(next) = pauses.next_try(tries, created_at, now) {
                assert!(next > now && next - now >= longest.min(TimeDelta::hours(2)), "pauses do not shrink");
                longest = longest.max(next - now);
                (now, tries) = (next, tries + 1);
            }
            assert!(now - created_at >= TimeDelta::days(4) && now - created_at < TimeDelta::days(5));
            assert!(tries.abs_diff(tries_in_all) <= 3, "{tries}");
            assert!(longest <= TimeDelta::minutes(150));
        }
    }

    #[test]
    fn an_old_letter_that_was_hardly_tried_is_not_given_up() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(30);
        assert!(pauses(|| 0.5).next_try(9, DateTime::UNIX_EPOCH, now).is_some());
        assert!(pauses(|| 0.5).next_try(10, DateTime::UNIX_EPOCH, now).is_none());
    }

    #[test]
    fn an_outage_is_probed_every_minute_at_least() {
        let pauses = pauses(|| 0.0);
        assert_eq!(pauses.outage(1), Duration::from_secs(2));
        assert_eq!(pauses.outage(3), Duration::from_secs(8));
        assert_eq!(pauses.outage(4_000_000), Duration::from_mins(1));
    }
}
