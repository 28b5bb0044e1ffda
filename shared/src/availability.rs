//! Days and hours: what is free, full, closed or not yet released.

use crate::{instant, local_date, local_time};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// The most days that one question about days may span.
pub const MAX_DAYS: i64 = 92;

/// The days of a service, as the calendar shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Days {
    /// The service's slug.
    pub service_id: String,
    /// IANA name of the office's time zone.
    pub timezone: String,
    /// Each day from `from` to `to`.
    pub days: Vec<Day>,
}

/// One day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Day {
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// What can be done with it.
    pub status: DayStatus,
    /// Start times that still have a place.
    pub free: u32,
    /// `closed`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClosedReason>,
    /// `unreleased`: the instant at which the day opens for booking.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<DateTime<FixedOffset>>,
}

/// What can be done with a day: the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayStatus {
    /// Over, or its last hour has begun.
    Past,
    /// The office does not serve on that day.
    Closed,
    /// Booking has not opened yet.
    Unreleased,
    /// No place left.
    Full,
    /// At least one place is free.
    Available,
}

/// Why a day is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedReason {
    /// The kind of reason.
    pub code: ClosedCode,
    /// The reason in the asked language.
    pub text: String,
}

/// The kinds of reasons for a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClosedCode {
    /// No opening hours on this weekday.
    NoHours,
    /// A public holiday.
    Holiday,
    /// The office closes on this date.
    Closure,
}

/// The hours of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DaySlots {
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// What can be done with it.
    pub status: DayStatus,
    /// `closed`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClosedReason>,
    /// `unreleased`: the instant at which the day opens for booking.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<DateTime<FixedOffset>>,
    /// All hours that have not begun, when the day is `available` or `full`; none otherwise.
    pub slots: Vec<Slot>,
}

/// One hour at which a visit can start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    /// Local start.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
    /// The start as an instant.
    #[serde(with = "instant")]
    pub starts_at: DateTime<FixedOffset>,
    /// The end as an instant.
    #[serde(with = "instant")]
    pub ends_at: DateTime<FixedOffset>,
    /// Bookings that can still start then.
    pub free: u32,
}

/// A free hour that is offered instead of a full one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlotRef {
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// Local start.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
    /// The start as an instant.
    #[serde(with = "instant")]
    pub starts_at: DateTime<FixedOffset>,
}
