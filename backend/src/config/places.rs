//! Settings of the places.

use super::values::parsed;
use super::{ConfigError, Values};
use crate::domain::freed::Delay;

/// How places change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceSettings {
    /// How long a place that was given up waits until it comes back; 1 to 30 minutes by default.
    pub freed_delay: Delay,
}

impl PlaceSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self { freed_delay: values.required("freed_place_delay", parsed)? })
    }
}
