//! The outbox: sends the letters that were written, in one transaction, with what they tell.
//!
//! Sent at least once, and rarely twice (SMTP can do no better, RFC 1047): a worker claims rows for a while by a lease,
//! sends them outside any transaction, and marks them. Several workers, in one process or in many, never have the same
//! row at once. A row's bytes and Message-ID never change, so that a repeat is the same mail.

mod counters;
mod gauges;
mod letters;
mod pauses;
mod report;
mod settings;
mod worker;

pub use counters::LetterCounters;
pub use gauges::{OutboxGauges, gauges};
pub use pauses::Pauses;
pub use settings::OutboxSettings;
pub use worker::{Bells, Outbox, Worker};

#[cfg(test)]
mod tests;
