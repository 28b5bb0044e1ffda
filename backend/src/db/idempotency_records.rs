//! Answers that are repeated when a request comes again.

use super::DbConn;
use super::schema::idempotency_records::{self, dsl};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_records)]
pub struct IdempotencyRow {
    /// Keyed hash of path, caller and the client's key.
    pub key_hash: Vec<u8>,
    /// Keyed hash of the body.
    pub body_hash: Vec<u8>,
    /// The answer, sealed under a key that needs the client's.
    pub answer: Vec<u8>,
    /// When it was given.
    pub created_at: NaiveDateTime,
}

/// Keeps an answer. A key that is there already is a `UniqueViolation`.
pub fn insert(conn: &mut DbConn, row: &IdempotencyRow) -> QueryResult<usize> {
    diesel::insert_into(dsl::idempotency_records).values(row).execute(conn)
}

/// The kept answers for these keys.
pub fn find(conn: &mut DbConn, key_hashes: &[&[u8]]) -> QueryResult<Vec<IdempotencyRow>> {
    match conn {
        DbConn::Pg(conn) => dsl::idempotency_records
            .filter(dsl::key_hash.eq_any(key_hashes))
            .select(IdempotencyRow::as_select())
            .load(conn),
        DbConn::Sqlite(conn) => find_in_file(conn, key_hashes),
    }
}

/// The same on SQLite, which would read a list of values anew each time.
pub(super) fn find_in_file(conn: &mut SqliteConnection, key_hashes: &[&[u8]]) -> QueryResult<Vec<IdempotencyRow>> {
    let mut found = Vec::new();
    for key_hash in key_hashes {
        let record = dsl::idempotency_records.find(*key_hash).select(IdempotencyRow::as_select());
        // Not `first`: a bound LIMIT makes SQLite prepare the statement anew each time.
        found.extend(record.get_result(conn).optional()?);
    }
    Ok(found)
}

/// Makes sure that kept answers are where every committed one must be. After a commit was cut short while it waited for
/// the synchronous standby, its rows can be read on the primary and are not on the standby. A change commits behind them.
pub fn confirm(conn: &mut DbConn, key_hash: &[u8]) -> QueryResult<()> {
    if let DbConn::Pg(conn) = conn {
        let record = dsl::idempotency_records.filter(dsl::key_hash.eq(key_hash));
        diesel::update(record).set(dsl::created_at.eq(dsl::created_at)).execute(conn)?;
    }
    Ok(())
}

/// Drops the answers given before `before`.
pub fn delete_before(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::idempotency_records.filter(dsl::created_at.lt(before))).execute(conn)
}
