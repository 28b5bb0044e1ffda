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
mod machine;
mod office;
mod options;
mod reads;
mod repeat;
mod report;
mod requests;
mod results;
mod sample;
mod table;
mod target;
mod variants;

use clap::Parser as _;
use options::Options;
use results::Results;
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

fn run(options: &Options) -> Outcome<()> {
    backend::telemetry::init(&options.log());
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let databases = engine::prepare(&options.engines, folder.path())?;
    let mut targets = Vec::new();
    for database in &databases {
        targets.push(Target::start(database, options, folder.path())?);
    }
    let stage = Stage::set(options, &targets, folder.path())?;
    let mut results = Results::default();
    let (started, load_before) = (Instant::now(), machine::load_average());
    let variants = stage.variants();
    for round in 0..options.rounds {
        for variant in &variants {
            eprint!("\r\x1b[Kround {} of {}: {}", round + 1, options.rounds, variant.key);
            results.add(&variant.key, variant.run(round)?);
        }
    }
    eprintln!("\r\x1b[Ktook {} s", started.elapsed().as_secs());
    let load_after = machine::load_average();
    report::print_all(options, &stage, &results, &targets, &[load_before, load_after]);
    for target in &targets {
        println!("{}", audit::check(target)?);
    }
    results.surprises()
}
