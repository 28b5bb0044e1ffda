//! Places that change hands: taken, given up, and come back after their delay. Always under the lock of their counters.

use crate::db::freed_places::{self, FreedPlaceRow};
use crate::db::slot_counters::{self, CounterRow};
use crate::db::{DbConn, crowded_slots};
use crate::domain::standing::SlotKey;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Takes a place of each slot. A slot that has none is a `RollbackTransaction`.
pub fn take(conn: &mut DbConn, slots: &[SlotKey]) -> QueryResult<Vec<CounterRow>> {
    add(conn, slots, 1)
}

/// Gives up a place of each slot: at once, or to come back at `returns_at`. The counters that changed.
pub fn give_up(
    conn: &mut DbConn,
    slots: &[SlotKey],
    returns_at: Option<DateTime<Utc>>,
) -> QueryResult<Vec<CounterRow>> {
    let Some(returns_at) = returns_at else { return give_back(conn, slots) };
    let rows: Vec<FreedPlaceRow> = slots
        .iter()
        .map(|slot| FreedPlaceRow {
            id: Uuid::now_v7().to_string(),
            pool_id: slot.pool.clone(),
            starts_at: slot.starts_at.naive_utc(),
            returns_at: returns_at.naive_utc(),
        })
        .collect();
    freed_places::insert(conn, &rows)?;
    Ok(Vec::new())
}

/// Lets the places of these slots come back whose time has come, and brings `counters` up to date. The counters that
/// changed.
pub fn return_due(
    conn: &mut DbConn,
    slots: &[SlotKey],
    counters: &mut [CounterRow],
    now: DateTime<Utc>,
) -> QueryResult<Vec<CounterRow>> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let due = freed_places::take_due(conn, slots, now.naive_utc())?;
    let changed = give_back(conn, &due)?;
    for row in &changed {
        if let Some(counter) = counters.iter_mut().find(|counter| counter.key() == row.key()) {
            counter.clone_from(row);
        }
    }
    Ok(changed)
}

fn give_back(conn: &mut DbConn, slots: &[SlotKey]) -> QueryResult<Vec<CounterRow>> {
    let mut counters = add(conn, slots, -1)?;
    for counter in &mut counters {
        let key = counter.key();
        let Some(desks) = crowded_slots::desks(conn, &key)? else { continue };
        // The plan has fewer desks by now: the place does not come back to anybody.
        counter.capacity = desks.max(counter.booked);
        slot_counters::set_capacity(conn, &key, counter.capacity)?;
        if counter.booked <= desks {
            crowded_slots::forget(conn, &key)?;
        }
    }
    Ok(counters)
}

fn add(conn: &mut DbConn, slots: &[SlotKey], delta: i32) -> QueryResult<Vec<CounterRow>> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let mut deltas: BTreeMap<&SlotKey, i32> = BTreeMap::new();
    for slot in slots {
        *deltas.entry(slot).or_default() += delta;
    }
    slot_counters::add_all(conn, &deltas)
}
