//! What the log says of letters: their ids and kinds, never an address.

use super::letters::Outcome;
use super::worker::Outbox;
use crate::db::outbox::Claimed;
use crate::mail::transport::Failure;
use tracing::{debug, info, warn};

pub(super) fn sent(outbox: &Outbox, row: &Claimed, name: &str) {
    outbox.counters.sent();
    if outbox.transport.repeats_are_harmless() {
        debug!(outbox.id = %row.id, mail.kind = row.kind, "Wrote letter {} ({})", row.id, row.kind);
    } else {
        info!(outbox.id = %row.id, mail.kind = row.kind, mail.queue = name, "Sent letter {} ({})", row.id, row.kind);
    }
}

pub(super) fn failure(outbox: &Outbox, row: &Claimed, outcome: &Outcome, failure: &Failure) {
    let fate = if matches!(outcome, Outcome::Failed(_)) {
        outbox.counters.failed();
        "failed for good"
    } else {
        outbox.counters.put_off();
        "waits"
    };
    warn!(
        outbox.id = %row.id, mail.kind = row.kind, outbox.attempts = row.attempts + 1,
        "Letter {} {fate}: {failure}", row.id
    );
}
