//! Counters against the plan: never more than there are desks, except where a change of the plan made it so.

use super::query::EXAMPLES;
use super::report::Finding;
use crate::db::slot_counters::CounterRow;
use crate::db::{DbConn, crowded_slots, plan, slot_counters};
use crate::domain::desks::Desks;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use std::collections::BTreeMap;

/// The checks, by their names.
pub(super) const NAMES: [&str; 3] = ["oversold", "capacity-differs", "crowded-no-more"];

/// What the plan says about the counters.
pub(super) struct Places {
    pub(super) findings: Vec<Finding>,
    /// More booked than desks, and known to be so.
    pub(super) crowded: Option<Finding>,
}

/// How a counter stands to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Right,
    Crowded,
    Oversold,
    OtherCapacity,
    CrowdedNoMore,
}

impl Standing {
    const fn words(self) -> (&'static str, &'static str) {
        let [oversold, capacity, no_more] = NAMES;
        match self {
            Self::Right => ("", ""),
            Self::Crowded => ("crowded", "slots with more booked than desks since the plan changed (no fault)"),
            Self::Oversold => (oversold, "slots with more booked than desks, though no change of the plan made it so"),
            Self::OtherCapacity => (capacity, "counters that allow another number of places than the plan has desks"),
            Self::CrowdedNoMore => (no_more, "slots still noted as crowded that are not"),
        }
    }
}

/// Compares the counters of slots ahead with the plan. What is over may have had another one.
pub(super) fn check(conn: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Places> {
    let plan = plan::load(conn)?;
    let mut desks = Desks::of(&plan);
    let crowded = crowded_slots::since(conn, now.naive_utc())?;
    let mut cases: BTreeMap<Standing, Vec<String>> = BTreeMap::new();
    for counter in slot_counters::since(conn, now.naive_utc())? {
        let key = counter.key();
        let there = i32::from(desks.at(&key));
        let standing = standing(&counter, there, crowded.get(&key).copied());
        if standing != Standing::Right {
            let CounterRow { pool_id, starts_at, booked, capacity, .. } = counter;
            let case = format!("{pool_id} {starts_at} UTC, {booked} of {capacity}, {there} desks");
            cases.entry(standing).or_default().push(case);
        }
    }
    let crowded = cases.remove(&Standing::Crowded).map(|cases| finding(Standing::Crowded, cases));
    Ok(Places { findings: cases.into_iter().map(|(standing, cases)| finding(standing, cases)).collect(), crowded })
}

fn standing(counter: &CounterRow, desks: i32, crowded: Option<i32>) -> Standing {
    match crowded {
        Some(noted) if noted != desks => Standing::OtherCapacity,
        Some(_) if counter.booked <= desks => Standing::CrowdedNoMore,
        // Nobody new gets in.
        Some(_) if counter.capacity == counter.booked => Standing::Crowded,
        None if counter.booked > desks => Standing::Oversold,
        None if counter.capacity == desks => Standing::Right,
        _ => Standing::OtherCapacity,
    }
}

fn finding(standing: Standing, mut cases: Vec<String>) -> Finding {
    let (check, what) = standing.words();
    let count = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    cases.truncate(EXAMPLES);
    Finding { check, what, count, examples: cases }
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing};
    use crate::db::slot_counters::CounterRow;

    #[test]
    fn a_counter_allows_what_the_plan_does_or_what_it_allowed_before() {
        let counter = |booked, capacity| CounterRow {
            pool_id: "pool".to_owned(),
            starts_at: "2026-12-01T08:00:00".parse().unwrap(),
            capacity,
            booked,
            version: 1,
        };
        for (booked, capacity, desks, crowded, expected) in [
            (2, 4, 4, None, Standing::Right),
            (2, 5, 4, None, Standing::OtherCapacity),
            (5, 5, 4, None, Standing::Oversold),
            (5, 5, 4, Some(4), Standing::Crowded),
            (5, 6, 4, Some(4), Standing::OtherCapacity),
            (5, 5, 4, Some(3), Standing::OtherCapacity),
            (4, 4, 4, Some(4), Standing::CrowdedNoMore),
        ] {
            assert_eq!(standing(&counter(booked, capacity), desks, crowded), expected);
        }
    }
}
