//! The hours of a day as they are offered: the free ones, by part of the day.

use chrono::{NaiveDate, NaiveTime, Timelike};
use shared::availability::{DaySlots, Slot};

/// An hour that was refused as taken, until the server's list no longer has it.
pub(crate) type Taken = Option<(NaiveDate, NaiveTime)>;

/// The hours of `day` that can be chosen.
pub(crate) fn free(day: &DaySlots, taken: Taken) -> impl Iterator<Item = &Slot> {
    day.slots.iter().filter(move |slot| slot.free > 0 && taken != Some((day.date, slot.time)))
}

/// Those before noon, and those after.
pub(crate) fn by_part_of_day<'a>(slots: impl Iterator<Item = &'a Slot>) -> (Vec<&'a Slot>, Vec<&'a Slot>) {
    slots.partition(|slot| slot.time.hour() < 12)
}

#[cfg(test)]
mod tests {
    use super::{by_part_of_day, free};
    use chrono::NaiveTime;
    use serde_json::json;
    use shared::availability::DaySlots;

    #[test]
    fn full_and_just_taken_hours_are_left_out() {
        let slot = |time: &str, free: u32| {
            json!({"time": time, "starts_at": format!("2026-12-07T{time}:00+01:00"),
                "ends_at": format!("2026-12-07T{time}:00+01:00"), "free": free})
        };
        let day: DaySlots = serde_json::from_value(json!({"date": "2026-12-07", "status": "available",
            "slots": [slot("08:00", 0), slot("11:40", 2), slot("12:00", 1)]}))
        .unwrap();
        let (morning, afternoon) = by_part_of_day(free(&day, None));
        assert_eq!((morning.len(), afternoon.len()), (1, 1));
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        assert_eq!(free(&day, Some((day.date, noon))).count(), 1);
    }
}
