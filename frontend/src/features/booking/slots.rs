//! The hours of a day as they are offered: the free ones, by part of the day.

use super::selection::Selection;
use chrono::Timelike;
use shared::availability::{DaySlots, Slot};

/// The hours of `day` that can be chosen: the free ones, without the one that was just refused as taken.
pub(crate) fn free<'a>(day: &'a DaySlots, taken: &Selection) -> Vec<&'a Slot> {
    let is_taken = |slot: &Slot| taken.day == Some(day.date) && taken.hour == Some(slot.time);
    day.slots.iter().filter(|slot| slot.free > 0 && !is_taken(slot)).collect()
}

/// Those before noon, and those after.
pub(crate) fn by_part_of_day(slots: Vec<&Slot>) -> (Vec<&Slot>, Vec<&Slot>) {
    slots.into_iter().partition(|slot| slot.time.hour() < 12)
}

#[cfg(test)]
mod tests {
    use super::{by_part_of_day, free};
    use crate::features::booking::selection::Selection;
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
        let (morning, afternoon) = by_part_of_day(free(&day, &Selection::default()));
        assert_eq!((morning.len(), afternoon.len()), (1, 1));
        assert_eq!(free(&day, &Selection::parse("day=2026-12-07&hour=12:00")).len(), 1);
        assert_eq!(free(&day, &Selection::parse("day=2026-12-08&hour=12:00")).len(), 2);
    }
}
