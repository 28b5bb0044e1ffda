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

/// An office's mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Logo {
    /// The picture: a path on this server.
    #[cfg_attr(feature = "openapi", schema(examples("/brand/logo-0123456789abcdef.svg")))]
    pub url: String,
    /// Its width, in the same unit as its height.
    pub width: u16,
    /// Its height.
    pub height: u16,
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
    /// Whose page this is, in a few words, if it is not the office's name that stands at the page's top.
    #[serde(default)]
    pub brand_name: Option<String>,
    /// The mark beside that name.
    #[serde(default)]
    pub logo: Option<Logo>,
    /// Style sheet with the office's colours, to be loaded after the page's own: a path on this server.
    #[serde(default)]
    pub style_url: Option<String>,
    /// Heading of the booking page, if the office has one of its own.
    #[serde(default)]
    pub heading: Option<String>,
    /// A map with the way to the building.
    #[serde(default)]
    pub map_url: Option<String>,
    /// Where a sign-language interpreter can be reached.
    #[serde(default)]
    pub sign_language_url: Option<String>,
    /// The office's page in easy-to-read language.
    #[serde(default)]
    pub easy_to_read_url: Option<String>,
    /// IANA name of its time zone.
    #[cfg_attr(feature = "openapi", schema(examples("Europe/Warsaw")))]
    pub timezone: String,
    /// How many days ahead booking opens.
    pub horizon_days: u32,
    /// Languages of its texts.
    pub languages: Vec<Language>,
    /// The terms in force.
    pub terms_version: String,
    /// For how many minutes an hour is held while terms and summary are read; 0: not at all.
    #[serde(default)]
    pub hold_minutes: u32,
    /// The ticket can be drawn from so many minutes before the visit.
    pub ticket_opens_minutes_before: u32,
    /// The ticket can be drawn until so many minutes after the visit's hour.
    pub ticket_closes_minutes_after: u32,
}
