//! A month as the calendar draws it: weeks from Monday.

use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// A month of a year; holds its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month(NaiveDate);

impl Month {
    /// The month that `date` lies in.
    pub(crate) fn of(date: NaiveDate) -> Self {
        Self(date.with_day(1).unwrap_or(date))
    }

    /// Reads `YYYY-MM`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(Self)
    }

    /// The first day.
    pub(crate) const fn first(self) -> NaiveDate {
        self.0
    }

    /// The last day.
    pub(crate) fn last(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// The month after.
    pub(crate) fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month before.
    pub(crate) fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The weeks, Monday to Sunday; days of the neighbouring months are left empty.
    pub(crate) fn weeks(self) -> Vec<[Option<NaiveDate>; 7]> {
        let mut monday = self.0.checked_sub_days(Days::new(weekday_index(self.0)));
        let mut weeks = Vec::with_capacity(6);
        while let Some(start) = monday.filter(|start| *start <= self.last()) {
            let mut days = start.iter_days();
            weeks.push(std::array::from_fn(|_| days.next().filter(|day| Self::of(*day) == self)));
            monday = start.checked_add_days(Days::new(7));
        }
        weeks
    }
}

/// `YYYY-MM`, as in the address.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday_index(date: NaiveDate) -> u64 {
    u64::from(date.weekday().num_days_from_monday())
}

#[cfg(test)]
mod tests {
    use super::Month;
    use chrono::{Datelike, NaiveDate, Weekday};

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn weeks_run_from_monday_to_sunday_and_hold_each_day_once() {
        for text in ["2026-02", "2026-11", "2026-12", "2027-02", "2028-02", "2027-08"] {
            let month = month(text);
            let weeks = month.weeks();
            let days: Vec<NaiveDate> = weeks.iter().flatten().copied().flatten().collect();
            let expected: Vec<NaiveDate> = month.first().iter_days().take_while(|day| *day <= month.last()).collect();
            assert_eq!(days, expected, "{text}");
            for week in &weeks {
                assert!(week[0].is_none_or(|day| day.weekday() == Weekday::Mon), "{text}");
                assert!(week[6].is_none_or(|day| day.weekday() == Weekday::Sun), "{text}");
            }
        }
        // 1 February 2027 is a Monday and the month has 28 days.
        assert_eq!(month("2027-02").weeks().len(), 4);
        assert_eq!(month("2026-08").weeks().len(), 6);
    }

    #[test]
    fn months_are_written_as_in_the_address() {
        assert_eq!(month("2026-12").next().to_string(), "2027-01");
        assert_eq!(month("2027-01").previous(), month("2026-12"));
        for bad in ["", "2026", "2026-13", "2026-0", "x-1"] {
            assert_eq!(Month::parse(bad), None, "{bad}");
        }
    }
}
