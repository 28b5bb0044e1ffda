//! For how long an hour is held for somebody who reads terms and summary.

use chrono::{DateTime, Duration, Utc};
use shared::booking::HOLD_STEP_MINUTES;

/// How often a hold can be extended: WCAG 2.2.1 asks for ten times.
const EXTENSIONS: u32 = 10;

/// The longest that an hour can be held at first, in minutes.
pub const MOST_MINUTES: u16 = 60;

/// For how long hours are held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HoldRule {
    minutes: u16,
}

impl HoldRule {
    /// So many minutes at first; 0: none are held.
    pub const fn of(minutes: u16) -> Self {
        Self { minutes }
    }

    /// Whether hours are held at all.
    pub const fn is_on(self) -> bool {
        self.minutes > 0
    }

    /// How many minutes an hour is held at first.
    pub fn minutes(self) -> u32 {
        self.minutes.into()
    }

    /// When a hold ends that begins now, on an hour that begins at `starts_at`: never later than that.
    pub fn end(self, now: DateTime<Utc>, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        (now + Duration::minutes(self.minutes.into())).min(starts_at)
    }

    /// The last instant to which a hold can be extended that began at `held_at`.
    pub fn last_end(self, held_at: DateTime<Utc>, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        self.end(held_at + Duration::minutes((EXTENSIONS * HOLD_STEP_MINUTES).into()), starts_at)
    }

    /// When a hold ends that is extended once more; none if it could not go on.
    pub fn extended(until: DateTime<Utc>, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let extended = (until.max(now) + Duration::minutes(HOLD_STEP_MINUTES.into())).min(last);
        (extended > now).then_some(extended.max(until))
    }
}

#[cfg(test)]
mod tests {
    use super::HoldRule;
    use chrono::{DateTime, Duration, Utc};
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-11-30T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
    }

    #[test]
    fn ten_minutes_become_thirty_in_ten_steps() {
        let (rule, starts_at) = (HoldRule::of(10), at(600));
        let (mut until, last) = (rule.end(at(0), starts_at), rule.last_end(at(0), starts_at));
        assert_eq!((until, last), (at(10), at(30)));
        for _ in 0..10 {
            let extended = HoldRule::extended(until, last, until - Duration::minutes(2)).unwrap();
            assert_eq!(extended, until + Duration::minutes(2));
            until = extended;
        }
        assert_eq!((until, HoldRule::extended(until, last, at(29))), (last, Some(last)));
        assert_eq!(HoldRule::extended(until, last, last), None, "it is over");
    }

    proptest! {
        #[test]
        fn a_hold_never_outlasts_its_last_instant_or_reaches_into_its_hour(
            minutes in 1_u16..=60, starts in 0_i64..120, asked in prop::collection::vec(0_i64..120, 0..20),
        ) {
            let rule = HoldRule::of(minutes);
            let (mut until, last) = (rule.end(at(0), at(starts)), rule.last_end(at(0), at(starts)));
            prop_assert!(until <= last && last <= at(starts));
            for minute in asked {
                if let Some(extended) = HoldRule::extended(until, last, at(minute)) {
                    // It gives no less time than there was, and some.
                    prop_assert!(extended >= until && extended > at(minute) && extended <= last);
                    until = extended;
                }
            }
        }
    }
}
