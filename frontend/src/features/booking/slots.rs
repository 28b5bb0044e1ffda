//! The hours of a day as they are offered: the free ones, by part of the day.

use super::selection::Selection;
use chrono::{NaiveTime, Timelike};
use shared::availability::{DaySlots, Slot};

/// The hours of `day`, which is the service's and day's of `at`, that can be chosen: the free ones, without the one that
/// was just refused as taken, and `own`, which may be full by the resident's own booking.
pub(crate) fn choices(at: &Selection, day: &DaySlots, taken: &Selection, own: Option<NaiveTime>) -> Vec<Slot> {
    let taken_here = taken.hour.filter(|_| taken.service_and_day() == *at);
    let can_be_chosen = |slot: &&Slot| {
        let time = Some(slot.time);
        own == time || (slot.free > 0 && taken_here != time)
    };
    day.slots.iter().filter(can_be_chosen).cloned().collect()
}

/// Those before noon, and those after.
pub(crate) fn by_part_of_day(slots: &[Slot]) -> (Vec<&Slot>, Vec<&Slot>) {
    slots.iter().partition(|slot| slot.time.hour() < 12)
}

#[cfg(test)]
mod tests {
    use super::{by_part_of_day, choices};
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
        let at = Selection::parse("service=flota&day=2026-12-07");
        let free = |taken: &str, own: Option<&str>| {
            choices(&at, &day, &Selection::parse(taken), own.and_then(shared::local_time::parse))
        };
        let all = free("", None);
        let (morning, afternoon) = by_part_of_day(&all);
        assert_eq!((morning.len(), afternoon.len()), (1, 1));
        assert_eq!(free("service=flota&day=2026-12-07&hour=12:00", None).len(), 1);
        assert_eq!(free("service=flota&day=2026-12-08&hour=12:00", None).len(), 2);
        assert_eq!(free("service=prawa-jazdy&day=2026-12-07&hour=12:00", None).len(), 2);
        assert_eq!(free("", Some("08:00")).len(), 3);
    }
}
