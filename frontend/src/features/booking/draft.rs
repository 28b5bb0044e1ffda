//! What is typed and not yet booked, and the attempt to book it.

use crate::browser::storage::Keep;
use shared::booking::BookingRequest;
use uuid::Uuid;

const EMAIL: &str = "wizyta.email";
const ACCEPTED: &str = "wizyta.accepted";
const ATTEMPT: &str = "wizyta.attempt";

/// What is typed; kept in the tab until the booking is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// As it was typed.
    pub(crate) email: String,
    /// The version of the terms that is accepted.
    pub(crate) accepted: Option<String>,
}

impl Draft {
    /// What was typed before the page was reloaded.
    pub(crate) fn restore() -> Self {
        Self { email: Keep::Tab.read(EMAIL).unwrap_or_default(), accepted: Keep::Tab.read(ACCEPTED) }
    }

    /// Keeps it until the tab is closed.
    pub(crate) fn keep(&self) {
        Keep::Tab.write(EMAIL, &self.email);
        match &self.accepted {
            Some(version) => Keep::Tab.write(ACCEPTED, version),
            None => Keep::Tab.forget(ACCEPTED),
        }
    }

    /// Forgets draft and attempt: the visit is booked.
    pub(crate) fn forget() {
        for key in [EMAIL, ACCEPTED, ATTEMPT] {
            Keep::Tab.forget(key);
        }
    }
}

/// A booking on its way. The same content always travels under the same key, so that neither a double click nor a
/// repetition after a lost answer, nor a reload in between, books twice.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// What is asked.
    pub(crate) request: BookingRequest,
    /// The idempotency key.
    pub(crate) key: Uuid,
}

impl Attempt {
    /// The attempt for `request`: under the key of the last one in this tab if that asked the same, else of `fresh`.
    pub(crate) fn of(request: BookingRequest, fresh: impl FnOnce() -> Uuid) -> Self {
        let content = content(&request);
        let last = Keep::Tab.read(ATTEMPT);
        let key = last.and_then(|last| key_for(&content, &last)).unwrap_or_else(fresh);
        Keep::Tab.write(ATTEMPT, &format!("{key} {content}"));
        Self { request, key }
    }
}

/// The key of a kept attempt, if it asked the same.
fn key_for(content: &str, kept: &str) -> Option<Uuid> {
    let (key, kept) = kept.split_once(' ')?;
    if kept == content { Uuid::try_parse(key).ok() } else { None }
}

/// Tells attempts apart: the body as it travels.
fn content(request: &BookingRequest) -> String {
    // Our own request always serialises; if not, nothing would be alike and every attempt gets a key of its own.
    serde_json::to_string(request).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{content, key_for};
    use chrono::{NaiveDate, NaiveTime};
    use shared::booking::BookingRequest;
    use uuid::Uuid;

    fn request(email: &str) -> String {
        content(&BookingRequest {
            service_id: "flota".into(),
            date: NaiveDate::from_ymd_opt(2026, 12, 7).unwrap(),
            time: NaiveTime::from_hms_opt(9, 20, 0).unwrap(),
            email: email.into(),
            terms_version: Some("1".into()),
            language: None,
        })
    }

    #[test]
    fn the_same_content_keeps_its_key_and_another_gets_its_own() {
        let key = Uuid::from_u128(1);
        let kept = format!("{key} {}", request("a@b.pl"));
        assert_eq!(key_for(&request("a@b.pl"), &kept), Some(key));
        assert_eq!(key_for(&request("c@b.pl"), &kept), None);
        assert_eq!(key_for(&request("a@b.pl"), "nonsense"), None);
    }
}
