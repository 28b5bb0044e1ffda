//! What can go wrong with a database, sorted by who can do something about it.

use crate::problem::ApiError;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Seconds after which a client may try again when the database did not answer.
const RETRY_AFTER: u32 = 2;

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be reached, is overloaded or full, or was lost at the commit; it may get better by itself.
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
        match Cause::of(&error) {
            Cause::LockTimeout => Self::Locked,
            Cause::Conflict | Cause::Lost | Cause::Outage => Self::Unavailable(root(&error).to_string()),
            Cause::Twice | Cause::Unnamed | Cause::Refused => Self::Query(error),
        }
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

/// Why a statement failed, as far as that decides what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The transaction met another one; it may succeed when it is run again.
    Conflict,
    /// A unique value that is there already. If somebody else has just written it, the next look finds it.
    Twice,
    /// Somebody else kept a lock for too long.
    LockTimeout,
    /// The connection is gone, or leads to a server that does not write any more: another one may do.
    Lost,
    /// The server is there but can't: it is full, overloaded, starting or stopping.
    Outage,
    /// The driver has no kind for it, and its message is none of those that we know.
    Unnamed,
    /// What was asked is wrong, and will be the next time.
    Refused,
}

/// PostgreSQL's deadlocks, by its message: diesel knows no kind for them and does not tell the code.
const CONFLICTS: [&str; 2] = ["deadlock detected", "could not serialize access"];

/// Messages of both engines, and of the operating system below them, when they can't.
const OUTAGES: [&str; 17] = [
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "readonly database",
    "out of memory",
    "the database system is",
    "terminating connection",
    "server closed the connection",
    "connection to server",
    "o space left",
    "could not extend file",
    "could not write to file",
    "canceling statement due to",
    "remaining connection slots",
    "too many clients",
];

impl Cause {
    /// The cause of a failure.
    pub(super) fn of(error: &DieselError) -> Self {
        match root(error) {
            DieselError::RollbackTransaction => Self::Conflict,
            DieselError::BrokenTransactionManager => Self::Lost,
            DieselError::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::SerializationFailure => Self::Conflict,
                DatabaseErrorKind::UniqueViolation => Self::Twice,
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                // The server has become a standby.
                | DatabaseErrorKind::ReadOnlyTransaction => Self::Lost,
                DatabaseErrorKind::Unknown => Self::of_message(info.message()),
                _ => Self::Refused,
            },
            _ => Self::Refused,
        }
    }

    fn of_message(message: &str) -> Self {
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| message.contains(phrase));
        if says(&CONFLICTS) {
            Self::Conflict
        } else if says(&["due to lock timeout"]) {
            Self::LockTimeout
        } else if says(&OUTAGES) {
            Self::Outage
        } else {
            Self::Unnamed
        }
    }
}

/// What made a transaction fail, rather than what then made its rollback fail: both engines roll back by themselves when
/// the disk is full, and so refuse to be told.
fn root(error: &DieselError) -> &DieselError {
    match error {
        DieselError::RollbackErrorOnCommit { commit_error, .. } => root(commit_error),
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, DbError, DieselError};
    use crate::problem::ApiError;
    use diesel::result::DatabaseErrorKind;
    use shared::ProblemCode;

    fn says(kind: DatabaseErrorKind, message: &str) -> DieselError {
        DieselError::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn a_failed_commit_is_what_made_it_fail() {
        let full = DieselError::RollbackErrorOnCommit {
            rollback_error: Box::new(says(DatabaseErrorKind::Unknown, "cannot rollback - no transaction is active")),
            commit_error: Box::new(says(DatabaseErrorKind::Unknown, "database or disk is full")),
        };
        assert_eq!(Cause::of(&full), Cause::Outage);
        assert_eq!(ApiError::from(DbError::from(full)).code(), ProblemCode::Unavailable);
    }

    #[test]
    fn what_may_get_better_by_itself_is_no_fault_of_ours() {
        let unavailable = [
            says(DatabaseErrorKind::ClosedConnection, "server closed the connection unexpectedly"),
            says(DatabaseErrorKind::ReadOnlyTransaction, "cannot execute UPDATE in a read-only transaction"),
            says(DatabaseErrorKind::SerializationFailure, "could not serialize access due to concurrent update"),
            says(DatabaseErrorKind::Unknown, "deadlock detected"),
            says(DatabaseErrorKind::Unknown, "canceling statement due to lock timeout"),
            says(DatabaseErrorKind::Unknown, "could not extend file \"base/5/1\": No space left on device"),
        ];
        for error in unavailable {
            assert_eq!(ApiError::from(DbError::from(error)).code(), ProblemCode::Unavailable);
        }
        let fault = says(DatabaseErrorKind::CheckViolation, "database is locked, says a constraint");
        assert_eq!(ApiError::from(DbError::from(fault)).code(), ProblemCode::InternalError);
    }
}
