//! What a batch of bookings asks of the database and writes into it, in as few statements as each engine likes.
//!
//! PostgreSQL gets arrays: three statements besides BEGIN and COMMIT, however many bookings there are, since each costs a
//! trip to the server. SQLite is in the process: there it is parsing that costs, and a prepared statement per row is best.

mod postgres;
mod sqlite;

use super::DbConn;
use super::bookings::{BookingRow, LiveRow};
use super::idempotency_records::{IdempotencyRow, RequestKey};
use super::outbox::OutboxRow;
use super::slot_counters::CounterRow;
use crate::domain::standing::SlotKey;
use chrono::NaiveDateTime;
use diesel::QueryResult;
use std::collections::BTreeMap;

/// What a batch touches.
#[derive(Debug, Clone, Default)]
pub struct Touched<'a> {
    /// Keyed hashes of addresses.
    pub emails: Vec<&'a [u8]>,
    /// Keyed hashes of the drawn codes.
    pub codes: Vec<&'a [u8]>,
    /// The requests that were made with an idempotency key.
    pub keys: Vec<RequestKey<'a>>,
    /// The slots, with their capacities should they have no counter yet.
    pub counters: Vec<CounterRow>,
}

/// What stands of that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The counters, in the order of their places.
    pub counters: Vec<CounterRow>,
    /// Live bookings of the addresses.
    pub live: Vec<LiveRow>,
    /// Codes that are taken.
    pub codes: Vec<Vec<u8>>,
    /// Answers that are kept for the keys.
    pub records: Vec<IdempotencyRow>,
}

/// What is written of a batch.
#[derive(Debug, Clone, Default)]
pub struct Accepted<'a> {
    /// Bookings, each with the answer to keep if its address tells who asked.
    pub bookings: Vec<(&'a BookingRow, Option<&'a IdempotencyRow>)>,
    /// Their letters.
    pub mails: Vec<&'a OutboxRow>,
    /// The answers to keep for those who asked with a token.
    pub records: Vec<&'a IdempotencyRow>,
    /// How many places they take of each slot.
    pub deltas: BTreeMap<&'a SlotKey, i32>,
}

/// Locks what a batch touches and reads what stands of it; of bookings those that end after `since`. Addresses before
/// slots, each in order: every writer locks alike, so none waits for another in a circle.
pub fn look(conn: &mut DbConn, mut touched: Touched, since: NaiveDateTime, now: NaiveDateTime) -> QueryResult<Found> {
    touched.emails.sort_unstable();
    touched.emails.dedup();
    touched.counters.sort_by(|a, b| a.place().cmp(&b.place()));
    touched.counters.dedup_by(|a, b| a.place() == b.place());
    let mut found = match conn {
        DbConn::Pg(conn) => postgres::look(conn, touched, since, now)?,
        DbConn::Sqlite(conn) => sqlite::look(conn, &touched, since)?,
    };
    // They are found by their places, whatever the database takes for their order.
    found.counters.sort_by(|a, b| a.place().cmp(&b.place()));
    Ok(found)
}

/// Writes what was accepted, and tells the other replicas as `writer` at `version`; the counters are those that `look`
/// found, and are then what they have become. A slot that lacks a place is a `RollbackTransaction`, and a code or a key
/// that is there already a `UniqueViolation`.
pub fn write(
    conn: &mut DbConn,
    accepted: &Accepted,
    counters: &mut [CounterRow],
    (writer, version): (&str, i64),
    now: NaiveDateTime,
) -> QueryResult<()> {
    match conn {
        DbConn::Pg(conn) => postgres::write(conn, accepted, (writer, version), now)?,
        DbConn::Sqlite(conn) => sqlite::write(conn, accepted)?,
    }
    // They are locked: what was read and what was added is what they are.
    for (slot, delta) in &accepted.deltas {
        let place = (slot.pool.as_str(), slot.starts_at.naive_utc());
        if let Ok(index) = counters.binary_search_by(|counter| counter.place().cmp(&place))
            && let Some(counter) = counters.get_mut(index)
        {
            counter.booked += delta;
            counter.version += 1;
        }
    }
    Ok(())
}
