//! The right to see a visit, as it is kept on the device.
//!
//! The token comes with the booking's answer or in the fragment of the e-mail's link. It is kept until the tab is closed
//! for every visit seen, and until the day after the visit for the last one, together with its details: they can be
//! looked up in the building, where there may be no network.

use crate::browser::clock;
use crate::browser::storage::Keep;
use crate::routes::Route;
use chrono::{Days, NaiveDate, NaiveTime};
use leptos::prelude::*;
use shared::booking::{Booking, BookingStatus};
use shared::{local_date, local_time};
use uuid::Uuid;

const LAST: &str = "wizyta.visit";
/// Its details, as the API told them.
const DETAILS: &str = "wizyta.details";

/// The last visit seen on this device.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    /// The booking's id.
    pub(crate) id: Uuid,
    token: String,
    /// The day at the office.
    pub(crate) date: NaiveDate,
    /// Local start.
    pub(crate) time: NaiveTime,
}

impl Visit {
    /// As it is kept.
    fn write(&self) -> String {
        format!("{} {} {} {}", self.id, self.date, local_time::format(self.time), self.token)
    }

    /// Reads what was kept.
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        Some(Self {
            id: Uuid::try_parse(words.next()?).ok()?,
            date: local_date::parse(words.next()?)?,
            time: local_time::parse(words.next()?)?,
            token: words.next()?.to_owned(),
        })
    }
}

/// An answer that the details page need not ask for again, or can't.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandOver {
    answer: StoredValue<Option<Booking>>,
    // As text: each further type of signal would add some KB to the page's program.
    erased: RwSignal<Option<String>>,
}

impl HandOver {
    /// Nothing is handed over yet.
    pub(crate) fn empty() -> Self {
        Self { answer: StoredValue::new(None), erased: RwSignal::new(None) }
    }

    /// Hands over an answer, and keeps the right to see the visit.
    pub(crate) fn give(self, booking: Booking) {
        if let Some(token) = booking.manage_token.clone() {
            keep(&booking, token);
        }
        self.answer.set_value(Some(booking));
    }

    /// Takes the answer about `id`, if there is one.
    pub(crate) fn take(self, id: Uuid) -> Option<Booking> {
        let mut taken = None;
        self.answer.update_value(|booking| taken = booking.take_if(|booking| booking.id == id));
        taken
    }

    /// Tells that the data of a visit is erased: nobody can ask for it any more.
    pub(crate) fn erased(self, id: Uuid) {
        self.erased.set(Some(id.to_string()));
    }

    /// Whether that visit's data was erased here.
    pub(crate) fn is_erased(self, id: Uuid) -> bool {
        self.erased.get() == Some(id.to_string())
    }
}

/// Keeps the token that a link has brought.
pub(crate) fn adopt_link(path: &str, fragment: &str) {
    if let Route::Reservation(id) = Route::parse(path) {
        Keep::Tab.write(&token_key(id), fragment);
    }
}

/// The token for a visit, if this device has it.
pub(crate) fn token(id: Uuid) -> Option<String> {
    Keep::Tab.read(&token_key(id)).or_else(|| stored().filter(|visit| visit.id == id).map(|visit| visit.token))
}

/// Remembers a visit that was seen; forgets it once it is cancelled.
pub(crate) fn remember(booking: &Booking) {
    if booking.status != BookingStatus::Booked {
        if stored().is_some_and(|visit| visit.id == booking.id) {
            forget_last();
        }
    } else if let Some(token) = token(booking.id) {
        keep(booking, token);
    }
}

/// The last visit, if it is still ahead.
pub(crate) fn last() -> Option<Visit> {
    stored().filter(|visit| clock::today() <= visit.date)
}

/// Removes all that this device knows of the visit.
pub(crate) fn forget(id: Uuid) {
    Keep::Tab.forget(&token_key(id));
    if stored().is_some_and(|visit| visit.id == id) {
        forget_last();
    }
}

fn forget_last() {
    Keep::Device.forget(LAST);
    Keep::Device.forget(DETAILS);
}

/// The details of the last visit, if it is this one, as they were when they were seen last.
pub(crate) fn details(id: Uuid) -> Option<Booking> {
    stored().filter(|visit| visit.id == id)?;
    // As the client reads answers: another reader would weigh 4 KB more.
    let booking: Booking = serde_json::from_slice(Keep::Device.read(DETAILS)?.as_bytes()).ok()?;
    (booking.id == id).then_some(booking)
}

fn keep(booking: &Booking, token: String) {
    Keep::Tab.write(&token_key(booking.id), &token);
    let visit = Visit { id: booking.id, token, date: booking.date, time: booking.time };
    Keep::Device.write(LAST, &visit.write());
    // The token is kept once.
    let details = Booking { manage_token: None, ..booking.clone() };
    if let Ok(details) = serde_json::to_string(&details) {
        Keep::Device.write(DETAILS, &details);
    }
}

/// What is stored, unless the day after the visit is over: then it is removed.
fn stored() -> Option<Visit> {
    let visit = Visit::read(&Keep::Device.read(LAST)?)?;
    if is_outdated(visit.date, clock::today()) {
        forget_last();
        return None;
    }
    Some(visit)
}

fn is_outdated(visit: NaiveDate, today: NaiveDate) -> bool {
    visit.checked_add_days(Days::new(1)).is_none_or(|day_after| today > day_after)
}

fn token_key(id: Uuid) -> String {
    format!("wizyta.token.{id}")
}

#[cfg(test)]
mod tests {
    use super::{Visit, is_outdated};
    use chrono::NaiveTime;
    use uuid::Uuid;

    #[test]
    fn a_visit_is_read_as_it_was_kept() {
        let visit = Visit {
            id: Uuid::from_u128(7),
            token: "t".into(),
            date: "2026-12-31".parse().unwrap(),
            time: NaiveTime::from_hms_opt(9, 20, 0).unwrap(),
        };
        assert!(Visit::read(&visit.write()) == Some(visit));
        assert!(Visit::read("nonsense").is_none());
    }

    #[test]
    fn a_visit_is_kept_until_the_day_after_it() {
        let visit = "2026-12-31".parse().unwrap();
        for (today, outdated) in
            [("2026-12-30", false), ("2026-12-31", false), ("2027-01-01", false), ("2027-01-02", true)]
        {
            assert_eq!(is_outdated(visit, today.parse().unwrap()), outdated, "{today}");
        }
    }
}
