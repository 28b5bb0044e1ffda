//! The device's clock. Nothing that the office decides depends on it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use js_sys::Date;

/// Today by the device's calendar.
pub fn today() -> NaiveDate {
    let now = Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, now.get_month() + 1, now.get_date()).unwrap_or_default()
}

/// Milliseconds since 1970, by the device's clock.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds fit for a quarter of a million years")]
pub fn now() -> i64 {
    Date::now() as i64
}

/// Whether an instant lies behind us.
pub fn is_over(instant: DateTime<FixedOffset>) -> bool {
    now() > instant.timestamp_millis()
}
