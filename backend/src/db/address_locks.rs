//! Locks on e-mail addresses, so that the limits per address hold between replicas.

use super::DbConn;
use super::schema::address_locks::dsl;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Locks addresses until the transaction ends, in one order for all writers. In SQLite the transaction holds the one
/// write lock already.
pub fn lock(conn: &mut DbConn, mut email_keys: Vec<&[u8]>, now: NaiveDateTime) -> QueryResult<()> {
    let DbConn::Pg(conn) = conn else { return Ok(()) };
    email_keys.sort_unstable();
    email_keys.dedup();
    let rows: Vec<_> = email_keys.iter().map(|key| (dsl::email_key.eq(*key), dsl::used_at.eq(now))).collect();
    // An upsert locks the rows whether they are new or not.
    diesel::insert_into(dsl::address_locks)
        .values(&rows)
        .on_conflict(dsl::email_key)
        .do_update()
        .set(dsl::used_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Forgets an address.
pub fn delete(conn: &mut DbConn, email_key: &[u8]) -> QueryResult<usize> {
    match conn {
        DbConn::Pg(conn) => diesel::delete(dsl::address_locks.find(email_key)).execute(conn),
        DbConn::Sqlite(_) => Ok(0),
    }
}

/// Forgets addresses that were last used before `before`.
pub fn delete_before(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    match conn {
        DbConn::Pg(conn) => diesel::delete(dsl::address_locks.filter(dsl::used_at.lt(before))).execute(conn),
        DbConn::Sqlite(_) => Ok(0),
    }
}
