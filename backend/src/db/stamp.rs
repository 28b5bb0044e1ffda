//! Dates and times as SQLite's columns hold them, letter by letter as diesel writes them, but without its detour through
//! a format that is read anew each time. A booking has ten of them.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use std::fmt::Write as _;

/// `2026-12-07 08:20:00`, with as many digits after the second as there are: 3, 6 or 9.
pub(super) fn stamp(at: NaiveDateTime) -> String {
    let mut text = day(at.date());
    text.push(' ');
    write_hour(&mut text, at.time());
    text
}

/// `2026-12-07`
pub(super) fn day(date: NaiveDate) -> String {
    // Room for all of a stamp.
    let mut text = String::with_capacity(29);
    let (year, month, day) = (date.year(), date.month(), date.day());
    // Years beyond four digits carry a sign, as in ISO 8601; that cannot fail, nor can any other writing into a string.
    let _ = if (0..=9999).contains(&year) {
        write!(text, "{year:04}-{month:02}-{day:02}")
    } else {
        write!(text, "{year:+05}-{month:02}-{day:02}")
    };
    text
}

/// `09:20:00`, with as many digits after the second as there are.
pub(super) fn hour(time: NaiveTime) -> String {
    let mut text = String::with_capacity(18);
    write_hour(&mut text, time);
    text
}

fn write_hour(text: &mut String, time: NaiveTime) {
    let (hour, minute) = (time.hour(), time.minute());
    // A leap second is the sixtieth.
    let (second, nanos) = (time.second() + time.nanosecond() / 1_000_000_000, time.nanosecond() % 1_000_000_000);
    let _ = write!(text, "{hour:02}:{minute:02}:{second:02}");
    let _ = match nanos {
        0 => Ok(()),
        _ if nanos % 1_000_000 == 0 => write!(text, ".{:03}", nanos / 1_000_000),
        _ if nanos % 1_000 == 0 => write!(text, ".{:06}", nanos / 1_000),
        _ => write!(text, ".{nanos:09}"),
    };
}

#[cfg(test)]
mod tests {
    use super::{day, hour, stamp};
    use chrono::{DateTime, NaiveTime};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_as_diesel_writes_it(
            seconds in -70_000_000_000_i64..270_000_000_000,
            nanos in prop_oneof![Just(0), (0_u32..1_000).prop_map(|n| n * 1_000_000),
                (0_u32..1_000_000).prop_map(|n| n * 1_000), 0_u32..1_000_000_000],
        ) {
            let at = DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc();
            prop_assert_eq!(stamp(at), at.format("%F %T%.f").to_string());
            prop_assert_eq!(day(at.date()), at.date().format("%F").to_string());
            prop_assert_eq!(hour(at.time()), at.time().format("%T%.f").to_string());
        }
    }

    #[test]
    fn a_leap_second_is_the_sixtieth() {
        let time = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        assert_eq!(hour(time), time.format("%T%.f").to_string());
    }
}
