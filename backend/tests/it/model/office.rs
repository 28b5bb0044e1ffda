//! The model: what an office is to its residents, as plainly as it can be said.

use super::op::{DAYS, HOURS, Slot};
use crate::support::app::START;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// How long a freed place waits, in minutes.
pub const DELAY: i64 = 7;

/// When visits of tomorrow are reminded of.
pub const REMINDER_AT: &str = "07:20";

/// Most bookings of a person on a day, and ahead in all.
const PER_DAY: usize = 2;
const ACTIVE: usize = 5;

/// How long an hour is held at first, by how much it is held longer, and for how long in all, in minutes.
const HOLD: i64 = 10;
const EXTENSION: i64 = 2;
const HOLD_IN_ALL: i64 = 30;

/// Most confirmations of a visit, the first one included.
const CONFIRMATIONS: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Held { until: DateTime<Utc> },
    Booked,
    CheckedIn,
    Cancelled,
    Expired,
}

#[derive(Debug, Clone)]
pub struct Visit {
    pub person: usize,
    pub slot: Slot,
    pub state: State,
    pub ticket: Option<u32>,
    pub confirmations: usize,
    pub moves: usize,
    /// When a letter last told of it as it stands.
    pub told_at: DateTime<Utc>,
    /// Its reminder, and whether that still waits to be sent.
    pub reminder: Option<bool>,
    /// When it was booked, or held.
    pub since: DateTime<Utc>,
}

impl Visit {
    fn is_live(&self) -> bool {
        !matches!(self.state, State::Cancelled | State::Expired)
    }

    pub fn is_held(&self) -> bool {
        matches!(self.state, State::Held { .. })
    }

    /// A letter tells of it: a reminder that waits is not sent any more.
    fn tell(&mut self, now: DateTime<Utc>) {
        self.told_at = now;
        self.reminder = self.reminder.map(|_| false);
    }
}

pub struct Office {
    pub now: DateTime<Utc>,
    pub desks: usize,
    pub closed: BTreeSet<usize>,
    pub visits: Vec<Visit>,
    /// Freed places and when they come back.
    pub waiting: Vec<(Slot, DateTime<Utc>)>,
    /// Accepted bookings by person and key.
    keys: BTreeMap<(usize, usize), (Wish, usize)>,
    tickets: BTreeMap<usize, u32>,
}

/// What is booked, and whether it is only held.
type Wish = (Slot, bool);

/// What is answered: a status and, for a refusal, one of these codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Done(u16),
    Refused(Vec<&'static str>),
}

fn no(code: &'static str) -> Answer {
    Answer::Refused(vec![code])
}

pub fn start_of(slot: Slot) -> DateTime<Utc> {
    format!("{}T{}:00+01:00", DAYS[slot.day], HOURS[slot.hour]).parse().unwrap()
}

impl Office {
    pub fn new(desks: usize) -> Self {
        Self {
            now: START.parse().unwrap(),
            desks,
            closed: BTreeSet::new(),
            visits: Vec::new(),
            waiting: Vec::new(),
            keys: BTreeMap::new(),
            tickets: BTreeMap::new(),
        }
    }

    /// Places that nobody else can get.
    pub fn taken(&self, slot: Slot) -> usize {
        let visits = self.visits.iter().filter(|visit| visit.slot == slot && visit.is_live()).count();
        visits + self.waiting.iter().filter(|(waits, _)| *waits == slot).count()
    }

    /// Slots ahead with more places taken than there are desks.
    pub fn crowded(&self) -> usize {
        let desks = |slot: &Slot| if self.closed.contains(&slot.day) { 0 } else { self.desks };
        Slot::all().filter(|slot| start_of(*slot) >= self.now && self.taken(*slot) > desks(slot)).count()
    }

    pub fn advance(&mut self, minutes: i64) {
        let before = self.now;
        self.now += Duration::minutes(minutes);
        let now = self.now;
        // Of the last day on the day before it; whoever booked for the first day did so since.
        let due: DateTime<Utc> = format!("{}T{REMINDER_AT}:00+01:00", DAYS[0]).parse().unwrap();
        if before < due && due <= now {
            let told = |visit: &&mut Visit| visit.slot.day == 1 && visit.state == State::Booked && visit.told_at < due;
            self.visits.iter_mut().filter(told).for_each(|visit| visit.reminder = Some(true));
        }
        self.waiting.retain(|(_, returns_at)| *returns_at > now);
        for visit in &mut self.visits {
            if matches!(visit.state, State::Held { until } if until <= now) {
                visit.state = State::Expired;
            }
        }
    }

    pub fn holds(&self) -> usize {
        self.visits.iter().filter(|visit| visit.is_held()).count()
    }

    pub fn book(&mut self, person: usize, wish: Wish, key: Option<usize>) -> (Answer, Option<usize>) {
        let (slot, hold) = wish;
        if let Some(known) = key.and_then(|key| self.keys.get(&(person, key))) {
            let (first, visit) = *known;
            return if first == wish { (Answer::Done(201), Some(visit)) } else { (no("idempotency-key-reused"), None) };
        }
        if let Some(refused) = self.no_such_place(slot) {
            return (refused, None);
        }
        let has_one = hold && self.visits.iter().any(|visit| visit.person == person && visit.is_held());
        let (full, over) = (self.taken(slot) >= self.desks, has_one || self.is_over(person, slot, None));
        match (full, over) {
            // Which is seen first depends on how fresh memory is.
            (true, true) => (Answer::Refused(vec!["slot-full", "booking-limit-reached"]), None),
            (true, false) => (no("slot-full"), None),
            (false, true) => (no("booking-limit-reached"), None),
            (false, false) => {
                let until = (self.now + Duration::minutes(HOLD)).min(start_of(slot));
                let (state, confirmations) = if hold { (State::Held { until }, 0) } else { (State::Booked, 1) };
                self.visits.push(Visit {
                    person,
                    slot,
                    state,
                    ticket: None,
                    confirmations,
                    moves: 0,
                    told_at: self.now,
                    reminder: None,
                    since: self.now,
                });
                let number = self.visits.len() - 1;
                if let Some(key) = key {
                    self.keys.insert((person, key), (wish, number));
                }
                (Answer::Done(201), Some(number))
            }
        }
    }

    pub fn relocate(&mut self, number: usize, to: Slot) -> Answer {
        let visit = self.visits[number].clone();
        if let Some(refused) = self.unchangeable(&visit) {
            return refused;
        }
        if visit.slot == to {
            return Answer::Done(200);
        }
        if let Some(refused) = self.no_such_place(to) {
            return refused;
        }
        if self.is_over(visit.person, to, Some(number)) {
            return no("booking-limit-reached");
        }
        if self.taken(to) >= self.desks {
            return no("slot-full");
        }
        if visit.ticket.is_some() {
            return no("change-too-late");
        }
        if let State::Held { until } = visit.state {
            // Nobody is told, and the place comes back at once.
            let visit = &mut self.visits[number];
            (visit.slot, visit.state) = (to, State::Held { until: until.min(start_of(to)) });
            return Answer::Done(200);
        }
        self.waiting.push((visit.slot, self.now + Duration::minutes(DELAY)));
        let visit = &mut self.visits[number];
        visit.slot = to;
        visit.moves += 1;
        visit.tell(self.now);
        Answer::Done(200)
    }

    pub fn confirm(&mut self, number: usize) -> Answer {
        let (now, visit) = (self.now, &mut self.visits[number]);
        match visit.state {
            State::Held { .. } => {
                (visit.state, visit.confirmations) = (State::Booked, 1);
                visit.tell(now);
            }
            State::Booked | State::CheckedIn => {}
            State::Cancelled => return no("already-cancelled"),
            State::Expired => return no("hold-expired"),
        }
        Answer::Done(200)
    }

    pub fn extend(&mut self, number: usize) -> Answer {
        let visit = &mut self.visits[number];
        match visit.state {
            State::Held { until } => {
                let last = (visit.since + Duration::minutes(HOLD_IN_ALL)).min(start_of(visit.slot));
                visit.state = State::Held { until: (until + Duration::minutes(EXTENSION)).min(last) };
            }
            State::Booked | State::CheckedIn => {}
            State::Cancelled => return no("already-cancelled"),
            State::Expired => return no("hold-expired"),
        }
        Answer::Done(200)
    }

    pub fn cancel(&mut self, number: usize) -> Answer {
        let visit = self.visits[number].clone();
        if !visit.is_live() {
            return Answer::Done(200);
        }
        if visit.is_held() {
            self.visits[number].state = State::Cancelled;
            return Answer::Done(200);
        }
        if let Some(refused) = self.unchangeable(&visit) {
            return refused;
        }
        if visit.ticket.is_some() {
            return no("change-too-late");
        }
        self.waiting.push((visit.slot, self.now + Duration::minutes(DELAY)));
        self.visits[number].state = State::Cancelled;
        self.visits[number].tell(self.now);
        Answer::Done(200)
    }

    pub fn resend(&mut self, number: usize) -> Answer {
        let now = self.now;
        let visit = &mut self.visits[number];
        match visit.state {
            State::Cancelled => no("already-cancelled"),
            State::Expired => no("hold-expired"),
            State::Held { .. } => no("terms-not-accepted"),
            _ if now >= start_of(visit.slot) + Duration::minutes(15) => no("change-too-late"),
            _ if visit.confirmations >= CONFIRMATIONS => no("rate-limited"),
            _ => {
                visit.confirmations += 1;
                visit.tell(now);
                Answer::Done(202)
            }
        }
    }

    /// The answer and the ticket's number.
    pub fn redeem(&mut self, number: usize) -> (Answer, Option<u32>) {
        let visit = &mut self.visits[number];
        if visit.confirmations == 0 {
            return (no("code-unknown"), None);
        }
        if visit.state == State::Cancelled {
            return (no("booking-cancelled"), None);
        }
        if visit.ticket.is_some() {
            return (Answer::Done(200), visit.ticket);
        }
        let start = start_of(visit.slot);
        if self.now < start - Duration::minutes(30) {
            return (no("too-early"), None);
        }
        if self.now > start + Duration::minutes(10) {
            return (no("too-late"), None);
        }
        let last = self.tickets.entry(visit.slot.day).or_default();
        *last += 1;
        visit.ticket = Some(*last);
        (Answer::Done(201), visit.ticket)
    }

    pub fn print(&mut self, number: usize) -> Answer {
        self.visits[number].state = State::CheckedIn;
        Answer::Done(200)
    }

    fn no_such_place(&self, slot: Slot) -> Option<Answer> {
        if self.closed.contains(&slot.day) {
            return Some(no("day-closed"));
        }
        (self.now >= start_of(slot)).then(|| no("slot-past"))
    }

    fn unchangeable(&self, visit: &Visit) -> Option<Answer> {
        match visit.state {
            State::Cancelled => Some(no("already-cancelled")),
            State::Expired => Some(no("hold-expired")),
            State::Held { .. } => None,
            State::CheckedIn => Some(no("change-too-late")),
            State::Booked => (self.now >= start_of(visit.slot)).then(|| no("change-too-late")),
        }
    }

    fn is_over(&self, person: usize, slot: Slot, own: Option<usize>) -> bool {
        let others = self
            .visits
            .iter()
            .enumerate()
            .filter(|(number, visit)| visit.person == person && visit.is_live() && Some(*number) != own);
        let others: Vec<&Visit> = others.map(|(_, visit)| visit).collect();
        let same = others.iter().filter(|visit| visit.slot.day == slot.day).count();
        let ahead = others.iter().filter(|visit| start_of(visit.slot) + Duration::minutes(15) > self.now).count();
        same >= PER_DAY || ahead >= ACTIVE
    }
}
