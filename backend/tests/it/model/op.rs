//! What can happen in the life of an office.

use proptest::prelude::*;

/// Days on which visits are booked: the first is the day on which the life begins.
pub const DAYS: [&str; 2] = ["2026-11-23", "2026-11-24"];

/// Hours on which visits are booked; few, so that they fill up.
pub const HOURS: [&str; 3] = ["08:00", "08:15", "09:00"];

/// A day and an hour by their places in the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    pub day: usize,
    pub hour: usize,
}

impl Slot {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..DAYS.len()).flat_map(|day| (0..HOURS.len()).map(move |hour| Self { day, hour }))
    }
}

/// Something that somebody does. Visits are meant by their number, counted around.
#[derive(Debug, Clone)]
pub enum Op {
    Book { person: usize, slot: Slot, key: Option<usize>, hold: bool },
    Confirm { visit: usize },
    Extend { visit: usize },
    Move { visit: usize, slot: Slot },
    Cancel { visit: usize },
    Resend { visit: usize },
    Redeem { visit: usize },
    Print { visit: usize },
    Advance { minutes: i64 },
    Desks { desks: u16 },
    Close { day: usize },
    Open { day: usize },
}

fn slot() -> impl Strategy<Value = Slot> {
    (0..DAYS.len(), 0..HOURS.len()).prop_map(|(day, hour)| Slot { day, hour })
}

/// What residents and the kiosk do.
pub fn visits() -> impl Strategy<Value = Op> {
    let visit = || 0_usize..12;
    prop_oneof![
        8 => (0_usize..5, slot(), prop::option::of(0_usize..3), prop::bool::weighted(0.4))
            .prop_map(|(person, slot, key, hold)| Op::Book { person, slot, key, hold }),
        3 => visit().prop_map(|visit| Op::Confirm { visit }),
        1 => visit().prop_map(|visit| Op::Extend { visit }),
        4 => (visit(), slot()).prop_map(|(visit, slot)| Op::Move { visit, slot }),
        3 => visit().prop_map(|visit| Op::Cancel { visit }),
        1 => visit().prop_map(|visit| Op::Resend { visit }),
        3 => visit().prop_map(|visit| Op::Redeem { visit }),
        2 => visit().prop_map(|visit| Op::Print { visit }),
    ]
}

/// Lives of some thirty events, in which the plan changes now and then.
pub fn lives() -> impl Strategy<Value = Vec<Op>> {
    let event = prop_oneof![
        16 => visits(),
        3 => (1_i64..20).prop_map(|minutes| Op::Advance { minutes }),
        1 => (1_u16..4).prop_map(|desks| Op::Desks { desks }),
        1 => (0..DAYS.len()).prop_map(|day| Op::Close { day }),
        1 => (0..DAYS.len()).prop_map(|day| Op::Open { day }),
    ];
    prop::collection::vec(event, 1..50)
}
