//! The HTTP layer: what every request and every answer have in common. What single calls do is in `crate::api`.

pub mod admission;
pub mod asset;
pub mod brand;
pub mod conditional;
pub mod error;
pub mod explorer;
pub mod extract;
pub mod fallback;
pub mod lost_code;
pub mod middleware;
pub mod openapi;
pub mod page;
pub mod problems;
pub mod query;
pub mod routes;
pub mod security_txt;

use crate::config::HttpSettings;
use crate::guesses::Guesses;
use crate::integrators::Integrators;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::proof_of_work::ProofOfWork;
use crate::shutdown::Shutdown;
use chrono::{DateTime, Utc};
use routes::Routes;
use std::sync::Arc;

/// What the HTTP layer itself needs, shared by all workers.
pub struct Context {
    /// The settings.
    pub settings: HttpSettings,
    /// Origin for links, without a slash at the end.
    pub public_url: String,
    /// Counters of the rate limits.
    pub limits: Arc<Limits>,
    /// Integrators' tokens that called lately.
    pub integrators: Integrators,
    /// Counters of wrong codes at the kiosks.
    pub guesses: Arc<Guesses>,
    /// The proof of work that bookings may need.
    pub proof_of_work: ProofOfWork,
    /// Figures for Prometheus.
    pub metrics: Arc<Metrics>,
    /// All paths with their methods.
    pub routes: Routes,
    /// Whether the server is about to stop.
    pub shutdown: Shutdown,
    /// Headers that depend on the settings, made once.
    pub headers: middleware::security_headers::SecurityHeaders,
}

impl Context {
    /// Brings the figures up to date that are not counted as they happen.
    pub fn measure(&self, now: DateTime<Utc>) {
        self.limits.measure();
        self.proof_of_work.is_required(now);
    }
}
