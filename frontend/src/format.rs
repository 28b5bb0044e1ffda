//! Dates and times in the words of the page's language.

use crate::browser::intl::{self, Style};
use crate::i18n::Speech;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};
use shared::texts::fill;

/// poniedziałek, 7 grudnia 2026
pub(crate) fn full_date(speech: Speech, date: NaiveDate) -> String {
    bind_numbers(&intl::format(speech.language, date, Style::Full))
}

/// 7 grudnia 2026
pub(crate) fn date(speech: Speech, date: NaiveDate) -> String {
    bind_numbers(&intl::format(speech.language, date, Style::Date))
}

/// poniedziałek, 7 grudnia
pub(crate) fn day_and_month(speech: Speech, date: NaiveDate) -> String {
    bind_numbers(&intl::format(speech.language, date, Style::Day))
}

/// pon., 7 gru
pub(crate) fn short_date(speech: Speech, date: NaiveDate) -> String {
    bind_numbers(&intl::format(speech.language, date, Style::Short))
}

/// grudzień 2026
pub(crate) fn month_title(speech: Speech, month: NaiveDate) -> String {
    bind_numbers(&intl::format(speech.language, month, Style::Month))
}

/// poniedziałek
pub(crate) fn weekday(speech: Speech, date: NaiveDate) -> String {
    intl::format(speech.language, date, Style::Weekday)
}

/// poniedziałek, 7 grudnia 2026 r., godz. 9:20
pub(crate) fn date_and_time(speech: Speech, date: NaiveDate, time: NaiveTime) -> String {
    fill(speech.texts.date_and_time, &[("date", &full_date(speech, date)), ("time", &clock(time))])
}

/// The same of an instant. The API writes instants in the office's offset, so its local parts are the office's.
pub(crate) fn instant(speech: Speech, instant: DateTime<FixedOffset>) -> String {
    let local = instant.naive_local();
    date_and_time(speech, local.date(), local.time())
}

/// 9:20, as the office writes it.
pub(crate) fn clock(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// Keeps a number and the word after it on one line.
fn bind_numbers(text: &str) -> String {
    let mut bound = String::with_capacity(text.len() + 4);
    let mut after_number = false;
    for c in text.chars() {
        bound.push(if c == ' ' && after_number { '\u{a0}' } else { c });
        after_number = c.is_ascii_digit() || (c == '.' && after_number);
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::{bind_numbers, clock};
    use chrono::NaiveTime;

    #[test]
    fn a_number_stays_with_its_word() {
        assert_eq!(bind_numbers("poniedziałek, 7 grudnia 2026"), "poniedziałek, 7\u{a0}grudnia 2026");
        assert_eq!(bind_numbers("Montag, 7. Dezember 2026"), "Montag, 7.\u{a0}Dezember 2026");
        assert_eq!(bind_numbers("понеділок, 7 грудня 2026 р."), "понеділок, 7\u{a0}грудня 2026\u{a0}р.");
        assert_eq!(bind_numbers("pon., 7 gru"), "pon., 7\u{a0}gru");
    }

    #[test]
    fn hours_are_written_without_a_leading_zero() {
        assert_eq!(clock(NaiveTime::from_hms_opt(9, 5, 0).unwrap()), "9:05");
        assert_eq!(clock(NaiveTime::from_hms_opt(14, 0, 0).unwrap()), "14:00");
    }
}
