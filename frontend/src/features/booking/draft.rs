//! What is typed and not yet booked, and the attempt to book it.

use super::selection::Selection;
use crate::browser::storage::Keep;
use shared::Language;
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

/// A booking on its way. The same wish always travels as the same request under the same key, so that neither a double
/// click nor a repetition after a lost answer, nor a reload or another language in between, books twice.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// What is asked.
    pub(crate) request: BookingRequest,
    /// The idempotency key.
    pub(crate) key: Uuid,
}

impl Attempt {
    /// The attempt for `request`: the last one in this tab if that asked the same, else one under the key of `fresh`.
    pub(crate) fn of(request: BookingRequest, fresh: impl FnOnce() -> Uuid) -> Self {
        let last = Keep::Tab.read(ATTEMPT);
        let kept = last.and_then(|last| Self::kept(&request, &last));
        let attempt = kept.unwrap_or_else(|| Self { request, key: fresh() });
        Keep::Tab.write(ATTEMPT, &attempt.write());
        attempt
    }

    /// Forgets the last attempt: it is known to have brought no booking.
    pub(crate) fn forget() {
        Keep::Tab.forget(ATTEMPT);
    }

    /// Whether it asked for the visit that is chosen.
    pub(crate) fn is_for(&self, selection: &Selection) -> bool {
        let Self { request, .. } = self;
        selection.service.as_ref() == Some(&request.service_id)
            && (selection.day, selection.hour) == (Some(request.date), Some(request.time))
    }

    /// The service, day and hour that it asked for.
    pub(crate) fn selection(&self) -> Selection {
        let Self { request, .. } = self;
        Selection {
            service: Some(request.service_id.clone()),
            day: Some(request.date),
            hour: Some(request.time),
            ..Selection::default()
        }
    }

    /// As it is kept: key, language, and what tells attempts apart.
    fn write(&self) -> String {
        let language = self.request.language.unwrap_or_default();
        format!("{} {language} {}", self.key, wish(&self.request))
    }

    /// What was kept, if it asked the same as `request`, be it in another language: the server repeats its answer only to
    /// the very same body.
    fn kept(request: &BookingRequest, kept: &str) -> Option<Self> {
        let (key, rest) = kept.split_once(' ')?;
        let (language, kept) = rest.split_once(' ')?;
        if kept != wish(request) {
            return None;
        }
        let request = BookingRequest { language: Language::from_tag(language), ..request.clone() };
        Some(Self { request, key: Uuid::try_parse(key).ok()? })
    }
}

/// Tells attempts apart: the body without the language, which changes nothing about the visit.
fn wish(request: &BookingRequest) -> String {
    // Our own request always serialises; if not, nothing would be alike and every attempt gets a key of its own.
    serde_json::to_string(&BookingRequest { language: None, ..request.clone() }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Attempt;
    use crate::features::booking::selection::Selection;
    use chrono::{NaiveDate, NaiveTime};
    use shared::Language;
    use shared::booking::BookingRequest;
    use uuid::Uuid;

    fn request(email: &str, language: Language) -> BookingRequest {
        BookingRequest {
            service_id: "flota".into(),
            date: NaiveDate::from_ymd_opt(2026, 12, 7).unwrap(),
            time: NaiveTime::from_hms_opt(9, 20, 0).unwrap(),
            email: email.into(),
            terms_version: Some("1".into()),
            language: Some(language),
            hold: false,
        }
    }

    #[test]
    fn the_same_wish_is_the_same_attempt_in_any_language_and_another_is_not() {
        let attempt = Attempt { request: request("a@b.pl", Language::Uk), key: Uuid::from_u128(1) };
        let kept = attempt.write();
        for language in Language::ALL {
            assert!(Attempt::kept(&request("a@b.pl", language), &kept).as_ref() == Some(&attempt), "{language}");
        }
        assert!(Attempt::kept(&request("c@b.pl", Language::Uk), &kept).is_none());
        assert!(Attempt::kept(&attempt.request, "nonsense").is_none());
    }

    #[test]
    fn an_attempt_is_for_one_visit() {
        let attempt = Attempt { request: request("a@b.pl", Language::Pl), key: Uuid::from_u128(1) };
        for (query, same) in [
            ("service=flota&day=2026-12-07&hour=09:20", true),
            ("service=flota&month=2027-01&day=2026-12-07&hour=09:20", true),
            ("service=flota&day=2026-12-07&hour=09:40", false),
            ("service=prawa-jazdy&day=2026-12-07&hour=09:20", false),
            ("", false),
        ] {
            assert_eq!(attempt.is_for(&Selection::parse(query)), same, "{query}");
        }
    }
}
