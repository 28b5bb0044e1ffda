//! Settings of the reminders.

use super::{ConfigError, Values};
use chrono::NaiveTime;
use shared::local_time;

/// When residents are reminded of their visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderSettings {
    /// The time of the day before, on the office's clock, by default 17:00; none: never.
    pub at: Option<NaiveTime>,
}

impl ReminderSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        let at = values.required("reminder_at", |text| match text.to_ascii_lowercase().as_str() {
            "off" => Ok(None),
            time => local_time::parse(time).map(Some).ok_or_else(|| "is neither a time like 17:00 nor off".to_owned()),
        })?;
        Ok(Self { at })
    }
}
