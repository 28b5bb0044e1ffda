//! `YYYY-MM-DD`: a day at the office, as the API writes it.
//!
//! Read by hand, like [`crate::local_time`].

use crate::digits;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Reads `YYYY-MM-DD`, nothing else.
pub fn parse(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = i32::try_from(digits::read(year, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits::read(month, 2)?, digits::read(day, 2)?)
}

/// For `#[serde(with = "local_date")]`.
pub fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    date.serialize(serializer)
}

/// For `#[serde(with = "local_date")]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_days_and_nothing_else() {
        for text in ["2026-12-07", "2028-02-29", "0001-01-01"] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), Some(text));
        }
        for text in ["", "2026-2-30", "2026-02-30", "2026-13-01", "+026-12-07", "2026-12-07T", "2026-12", "26-12-07"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
