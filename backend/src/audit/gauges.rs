//! The last audit as figures for Prometheus.

use super::report::Report;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CheckLabels {
    check: &'static str,
}

/// The figures. Copies show the same.
#[derive(Debug, Clone, Default)]
pub(super) struct AuditGauges {
    findings: Family<CheckLabels, Gauge>,
    crowded: Gauge,
    last_run: Gauge,
    duration: Gauge<f64, AtomicU64>,
    failures: Counter,
}

impl AuditGauges {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("audit_findings", "Cases that the last audit found, by check", self.findings.clone());
        let crowded = "Slots with more booked than desks since the plan changed";
        registry.register("audit_crowded_slots", crowded, self.crowded.clone());
        let last_run = "Unix time of the last complete audit; 0 before the first";
        registry.register("audit_last_run_timestamp_seconds", last_run, self.last_run.clone());
        registry.register("audit_duration_seconds", "How long the last audit took", self.duration.clone());
        registry.register("audit_failures", "Audits that could not be completed", self.failures.clone());
    }

    pub(super) fn show(&self, report: &Report) {
        for check in super::names() {
            let found = report.findings.iter().find(|finding| finding.check == check);
            self.findings.get_or_create(&CheckLabels { check }).set(found.map_or(0, |finding| finding.count));
        }
        self.crowded.set(report.crowded.as_ref().map_or(0, |crowded| crowded.count));
        self.last_run.set(report.at.timestamp());
        self.duration.set(report.took.as_secs_f64());
    }

    pub(super) fn count_failure(&self) {
        self.failures.inc();
    }
}
