//! Asking for a reservation code that was lost.

use crate::fields::Fields;
use crate::problem::{FaultCode, FieldFault};
use crate::{EmailAddress, local_date};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request for lost codes, as it travels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), serde(deny_unknown_fields))]
pub struct CodeRequest {
    /// The address that was given when booking.
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, examples("anna@example.pl")))]
    pub email: String,
    /// The day of the visit at the office.
    #[serde(with = "local_date")]
    pub date: NaiveDate,
}

/// The same, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostCode {
    /// The address that was given when booking.
    pub email: EmailAddress,
    /// The day of the visit at the office.
    pub date: NaiveDate,
}

impl LostCode {
    /// Reads the body of `POST /code-requests`, with all its faults at once.
    pub fn read(body: &Value) -> Result<Self, Vec<FieldFault>> {
        let mut fields = Fields::new(body);
        let email = fields.required("email", FaultCode::InvalidEmail, EmailAddress::parse);
        let date = fields.date("date");
        fields.finish((|| Some(Self { email: email?, date: date? }))())
    }
}
