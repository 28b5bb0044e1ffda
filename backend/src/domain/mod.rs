//! The rules, free of database, network and clock: given the plan, an instant and the bookings, what holds.

pub mod holidays;
pub mod plan;
