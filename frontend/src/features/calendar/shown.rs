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

    /// Whether there is a month before, and one after.
    pub(crate) fn neighbours(&self) -> (bool, bool) {
        self.book.months().map_or((false, false), |(first, last)| (self.month > first, self.month < last))
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
    use super::Calendar;
    use crate::features::calendar::Month;
    use crate::features::calendar::book::tests::{book, date};

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
    fn months_end_where_the_known_days_end() {
        let calendar = |month| Calendar { book: book(), month: Month::parse(month).unwrap(), chosen: None };
        assert_eq!(calendar("2026-11").neighbours(), (false, true));
        assert_eq!(calendar("2026-12").neighbours(), (true, false));
    }
}
