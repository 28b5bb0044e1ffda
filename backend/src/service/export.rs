//! What is known of a person, for whoever has to answer them.

use super::{book, letter};
use crate::db::bookings::{self, BookingRow};
use crate::db::outbox::{self, LetterFacts};
use crate::problem::ApiError;
use crate::state::AppState;
use serde_json::{Value, json};
use shared::EmailAddress;

/// All bookings of an address, in all its spellings, with their letters; JSON.
pub async fn export(state: &AppState, email: &EmailAddress) -> Result<String, ApiError> {
    let key = book::email_key(state, email);
    let found = state.db.read(move |conn| {
        let rows = bookings::of_address(conn, &key)?;
        rows.into_iter().map(|row| Ok((outbox::facts_of(conn, &row.id)?, row))).collect()
    });
    let found: Vec<(Vec<LetterFacts>, BookingRow)> = found.await?;
    let bookings: Result<Vec<Value>, ApiError> =
        found.iter().map(|(letters, row)| Ok(booking(row, &letter::address(state, row)?, letters))).collect();
    let export = json!({"bookings": bookings?});
    serde_json::to_string_pretty(&export).map_err(ApiError::internal)
}

fn booking(row: &BookingRow, email: &EmailAddress, letters: &[LetterFacts]) -> Value {
    let letters: Vec<Value> = letters
        .iter()
        .map(|letter| {
            json!({"kind": letter.kind, "status": letter.status, "written_at": letter.created_at.and_utc(),
                "sent_or_given_up_at": letter.finished_at.map(|at| at.and_utc())})
        })
        .collect();
    json!({"id": row.id, "email": email.as_str(), "office_id": row.office_id, "service_id": row.service_id,
        "date": row.date, "time": row.time.format("%H:%M").to_string(), "status": row.status,
        "language": row.language, "terms_version": row.terms_version, "booked_at": row.created_at.and_utc(),
        "changed_at": row.changed_at.and_utc(), "letters": letters})
}
