//! A time zone's description (RFC 5545, 3.6.5) for the time around a visit, from the zone's own transitions: whatever
//! the law of the year in question is.

use super::lines::Lines;
use chrono::{DateTime, Duration, FixedOffset, Offset, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

/// How far around the visit transitions are looked for: with yearly rules, both of the year are within.
const AROUND: Duration = Duration::days(366);
/// No zone of today changes its offset twice within so short a time.
const STEP: Duration = Duration::days(7);

/// Writes the VTIMEZONE that the local times from `start` to `end` need.
pub(super) fn write(lines: &mut Lines, start: DateTime<Tz>, end: DateTime<Tz>) {
    let zone = start.timezone();
    let (from, to) = (start.to_utc() - AROUND, end.to_utc() + AROUND);
    lines.put("BEGIN", "VTIMEZONE");
    lines.put("TZID", zone.name());
    // What holds when the visit begins, and what comes after it: clients take the last one that has begun.
    let transitions = transitions(zone, from, to);
    let begun = transitions.iter().filter(|transition| **transition <= start).count();
    let first = begun.checked_sub(1).and_then(|last| transitions.get(last)).copied().unwrap_or(from);
    observance(lines, zone, first);
    for transition in transitions.into_iter().skip(begun).take(1) {
        observance(lines, zone, transition);
    }
    lines.put("END", "VTIMEZONE");
}

/// What the clock shows from `instant` on.
fn observance(lines: &mut Lines, zone: Tz, instant: DateTime<Utc>) {
    let before = offset(zone, instant - Duration::seconds(1));
    let after = zone.offset_from_utc_datetime(&instant.naive_utc());
    let kind = if after.dst_offset() == Duration::zero() { "STANDARD" } else { "DAYLIGHT" };
    lines.put("BEGIN", kind);
    lines.put("DTSTART", &instant.with_timezone(&before).format("%Y%m%dT%H%M%S").to_string());
    lines.put("TZOFFSETFROM", &spelled(before));
    lines.put("TZOFFSETTO", &spelled(after.fix()));
    if let Some(name) = after.abbreviation() {
        lines.put("TZNAME", name);
    }
    lines.put("END", kind);
}

fn transitions(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let mut found = Vec::with_capacity(4);
    let (mut instant, mut before) = (from, offset(zone, from));
    while instant < to {
        let next = instant + STEP;
        let after = offset(zone, next);
        if before != after {
            found.push(transition(zone, instant, next));
        }
        (instant, before) = (next, after);
    }
    found
}

/// The first second of the new offset, between one instant with the old and one with the new.
fn transition(zone: Tz, old: DateTime<Utc>, new: DateTime<Utc>) -> DateTime<Utc> {
    let offset_before = offset(zone, old);
    let (mut before, mut after) = (old.timestamp(), new.timestamp());
    while after - before > 1 {
        let middle = before.midpoint(after);
        let is_before = DateTime::from_timestamp(middle, 0).is_some_and(|at| offset(zone, at) == offset_before);
        *if is_before { &mut before } else { &mut after } = middle;
    }
    DateTime::from_timestamp(after, 0).unwrap_or(new)
}

fn offset(zone: Tz, instant: DateTime<Utc>) -> FixedOffset {
    zone.offset_from_utc_datetime(&instant.naive_utc()).fix()
}

/// `+0100`
fn spelled(offset: FixedOffset) -> String {
    let seconds = offset.local_minus_utc();
    let minutes = seconds.abs() / 60;
    format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}
