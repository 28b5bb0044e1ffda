//! How many desks a slot has by the plan.

use super::opening::slots;
use super::plan::Plan;
use super::standing::SlotKey;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

/// The desks of slots, looked up day by day.
#[derive(Debug)]
pub struct Desks<'a> {
    plan: &'a Plan,
    days: HashMap<(String, NaiveDate), HashMap<DateTime<Utc>, u16>>,
}

impl<'a> Desks<'a> {
    /// Those of a plan.
    pub fn of(plan: &'a Plan) -> Self {
        Self { plan, days: HashMap::new() }
    }

    /// The desks of a slot; none if the plan has no such slot.
    pub fn at(&mut self, slot: &SlotKey) -> u16 {
        let found = self.plan.offices.iter().find_map(|office| {
            let pool = office.pools.iter().find(|pool| pool.id == slot.pool)?;
            Some((office, pool))
        });
        let Some((office, pool)) = found else { return 0 };
        let date = slot.starts_at.with_timezone(&office.timezone).date_naive();
        let day = self.days.entry((pool.id.clone(), date)).or_insert_with(|| {
            let slots = slots(office, pool, date).unwrap_or_default();
            slots.into_iter().map(|slot| (slot.starts_at, slot.capacity)).collect()
        });
        day.get(&slot.starts_at).copied().unwrap_or(0)
    }
}
