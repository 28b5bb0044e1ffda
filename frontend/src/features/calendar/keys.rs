//! What the keys do in the calendar's grid (ARIA authoring practices, date grid).

use super::month::weekday_index;
use chrono::{Days, Months, NaiveDate};

/// A step through the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// So many days on; negative: back.
    Days(i32),
    /// The Monday of the week.
    WeekStart,
    /// The Sunday of the week.
    WeekEnd,
    /// The month before, with the same number or its last day.
    PreviousMonth,
    /// The month after.
    NextMonth,
}

impl Step {
    /// The step that a key stands for, by the name that the browser gives it.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::Days(-1),
            "ArrowRight" => Self::Days(1),
            "ArrowUp" => Self::Days(-7),
            "ArrowDown" => Self::Days(7),
            "Home" => Self::WeekStart,
            "End" => Self::WeekEnd,
            "PageUp" => Self::PreviousMonth,
            "PageDown" => Self::NextMonth,
            _ => return None,
        })
    }

    /// Where the step leads from `date`. Nothing is known outside of `first` to `last`: a day's or a month's step that
    /// would lead there leads nowhere, and a week ends there.
    pub(crate) fn from(self, date: NaiveDate, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let target = match self {
            Self::Days(days) if days < 0 => date.checked_sub_days(Days::new(u64::from(days.unsigned_abs()))),
            Self::Days(days) => date.checked_add_days(Days::new(u64::from(days.unsigned_abs()))),
            Self::WeekStart => date.checked_sub_days(Days::new(weekday_index(date))),
            Self::WeekEnd => date.checked_add_days(Days::new(6 - weekday_index(date))),
            Self::PreviousMonth => date.checked_sub_months(Months::new(1)),
            Self::NextMonth => date.checked_add_months(Months::new(1)),
        };
        let target = target.unwrap_or(date);
        match self {
            Self::WeekStart | Self::WeekEnd => target.max(first).min(last),
            _ if target < first || target > last => date,
            _ => target,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step;
    use chrono::NaiveDate;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_key_leads_where_the_authoring_practices_say() {
        let (first, last) = (date("2026-11-01"), date("2027-01-31"));
        for (key, from, to) in [
            ("ArrowLeft", "2026-12-01", "2026-11-30"),
            ("ArrowRight", "2026-12-31", "2027-01-01"),
            ("ArrowUp", "2026-12-02", "2026-11-25"),
            ("ArrowDown", "2026-12-30", "2027-01-06"),
            ("Home", "2026-12-09", "2026-12-07"),
            ("Home", "2026-12-07", "2026-12-07"),
            ("End", "2026-12-09", "2026-12-13"),
            ("PageUp", "2026-12-31", "2026-11-30"),
            ("PageDown", "2026-12-31", "2027-01-31"),
            ("PageDown", "2027-01-15", "2027-01-15"),
            ("PageUp", "2026-11-25", "2026-11-25"),
            ("ArrowUp", "2026-11-03", "2026-11-03"),
            ("ArrowRight", "2027-01-31", "2027-01-31"),
            ("Home", "2026-11-01", "2026-11-01"),
            ("End", "2027-01-31", "2027-01-31"),
        ] {
            assert_eq!(Step::of_key(key).unwrap().from(date(from), first, last), date(to), "{key} from {from}");
        }
        assert_eq!(Step::of_key("Tab"), None);
    }
}
