//! Places that were given up and wait to come back. Whoever touches them holds the lock of their slot's counter.

use super::DbConn;
use super::schema::freed_places::{self, dsl};
use crate::domain::standing::SlotKey;
use chrono::{NaiveDateTime, TimeZone, Utc};
use diesel::dsl::min;
use diesel::prelude::*;

/// A place that waits.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = freed_places)]
pub struct FreedPlaceRow {
    /// UUID.
    pub id: String,
    /// The pool's slug.
    pub pool_id: String,
    /// The slot's start.
    pub starts_at: NaiveDateTime,
    /// When it comes back.
    pub returns_at: NaiveDateTime,
}

/// Lets places wait.
pub fn insert(conn: &mut DbConn, rows: &[FreedPlaceRow]) -> QueryResult<()> {
    for row in rows {
        diesel::insert_into(dsl::freed_places).values(row).execute(conn)?;
    }
    Ok(())
}

/// Removes the places of these slots whose time has come; their slots, one for each place.
pub fn take_due(conn: &mut DbConn, slots: &[SlotKey], now: NaiveDateTime) -> QueryResult<Vec<SlotKey>> {
    let mut taken = Vec::new();
    // In the order of the keys: one query per pool.
    for group in slots.chunk_by(|a, b| a.pool == b.pool) {
        let Some(pool) = group.first().map(|slot| slot.pool.as_str()) else { continue };
        let starts: Vec<NaiveDateTime> = group.iter().map(|slot| slot.starts_at.naive_utc()).collect();
        let due = dsl::freed_places
            .filter(dsl::pool_id.eq(pool))
            .filter(dsl::starts_at.eq_any(starts))
            .filter(dsl::returns_at.le(now));
        let rows: Vec<(String, NaiveDateTime)> =
            diesel::delete(due).returning((dsl::pool_id, dsl::starts_at)).get_results(conn)?;
        taken.extend(rows.into_iter().map(key));
    }
    Ok(taken)
}

/// Some slots with places whose time has come.
pub fn due_slots(conn: &mut DbConn, now: NaiveDateTime, most: i64) -> QueryResult<Vec<SlotKey>> {
    let rows: Vec<(String, NaiveDateTime)> = dsl::freed_places
        .filter(dsl::returns_at.le(now))
        .select((dsl::pool_id, dsl::starts_at))
        .distinct()
        .limit(most)
        .load(conn)?;
    Ok(rows.into_iter().map(key).collect())
}

/// When the next place comes back.
pub fn next(conn: &mut DbConn) -> QueryResult<Option<NaiveDateTime>> {
    dsl::freed_places.select(min(dsl::returns_at)).first(conn)
}

fn key((pool, starts_at): (String, NaiveDateTime)) -> SlotKey {
    SlotKey { pool, starts_at: Utc.from_utc_datetime(&starts_at) }
}
