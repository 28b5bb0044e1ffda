//! Services: the matters for which a visit can be booked.

use serde::{Deserialize, Serialize};

/// A service, in the order of the drop-down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// The service's slug.
    #[cfg_attr(feature = "openapi", schema(examples("rejestracja-pojazdu")))]
    pub id: String,
    /// The office that serves it.
    pub office_id: String,
    /// Its name in the system, in the asked language.
    pub name: String,
    /// The group it stands in.
    pub category: String,
    /// The matters it covers.
    pub scope: Vec<String>,
    /// Documents, fees and forms on the city's platform, if there is such a page.
    pub details_url: Option<String>,
    /// How long a visit takes.
    pub duration_minutes: u32,
}
