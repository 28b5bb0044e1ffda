//! Answers that are repeated when a request comes again.

use super::DbConn;
use super::prepared::prepared;
use super::schema::idempotency_records::{self, dsl};
use super::stamp::stamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::query_builder::Query;
use diesel::sql_types::{BigInt, Binary, Text, Timestamp};
use diesel::sqlite::Sqlite;

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

/// By what a kept answer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestKey<'a> {
    /// Keyed hash of path, caller and the client's key.
    pub hash: &'a [u8],
    /// Keyed hash of the address that tells who asks, if it is that: SQLite keeps such an answer with the booking.
    pub email: Option<&'a [u8]>,
}

impl<'a> RequestKey<'a> {
    /// Of a request that is no booking, or came with a token.
    pub const fn apart(hash: &'a [u8]) -> Self {
        Self { hash, email: None }
    }
}

prepared! {
    struct Kept<'a> on SqliteConnection, Sqlite {
        hash: &'a [u8] => Binary,
        email: &'a [u8] => Binary,
        again: &'a [u8] => Binary,
    }
    "SELECT key_hash, body_hash, answer, created_at FROM idempotency_records WHERE key_hash = ? UNION ALL \
     SELECT b.request_key, a.body_hash, a.answer, a.created_at FROM bookings AS b \
     JOIN booking_answers AS a ON a.id = b.answer_id AND a.booking_id = b.id WHERE b.email_key = ? AND b.request_key = ?"
}

impl Query for Kept<'_> {
    type SqlType = (Binary, Binary, Binary, Timestamp);
}

/// The kept answers for these keys.
pub fn find(conn: &mut DbConn, keys: &[RequestKey]) -> QueryResult<Vec<IdempotencyRow>> {
    match conn {
        DbConn::Pg(conn) => {
            let hashes: Vec<&[u8]> = keys.iter().map(|key| key.hash).collect();
            dsl::idempotency_records.filter(dsl::key_hash.eq_any(hashes)).select(IdempotencyRow::as_select()).load(conn)
        }
        DbConn::Sqlite(conn) => find_in_file(conn, keys),
    }
}

/// The same where no transaction is open; with SQLite in one, since beginning and ending it costs as much as the look.
pub fn look(conn: &mut DbConn, keys: &[RequestKey]) -> QueryResult<Vec<IdempotencyRow>> {
    match conn {
        DbConn::Pg(_) => find(conn, keys),
        DbConn::Sqlite(_) => conn.in_snapshot(&mut |conn| find(conn, keys)),
    }
}

/// The same on SQLite, which would read a list of values anew each time.
pub(super) fn find_in_file(conn: &mut SqliteConnection, keys: &[RequestKey]) -> QueryResult<Vec<IdempotencyRow>> {
    let mut found = Vec::new();
    for key in keys {
        // No booking with an answer has an empty hash.
        let kept = Kept { hash: key.hash, email: key.email.unwrap_or_default(), again: key.hash };
        found.extend(kept.load::<IdempotencyRow>(conn)?);
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

/// Where some answers lie that were given before `before`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Old {
    key_hashes: Vec<Vec<u8>>,
    /// Those beside bookings, and the bookings.
    of_bookings: Vec<(i64, String)>,
}

impl Old {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.key_hashes.is_empty() && self.of_bookings.is_empty()
    }
}

prepared! {
    struct OldOfBookings<'a> on SqliteConnection, Sqlite {
        before: &'a str => Text,
        most: i64 => BigInt,
    }
    "SELECT id, booking_id FROM booking_answers WHERE created_at < ? ORDER BY id LIMIT ?"
}

impl Query for OldOfBookings<'_> {
    type SqlType = (BigInt, Text);
}

/// Some answers given before `before`.
pub fn older_than(conn: &mut DbConn, before: NaiveDateTime, most: i64) -> QueryResult<Old> {
    let key_hashes =
        dsl::idempotency_records.filter(dsl::created_at.lt(before)).limit(most).select(dsl::key_hash).load(conn)?;
    let of_bookings = match conn {
        DbConn::Pg(_) => Vec::new(),
        DbConn::Sqlite(conn) => OldOfBookings { before: &stamp(before), most }.load(conn)?,
    };
    Ok(Old { key_hashes, of_bookings })
}

/// Drops answers.
pub fn delete(conn: &mut DbConn, old: &Old) -> QueryResult<usize> {
    let dropped =
        diesel::delete(dsl::idempotency_records.filter(dsl::key_hash.eq_any(&old.key_hashes))).execute(conn)?;
    let DbConn::Sqlite(conn) = conn else { return Ok(dropped) };
    for (answer_id, booking_id) in &old.of_bookings {
        Leave { booking_id, answer_id: *answer_id }.execute(conn)?;
        Drop { answer_id: *answer_id, booking_id }.execute(conn)?;
    }
    Ok(dropped + old.of_bookings.len())
}

prepared! {
    struct Drop<'a> on SqliteConnection, Sqlite {
        answer_id: i64 => BigInt,
        booking_id: &'a str => Text,
    }
    "DELETE FROM booking_answers WHERE id = ? AND booking_id = ?"
}

prepared! {
    struct Leave<'a> on SqliteConnection, Sqlite {
        booking_id: &'a str => Text,
        answer_id: i64 => BigInt,
    }
    "UPDATE bookings SET request_key = NULL, answer_id = NULL WHERE id = ? AND answer_id = ?"
}
