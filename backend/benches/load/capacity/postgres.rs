//! Both ways in PostgreSQL, each as a function: one round trip and one prepared plan, so that what differs is the way.

use super::{SEATS, Way};
use crate::Outcome;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

diesel::define_sql_function! {
    /// Takes a place by the counter.
    fn bench_count(slot: Integer, visit: Text) -> Bool;
}

diesel::define_sql_function! {
    /// Takes a free seat.
    fn bench_sit(slot: Integer, visit: Text) -> Bool;
}

const FUNCTIONS: &str = "
    CREATE OR REPLACE FUNCTION bench_count(wanted INTEGER, who TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO bench_visits VALUES (who, wanted);
        UPDATE bench_counters SET booked = booked + 1 WHERE slot = wanted AND booked < capacity;
        IF NOT FOUND THEN RAISE 'full'; END IF;
        RETURN TRUE;
    END $$;
    CREATE OR REPLACE FUNCTION bench_sit(wanted INTEGER, who TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO bench_visits VALUES (who, wanted);
        UPDATE bench_seats SET visit = who WHERE slot = wanted AND seat = (
            SELECT seat FROM bench_seats WHERE slot = wanted AND visit IS NULL
            ORDER BY seat LIMIT 1 FOR UPDATE SKIP LOCKED
        );
        IF NOT FOUND THEN RAISE 'full'; END IF;
        RETURN TRUE;
    END $$;";

/// Fills the tables that a way needs, and makes the functions.
pub(super) fn fill(way: Way, slots: u32) -> String {
    let rows = match way {
        Way::Counter => format!(
            "INSERT INTO bench_counters SELECT n, {SEATS}, 0 FROM generate_series(0, {slots} - 1) AS n; \
             ANALYZE bench_counters;"
        ),
        Way::Seat => format!(
            "INSERT INTO bench_seats SELECT slot, seat, NULL FROM generate_series(0, {slots} - 1) AS slot, \
             generate_series(0, {SEATS} - 1) AS seat; ANALYZE bench_seats;"
        ),
    };
    format!("{FUNCTIONS} {rows}")
}

/// Takes one place.
pub(super) fn step(
    mut conn: PgConnection,
    way: Way,
    next: impl Fn() -> (i32, String) + Send,
) -> impl FnMut() -> Outcome<u64> + Send {
    move || {
        let (slot, visit) = next();
        let taken: bool = match way {
            Way::Counter => diesel::select(bench_count(slot, visit)).get_result(&mut conn)?,
            Way::Seat => diesel::select(bench_sit(slot, visit)).get_result(&mut conn)?,
        };
        Ok(taken.into())
    }
}
