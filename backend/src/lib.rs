//! Wizyta's server. ARCHITECTURE.md at the project's root is the map.

pub mod calendar;
pub mod clock;
pub mod crypto;
pub mod db;
pub mod domain;
pub mod import;
pub mod mail;
pub mod problem;
pub mod service;
pub mod state;
pub mod store;

/// The tests' mail server, also of the tests within this crate.
#[cfg(test)]
#[path = "../tests/it/support/smtp.rs"]
mod smtp_server;
