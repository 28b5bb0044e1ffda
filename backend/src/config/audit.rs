//! Settings of the server's own audits.

use super::{ConfigError, Values, http::number};
use std::time::Duration;

/// How often the server audits its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditSettings {
    /// The pause between two audits, by default an hour; none: it never does.
    pub pause: Option<Duration>,
}

impl AuditSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        let minutes = values.required("audit_every", |text| number(text, 0..=10_080))?;
        Ok(Self { pause: (minutes > 0).then(|| Duration::from_mins(minutes)) })
    }
}
