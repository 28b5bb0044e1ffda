//! What is typed and not yet booked, and the attempt to book it.

use crate::browser::storage::Keep;
use serde::{Deserialize, Serialize};
use shared::booking::BookingRequest;
use uuid::Uuid;

const DRAFT: &str = "wizyta.draft";
const ATTEMPT: &str = "wizyta.attempt";

/// What is typed; kept in the tab until the booking is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// As it was typed.
    pub(crate) email: String,
    /// The version of the terms that is accepted.
    pub(crate) accepted: Option<String>,
}

impl Draft {
    /// What was typed before the page was reloaded.
    pub(crate) fn restore() -> Self {
        Keep::Tab.read(DRAFT).unwrap_or_default()
    }

    /// Keeps it until the tab is closed.
    pub(crate) fn keep(&self) {
        Keep::Tab.write(DRAFT, self);
    }

    /// Forgets draft and attempt: the visit is booked.
    pub(crate) fn forget() {
        Keep::Tab.forget(DRAFT);
        Keep::Tab.forget(ATTEMPT);
    }
}

/// A booking on its way. The same content always travels under the same key, so that neither a double click nor a
/// repetition after a lost answer, nor a reload in between, books twice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// What is asked.
    pub(crate) request: BookingRequest,
    /// The idempotency key.
    pub(crate) key: Uuid,
}

impl Attempt {
    /// The attempt for `request`: the earlier one if it asked the same, else a new one with a key of `fresh`.
    pub(crate) fn of(request: BookingRequest, earlier: Option<Self>, fresh: impl FnOnce() -> Uuid) -> Self {
        match earlier {
            Some(earlier) if earlier.request == request => earlier,
            _ => Self { request, key: fresh() },
        }
    }

    /// The attempt that was last made in this tab.
    pub(crate) fn last() -> Option<Self> {
        Keep::Tab.read(ATTEMPT)
    }

    /// Keeps it for a repetition.
    pub(crate) fn keep(&self) {
        Keep::Tab.write(ATTEMPT, self);
    }
}

#[cfg(test)]
mod tests {
    use super::Attempt;
    use chrono::{NaiveDate, NaiveTime};
    use shared::booking::BookingRequest;
    use uuid::Uuid;

    fn request(email: &str) -> BookingRequest {
        BookingRequest {
            service_id: "flota".into(),
            date: NaiveDate::from_ymd_opt(2026, 12, 7).unwrap(),
            time: NaiveTime::from_hms_opt(9, 20, 0).unwrap(),
            email: email.into(),
            terms_version: Some("1".into()),
            language: None,
        }
    }

    #[test]
    fn the_same_content_keeps_its_key_and_another_gets_its_own() {
        let first = Attempt::of(request("a@b.pl"), None, || Uuid::from_u128(1));
        let again = Attempt::of(request("a@b.pl"), Some(first.clone()), || Uuid::from_u128(2));
        assert_eq!(again.key, first.key);
        let other = Attempt::of(request("c@b.pl"), Some(first), || Uuid::from_u128(2));
        assert_eq!(other.key, Uuid::from_u128(2));
    }
}
