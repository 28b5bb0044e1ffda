//! What is measured in every round, and in which order: each variant next to its limit.

use crate::bare::{Bare, Finished};
use crate::capacity::{self, Way, Where};
use crate::client::{Load, Same, ask};
use crate::direct::{self, Style};
use crate::disk;
use crate::kiosk::Stock;
use crate::office::{DESKS, FEW_DESKS, Use, as_text};
use crate::options::{EngineName, Options, Part};
use crate::process::Process;
use crate::reads::{READERS, Read};
use crate::requests::{Bookings, Choice, SlotText, get};
use crate::sample::Sample;
use crate::target::Target;
use crate::{Outcome, bare, client::Requests as _, staleness};
use std::path::Path;
use std::time::Duration;

/// Connections that book.
pub(crate) const BOOKERS: usize = 64;

/// Connections that book while others read.
const BOOKERS_BESIDE: usize = 32;

/// The limit of HTTP.
pub(crate) const R0: &str = "R0";

/// The limit of HTTP where nothing is to be sent.
pub(crate) const R0_NOT_MODIFIED: &str = "R0 304";

/// The limit of the disk.
pub(crate) const F: &str = "F";

/// Everything that the variants work with.
pub(crate) struct Stage<'a> {
    options: &'a Options,
    targets: &'a [Target<'a>],
    folder: &'a Path,
    reads: Vec<Read>,
    bare: Bare,
    slots: Vec<SlotText>,
    /// Length of a letter as it is stored.
    letter: usize,
}

/// Something to be measured.
pub(crate) struct Variant<'a> {
    pub(crate) key: String,
    run: Box<dyn Fn(u32) -> Outcome<Sample> + 'a>,
}

impl Variant<'_> {
    /// Measures it.
    pub(crate) fn run(&self, round: u32) -> Outcome<Sample> {
        (self.run)(round).map_err(|failure| format!("{}: {failure}", self.key).into())
    }
}

/// The name of a server's variant among the results.
pub(crate) fn key(target: &Target, name: &str) -> String {
    format!("{} {name}", target.database.engine)
}

impl<'a> Stage<'a> {
    /// Prepares what can be prepared before anything is measured.
    pub(crate) fn set(options: &'a Options, targets: &'a [Target<'a>], folder: &'a Path) -> Outcome<Self> {
        let first = targets.first().ok_or("no database to measure with")?;
        let reads = if options.wants(Part::Reads) { Read::all(first)? } else { Vec::new() };
        let answers = vec![Finished::usual(), Finished::not_modified()];
        let slots: Vec<SlotText> = first.slots().iter().map(as_text).collect();
        let mut letter = 0;
        for target in targets {
            for round in 0..options.rounds {
                fill_one_slot(target, round, &slots)?;
            }
            let longest = "(SELECT CAST(max(length(message)) AS BIGINT) FROM outbox)";
            letter = usize::try_from(target.database.connect()?.number(longest)?)?;
        }
        Ok(Self { options, targets, folder, reads, bare: Bare::start(answers)?, slots, letter })
    }

    /// The reads, to be shown.
    pub(crate) fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// All variants, in the order of a round.
    pub(crate) fn variants(&'a self) -> Vec<Variant<'a>> {
        let mut all = vec![variant(R0.to_owned(), |_| self.bare(0, 200))];
        if self.options.wants(Part::Reads) {
            all.push(variant(R0_NOT_MODIFIED.to_owned(), |_| self.bare(1, 304)));
        }
        for read in &self.reads {
            for target in self.targets {
                all.push(variant(key(target, &read.name), move |_| read.run(target, self.time())));
            }
        }
        if self.options.wants(Part::Bookings) {
            all.push(variant(F.to_owned(), |_| disk::flush(self.folder, self.time())));
        }
        for target in self.targets {
            if self.options.wants(Part::Reads) {
                all.push(variant(key(target, BESIDE), move |round| self.read_beside_bookings(target, round)));
                all.push(variant(key(target, STALE), move |round| self.stale(target, round)));
                if target.database.engine == EngineName::Postgres {
                    all.push(variant(key(target, STALE_ELSEWHERE), move |round| self.stale_elsewhere(target, round)));
                }
            }
            if self.options.wants(Part::Bookings) {
                all.extend(self.bookings(target));
            }
            if self.options.wants(Part::Capacity) {
                all.extend(self.capacity(target));
            }
        }
        if self.options.figures.is_some() {
            all.retain(|variant| self.is_compared(&variant.key));
        }
        all
    }

    /// Whether a variant's rate is the server's own: no limit, and not at a pace.
    fn is_compared(&self, variant: &str) -> bool {
        let reads = self.reads.iter().map(|read| read.name.as_str());
        let mut names = reads.chain([BESIDE, SPREAD, ONE_SLOT, REFUSED, REFUSED_UNKEYED]);
        names.any(|name| self.targets.iter().any(|target| variant == key(target, name)))
    }

    fn bookings(&'a self, target: &'a Target<'a>) -> impl Iterator<Item = Variant<'a>> {
        let sqlite = target.database.engine == EngineName::Sqlite;
        // With PostgreSQL one each is on a pool's connections anyway.
        let styles = [Style::OneEach, Style::Pooled, Style::Batches];
        let limits = styles.into_iter().filter(move |style| sqlite || *style != Style::Pooled).map(move |style| {
            variant(key(target, style.name()), move |round| direct::run(target, round, style, self.letter, self.time()))
        });
        let loads = [
            (SPREAD, Use::Spread, true),
            (ONE_SLOT, Use::OneSlot, true),
            (REFUSED, Use::Full, true),
            (REFUSED_UNKEYED, Use::Full, false),
        ];
        let loads = loads.map(|(name, purpose, keyed)| {
            variant(key(target, name), move |round| self.book(target, purpose, round, BOOKERS, keyed))
        });
        let tickets = variant(key(target, TICKETS), move |round| self.draw_tickets(target, round));
        limits.chain(loads).chain([tickets])
    }

    fn capacity(&'a self, target: &'a Target<'a>) -> impl Iterator<Item = Variant<'a>> {
        let both = Where::ALL.into_iter().flat_map(|place| Way::ALL.map(|way| (way, place)));
        both.map(move |(way, place)| {
            let name = capacity_name(way, place);
            variant(key(target, &name), move |_| capacity::run(target, way, place, self.time()))
        })
    }

    fn bare(&self, index: usize, expected: u16) -> Outcome<Sample> {
        let requests = Same(get(&bare::path(index), ""));
        Load { address: self.bare.address, connections: READERS, requests: &requests, expected }.run(self.time())
    }

    fn stale(&self, target: &Target, round: u32) -> Outcome<Sample> {
        staleness::measure(target, target.address, round, self.slots.last(), self.time())
    }

    /// Another replica on the same database, which looks for changes.
    fn stale_elsewhere(&self, target: &Target, round: u32) -> Outcome<Sample> {
        let replica = Process::start(target.database, self.folder, "/api/v1/services")?;
        // Not the slot whose places the other measurement uses up.
        staleness::measure(target, replica.address, round, self.slots.iter().nth_back(1), self.time())
    }

    fn draw_tickets(&self, target: &Target, round: u32) -> Outcome<Sample> {
        let (database, address, token) = (target.database, target.address, &target.kiosk_token);
        let (stock, booked) = Stock::book(database, address, token, round, &self.slots, self.time() / 2)?;
        target.note(booked);
        stock.draw(address, self.time())
    }

    fn book(&self, target: &Target, purpose: Use, round: u32, connections: usize, keyed: bool) -> Outcome<Sample> {
        let (choice, expected) = match purpose {
            Use::OneSlot => (Choice::InTurn(DESKS.into()), 201),
            Use::Full => (Choice::InTurn(u64::MAX), 409),
            _ => (Choice::Spread, 201),
        };
        let requests = Bookings::new(&purpose.service(round), &self.slots, choice, keyed);
        let sample = Load { address: target.address, connections, requests: &requests, expected }.run(self.time())?;
        if expected == 201 {
            target.note(sample.total);
        }
        Ok(sample)
    }

    /// Reads the days of the very service that others book meanwhile.
    fn read_beside_bookings(&self, target: &Target, round: u32) -> Outcome<Sample> {
        let path = format!("/api/v1/services/{}/days", Use::Spread.service(round));
        let requests = Same(get(&path, ""));
        let load = Load { address: target.address, connections: READERS, requests: &requests, expected: 200 };
        std::thread::scope(|scope| {
            let booking = scope.spawn(|| self.book(target, Use::Spread, round, BOOKERS_BESIDE, true));
            let read = load.run(self.time());
            booking.join().map_err(|_| "the bookings panicked")??;
            read
        })
    }

    const fn time(&self) -> Duration {
        self.options.time()
    }
}

/// Names of variants.
pub(crate) const BESIDE: &str = "days while 32 book";
pub(crate) const STALE: &str = "stale";
pub(crate) const STALE_ELSEWHERE: &str = "stale elsewhere";
pub(crate) const TICKETS: &str = "tickets";
pub(crate) const SPREAD: &str = "bookings, spread";
pub(crate) const ONE_SLOT: &str = "bookings, one slot";
pub(crate) const REFUSED: &str = "refusals, slot-full";
pub(crate) const REFUSED_UNKEYED: &str = "refusals, no idempotency key";

/// The name of a variant of the capacity's part.
pub(crate) fn capacity_name(way: Way, place: Where) -> String {
    format!("{}, {}", way.name(), place.name())
}

fn variant<'a>(key: String, run: impl Fn(u32) -> Outcome<Sample> + 'a) -> Variant<'a> {
    Variant { key, run: Box::new(run) }
}

/// Takes every place of the slot on which refusals are measured.
fn fill_one_slot(target: &Target, round: u32, slots: &[SlotText]) -> Outcome<()> {
    let bookings = Bookings::new(&Use::Full.service(round), slots, Choice::InTurn(u64::MAX), false);
    let mut request = Vec::new();
    for (expected, told) in (0..=FEW_DESKS).map(|place| if place < FEW_DESKS { (201, "") } else { (409, "slot-full") })
    {
        bookings.next(&mut request);
        let response = ask(target.address, &request)?;
        if response.status != expected || !response.text().contains(told) {
            return Err(format!("a first booking: {}", response.text()).into());
        }
    }
    target.note(FEW_DESKS.into());
    Ok(())
}
