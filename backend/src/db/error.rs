//! What can go wrong with a database, sorted by who can do something about it.

use crate::problem::ApiError;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Seconds after which a client may try again when the database did not answer.
const RETRY_AFTER: u32 = 2;

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be reached, is overloaded or full; it may get better by itself.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// Somebody else holds what a statement needs.
    #[error("a lock was not given in time")]
    Locked,
    /// A query failed.
    #[error("the database refused a query")]
    Query(#[source] DieselError),
    /// Its schema is none that this version can work with.
    #[error("{0}")]
    Schema(String),
}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        if is_lock_timeout(&error) {
            return Self::Locked;
        }
        if is_outage(&error) { Self::Unavailable(error.to_string()) } else { Self::Query(error) }
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Locked => {
                Self::unavailable(RETRY_AFTER).with(|parts| parts.source = Some(error.into()))
            }
            DbError::Query(_) | DbError::Schema(_) => Self::internal(error),
        }
    }
}

/// Whether the same transaction may succeed when it is run again: it met another one.
pub(super) fn is_conflict(error: &DieselError) -> bool {
    match error {
        DieselError::RollbackTransaction
        | DieselError::DatabaseError(
            // A unique value that somebody else has just written: the next look finds it.
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation,
            _,
        ) => true,
        // diesel knows no kind for it, and both engines say it in their messages.
        DieselError::DatabaseError(_, info) => info.message().contains("deadlock detected"),
        _ => false,
    }
}

fn is_lock_timeout(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, info) if info.message().contains("due to lock timeout"))
}

fn is_outage(error: &DieselError) -> bool {
    match error {
        DieselError::BrokenTransactionManager
        | DieselError::DatabaseError(
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            // The server has become a standby.
            | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        ) => true,
        DieselError::DatabaseError(_, info) => {
            let outages = [
                "database is locked",
                "database or disk is full",
                "disk I/O error",
                "readonly database",
                "the database system is",
                "terminating connection",
                "server closed the connection",
                "connection to server",
                "no space left",
                "No space left",
                "canceling statement due to",
                "remaining connection slots",
            ];
            outages.iter().any(|outage| info.message().contains(outage))
        }
        _ => false,
    }
}
