//! One batch of bookings as one transaction.

use crate::db::bookings::{self, BookingRow};
use crate::db::idempotency_records::{self, IdempotencyRow};
use crate::db::outbox::{self, OutboxRow};
use crate::db::slot_counters::{self, CounterRow};
use crate::db::spent_challenges::{self, SpentChallengeRow};
use crate::db::{DbConn, address_locks, occupancy_changes};
use crate::domain::standing::{Ask, LiveBooking, SlotKey, Standing, Verdict};
use chrono::{DateTime, Duration, Utc};
use diesel::QueryResult;
use std::collections::BTreeMap;

/// A booking that is ready to be written if there is a place for it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What it asks for.
    pub ask: Ask,
    /// Desks of each slot, in the order of the ask's.
    pub capacities: Vec<u16>,
    /// The booking.
    pub booking: BookingRow,
    /// Its confirmation.
    pub mail: OutboxRow,
    /// The answer to keep, if the client gave an idempotency key.
    pub record: Option<IdempotencyRow>,
    /// The challenge whose solution pays for it, if one had to be solved.
    pub challenge: Option<SpentChallengeRow>,
}

/// What became of a prepared booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Written.
    Accepted,
    /// The same was asked before; this was the answer.
    Repeated(Box<IdempotencyRow>),
    /// Refused, with anything but `Accepted` and `Repeated`.
    Refused(Verdict),
}

/// Which server writes, as the other replicas see it.
#[derive(Debug, Clone)]
pub struct Writer {
    /// This process.
    pub id: String,
    /// Rises with every batch.
    pub version: i64,
}

/// Judges and writes a batch. The counters are those that it locked, as they are after it.
pub fn write(
    conn: &mut DbConn,
    batch: &[Prepared],
    writer: &Writer,
    now: DateTime<Utc>,
) -> QueryResult<(Vec<Outcome>, Vec<CounterRow>)> {
    let (mut standing, records, mut counters) = load(conn, batch, now)?;
    let verdicts: Vec<Verdict> = batch.iter().map(|prepared| standing.judge(&prepared.ask)).collect();
    let accepted: Vec<&Prepared> =
        batch.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Accepted).map(|(one, _)| one).collect();
    if !accepted.is_empty() {
        take_places(conn, &accepted, &mut counters)?;
        let rows: Vec<BookingRow> = accepted.iter().map(|one| one.booking.clone()).collect();
        bookings::insert(conn, &rows)?;
        let mails: Vec<OutboxRow> = accepted.iter().map(|one| one.mail.clone()).collect();
        outbox::insert(conn, &mails)?;
        let kept: Vec<IdempotencyRow> = accepted.iter().filter_map(|one| one.record.clone()).collect();
        if !kept.is_empty() {
            idempotency_records::insert(conn, &kept)?;
        }
        let spent: Vec<SpentChallengeRow> = accepted.iter().filter_map(|one| one.challenge.clone()).collect();
        if !spent.is_empty() {
            spent_challenges::insert(conn, &spent)?;
        }
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    let outcomes =
        batch.iter().zip(verdicts).map(|(one, verdict)| outcome(one, verdict, &accepted, &records)).collect();
    Ok((outcomes, counters))
}

fn load(
    conn: &mut DbConn,
    batch: &[Prepared],
    now: DateTime<Utc>,
) -> QueryResult<(Standing, Vec<IdempotencyRow>, Vec<CounterRow>)> {
    let emails: Vec<&[u8]> = batch.iter().map(|one| one.ask.email.as_slice()).collect();
    let codes: Vec<&[u8]> = batch.iter().map(|one| one.ask.code.as_slice()).collect();
    let keys: Vec<&[u8]> =
        batch.iter().filter_map(|one| one.ask.idempotency.as_ref()).map(|(key, _)| key.as_slice()).collect();
    // Addresses before slots, each in order: every writer locks alike, so none waits for another in a circle.
    address_locks::lock(conn, emails.clone(), now.naive_utc())?;
    let wanted = batch.iter().flat_map(|one| {
        one.ask.slots.iter().zip(&one.capacities).map(|(slot, capacity)| CounterRow::new(slot, *capacity))
    });
    let counters = slot_counters::lock(conn, wanted.collect())?;
    let records = if keys.is_empty() { Vec::new() } else { idempotency_records::find(conn, &keys)? };
    let challenges: Vec<&[u8]> = batch.iter().filter_map(|one| one.ask.challenge.as_deref()).collect();
    let spent = if challenges.is_empty() { Vec::new() } else { spent_challenges::spent_of(conn, &challenges)? };
    // Also what is over already counts for its day.
    let live = bookings::live_of(conn, &emails, (now - Duration::days(1)).naive_utc())?;
    let mut standing = Standing {
        keys: records.iter().map(|record| (record.key_hash.clone(), record.body_hash.clone())).collect(),
        codes: bookings::taken_codes(conn, &codes)?.into_iter().collect(),
        challenges: spent.into_iter().collect(),
        free: counters.iter().map(|row| (row.key(), row.free())).collect(),
        ..Standing::default()
    };
    for row in live {
        let ahead = row.ends_at > now.naive_utc();
        let booking = LiveBooking { service_day: (row.service_id, row.date), ahead };
        standing.bookings.entry(row.email_key).or_default().push(booking);
    }
    Ok((standing, records, counters))
}

/// Takes the places of all accepted bookings, slot by slot in order.
fn take_places(conn: &mut DbConn, accepted: &[&Prepared], counters: &mut [CounterRow]) -> QueryResult<()> {
    let mut deltas: BTreeMap<&SlotKey, i32> = BTreeMap::new();
    for slot in accepted.iter().flat_map(|one| &one.ask.slots) {
        *deltas.entry(slot).or_default() += 1;
    }
    let taken = slot_counters::add_all(conn, &deltas)?;
    for row in taken {
        // They were locked, and so read, in this order.
        let order = |counter: &CounterRow| (&counter.pool_id, counter.starts_at).cmp(&(&row.pool_id, row.starts_at));
        if let Ok(index) = counters.binary_search_by(order)
            && let Some(counter) = counters.get_mut(index)
        {
            *counter = row;
        }
    }
    Ok(())
}

fn outcome(one: &Prepared, verdict: Verdict, accepted: &[&Prepared], records: &[IdempotencyRow]) -> Outcome {
    match verdict {
        Verdict::Accepted => Outcome::Accepted,
        Verdict::Repeated => {
            let key = one.ask.idempotency.as_ref().map(|(key, _)| key);
            let kept = accepted.iter().filter_map(|other| other.record.as_ref());
            let found = records.iter().chain(kept).find(|record| Some(&record.key_hash) == key);
            found.map_or(Outcome::Refused(verdict), |record| Outcome::Repeated(Box::new(record.clone())))
        }
        refused => Outcome::Refused(refused),
    }
}
