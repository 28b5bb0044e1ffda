//! What the calendar shows, and what it is asked for.

use super::Month;
use super::book::DayBook;
use chrono::NaiveDate;

/// The days, the month in view and the chosen day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    /// What is known of the days.
    pub(crate) book: DayBook,
    /// The month in view.
    pub(crate) month: Month,
    /// The chosen day.
    pub(crate) chosen: Option<NaiveDate>,
}

impl Calendar {
    /// The same with no day chosen: what the grid is drawn from, so that a choice does not draw it anew.
    pub(crate) fn without_choice(&self) -> Self {
        Self { chosen: None, ..self.clone() }
    }

    /// The day of the month that the keyboard meets first: the chosen one, else the first free one, else today, else the
    /// first.
    pub(crate) fn entry(&self) -> NaiveDate {
        let within = |date: &NaiveDate| Month::of(*date) == self.month;
        let free = self.book.free_days().map(|day| day.date).find(within);
        self.chosen.filter(within).or(free).or(self.book.today().filter(within)).unwrap_or(self.month.first())
    }

    /// Where something is free, seen from the month in view.
    pub(crate) fn offer(&self) -> Offer {
        let free = |wanted: fn(&Month, &Month) -> bool| {
            self.book.free_days().map(|day| day.date).find(|date| wanted(&Month::of(*date), &self.month))
        };
        match (free(Month::eq), free(Month::gt), self.book.first_free()) {
            (_, _, None) => Offer::Nowhere,
            (Some(_), _, Some(first)) => Offer::Here(first),
            (None, Some(next), _) => Offer::Later(next),
            (None, None, Some(first)) => Offer::Earlier(first),
        }
    }

    /// Whether there is a month before, and one after.
    pub(crate) fn neighbours(&self) -> (bool, bool) {
        self.book.months().map_or((false, false), |(first, last)| (self.month > first, self.month < last))
    }
}

/// Where something is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    /// In the month in view; this is the first free day of all.
    Here(NaiveDate),
    /// Not in the month in view, and next on this later day.
    Later(NaiveDate),
    /// Neither in the month in view nor later, but on this earlier day.
    Earlier(NaiveDate),
    /// Nowhere.
    Nowhere,
}

impl Offer {
    /// The day to choose.
    pub(crate) const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Here(day) | Self::Later(day) | Self::Earlier(day) => Some(day),
            Self::Nowhere => None,
        }
    }
}

/// What the resident wants of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Another month in view.
    Month(Month),
    /// A day on which something is free.
    Day(NaiveDate),
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Offer};
    use crate::features::calendar::book::tests::{book, date};
    use crate::features::calendar::{DayBook, Month};

    #[test]
    fn the_keyboard_enters_at_the_most_useful_day() {
        for (month, chosen, entry) in [
            ("2026-12", None, "2026-12-01"),
            ("2026-12", Some("2026-12-09"), "2026-12-09"),
            ("2026-11", Some("2026-12-09"), "2026-11-29"),
            ("2027-01", None, "2027-01-01"),
        ] {
            let calendar = Calendar { book: book(), month: Month::parse(month).unwrap(), chosen: chosen.map(date) };
            assert_eq!(calendar.entry(), date(entry), "{month} {chosen:?}");
        }
    }

    #[test]
    fn a_month_without_free_days_says_where_there_are_some() {
        let offer = |book: DayBook, month| Calendar { book, month: Month::parse(month).unwrap(), chosen: None }.offer();
        let first = date("2026-12-01");
        assert_eq!(offer(book(), "2026-11"), Offer::Later(first));
        assert_eq!(offer(book(), "2026-12"), Offer::Here(first));
        assert_eq!(offer(book(), "2027-01"), Offer::Earlier(first));
        assert_eq!(offer(DayBook::default(), "2026-12"), Offer::Nowhere);
    }

    #[test]
    fn months_end_where_the_known_days_end() {
        let calendar = |month| Calendar { book: book(), month: Month::parse(month).unwrap(), chosen: None };
        assert_eq!(calendar("2026-11").neighbours(), (false, true));
        assert_eq!(calendar("2026-12").neighbours(), (true, false));
    }
}
