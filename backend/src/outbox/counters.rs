//! What became of letters since the start, for the metrics.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: &'static str,
}

/// Tries to send a letter, by their outcome.
#[derive(Debug, Clone)]
pub struct LetterCounters(Family<Labels, Counter>);

impl Default for LetterCounters {
    /// All outcomes are there from the beginning, so that a rate can be taken of the first.
    fn default() -> Self {
        let counters = Self(Family::default());
        for outcome in ["sent", "put_off", "failed"] {
            counters.of(outcome, 0);
        }
        counters
    }
}

impl LetterCounters {
    /// Shows them among the metrics.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("letters", "Tries to send an e-mail, by outcome", self.0.clone());
    }

    pub(super) fn sent(&self) {
        self.of("sent", 1);
    }

    pub(super) fn put_off(&self) {
        self.of("put_off", 1);
    }

    pub(super) fn failed(&self) {
        self.of("failed", 1);
    }

    fn of(&self, outcome: &'static str, more: u64) {
        self.0.get_or_create(&Labels { outcome }).inc_by(more);
    }
}
