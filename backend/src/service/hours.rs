//! Changing hours, desks and closures of an office that has bookings.
//!
//! No visit is dropped: where it leaves more visits than desks, the slot is noted as crowded, nobody new gets in, and its
//! counter shrinks with every place that is given up. Servers take the new plan at their next start; until then the counters
//! keep them from booking what the plan has no more. Counters cannot keep two cuts of the same time apart, so a day that
//! servers may sell already keeps its slots' times: other times begin on a day that is not released yet.

use crate::db::slot_counters::{self, CounterRow, Stretch};
use crate::db::{DbConn, bookings, crowded_slots, occupancy_changes, plan};
use crate::domain::desks::Desks;
use crate::domain::opening::{Slot, slots};
use crate::domain::plan::{Office, Plan};
use crate::domain::standing::SlotKey;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::batch::Writer;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryResult;
use std::sync::Arc;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursChange {
    /// It is written; so many slots have more visits than desks now.
    Written {
        /// Slots that the office has to look after.
        crowded: usize,
    },
    /// Refused: on this day slots would begin at other times, and the old ones are booked or can be.
    SlotsInUse(NaiveDate),
}

/// Writes the hours, desks and closures of `office`, which must exist with the same pools.
pub async fn change_hours(state: &AppState, office: Office) -> Result<HoursChange, ApiError> {
    let (db, occupancy, replica) = (state.db.clone(), Arc::clone(&state.occupancy), state.writer.replica());
    let now = state.clock.now();
    // A task of its own: when the caller goes away, memory must still hear of what was committed.
    let task = tokio::spawn(async move {
        let writer = replica.announce();
        let written = db.write(move |conn| write(conn, &office, &writer, now)).await;
        match written {
            Ok((change, counters)) => {
                occupancy.apply(&counters);
                Ok(change)
            }
            Err(error) => {
                replica.doubt(&error);
                Err(error)
            }
        }
    });
    Ok(task.await.map_err(ApiError::internal)??)
}

/// What became of it, and the counters ahead.
fn write(
    conn: &mut DbConn,
    office: &Office,
    writer: &Writer,
    now: DateTime<Utc>,
) -> QueryResult<(HoursChange, Vec<CounterRow>)> {
    plan::lock(conn)?;
    slot_counters::lock_all(conn)?;
    let counters = slot_counters::since(conn, now.naive_utc())?;
    let visits = bookings::stretches(conn, now.naive_utc())?;
    let before = plan::load(conn)?;
    let in_use = slots_in_use(office, &counters).or_else(|| visits_cut(office, &visits, &counters, now));
    if let Some(date) = in_use.or_else(|| cut_anew(&before, office, now)) {
        return Ok((HoursChange::SlotsInUse(date), counters));
    }
    plan::replace_hours(conn, office)?;
    slot_counters::insert_missing(conn, &guards(&before, office, now))?;
    let after = plan::load(conn)?;
    let crowded = fit(conn, &after, now)?;
    occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    Ok((HoursChange::Written { crowded }, slot_counters::since(conn, now.naive_utc())?))
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

/// A day within reach of servers that know the old plan on which one of its slots and a new one overlap without being the
/// same. Where both begin, one counter would stand for both, and a visit by the longer one would hold counters
/// that it never took.
fn cut_anew(before: &Plan, office: &Office, now: DateTime<Utc>) -> Option<NaiveDate> {
    let days = days_in_reach(before, office, now);
    days.into_iter().find_map(|(date, day)| day.is_cut_anew().then_some(date))
}

/// Counters for slots that have other desks by the new plan, or are gone: servers that still know the old plan must not
/// make them by that, nor sell what is gone.
fn guards(before: &Plan, office: &Office, now: DateTime<Utc>) -> Vec<CounterRow> {
    let days = days_in_reach(before, office, now);
    let guards = days.iter().flat_map(|(_, day)| day.old.iter().map(|slot| (slot, day.new_desks(slot), day.pool)));
    let guards = guards.filter(|(slot, left, _)| *left != slot.capacity && slot.starts_at >= now);
    guards
        .map(|(slot, left, pool)| CounterRow::new(&SlotKey { pool: pool.to_owned(), starts_at: slot.starts_at }, left))
        .collect()
}

/// A pool's slots of a day by both plans.
struct Day<'a> {
    pool: &'a str,
    old: Vec<Slot>,
    new: Vec<Slot>,
}

impl Day<'_> {
    fn is_cut_anew(&self) -> bool {
        // What both plans have may overlap in the hour that the clock skips.
        let in_both = |slot: &Slot| [&self.old, &self.new].iter().all(|slots| slots.iter().any(|one| one.is_at(slot)));
        let differ = |old: &Slot, new: &Slot| old.overlaps(new) && !(in_both(old) && in_both(new));
        self.old.iter().any(|old| self.new.iter().any(|new| differ(old, new)))
    }

    fn new_desks(&self, slot: &Slot) -> u16 {
        self.new.iter().find(|new| new.starts_at == slot.starts_at).map_or(0, |new| new.capacity)
    }
}

/// The days that servers with the old plan sell today or tomorrow. They must have the new one by then.
fn days_in_reach<'a>(before: &'a Plan, office: &Office, now: DateTime<Utc>) -> Vec<(NaiveDate, Day<'a>)> {
    let Some(old) = before.offices.iter().find(|old| old.id == office.id) else { return Vec::new() };
    let today = now.with_timezone(&office.timezone).date_naive();
    let dates = || today.iter_days().take(usize::from(old.release.horizon_days) + 2);
    let mut days = Vec::new();
    for pool in &old.pools {
        let Some(renewed) = office.pools.iter().find(|new| new.id == pool.id) else { continue };
        days.extend(dates().map(|date| {
            let slots = |office, pool| slots(office, pool, date).unwrap_or_default();
            (date, Day { pool: &pool.id, old: slots(old, pool), new: slots(office, renewed) })
        }));
    }
    days
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
