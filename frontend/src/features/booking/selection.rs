//! What is chosen, as it stands in the page's address. The e-mail address never does.

use crate::features::calendar::Month;
use crate::routes;
use chrono::{NaiveDate, NaiveTime};
use shared::fields::parse_name;
use shared::{local_date, local_time};
use std::fmt::Write as _;

/// The choices of the booking page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The service's slug.
    pub(crate) service: Option<String>,
    /// The month that the calendar shows, if it is not simply that of the day.
    pub(crate) month: Option<Month>,
    /// The day of the visit.
    pub(crate) day: Option<NaiveDate>,
    /// The hour of the visit.
    pub(crate) hour: Option<NaiveTime>,
}

impl Selection {
    /// Reads the query of an address; what does not fit is left out.
    pub(crate) fn parse(query: &str) -> Self {
        let mut selection = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "service" => selection.service = parse_name(value),
                "month" => selection.month = Month::parse(value),
                "day" => selection.day = local_date::parse(value),
                "hour" => selection.hour = local_time::parse(&value.replace("%3A", ":")),
                _ => {}
            }
        }
        selection
    }

    /// The address at which all this is chosen.
    pub(crate) fn url(&self) -> String {
        let mut query = String::new();
        // Writing to a String cannot fail.
        if let Some(service) = &self.service {
            let _ = write!(query, "&service={service}");
        }
        if let Some(month) = self.month.filter(|month| self.day.map(Month::of) != Some(*month)) {
            let _ = write!(query, "&month={month}");
        }
        if let Some(day) = self.day {
            let _ = write!(query, "&day={day}");
        }
        if let Some(hour) = self.hour {
            let _ = write!(query, "&hour={}", local_time::format(hour));
        }
        match query.strip_prefix('&') {
            Some(query) => format!("{}?{query}", routes::BOOKING),
            None => routes::BOOKING.to_owned(),
        }
    }

    /// The service, without all that depends on it.
    pub(crate) fn service_alone(&self) -> Self {
        Self { service: self.service.clone(), ..Self::default() }
    }

    /// The service and the day.
    pub(crate) fn service_and_day(&self) -> Self {
        Self { day: self.day, ..self.service_alone() }
    }

    /// Whether this answers a part that `before` has left open.
    pub(crate) fn goes_beyond(&self, before: &Self) -> bool {
        (before.service.is_none() && self.service.is_some())
            || (before.day.is_none() && self.day.is_some())
            || (before.hour.is_none() && self.hour.is_some())
    }

    /// Another service: the day stays, the hour is open again.
    pub(crate) fn with_service(&self, service: Option<String>) -> Self {
        Self { service, hour: None, ..self.clone() }
    }

    /// Another month in view.
    pub(crate) fn with_month(&self, month: Month) -> Self {
        Self { month: Some(month), ..self.clone() }
    }

    /// Another day: the hour is open again.
    pub(crate) fn with_day(&self, day: Option<NaiveDate>) -> Self {
        Self { day, month: day.map(Month::of).or(self.month), hour: None, ..self.clone() }
    }

    /// Another hour of the chosen day.
    pub(crate) fn with_hour(&self, hour: Option<NaiveTime>) -> Self {
        Self { hour, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;
    use crate::features::calendar::Month;

    #[test]
    fn an_address_brings_back_what_it_was_made_of() {
        for url in [
            "/",
            "/?service=flota",
            "/?service=flota&month=2026-12",
            "/?service=flota&day=2026-12-07&hour=09:20",
            "/?service=flota&month=2027-01&day=2026-12-07",
        ] {
            let query = url.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(Selection::parse(query).url(), url);
        }
    }

    #[test]
    fn nonsense_is_left_out() {
        let selection = Selection::parse("service=&day=2026-02-30&hour=9&month=x&utm=1&service");
        assert_eq!(selection, Selection::default());
        assert!(Selection::parse("hour=09%3A20").hour.is_some());
    }

    #[test]
    fn a_changed_choice_opens_what_depends_on_it() {
        let chosen = Selection::parse("service=flota&day=2026-12-07&hour=09:20");
        let service = chosen.with_service(Some("prawa-jazdy".into()));
        assert_eq!((service.day, service.hour), (chosen.day, None));
        let day = chosen.with_day("2027-01-04".parse().ok());
        assert_eq!((day.hour, day.month), (None, Month::parse("2027-01")));
        assert!(chosen.goes_beyond(&day) && !day.goes_beyond(&chosen) && !chosen.goes_beyond(&chosen));
        assert_eq!(chosen.service_and_day().url(), "/?service=flota&day=2026-12-07");
    }
}
