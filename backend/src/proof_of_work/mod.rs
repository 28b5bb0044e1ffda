//! The proof of work that bookings need when the operator wants it: a second's work for a browser that books once, and
//! hours for a machine that books thousands. Nobody sees it, nobody has to do anything, nobody else is asked.
//!
//! A solution pays for one booking: it is spent in the booking's transaction ([`crate::db::spent_challenges`]), so that
//! neither two requests nor two replicas accept it twice. A booking that is refused spends nothing.

mod challenge;
mod pressure;

pub use challenge::Solved;

use crate::config::{ProofOfWorkMode, ProofOfWorkSettings};
use crate::crypto::Secrets;
use crate::metrics::Metrics;
use crate::problem::ApiError;
use chrono::{DateTime, Utc};
use pressure::Pressure;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use shared::ProblemCode;
use shared::challenge::Challenge;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Decides when work is needed, gives it out and checks it.
pub struct ProofOfWork {
    settings: ProofOfWorkSettings,
    pressure: Mutex<Pressure>,
    required: Gauge,
    solutions: Family<Outcome, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

impl ProofOfWork {
    /// No pressure yet. Its figures are added to `metrics`.
    pub fn new(settings: ProofOfWorkSettings, metrics: &Metrics) -> Self {
        let (required, solutions) = (Gauge::default(), Family::default());
        metrics.register(|registry| {
            let help = "1 while bookings need a proof of work";
            registry.register("proof_of_work_required", help, required.clone());
            registry.register("proof_of_work", "Bookings that needed a proof of work", solutions.clone());
        });
        Self { settings, pressure: Mutex::default(), required, solutions }
    }

    /// Whether a booking needs work just now.
    pub fn is_required(&self, now: DateTime<Utc>) -> bool {
        let required = match self.settings.mode {
            ProofOfWorkMode::Off => false,
            ProofOfWorkMode::On => true,
            ProofOfWorkMode::Auto => self.pressure().is_high(now),
        };
        self.required.set(required.into());
        required
    }

    /// Notes that somebody tries to book.
    pub fn note_try(&self, now: DateTime<Utc>) {
        if self.settings.mode == ProofOfWorkMode::Auto {
            self.pressure().arrive(self.settings.pressure, now);
        }
    }

    /// A new challenge. Nothing is kept of it.
    pub fn challenge(&self, secrets: &Secrets, now: DateTime<Utc>) -> Challenge {
        challenge::issue(secrets, self.settings.difficulty, self.is_required(now), now)
    }

    /// Checks what a client sent as its solution.
    pub fn check(&self, secrets: &Secrets, header: Option<&str>, now: DateTime<Utc>) -> Result<Solved, ApiError> {
        let solved = header.map(|header| challenge::check(secrets, header, now));
        let (outcome, result) = match solved {
            Some(Some(solved)) => ("solved", Ok(solved)),
            Some(None) => ("invalid", Err(ProblemCode::ProofOfWorkInvalid.into())),
            None => ("missing", Err(ProblemCode::ProofOfWorkRequired.into())),
        };
        self.solutions.get_or_create(&Outcome { outcome }).inc();
        result
    }

    fn pressure(&self) -> MutexGuard<'_, Pressure> {
        self.pressure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
