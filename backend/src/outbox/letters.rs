//! The rows of the outbox as a worker has them: claimed, opened, and what became of them.

use super::pauses::Pauses;
use crate::crypto::Purpose;
use crate::db::outbox::{self, Claimed};
use crate::db::{Db, DbError};
use crate::mail::transport::{Blame, Failure, Outgoing};
use crate::mail::{Envelope, Facts, LetterKind, Stationery};
use chrono::{DateTime, Utc};
use shared::EmailAddress;
use uuid::Uuid;

/// No server with this key will ever read it.
const UNREADABLE: &str = "it was sealed under another secret key";

/// A server of the version that wrote it can.
const OF_ANOTHER_VERSION: &str = "another version of this program wrote it";

/// What became of a claimed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    /// Due again then.
    Retry(DateTime<Utc>, String),
    Failed(String),
    /// Given back untried.
    Released,
}

/// A row's letter, put together from what the row tells: every time the same bytes.
pub(super) fn open(stationery: &Stationery, row: &Claimed) -> Result<Outgoing, Failure> {
    let unreadable = || Failure { blame: Blame::Letter, reason: UNREADABLE.to_owned() };
    let of_another_version = || Failure { blame: Blame::Moment, reason: OF_ANOTHER_VERSION.to_owned() };
    let id = Uuid::parse_str(&row.id).map_err(|_| unreadable())?;
    let booking_id = Uuid::parse_str(&row.booking_id).map_err(|_| unreadable())?;
    let unsealed = |sealed: &[u8]| stationery.secrets.open(Purpose::Mail, id.as_bytes(), sealed).ok_or_else(unreadable);
    let (to, facts) = (unsealed(&row.recipient)?, unsealed(&row.message)?);
    let to = std::str::from_utf8(&to).ok().and_then(EmailAddress::parse).ok_or_else(of_another_version)?;
    let facts = Facts::read(&facts).ok_or_else(of_another_version)?;
    let kind = LetterKind::parse(&row.kind).ok_or_else(of_another_version)?;
    let created_at = row.created_at.and_utc();
    let message = stationery.write(Envelope { id, booking_id, kind, to: &to, created_at }, &facts);
    // Another server, or this one later, may well be able to.
    let message = message.map_err(|error| Failure { blame: Blame::Moment, reason: error.to_string() })?;
    Ok(Outgoing { id, created_at, recipient: to.as_str().to_owned(), message })
}

/// What a failure means for the row that it happened to.
pub(super) fn outcome(pauses: &Pauses, row: &Claimed, failure: &Failure, now: DateTime<Utc>) -> Outcome {
    let tries = u32::try_from(row.attempts).unwrap_or(0).saturating_add(1);
    let created_at = row.created_at.and_utc();
    let reason = failure.reason.clone();
    match failure.blame {
        Blame::Letter => Outcome::Failed(reason),
        Blame::Moment => match pauses.next_try(tries, created_at, now) {
            Some(due_at) => Outcome::Retry(due_at, reason),
            None => Outcome::Failed(reason),
        },
        // Due at once when the mail server is back: the pause is the whole outbox's.
        Blame::Transport if pauses.is_hopeless(tries, created_at, now) => Outcome::Failed(reason),
        Blame::Transport => Outcome::Retry(row.due_at.and_utc(), reason),
    }
}

/// Writes down what became of rows. Rows that another worker has claimed meanwhile stay its own, unless they were sent.
pub(super) async fn mark(
    db: &Db,
    lease_until: DateTime<Utc>,
    now: DateTime<Utc>,
    outcomes: Vec<(String, Outcome)>,
) -> Result<(), DbError> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let (lease, now) = (lease_until.naive_utc(), now.naive_utc());
    db.write(move |conn| {
        let with = |wanted: &Outcome| -> Vec<&str> {
            outcomes.iter().filter(|(_, outcome)| outcome == wanted).map(|(id, _)| id.as_str()).collect()
        };
        outbox::mark_sent(conn, &with(&Outcome::Sent), now)?;
        let unsent: Vec<&str> = outcomes.iter().map(|(id, _)| id.as_str()).collect();
        outbox::give_up_overtaken(conn, &unsent, lease, now)?;
        outbox::release(conn, &with(&Outcome::Released), lease)?;
        for (id, outcome) in &outcomes {
            match outcome {
                Outcome::Sent | Outcome::Released => 0,
                Outcome::Retry(due_at, reason) => outbox::mark_retry(conn, id, lease, due_at.naive_utc(), reason)?,
                Outcome::Failed(reason) => outbox::mark_failed(conn, id, lease, now, reason)?,
            };
        }
        Ok(())
    })
    .await
}
