//! The rules, free of database, network and clock: given the plan, an instant and the bookings, what holds.

pub mod day;
pub mod desks;
pub mod freed;
pub mod hold;
pub mod holidays;
pub mod opening;
pub mod palette;
pub mod place;
pub mod plan;
pub mod profile;
pub mod reminder;
pub mod role;
pub mod standing;
