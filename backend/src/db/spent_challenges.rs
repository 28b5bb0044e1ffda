//! Challenges whose solution has paid for a booking.

use super::DbConn;
use super::schema::spent_challenges::{self, dsl};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A spent challenge.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = spent_challenges)]
pub struct SpentChallengeRow {
    /// The challenge itself, which is a hash.
    pub challenge_hash: Vec<u8>,
    /// When it would have become worthless anyway.
    pub expires_at: NaiveDateTime,
}

/// Notes challenges as spent. One that is there already is a `UniqueViolation`.
pub fn insert(conn: &mut DbConn, rows: &[SpentChallengeRow]) -> QueryResult<usize> {
    match conn {
        DbConn::Pg(conn) => diesel::insert_into(dsl::spent_challenges).values(rows).execute(conn),
        DbConn::Sqlite(conn) => {
            for row in rows {
                diesel::insert_into(dsl::spent_challenges).values(row).execute(conn)?;
            }
            Ok(rows.len())
        }
    }
}

/// Those of the challenges that are spent.
pub fn spent_of(conn: &mut DbConn, challenges: &[&[u8]]) -> QueryResult<Vec<Vec<u8>>> {
    dsl::spent_challenges.filter(dsl::challenge_hash.eq_any(challenges)).select(dsl::challenge_hash).load(conn)
}

/// Forgets those that expired before `before`: nobody could spend them again anyway.
pub fn delete_expired(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::spent_challenges.filter(dsl::expires_at.lt(before))).execute(conn)
}
