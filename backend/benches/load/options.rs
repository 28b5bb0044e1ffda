//! The command line.

use backend::config::{LogFormat, LogSettings};
use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Measures how fast Wizyta is, as ratios to limits that are measured in the same run.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub(crate) struct Options {
    /// How often every variant is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// Seconds per variant and round
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=15))]
    seconds: u64,
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["sqlite", "postgres"])]
    pub(crate) engines: Vec<EngineName>,
    /// What is measured
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["reads", "bookings", "herd", "size"])]
    pub(crate) parts: Vec<Part>,
    /// Bookings of the database that has grown
    #[arg(long, default_value_t = 400_000, value_parser = clap::value_parser!(u32).range(2_000..=50_000_000))]
    pub(crate) growth: u32,
    /// Connections of the largest crowd; as many as the limit of open files allows
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=30_000))]
    pub(crate) crowd: u32,
    /// Send the e-mails into a folder meanwhile; otherwise they stay in the outbox
    #[arg(long)]
    pub(crate) mail: bool,
    /// What the server logs, to standard error; an operator's default is info
    #[arg(long, default_value = "warn")]
    log: String,
    /// Only what is compared between versions: each rate, by its name, into this file
    #[arg(long)]
    pub(crate) figures: Option<PathBuf>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineName {
    Sqlite,
    Postgres,
}

/// A part of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Availability, from memory
    Reads,
    /// Bookings and refusals
    Bookings,
    /// A day is released
    Herd,
    /// Memory, start and growth
    Size,
    /// Two ways of keeping bookings within the number of desks, in SQL alone
    Capacity,
}

impl Options {
    /// How long each variant runs.
    pub(crate) const fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Whether a part is wanted.
    pub(crate) fn wants(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// How the server logs.
    pub(crate) fn log(&self) -> LogSettings {
        LogSettings { format: LogFormat::Text, filter: self.log.clone() }
    }
}
