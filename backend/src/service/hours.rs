//! Changing hours, desks and closures of an office that has bookings.
//!
//! No visit is dropped: where it leaves more visits than desks, the slot is noted as crowded, nobody new gets in, and its
//! counter shrinks with every place that is given up. Servers take the new plan at their next start; until then the counters
//! keep them from booking what the plan has no more.

use crate::db::slot_counters::{self, CounterRow, Stretch};
use crate::db::{Db, DbConn, DbError, bookings, crowded_slots, plan};
use crate::domain::desks::Desks;
use crate::domain::opening::{Slot, slots};
use crate::domain::plan::{Office, Plan};
use crate::domain::standing::SlotKey;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryResult;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursChange {
    /// It is written; so many slots have more visits than desks now.
    Written {
        /// Slots that the office has to look after.
        crowded: usize,
    },
    /// Refused: on this day slots would begin at other times, and there are bookings by the old ones.
    SlotsInUse(NaiveDate),
}

/// Writes the hours, desks and closures of `office`, which must exist with the same pools.
pub async fn change_hours(db: &Db, office: Office, now: DateTime<Utc>) -> Result<HoursChange, DbError> {
    db.write(move |conn| write(conn, &office, now)).await
}

fn write(conn: &mut DbConn, office: &Office, now: DateTime<Utc>) -> QueryResult<HoursChange> {
    plan::lock(conn)?;
    slot_counters::lock_all(conn)?;
    let counters = slot_counters::since(conn, now.naive_utc())?;
    let visits = bookings::stretches(conn, now.naive_utc())?;
    let in_use = slots_in_use(office, &counters).or_else(|| visits_cut(office, &visits, &counters, now));
    if let Some(date) = in_use {
        return Ok(HoursChange::SlotsInUse(date));
    }
    let before = plan::load(conn)?;
    plan::replace_hours(conn, office)?;
    slot_counters::insert_missing(conn, &guards(&before, office, now))?;
    let after = plan::load(conn)?;
    fit(conn, &after, now).map(|crowded| HoursChange::Written { crowded })
}

/// A day on which a slot would begin before a counter's and end after that. A visit takes the slots that begin in its time,
/// so these must stay what they were.
fn slots_in_use(office: &Office, counters: &[CounterRow]) -> Option<NaiveDate> {
    counters.iter().find_map(|counter| {
        let key = counter.key();
        let pool = office.pools.iter().find(|pool| pool.id == key.pool)?;
        let date = key.starts_at.with_timezone(&office.timezone).date_naive();
        let new = slots(office, pool, date).ok()?;
        new.iter().any(|slot| slot.starts_at < key.starts_at && key.starts_at < slot.ends_at).then_some(date)
    })
}

/// A day on which a slot would begin within a visit that does not take it.
fn visits_cut(office: &Office, visits: &[Stretch], counters: &[CounterRow], now: DateTime<Utc>) -> Option<NaiveDate> {
    visits.iter().find_map(|visit| {
        let pool = office.pools.iter().find(|pool| pool.id == visit.pool_id)?;
        let date = visit.from.and_utc().with_timezone(&office.timezone).date_naive();
        let new = slots(office, pool, date).ok()?;
        let begun = new
            .iter()
            .filter(|slot| slot.starts_at >= now)
            .map(|slot| SlotKey { pool: pool.id.clone(), starts_at: slot.starts_at });
        let cut = begun.filter(|key| visit.holds(key)).any(|key| counters.iter().all(|counter| counter.key() != key));
        cut.then_some(date)
    })
}

/// Counters without places for slots that lose desks: servers that still know the old plan must not sell them.
fn guards(before: &Plan, office: &Office, now: DateTime<Utc>) -> Vec<CounterRow> {
    let mut desks = Desks::of(before);
    let Some(old) = before.offices.iter().find(|old| old.id == office.id) else { return Vec::new() };
    let today = now.with_timezone(&office.timezone).date_naive();
    let days = || today.iter_days().take(usize::from(old.release.horizon_days) + 2);
    let mut guards = Vec::new();
    for pool in &old.pools {
        let Some(renewed) = office.pools.iter().find(|new| new.id == pool.id) else { continue };
        for date in days() {
            let new = slots(office, renewed, date).unwrap_or_default();
            for slot in slots(old, pool, date).unwrap_or_default() {
                let key = SlotKey { pool: pool.id.clone(), starts_at: slot.starts_at };
                let left = new.iter().find(|new| new.starts_at == slot.starts_at).map_or(0, |new| new.capacity);
                if left < desks.at(&key) && slot.starts_at >= now && !is_inside(&slot, &new) {
                    guards.push(CounterRow::new(&key, left));
                }
            }
        }
    }
    guards
}

fn is_inside(slot: &Slot, others: &[Slot]) -> bool {
    others.iter().any(|other| other.starts_at < slot.starts_at && slot.starts_at < other.ends_at)
}

/// Gives every counter ahead the capacity that the plan has, or what is taken where that is more.
fn fit(conn: &mut DbConn, plan: &Plan, now: DateTime<Utc>) -> QueryResult<usize> {
    let mut desks = Desks::of(plan);
    let mut crowded = 0;
    for counter in slot_counters::since(conn, now.naive_utc())? {
        let key = counter.key();
        let there = i32::from(desks.at(&key));
        let capacity = there.max(counter.booked);
        if capacity != counter.capacity {
            slot_counters::set_capacity(conn, &key, capacity)?;
        }
        if counter.booked > there {
            crowded += 1;
            crowded_slots::note(conn, &key, there, now.naive_utc())?;
        } else {
            crowded_slots::forget(conn, &key)?;
        }
    }
    Ok(crowded)
}
