//! How many bookings are tried: above a setting, `auto` asks for work.

use chrono::{DateTime, TimeDelta, Utc};

/// How long work is asked for after the last moment of pressure, so that it does not flicker.
const AFTERWARDS: TimeDelta = TimeDelta::minutes(5);

const MINUTE: i64 = 60;

/// Counts tries in this minute and the last.
#[derive(Debug, Default)]
pub(super) struct Pressure {
    minute: i64,
    current: u32,
    previous: u32,
    until: Option<DateTime<Utc>>,
}

impl Pressure {
    /// Counts a try; `limit` is how many a minute are usual.
    pub(super) fn arrive(&mut self, limit: u32, now: DateTime<Utc>) {
        let minute = now.timestamp().div_euclid(MINUTE);
        match minute.checked_sub(self.minute) {
            Some(0) => {}
            Some(1) => (self.previous, self.current) = (self.current, 0),
            // Silence, or a clock that jumped.
            _ => (self.previous, self.current) = (0, 0),
        }
        self.minute = minute;
        self.current = self.current.saturating_add(1);
        if self.last_minute(now) > u64::from(limit) {
            self.until = Some(now + AFTERWARDS);
        }
    }

    /// Whether there were more than usual a while ago.
    pub(super) fn is_high(&self, now: DateTime<Utc>) -> bool {
        // A clock that was put back must not keep it on for longer.
        self.until.is_some_and(|until| now < until && until - now <= AFTERWARDS)
    }

    /// Tries in the last 60 s; those of the last minute are taken as spread evenly.
    fn last_minute(&self, now: DateTime<Utc>) -> u64 {
        let rest = u64::try_from(MINUTE - now.timestamp().rem_euclid(MINUTE)).unwrap_or_default();
        u64::from(self.previous) * rest / MINUTE.unsigned_abs() + u64::from(self.current)
    }
}

#[cfg(test)]
mod tests {
    use super::Pressure;
    use chrono::{DateTime, TimeDelta, Utc};

    fn at(seconds: i64) -> DateTime<Utc> {
        "2026-11-25T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds)
    }

    fn arrive(pressure: &mut Pressure, times: u32, seconds: i64) {
        for _ in 0..times {
            pressure.arrive(10, at(seconds));
        }
    }

    #[test]
    fn more_than_usual_is_pressure_for_a_while() {
        let mut pressure = Pressure::default();
        arrive(&mut pressure, 10, 0);
        assert!(!pressure.is_high(at(0)));
        arrive(&mut pressure, 1, 1);
        assert!(pressure.is_high(at(1)) && pressure.is_high(at(300)) && !pressure.is_high(at(301)));
    }

    #[test]
    fn a_minute_slides() {
        let mut pressure = Pressure::default();
        arrive(&mut pressure, 8, 59);
        arrive(&mut pressure, 3, 61);
        assert!(!pressure.is_high(at(61)), "8 of 59 s ago count less by now");
        arrive(&mut pressure, 2, 62);
        assert!(pressure.is_high(at(62)));
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_keep_it_on() {
        let mut pressure = Pressure::default();
        arrive(&mut pressure, 11, 86_400);
        assert!(pressure.is_high(at(86_400)) && !pressure.is_high(at(0)));
        arrive(&mut pressure, 10, 0);
        assert!(!pressure.is_high(at(0)));
    }
}
