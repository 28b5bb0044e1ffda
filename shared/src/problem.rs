//! What goes wrong, as the API says it: RFC 9457 problem details with a closed list of codes.

use crate::availability::{ClosedReason, SlotRef};
use crate::instant;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Declares an enum of kebab-case codes with its list and its texts, so that the three cannot differ.
macro_rules! codes {
    (#[doc = $about:literal] $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $code:literal $(=> $status:literal)?,)+ }) => {
        #[doc = $about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every code, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as the API writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            codes!(@status $($variant $($status)?),+);
        }

        // By hand: a derive does not see through a macro's `rename`, and would describe the names of the variants.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let codes = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
                codes.description(Some($about.trim())).enum_values(Some([$($code),+])).into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
    (@status $($variant:ident $status:literal),+) => {
        /// The HTTP status that goes with the code.
        pub const fn status(self) -> u16 {
            match self { $(Self::$variant => $status),+ }
        }
    };
    (@status $($variant:ident),+) => {};
}

codes! {
    /// What went wrong. Stable: clients decide by it.
    ProblemCode {
        /// The body is not JSON, or the request is not HTTP as we know it.
        MalformedRequest = "malformed-request" => 400,
        /// No valid API token.
        Unauthorized = "unauthorized" => 401,
        /// The API token's role may not do this.
        Forbidden = "forbidden" => 403,
        /// Bookings need a solved challenge just now.
        ProofOfWorkRequired = "proof-of-work-required" => 403,
        /// The solution is wrong, too late, or has paid for another booking.
        ProofOfWorkInvalid = "proof-of-work-invalid" => 403,
        /// No such path or resource, or no right to know of it.
        NotFound = "not-found" => 404,
        /// No such service.
        ServiceNotFound = "service-not-found" => 404,
        /// The kiosk knows no such code.
        CodeUnknown = "code-unknown" => 404,
        /// The path exists, but not with this method.
        MethodNotAllowed = "method-not-allowed" => 405,
        /// The request took too long to arrive.
        RequestTimeout = "request-timeout" => 408,
        /// Bookings for that day have not opened yet.
        DayUnreleased = "day-unreleased" => 409,
        /// The office is closed on that day.
        DayClosed = "day-closed" => 409,
        /// The hour has begun, or is too near.
        SlotPast = "slot-past" => 409,
        /// All places of the hour are taken.
        SlotFull = "slot-full" => 409,
        /// The address has as many bookings as it may have.
        BookingLimitReached = "booking-limit-reached" => 409,
        /// The terms have changed since they were accepted.
        TermsOutdated = "terms-outdated" => 409,
        /// Too near the visit to change it.
        ChangeTooLate = "change-too-late" => 409,
        /// The booking has been cancelled before.
        AlreadyCancelled = "already-cancelled" => 409,
        /// The time for which the place was held is over, and so is the hold.
        HoldExpired = "hold-expired" => 409,
        /// The same idempotency key is being worked on.
        RequestInProgress = "request-in-progress" => 409,
        /// Too early to draw the ticket.
        TooEarly = "too-early" => 409,
        /// Too late to draw the ticket.
        TooLate = "too-late" => 409,
        /// The code belongs to a cancelled booking.
        BookingCancelled = "booking-cancelled" => 409,
        /// The code belongs to another office.
        WrongOffice = "wrong-office" => 409,
        /// `If-Match` names another version of the booking.
        PreconditionFailed = "precondition-failed" => 412,
        /// The body is too large.
        PayloadTooLarge = "payload-too-large" => 413,
        /// The body is not `application/json`.
        UnsupportedMediaType = "unsupported-media-type" => 415,
        /// The input has faults; `errors` names each.
        ValidationFailed = "validation-failed" => 422,
        /// The terms were not accepted.
        TermsNotAccepted = "terms-not-accepted" => 422,
        /// The plan has no such hour.
        SlotNotOffered = "slot-not-offered" => 422,
        /// The code's check digit is wrong.
        CodeMistyped = "code-mistyped" => 422,
        /// The idempotency key came before with another body.
        IdempotencyKeyReused = "idempotency-key-reused" => 422,
        /// The change wants `If-Match`.
        PreconditionRequired = "precondition-required" => 428,
        /// Too many requests.
        RateLimited = "rate-limited" => 429,
        /// The request's headers are too large.
        HeadersTooLarge = "headers-too-large" => 431,
        /// A fault of ours.
        InternalError = "internal-error" => 500,
        /// The service cannot answer just now.
        Unavailable = "unavailable" => 503,
    }
}

codes! {
    /// What is wrong with one value.
    FaultCode {
        /// It must be given.
        Required = "required",
        /// It has another JSON type.
        WrongType = "wrong-type",
        /// No such field.
        UnknownField = "unknown-field",
        /// No e-mail address.
        InvalidEmail = "invalid-email",
        /// No date `YYYY-MM-DD`.
        InvalidDate = "invalid-date",
        /// No time `HH:MM`.
        InvalidTime = "invalid-time",
        /// Not one of `pl`, `en`, `uk`, `de`.
        InvalidLanguage = "invalid-language",
        /// No such value.
        InvalidValue = "invalid-value",
        /// `to` lies before `from`.
        RangeReversed = "range-reversed",
        /// More than 92 days.
        RangeTooLong = "range-too-long",
        /// The terms must be accepted.
        TermsNotAccepted = "terms-not-accepted",
        /// The plan has no such hour.
        SlotNotOffered = "slot-not-offered",
        /// The code's check digit is wrong.
        CodeMistyped = "code-mistyped",
        /// No holds here: book at once.
        HoldsOff = "holds-off",
    }
}

/// A problem of the API (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatProblem")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URL that names the kind of problem and leads to its description.
    pub r#type: String,
    /// What is wrong, in the asked language.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What is wrong here and the way out, in the asked language.
    pub detail: String,
    /// The stable code to decide by.
    pub code: ProblemCode,
    /// The request's id, to be named when asking for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Each faulty value, all at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What this kind of problem says besides.
    #[serde(flatten)]
    pub extra: ProblemExtra,
    /// Seconds until it is worth trying again: `Retry-After`, no member of the body.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// Members that single kinds of problems add.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemExtra {
    /// `day-unreleased`: when the day opens.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<DateTime<FixedOffset>>,
    /// `day-closed`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClosedReason>,
    /// `slot-full` and `hold-expired`: the nearest free hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternatives: Option<Vec<SlotRef>>,
    /// `terms-outdated`: the version to accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<String>,
    /// `too-early`: when the ticket can be drawn.
    #[serde(with = "instant::optional", default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<DateTime<FixedOffset>>,
    /// `too-late`: an ordinary ticket is the way out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walk_in: Option<bool>,
}

/// A problem as it is read. `serde(flatten)` would do the same through a buffer of its own, which weighs much in the page.
#[derive(Deserialize)]
struct FlatProblem {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    code: ProblemCode,
    request_id: Option<String>,
    #[serde(default)]
    errors: Vec<FieldError>,
    #[serde(with = "instant::optional", default)]
    released_at: Option<DateTime<FixedOffset>>,
    reason: Option<ClosedReason>,
    alternatives: Option<Vec<SlotRef>>,
    current_version: Option<String>,
    #[serde(with = "instant::optional", default)]
    opens_at: Option<DateTime<FixedOffset>>,
    walk_in: Option<bool>,
}

impl From<FlatProblem> for Problem {
    fn from(flat: FlatProblem) -> Self {
        Self {
            r#type: flat.r#type,
            title: flat.title,
            status: flat.status,
            detail: flat.detail,
            code: flat.code,
            request_id: flat.request_id,
            errors: flat.errors,
            extra: ProblemExtra {
                released_at: flat.released_at,
                reason: flat.reason,
                alternatives: flat.alternatives,
                current_version: flat.current_version,
                opens_at: flat.opens_at,
                walk_in: flat.walk_in,
            },
            retry_after: None,
        }
    }
}

/// One faulty value of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Name of the query or path value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong with it.
    pub code: FaultCode,
    /// The same in words, in the asked language.
    pub detail: String,
}

/// A fault before it is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON Pointer into the body.
    pub pointer: Option<String>,
    /// Name of the query or path value.
    pub parameter: Option<String>,
    /// What is wrong.
    pub code: FaultCode,
}

impl FieldFault {
    /// A fault at a place in the body.
    pub fn body(pointer: &str, code: FaultCode) -> Self {
        Self { pointer: Some(pointer.to_owned()), parameter: None, code }
    }

    /// A fault of a query or path value.
    pub fn parameter(name: &str, code: FaultCode) -> Self {
        Self { pointer: None, parameter: Some(name.to_owned()), code }
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultCode, FieldError, Problem, ProblemCode, ProblemExtra};
    use crate::availability::{ClosedCode, ClosedReason, SlotRef};
    use crate::{instant, local_date, local_time};

    #[test]
    fn every_member_is_read_as_it_was_written() {
        let at = instant::parse("2026-11-23T08:00:00+01:00");
        let alternative = SlotRef {
            date: local_date::parse("2026-11-23").unwrap(),
            time: local_time::parse("08:00").unwrap(),
            starts_at: at.unwrap(),
        };
        let problem = Problem {
            r#type: "t".into(),
            title: "t".into(),
            status: 409,
            detail: "d".into(),
            code: ProblemCode::SlotFull,
            request_id: Some("r".into()),
            errors: vec![FieldError {
                pointer: Some("/email".into()),
                parameter: None,
                code: FaultCode::InvalidEmail,
                detail: "e".into(),
            }],
            extra: ProblemExtra {
                released_at: at,
                reason: Some(ClosedReason { code: ClosedCode::Holiday, text: "h".into() }),
                alternatives: Some(vec![alternative]),
                current_version: Some("2".into()),
                opens_at: at,
                walk_in: Some(true),
            },
            retry_after: None,
        };
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    }
}
