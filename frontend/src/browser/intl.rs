//! Dates in words, by the browser's own knowledge of languages.

use chrono::{Datelike, NaiveDate};
use js_sys::{Date, Object, Reflect};
use shared::Language;
use wasm_bindgen::JsValue;

/// What of a date is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// poniedziałek, 7 grudnia 2026
    Full,
    /// 7 grudnia 2026
    Date,
    /// poniedziałek, 7 grudnia
    Day,
    /// pon., 7 gru
    Short,
    /// grudzień 2026
    Month,
    /// poniedziałek
    Weekday,
}

impl Style {
    const fn parts(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Full => &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::Date => &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::Day => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::Short => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
            Self::Month => &[("month", "long"), ("year", "numeric")],
            Self::Weekday => &[("weekday", "long")],
        }
    }
}

/// Writes a date of the office's calendar. It is formatted as a date of UTC, which is no instant of the office and so
/// cannot be shifted by any zone, the browser's or the office's.
pub fn format(language: Language, date: NaiveDate, style: Style) -> String {
    let options = Object::new();
    for (part, form) in style.parts().iter().chain(&[("timeZone", "UTC")]) {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(part), &JsValue::from_str(form));
    }
    let midnight = Date::utc(f64::from(date.year()), f64::from(date.month0()));
    let day = Date::new(&JsValue::from_f64(midnight + f64::from(date.day0()) * 86_400_000.0));
    String::from(day.to_locale_date_string(tag(language), &options))
}

/// The language tag whose habits are meant: British English writes the day first.
const fn tag(language: Language) -> &'static str {
    match language {
        Language::Pl => "pl",
        Language::En => "en-GB",
        Language::Uk => "uk",
        Language::De => "de",
    }
}
