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
    /// The version of the terms that was accepted; absent or null: not accepted.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[!-~]{1,64}$", examples("2026-11")))]
    pub terms_version: Option<String>,
    /// Language of the e-mails; the request's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
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
    /// The version of the terms that was accepted.
    pub terms_version: String,
    /// Language of the e-mails, if one was chosen.
    pub language: Option<Language>,
}

impl NewBooking {
    /// Reads the body of `POST /bookings`, with all its faults at once.
    pub fn read(body: &Value) -> Result<Self, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let service_id = fields.required("service_id", FaultCode::InvalidValue, parse_name);
        let date = fields.date("date");
        let time = fields.time("time");
        let email = fields.required("email", FaultCode::InvalidEmail, EmailAddress::parse);
        let terms_version = fields.optional("terms_version", FaultCode::InvalidValue, parse_name);
        let absent = body.get("terms_version").is_none_or(Value::is_null);
        if absent && body.is_object() {
            fields.fault("terms_version", FaultCode::TermsNotAccepted);
        }
        let language = fields.optional("language", FaultCode::InvalidLanguage, parse_language);
        let value = (|| {
            Some(Self {
                service_id: service_id?,
                date: date?,
                time: time?,
                email: email?,
                terms_version: terms_version?,
                language,
            })
        })();
        fields.finish(value)
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
    /// The address, masked.
    #[cfg_attr(feature = "openapi", schema(examples("a***@example.pl")))]
    pub email: String,
    /// What became of the confirmation.
    pub confirmation_email: MailStatus,
    /// Until when it can be moved or cancelled.
    #[serde(with = "instant")]
    pub cancel_until: DateTime<FixedOffset>,
    /// When it was booked.
    #[serde(with = "instant")]
    pub created_at: DateTime<FixedOffset>,
    /// The right to see and change it; given once, when it is booked or its address corrected.
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
}

fn parse_language(text: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == text)
}

#[cfg(test)]
mod tests {
    use super::NewBooking;
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
}
