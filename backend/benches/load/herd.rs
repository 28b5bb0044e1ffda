//! When a day is released: everybody who has waited for it asks at the same instant, for a hundred places. Meanwhile
//! others read, and the kiosks in the hall go on.

use crate::client::{Crowd, Dialogue, Requests as _, Verdict};
use crate::engine::Database;
use crate::fill::fill;
use crate::kiosk::Stock;
use crate::office::{self, RELEASED_PLACES, Use, as_text};
use crate::options::EngineName;
use crate::process::{Memory, Process};
use crate::requests::{Bookings, Choice, SlotText, get};
use crate::sample::Sample;
use crate::{Outcome, audit};
use backend::clock::{Clock as _, SystemClock};
use chrono::{DurationRound as _, TimeDelta};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Connections that read another service's days meanwhile.
const READERS: usize = 4;

/// What became of a crowd.
#[derive(Debug)]
pub(crate) struct Rush {
    /// How many they were.
    pub(crate) size: usize,
    pub(crate) booked: usize,
    pub(crate) full: usize,
    /// 503, with word when to come again.
    pub(crate) turned_away: usize,
    /// Any other answer, or none.
    pub(crate) failed: usize,
    /// Milliseconds until the last was answered.
    pub(crate) last: f64,
    /// Milliseconds until the last was turned away.
    pub(crate) last_turned_away: f64,
    /// Tickets drawn meanwhile.
    pub(crate) tickets: Sample,
    /// Reads of another service meanwhile.
    pub(crate) reads: Sample,
    pub(crate) memory: Memory,
}

/// Gathers a crowd on a database and a server of its own, releases the day, and looks what became of it.
pub(crate) fn run(engine: EngineName, folder: &Path, size: usize) -> Outcome<Rush> {
    let database = Database::new(engine, folder, &format!("herd_{size}"))?;
    // Time to start, to book what the kiosks need, and to connect.
    let preparing = TimeDelta::milliseconds(3_500 + i64::try_from(size)? / 4);
    let released_at = (SystemClock.now() + preparing).duration_trunc(TimeDelta::seconds(1))?;
    let (office, slots) = office::about_to_release(released_at);
    let token = fill(&database, vec![office])?;
    let others = format!("/api/v1/services/{}/days", Use::Spread.service(0));
    let process = Process::start(&database, folder, &others)?;
    let later = office::slots(released_at.date_naive()).iter().map(as_text).collect::<Vec<_>>();
    let (stock, mut booked) = Stock::book(&database, process.address, &token, 0, &later, Duration::from_millis(400))?;
    let crowd = Crowd::gather(process.address, requests(&slots, size))?;
    let gathered = SystemClock.now();
    if gathered > released_at {
        return Err("the machine is too slow: the day was released before all had connected".into());
    }
    let (over, question) = (AtomicBool::new(false), get(&others, ""));
    let lasts = |_| !over.load(Ordering::Relaxed);
    let rush = thread::scope(|scope| -> Outcome<Rush> {
        let until = released_at + TimeDelta::milliseconds(5);
        thread::sleep((until - TimeDelta::milliseconds(300) - SystemClock.now()).to_std().unwrap_or_default());
        let kiosks = scope.spawn(|| stock.draw_while(process.address, &lasts));
        let readers: Vec<_> =
            (0..READERS).map(|_| scope.spawn(|| read_while(process.address, &question, &lasts))).collect();
        thread::sleep((until - SystemClock.now()).to_std().unwrap_or_default());
        let instant = Instant::now();
        let verdicts = crowd.rush();
        let end = Instant::now();
        over.store(true, Ordering::Relaxed);
        let tickets = kiosks.join().map_err(|_| "the kiosks panicked")??;
        let mut reads = Vec::new();
        for reader in readers {
            reads.extend(reader.join().map_err(|_| "a reader panicked")??);
        }
        let memory = process.memory();
        Ok(Rush::of(&verdicts?, meanwhile(&tickets, instant, end), meanwhile(&reads, instant, end), memory))
    })?;
    drop(process);
    booked += u64::try_from(rush.booked)?;
    audit::check(&database, booked)?;
    Ok(rush)
}

/// One booking for everybody, in turn for each of the day's slots.
fn requests(slots: &[SlotText], size: usize) -> Vec<Vec<u8>> {
    let service = Use::Release.service(0);
    let bookings = Bookings::new(&service, slots, Choice::InTurn(1), true);
    let next = |_| {
        let mut request = Vec::new();
        bookings.next(&mut request);
        request
    };
    (0..size).map(next).collect()
}

fn read_while(
    address: std::net::SocketAddr,
    question: &[u8],
    lasts: &(dyn Fn(Instant) -> bool + Sync),
) -> Outcome<Vec<(Instant, Instant)>> {
    let mut dialogue = Dialogue::with(address)?;
    let mut read = Vec::new();
    let mut begun = Instant::now();
    while lasts(begun) {
        let response = dialogue.ask(question)?;
        read.push((begun, Instant::now()));
        if response.status != 200 {
            return Err(format!("a read: {}", response.text()).into());
        }
        // A person reads what came before asking again.
        thread::sleep(Duration::from_millis(1));
        begun = Instant::now();
    }
    Ok(read)
}

/// What was asked before the end and answered after the instant.
fn meanwhile(all: &[(Instant, Instant)], instant: Instant, end: Instant) -> Sample {
    let overlapping = all.iter().filter(|(begun, now)| *begun < end && *now > instant);
    Sample::of(overlapping.map(|(begun, now)| *now - *begun), end - instant)
}

impl Rush {
    fn of(verdicts: &[Verdict], tickets: Sample, reads: Sample, memory: Memory) -> Self {
        let count = |wanted: &dyn Fn(&Verdict) -> bool| verdicts.iter().filter(|one| wanted(one)).count();
        let last = |wanted: &dyn Fn(&Verdict) -> bool| {
            let after = verdicts.iter().filter(|one| wanted(one)).map(|one| one.after).max();
            after.unwrap_or_default().as_secs_f64() * 1000.0
        };
        let turned_away = |one: &Verdict| one.status == Some(503) && one.may_return;
        let known = |one: &Verdict| matches!(one.status, Some(201 | 409)) || turned_away(one);
        Self {
            size: verdicts.len(),
            booked: count(&|one| one.status == Some(201)),
            full: count(&|one| one.status == Some(409)),
            turned_away: count(&turned_away),
            failed: count(&|one| !known(one)),
            last: last(&|_| true),
            last_turned_away: last(&turned_away),
            tickets,
            reads,
            memory,
        }
    }

    /// Whether all places were given, none twice, and nobody was left without a proper answer.
    pub(crate) const fn is_exact(&self) -> bool {
        self.booked == RELEASED_PLACES as usize && self.failed == 0
    }
}
