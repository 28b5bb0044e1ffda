//! What many bookings cost: memory, the start, and whether anything gets slower.

use crate::client::Load;
use crate::engine::Database;
use crate::fill::fill;
use crate::office::{self, Use, as_text};
use crate::options::{EngineName, Options};
use crate::process::{Memory, Process};
use crate::reads::READERS;
use crate::requests::{Bookings, Choice, SlotText, get};
use crate::results::Results;
use crate::sample::Sample;
use crate::variants::BOOKERS;
use crate::{Outcome, client::Same, growth};
use backend::clock::{Clock as _, SystemClock};
use std::path::Path;
use std::time::Duration;

/// Bookings of the database whose server's memory is measured.
pub(crate) const MANY: u32 = 400_000;

/// Bookings of a young office.
pub(crate) const FEW: u32 = 1_000;

/// How often the server is started.
const STARTS: usize = 5;

/// What was found out about one engine.
#[derive(Debug)]
pub(crate) struct Size {
    pub(crate) engine: EngineName,
    /// With [`MANY`] bookings, after a time of reading and booking.
    pub(crate) memory: Memory,
    /// Milliseconds from a start to the first answer.
    pub(crate) start: f64,
    /// Bookings of the database that has grown.
    pub(crate) grown: u32,
}

/// Names of what is measured on a small and on a grown database.
pub(crate) const GROWTH: [&str; 2] = ["days", "bookings"];

/// Where the figures of a database of this size are among the results.
pub(crate) fn key(engine: EngineName, what: &str, count: u32) -> String {
    format!("{engine} {what} with {count}")
}

/// Measures all of it for one engine.
pub(crate) fn measure(engine: EngineName, options: &Options, folder: &Path, results: &mut Results) -> Outcome<Size> {
    eprint!("\r\x1b[K{engine}: memory and start");
    let many = Grown::new(engine, folder, MANY)?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(many.start(folder)?.took.as_secs_f64() * 1000.0);
    }
    starts.sort_by(f64::total_cmp);
    let process = many.start(folder)?;
    Grown::read(&process, Duration::from_secs(1))?;
    many.book(&process, Duration::from_secs(1))?;
    let memory = process.memory();
    drop((process, many));
    let grown = options.growth;
    let databases = [Grown::new(engine, folder, FEW)?, Grown::new(engine, folder, grown)?];
    let processes = [databases[0].start(folder)?, databases[1].start(folder)?];
    for round in 0..options.rounds {
        eprint!("\r\x1b[K{engine}: growth, round {} of {}", round + 1, options.rounds);
        for (database, process) in databases.iter().zip(&processes) {
            results.add(&key(engine, GROWTH[0], database.count), Grown::read(process, options.time())?);
        }
        for (database, process) in databases.iter().zip(&processes) {
            results.add(&key(engine, GROWTH[1], database.count), database.book(process, options.time())?);
        }
    }
    Ok(Size { engine, memory, start: starts.get(STARTS / 2).copied().unwrap_or(f64::NAN), grown })
}

/// A database with many bookings.
struct Grown {
    database: Database,
    count: u32,
    slots: Vec<SlotText>,
}

impl Grown {
    fn new(engine: EngineName, folder: &Path, count: u32) -> Outcome<Self> {
        let database = Database::new(engine, folder, &format!("grown_{count}"))?;
        let today = SystemClock.now().date_naive();
        fill(&database, vec![office::of_round(0)])?;
        growth::fill(&database, today, count)?;
        Ok(Self { database, count, slots: office::slots(today).iter().map(as_text).collect() })
    }

    fn path() -> String {
        format!("/api/v1/services/{}/days", Use::Direct.service(0))
    }

    fn start(&self, folder: &Path) -> Outcome<Process> {
        Process::start(&self.database, folder, &Self::path())
    }

    fn read(process: &Process, time: Duration) -> Outcome<Sample> {
        let requests = Same(get(&Self::path(), ""));
        Load { address: process.address, connections: READERS, requests: &requests, expected: 200 }.run(time)
    }

    fn book(&self, process: &Process, time: Duration) -> Outcome<Sample> {
        let service = Use::Spread.service(0);
        let requests = Bookings::new(&service, &self.slots, Choice::Spread, true);
        Load { address: process.address, connections: BOOKERS, requests: &requests, expected: 201 }.run(time)
    }
}
