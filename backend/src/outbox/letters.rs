//! The rows of the outbox as a worker has them: claimed, opened, and what became of them.

use super::pauses::Pauses;
use crate::crypto::{Purpose, Secrets};
use crate::db::outbox::{self, Claimed};
use crate::db::{Db, DbError};
use crate::mail::transport::{Blame, Failure, Outgoing};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A row that this worker has until its lease ends.
pub(super) struct Letter {
    pub(super) row: Claimed,
    pub(super) outgoing: Outgoing,
}

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

/// A row's letter; none if it was sealed under another secret key.
pub(super) fn open(secrets: &Secrets, row: &Claimed) -> Option<Outgoing> {
    let id = Uuid::parse_str(&row.id).ok()?;
    let context = id.as_bytes();
    Some(Outgoing {
        id,
        created_at: row.created_at.and_utc(),
        recipient: String::from_utf8(secrets.open(Purpose::Mail, context, &row.recipient)?).ok()?,
        message: secrets.open(Purpose::Mail, context, &row.message)?,
    })
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
