//! Dates and hours in words, by the custom of each language.

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;
use shared::texts::{fill, mail::Texts};

/// `9:20`
pub(super) fn time(instant: DateTime<Tz>) -> String {
    instant.format("%-H:%M").to_string()
}

/// `poniedziałek, 7 grudnia 2026 r.`
pub(crate) fn date(texts: &Texts, instant: DateTime<Tz>) -> String {
    let t = texts;
    let weekdays = [t.weekday_1, t.weekday_2, t.weekday_3, t.weekday_4, t.weekday_5, t.weekday_6, t.weekday_7];
    let date = instant.date_naive();
    fill(t.date_long, &[("weekday", name(&weekdays, date.weekday().num_days_from_monday())), ("date", &day(t, date))])
}

/// `7 grudnia 2026 r.`, which fits into a sentence, where a weekday would have to be declined.
pub(crate) fn day(texts: &Texts, date: NaiveDate) -> String {
    let t = texts;
    let months = [
        t.month_1, t.month_2, t.month_3, t.month_4, t.month_5, t.month_6, t.month_7, t.month_8, t.month_9, t.month_10,
        t.month_11, t.month_12,
    ];
    let (day, year) = (date.day().to_string(), date.year().to_string());
    fill(t.date_short, &[("day", &day), ("month", name(&months, date.month0())), ("year", &year)])
}

fn name(names: &[&'static str], index: u32) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// `poniedziałek, 7 grudnia 2026 r., godz. 9:20`
pub(crate) fn date_time(texts: &Texts, instant: DateTime<Tz>) -> String {
    fill(texts.date_time, &[("date", &date(texts, instant)), ("time", &time(instant))])
}

#[cfg(test)]
mod tests {
    use super::date_time;
    use chrono::TimeZone;
    use chrono_tz::Europe::Warsaw;
    use shared::{Language, texts::mail::Texts};

    #[test]
    fn a_date_reads_as_each_language_writes_it() {
        let instant = Warsaw.with_ymd_and_hms(2026, 12, 7, 9, 20, 0).unwrap();
        for (language, expected) in [
            (Language::Pl, "poniedziałek, 7\u{a0}grudnia 2026\u{a0}r., godz.\u{a0}9:20"),
            (Language::En, "Monday 7\u{a0}December 2026, 9:20"),
            (Language::Uk, "понеділок, 7\u{a0}грудня 2026\u{a0}р., 9:20"),
            (Language::De, "Montag, 7.\u{a0}Dezember 2026, 9:20\u{a0}Uhr"),
        ] {
            assert_eq!(date_time(Texts::of(language), instant), expected);
        }
    }
}
