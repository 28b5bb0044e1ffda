//! Whether an hour can be asked for at all, whatever is taken.

use super::day::{Offer, Start};
use super::opening::Closed;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Why an hour cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace<'a> {
    /// The hour has begun or is too near.
    Past,
    /// The day is closed.
    Closed(Closed<'a>),
    /// The day opens at this instant.
    Unreleased(DateTime<Utc>),
    /// The plan has no such hour.
    NotOffered,
}

/// The slots that a visit at this hour takes.
pub fn find_place<'a>(
    offer: &Offer<'a>,
    date: NaiveDate,
    time: NaiveTime,
    now: DateTime<Utc>,
) -> Result<Start, NoPlace<'a>> {
    // Check that the day is not over.
    if date < offer.today(now) {
        return Err(NoPlace::Past);
    }
    // Check that the office serves on that day.
    let start = offer.start(date, time).map_err(NoPlace::Closed)?;
    // Check that the day is open for booking.
    let released_at = offer.released_at(date);
    if now < released_at {
        return Err(NoPlace::Unreleased(released_at));
    }
    // Check that there is such an hour, and that it lies ahead.
    let start = start.ok_or(NoPlace::NotOffered)?;
    if now < offer.bookable_until(start.starts_at) { Ok(start) } else { Err(NoPlace::Past) }
}
