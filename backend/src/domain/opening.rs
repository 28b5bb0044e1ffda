//! When a pool of desks serves: the slots of a day, or why there are none.

use super::holidays::{PolishHoliday, polish_holiday};
use super::plan::{DeskPool, Holidays, Hours, Localised, Office};
use chrono::{DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use shared::Language;
use shared::availability::{ClosedCode, ClosedReason};
use shared::texts::closed;

/// A stretch of time in which as many visits can be served as there are desks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Local start.
    pub time: NaiveTime,
    /// The start.
    pub starts_at: DateTime<Utc>,
    /// The end.
    pub ends_at: DateTime<Utc>,
    /// Desks.
    pub capacity: u16,
}

impl Slot {
    /// Whether the other has the same time.
    pub fn is_at(&self, other: &Self) -> bool {
        (self.starts_at, self.ends_at) == (other.starts_at, other.ends_at)
    }

    /// Whether they have some time in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// Why a pool serves nobody on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed<'a> {
    /// No opening hours on this weekday.
    NoHours,
    /// A public holiday.
    Holiday(PolishHoliday),
    /// A closure, with the office's reason.
    Closure(&'a Localised),
}

impl Closed<'_> {
    /// The reason as the API says it.
    pub fn reason(&self, language: Language) -> ClosedReason {
        let texts = closed::Texts::of(language);
        let (code, text) = match self {
            Self::NoHours => (ClosedCode::NoHours, texts.no_hours),
            Self::Holiday(holiday) => (ClosedCode::Holiday, texts.get(holiday.key()).unwrap_or_default()),
            Self::Closure(reason) => (ClosedCode::Closure, reason.get(language).as_str()),
        };
        ClosedReason { code, text: text.to_owned() }
    }
}

/// The slots of a pool on a day, in their order.
pub fn slots<'a>(office: &'a Office, pool: &'a DeskPool, date: NaiveDate) -> Result<Vec<Slot>, Closed<'a>> {
    let hours = hours(office, pool, date)?;
    let slots: Vec<Slot> = cut(office.timezone, date, &hours, |_| true).collect();
    if slots.is_empty() { Err(Closed::NoHours) } else { Ok(slots) }
}

/// So many slots of a pool on a day, from the first one at this time on; fewer if there are not so many.
pub fn slots_from<'a>(
    office: &'a Office,
    pool: &'a DeskPool,
    date: NaiveDate,
    time: NaiveTime,
    count: usize,
) -> Result<Vec<Slot>, Closed<'a>> {
    let hours = hours(office, pool, date)?;
    let mut is_there = false;
    let from = |start: NaiveDateTime| {
        is_there |= start.time() == time;
        is_there
    };
    Ok(cut(office.timezone, date, &hours, from).take(count).collect())
}

/// The hours of a pool on a day, in their order. A closure beats special hours, these beat a public holiday, and that
/// beats the regular hours.
fn hours<'a>(office: &'a Office, pool: &'a DeskPool, date: NaiveDate) -> Result<Vec<Hours>, Closed<'a>> {
    let closure = office.closures.iter().chain(&pool.closures).find(|closure| closure.date == date);
    if let Some(closure) = closure {
        return Err(Closed::Closure(&closure.reason));
    }
    let in_order = |mut hours: Vec<Hours>| {
        hours.sort_by_key(|hours| hours.from);
        hours
    };
    let special: Vec<Hours> =
        pool.special_hours.iter().filter(|special| special.date == date).map(|special| special.hours).collect();
    if !special.is_empty() {
        return Ok(in_order(special));
    }
    if let (Holidays::Poland, Some(holiday)) = (office.holidays, polish_holiday(date)) {
        return Err(Closed::Holiday(holiday));
    }
    let valid = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        from.is_none_or(|from| from <= date) && to.is_none_or(|to| date <= to)
    };
    let rules = pool.opening.iter().filter(|rule| rule.weekday == date.weekday());
    let regular = rules.filter(|rule| valid(rule.valid_from, rule.valid_to)).map(|rule| rule.hours).collect();
    Ok(in_order(regular))
}

/// The instant of a local time. A time that the clock skips is the instant at which it is put forward; of a time that
/// comes twice it is the first.
pub fn instant(timezone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match timezone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
        LocalResult::None => after_gap(timezone, local),
    }
}

/// The first instant after a gap of the local clock in which `local` lies. Gaps are whole minutes, hardly ever more
/// than an hour.
fn after_gap(timezone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    (1..=24 * 60)
        .find_map(|minutes| timezone.from_local_datetime(&(local + Duration::minutes(minutes))).earliest())
        .map_or_else(|| local.and_utc(), |instant| instant.to_utc())
}

/// The slots of these hours that are `wanted` by their local start. Only of these the instant is worked out.
fn cut(
    timezone: Tz,
    date: NaiveDate,
    hours: &[Hours],
    mut wanted: impl FnMut(NaiveDateTime) -> bool,
) -> impl Iterator<Item = Slot> {
    let starts = hours.iter().flat_map(move |hours| {
        let length = Duration::minutes(i64::from(hours.slot_minutes.get()));
        let end = date.and_time(hours.to);
        std::iter::successors(Some(date.and_time(hours.from)), move |start| Some(*start + length))
            .take_while(move |start| *start + length <= end)
            .map(move |start| (start, length, hours.desks))
    });
    starts.filter(move |(start, ..)| wanted(*start)).filter_map(move |(start, length, capacity)| {
        // A slot in the hour that the clock skips does not exist.
        let starts_at = timezone.from_local_datetime(&start).earliest()?.to_utc();
        Some(Slot { time: start.time(), starts_at, ends_at: starts_at + length, capacity })
    })
}
