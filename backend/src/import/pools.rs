//! Pools of desks with their hours.

use super::reader::{Entry, Section};
use super::value::{Unique, line, lines, slug};
use crate::domain::plan::{Closure, DeskPool, Hours, OpeningRule, SpecialHours};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use shared::{local_date, local_time};
use std::num::NonZeroU16;

/// The seven weekdays as the file writes them.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Reads `[[pools]]`.
pub(super) fn pool(entry: &Entry<'_>, ids: &mut Unique) -> Option<DeskPool> {
    let mut fields = entry.section()?;
    let id = fields.required("id").and_then(|entry| {
        let id = slug(&entry)?;
        ids.claim(&entry, &id);
        Some(id)
    });
    let name = fields.required("name").and_then(|entry| line(&entry));
    let opening = opening_rules(&fields.list("opening"));
    let mut closed = Unique::default();
    let closures = closures(&fields.list("closures"), &mut closed);
    let special_hours = special_hours(&fields.list("special_hours"), &closed);
    fields.finish();
    Some(DeskPool { id: id?, name: name?, opening, special_hours, closures })
}

/// Reads `[[closures]]`, of the office or of a pool; `dates` must not repeat.
pub(super) fn closures(entries: &[Entry<'_>], dates: &mut Unique) -> Vec<Closure> {
    let read = |entry: &Entry<'_>| {
        let mut fields = entry.section()?;
        let date = fields.required("date").and_then(|entry| {
            let date = date(&entry)?;
            dates.claim(&entry, &date);
            Some(date)
        });
        let reason = fields.required("reason").and_then(|entry| lines(&entry));
        fields.finish();
        Some(Closure { date: date?, reason: reason? })
    };
    entries.iter().filter_map(read).collect()
}

/// A time of day `HH:MM`.
pub(super) fn time(entry: &Entry<'_>) -> Option<NaiveTime> {
    entry.parse("a time HH:MM", local_time::parse)
}

/// A day.
pub(super) fn date(entry: &Entry<'_>) -> Option<NaiveDate> {
    entry.parse("a date YYYY-MM-DD", local_date::parse)
}

/// Reads `[[pools.opening]]`: each entry gives one rule per weekday.
fn opening_rules(entries: &[Entry<'_>]) -> Vec<OpeningRule> {
    let mut rules: Vec<(&str, OpeningRule)> = Vec::new();
    for entry in entries {
        let new = opening_rules_of(entry).unwrap_or_default();
        let clash = |(_, earlier): &&(&str, OpeningRule)| new.iter().any(|rule| overlap(earlier, rule));
        if let Some((path, _)) = rules.iter().find(clash) {
            entry.fault(format_args!("overlaps {path} on the same weekday"));
        }
        rules.extend(new.into_iter().map(|rule| (entry.path(), rule)));
    }
    rules.into_iter().map(|(_, rule)| rule).collect()
}

fn opening_rules_of(entry: &Entry<'_>) -> Option<Vec<OpeningRule>> {
    let mut fields = entry.section()?;
    let mut named = Unique::default();
    let weekdays: Vec<_> = fields.filled_list("weekdays").iter().filter_map(|day| weekday(day, &mut named)).collect();
    let valid_from = fields.optional("valid_from").and_then(|entry| date(&entry));
    let valid_to = fields.optional("valid_to").and_then(|entry| date(&entry));
    let hours = hours(entry, &mut fields);
    fields.finish();
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        entry.fault("valid_to lies before valid_from");
        return None;
    }
    let hours = hours?;
    Some(weekdays.into_iter().map(|weekday| OpeningRule { weekday, hours, valid_from, valid_to }).collect())
}

fn weekday(entry: &Entry<'_>, named: &mut Unique) -> Option<Weekday> {
    let [monday, .., sunday] = WEEKDAYS.map(|(name, _)| name);
    let weekday = entry.parse(&format!("a weekday ({monday} … {sunday}, three small letters)"), |text| {
        WEEKDAYS.into_iter().find(|(name, _)| *name == text).map(|(_, weekday)| weekday)
    })?;
    named.claim(entry, &weekday);
    Some(weekday)
}

/// Reads `[[pools.special_hours]]`; `closed` are the dates on which the pool is closed.
fn special_hours(entries: &[Entry<'_>], closed: &Unique) -> Vec<SpecialHours> {
    let mut all: Vec<(&str, SpecialHours)> = Vec::new();
    for entry in entries {
        let Some(new) = special_hours_of(entry, closed) else { continue };
        let clash = |(_, earlier): &&(&str, SpecialHours)| {
            earlier.date == new.date && earlier.hours.from < new.hours.to && new.hours.from < earlier.hours.to
        };
        if let Some((path, _)) = all.iter().find(clash) {
            entry.fault(format_args!("overlaps {path} on the same date"));
        }
        all.push((entry.path(), new));
    }
    all.into_iter().map(|(_, hours)| hours).collect()
}

fn special_hours_of(entry: &Entry<'_>, closed: &Unique) -> Option<SpecialHours> {
    let mut fields = entry.section()?;
    let date = fields.required("date").and_then(|entry| {
        let date = date(&entry)?;
        if closed.contains(&date.to_string()) {
            entry.fault("the pool is closed on this date: closures has it too");
        }
        Some(date)
    });
    let hours = hours(entry, &mut fields);
    fields.finish();
    Some(SpecialHours { date: date?, hours: hours? })
}

/// Reads the hours among the fields of `entry`.
fn hours(entry: &Entry<'_>, fields: &mut Section<'_>) -> Option<Hours> {
    let from = fields.required("from").and_then(|entry| time(&entry));
    let to = fields.required("to").and_then(|entry| time(&entry));
    let slot_minutes = fields.required("slot_minutes").and_then(|entry| entry.integer(5..=240));
    let desks = fields.required("desks").and_then(|entry| entry.integer(1..=500));
    let (from, to) = (from?, to?);
    if to <= from {
        entry.fault("to must be later than from");
        return None;
    }
    let slot_minutes = NonZeroU16::new(slot_minutes?)?;
    if to.signed_duration_since(from) < TimeDelta::minutes(slot_minutes.get().into()) {
        entry.fault(format_args!("no slot of {slot_minutes} minutes fits between from and to"));
        return None;
    }
    Some(Hours { from, to, slot_minutes, desks: desks? })
}

/// Whether two rules can hold for the same minute.
fn overlap(a: &OpeningRule, b: &OpeningRule) -> bool {
    let ends_before =
        |a: &OpeningRule, b: &OpeningRule| matches!((a.valid_to, b.valid_from), (Some(to), Some(from)) if to < from);
    a.weekday == b.weekday
        && a.hours.from < b.hours.to
        && b.hours.from < a.hours.to
        && !ends_before(a, b)
        && !ends_before(b, a)
}
