//! The terms (regulamin) that a booking accepts.

use crate::{Language, instant};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// One version of the terms in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Terms {
    /// What `terms_version` of a booking names.
    #[cfg_attr(feature = "openapi", schema(examples("2026-11")))]
    pub version: String,
    /// Since when it is in force.
    #[serde(with = "instant")]
    pub published_at: DateTime<FixedOffset>,
    /// The language of `html`.
    pub language: Language,
    /// The text, cleaned to a fixed list of elements when it was imported.
    pub html: String,
}
