//! Finding a booking for whoever holds its token.

use super::{Answer, Caller, letter, view};
use crate::db::bookings::{self, BookingRow};
use crate::db::outbox;
use crate::domain::day::Offer;
use crate::problem::ApiError;
use crate::state::AppState;
use shared::ProblemCode;
use shared::booking::MailStatus;
use uuid::Uuid;

/// A booking with what belongs to it.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) row: BookingRow,
    pub(super) offer: Offer<'a>,
    pub(super) mail: MailStatus,
}

/// The booking as its holder sees it.
pub async fn find(state: &AppState, caller: &Caller, id: Uuid) -> Result<Answer, ApiError> {
    let found = found(state, caller, id).await?;
    view::answer(state, 200, &found.offer, &found.row, found.mail, caller.language, false)
}

/// The booking, if the caller's token is its own; otherwise there is none.
pub(super) async fn found<'a>(state: &'a AppState, caller: &Caller, id: Uuid) -> Result<Found<'a>, ApiError> {
    let token = caller.bearer.as_deref().unwrap_or_default();
    let key = id.to_string();
    let found =
        state.db.read(move |conn| Ok((bookings::find(conn, &key)?, outbox::confirmation_status(conn, &key)?))).await?;
    // An unknown id costs the same comparison as a known one.
    let generation = found.0.as_ref().map_or(0, |row| row.generation);
    let is_holder = state.secrets.is_manage_token(token, id, generation);
    let (Some(row), mail) = found else { return Err(ProblemCode::NotFound.into()) };
    // The token of an erased booking has died.
    if !is_holder {
        return Err(ProblemCode::NotFound.into());
    }
    let offer = offer(state, &row)?;
    Ok(Found { mail: view::mail_status(mail.as_deref())?, row, offer })
}

/// The service of a booking with all that decides about it.
pub(super) fn offer<'a>(state: &'a AppState, row: &BookingRow) -> Result<Offer<'a>, ApiError> {
    state.plan.offer(&row.service_id).ok_or_else(|| ApiError::internal("a booking of a service that is gone"))
}

/// Checks `If-Match`, if it was given.
pub(super) fn check_if_match(caller: &Caller, found: &Found) -> Result<(), ApiError> {
    match &caller.if_match {
        Some(if_match) if !view::matches(if_match, &found.row) => Err(ProblemCode::PreconditionFailed.into()),
        _ => Ok(()),
    }
}

/// The booking's id, for those who need it as such.
pub(super) fn booking_id(found: &Found) -> Result<Uuid, ApiError> {
    letter::id(&found.row)
}
