//! Offices, as the public sees them.

use crate::Language;
use serde::{Deserialize, Serialize};

/// A list that has an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Items<T> {
    /// The members.
    pub items: Vec<T>,
}

/// A public office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Office {
    /// The office's slug.
    #[cfg_attr(feature = "openapi", schema(examples("cup-opole")))]
    pub id: String,
    /// Its name in the asked language.
    pub name: String,
    /// Street, building, town.
    pub address: String,
    /// Telephone for help, if the office gives one.
    pub phone: Option<String>,
    /// Address for help, if the office gives one.
    pub email: Option<String>,
    /// The office's own page, if any.
    pub website: Option<String>,
    /// IANA name of its time zone.
    #[cfg_attr(feature = "openapi", schema(examples("Europe/Warsaw")))]
    pub timezone: String,
    /// How many days ahead booking opens.
    pub horizon_days: u32,
    /// Languages of its texts.
    pub languages: Vec<Language>,
    /// The terms in force.
    pub terms_version: String,
    /// The ticket can be drawn from so many minutes before the visit.
    pub ticket_opens_minutes_before: u32,
    /// The ticket can be drawn until so many minutes after the visit's hour.
    pub ticket_closes_minutes_after: u32,
}
