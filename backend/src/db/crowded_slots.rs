//! Slots in which more is booked than there are desks, since the plan changed.

use super::DbConn;
use super::schema::crowded_slots::dsl;
use crate::domain::standing::SlotKey;
use chrono::{NaiveDateTime, TimeZone, Utc};
use diesel::prelude::*;
use std::collections::HashMap;

/// The crowded slots that begin at `since` or later, with the desks that they have now.
pub fn since(conn: &mut DbConn, since: NaiveDateTime) -> QueryResult<HashMap<SlotKey, i32>> {
    let rows: Vec<(String, NaiveDateTime, i32)> = dsl::crowded_slots
        .filter(dsl::starts_at.ge(since))
        .select((dsl::pool_id, dsl::starts_at, dsl::desks))
        .load(conn)?;
    let key = |pool, starts_at| SlotKey { pool, starts_at: Utc.from_utc_datetime(&starts_at) };
    Ok(rows.into_iter().map(|(pool, starts_at, desks)| (key(pool, starts_at), desks)).collect())
}

/// The desks of a slot, if it is crowded.
pub fn desks(conn: &mut DbConn, slot: &SlotKey) -> QueryResult<Option<i32>> {
    dsl::crowded_slots.find((&slot.pool, slot.starts_at.naive_utc())).select(dsl::desks).first(conn).optional()
}

/// Notes that a slot is crowded, with the desks that it has now.
pub fn note(conn: &mut DbConn, slot: &SlotKey, desks: i32, now: NaiveDateTime) -> QueryResult<usize> {
    let key = (dsl::pool_id.eq(&slot.pool), dsl::starts_at.eq(slot.starts_at.naive_utc()));
    let row = (key, dsl::desks.eq(desks), dsl::since.eq(now));
    let insert = diesel::insert_into(dsl::crowded_slots).values(row);
    let upsert = insert.on_conflict((dsl::pool_id, dsl::starts_at)).do_update().set(dsl::desks.eq(desks));
    match conn {
        DbConn::Pg(conn) => upsert.execute(conn),
        DbConn::Sqlite(conn) => upsert.execute(conn),
    }
}

/// Notes that a slot is crowded no more.
pub fn forget(conn: &mut DbConn, slot: &SlotKey) -> QueryResult<usize> {
    diesel::delete(dsl::crowded_slots.find((&slot.pool, slot.starts_at.naive_utc()))).execute(conn)
}

/// Forgets slots that began before `before`.
pub fn delete_before(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::crowded_slots.filter(dsl::starts_at.lt(before))).execute(conn)
}
