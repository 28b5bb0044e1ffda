//! Changing a booking in one transaction: the row, the places, the e-mail, the kept answer.

use super::idempotency::Repeatable;
use super::lookup::Found;
use crate::config::Quota;
use crate::db::bookings::{self, BookingChange};
use crate::db::idempotency_records::{self, IdempotencyRow};
use crate::db::outbox::{self, OutboxRow};
use crate::db::slot_counters::{self, CounterRow};
use crate::db::{DbConn, address_locks, occupancy_changes, tickets};
use crate::domain::day::Offer;
use crate::domain::standing::SlotKey;
use crate::limits::Counted;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::batch::Writer;
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use diesel::QueryResult;
use shared::ProblemCode;
use shared::booking::BookingStatus;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Confirmations of one booking, the first one included.
pub(super) const MAILS: Quota = Quota::of(5, std::time::Duration::from_hours(24));

/// A change that is ready to be written if it is still possible.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    /// The booking.
    pub(super) id: String,
    /// The version that the change was made for.
    pub(super) version: i32,
    /// What it sets.
    pub(super) set: BookingChange,
    /// Slots to take, with their desks.
    pub(super) take: Vec<(SlotKey, u16)>,
    /// Slots to give back.
    pub(super) free: Vec<SlotKey>,
    /// The limits to hold, if place or address change.
    pub(super) limit: Option<Limit>,
    /// What is sent about it.
    pub(super) mail: Option<OutboxRow>,
    /// Whether mails that still wait are dropped, since they carry what dies now.
    pub(super) supersedes_mail: bool,
    /// The most confirmations of the booking within a day, if it sends one more.
    pub(super) most_mails: Option<i64>,
    /// The answer to keep.
    pub(super) record: Option<IdempotencyRow>,
}

impl Change {
    /// Whether it does more than to send a letter again.
    const fn is_change_of_plans(&self) -> bool {
        self.set.status.is_some() || self.set.date.is_some() || self.set.email_key.is_some()
    }
}

/// The limits of an address.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) email_key: Vec<u8>,
    pub(super) service_day: (String, NaiveDate),
    pub(super) per_service_and_day: usize,
    pub(super) active: usize,
}

/// What became of a change.
#[derive(Debug)]
pub(super) enum Changed {
    /// Written; these are the counters that it touched.
    Done(Vec<CounterRow>),
    /// The same was asked before.
    Repeated(Box<IdempotencyRow>),
    /// The booking has another version by now: look again.
    Stale,
    /// The new place is taken; these are the counters that say so.
    Full(Vec<CounterRow>),
    /// The address has as many bookings as it may have.
    LimitReached,
    /// The ticket is drawn: the visit has begun.
    TicketDrawn,
    /// Enough confirmations were sent today.
    TooManyMails,
}

/// Checks that there is still a visit to tell of.
pub(super) fn check_ahead(found: &Found, now: DateTime<Utc>) -> Result<(), ApiError> {
    match super::view::booking_status(&found.row)? {
        BookingStatus::Cancelled => Err(ProblemCode::AlreadyCancelled.into()),
        BookingStatus::Booked | BookingStatus::Held | BookingStatus::CheckedIn
            if now.naive_utc() < found.row.ends_at =>
        {
            Ok(())
        }
        _ => Err(ProblemCode::ChangeTooLate.into()),
    }
}

/// Checks that a booking may still be changed by its holder.
pub(super) fn check_changeable(found: &Found, now: DateTime<Utc>) -> Result<(), ApiError> {
    match super::view::booking_status(&found.row)? {
        BookingStatus::Cancelled => return Err(ProblemCode::AlreadyCancelled.into()),
        BookingStatus::Booked | BookingStatus::Held => {}
        _ => return Err(ProblemCode::ChangeTooLate.into()),
    }
    if now < super::view::change_until(&found.offer, &found.row) {
        Ok(())
    } else {
        Err(ProblemCode::ChangeTooLate.into())
    }
}

/// The slots that a booking takes, by the plan of its day.
pub(super) fn taken_slots(offer: &Offer, found: &Found) -> Vec<SlotKey> {
    let (from, to) = (Utc.from_utc_datetime(&found.row.starts_at), Utc.from_utc_datetime(&found.row.ends_at));
    let slots = crate::domain::opening::slots(offer.office, offer.pool, found.row.date).unwrap_or_default();
    let inside = slots.into_iter().filter(|slot| from <= slot.starts_at && slot.starts_at < to);
    inside.map(|slot| SlotKey { pool: offer.pool.id.clone(), starts_at: slot.starts_at }).collect()
}

/// Writes a change.
pub(super) async fn write(state: &AppState, change: Change) -> Result<Changed, ApiError> {
    let (db, occupancy, mail_written) =
        (state.db.clone(), Arc::clone(&state.occupancy), Arc::clone(&state.mail_written));
    let (now, replica) = (state.clock.now(), state.writer.replica());
    // A task of its own: when the client goes away, memory must still hear of what was committed.
    let task = tokio::spawn(async move {
        let writer = replica.announce();
        let written = db.write(move |conn| apply(conn, &change, &writer, now)).await;
        match &written {
            Ok(Changed::Done(counters)) => {
                occupancy.apply(counters);
                mail_written.notify_one();
            }
            Ok(Changed::Full(counters)) => occupancy.apply(counters),
            Ok(_) => {}
            Err(_) => replica.doubt(),
        }
        written
    });
    Ok(task.await.map_err(ApiError::internal)??)
}

/// The refusal for a change that was not written, or none if one must look again.
pub(super) fn refusal(changed: &Changed) -> Option<ApiError> {
    match changed {
        Changed::LimitReached => Some(ProblemCode::BookingLimitReached.into()),
        Changed::TicketDrawn => Some(ProblemCode::ChangeTooLate.into()),
        Changed::TooManyMails => Counted::exhausted("confirmation-emails", MAILS, 3_600).refusal(),
        Changed::Full(_) => Some(ProblemCode::SlotFull.into()),
        Changed::Done(_) | Changed::Repeated(_) | Changed::Stale => None,
    }
}

/// The answer that is repeated.
pub(super) fn replay(
    state: &AppState,
    repeatable: Option<&Repeatable>,
    record: &IdempotencyRow,
) -> Result<super::Answer, ApiError> {
    let repeatable = repeatable.ok_or_else(|| ApiError::internal("repeated without a key"))?;
    repeatable.replay(&state.secrets, record)
}

fn apply(conn: &mut DbConn, change: &Change, writer: &Writer, now: DateTime<Utc>) -> QueryResult<Changed> {
    if let Some(record) = &change.record {
        let known = idempotency_records::find(conn, &[&record.key_hash])?;
        if let Some(known) = known.into_iter().next() {
            return Ok(Changed::Repeated(Box::new(known)));
        }
    }
    // Check the limits, under the address's lock.
    if let Some(limit) = &change.limit
        && is_over(conn, limit, &change.id, now)?
    {
        return Ok(Changed::LimitReached);
    }
    if let Some(most) = change.most_mails
        && outbox::confirmations_since(conn, &change.id, (now - Duration::days(1)).naive_utc())? >= most
    {
        return Ok(Changed::TooManyMails);
    }
    // Check the places, under their locks, in one order for all writers.
    let deltas = deltas(change);
    let locked = slot_counters::lock(conn, wanted(change))?;
    let has_place = |key: &SlotKey| locked.iter().any(|counter| counter.key() == *key && counter.free() > 0);
    if deltas.iter().any(|(key, delta)| *delta > 0 && !has_place(key)) {
        return Ok(Changed::Full(locked));
    }
    // Check that the visit has not begun. A letter that is only repeated may still be.
    if change.is_change_of_plans() && tickets::of_booking(conn, &change.id)?.is_some() {
        return Ok(Changed::TicketDrawn);
    }
    if let Some(code) = &change.set.code_key
        && !bookings::taken_codes(conn, &[code])?.is_empty()
    {
        return Ok(Changed::Stale);
    }
    if !bookings::change(conn, &change.id, change.version, &change.set)? {
        return Ok(Changed::Stale);
    }
    let counters = if deltas.is_empty() { Vec::new() } else { slot_counters::add_all(conn, &deltas)? };
    if change.supersedes_mail {
        outbox::supersede(conn, std::slice::from_ref(&change.id), now.naive_utc())?;
    }
    if let Some(mail) = &change.mail {
        outbox::insert(conn, std::slice::from_ref(mail))?;
    }
    if let Some(record) = &change.record {
        idempotency_records::insert(conn, std::slice::from_ref(record))?;
    }
    if !counters.is_empty() {
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    Ok(Changed::Done(counters))
}

/// What changes in each slot: one that is given back and taken again does not.
fn deltas(change: &Change) -> BTreeMap<&SlotKey, i32> {
    let mut deltas = BTreeMap::new();
    for (key, _) in &change.take {
        *deltas.entry(key).or_default() += 1;
    }
    for key in &change.free {
        *deltas.entry(key).or_default() -= 1;
    }
    deltas.retain(|_, delta| *delta != 0);
    deltas
}

fn wanted(change: &Change) -> Vec<CounterRow> {
    let taken = change.take.iter().map(|(key, desks)| CounterRow::new(key, *desks));
    // The counter of a slot to give back is there, with its own capacity.
    let freed = change.free.iter().map(|key| CounterRow::new(key, 0));
    taken.chain(freed).collect()
}

fn is_over(conn: &mut DbConn, limit: &Limit, own: &str, now: DateTime<Utc>) -> QueryResult<bool> {
    address_locks::lock(conn, vec![&limit.email_key], now.naive_utc())?;
    let live = bookings::live_of(conn, &[&limit.email_key], (now - Duration::days(1)).naive_utc())?;
    let others: Vec<_> = live.iter().filter(|row| row.id != own).collect();
    let (service_id, date) = &limit.service_day;
    let same = others.iter().filter(|row| row.service_id == *service_id && row.date == *date).count();
    let ahead = others.iter().filter(|row| row.ends_at > now.naive_utc()).count();
    Ok(same >= limit.per_service_and_day || ahead >= limit.active)
}
