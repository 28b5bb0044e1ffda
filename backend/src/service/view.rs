//! A booking as its holder sees it.

use super::{Answer, hold, letter};
use crate::db::bookings::BookingRow;
use crate::domain::day::Offer;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::answers::local;
use chrono::{DateTime, Duration, TimeZone, Utc};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use shared::Language;
use shared::booking::{BookedService, Booking, BookingStatus, MailStatus};

/// The answer that shows a booking. `with_token` only when it is new or its token has changed.
pub(super) fn answer(
    state: &AppState,
    status: u16,
    offer: &Offer,
    row: &BookingRow,
    mail: MailStatus,
    language: Language,
    with_token: bool,
) -> Result<Answer, ApiError> {
    let id = letter::id(row)?;
    let booking = Booking {
        id,
        status: booking_status(row)?,
        service: BookedService { id: offer.service.id.clone(), name: offer.service.name.get(language).clone() },
        office_id: offer.office.id.clone(),
        date: row.date,
        time: row.time,
        starts_at: local(offer.office, Utc.from_utc_datetime(&row.starts_at)),
        ends_at: local(offer.office, Utc.from_utc_datetime(&row.ends_at)),
        email: if row.email_sealed.is_empty() { String::new() } else { letter::address(state, row)?.masked() },
        confirmation_email: mail,
        cancel_until: local(offer.office, change_until(offer, row)),
        created_at: local(offer.office, Utc.from_utc_datetime(&row.created_at)),
        held_until: row.held_until.map(|until| local(offer.office, until.and_utc())),
        held_at_most_until: row.held_until.map(|_| local(offer.office, hold::last_end(state, row))),
        manage_token: with_token.then(|| state.secrets.manage_token(id, row.generation)),
    };
    Ok(Answer {
        status,
        location: (status == 201).then(|| format!("/api/v1/bookings/{id}")),
        etag: Some(etag(row, mail, language)),
        language,
        body: serde_json::to_string(&booking).map_err(ApiError::internal)?,
        repeated: false,
    })
}

/// The state of a booking.
pub(super) fn booking_status(row: &BookingRow) -> Result<BookingStatus, ApiError> {
    by_name(&row.status)
}

/// The name of the state that a booking goes over to.
pub(super) fn become_status(row: &BookingRow, next: BookingStatus) -> Result<String, ApiError> {
    let now = booking_status(row)?;
    if now.may_become(next) {
        Ok(next.name().to_owned())
    } else {
        Err(ApiError::internal(format!("a booking cannot go from {} to {}", now.name(), next.name())))
    }
}

/// What became of a mail, by its name in the outbox.
pub(super) fn mail_status(name: Option<&str>) -> Result<MailStatus, ApiError> {
    name.map_or(Ok(MailStatus::NotWritten), by_name)
}

/// The instant before which a visit can be moved or cancelled.
pub(super) fn change_until(offer: &Offer, row: &BookingRow) -> DateTime<Utc> {
    Utc.from_utc_datetime(&row.starts_at) - Duration::minutes(offer.office.rules.change_until_minutes.into())
}

/// Whether `If-Match` names the booking's present version. The tag also tells what the answer shows besides, but a
/// mail that was sent meanwhile is no reason to refuse a change.
pub(super) fn matches(if_match: &str, row: &BookingRow) -> bool {
    if_match.split(',').map(str::trim).any(|tag| {
        let version = tag.trim_matches('"').split('-').next();
        tag == "*" || (tag.starts_with('"') && version == Some(row.version.to_string().as_str()))
    })
}

fn etag(row: &BookingRow, mail: MailStatus, language: Language) -> String {
    let mail = match mail {
        MailStatus::Queued => "queued",
        MailStatus::Sent => "sent",
        MailStatus::Failed => "failed",
        MailStatus::NotWritten => "unwritten",
    };
    format!("\"{}-{mail}-{language}\"", row.version)
}

fn by_name<'de, T: Deserialize<'de>>(name: &'de str) -> Result<T, ApiError> {
    let deserializer: StrDeserializer<'de, ValueError> = name.into_deserializer();
    T::deserialize(deserializer).map_err(ApiError::internal)
}
