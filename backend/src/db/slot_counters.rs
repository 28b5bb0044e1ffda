//! Places taken per slot. What is free is decided here, by conditional updates, and nowhere else.

use super::DbConn;
use super::schema::slot_counters::{self, dsl};
use crate::domain::standing::SlotKey;
use chrono::{NaiveDateTime, TimeZone, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A slot's counter.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = slot_counters)]
pub struct CounterRow {
    /// The pool's slug.
    pub pool_id: String,
    /// The slot's start.
    pub starts_at: NaiveDateTime,
    /// Desks.
    pub capacity: i32,
    /// Places taken.
    pub booked: i32,
    /// Rises with every change.
    pub version: i64,
}

impl CounterRow {
    /// A counter with nothing booked.
    pub fn new(key: &SlotKey, capacity: u16) -> Self {
        let starts_at = key.starts_at.naive_utc();
        Self { pool_id: key.pool.clone(), starts_at, capacity: capacity.into(), booked: 0, version: 0 }
    }

    /// The slot.
    pub fn key(&self) -> SlotKey {
        SlotKey { pool: self.pool_id.clone(), starts_at: Utc.from_utc_datetime(&self.starts_at) }
    }

    /// The slot as it is sorted and found by.
    pub fn place(&self) -> (&str, NaiveDateTime) {
        (&self.pool_id, self.starts_at)
    }

    /// Places left.
    pub fn free(&self) -> u32 {
        u32::try_from(self.capacity - self.booked).unwrap_or(0)
    }
}

/// Makes sure that the counters exist, locks them in one order for all writers, and reads them, in that order.
pub fn lock(conn: &mut DbConn, mut wanted: Vec<CounterRow>) -> QueryResult<Vec<CounterRow>> {
    wanted.sort_by(|a, b| a.place().cmp(&b.place()));
    wanted.dedup_by(|a, b| a.place() == b.place());
    match conn {
        DbConn::Pg(conn) => lock_on_server(conn, &wanted),
        DbConn::Sqlite(conn) => {
            // The transaction holds the database's one write lock already.
            for row in &wanted {
                diesel::insert_into(dsl::slot_counters).values(row).on_conflict_do_nothing().execute(conn)?;
            }
            let mut locked = Vec::with_capacity(wanted.len());
            for (pool, starts) in by_pool(&wanted) {
                locked.extend(of_pool(pool, starts).select(CounterRow::as_select()).load(conn)?);
            }
            Ok(locked)
        }
    }
}

/// The same on PostgreSQL, for counters in their order.
pub(super) fn lock_on_server(conn: &mut PgConnection, wanted: &[CounterRow]) -> QueryResult<Vec<CounterRow>> {
    diesel::insert_into(dsl::slot_counters).values(wanted).on_conflict_do_nothing().execute(conn)?;
    let mut locked = Vec::with_capacity(wanted.len());
    for (pool, starts) in by_pool(wanted) {
        locked.extend(of_pool(pool, starts).for_update().select(CounterRow::as_select()).load(conn)?);
    }
    Ok(locked)
}

/// What one query per pool asks for: most touch one or two pools.
fn by_pool(wanted: &[CounterRow]) -> impl Iterator<Item = (&str, Vec<NaiveDateTime>)> {
    wanted.chunk_by(|a, b| a.pool_id == b.pool_id).filter_map(|group| {
        let starts = group.iter().map(|row| row.starts_at).collect();
        group.first().map(|row| (row.pool_id.as_str(), starts))
    })
}

/// Counters of a pool, in the order in which they are locked.
#[diesel::dsl::auto_type(no_type_alias)]
fn of_pool<'a>(pool: &'a str, starts: Vec<NaiveDateTime>) -> _ {
    dsl::slot_counters.filter(dsl::pool_id.eq(pool)).filter(dsl::starts_at.eq_any(starts)).order(dsl::starts_at)
}

/// Takes (`delta > 0`) or gives back (`delta < 0`) places of a slot; the counter as it is then. None if they are not
/// there to be taken: nothing has changed then.
pub fn add(conn: &mut DbConn, key: &SlotKey, delta: i32) -> QueryResult<Option<CounterRow>> {
    let row = dsl::slot_counters
        .filter(dsl::pool_id.eq(&key.pool))
        .filter(dsl::starts_at.eq(key.starts_at.naive_utc()))
        .filter((dsl::booked + delta).le(dsl::capacity));
    diesel::update(row)
        .set((dsl::booked.eq(dsl::booked + delta), dsl::version.eq(dsl::version + 1)))
        .returning((dsl::pool_id, dsl::starts_at, dsl::capacity, dsl::booked, dsl::version))
        .get_result::<CounterRow>(conn)
        .optional()
}

/// Takes places of several slots, all or none: the counters as they are then. A slot that lacks them is a
/// `RollbackTransaction`.
pub fn add_all(conn: &mut DbConn, deltas: &BTreeMap<&SlotKey, i32>) -> QueryResult<Vec<CounterRow>> {
    if let DbConn::Pg(conn) = conn {
        let pools: Vec<&str> = deltas.keys().map(|key| key.pool.as_str()).collect();
        let starts: Vec<NaiveDateTime> = deltas.keys().map(|key| key.starts_at.naive_utc()).collect();
        let numbers: Vec<i32> = deltas.values().copied().collect();
        // One round trip for all, instead of one for each.
        let rows = diesel::sql_query(
            "UPDATE slot_counters AS c SET booked = c.booked + d.delta, version = c.version + 1 \
             FROM unnest($1, $2, $3) AS d (pool_id, starts_at, delta) \
             WHERE c.pool_id = d.pool_id AND c.starts_at = d.starts_at AND c.booked + d.delta <= c.capacity \
             RETURNING c.pool_id, c.starts_at, c.capacity, c.booked, c.version",
        )
        .bind::<Array<Text>, _>(pools)
        .bind::<Array<Timestamp>, _>(starts)
        .bind::<Array<Integer>, _>(numbers)
        .load::<CounterRow>(conn)?;
        return if rows.len() == deltas.len() { Ok(rows) } else { Err(diesel::result::Error::RollbackTransaction) };
    }
    let added =
        deltas.iter().map(|(key, delta)| add(conn, key, *delta)?.ok_or(diesel::result::Error::RollbackTransaction));
    added.collect()
}

/// A visit's time: it takes all slots of the pool that begin in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The pool's slug.
    pub pool_id: String,
    /// The start.
    pub from: NaiveDateTime,
    /// The end, which is not in it.
    pub to: NaiveDateTime,
}

impl Stretch {
    /// Whether a slot begins in it.
    pub fn holds(&self, slot: &SlotKey) -> bool {
        let starts_at = slot.starts_at.naive_utc();
        self.pool_id == slot.pool && self.from <= starts_at && starts_at < self.to
    }
}

/// Sets how many places a slot has.
pub fn set_capacity(conn: &mut DbConn, key: &SlotKey, capacity: i32) -> QueryResult<usize> {
    let row = dsl::slot_counters.find((&key.pool, key.starts_at.naive_utc()));
    diesel::update(row).set((dsl::capacity.eq(capacity), dsl::version.eq(dsl::version + 1))).execute(conn)
}

/// Locks the counters of slots that a visit takes, which may be new, and of those that it has taken. Those that exist
/// first, in one order for all writers: who adds some holds them already, so none waits for another in a circle.
pub fn lock_for_change(
    conn: &mut DbConn,
    wanted: &[CounterRow],
    taken: Option<&Stretch>,
) -> QueryResult<Vec<CounterRow>> {
    let locked = lock_existing(conn, wanted, taken)?;
    if wanted.iter().all(|row| locked.iter().any(|found| found.place() == row.place())) {
        return Ok(locked);
    }
    insert_missing(conn, wanted)?;
    lock_existing(conn, wanted, taken)
}

/// Locks the counters of visits' times and reads them, each once.
pub fn lock_stretches(conn: &mut DbConn, mut stretches: Vec<Stretch>) -> QueryResult<Vec<CounterRow>> {
    stretches.sort_by(|a, b| (&a.pool_id, a.from, a.to).cmp(&(&b.pool_id, b.from, b.to)));
    stretches.dedup();
    let mut locked: Vec<CounterRow> = Vec::new();
    for stretch in &stretches {
        let found = lock_existing(conn, &[], Some(stretch))?;
        let new = found.into_iter().filter(|row| !locked.iter().any(|known| known.place() == row.place()));
        let new: Vec<CounterRow> = new.collect();
        locked.extend(new);
    }
    Ok(locked)
}

fn lock_existing(conn: &mut DbConn, wanted: &[CounterRow], taken: Option<&Stretch>) -> QueryResult<Vec<CounterRow>> {
    // By their bytes, as all writers lock them.
    let pools: BTreeSet<&str> =
        wanted.iter().map(|row| row.pool_id.as_str()).chain(taken.map(|taken| taken.pool_id.as_str())).collect();
    let mut locked = Vec::new();
    for pool in pools {
        let starts: Vec<NaiveDateTime> =
            wanted.iter().filter(|row| row.pool_id == pool).map(|row| row.starts_at).collect();
        let taken = taken.filter(|taken| taken.pool_id == pool);
        let (from, to) = taken.map_or_else(Default::default, |taken| (taken.from, taken.to));
        let rows = match conn {
            DbConn::Pg(conn) => {
                of_visit(pool, starts, from, to).for_update().select(CounterRow::as_select()).load(conn)?
            }
            DbConn::Sqlite(conn) => of_visit(pool, starts, from, to).select(CounterRow::as_select()).load(conn)?,
        };
        locked.extend(rows);
    }
    Ok(locked)
}

/// Counters of a pool, in the order in which they are locked.
#[diesel::dsl::auto_type(no_type_alias)]
fn of_visit<'a>(pool: &'a str, starts: Vec<NaiveDateTime>, from: NaiveDateTime, to: NaiveDateTime) -> _ {
    dsl::slot_counters
        .filter(dsl::pool_id.eq(pool))
        .filter(dsl::starts_at.eq_any(starts).or(dsl::starts_at.ge(from).and(dsl::starts_at.lt(to))))
        .order(dsl::starts_at)
}

/// Keeps everybody from taking and giving up places until the transaction ends. In SQLite the transaction does so anyway.
pub fn lock_all(conn: &mut DbConn) -> QueryResult<()> {
    match conn {
        DbConn::Pg(conn) => conn.batch_execute("LOCK TABLE slot_counters IN EXCLUSIVE MODE"),
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// Adds counters of slots that have none.
pub fn insert_missing(conn: &mut DbConn, rows: &[CounterRow]) -> QueryResult<()> {
    for row in rows {
        let insert = diesel::insert_into(dsl::slot_counters).values(row).on_conflict_do_nothing();
        match conn {
            DbConn::Pg(conn) => insert.execute(conn)?,
            DbConn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// The counters of slots that begin at `since` or later.
pub fn since(conn: &mut DbConn, since: NaiveDateTime) -> QueryResult<Vec<CounterRow>> {
    dsl::slot_counters.filter(dsl::starts_at.ge(since)).select(CounterRow::as_select()).load(conn)
}
