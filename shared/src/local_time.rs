//! `HH:MM`: a time of day at the office, as the API writes it.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

const FORMAT: &str = "%H:%M";

/// Reads `HH:MM`, nothing else.
pub fn parse(text: &str) -> Option<NaiveTime> {
    // chrono alone also reads blanks.
    NaiveTime::parse_from_str(text, FORMAT).ok().filter(|time| format(*time) == text)
}

/// Writes `HH:MM`.
pub fn format(time: NaiveTime) -> String {
    time.format(FORMAT).to_string()
}

/// For `#[serde(with = "local_time")]`.
pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.format(FORMAT))
}

/// For `#[serde(with = "local_time")]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected HH:MM"))
}
