//! The proof of work that bookings may need.

pub(super) mod show;
