//! The audit as a task of the server, and its last result.

use super::gauges::AuditGauges;
use super::report::Report;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use arc_swap::ArcSwapOption;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The first audit comes when the server has got going.
const FIRST: Duration = Duration::from_mins(1);

/// Audits, and knows the last result.
pub struct Auditor {
    db: Db,
    clock: Arc<dyn Clock>,
    last: ArcSwapOption<Report>,
    gauges: AuditGauges,
}

impl Auditor {
    /// Nothing has been audited yet.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, last: ArcSwapOption::empty(), gauges: AuditGauges::default() }
    }

    /// Audits now.
    pub async fn run(&self) -> Result<Arc<Report>, DbError> {
        let report = match super::audit(&self.db, self.clock.now()).await {
            Ok(report) => Arc::new(report),
            Err(error) => {
                self.gauges.count_failure();
                return Err(error);
            }
        };
        self.gauges.show(&report);
        self.last.store(Some(Arc::clone(&report)));
        Ok(report)
    }

    /// The last complete audit.
    pub fn last(&self) -> Option<Arc<Report>> {
        self.last.load_full()
    }

    /// Adds its figures to those of the server.
    pub fn register(&self, registry: &mut Registry) {
        self.gauges.register(registry);
    }
}

/// Audits again and again until `stop`: one after the other, with this pause between them.
pub async fn keep(auditor: Arc<Auditor>, pause: Duration, stop: CancellationToken) {
    let mut wait = FIRST.min(pause);
    while tokio::time::timeout(wait, stop.cancelled()).await.is_err() {
        match auditor.run().await {
            Ok(report) => report.findings.iter().for_each(|finding| {
                tracing::error!(audit.check = finding.check, audit.count = finding.count, "The audit found {finding}");
            }),
            Err(error) => tracing::warn!(error = %error, "The audit could not be completed; it is tried again later"),
        }
        wait = pause;
    }
}
