//! The days that the calendar knows of.

use super::Month;
use chrono::{DateTime, FixedOffset, NaiveDate};
use shared::availability::{Day, DayStatus};
use std::sync::Arc;

/// What can be done with a day, with what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DayState {
    /// So many hours are free.
    Free(u32),
    /// All hours are taken.
    Full,
    /// Opens for booking at this instant.
    Unreleased(Option<DateTime<FixedOffset>>),
    /// Closed, for this reason.
    Closed(Option<String>),
    /// Over.
    Past,
    /// Not asked yet.
    Unknown,
}

impl DayState {
    /// The state of a day as the API tells it.
    pub(crate) fn of(day: &Day) -> Self {
        match day.status {
            DayStatus::Past => Self::Past,
            DayStatus::Closed => Self::Closed(day.reason.as_ref().map(|reason| reason.text.clone())),
            DayStatus::Unreleased => Self::Unreleased(day.released_at),
            DayStatus::Full => Self::Full,
            DayStatus::Available => Self::Free(day.free),
        }
    }
}

/// Days without a gap, the first of them the office's today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DayBook {
    days: Arc<[Day]>,
}

impl DayBook {
    /// The days from today to the end of the horizon, and perhaps those behind it.
    pub(crate) fn new(days: &[Day], behind: &[Day]) -> Self {
        Self { days: days.iter().chain(behind).cloned().collect() }
    }

    /// Today at the office, whatever the device's clock says.
    pub(crate) fn today(&self) -> Option<NaiveDate> {
        self.days.first().map(|day| day.date)
    }

    /// The first and the last month with something to see.
    pub(crate) fn months(&self) -> Option<(Month, Month)> {
        Some((Month::of(self.today()?), Month::of(self.days.last()?.date)))
    }

    /// The month to show: the wanted one as far as there is something to see, else that of the first free day, else this one.
    pub(crate) fn month_in_view(&self, wanted: Option<Month>) -> Month {
        let first_free = self.first_free().or(self.today()).map(Month::of);
        let month = wanted.or(first_free).unwrap_or_else(|| Month::of(NaiveDate::default()));
        self.months().map_or(month, |(first, last)| month.max(first).min(last))
    }

    /// What can be done with `date`.
    pub(crate) fn state(&self, date: NaiveDate) -> DayState {
        if self.today().is_some_and(|today| date < today) {
            return DayState::Past;
        }
        self.days.iter().find(|day| day.date == date).map_or(DayState::Unknown, DayState::of)
    }

    /// The days on which something is free.
    pub(crate) fn free_days(&self) -> impl Iterator<Item = &Day> {
        self.days.iter().filter(|day| day.status == DayStatus::Available)
    }

    /// The first day on which something is free.
    pub(crate) fn first_free(&self) -> Option<NaiveDate> {
        self.free_days().next().map(|day| day.date)
    }

    /// The instant at which the next day opens for booking, if it is known.
    pub(crate) fn next_release(&self) -> Option<DateTime<FixedOffset>> {
        self.days.iter().find_map(|day| day.released_at)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{DayBook, DayState};
    use crate::features::calendar::Month;
    use chrono::NaiveDate;
    use shared::availability::{Day, DayStatus};

    pub(in crate::features::calendar) fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(in crate::features::calendar) fn book() -> DayBook {
        let day = |text, status, free| Day { date: date(text), status, free, reason: None, released_at: None };
        let days = [
            day("2026-11-29", DayStatus::Past, 0),
            day("2026-11-30", DayStatus::Full, 0),
            day("2026-12-01", DayStatus::Available, 3),
        ];
        DayBook::new(&days, &[day("2026-12-02", DayStatus::Unreleased, 0)])
    }

    #[test]
    fn days_before_today_are_past_and_days_not_asked_for_unknown() {
        let book = book();
        assert_eq!(book.state(date("2026-11-02")), DayState::Past);
        assert_eq!(book.state(date("2026-11-30")), DayState::Full);
        assert_eq!(book.state(date("2026-12-01")), DayState::Free(3));
        assert_eq!(book.state(date("2026-12-02")), DayState::Unreleased(None));
        assert_eq!(book.state(date("2026-12-24")), DayState::Unknown);
        assert_eq!(book.months(), Month::parse("2026-11").zip(Month::parse("2026-12")));
        assert_eq!(DayBook::default().months(), None);
    }
}
