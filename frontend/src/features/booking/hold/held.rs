//! An hour that is held: what is known of it, and how long it lasts by the device's clock.

use crate::browser::storage::Keep;
use crate::features::booking::selection::Selection;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use shared::booking::{Booking, BookingRequest};
use shared::{local_date, local_time};
use uuid::Uuid;

const HOLD: &str = "wizyta.hold";

/// From so many minutes on the resident is asked whether more are wanted: two at least are then left for the answer.
const ASKED: u32 = 3;

/// An hour that is held.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The booking's id.
    pub(super) id: Uuid,
    /// The right to change it.
    pub(super) token: String,
    /// When it runs out, and when it does at the latest: milliseconds of the device's clock, which may be wrong, but then
    /// is for both.
    pub(super) ends: [i64; 2],
    /// The service's slug.
    pub(super) service: String,
    /// The day at the office.
    pub(super) day: NaiveDate,
    /// Local start.
    pub(super) hour: NaiveTime,
    /// The address, as it was sent.
    pub(super) email: String,
}

impl Held {
    /// What the server holds for this address since now.
    pub(super) fn new(booking: &Booking, email: &str, now: i64) -> Option<Self> {
        let began = booking.created_at.timestamp_millis();
        let end = |at: Option<DateTime<FixedOffset>>| Some(now + at?.timestamp_millis() - began);
        Some(Self {
            id: booking.id,
            token: booking.manage_token.clone()?,
            ends: [end(booking.held_until)?, end(booking.held_at_most_until)?],
            service: booking.service.id.clone(),
            day: booking.date,
            hour: booking.time,
            email: email.to_owned(),
        })
    }

    /// As it is kept.
    pub(super) fn write(&self) -> String {
        let Self { id, token, ends: [until, most], service, day, hour, email } = self;
        format!("{id} {token} {until} {most} {service} {day} {} {email}", local_time::format(*hour))
    }

    /// Reads what was kept.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(8, ' ');
        Some(Self {
            id: Uuid::try_parse(words.next()?).ok()?,
            token: words.next()?.to_owned(),
            ends: [words.next()?.parse().ok()?, words.next()?.parse().ok()?],
            service: words.next()?.to_owned(),
            day: local_date::parse(words.next()?)?,
            hour: local_time::parse(words.next()?)?,
            email: words.next()?.to_owned(),
        })
    }

    /// What was kept before the page was reloaded.
    pub(super) fn restore() -> Option<String> {
        Keep::Tab.read(HOLD)
    }

    /// Keeps it until the tab is closed, or forgets it.
    pub(super) fn save(held: Option<&str>) {
        match held {
            Some(held) => Keep::Tab.write(HOLD, held),
            None => Keep::Tab.forget(HOLD),
        }
    }

    /// The hour, if it is of this service and day.
    pub(super) fn hour_of(&self, at: &Selection) -> Option<NaiveTime> {
        (at.service.as_ref() == Some(&self.service) && at.day == Some(self.day)).then_some(self.hour)
    }

    /// Whether it is what is asked for.
    pub(super) fn is_for(&self, request: &BookingRequest) -> bool {
        let asked = (&request.service_id, request.date, request.time, &request.email);
        (&self.service, self.day, self.hour, &self.email) == asked
    }

    /// Whole minutes that are left, the last one begun included.
    pub(super) fn minutes(&self, now: i64) -> u32 {
        let left = (self.ends[0] - now).max(0);
        u32::try_from((left + 59_999) / 60_000).unwrap_or_default()
    }

    /// Whether the resident is to be asked, with so many minutes left.
    pub(super) fn is_ending(&self, minutes: u32) -> bool {
        minutes > 0 && minutes <= ASKED && self.ends[0] < self.ends[1]
    }
}

#[cfg(test)]
mod tests {
    use super::Held;
    use serde_json::json;

    fn held() -> Held {
        let booking = json!({"id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "held",
            "service": {"id": "flota", "name": "Flota"}, "office_id": "cup", "date": "2026-12-07", "time": "09:20",
            "starts_at": "2026-12-07T09:20:00+01:00", "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@b.pl",
            "confirmation_email": "not_written", "cancel_until": "2026-12-07T09:20:00+01:00",
            "created_at": "2026-11-23T08:00:00+01:00", "held_until": "2026-11-23T08:10:00+01:00",
            "held_at_most_until": "2026-11-23T08:30:00+01:00", "manage_token": "token"});
        Held::new(&serde_json::from_value(booking).unwrap(), "a@b.pl", 1_000).unwrap()
    }

    #[test]
    fn what_is_kept_is_what_was_held() {
        let held = held();
        assert!(Held::read(&held.write()).as_ref() == Some(&held));
        assert!(Held::read("nonsense").is_none() && Held::read("").is_none());
    }

    #[test]
    fn minutes_are_whole_whatever_the_devices_clock_says() {
        let held = held();
        for (passed, left) in [(0, 10), (1, 10), (59_999, 10), (60_000, 9), (540_000, 1), (599_999, 1), (600_000, 0)] {
            assert_eq!(held.minutes(1_000 + passed), left, "{passed}");
        }
    }

    #[test]
    fn nobody_is_asked_too_early_too_late_or_in_vain() {
        let mut held = held();
        assert_eq!([0, 1, 2, 3, 4].map(|minutes| held.is_ending(minutes)), [false, true, true, true, false]);
        held.ends[1] = held.ends[0];
        assert!(!held.is_ending(3), "there is no more to be had");
    }
}
