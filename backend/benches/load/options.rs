//! The command line.

use backend::config::{LogFormat, LogSettings};
use clap::{Parser, ValueEnum};
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
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["reads", "bookings", "capacity"])]
    pub(crate) parts: Vec<Part>,
    /// Send the e-mails into a folder meanwhile; otherwise they stay in the outbox
    #[arg(long)]
    pub(crate) mail: bool,
    /// What the server logs, to standard error; an operator's default is info
    #[arg(long, default_value = "warn")]
    log: String,
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
