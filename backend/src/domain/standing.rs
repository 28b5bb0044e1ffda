//! Who gets a place: bookings judged one after the other against what stands.
//!
//! The writer loads, under locks, what a batch of bookings touches, lets each be judged here in the order of arrival,
//! and writes what was accepted. The database's constraints stand behind it.

use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};

/// A slot of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotKey {
    /// The pool's slug.
    pub pool: String,
    /// The slot's start.
    pub starts_at: DateTime<Utc>,
}

/// A keyed hash.
pub type Hash = Vec<u8>;

/// What a booking asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Hash of the idempotency key and of the body, if the client gave a key.
    pub idempotency: Option<(Hash, Hash)>,
    /// Hash of the reservation code.
    pub code: Hash,
    /// Hash of the canonical address.
    pub email: Hash,
    /// The service and the day, for the limit on them.
    pub service_day: (String, NaiveDate),
    /// Most bookings of one address for one service and day.
    pub per_service_and_day: usize,
    /// Most bookings of one address that lie ahead.
    pub active: usize,
    /// The slots it takes.
    pub slots: Vec<SlotKey>,
}

/// What becomes of an ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It has its place.
    Accepted,
    /// The same was asked before: its answer is repeated.
    Repeated,
    /// The key came before with another body.
    KeyReused,
    /// A slot has no place left.
    Full,
    /// The address has as many bookings as it may have.
    LimitReached,
    /// The code is somebody else's: ask again with another one.
    CodeTaken,
}

/// A live booking of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBooking {
    /// The service and the day.
    pub service_day: (String, NaiveDate),
    /// Whether the visit lies ahead.
    pub ahead: bool,
}

/// What stands, as far as a batch touches it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Body hashes of the known idempotency keys.
    pub keys: HashMap<Hash, Hash>,
    /// Codes that are taken.
    pub codes: HashSet<Hash>,
    /// Live bookings per address.
    pub bookings: HashMap<Hash, Vec<LiveBooking>>,
    /// Free places; a slot that is not here has none.
    pub free: HashMap<SlotKey, u32>,
}

impl Standing {
    /// Judges one ask; an accepted one is from then on part of what stands.
    pub fn judge(&mut self, ask: &Ask) -> Verdict {
        // Check that it is not a repetition.
        if let Some((key, body)) = &ask.idempotency
            && let Some(known) = self.keys.get(key)
        {
            return if known == body { Verdict::Repeated } else { Verdict::KeyReused };
        }
        // Check that the address may have one more.
        let standing = self.bookings.get(&ask.email).map(Vec::as_slice).unwrap_or_default();
        let same = standing.iter().filter(|booking| booking.service_day == ask.service_day).count();
        let ahead = standing.iter().filter(|booking| booking.ahead).count();
        if same >= ask.per_service_and_day || ahead >= ask.active {
            return Verdict::LimitReached;
        }
        // Check that every slot has a place.
        if ask.slots.iter().any(|slot| self.free.get(slot).is_none_or(|free| *free == 0)) {
            return Verdict::Full;
        }
        // Check that the code is nobody's.
        if !self.codes.insert(ask.code.clone()) {
            return Verdict::CodeTaken;
        }
        for slot in &ask.slots {
            if let Some(free) = self.free.get_mut(slot) {
                *free -= 1;
            }
        }
        let booking = LiveBooking { service_day: ask.service_day.clone(), ahead: true };
        self.bookings.entry(ask.email.clone()).or_default().push(booking);
        if let Some((key, body)) = &ask.idempotency {
            self.keys.insert(key.clone(), body.clone());
        }
        Verdict::Accepted
    }
}
