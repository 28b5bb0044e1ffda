//! Wizyta's server. ARCHITECTURE.md at the project's root is the map.

pub mod api;
pub mod audit;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod db;
pub mod domain;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod guesses;
pub mod health_check;
pub mod http;
pub mod import;
pub mod integrators;
pub mod limits;
pub mod mail;
pub mod metrics;
pub mod outbox;
pub mod pages;
pub mod problem;
pub mod proof_of_work;
pub mod service;
pub mod shutdown;
pub mod startup;
pub mod state;
pub mod store;
pub mod telemetry;

/// The tests' mail server, also of the tests within this crate.
#[cfg(test)]
#[expect(unreachable_pub, reason = "it is shared with a test program, which exports nothing")]
#[path = "../tests/it/support/smtp.rs"]
mod smtp_server;
