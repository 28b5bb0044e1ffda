//! The pages and their addresses.

use crate::api;
use shared::Language;
use uuid::Uuid;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Booking a visit.
    Booking,
    /// The details of a booked visit.
    Reservation(Uuid),
    /// No page of ours.
    Missing,
}

/// The booking page's address.
pub(crate) const BOOKING: &str = "/";
/// The address of the form of who has no code, a page that the server writes, as it does the next three.
pub(crate) const LOST_CODE: &str = "/kod";
/// The address of the terms.
pub(crate) const TERMS: &str = "/regulamin";
/// The address of the privacy notice.
pub(crate) const PRIVACY: &str = "/prywatnosc";
/// The address of the accessibility statement.
pub(crate) const ACCESSIBILITY: &str = "/dostepnosc";

/// The address of a page that the server writes, in a language.
pub(crate) fn written(path: &str, language: Language) -> String {
    format!("{}{path}?lang={language}", api::named_origin())
}

const RESERVATION: &str = "/rezerwacja/";

impl Route {
    /// The page at `path`.
    pub(crate) fn parse(path: &str) -> Self {
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        match path {
            "/" | "" | "/index.html" => Self::Booking,
            _ => path
                .strip_prefix(RESERVATION)
                .and_then(|id| Uuid::try_parse(id).ok())
                .map_or(Self::Missing, Self::Reservation),
        }
    }

    /// The address of a booked visit.
    pub(crate) fn reservation(id: Uuid) -> String {
        format!("{RESERVATION}{id}")
    }
}

#[cfg(test)]
mod tests {
    use super::Route;
    use uuid::Uuid;

    #[test]
    fn every_page_has_its_address() {
        let id = Uuid::from_u128(7);
        assert_eq!(Route::parse(&Route::reservation(id)), Route::Reservation(id));
        for (path, route) in [
            ("/", Route::Booking),
            ("", Route::Booking),
            ("/index.html", Route::Booking),
            ("/regulamin", Route::Missing),
            ("/rezerwacja/", Route::Missing),
            ("/rezerwacja/7", Route::Missing),
            ("/elsewhere", Route::Missing),
        ] {
            assert_eq!(Route::parse(path), route, "{path}");
        }
    }
}
