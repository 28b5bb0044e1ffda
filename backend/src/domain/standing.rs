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
    /// The challenge whose solution pays for it, if one had to be solved.
    pub challenge: Option<Hash>,
    /// Whether it is only held: an address has one hold at a time.
    pub hold: bool,
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
    /// The address has as many bookings as it may have, or a hold already.
    LimitReached,
    /// The code is somebody else's: ask again with another one.
    CodeTaken,
    /// The challenge has paid for another booking.
    ChallengeSpent,
}

/// A live booking of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBooking {
    /// The service and the day.
    pub service_day: (String, NaiveDate),
    /// Whether the visit lies ahead.
    pub ahead: bool,
    /// Whether it is only held.
    pub held: bool,
}

/// What stands, as far as a batch touches it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Body hashes of the known idempotency keys.
    pub keys: HashMap<Hash, Hash>,
    /// Codes that are taken.
    pub codes: HashSet<Hash>,
    /// Challenges that have paid for a booking.
    pub challenges: HashSet<Hash>,
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
        // Check that its work is its own.
        if ask.challenge.as_ref().is_some_and(|challenge| self.challenges.contains(challenge)) {
            return Verdict::ChallengeSpent;
        }
        // Check that the address may have one more.
        let standing = self.bookings.get(&ask.email).map(Vec::as_slice).unwrap_or_default();
        let same = standing.iter().filter(|booking| booking.service_day == ask.service_day).count();
        let ahead = standing.iter().filter(|booking| booking.ahead).count();
        let held = ask.hold && standing.iter().any(|booking| booking.held);
        if held || same >= ask.per_service_and_day || ahead >= ask.active {
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
        let booking = LiveBooking { service_day: ask.service_day.clone(), ahead: true, held: ask.hold };
        self.bookings.entry(ask.email.clone()).or_default().push(booking);
        self.challenges.extend(ask.challenge.clone());
        if let Some((key, body)) = &ask.idempotency {
            self.keys.insert(key.clone(), body.clone());
        }
        Verdict::Accepted
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, SlotKey, Standing, Verdict};
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    fn slot(minute: u8) -> SlotKey {
        let start: DateTime<Utc> = "2026-12-01T08:00:00Z".parse().unwrap();
        SlotKey { pool: "pool".to_owned(), starts_at: start + chrono::Duration::minutes(minute.into()) }
    }

    fn asks() -> impl Strategy<Value = Vec<Ask>> {
        let ask = (
            0_u8..4,
            1_u8..3,
            0_u8..6,
            0_u8..40,
            prop::option::of((0_u8..8, 0_u8..2)),
            prop::option::of(0_u8..9),
            any::<bool>(),
        )
            .prop_map(|(first, length, email, code, key, challenge, hold)| Ask {
                idempotency: key.map(|(key, body)| (vec![key], vec![body])),
                code: vec![code],
                email: vec![email],
                service_day: ("service".to_owned(), "2026-12-01".parse().unwrap()),
                per_service_and_day: 3,
                active: 4,
                slots: (first..first + length).map(slot).collect(),
                challenge: challenge.map(|challenge| vec![challenge]),
                hold,
            });
        prop::collection::vec(ask, 0..60)
    }

    proptest! {
        #[test]
        fn what_is_accepted_fits(asks in asks(), desks in 0_u32..5) {
            let mut standing = Standing { free: (0..6).map(|at| (slot(at), desks)).collect(), ..Standing::default() };
            let verdicts: Vec<Verdict> = asks.iter().map(|ask| standing.judge(ask)).collect();
            let accepted: Vec<&Ask> = asks.iter().zip(&verdicts)
                .filter(|(_, verdict)| **verdict == Verdict::Accepted).map(|(ask, _)| ask).collect();
            for at in 0..6 {
                let taken = accepted.iter().filter(|ask| ask.slots.contains(&slot(at))).count();
                prop_assert!(taken <= desks as usize);
                // A slot is refused only while it is really full.
                prop_assert_eq!(standing.free[&slot(at)] as usize, desks as usize - taken);
            }
            for email in 0..6 {
                prop_assert!(accepted.iter().filter(|ask| ask.email == [email]).count() <= 3);
                prop_assert!(accepted.iter().filter(|ask| ask.email == [email] && ask.hold).count() <= 1);
            }
            // Each challenge pays once, and only for what was accepted.
            let mut paid = std::collections::HashSet::new();
            for challenge in accepted.iter().filter_map(|ask| ask.challenge.as_ref()) {
                prop_assert!(paid.insert(challenge.clone()));
            }
            prop_assert_eq!(&standing.challenges, &paid);
            let mut codes: Vec<_> = accepted.iter().map(|ask| &ask.code).collect();
            codes.sort();
            codes.dedup();
            prop_assert_eq!(codes.len(), accepted.len());
            // Nothing is kept of what was refused: one key is accepted once, with one body.
            for (ask, verdict) in asks.iter().zip(&verdicts) {
                if let (Some((key, body)), Verdict::Repeated) = (&ask.idempotency, verdict) {
                    prop_assert_eq!(standing.keys.get(key), Some(body));
                }
            }
        }
    }
}
