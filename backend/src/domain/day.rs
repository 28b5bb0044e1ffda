//! What can be done with a day: its status, its free hours, and until when that answer holds.

#[cfg(test)]
mod model;

use super::opening::{Closed, Slot, instant, slots, slots_from};
use super::plan::{DeskPool, Office, Service};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use shared::availability::DayStatus;

/// A service with all that decides about its days.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The office that serves it.
    pub office: &'a Office,
    /// The pool that serves it.
    pub pool: &'a DeskPool,
    /// The service.
    pub service: &'a Service,
}

/// A start at which a visit fits: the slots that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The consecutive slots, never empty.
    pub slots: Vec<Slot>,
    /// Local start.
    pub time: NaiveTime,
    /// The start.
    pub starts_at: DateTime<Utc>,
    /// The end of the last slot.
    pub ends_at: DateTime<Utc>,
}

/// One hour as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// Local start.
    pub time: NaiveTime,
    /// The start.
    pub starts_at: DateTime<Utc>,
    /// The end.
    pub ends_at: DateTime<Utc>,
    /// Bookings that can still start then.
    pub free: u32,
}

/// A day as it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayView<'a> {
    /// The day.
    pub date: NaiveDate,
    /// What can be done with it.
    pub status: DayStatus,
    /// Why it is closed.
    pub closed: Option<Closed<'a>>,
    /// When it opens for booking, if it has not yet.
    pub released_at: Option<DateTime<Utc>>,
    /// The hours that can still begin, when it is available or full.
    pub hours: Vec<Hour>,
    /// The next instant at which the clock alone changes this view.
    pub changes_at: Option<DateTime<Utc>>,
}

impl DayView<'_> {
    /// Start times that have a place.
    pub fn free(&self) -> u32 {
        let free = self.hours.iter().filter(|hour| hour.free > 0).count();
        u32::try_from(free).unwrap_or(u32::MAX)
    }
}

impl<'a> Offer<'a> {
    /// The day it is at the office.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.office.timezone).date_naive()
    }

    /// The instant at which a day opens for booking.
    pub fn released_at(&self, date: NaiveDate) -> DateTime<Utc> {
        let release = self.office.release;
        let opening_day = date.checked_sub_days(Days::new(release.horizon_days.into())).unwrap_or(NaiveDate::MIN);
        instant(self.office.timezone, opening_day.and_time(release.opens_at))
    }

    /// Every start of a day at which the service's slots follow each other without a gap.
    pub fn starts(&self, date: NaiveDate) -> Result<Vec<Start>, Closed<'a>> {
        let slots = slots(self.office, self.pool, date)?;
        let starts: Vec<Start> = slots.windows(self.service.slots.get().into()).filter_map(start_of).collect();
        if starts.is_empty() { Err(Closed::NoHours) } else { Ok(starts) }
    }

    /// The start of a day at this time of the office's clock, if there is one.
    pub fn start(&self, date: NaiveDate, time: NaiveTime) -> Result<Option<Start>, Closed<'a>> {
        let count = self.service.slots.get().into();
        // Nearly always there is one; then the rest of the day need not be looked at.
        let asked_for = slots_from(self.office, self.pool, date, time, count)?;
        if asked_for.len() == count
            && let Some(start) = start_of(&asked_for).filter(|start| start.time == time)
        {
            return Ok(Some(start));
        }
        let slots = slots(self.office, self.pool, date)?;
        let windows = || slots.windows(count);
        let at_time = |slots: &&[Slot]| slots.first().is_some_and(|slot| slot.time == time);
        match windows().filter(at_time).find_map(start_of) {
            None if windows().all(|slots| start_of(slots).is_none()) => Err(Closed::NoHours),
            start => Ok(start),
        }
    }

    /// The last instant at which an hour that begins at `starts_at` can be booked lies before this.
    pub fn bookable_until(&self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        starts_at - Duration::minutes(self.office.rules.min_notice_minutes.into())
    }

    /// A day as it stands at `now`, where `free` tells how many places are left of a slot with so many desks.
    pub fn view(&self, date: NaiveDate, now: DateTime<Utc>, free: impl Fn(DateTime<Utc>, u16) -> u32) -> DayView<'a> {
        let view =
            |status| DayView { date, status, closed: None, released_at: None, hours: Vec::new(), changes_at: None };
        if date < self.today(now) {
            return view(DayStatus::Past);
        }
        let starts = match self.starts(date) {
            Ok(starts) => starts,
            // It is past from the next midnight on.
            Err(closed) => {
                return DayView { closed: Some(closed), changes_at: self.end_of(date), ..view(DayStatus::Closed) };
            }
        };
        let ahead: Vec<Start> = starts.into_iter().filter(|start| now < self.bookable_until(start.starts_at)).collect();
        let (Some(next), Some(last)) = (ahead.first(), ahead.last()) else { return view(DayStatus::Past) };
        let released_at = self.released_at(date);
        if now < released_at {
            // Hours that end before the release go unseen; only the last one's end makes the day past.
            let changes_at = Some(released_at.min(self.bookable_until(last.starts_at)));
            return DayView { released_at: Some(released_at), changes_at, ..view(DayStatus::Unreleased) };
        }
        let changes_at = Some(self.bookable_until(next.starts_at));
        let hours: Vec<Hour> = ahead.iter().map(|start| hour_of(start, &free)).collect();
        let status = if hours.iter().any(|hour| hour.free > 0) { DayStatus::Available } else { DayStatus::Full };
        DayView { hours, changes_at, ..view(status) }
    }

    /// How long a visit takes, by the pool's usual slots.
    pub fn duration_minutes(&self) -> u32 {
        let regular = self.pool.opening.first().map(|rule| rule.hours);
        let hours = regular.or_else(|| self.pool.special_hours.first().map(|special| special.hours));
        let slot = hours.map_or(0, |hours| hours.slot_minutes.get());
        u32::from(slot) * u32::from(self.service.slots.get())
    }

    /// The instant at which a day of the office ends.
    pub fn end_of(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        Some(instant(self.office.timezone, date.succ_opt()?.and_time(NaiveTime::MIN)))
    }
}

fn start_of(slots: &[Slot]) -> Option<Start> {
    let (first, last) = (slots.first()?, slots.last()?);
    let consecutive = slots.iter().zip(slots.iter().skip(1)).all(|(slot, next)| slot.ends_at == next.starts_at);
    consecutive.then(|| Start {
        slots: slots.to_vec(),
        time: first.time,
        starts_at: first.starts_at,
        ends_at: last.ends_at,
    })
}

fn hour_of(start: &Start, free: impl Fn(DateTime<Utc>, u16) -> u32) -> Hour {
    let free = start.slots.iter().map(|slot| free(slot.starts_at, slot.capacity)).min();
    Hour { time: start.time, starts_at: start.starts_at, ends_at: start.ends_at, free: free.unwrap_or_default() }
}
