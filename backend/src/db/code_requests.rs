//! Requests for lost codes that were met, for a day.

use super::DbConn;
use super::schema::code_requests::{self, dsl};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A request that was met.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = code_requests)]
pub struct CodeRequestRow {
    /// UUID.
    pub id: String,
    /// Keyed hash of the canonical address.
    pub email_key: Vec<u8>,
    /// When it was met.
    pub asked_at: NaiveDateTime,
}

/// Adds a request. Whoever counts first holds the address's lock.
pub fn insert(conn: &mut DbConn, row: &CodeRequestRow) -> QueryResult<usize> {
    diesel::insert_into(dsl::code_requests).values(row).execute(conn)
}

/// How many of an address were met since `since`.
pub fn count_since(conn: &mut DbConn, email_key: &[u8], since: NaiveDateTime) -> QueryResult<i64> {
    let of_address = dsl::code_requests.filter(dsl::email_key.eq(email_key));
    of_address.filter(dsl::asked_at.ge(since)).count().get_result(conn)
}

/// Forgets those of an address.
pub fn delete(conn: &mut DbConn, email_key: &[u8]) -> QueryResult<usize> {
    diesel::delete(dsl::code_requests.filter(dsl::email_key.eq(email_key))).execute(conn)
}

/// Forgets those from before `before`.
pub fn delete_before(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::code_requests.filter(dsl::asked_at.lt(before))).execute(conn)
}
