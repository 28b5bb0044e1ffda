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
