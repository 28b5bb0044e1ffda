//! Settings of the places.

use super::http::number;
use super::values::parsed;
use super::{ConfigError, Values};
use crate::domain::freed::Delay;
use crate::domain::hold::{HoldRule, MOST_MINUTES};

/// How places change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceSettings {
    /// How long a place that was given up waits until it comes back; 1 to 30 minutes by default.
    pub freed_delay: Delay,
    /// For how long an hour is held while terms and summary are read; 10 minutes by default.
    pub holds: HoldRule,
}

impl PlaceSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            freed_delay: values.required("freed_place_delay", parsed)?,
            holds: values.required("hold_minutes", |text| number(text, 0..=MOST_MINUTES).map(HoldRule::of))?,
        })
    }
}
