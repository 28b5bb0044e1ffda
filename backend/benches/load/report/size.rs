//! Memory, start and growth.

use super::{Budget, Line};
use crate::results::Results;
use crate::size::{FEW, GROWTH, MANY, Size, key};

/// The lines of one engine.
pub(super) fn lines(results: &Results, size: &Size) -> Vec<Line> {
    let megabytes = |kilobytes: u64| f64::from(u32::try_from(kilobytes / 1024).unwrap_or(u32::MAX));
    let mut lines = vec![
        Line::count(
            &format!("memory with {MANY} bookings, after reads and bookings"),
            megabytes(size.memory.resident),
            "MB",
            Budget::at_most(150.0, 60.0),
        ),
        Line::time(&format!("start to first answer with {MANY} bookings"), size.start, Budget::at_most(300.0, 100.0)),
    ];
    for what in GROWTH {
        let (few, grown) = (key(size.engine, what, FEW), key(size.engine, what, size.grown));
        let line = format!("{what} with {} bookings", size.grown);
        let budget = Budget::at_least(0.8, 1.0);
        lines.extend(Line::ratio(results, &line, &format!("with {FEW}"), [&grown, &few], budget));
        if let Some(few) = results.median(&few) {
            lines.push(Line::time(&format!("p50 of {what} with {FEW}"), few.p50, Budget::NONE));
        }
    }
    lines
}
