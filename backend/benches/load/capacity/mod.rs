//! Two ways of never booking more visits than there are desks, in SQL alone: a guarded counter per slot, or a row per
//! seat, of which a visit takes a free one. ARCHITECTURE.md says which was chosen; this is what it costs.

mod postgres;
mod sqlite;

use crate::Outcome;
use crate::engine::{Direct, connect};
use crate::office::slots;
use crate::repeat::repeat;
use crate::requests::scatter;
use crate::sample::Sample;
use crate::target::Target;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Desks of each slot.
const SEATS: u32 = 200;

/// Connections to PostgreSQL.
const CONNECTIONS: usize = 32;

/// How a place is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// `booked + 1` where it is below the capacity.
    Counter,
    /// A free row gets the visit's id.
    Seat,
}

/// Where the visits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// To any slot.
    Spread,
    /// All to the same slot until it is full, then all to the next one.
    OneSlot,
}

impl Way {
    pub(crate) const ALL: [Self; 2] = [Self::Counter, Self::Seat];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Counter => "guarded counter",
            Self::Seat => "seat rows",
        }
    }
}

impl Where {
    pub(crate) const ALL: [Self; 2] = [Self::Spread, Self::OneSlot];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Spread => "spread",
            Self::OneSlot => "one slot",
        }
    }
}

type Step = Box<dyn FnMut() -> Outcome<u64> + Send>;

/// The tables, and of every slot its counter and its seats.
const TABLES: &str = "
    CREATE TABLE bench_visits (id TEXT PRIMARY KEY, slot INTEGER NOT NULL);
    CREATE TABLE bench_counters (
        slot INTEGER PRIMARY KEY, capacity INTEGER NOT NULL, booked INTEGER NOT NULL CHECK (booked <= capacity)
    );
    CREATE TABLE bench_seats (
        slot INTEGER NOT NULL, seat INTEGER NOT NULL, visit TEXT UNIQUE, PRIMARY KEY (slot, seat)
    );
    CREATE INDEX bench_seats_free ON bench_seats (slot, seat) WHERE visit IS NULL;";

/// The same again without them.
const NO_TABLES: &str = "
    DROP TABLE IF EXISTS bench_seats; DROP TABLE IF EXISTS bench_counters; DROP TABLE IF EXISTS bench_visits;";

/// Takes places for a while, one durable transaction each.
pub(crate) fn run(target: &Target, way: Way, place: Where, time: Duration) -> Outcome<Sample> {
    let url = target.database.scratch();
    let mut conn = connect(&url)?;
    let slots = u32::try_from(slots(target.today).len())?;
    conn.execute(NO_TABLES)?;
    conn.execute(TABLES)?;
    conn.execute(&match conn {
        Direct::Sqlite(_) => sqlite::fill(way, slots),
        Direct::Postgres(_) => postgres::fill(way, slots),
    })?;
    let visits = Arc::new(AtomicU64::new(0));
    let next = move || {
        let number = visits.fetch_add(1, Ordering::Relaxed);
        let slot = match place {
            Where::Spread => scatter(number),
            Where::OneSlot => number / u64::from(SEATS),
        };
        (i32::try_from(slot % u64::from(slots)).unwrap_or_default(), Uuid::now_v7().to_string())
    };
    let connections = if matches!(conn, Direct::Sqlite(_)) { 1 } else { CONNECTIONS };
    let steps: Outcome<Vec<Step>> = (0..connections)
        .map(|_| {
            let next = next.clone();
            Ok(match connect(&url)? {
                Direct::Sqlite(conn) => Box::new(sqlite::step(conn, way, next)) as Step,
                Direct::Postgres(conn) => Box::new(postgres::step(conn, way, next)) as Step,
            })
        })
        .collect();
    let sample = repeat(time, steps?)?;
    check(&mut conn, way, sample.total)?;
    conn.execute(NO_TABLES)?;
    Ok(sample)
}

/// As many places are taken as there are visits.
fn check(conn: &mut Direct, way: Way, done: u64) -> Outcome<()> {
    let taken = match way {
        Way::Counter => "(SELECT CAST(sum(booked) AS BIGINT) FROM bench_counters)",
        Way::Seat => "(SELECT count(visit) FROM bench_seats)",
    };
    let (taken, visits) = (conn.number(taken)?, conn.number("(SELECT count(*) FROM bench_visits)")?);
    if u64::try_from(taken)? == done && u64::try_from(visits)? == done {
        return Ok(());
    }
    Err(format!("{}: {done} visits were taken, {visits} are stored, {taken} places are gone", way.name()).into())
}
