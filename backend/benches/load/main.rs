//! `cargo xtask bench`: how fast the server is, as ratios to limits that are measured in the same run.
//!
//! Absolute figures say more about a machine and its neighbours than about the code. So each variant stands beside a
//! limit: a bare endpoint of the same framework for what HTTP costs, bookings straight through diesel for what the
//! database costs, a flush for what the disk costs. Rounds alternate all variants, and medians are compared. Afterwards
//! the database is asked whether everything was booked rightly.

mod audit;
mod bare;
mod capacity;
mod client;
mod direct;
mod disk;
mod engine;
mod fill;
mod growth;
mod herd;
mod kiosk;
mod machine;
mod office;
mod options;
mod process;
mod reads;
mod repeat;
mod report;
mod requests;
mod results;
mod sample;
mod size;
mod staleness;
mod table;
mod target;
mod variants;

use backend::startup::system;
use clap::Parser as _;
use herd::Rush;
use options::{EngineName, Options, Part};
use results::Results;
use size::Size;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use target::Target;
use variants::Stage;

/// Whatever ends a run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What may end a run.
type Outcome<T> = Result<T, Failure>;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The crowd of which the budget speaks.
const HERD: usize = 2_000;

/// Open files besides a crowd's connections.
const SPARE_FILES: u64 = 300;

/// What others did while a crowd was served.
const TICKETS_MEANWHILE: &str = "tickets";
const READS_MEANWHILE: &str = "reads";

/// Everything that was measured.
#[derive(Debug, Default)]
struct Findings {
    results: Results,
    rushes: Vec<(EngineName, Vec<Rush>)>,
    sizes: Vec<Size>,
}

fn run(options: &Options) -> Outcome<()> {
    backend::telemetry::init(&options.log());
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (started, load_before) = (Instant::now(), machine::load_average());
    let mut found = Findings::default();
    // What has processes and databases of its own comes first, while nothing else is there.
    for engine in &options.engines {
        if options.wants(Part::Herd) {
            let rushes = crowds(*engine, options, folder.path(), &mut found.results)?;
            found.rushes.push((*engine, rushes));
        }
        if options.wants(Part::Size) {
            found.sizes.push(size::measure(*engine, options, folder.path(), &mut found.results)?);
        }
    }
    let databases = engine::prepare(&options.engines, folder.path())?;
    let mut targets = Vec::new();
    for database in &databases {
        targets.push(Target::start(database, options, folder.path())?);
    }
    let stage = Stage::set(options, &targets, folder.path())?;
    let variants = stage.variants();
    for round in 0..options.rounds {
        for variant in &variants {
            eprint!("\r\x1b[Kround {} of {}: {}", round + 1, options.rounds, variant.key);
            found.results.add(&variant.key, variant.run(round)?);
        }
    }
    eprintln!("\r\x1b[Ktook {} s", started.elapsed().as_secs());
    if let Some(file) = &options.figures {
        found.results.write_rates(file)?;
        return found.results.surprises();
    }
    let load_after = machine::load_average();
    report::print_all(options, &stage, &found, &targets, &[load_before, load_after]);
    for target in &targets {
        println!("{}", audit::check(target.database, target.booked())?);
    }
    found.results.surprises()
}

/// The crowd of the budget in every round, and once the largest for which there are open files.
fn crowds(engine: EngineName, options: &Options, folder: &Path, results: &mut Results) -> Outcome<Vec<Rush>> {
    let files = usize::try_from(system::raise_open_files().saturating_sub(SPARE_FILES))?;
    let largest = usize::try_from(options.crowd)?.min(files);
    let sizes = (0..options.rounds).map(|_| HERD).chain([largest]);
    let mut rushes = Vec::new();
    for size in sizes {
        eprint!("\r\x1b[K{engine}: a crowd of {size}");
        let mut rush = herd::run(engine, folder, size)?;
        if !rush.is_exact() {
            results.complain(format!("{engine}: of a crowd of {size}, {} booked, {} failed", rush.booked, rush.failed));
        }
        results.add(&meanwhile(engine, size, TICKETS_MEANWHILE), std::mem::take(&mut rush.tickets));
        results.add(&meanwhile(engine, size, READS_MEANWHILE), std::mem::take(&mut rush.reads));
        rushes.push(rush);
    }
    Ok(rushes)
}

/// Where the figures of what others did meanwhile are among the results.
fn meanwhile(engine: EngineName, size: usize, what: &str) -> String {
    format!("{engine} {what} beside {size}")
}
