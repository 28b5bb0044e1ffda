//! Reads, and how long they lag behind.

use super::{Budget, Line};
use crate::reads::Manner;
use crate::results::Results;
use crate::target::Target;
use crate::variants::{BESIDE, R0, R0_NOT_MODIFIED, STALE, STALE_ELSEWHERE, Stage, key};

/// The lines of one engine.
pub(super) fn lines(stage: &Stage, results: &Results, target: &Target) -> Vec<Line> {
    let mut lines = Vec::new();
    for read in stage.reads() {
        let plain = read.manner == Manner::Plain;
        let budget = if plain { Budget::at_least(0.70, 0.90) } else { Budget::at_least(0.75, 0.95) };
        let (what, read_key) = (format!("{}, {} B", read.name, read.length()), key(target, &read.name));
        lines.extend(Line::ratio(results, &what, "R0", [&read_key, R0], budget));
        if read.manner == Manner::Again {
            lines.extend(Line::ratio(results, "", "a bare 304", [&read_key, R0_NOT_MODIFIED], Budget::NONE));
        }
    }
    let beside = key(target, BESIDE);
    lines.extend(Line::ratio(results, BESIDE, "R0", [&beside, R0], Budget::at_least(0.40, 0.55)));
    if let (Some(beside), Some(idle)) = (results.median(&beside), results.median(&key(target, "days"))) {
        let budget = Budget::at_most(3.0 * idle.p99, 0.0).without_aim();
        lines.push(Line::time("p99 of it, against idle", beside.p99, budget));
    }
    for (what, name, budget) in [
        ("the longest stale, one process", STALE, Budget::at_most(250.0, 50.0)),
        ("the longest stale, another replica", STALE_ELSEWHERE, Budget::at_most(1000.0, 250.0)),
    ] {
        let key = key(target, name);
        if results.median(&key).is_some() {
            lines.push(Line::time(what, results.worst(&key), budget));
        }
    }
    lines
}
