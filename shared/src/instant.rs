//! Instants as the API writes them: RFC 3339 with the office's offset.
//!
//! Read by hand, like [`crate::local_time`]; written by chrono.

use crate::{digits, local_date};
use chrono::{DateTime, FixedOffset, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Reads `2026-11-23T08:00:00+01:00`, also with a fraction of a second and with `Z`.
pub fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date, rest) = text.split_once('T')?;
    let (clock, offset) = rest.split_at_checked(rest.find(['Z', '+', '-'])?)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = parts(clock)?;
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanoseconds(fraction)?)?;
    local_date::parse(date)?.and_time(time).and_local_timezone(parse_offset(offset)?).single()
}

fn parts(clock: &str) -> Option<[u32; 3]> {
    let (hour, rest) = clock.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    Some([digits::read(hour, 2)?, digits::read(minute, 2)?, digits::read(second, 2)?])
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    const PLACES: usize = 9;
    let missing = PLACES.checked_sub(fraction.len())?;
    Some(digits::read(fraction, fraction.len())? * 10_u32.checked_pow(u32::try_from(missing).ok()?)?)
}

fn parse_offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let minutes = digits::read(minutes, 2).filter(|minutes| *minutes < 60)?;
    let seconds = i32::try_from(digits::read(hours, 2)? * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

/// For `#[serde(with = "instant")]`.
pub fn serialize<S: Serializer>(instant: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
    instant.serialize(serializer)
}

/// For `#[serde(with = "instant")]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<FixedOffset>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected an RFC 3339 date and time"))
}

/// An instant that may be absent or null.
pub mod optional {
    use chrono::{DateTime, FixedOffset};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    struct Instant(#[serde(with = "super")] DateTime<FixedOffset>);

    /// For `#[serde(with = "instant::optional")]`.
    pub fn serialize<S: Serializer>(instant: &Option<DateTime<FixedOffset>>, serializer: S) -> Result<S::Ok, S::Error> {
        instant.serialize(serializer)
    }

    /// For `#[serde(with = "instant::optional")]`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
        Ok(Option::<Instant>::deserialize(deserializer)?.map(|instant| instant.0))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use chrono::{DateTime, FixedOffset, SecondsFormat};
    use proptest::prelude::*;

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "2026-11-23",
            "2026-11-23T08:00:00",
            "2026-11-23 08:00:00Z",
            "2026-11-23T08:00Z",
            "2026-11-23T25:00:00Z",
            "2026-11-23T08:00:00.Z",
            "2026-11-23T08:00:00.1234567890Z",
            "2026-11-23T08:00:00+1:00",
            "2026-11-23T08:00:00+25:00",
            "2026-11-23T08:00:00+01:99",
            "2026-11-23T08:00:00Zx",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_chrono_writes(seconds in 0_i64..4_102_444_800, nanos in 0_u32..1_000_000_000, offset in -14 * 60..=14 * 60) {
            let offset = FixedOffset::east_opt(offset * 60).unwrap();
            let instant = DateTime::from_timestamp(seconds, nanos).unwrap().with_timezone(&offset);
            prop_assert_eq!(parse(&instant.to_rfc3339()), Some(instant));
            prop_assert_eq!(parse(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)), Some(instant));
        }
    }
}
