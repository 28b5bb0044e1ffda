//! Poland's public holidays, computed for any year. Which offices they close is the plan's to say, their names are
//! among the texts (`shared/locales/*/closed.toml`).
//!
//! The days are those of the Act of 18 January 1951 on days free from work, as it stands: bookings lie ahead, so of its
//! changes only the latest matters, which added 24 December from 2025 (Dz.U. 2024 poz. 1965).

use chrono::{Datelike, NaiveDate};

/// First year in which 24 December is a public holiday.
const FIRST_FREE_CHRISTMAS_EVE: i32 = 2025;

/// A public holiday of Poland.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolishHoliday {
    /// 1 January
    NewYear,
    /// 6 January
    Epiphany,
    /// Easter Sunday
    EasterSunday,
    /// The day after Easter Sunday
    EasterMonday,
    /// 1 May
    LabourDay,
    /// 3 May
    ConstitutionDay,
    /// 49 days after Easter Sunday
    Pentecost,
    /// 60 days after Easter Sunday
    CorpusChristi,
    /// 15 August
    Assumption,
    /// 1 November
    AllSaints,
    /// 11 November
    IndependenceDay,
    /// 24 December, since 2025
    ChristmasEve,
    /// 25 December
    ChristmasDay,
    /// 26 December
    SecondChristmasDay,
}

impl PolishHoliday {
    /// Every holiday, in the order of the year.
    pub const ALL: [Self; 14] = [
        Self::NewYear,
        Self::Epiphany,
        Self::EasterSunday,
        Self::EasterMonday,
        Self::LabourDay,
        Self::ConstitutionDay,
        Self::Pentecost,
        Self::CorpusChristi,
        Self::Assumption,
        Self::AllSaints,
        Self::IndependenceDay,
        Self::ChristmasEve,
        Self::ChristmasDay,
        Self::SecondChristmasDay,
    ];

    /// The key of its name among the texts of closed days.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NewYear => "new-year",
            Self::Epiphany => "epiphany",
            Self::EasterSunday => "easter-sunday",
            Self::EasterMonday => "easter-monday",
            Self::LabourDay => "labour-day",
            Self::ConstitutionDay => "constitution-day",
            Self::Pentecost => "pentecost",
            Self::CorpusChristi => "corpus-christi",
            Self::Assumption => "assumption",
            Self::AllSaints => "all-saints",
            Self::IndependenceDay => "independence-day",
            Self::ChristmasEve => "christmas-eve",
            Self::ChristmasDay => "christmas-day",
            Self::SecondChristmasDay => "second-christmas-day",
        }
    }
}

/// The public holiday that falls on `date`, if any. No two ever share a day.
pub fn polish_holiday(date: NaiveDate) -> Option<PolishHoliday> {
    match (date.month(), date.day()) {
        (1, 1) => Some(PolishHoliday::NewYear),
        (1, 6) => Some(PolishHoliday::Epiphany),
        (5, 1) => Some(PolishHoliday::LabourDay),
        (5, 3) => Some(PolishHoliday::ConstitutionDay),
        (8, 15) => Some(PolishHoliday::Assumption),
        (11, 1) => Some(PolishHoliday::AllSaints),
        (11, 11) => Some(PolishHoliday::IndependenceDay),
        (12, 24) if date.year() >= FIRST_FREE_CHRISTMAS_EVE => Some(PolishHoliday::ChristmasEve),
        (12, 25) => Some(PolishHoliday::ChristmasDay),
        (12, 26) => Some(PolishHoliday::SecondChristmasDay),
        _ => match date.signed_duration_since(easter_sunday(date.year())?).num_days() {
            0 => Some(PolishHoliday::EasterSunday),
            1 => Some(PolishHoliday::EasterMonday),
            49 => Some(PolishHoliday::Pentecost),
            60 => Some(PolishHoliday::CorpusChristi),
            _ => None,
        },
    }
}

/// Easter Sunday by the Gregorian computus ("Meeus/Jones/Butcher"), also before 1583 and before the year 0; none
/// outside chrono's years.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let solar = century - century.div_euclid(4);
    let lunar = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + solar - lunar + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    // Days since 22 March, the earliest Easter.
    let days = epact + weekday - 7 * correction;
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_signed(chrono::TimeDelta::days(days.into()))
}

#[cfg(test)]
mod tests {
    use super::{PolishHoliday, easter_sunday, polish_holiday};
    use chrono::{Datelike, NaiveDate, Weekday};
    use proptest::prelude::*;
    use shared::{Language, texts::closed};
    use std::collections::HashSet;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn holidays_of(year: i32) -> Vec<(NaiveDate, PolishHoliday)> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        days.filter_map(|day| Some((day, polish_holiday(day)?))).collect()
    }

    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        // Earliest and latest Easter, leap years and both exceptions of the lunar tables (1954, 1981, 2049, 2076).
        for day in [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2016-03-27",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2031-04-13",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2285-03-22",
        ] {
            assert_eq!(easter_sunday(date(day).year()), Some(date(day)));
        }
    }

    #[test]
    fn the_movable_feasts_follow_easter() {
        for (year, [monday, pentecost, corpus_christi]) in [
            (2025, ["2025-04-21", "2025-06-08", "2025-06-19"]),
            (2026, ["2026-04-06", "2026-05-24", "2026-06-04"]),
            (2027, ["2027-03-29", "2027-05-16", "2027-05-27"]),
            (2031, ["2031-04-14", "2031-06-01", "2031-06-12"]),
        ] {
            assert_eq!(polish_holiday(date(monday)), Some(PolishHoliday::EasterMonday), "{year}");
            assert_eq!(polish_holiday(date(pentecost)), Some(PolishHoliday::Pentecost), "{year}");
            assert_eq!(polish_holiday(date(corpus_christi)), Some(PolishHoliday::CorpusChristi), "{year}");
        }
    }

    #[test]
    fn a_whole_year_holds_these_days_and_no_others() {
        let days: Vec<_> = holidays_of(2026).into_iter().map(|(day, holiday)| (day.to_string(), holiday)).collect();
        let expected = [
            "2026-01-01",
            "2026-01-06",
            "2026-04-05",
            "2026-04-06",
            "2026-05-01",
            "2026-05-03",
            "2026-05-24",
            "2026-06-04",
            "2026-08-15",
            "2026-11-01",
            "2026-11-11",
            "2026-12-24",
            "2026-12-25",
            "2026-12-26",
        ];
        let expected: Vec<_> = expected.into_iter().map(str::to_owned).zip(PolishHoliday::ALL).collect();
        assert_eq!(days, expected);
    }

    #[test]
    fn christmas_eve_is_free_since_2025() {
        assert_eq!(polish_holiday(date("2024-12-24")), None);
        assert_eq!(polish_holiday(date("2025-12-24")), Some(PolishHoliday::ChristmasEve));
    }

    #[test]
    fn each_has_a_name_of_its_own_in_every_language() {
        for language in Language::ALL {
            let texts = closed::Texts::of(language);
            let names: HashSet<_> = PolishHoliday::ALL.into_iter().filter_map(|day| texts.get(day.key())).collect();
            assert_eq!(names.len(), PolishHoliday::ALL.len(), "{language}");
        }
    }

    #[test]
    fn the_edges_of_time_do_no_harm() {
        assert_eq!(polish_holiday(NaiveDate::MIN), Some(PolishHoliday::NewYear));
        assert_eq!(polish_holiday(NaiveDate::MAX), None);
        assert_eq!(easter_sunday(i32::MAX), None);
        assert_eq!(easter_sunday(i32::MIN), None);
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_from_22_march_to_25_april(year in NaiveDate::MIN.year()..=NaiveDate::MAX.year()) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!((easter.year(), easter.weekday()), (year, Weekday::Sun));
            prop_assert!((81..=116).contains(&(easter.ordinal() - u32::from(easter.leap_year()))), "{}", easter);
        }

        /// Each holiday has a day of its own: the feasts that follow Easter fall between 23 March and 26 April or after
        /// 9 May, clear of 1 and 3 May.
        #[test]
        fn a_year_has_each_holiday_once(year in 1600..3000) {
            let found: Vec<_> = holidays_of(year).into_iter().map(|(_, holiday)| holiday).collect();
            let free_eve = |holiday: &PolishHoliday| *holiday != PolishHoliday::ChristmasEve || year >= 2025;
            prop_assert_eq!(found.len(), if year < 2025 { 13 } else { 14 });
            prop_assert_eq!(found, PolishHoliday::ALL.into_iter().filter(free_eve).collect::<Vec<_>>());
        }
    }
}
