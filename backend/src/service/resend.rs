//! Sending the confirmation again, to the same address or to a corrected one.

use super::change::{self, Change, Changed, Limit};
use super::idempotency::{Repeatable, unless_repeated};
use super::{Answer, Caller, book, letter, lookup, view};
use crate::crypto::Purpose;
use crate::db::bookings::BookingChange;
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::state::AppState;
use serde_json::Value;
use shared::EmailAddress;
use shared::booking::MailStatus;
use uuid::Uuid;

/// How often one looks again when the booking changes meanwhile, or another code is drawn.
const LOOKS: usize = 4;

/// Sends the confirmation again. To a corrected address goes a new code, and the answer brings a new token: the old
/// ones die at once.
pub async fn resend(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    corrected: Option<EmailAddress>,
    body: &Value,
) -> Result<Answer, ApiError> {
    let repeatable = repeatable(state, caller, id, body);
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(state).await?),
        None => None,
    };
    for _ in 0..LOOKS {
        // First, since the token may have died by the very request that is repeated.
        if let Some(repeatable) = &repeatable
            && let Some(answer) = repeatable.find(state).await?
        {
            return Ok(answer);
        }
        let found = lookup::found(state, caller, id).await?;
        lookup::check_if_match(caller, &found)?;
        let now = state.clock.now();
        // A lost code is needed most when it is late; only another address is a change.
        change::check_ahead(state, &found, now)?;
        if corrected.is_some() {
            change::check_changeable(state, &found, now)?;
        }
        let mut row = found.row.clone();
        row.version += 1;
        row.changed_at = now.naive_utc();
        let mut set = BookingChange { changed_at: Some(row.changed_at), ..BookingChange::default() };
        if let Some(email) = &corrected {
            let code = book::draw_code();
            row.generation += 1;
            row.email_key = book::email_key(state, email);
            row.email_sealed = state.secrets.seal(Purpose::Address, id.as_bytes(), email.as_str().as_bytes())?;
            row.code_key = Some(book::code_key(state, &code));
            row.code_sealed = Some(state.secrets.seal(Purpose::Code, id.as_bytes(), code.digits().as_bytes())?);
            set.generation = Some(row.generation);
            set.email_key = Some(row.email_key.clone());
            set.email_sealed = Some(row.email_sealed.clone());
            set.code_key.clone_from(&row.code_key);
            set.code_sealed.clone_from(&row.code_sealed);
        }
        let offer = &found.offer;
        let mail = MailStatus::Queued;
        let answer = view::answer(state, 202, offer, &row, mail, caller.language, corrected.is_some())?;
        let record = repeatable.as_ref().map(|repeatable| repeatable.record(&state.secrets, &answer, now));
        let limit = corrected.as_ref().map(|_| Limit {
            email_key: row.email_key.clone(),
            service_day: (row.service_id.clone(), row.date),
            per_service_and_day: offer.office.rules.per_service_and_day.into(),
            active: offer.office.rules.active.into(),
        });
        let written = change::write(
            state,
            Change {
                id: row.id.clone(),
                version: found.row.version,
                set,
                limit,
                mail: Some(letter::outbox_row(state, LetterKind::Confirmation, &row, now)?),
                supersedes_mail: corrected.is_some(),
                mails_of: Some(found.row.email_key.clone()),
                record: record.transpose()?,
                ..Change::default()
            },
        );
        match written.await? {
            Changed::Done(_) => {
                tracing::info!(booking.id = %id, corrected = corrected.is_some(), "Sent a confirmation again");
                return Ok(answer);
            }
            Changed::Repeated(record) => return change::replay(state, repeatable.as_ref(), &record).await,
            changed => {
                if let Some(refusal) = change::refusal(&changed) {
                    return Err(refusal);
                }
            }
        }
    }
    Err(ApiError::unavailable(1))
}

/// The answer if the request repeats one that was accepted; else `refusal`.
pub async fn repeated_or(
    state: &AppState,
    caller: &Caller,
    id: Uuid,
    body: &Value,
    refusal: ApiError,
) -> Result<Answer, ApiError> {
    unless_repeated(state, repeatable(state, caller, id, body).as_ref(), refusal).await
}

fn repeatable(state: &AppState, caller: &Caller, id: Uuid, body: &Value) -> Option<Repeatable> {
    let path = format!("/bookings/{id}/confirmation-email");
    Repeatable::new(&state.secrets, caller, &path, "", body)
}
