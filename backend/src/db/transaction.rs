//! Running one transaction, again if it met another one.

use super::conn::DbConn;
use super::error::{Cause, DbError};
use diesel::QueryResult;
use diesel::r2d2::R2D2Connection as _;
use diesel::result::Error as DieselError;
use std::time::{Duration, Instant};

/// How often a transaction is run that meets another one, before it counts as an outage.
const ATTEMPTS: u32 = 6;

/// For how long: a request has not got for ever.
const PATIENCE: Duration = Duration::from_secs(4);

/// The pause before the second attempt; it grows with each.
const PAUSE: Duration = Duration::from_millis(4);

/// Why something done with a connection failed, as seen by the pool.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection was lost before anything was committed: the same may be done with another one.
    Lost(DbError),
    /// Another connection changes nothing, or would do twice what may have been done.
    Failed(DbError),
}

impl Trouble {
    /// A failure of something that changes nothing.
    pub(super) fn of_read(error: impl Into<DbError>, conn: &mut DbConn) -> Self {
        // The driver knows of a lost connection also where its error does not say so.
        if conn.is_broken() { Self::Lost(error.into()) } else { Self::Failed(error.into()) }
    }
}

/// Where a transaction failed.
pub(super) enum Failure {
    /// Nothing is committed.
    Before(DieselError),
    /// `COMMIT` was sent. If the connection is gone, nobody knows what became of it.
    AtCommit(DieselError),
}

/// Runs `work` as a transaction, again while it meets others. What was lost when `COMMIT` was under way is never run
/// again: the client's key tells whether it was committed.
pub(super) fn run<T>(conn: &mut DbConn, work: &mut dyn FnMut(&mut DbConn) -> QueryResult<T>) -> Result<T, Trouble> {
    let since = Instant::now();
    for attempt in 1.. {
        let failure = match conn.in_transaction(work) {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let (error, committing) = match failure {
            Failure::Before(error) => (error, false),
            Failure::AtCommit(error) => (error, true),
        };
        let cause = Cause::of(&error);
        if cause == Cause::Lost || conn.is_broken() {
            return Err(if committing {
                let unknown = format!("the connection was lost at the commit, which may have happened: {error}");
                Trouble::Failed(DbError::Unavailable(unknown))
            } else {
                Trouble::Lost(error.into())
            });
        }
        let again = match cause {
            Cause::Conflict | Cause::Twice => true,
            // It may be a deadlock, in a language that we don't know.
            Cause::Unnamed => !conn.speaks_english(),
            Cause::LockTimeout | Cause::Lost | Cause::Outage | Cause::Refused => false,
        };
        if !again {
            return Err(Trouble::Failed(error.into()));
        }
        if attempt == ATTEMPTS || since.elapsed() > PATIENCE {
            return Err(Trouble::Failed(match cause {
                Cause::Twice => DbError::Query(error),
                _ => DbError::Unavailable(error.to_string()),
            }));
        }
        // Whoever met must not meet again at once. SQLite's writer meets nobody, and others wait for it.
        if matches!(conn, DbConn::Pg(_)) {
            std::thread::sleep(PAUSE.mul_f64(f64::from(attempt) * (0.5 + rand::random::<f64>())));
        }
    }
    Err(Trouble::Failed(DbError::Unavailable("it was tried too often".to_owned())))
}
