//! `HH:MM`: a time of day at the office, as the API writes it.
//!
//! Read and written by hand: chrono's own formats would be a tenth of the page's program.

use crate::digits;
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Reads `HH:MM`, nothing else.
pub fn parse(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    NaiveTime::from_hms_opt(digits::read(hour, 2)?, digits::read(minute, 2)?, 0)
}

/// Writes `HH:MM`.
pub fn format(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// For `#[serde(with = "local_time")]`.
pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*time))
}

/// For `#[serde(with = "local_time")]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected HH:MM"))
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for text in ["00:00", "09:20", "23:59"] {
            assert_eq!(parse(text).map(format).as_deref(), Some(text));
        }
        for text in ["", "9:20", "09:2", "24:00", "09:60", " 9:20", "09:20:00", "+9:20", "09.20", "٠٩:٢٠"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
