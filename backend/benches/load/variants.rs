//! What is measured in every round, and in which order: each variant next to its limit.

use crate::bare::{Bare, Finished};
use crate::capacity::{self, Way, Where};
use crate::client::{Load, Same, ask};
use crate::direct::{self, Style};
use crate::disk;
use crate::office::{DESKS, FEW_DESKS, Use, as_text};
use crate::options::{EngineName, Options, Part};
use crate::reads::{Manner, READERS, Read};
use crate::requests::{Bookings, Choice, SlotText, get};
use crate::sample::Sample;
use crate::target::Target;
use crate::{Outcome, bare, client::Requests as _};
use std::path::Path;
use std::time::Duration;

/// Connections that book.
pub(crate) const BOOKERS: usize = 64;

/// Connections that book while others read.
const BOOKERS_BESIDE: usize = 32;

/// The limit of HTTP.
pub(crate) const R0: &str = "R0";

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

/// The name of a bare answer like a read's.
pub(crate) fn bare_key(read: &str) -> String {
    format!("{R0} {read}")
}

impl<'a> Stage<'a> {
    /// Prepares what can be prepared before anything is measured.
    pub(crate) fn set(options: &'a Options, targets: &'a [Target<'a>], folder: &'a Path) -> Outcome<Self> {
        let first = targets.first().ok_or("no database to measure with")?;
        let reads = if options.wants(Part::Reads) { Read::all(first)? } else { Vec::new() };
        let mut answers = vec![Finished::usual()];
        for read in &reads {
            answers.push(read.finished()?);
        }
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

    /// Length of the body of a read, to be shown.
    pub(crate) fn reads(&self) -> impl Iterator<Item = (&str, usize)> {
        self.reads.iter().map(|read| (read.name.as_str(), read.length()))
    }

    /// All variants, in the order of a round.
    pub(crate) fn variants(&'a self) -> Vec<Variant<'a>> {
        let mut all = vec![variant(R0.to_owned(), |_| self.bare(0))];
        for (index, read) in self.reads.iter().enumerate() {
            all.push(variant(bare_key(&read.name), move |_| self.bare(index + 1)));
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
            }
            if self.options.wants(Part::Bookings) {
                all.extend(self.bookings(target));
            }
            if self.options.wants(Part::Capacity) {
                all.extend(self.capacity(target));
            }
        }
        all
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
        limits.chain(loads)
    }

    fn capacity(&'a self, target: &'a Target<'a>) -> impl Iterator<Item = Variant<'a>> {
        let both = Where::ALL.into_iter().flat_map(|place| Way::ALL.map(|way| (way, place)));
        both.map(move |(way, place)| {
            let name = capacity_name(way, place);
            variant(key(target, &name), move |_| capacity::run(target, way, place, self.time()))
        })
    }

    fn bare(&self, index: usize) -> Outcome<Sample> {
        let again = self.reads.get(index.wrapping_sub(1)).is_some_and(|read| read.manner == Manner::Again);
        let requests = Same(get(&bare::path(index), ""));
        let expected = if again { 304 } else { 200 };
        Load { address: self.bare.address, connections: READERS, requests: &requests, expected }.run(self.time())
    }

    fn book(&self, target: &Target, purpose: Use, round: u32, connections: usize, keyed: bool) -> Outcome<Sample> {
        let (choice, expected) = match purpose {
            Use::OneSlot => (Choice::InTurn(DESKS.into()), 201),
            Use::Full => (Choice::InTurn(u64::MAX), 409),
            Use::Spread | Use::Direct => (Choice::Spread, 201),
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
