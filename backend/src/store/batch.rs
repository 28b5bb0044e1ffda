//! One batch of bookings as one transaction.

use crate::db::batch::{self as db, Accepted, Found, Touched};
use crate::db::bookings::{self, BookingRow};
use crate::db::idempotency_records::{IdempotencyRow, RequestKey};
use crate::db::outbox::OutboxRow;
use crate::db::slot_counters::CounterRow;
use crate::db::spent_challenges::{self, SpentChallengeRow};
use crate::db::{DbConn, occupancy_changes};
use crate::domain::standing::{Ask, LiveBooking, SlotKey, Standing, Verdict};
use crate::store::{holds, places};
use chrono::{DateTime, Duration, Utc};
use diesel::QueryResult;

/// A booking that is ready to be written if there is a place for it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What it asks for.
    pub ask: Ask,
    /// Desks of each slot, in the order of the ask's.
    pub capacities: Vec<u16>,
    /// The booking.
    pub booking: BookingRow,
    /// Its confirmation; a hold has none.
    pub mail: Option<OutboxRow>,
    /// The answer to keep, if the client gave an idempotency key.
    pub record: Option<IdempotencyRow>,
    /// Whether the address tells who asked: there was no token.
    pub told_by_address: bool,
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
    // Also what is over already counts for its day.
    let mut found = db::look(conn, touched(batch), (now - Duration::days(1)).naive_utc(), now.naive_utc())?;
    let records = std::mem::take(&mut found.records);
    let mut counters = std::mem::take(&mut found.counters);
    let returned = return_where_tight(conn, batch, &mut counters, now)?;
    let ended = end_holds_of_holders(conn, batch, &found, &mut counters, now)?;
    if !returned.is_empty() || !ended.is_empty() {
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    let mut standing = standing(found, &records, &counters, now);
    let challenges: Vec<&[u8]> = batch.iter().filter_map(|one| one.ask.challenge.as_deref()).collect();
    if !challenges.is_empty() {
        standing.challenges.extend(spent_challenges::spent_of(conn, &challenges)?);
    }
    let verdicts: Vec<Verdict> = batch.iter().map(|prepared| standing.judge(&prepared.ask)).collect();
    let accepted: Vec<&Prepared> =
        batch.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Accepted).map(|(one, _)| one).collect();
    if !accepted.is_empty() {
        db::write(conn, &rows(&accepted), &mut counters, (&writer.id, writer.version), now.naive_utc())?;
        let spent: Vec<SpentChallengeRow> = accepted.iter().filter_map(|one| one.challenge.clone()).collect();
        if !spent.is_empty() {
            spent_challenges::insert(conn, &spent)?;
        }
    }
    let outcomes =
        batch.iter().zip(verdicts).map(|(one, verdict)| outcome(one, verdict, &accepted, &records)).collect();
    // Also those that no booking of the batch asks for. Which is newer, their versions tell.
    counters.extend(returned.into_iter().chain(ended));
    Ok((outcomes, counters))
}

/// Lets freed places come back whose time has come, and holds end, where fewer are free than are asked for. What changed.
fn return_where_tight(
    conn: &mut DbConn,
    batch: &[Prepared],
    counters: &mut [CounterRow],
    now: DateTime<Utc>,
) -> QueryResult<Vec<CounterRow>> {
    let mut asked = vec![0_u32; counters.len()];
    for slot in batch.iter().flat_map(|one| &one.ask.slots) {
        let place = (slot.pool.as_str(), slot.starts_at.naive_utc());
        if let Ok(index) = counters.binary_search_by(|counter| counter.place().cmp(&place))
            && let Some(asked) = asked.get_mut(index)
        {
            *asked += 1;
        }
    }
    let tight = counters.iter().zip(asked).filter(|(counter, asked)| *asked > counter.free());
    let tight: Vec<SlotKey> = tight.map(|(counter, _)| counter.key()).collect();
    let mut changed = places::return_due(conn, &tight, counters, now)?;
    changed.extend(holds::expire_on(conn, &tight, now)?);
    holds::renew(counters, &changed);
    Ok(changed)
}

/// Ends holds that have run out of those who want to hold another hour: an address has one at a time.
fn end_holds_of_holders(
    conn: &mut DbConn,
    batch: &[Prepared],
    found: &Found,
    counters: &mut [CounterRow],
    now: DateTime<Utc>,
) -> QueryResult<Vec<CounterRow>> {
    let holds = |email: &[u8]| batch.iter().any(|one| one.ask.hold && one.ask.email == email);
    let overdue = found.live.iter().filter(|row| row.is_overdue(now.naive_utc()) && holds(&row.email_key));
    let ids: Vec<&str> = overdue.map(|row| row.id.as_str()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let overdue = bookings::holds(conn, &ids)?;
    let changed = holds::expire(conn, &overdue, now)?;
    holds::renew(counters, &changed);
    Ok(changed)
}

fn touched<'a>(batch: &'a [Prepared]) -> Touched<'a> {
    let asks = || batch.iter().map(|one| &one.ask);
    let key = |one: &'a Prepared| {
        let (hash, _) = one.ask.idempotency.as_ref()?;
        Some(RequestKey { hash, email: one.told_by_address.then_some(one.ask.email.as_slice()) })
    };
    let counters = batch.iter().flat_map(|one| {
        one.ask.slots.iter().zip(&one.capacities).map(|(slot, capacity)| CounterRow::new(slot, *capacity))
    });
    Touched {
        emails: asks().map(|ask| ask.email.as_slice()).collect(),
        codes: asks().map(|ask| ask.code.as_slice()).collect(),
        keys: batch.iter().filter_map(key).collect(),
        counters: counters.collect(),
    }
}

fn standing(found: Found, records: &[IdempotencyRow], counters: &[CounterRow], now: DateTime<Utc>) -> Standing {
    let mut standing = Standing {
        keys: records.iter().map(|record| (record.key_hash.clone(), record.body_hash.clone())).collect(),
        codes: found.codes.into_iter().collect(),
        free: counters.iter().map(|row| (row.key(), row.free())).collect(),
        ..Standing::default()
    };
    for row in found.live.into_iter().filter(|row| !row.is_overdue(now.naive_utc())) {
        let (ahead, held) = (row.ends_at > now.naive_utc(), row.held_until.is_some());
        let booking = LiveBooking { service_day: (row.service_id, row.date), ahead, held };
        standing.bookings.entry(row.email_key).or_default().push(booking);
    }
    standing
}

fn rows<'a>(accepted: &[&'a Prepared]) -> Accepted<'a> {
    let mut rows = Accepted::default();
    for one in accepted {
        let (beside, apart) =
            if one.told_by_address { (one.record.as_ref(), None) } else { (None, one.record.as_ref()) };
        rows.bookings.push((&one.booking, beside));
        rows.mails.extend(one.mail.as_ref());
        rows.records.extend(apart);
        for slot in &one.ask.slots {
            *rows.deltas.entry(slot).or_default() += 1;
        }
    }
    rows
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
