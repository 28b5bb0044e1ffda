//! A booking as a calendar file.

use super::{Caller, lookup};
use crate::calendar::{Visit, visit_ics};
use crate::problem::ApiError;
use crate::state::AppState;
use chrono::{TimeZone, Utc};
use shared::ProblemCode;
use shared::booking::{BookingStatus, MailStatus};
use uuid::Uuid;

/// The visit as an iCalendar file, with neither code nor token.
pub async fn calendar(state: &AppState, caller: &Caller, id: Uuid) -> Result<String, ApiError> {
    let found = lookup::found(state, caller, id).await?;
    // A hold is no visit, and never was one when it is over.
    if found.mail == MailStatus::NotWritten {
        return Err(ProblemCode::NotFound.into());
    }
    let (row, office) = (&found.row, found.offer.office);
    Ok(visit_ics(&Visit {
        booking_id: lookup::booking_id(&found)?,
        sequence: u32::try_from(row.version).unwrap_or_default(),
        cancelled: super::view::booking_status(row)? == BookingStatus::Cancelled,
        language: caller.language,
        office,
        service: found.offer.service,
        starts_at: Utc.from_utc_datetime(&row.starts_at).with_timezone(&office.timezone),
        ends_at: Utc.from_utc_datetime(&row.ends_at).with_timezone(&office.timezone),
        changed_at: Utc.from_utc_datetime(&row.changed_at),
        organizer: &state.identity.mail_from,
    }))
}
