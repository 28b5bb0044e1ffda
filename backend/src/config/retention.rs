//! Settings of the retention of personal data.

use super::{ConfigError, Values, http::number};
use chrono::TimeDelta;

/// How long addresses are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionSettings {
    /// How long after the visit an address is erased, by default 7 days.
    pub keep_for: TimeDelta,
}

impl RetentionSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        let days = values.required("retention_days", |text| number(text, 1..=3_650))?;
        Ok(Self { keep_for: TimeDelta::days(days) })
    }
}
