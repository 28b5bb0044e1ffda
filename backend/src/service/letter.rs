//! Putting a letter into the outbox: what it tells, sealed, in the transaction of what it tells.

use crate::crypto::Purpose;
use crate::db::bookings::BookingRow;
use crate::db::outbox::OutboxRow;
use crate::mail::{Facts, LetterKind};
use crate::problem::ApiError;
use crate::state::AppState;
use chrono::{DateTime, TimeZone, Utc};
use shared::{EmailAddress, Language, ReservationCode};
use uuid::Uuid;

/// A letter about a booking as the row says it stands.
pub(super) fn outbox_row(
    state: &AppState,
    kind: LetterKind,
    booking: &BookingRow,
    now: DateTime<Utc>,
) -> Result<OutboxRow, ApiError> {
    letter(state, kind, booking, &address(state, booking)?, code(state, booking)?, now)
}

/// The same, for who has address and code at hand.
pub(super) fn letter(
    state: &AppState,
    kind: LetterKind,
    booking: &BookingRow,
    to: &EmailAddress,
    code: ReservationCode,
    now: DateTime<Utc>,
) -> Result<OutboxRow, ApiError> {
    let id = Uuid::now_v7();
    let facts = Facts {
        language: Language::from_tag(&booking.language).unwrap_or_default(),
        service_id: booking.service_id.clone(),
        starts_at: Utc.from_utc_datetime(&booking.starts_at),
        ends_at: Utc.from_utc_datetime(&booking.ends_at),
        sequence: u32::try_from(booking.version).unwrap_or_default(),
        generation: booking.generation,
        code,
    };
    Ok(OutboxRow {
        id: id.to_string(),
        booking_id: booking.id.clone(),
        kind: kind.as_str().to_owned(),
        status: "queued".to_owned(),
        recipient: state.secrets.seal(Purpose::Mail, id.as_bytes(), to.as_str().as_bytes())?,
        message: facts.seal(&state.secrets, id)?,
        attempts: 0,
        due_at: now.naive_utc(),
        lease_until: None,
        created_at: now.naive_utc(),
        finished_at: None,
        last_error: None,
    })
}

/// The booking's id.
pub(super) fn id(booking: &BookingRow) -> Result<Uuid, ApiError> {
    booking.id.parse().map_err(ApiError::internal)
}

/// The booking's address, opened.
pub(super) fn address(state: &AppState, booking: &BookingRow) -> Result<EmailAddress, ApiError> {
    let plain = state.secrets.open(Purpose::Address, id(booking)?.as_bytes(), &booking.email_sealed);
    let address = plain.and_then(|plain| EmailAddress::parse(&String::from_utf8(plain).ok()?));
    address.ok_or_else(|| ApiError::internal("an address cannot be opened: was the secret key changed?"))
}

/// The booking's code, opened.
pub(super) fn code(state: &AppState, booking: &BookingRow) -> Result<ReservationCode, ApiError> {
    let sealed = booking.code_sealed.as_deref().unwrap_or_default();
    let plain = state.secrets.open(Purpose::Code, id(booking)?.as_bytes(), sealed);
    let code = plain.and_then(|plain| ReservationCode::parse(&String::from_utf8(plain).ok()?).ok());
    code.ok_or_else(|| ApiError::internal("a code cannot be opened: was the secret key changed?"))
}
