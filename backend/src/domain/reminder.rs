//! When residents are reminded of their visits: at a fixed time of the day before, on the office's clock.

use super::opening::instant;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

/// A day whose visits are to be reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day of the visits.
    pub date: NaiveDate,
    /// Since when they are to be.
    pub since: DateTime<Utc>,
}

impl Due {
    /// What is due at `now`: today's visits, of which a server may have missed to remind, and, after its time, tomorrow's.
    pub fn at(timezone: Tz, time: NaiveTime, now: DateTime<Utc>) -> impl Iterator<Item = Self> {
        days_from_today(timezone, time, now).filter(move |due| due.since <= now)
    }

    /// Whether the day of the visits has yet to begin.
    pub fn is_ahead(self, timezone: Tz, now: DateTime<Utc>) -> bool {
        now.with_timezone(&timezone).date_naive() < self.date
    }

    /// The first instant after `now` at which more is due.
    pub fn next(timezone: Tz, time: NaiveTime, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        days_from_today(timezone, time, now).map(|due| due.since).find(|since| *since > now)
    }
}

/// Today, tomorrow and the day after that: at a time of today or tomorrow, whichever comes.
fn days_from_today(timezone: Tz, time: NaiveTime, now: DateTime<Utc>) -> impl Iterator<Item = Due> {
    let today = now.with_timezone(&timezone).date_naive();
    (0..=2).filter_map(move |days| {
        let date = today.checked_add_days(Days::new(days))?;
        let since = instant(timezone, date.pred_opt()?.and_time(time));
        Some(Due { date, since })
    })
}

#[cfg(test)]
mod tests {
    use super::Due;
    use chrono::{DateTime, Duration, NaiveTime, Utc};
    use chrono_tz::Europe::Warsaw;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
    }

    fn due(time: &str, now: &str) -> Vec<(String, DateTime<Utc>)> {
        let time: NaiveTime = time.parse().unwrap();
        Due::at(Warsaw, time, at(now)).map(|due| (due.date.to_string(), due.since)).collect()
    }

    #[test]
    fn tomorrow_is_due_from_its_time_on_and_today_until_it_is_over() {
        let today = ("2026-12-01".to_owned(), at("2026-11-30T17:00:00+01:00"));
        let tomorrow = ("2026-12-02".to_owned(), at("2026-12-01T17:00:00+01:00"));
        assert_eq!(due("17:00:00", "2026-12-01T16:59:59+01:00"), std::slice::from_ref(&today));
        assert_eq!(due("17:00:00", "2026-12-01T17:00:00+01:00"), [today, tomorrow]);
    }

    #[test]
    fn a_time_that_the_clock_skips_is_the_instant_at_which_it_is_put_forward() {
        let time: NaiveTime = "02:30:00".parse().unwrap();
        let spring = at("2027-03-28T03:00:00+02:00");
        assert_eq!(Due::next(Warsaw, time, spring - Duration::seconds(1)), Some(spring));
        assert_eq!(due("02:30:00", "2027-03-28T03:00:00+02:00").last().unwrap().0, "2027-03-29");
        // Of a time that comes twice it is the first.
        let autumn = at("2027-10-31T02:30:00+02:00");
        assert_eq!(Due::next(Warsaw, time, autumn - Duration::seconds(1)), Some(autumn));
        assert_eq!(Due::next(Warsaw, time, autumn), Some(at("2027-11-01T02:30:00+01:00")));
    }

    proptest! {
        #[test]
        fn something_is_always_next_and_due_when_it_has_come(
            minutes in 0_i64..3 * 366 * 24 * 60, of_day in 0_u32..24 * 60,
        ) {
            let now = at("2026-01-01T00:00:00Z") + Duration::minutes(minutes);
            let time = NaiveTime::from_num_seconds_from_midnight_opt(of_day * 60, 0).unwrap();
            let next = Due::next(Warsaw, time, now).unwrap();
            prop_assert!(next > now && next <= now + Duration::hours(25));
            let before: Vec<Due> = Due::at(Warsaw, time, next - Duration::seconds(1)).collect();
            let after: Vec<Due> = Due::at(Warsaw, time, next).collect();
            let new: Vec<&Due> = after.iter().filter(|due| !before.contains(due)).collect();
            prop_assert!(new.iter().any(|due| due.since == next));
            prop_assert!(before.len() <= 2 && after.len() <= 3);
        }
    }
}
