//! What the ticket kiosk asks and gets.

use crate::code::{CodeError, ReservationCode};
use crate::fields::Fields;
use crate::office::Office;
use crate::problem::{FaultCode, FieldFault};
use crate::{instant, local_time};
use chrono::{DateTime, FixedOffset, NaiveTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What the button for booked visits is called, in every language: so the hall and the office's own instructions name it.
pub const BOOKED_BUTTON: &str = "Umówiona wizyta";

/// The answer to a kiosk that asks whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KioskAnswer {
    /// The office that the kiosk stands in; null if its token is good for several.
    pub office: Option<Office>,
    /// The time on the office's clock.
    #[serde(with = "instant")]
    pub now: DateTime<FixedOffset>,
}

/// A code, typed or scanned.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct TicketRequest {
    /// Nine digits, with or without blanks and dashes.
    #[cfg_attr(feature = "openapi", schema(examples("482 915 736")))]
    pub code: String,
}

impl TicketRequest {
    /// Reads the request's body. A code that is none is a fault of `/code`: `invalid-value`, or `code-mistyped` if its
    /// check digit is wrong.
    pub fn read(body: &Value) -> Result<ReservationCode, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let text = fields.required("code", FaultCode::InvalidValue, |text| Some(text.to_owned()));
        let code = text.and_then(|text| match ReservationCode::parse(&text) {
            Ok(code) => Some(code),
            Err(CodeError::Malformed) => {
                fields.fault("code", FaultCode::InvalidValue);
                None
            }
            Err(CodeError::Mistyped) => {
                fields.fault("code", FaultCode::CodeMistyped);
                None
            }
        });
        fields.finish(code)
    }
}

/// The answer with a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketAnswer {
    /// The ticket.
    pub ticket: Ticket,
}

/// A numbered ticket for today's visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// The ticket's id.
    pub id: Uuid,
    /// The service's letter and the day's number.
    #[cfg_attr(feature = "openapi", schema(examples("R012")))]
    pub number: String,
    /// The service's name in the asked language.
    pub service: String,
    /// The hour of the visit.
    #[serde(with = "local_time")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:20")))]
    pub time: NaiveTime,
    /// When the number was given.
    #[serde(with = "instant")]
    pub issued_at: DateTime<FixedOffset>,
    /// When the kiosk confirmed the print, which makes the booking `checked_in`.
    #[serde(with = "instant::optional", default)]
    pub printed_at: Option<DateTime<FixedOffset>>,
}
