//! Bookings, refusals and tickets.

use super::{Budget, Line};
use crate::direct::Style;
use crate::options::EngineName;
use crate::results::Results;
use crate::target::Target;
use crate::variants::{ONE_SLOT, R0, REFUSED, REFUSED_UNKEYED, SPREAD, TICKETS, key};

/// The lines of one engine.
pub(super) fn lines(results: &Results, target: &Target) -> Vec<Line> {
    let sqlite = target.database.engine == EngineName::Sqlite;
    let mut lines = Vec::new();
    let mut ratio = |what: &str, of: &str, against: &str, budget: Budget| {
        lines.extend(Line::ratio(results, what, of, [&key(target, what), against], budget));
    };
    ratio(SPREAD, "R0", R0, Budget::at_least(if sqlite { 0.10 } else { 0.08 }, 0.20));
    let (style, times) = if sqlite { (Style::Pooled, 4.0) } else { (Style::OneEach, 2.0) };
    ratio(SPREAD, style.name(), &key(target, style.name()), Budget::at_least(times, 0.0).without_aim());
    let batches = Style::Batches.name();
    ratio(SPREAD, batches, &key(target, batches), Budget::at_least(0.0, 0.7).without_must());
    ratio(ONE_SLOT, SPREAD, &key(target, SPREAD), Budget::at_least(0.8, 1.0));
    ratio(ONE_SLOT, "R0", R0, Budget::NONE);
    ratio(REFUSED, "R0", R0, Budget::at_least(0.40, 0.60));
    ratio(REFUSED_UNKEYED, "R0", R0, Budget::at_least(0.40, 0.60));
    let latencies = [
        ("p99 of a booking, spread", SPREAD),
        ("p99 of a booking, one slot", ONE_SLOT),
        ("p99 of a kiosk's ticket", TICKETS),
    ];
    for (what, name) in latencies {
        if let Some(summary) = results.median(&key(target, name)) {
            lines.push(Line::time(what, summary.p99, Budget::at_most(25.0, 10.0)));
        }
    }
    lines
}
