//! What became of the crowds.

use super::{Budget, Line};
use crate::herd::Rush;
use crate::office::RELEASED_PLACES;
use crate::options::EngineName;
use crate::results::{Results, median};
use crate::{READS_MEANWHILE, TICKETS_MEANWHILE, meanwhile};

/// The lines of one engine, crowd by crowd: the worst of its rounds in numbers, the median in times.
pub(super) fn lines(results: &Results, engine: EngineName, rushes: &[Rush]) -> Vec<Line> {
    let mut lines = Vec::new();
    for crowd in rushes.chunk_by(|a, b| a.size == b.size) {
        let Some(size) = crowd.first().map(|rush| rush.size) else { continue };
        let asked = size == crate::HERD;
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let most = |figure: fn(&Rush) -> usize| number(crowd.iter().map(figure).max().unwrap_or_default());
        let time = |figure: fn(&Rush) -> f64| median(crowd.iter().map(figure).collect());
        let wrong = crowd.iter().find(|rush| rush.booked != usize::from(RELEASED_PLACES));
        let booked = wrong.map_or(RELEASED_PLACES.into(), |rush| number(rush.booked));
        let no_failure = Budget::exactly(0.0);
        lines.push(Line::count(
            &format!("{size} at one instant: booked"),
            booked,
            "",
            Budget::exactly(RELEASED_PLACES.into()),
        ));
        lines.push(Line::count("slot-full", most(|rush| rush.full), "", Budget::NONE));
        let turned_away = if asked { no_failure } else { Budget::NONE };
        lines.push(Line::count("503 with Retry-After", most(|rush| rush.turned_away), "", turned_away));
        lines.push(Line::count("any other answer, or none", most(|rush| rush.failed), "", no_failure));
        let within = if asked { Budget::at_most(2000.0, 500.0) } else { Budget::NONE };
        lines.push(Line::time("all answered within", time(|rush| rush.last), within));
        if most(|rush| rush.turned_away) > 0.0 {
            lines.push(Line::time("all turned away within", time(|rush| rush.last_turned_away), Budget::NONE));
        }
        if let Some(tickets) = results.median(&meanwhile(engine, size, TICKETS_MEANWHILE)) {
            lines.push(Line::time("p99 of a kiosk's ticket meanwhile", tickets.p99, Budget::at_most(25.0, 10.0)));
        }
        if let Some(reads) = results.median(&meanwhile(engine, size, READS_MEANWHILE)) {
            lines.push(Line::time("p99 of another service's reads meanwhile", reads.p99, Budget::NONE));
            lines.push(Line::time("the slowest of them", reads.worst, Budget::NONE));
        }
        lines.push(Line::count(
            "memory at its worst",
            most(|rush| usize::try_from(rush.memory.peak / 1024).unwrap_or(0)),
            "MB",
            Budget::NONE,
        ));
    }
    lines
}
