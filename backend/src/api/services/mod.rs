//! What visits can be booked for, and when.

pub(super) mod day;
pub(super) mod days;
pub(super) mod list;
