//! Both ways in SQLite. A step costs no round trip here, so plain statements do.

use super::{SEATS, Way};
use crate::Outcome;
use diesel::dsl::min;
use diesel::prelude::*;
use diesel::result::Error;

diesel::table! {
    bench_visits (id) {
        id -> Text,
        slot -> Integer,
    }
}

diesel::table! {
    bench_counters (slot) {
        slot -> Integer,
        capacity -> Integer,
        booked -> Integer,
    }
}

diesel::table! {
    bench_seats (slot, seat) {
        slot -> Integer,
        seat -> Integer,
        visit -> Nullable<Text>,
    }
}

/// Fills the tables that a way needs.
pub(super) fn fill(way: Way, slots: u32) -> String {
    let numbers = |name: &str, count: u32| {
        format!("{name} (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM {name} WHERE n + 1 < {count})")
    };
    let slots = numbers("slots", slots);
    match way {
        Way::Counter => {
            format!("WITH RECURSIVE {slots} INSERT INTO bench_counters SELECT n, {SEATS}, 0 FROM slots")
        }
        Way::Seat => format!(
            "WITH RECURSIVE {slots}, {} INSERT INTO bench_seats SELECT slots.n, seats.n, NULL FROM slots, seats; \
             ANALYZE bench_seats",
            numbers("seats", SEATS)
        ),
    }
}

/// Takes one place.
pub(super) fn step(
    mut conn: SqliteConnection,
    way: Way,
    next: impl Fn() -> (i32, String) + Send,
) -> impl FnMut() -> Outcome<u64> + Send {
    move || {
        let (slot, visit) = next();
        conn.immediate_transaction(|conn| {
            let row = (bench_visits::id.eq(&visit), bench_visits::slot.eq(slot));
            diesel::insert_into(bench_visits::table).values(row).execute(conn)?;
            match way {
                Way::Counter => count(conn, slot),
                Way::Seat => sit(conn, slot, &visit),
            }
        })?;
        Ok(1)
    }
}

fn count(conn: &mut SqliteConnection, slot: i32) -> QueryResult<()> {
    let counter = bench_counters::table.find(slot).filter(bench_counters::booked.lt(bench_counters::capacity));
    let more = bench_counters::booked.eq(bench_counters::booked + 1);
    exactly_one(diesel::update(counter).set(more).execute(conn)?)
}

fn sit(conn: &mut SqliteConnection, slot: i32, visit: &str) -> QueryResult<()> {
    let free = bench_seats::table.filter(bench_seats::slot.eq(slot)).filter(bench_seats::visit.is_null());
    let seat: Option<i32> = free.select(min(bench_seats::seat)).first(conn)?;
    let seat = bench_seats::table.find((slot, seat.ok_or(Error::RollbackTransaction)?));
    exactly_one(diesel::update(seat).set(bench_seats::visit.eq(visit)).execute(conn)?)
}

fn exactly_one(rows: usize) -> QueryResult<()> {
    if rows == 1 { Ok(()) } else { Err(Error::RollbackTransaction) }
}
