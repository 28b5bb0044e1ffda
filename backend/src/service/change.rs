//! Changing a booking in one transaction: the row, the places, the e-mail, the kept answer.

use super::hold;
use super::idempotency::Repeatable;
use super::lookup::Found;
use crate::config::Quota;
use crate::db::bookings::{self, BookingChange};
use crate::db::idempotency_records::{self, IdempotencyRow, RequestKey};
use crate::db::outbox::{self, OutboxRow};
use crate::db::slot_counters::{self, CounterRow, Stretch};
use crate::db::{DbConn, address_locks, code_requests, occupancy_changes, tickets};
use crate::domain::standing::SlotKey;
use crate::limits::Counted;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::batch::Writer;
use crate::store::{holds, places};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::QueryResult;
use shared::ProblemCode;
use shared::booking::BookingStatus;
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
    /// The time to give up.
    pub(super) gives_up: Option<Stretch>,
    /// When the places come back that are given up; at once if that is not said.
    pub(super) returns_at: Option<DateTime<Utc>>,
    /// The limits to hold, if place or address change.
    pub(super) limit: Option<Limit>,
    /// What is sent about it.
    pub(super) mail: Option<OutboxRow>,
    /// Whether mails that still wait are dropped, since they carry what dies now.
    pub(super) supersedes_mail: bool,
    /// The booking's address so far, if one more confirmation goes out: there are so many a day.
    pub(super) mails_of: Option<Vec<u8>>,
    /// Whether the address is erased with it.
    pub(super) erases: bool,
    /// Whether it gives a hold up, whose address is of no use then.
    pub(super) forgets: bool,
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
pub(super) fn check_ahead(state: &AppState, found: &Found, now: DateTime<Utc>) -> Result<(), ApiError> {
    match super::view::booking_status(&found.row)? {
        BookingStatus::Cancelled => Err(ProblemCode::AlreadyCancelled.into()),
        BookingStatus::Expired => Err(hold::expired(state, &found.offer, &found.row)),
        // There is nothing to tell of before the terms are accepted.
        BookingStatus::Held => Err(ProblemCode::TermsNotAccepted.into()),
        BookingStatus::Booked | BookingStatus::CheckedIn if now.naive_utc() < found.row.ends_at => Ok(()),
        _ => Err(ProblemCode::ChangeTooLate.into()),
    }
}

/// Checks that a booking may still be changed by its holder.
pub(super) fn check_changeable(state: &AppState, found: &Found, now: DateTime<Utc>) -> Result<(), ApiError> {
    match super::view::booking_status(&found.row)? {
        BookingStatus::Cancelled => return Err(ProblemCode::AlreadyCancelled.into()),
        BookingStatus::Expired => return Err(hold::expired(state, &found.offer, &found.row)),
        // No visit yet that would be too near.
        BookingStatus::Held => return Ok(()),
        BookingStatus::Booked => {}
        _ => return Err(ProblemCode::ChangeTooLate.into()),
    }
    if now < super::view::change_until(&found.offer, &found.row) {
        Ok(())
    } else {
        Err(ProblemCode::ChangeTooLate.into())
    }
}

/// The time of a visit, whose slots it takes. Which those are the counters tell: the plan may have changed since.
pub(super) fn stretch(found: &Found) -> Stretch {
    let row = &found.row;
    Stretch { pool_id: row.pool_id.clone(), from: row.starts_at, to: row.ends_at }
}

/// Writes a change.
pub(super) async fn write(state: &AppState, change: Change) -> Result<Changed, ApiError> {
    let (db, occupancy, mail_written) =
        (state.db.clone(), Arc::clone(&state.occupancy), Arc::clone(&state.mail_written));
    let (now, replica, freed) = (state.clock.now(), state.writer.replica(), Arc::clone(&state.freed.waiting));
    let frees_later = change.gives_up.is_some() && change.returns_at.is_some();
    // A task of its own: when the client goes away, memory must still hear of what was committed.
    let task = tokio::spawn(async move {
        let writer = replica.announce();
        let written = db.write(move |conn| apply(conn, &change, &writer, now)).await;
        match &written {
            Ok(Changed::Done(counters)) => {
                occupancy.apply(counters);
                mail_written.notify_one();
                if frees_later {
                    freed.notify_one();
                }
            }
            Ok(Changed::Full(counters)) => occupancy.apply(counters),
            Ok(Changed::Repeated(_) | Changed::LimitReached | Changed::TooManyMails) => {}
            // Places may have come back all the same.
            Ok(Changed::Stale | Changed::TicketDrawn) => replica.look_again(),
            Err(error) => replica.doubt(error),
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
pub(super) async fn replay(
    state: &AppState,
    repeatable: Option<&Repeatable>,
    record: &IdempotencyRow,
) -> Result<super::Answer, ApiError> {
    let repeatable = repeatable.ok_or_else(|| ApiError::internal("repeated without a key"))?;
    repeatable.repeat(state, record).await
}

fn apply(conn: &mut DbConn, change: &Change, writer: &Writer, now: DateTime<Utc>) -> QueryResult<Changed> {
    if let Some(record) = &change.record {
        let known = idempotency_records::find(conn, &[RequestKey::apart(&record.key_hash)])?;
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
    if let Some(email_key) = &change.mails_of
        && has_enough_mails(conn, &change.id, email_key, now)?
    {
        return Ok(Changed::TooManyMails);
    }
    // Check the places, under their locks, in one order for all writers.
    let wanted: Vec<CounterRow> = change.take.iter().map(|(key, desks)| CounterRow::new(key, *desks)).collect();
    let mut locked = slot_counters::lock_for_change(conn, &wanted, change.gives_up.as_ref())?;
    let Slots { taken, freed } = slots(change, &locked);
    let full = full_ones(&taken, &locked);
    let mut counters = places::return_due(conn, &full, &mut locked, now)?;
    let ended = holds::expire_on(conn, &full, now)?;
    holds::renew(&mut locked, &ended);
    counters.extend(ended);
    if !counters.is_empty() {
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    if !full_ones(&taken, &locked).is_empty() {
        // Its neighbours too may have come back with it; of two states of one counter memory takes the newer.
        locked.extend(counters);
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
    // An erasure alone is no event.
    let is_event = change.set != BookingChange::default();
    // What no letter tells of is a hold's matter.
    let write = if change.mail.is_some() { bookings::change } else { bookings::change_silently };
    if is_event && !write(conn, &change.id, change.version, &change.set)? {
        return Ok(Changed::Stale);
    }
    if change.forgets {
        bookings::forget_hold(conn, &change.id)?;
    }
    counters.extend(places::take(conn, &taken)?);
    counters.extend(places::give_up(conn, &freed, change.returns_at)?);
    if change.supersedes_mail {
        let ids = std::slice::from_ref(&change.id);
        outbox::supersede(conn, ids, now.naive_utc())?;
        // They went to an address that is not the resident's: perhaps somebody else's.
        outbox::clear_contents(conn, ids)?;
    }
    if let Some(mail) = &change.mail {
        insert_letter(conn, mail, now)?;
    }
    if change.erases {
        let ids = std::slice::from_ref(&change.id);
        // The booking first: whoever changes it at the same time waits for its row, and then finds it erased.
        bookings::erase(conn, ids, now.naive_utc())?;
        outbox::erase(conn, ids, now.naive_utc())?;
    }
    if let Some(record) = &change.record {
        idempotency_records::insert(conn, record)?;
    }
    if !counters.is_empty() {
        occupancy_changes::announce(conn, &writer.id, writer.version, now.naive_utc())?;
    }
    Ok(Changed::Done(counters))
}

/// Whether the holder has had the letters of the day. What is asked for with address and day alone, perhaps by a stranger,
/// has a number of its own ([`super::lost_code`]) and uses up none of the holder's.
fn has_enough_mails(conn: &mut DbConn, booking_id: &str, email_key: &[u8], now: DateTime<Utc>) -> QueryResult<bool> {
    let day_ago = (now - Duration::days(1)).naive_utc();
    let by_address = code_requests::count_since(conn, email_key, day_ago)?;
    Ok(outbox::confirmations_since(conn, booking_id, day_ago)? >= i64::from(MAILS.limit.get()) + by_address)
}

/// Adds a letter of an event: it takes the place of a reminder that waits.
pub(super) fn insert_letter(conn: &mut DbConn, letter: &OutboxRow, now: DateTime<Utc>) -> QueryResult<()> {
    outbox::supersede_reminders(conn, &letter.booking_id, now.naive_utc())?;
    let letter = after_the_last(conn, letter)?;
    outbox::insert(conn, &letter)?;
    Ok(())
}

/// The letter, written later than all of its booking that wait, whatever the clock says: they leave in that order.
fn after_the_last(conn: &mut DbConn, mail: &OutboxRow) -> QueryResult<OutboxRow> {
    let last = outbox::last_written(conn, &mail.booking_id)?;
    let earliest = last.map(|last| last + Duration::microseconds(1));
    let created_at = earliest.map_or(mail.created_at, |earliest| earliest.max(mail.created_at));
    Ok(OutboxRow { created_at, due_at: created_at, ..mail.clone() })
}

/// What changes hands.
struct Slots {
    taken: Vec<SlotKey>,
    freed: Vec<SlotKey>,
}

/// A slot that is given up and taken again does not change hands.
fn slots(change: &Change, locked: &[CounterRow]) -> Slots {
    let own = |key: &SlotKey| change.gives_up.as_ref().is_some_and(|stretch| stretch.holds(key));
    let wanted = |key: &SlotKey| change.take.iter().any(|(taken, _)| taken == key);
    let taken = change.take.iter().map(|(key, _)| key).filter(|key| !own(key)).cloned().collect();
    let freed = locked.iter().map(CounterRow::key).filter(|key| own(key) && !wanted(key)).collect();
    Slots { taken, freed }
}

fn full_ones(taken: &[SlotKey], locked: &[CounterRow]) -> Vec<SlotKey> {
    let has_place = |key: &SlotKey| locked.iter().any(|counter| counter.key() == *key && counter.free() > 0);
    taken.iter().filter(|key| !has_place(key)).cloned().collect()
}

fn is_over(conn: &mut DbConn, limit: &Limit, own: &str, now: DateTime<Utc>) -> QueryResult<bool> {
    address_locks::lock(conn, vec![&limit.email_key], now.naive_utc())?;
    let live = bookings::live_of(conn, &[&limit.email_key], (now - Duration::days(1)).naive_utc())?;
    let others: Vec<_> = live.iter().filter(|row| row.id != own && !row.is_overdue(now.naive_utc())).collect();
    let (service_id, date) = &limit.service_day;
    let same = others.iter().filter(|row| row.service_id == *service_id && row.date == *date).count();
    let ahead = others.iter().filter(|row| row.ends_at > now.naive_utc()).count();
    Ok(same >= limit.per_service_and_day || ahead >= limit.active)
}
