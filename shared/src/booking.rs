//! Bookings: asking for one, changing one, seeing one.

use crate::fields::{Fields, parse_name};
use crate::problem::{FaultCode, FieldFault};
use crate::{EmailAddress, Language, instant, local_date, local_time};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A visit to be booked, as it travels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct BookingRequest {
    /// The service's slug.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[!-~]{1,64}$", examples("rejestracja-pojazdu")))]
    pub service_id: String,
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// Local start, one of the day's slots.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
    /// Where the confirmation and the code go.
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, examples("anna@example.pl")))]
    pub email: String,
    /// The version of the terms that was accepted; absent or null: not accepted. A hold needs none yet.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[!-~]{1,64}$", examples("2026-11")))]
    pub terms_version: Option<String>,
    /// Language of the e-mails; the request's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whether the place is only held for now, to be confirmed when the terms are read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hold: bool,
}

/// A visit to be booked, checked as far as can be without the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBooking {
    /// The service's slug.
    pub service_id: String,
    /// The day at the office.
    pub date: NaiveDate,
    /// Local start.
    pub time: NaiveTime,
    /// Where the confirmation goes.
    pub email: EmailAddress,
    /// The version of the terms that was accepted; there is one unless the place is only held.
    pub terms_version: Option<String>,
    /// Language of the e-mails, if one was chosen.
    pub language: Option<Language>,
    /// Whether the place is only held for now.
    pub hold: bool,
}

impl NewBooking {
    /// Reads the body of `POST /bookings`, with all its faults at once.
    pub fn read(body: &Value) -> Result<Self, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let service_id = fields.required("service_id", FaultCode::InvalidValue, parse_name);
        let date = fields.date("date");
        let time = fields.time("time");
        let email = fields.required("email", FaultCode::InvalidEmail, EmailAddress::parse);
        let hold = fields.flag("hold");
        let terms_version = if hold {
            fields.optional("terms_version", FaultCode::InvalidValue, parse_name)
        } else {
            accepted_terms(&mut fields, body)
        };
        let language = fields.optional("language", FaultCode::InvalidLanguage, parse_language);
        let value = (|| {
            Some(Self {
                service_id: service_id?,
                date: date?,
                time: time?,
                email: email?,
                terms_version,
                language,
                hold,
            })
        })();
        fields.finish(value)
    }
}

/// The version of the terms that was accepted; without one it says so.
fn accepted_terms(fields: &mut Fields, body: &Value) -> Option<String> {
    let version = fields.optional("terms_version", FaultCode::InvalidValue, parse_name);
    if body.is_object() && body.get("terms_version").is_none_or(Value::is_null) {
        fields.fault("terms_version", FaultCode::TermsNotAccepted);
    }
    version
}

/// By how many minutes a hold is extended each time.
pub const HOLD_STEP_MINUTES: u32 = 2;

/// The acceptance that makes a visit of a hold, as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct ConfirmationRequest {
    /// The version of the terms that was accepted; absent or null: not accepted.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[!-~]{1,64}$", examples("2026-11")))]
    pub terms_version: Option<String>,
}

impl ConfirmationRequest {
    /// Reads the body of `POST /bookings/{id}/confirmation`: the version of the terms that was accepted.
    pub fn read(body: &Value) -> Result<String, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let version = accepted_terms(&mut fields, body);
        fields.finish(version)
    }
}

/// Another place for a booking, as it travels and checked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct MoveRequest {
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// Local start, one of the day's slots.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
}

impl MoveRequest {
    /// Reads the body of `PATCH /bookings/{id}`, with all its faults at once.
    pub fn read(body: &Value) -> Result<Self, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let date = fields.date("date");
        let time = fields.time("time");
        let value = (|| Some(Self { date: date?, time: time? }))();
        fields.finish(value)
    }
}

/// What to do about a missing confirmation: nothing given, the same e-mail again; an address, a corrected one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct ResendRequest {
    /// The right address, if the first was mistyped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, examples("anna@example.pl")))]
    pub email: Option<String>,
}

impl ResendRequest {
    /// Reads the body of `POST /bookings/{id}/confirmation-email`: the corrected address, if any.
    pub fn read(body: &Value) -> Result<Option<EmailAddress>, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let email = fields.optional("email", FaultCode::InvalidEmail, EmailAddress::parse);
        fields.finish(Some(email))
    }
}

/// A booking as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// The booking's id; says nothing without the token.
    pub id: Uuid,
    /// Where it stands.
    pub status: BookingStatus,
    /// The service.
    pub service: BookedService,
    /// The office's slug.
    pub office_id: String,
    /// The day at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
    /// Local start.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
    /// The start as an instant.
    #[serde(with = "instant")]
    pub starts_at: DateTime<FixedOffset>,
    /// The end as an instant.
    #[serde(with = "instant")]
    pub ends_at: DateTime<FixedOffset>,
    /// The address, masked; empty once it is erased, as it is with a hold that has ended.
    #[cfg_attr(feature = "openapi", schema(examples("a***@example.pl")))]
    pub email: String,
    /// What became of the confirmation.
    pub confirmation_email: MailStatus,
    /// Until when it can be moved or cancelled.
    #[serde(with = "instant")]
    pub cancel_until: DateTime<FixedOffset>,
    /// When it was booked, or first held.
    #[serde(with = "instant")]
    pub created_at: DateTime<FixedOffset>,
    /// Until when the place is held; there while it is `held` only.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<DateTime<FixedOffset>>,
    /// Until when the hold can be extended at most; there while it is `held` only.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub held_at_most_until: Option<DateTime<FixedOffset>>,
    /// The right to see and change it; given once, when it is booked or held, or its address corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manage_token: Option<String>,
}

/// The service of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookedService {
    /// The service's slug.
    pub id: String,
    /// Its name in the asked language.
    pub name: String,
}

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// The place is kept for a while.
    Held,
    /// Booked.
    Booked,
    /// The ticket is printed.
    CheckedIn,
    /// Served.
    Completed,
    /// Given up.
    Cancelled,
    /// Nobody came.
    NoShow,
    /// The hold ran out.
    Expired,
}

impl BookingStatus {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Held, Self::Booked, Self::CheckedIn, Self::Completed, Self::Cancelled, Self::NoShow, Self::Expired];

    /// Its name, as it travels and is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Booked => "booked",
            Self::CheckedIn => "checked_in",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
            Self::Expired => "expired",
        }
    }

    /// Whether a booking may go from this state to that one. The database refuses anything else.
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Held => matches!(next, Self::Booked | Self::Cancelled | Self::Expired),
            Self::Booked => matches!(next, Self::CheckedIn | Self::Completed | Self::Cancelled | Self::NoShow),
            Self::CheckedIn => matches!(next, Self::Completed | Self::NoShow),
            Self::Completed | Self::Cancelled | Self::NoShow | Self::Expired => false,
        }
    }
}

/// What became of an e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailStatus {
    /// Waits to be sent, perhaps again.
    Queued,
    /// Handed over to the mail server.
    Sent,
    /// Cannot be delivered.
    Failed,
    /// Not even written: the place is only held, or was.
    NotWritten,
}

fn parse_language(text: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == text)
}

#[cfg(test)]
mod tests {
    use super::{BookingStatus, NewBooking};
    use crate::problem::FaultCode::{
        InvalidDate, InvalidEmail, InvalidTime, Required, TermsNotAccepted, UnknownField, WrongType,
    };
    use serde_json::json;

    fn faults(body: &serde_json::Value) -> Vec<(String, crate::problem::FaultCode)> {
        let faults = NewBooking::read(body).unwrap_err();
        faults.into_iter().map(|fault| (fault.pointer.unwrap_or_default(), fault.code)).collect()
    }

    #[test]
    fn all_faults_come_at_once() {
        let body = json!({"date": "2026-2-30", "time": "9:20", "email": "x", "language": 7, "a/b": null});
        let expected = [
            ("/service_id", Required),
            ("/date", InvalidDate),
            ("/time", InvalidTime),
            ("/email", InvalidEmail),
            ("/terms_version", TermsNotAccepted),
            ("/language", WrongType),
            ("/a~1b", UnknownField),
        ];
        assert_eq!(faults(&body), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        assert_eq!(faults(&json!([])), [(String::new(), WrongType)]);
    }

    #[test]
    fn a_complete_body_is_read() {
        let body = json!({"service_id": "flota", "date": "2026-12-01", "time": "09:20", "email": "a@b.pl",
            "terms_version": "1", "language": "uk"});
        assert_eq!(NewBooking::read(&body).unwrap().email.as_str(), "a@b.pl");
    }

    #[test]
    fn a_hold_needs_no_terms_yet_and_everything_else() {
        let mut body = json!({"service_id": "flota", "date": "2026-12-01", "time": "09:20", "email": "a@b.pl"});
        assert_eq!(faults(&body), [("/terms_version".to_owned(), TermsNotAccepted)]);
        body["hold"] = true.into();
        let hold = NewBooking::read(&body).unwrap();
        assert!(hold.hold && hold.terms_version.is_none());
        body["terms_version"] = "1".into();
        assert_eq!(NewBooking::read(&body).unwrap().terms_version.as_deref(), Some("1"));
        for wrong in [json!("yes"), json!(null)] {
            body["hold"] = wrong;
            assert_eq!(faults(&body), [("/hold".to_owned(), WrongType)]);
        }
    }

    #[test]
    fn what_is_over_stays_so_and_nothing_comes_to_itself() {
        for from in BookingStatus::ALL {
            let next: Vec<_> = BookingStatus::ALL.into_iter().filter(|next| from.may_become(*next)).collect();
            assert!(!next.contains(&from) && !next.contains(&BookingStatus::Held), "{from:?}");
            assert_eq!(serde_json::to_value(from).unwrap(), from.name());
        }
    }
}
